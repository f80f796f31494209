"""Result of a lint: issues with places, and the time that reading the questionnaire aloud takes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Literal

import pandas as pd

from survey.errors import Complaint, Place
from survey.languages import CATALOGUE_LANGUAGES, ENGLISH
from survey.text import Catalogue, Language, Text

IssueLevel = Literal["error", "warning", "note"]
"""Weight of an issue: the instrument cannot be used, it probably says something else than meant, or it should be looked at."""

LEVELS: tuple[IssueLevel, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class LintIssue:
    """One issue of a lint: what is wrong at one place, and what to do about it.

    Parameters
    ----------
    rule : str
        Name of the rule, the same in every language: ``mixed-script``; for a mistake of reading the code of the error
        (``Q004``).
    level : "error", "warning" or "note"
    place : Place
        File and line; the column where it is known.
    element : str
        The part of the questionnaire: ``question D05, ru``.
    fact, remedy : Text
        In the languages of the catalogues; in English alone for a mistake of reading.
    """

    rule: str
    level: IssueLevel
    place: Place
    element: str
    fact: Text
    remedy: Text

    @classmethod
    def of_complaint(cls, complaint: Complaint) -> LintIssue:
        """The issue that a mistake of reading is."""
        fact, remedy = (Text.of(**{ENGLISH: said}) for said in (complaint.fact, complaint.remedy))
        return cls(complaint.code, "error", complaint.place, complaint.element, fact, remedy)

    @classmethod
    def of_rule(cls, rule: str, level: IssueLevel, place: Place, element: str, **places: str | int) -> LintIssue:
        """An issue in the sentences of the catalogue for the rule."""
        catalogue = Catalogue.load("survey.linting")
        key = rule.replace("-", "_")

        def said(part: str) -> Text:
            return Text.each(
                CATALOGUE_LANGUAGES, lambda language: catalogue.sentence(language, f"{key}_{part}", **places)
            )

        return cls(rule, level, place, element, said("fact"), said("remedy"))

    def in_language(self, language: Language) -> tuple[str, str]:
        """Fact and remedy in a language; in English where they exist in English only."""
        known = language if self.fact.has(language) else ENGLISH
        return self.fact[known], self.remedy[known]


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """Minutes that reading the questionnaire aloud takes in one language.

    ``shortest`` counts what everybody is asked, ``longest`` every question; both without the time of answering.
    """

    language: Language
    n_words: int
    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class LintReport:
    """Everything that a lint found.

    Parameters
    ----------
    folder : str
    issues : tuple of LintIssue
        In the order of files and lines.
    reading : tuple of ReadingTime
        One per language; empty when the questionnaire could not be read.

    Examples
    --------
    >>> import survey
    >>> survey.lint("questionnaires/interethnic").ok
    True
    """

    folder: str
    issues: tuple[LintIssue, ...]
    reading: tuple[ReadingTime, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings and notes may remain."""
        return not self.of("error")

    def of(self, *levels: IssueLevel) -> tuple[LintIssue, ...]:
        """The issues of these levels."""
        return tuple(issue for issue in self.issues if issue.level in levels)

    def count(self, level: IssueLevel) -> int:
        """Number of issues of a level."""
        return len(self.of(level))

    def to_frame(self, language: Language = ENGLISH) -> pd.DataFrame:
        """One row per issue: ``rule, level, file, line, column, element, fact, remedy``; unknown lines are blank."""
        rows = [
            (
                one.rule,
                one.level,
                one.place.file,
                one.place.line,
                one.place.column,
                one.element,
                *one.in_language(language),
            )
            for one in self.issues
        ]
        columns = ["rule", "level", "file", "line", "column", "element", "fact", "remedy"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"line": "Int64", "column": "Int64"})

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(level)} {level}s" for level in LEVELS)
        return f"<LintReport {os.path.basename(self.folder) or self.folder}: {counts}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().to_html(index=False)}"


def in_order(issues: Iterable[LintIssue]) -> tuple[LintIssue, ...]:
    """Issues by file and line, each once."""
    known = {(one.rule, str(one.place), one.element, one.fact): one for one in issues}
    return tuple(
        sorted(known.values(), key=lambda one: (one.place.file, one.place.line or 0, one.place.column or 0, one.rule))
    )
