"""Turns of phrase that a reader stumbles over do not come back into docstrings and comments."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.architecture.measure_house import Module, read_house

TURNS = {
    "cannot be, without a participle": r"\bcannot be(?=[.,;:)]|\s*$)",
    "told, tells (say: reported, says)": r"\b(?:told|tells?)\b(?! apart)",
    "stands (say: is)": r"\bstands?\b",
    "beside (say: in addition to, next to, with)": r"(?<![`\w.])besides?\b(?! :)",
    "of its own": r"\bof (?:its|their|his|her) own\b",
    "taken off, taken out (say: subtracted, residualised)": r"\b(?:take|takes|taken|taking) (?:off|out)\b",
    "is no X (say: is not a)": r"(?<![Tt]here )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|other\b)[a-z]+",
    "a first line without a subject": r"\A(?:What|How|Who|Which|Where)\b",
}
LEFT = {"estimation": 3, "ingest": 3}
"""Turns that a room may still have; a room that is not named has none. The numbers only fall."""


def spoken(module: Module) -> Iterator[tuple[str, str]]:
    """Place and text of every docstring and comment; lines of examples are left out."""
    for name, text in module.docstrings.items():
        yield f"{module.name}.{name}", re.sub(r"^ *(?:>>>|\.\.\. ).*$", "", text, flags=re.MULTILINE)
    for line, text in module.comments.items():
        yield f"{module.name}, line {line}", text


def stumbles(module: Module) -> list[str]:
    """Each place where a turn is found, with what is found."""
    return [
        f"{place}: {turn}"
        for place, text in spoken(module)
        for turn, pattern in TURNS.items()
        for _ in re.finditer(pattern, text)
    ]


def test_docstrings_and_comments_are_plain() -> None:
    """Room by room: what is found where more is found than was left."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for module in read_house().modules.values():
        rooms[module.room] += stumbles(module)
    assert len(rooms) > 10
    assert {room: found for room, found in rooms.items() if len(found) > LEFT.get(room, 0)} == {}


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("Names of columns that are told by their letters.", 1),
        ("Formats, told apart by content.", 0),
        ("An option that cannot be (``E013``); a file that cannot be read.", 0),
        ("Refuse options that cannot be.", 1),
        ("A name that is no variable; there is no finite correction.", 1),
        ("What a wave holds.", 1),
        ("Says what a wave holds.", 0),
        ("Reasons, which stand beside the answers.", 2),
    ],
)
def test_a_turn_is_found(sentence: str, number: int) -> None:
    """As a docstring of a module."""
    assert len(stumbles(Module("a", f'"""{sentence}"""', is_package=False))) == number
