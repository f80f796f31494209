"""A dictionary of a survey, as other programs understand it: variables with wordings, codes and reasons of blanks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from survey.blank_reasons import Reason
from survey.text import Language, Text

DictionaryKind = Literal["single", "multiple", "whole", "decimal", "text", "date", "time"]
"""One code, a set of codes, a whole number, a number with decimals, text, a day in ISO 8601, a time of day."""


@dataclass(frozen=True, slots=True)
class DictionaryCode:
    """A code with its wording; ``reason`` is why it is not an answer, ``ANSWERED`` for an answer.

    ``column`` is the column of the option of a multiple choice in data files, empty otherwise.
    """

    code: str
    text: Text
    reason: Reason = Reason.ANSWERED
    column: str = ""


@dataclass(frozen=True, slots=True)
class DictionaryVariable:
    """Variable of a dictionary.

    Parameters
    ----------
    name : str
    kind : DictionaryKind
    text : Text
        Wording of the question, or of its row in a battery.
    codes : tuple of DictionaryCode
        Answers, then codes of blanks.
    question, question_text : str, Text
        Id and wording of the battery; empty for a question without rows.
    block : str
        Id of the part of the questionnaire.
    universe : str
        Condition of asking, as the questionnaire writes it; empty where everybody is asked.
    low, high : float or None
        Bounds of a number, both ends allowed.
    is_written : bool
        Whether codes are texts.
    """

    name: str
    kind: DictionaryKind
    text: Text
    codes: tuple[DictionaryCode, ...] = ()
    question: str = ""
    question_text: Text = field(default_factory=Text)
    block: str = ""
    universe: str = ""
    low: float | None = None
    high: float | None = None
    is_written: bool = False

    @property
    def answers(self) -> tuple[DictionaryCode, ...]:
        """Codes of answers."""
        return tuple(code for code in self.codes if code.reason == Reason.ANSWERED)

    @property
    def blanks(self) -> tuple[DictionaryCode, ...]:
        """Codes of blanks, with their reasons."""
        return tuple(code for code in self.codes if code.reason != Reason.ANSWERED)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary: id, version and title of the survey, languages, blocks by id, variables in the order of asking.

    ``key`` is the variable that numbers the interviews; empty where the file names none.
    """

    id: str
    version: str
    title: Text
    languages: tuple[Language, ...]
    blocks: tuple[tuple[str, Text], ...]
    variables: tuple[DictionaryVariable, ...]
    key: str = ""
