"""Which indicators of two waves may be compared."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.indicators import Indicators, read_indicators
from survey.indicators.comparability import Incomparable, incomparable

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
Version = Callable[..., Indicators]


@pytest.fixture
def version(tmp_path: Path) -> Version:
    """The shipped instrument with texts replaced."""

    def make(name: str, *edits: tuple[str, str, str]) -> Indicators:
        folder = Path(shutil.copytree(INSTRUMENT, tmp_path / name))
        for file, old, new in edits:
            text = (folder / file).read_text("utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return read_indicators(folder)

    return make


def test_the_same_instrument_is_comparable(version: Version, shipped: Indicators) -> None:
    """Read twice, from two folders."""
    assert incomparable(version("copy"), shipped) == {}


QUESTION = ("questionnaire.yaml", "Насколько Вы чувствуете себя в безопасности", "Чувствуете ли Вы себя в безопасности")
INDICES = {"ISI", "ISI_GEO", "ISI_GAP"}


@pytest.mark.parametrize(
    ("edit", "expected", "difference"),
    [
        (QUESTION, {"SAFETY", "ISI_D5", *INDICES}, "question"),
        (("indicators.yaml", "numerator: D06 in [1, 2]", "numerator: D06 == 1"), {"SAFETY"}, "definition"),
        (
            ("indicators.yaml", "items: [D06, B04, D03]", "items: [D06, B04]"),
            {"ISI_D5", *INDICES},
            "definition",
        ),
        (("indicators.yaml", "  - id: SAFETY\n", "  - id: SAFETY_NOW\n"), {"SAFETY"}, "new"),
        (
            ("questionnaire.yaml", 'ask_if: "M01e == 1"', 'ask_if: "M01e in [1, 2]"'),
            set(),
            "",
        ),
    ],
)
def test_what_is_defined_otherwise_is_not_comparable(
    version: Version, shipped: Indicators, edit: tuple[str, str, str], expected: set[str], difference: str
) -> None:
    """The indicator and everything made of it; nothing else."""
    found = incomparable(shipped, version("other", edit))
    assert set(found) == expected
    assert {one.difference for one in found.values()} <= {difference}


def test_a_new_question_is_named(version: Version, shipped: Indicators) -> None:
    """The wave before did not have it."""
    without = version(
        "older",
        ("questionnaire.yaml", "id: D06", "id: D06x"),
        ("indicators.yaml", "numerator: D06 in", "numerator: D06x in"),
        ("indicators.yaml", "items: [D06, B04", "items: [D06x, B04"),
    )
    assert incomparable(shipped, without)["SAFETY"] == Incomparable("new", ("D06",))


def test_a_language_that_only_one_version_has_changes_nothing(version: Version, shipped: Indicators) -> None:
    """Wordings are compared in the languages of both; spaces do not count."""
    spaced = version("spaced", ("questionnaire.yaml", "Насколько Вы чувствуете", "Насколько  Вы чувствуете"))
    assert incomparable(shipped, spaced) == {}
