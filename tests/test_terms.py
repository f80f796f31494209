"""One thing, one word: texts for people do not use the words that ``tests/data/terms.toml`` refuses."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.terms import TERMS, Term, refused

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "survey"
PLACES = {
    "reports": "report",
    "validation": "findings",
    "ingest": "findings",
    "deliveries": "findings",
    "monitor": "command",
    "cli": "command",
    "weighting": "weights",
    "estimation": "weights",
}
"""What the catalogue of a room speaks of."""


def catalogues(language: str) -> Iterator[tuple[str, str, str]]:
    """File, place and every sentence of the catalogues, the glossary of the report and the errors of the command."""
    for path in sorted(SOURCE.glob(f"*/wording/{language}.toml")):
        place = PLACES.get(path.parents[1].name, "")
        yield from ((str(path), place, words) for words in strings(tomllib.loads(path.read_text("utf-8"))))
    glossary = tomllib.loads((SOURCE / "reports" / "glossary.toml").read_text("utf-8"))
    yield from (
        ("glossary.toml", "report", entry[language]) for entries in glossary.values() for entry in entries.values()
    )
    errors = tomllib.loads((SOURCE / "cli" / "errors" / f"{language}.toml").read_text("utf-8"))
    yield from (("errors", "command", words) for words in strings(errors))


def forms(language: str) -> Iterator[tuple[str, str, str]]:
    """File, place and every present wording of the instruments and of a new workspace; former ones are history."""
    paths = sorted(ROOT.glob("questionnaires/**/*.yaml"))
    for path in paths:
        document = yaml.safe_load(path.read_text("utf-8"))
        yield from ((path.name, "form", words) for words in worded(document, language))


def strings(value: object) -> Iterator[str]:
    """Every text of a catalogue."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def worded(value: object, language: str) -> Iterator[str]:
    """Every text under the key of a language."""
    if isinstance(value, list):
        for one in value:
            yield from worded(one, language)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == language and isinstance(one, str):
                yield one
            elif key not in ("was", "accepted"):
                yield from worded(one, language)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_text_uses_a_refused_word(language: str) -> None:
    """Catalogues, glossary, errors, questionnaires, workspace file."""
    told = [*catalogues(language), *forms(language)]
    assert len(told) > 1500
    assert len({place for _, place, _ in told}) > 4
    found = [(file, term.said, words) for file, place, words in told for term in refused(words, language, place)]
    assert found == []


@pytest.mark.parametrize("term", [term for terms in TERMS.values() for term in terms], ids=lambda term: term.said)
def test_a_term_refuses_what_it_says_and_not_what_it_means(term: Term) -> None:
    """An expression that never fits would hold nothing."""
    assert re.search(term.refuse, term.said, re.IGNORECASE)
    assert not re.search(term.refuse, term.meant, re.IGNORECASE)
