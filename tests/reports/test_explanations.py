"""What the report knows to say of rules."""

import re
import tomllib
from pathlib import Path

import pytest

import survey.reports
from survey.reports.explanations import explained

ROOMS = Path(survey.reports.__file__).parents[1]
INSTRUMENT = ROOMS.parents[1] / "questionnaires" / "interethnic"
LANGUAGES = ("kk", "ru", "en")


def entries() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        (ROOMS / "reports" / "glossary.toml").read_text("utf-8")
    )
    return found["rule"]


@pytest.mark.parametrize("room", ["ingest", "validation"])
def test_every_rule_of_the_file_check_has_general_words(room: str) -> None:
    """A rule told in words that have no place for an answer."""
    wording = ROOMS / room / "wording" / "ru.toml"
    sentences = tomllib.loads(wording.read_text("utf-8"))
    rules = {key for key, sentence in sentences.items() if "{" in str(sentence) or str(sentence).endswith(".")}
    # words of headings and cells, and how a house rule is said, are no findings
    rules = {key for key in rules if not key.startswith("value_") and not key.endswith("_words")}
    assert rules - set(entries()) == set()


def test_every_house_rule_of_the_instrument_has_general_words() -> None:
    """Their own messages speak of one interview."""
    rules = INSTRUMENT / "rules.yaml"
    named = set(re.findall(r"^  - id: (\w+)", rules.read_text("utf-8"), flags=re.MULTILINE))
    assert len(named) > 5
    assert named - set(entries()) == set()


def test_an_explanation_is_in_every_language_and_speaks_of_nobody() -> None:
    """No places to fill, no Latin letters in Kazakh and Russian."""
    for name, wordings in entries().items():
        assert set(wordings) == set(LANGUAGES), name
        assert "{" not in "".join(wordings.values())
        assert not re.search(r"[A-Za-z]", wordings["kk"] + wordings["ru"]), name


def test_a_language_that_is_missing_gives_no_words() -> None:
    """Half an explanation is none."""
    assert not explained("copied", ("kk", "tr"))
