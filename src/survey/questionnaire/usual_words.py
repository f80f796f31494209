"""Usual words of programs and interviewers, in any language: yes, no, does not know, refused, not applicable."""

from __future__ import annotations

import functools

from survey.questionnaire.model import Reason
from survey.text import Catalogue

_SIGNS = {True: ("true", "t", "yes", "y", "x", "+", "✓", "✔", "☑", "v"), False: ("false", "f", "no", "n", "-", "☐")}

BLANK_MARKERS = frozenset(
    word
    for word in [
        "na",
        "n/a",
        "n.a.",
        "<na>",
        "nan",
        "null",
        "(null)",
        "none",
        "nil",
        "nat",
        "\\n",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "..",
        "#n/a",
        "#na",
        "#null!",
        "#ref!",
        "#div/0!",
        "#value!",
        "#name?",
        "#num!",
        "#getting_data",
        "#spill!",
        "#calc!",
        "#field!",
        "#blocked!",
        "#unknown!",
    ]
)
"""Texts that programs write into empty cells, in lower case."""


@functools.cache
def short_words(reason: Reason) -> tuple[str, ...]:
    """The short words that files use for a reason, in every language of the catalogue.

    Examples
    --------
    >>> "Затрудняюсь" in short_words(Reason.DONT_KNOW), "DK" in short_words(Reason.DONT_KNOW)
    (True, True)
    """
    return _words(reason.name.lower())


@functools.cache
def marks(*, yes: bool) -> tuple[str, ...]:
    """The words by which option columns say that an option was chosen, or that it was not, in every language.

    Examples
    --------
    >>> "Отмечено" in marks(yes=True), "Жоқ" in marks(yes=False)
    (True, True)
    """
    return (*_SIGNS[yes], *_words("yes" if yes else "no"))


def is_blank_marker(text: str) -> bool:
    """Whether programs write this text into empty cells: NA of R, NULL of a database, None of Python, #REF! of Excel."""
    return text.strip().casefold() in BLANK_MARKERS


def _words(key: str) -> tuple[str, ...]:
    catalogue = Catalogue.load("survey.questionnaire")
    sentences = (catalogue.sentence(language, key) for language in catalogue.languages)
    return tuple(word.strip() for sentence in sentences for word in sentence.split(";"))
