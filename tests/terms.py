"""Words that texts for people must not use, read from ``tests/data/terms.toml``."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).parent / "data" / "terms.toml"


@dataclass(frozen=True)
class Term:
    """A refused expression with a sentence that has it and the sentence as it should be; ``places`` limit it."""

    refuse: str
    said: str
    meant: str
    places: tuple[str, ...]


TERMS = {
    language: tuple(Term(one["refuse"], one["said"], one["meant"], tuple(one.get("in", ()))) for one in terms)
    for language, terms in tomllib.loads(PATH.read_text("utf-8")).items()
}


def refused(words: str, language: str, place: str) -> list[Term]:
    """The terms of a language that a text in some place breaks."""
    return [
        term
        for term in TERMS[language]
        if (not term.places or place in term.places) and re.search(term.refuse, words, re.IGNORECASE)
    ]
