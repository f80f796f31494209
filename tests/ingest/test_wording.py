"""Every rule can be told in every language."""

import re
import tomllib
from pathlib import Path

import pytest

import survey.ingest
from survey.text import Catalogue

WORDING = Path(survey.ingest.__file__).parent / "wording"
SENTENCES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in WORDING.glob("*.toml")}
CATEGORIES = {"kk": {"one", "other"}, "ru": {"one", "few", "many", "other"}, "en": {"one", "other"}}


def test_every_sentence_stands_in_every_language() -> None:
    """Nothing falls back silently."""
    catalogue = Catalogue.load("survey.ingest")
    assert catalogue.languages == ("en", "kk", "ru")
    assert catalogue.keys("kk") == catalogue.keys("ru") == catalogue.keys("en")
    assert len(catalogue.keys("kk")) > 60


def test_every_rule_of_the_room_has_its_sentence() -> None:
    """The table in the docstring of the room and the catalogue name the same rules."""
    rules = set(re.findall(r"^``(\w+)``  ", survey.ingest.__doc__ or "", re.MULTILINE))
    words = {"heading_words", "blank_words", "other_words", "statement_words", "months"}
    assert rules | words == Catalogue.load("survey.ingest").keys("kk")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_sentences_have_the_same_places_and_all_plural_forms(language: str) -> None:
    """A place that one language lacks would hide a fact from its readers."""
    for key, english in SENTENCES["en"].items():
        forms = SENTENCES[language][key]
        if isinstance(english, dict):
            assert set(forms) == CATEGORIES[language]
        both = [english, forms]
        places = [
            {
                place
                for text in (part.values() if isinstance(part, dict) else [part])
                for place in re.findall(r"{(\w+)}", text)
            }
            for part in both
        ]
        assert places[0] == places[1]
