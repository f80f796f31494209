"""Words of programs and interviewers in the catalogue of this room, in every language."""

from __future__ import annotations

import functools

from survey.text import Catalogue


@functools.cache
def catalogue_words(key: str) -> tuple[str, ...]:
    """Words in the catalogue of this room under a key, separated by semicolons, in every language."""
    catalogue = Catalogue.load("survey.ingest")
    sentences = (catalogue.sentence(language, key) for language in catalogue.languages)
    return tuple(word.strip() for sentence in sentences for word in sentence.split(";"))
