"""One cell as the questionnaire reads it: a value, a reason for a blank, or what is wrong with it."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from survey.errors import MonitorError
from survey.ingest.moments import date_of, day_order, time_of
from survey.ingest.numbers import code_of, number_of, shown
from survey.ingest.spelling import Match, Wordings
from survey.quarters import Quarter
from survey.questionnaire.model import NUMERIC_KINDS, Reason, Variable
from survey.text import Catalogue

NOT_ASKED_CODE = -1
"""Some files mark skipped questions so. It is read as a blank: who was asked is told by the routing alone."""

ValueLabels = Mapping[float | str, str]
_ZERO_DECIMALS = re.compile(r"(\d+)[.,]0+")
_NUMBERED = re.compile(r"\(?(\d+)\)?\s*[-.):=–—]?\s*(\D.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says. ``problem`` names the rule that an unreadable cell breaks."""

    value: float | str | None = None
    reason: Reason = Reason.NOT_RECORDED
    problem: str = ""
    match: Match = "exact"


BLANK = Reading()
Reader = Callable[[object], Reading]


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing: missing, or text of nothing but spaces."""
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())


def make_reader(variable: Variable, labels: ValueLabels, cells: Iterable[object]) -> Reader:
    """The reader of a variable's cells.

    Parameters
    ----------
    variable : Variable
    labels : mapping of value to text
        Value labels that the file itself carries for the column.
    cells : iterable
        Distinct cells of the column; they tell the order of day and month.
    """
    if variable.kind in ("single", "multiple"):
        return CodeReader.of(variable, labels)
    if variable.kind in NUMERIC_KINDS:
        return NumberReader.of(variable, labels)
    if variable.kind == "date":
        order = day_order(cells)
        return TextReader.of(variable, lambda cell: date_of(cell, order), "date_unreadable")
    if variable.kind == "time":
        return TextReader.of(variable, time_of, "time_unreadable")
    if variable.kind == "wave":
        return TextReader.of(variable, _wave, "wave_unreadable")
    return TextReader.of(variable, _identifier if variable.kind == "code" else _words, "")


@dataclass(frozen=True, slots=True)
class CodeReader:
    """Reads codes of answers, as numbers or in any wording the questionnaire or the file gives them."""

    codes: frozenset[int]
    missing: Mapping[int, Reason]
    wordings: Wordings
    labels: ValueLabels
    labelled: Wordings
    usual: Wordings

    @classmethod
    def of(cls, variable: Variable, labels: ValueLabels) -> CodeReader:
        """The reader of a single choice, or of one mention of a multiple choice."""
        codes = frozenset(variable.codes)
        missing = {code.code: code.reason for code in variable.missing}
        labelled = ((text, code) for value, text in labels.items() if (code := code_of(value)) is not None)
        known = codes | set(missing)
        return cls(
            codes,
            missing,
            wordings_of(variable),
            labels,
            Wordings.of((text, code) for text, code in labelled if code in known),
            usual_words(missing),
        )

    def __call__(self, cell: object) -> Reading:
        """What a cell says."""
        if is_empty(cell):
            return BLANK
        number = number_of(cell)
        if number is not None:
            return self.coded(int(number)) if number.is_integer() else Reading(problem="code_unknown")
        return self.worded(self.labels.get(cell, cell) if isinstance(cell, str) else str(cell))

    def coded(self, code: int, match: Match = "exact") -> Reading:
        """What a code says."""
        if code in self.codes:
            return Reading(float(code), Reason.ANSWERED, match=match)
        if code in self.missing:
            return Reading(None, self.missing[code], match=match)
        return BLANK if code == NOT_ASKED_CODE else Reading(problem="code_unknown")

    def worded(self, text: str) -> Reading:
        """What a wording says, alone or after its code."""
        found = self.wordings.find(text) or self.labelled.find(text) or self.usual.find(text)
        if found is None and (parts := _NUMBERED.fullmatch(text.strip())):
            after = self.wordings.find(parts[2])
            found = after if after is not None and after[0] == int(parts[1]) else None
        return self.coded(*found) if found is not None else Reading(problem="wording_unknown")


@dataclass(frozen=True, slots=True)
class NumberReader:
    """Reads whole numbers within bounds, and the words for "does not know" and for the ends of a scale."""

    low: float
    high: float
    missing: Mapping[int, Reason]
    wordings: Wordings
    usual: Wordings
    labels: ValueLabels

    @classmethod
    def of(cls, variable: Variable, labels: ValueLabels) -> NumberReader:
        """The reader of an age, a scale or a count."""
        question = variable.question
        low = float("-inf") if question.minimum is None else question.minimum
        high = float("inf") if question.maximum is None else question.maximum
        missing = {code.code: code.reason for code in variable.missing}
        return cls(low, high, missing, wordings_of(variable), usual_words(missing), labels)

    def __call__(self, cell: object) -> Reading:
        """What a cell says."""
        if is_empty(cell):
            return BLANK
        number = number_of(cell)
        if number is not None:
            return self.counted(number)
        text = self.labels.get(cell, cell) if isinstance(cell, str) else str(cell)
        found = self.wordings.find(text) or self.usual.find(text)
        return self.counted(float(found[0]), found[1]) if found is not None else Reading(problem="number_unreadable")

    def counted(self, number: float, match: Match = "exact") -> Reading:
        """What a number says."""
        if number in self.missing:
            return Reading(None, self.missing[int(number)], match=match)
        if not number.is_integer():
            return Reading(problem="number_unreadable")
        if self.low <= number <= self.high:
            return Reading(float(number), Reason.ANSWERED, match=match)
        return BLANK if number == NOT_ASKED_CODE else Reading(problem="out_of_range")


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads text, identifiers, dates, times and quarters."""

    missing: Mapping[int, Reason]
    wordings: Wordings
    write: Callable[[object], str | None]
    problem: str

    @classmethod
    def of(cls, variable: Variable, write: Callable[[object], str | None], problem: str) -> TextReader:
        """The reader that writes a cell by ``write``; None from it breaks the rule ``problem``."""
        missing = {code.code: code.reason for code in variable.missing}
        return cls(missing, wordings_of(variable), write, problem)

    def __call__(self, cell: object) -> Reading:
        """What a cell says."""
        if is_empty(cell):
            return BLANK
        code = code_of(cell)
        if code == NOT_ASKED_CODE:
            return BLANK
        found = self.wordings.find(cell) if isinstance(cell, str) and self.missing else None
        if found is not None or code in self.missing:
            code, match = found or (code, "exact")
            return Reading(None, self.missing[code], match=match) if code is not None else BLANK
        text = self.write(cell)
        return Reading(text, Reason.ANSWERED) if text is not None else Reading(problem=self.problem)


def wordings_of(variable: Variable) -> Wordings:
    """Codes of a variable by their wording in every language: options, ends of the scale, missing codes."""
    return Wordings.of(coded_wordings(variable))


def coded_wordings(variable: Variable) -> list[tuple[str, int]]:
    """Wordings with their codes, in every language: options, ends of the scale, missing codes."""
    options = [(option.text, option.code) for option in (*variable.options, *variable.question.anchors)]
    missing = [(code.text, code.code) for code in variable.missing]
    return [(wording, code) for text, code in (*options, *missing) for _, wording in text]


def usual_words(missing: Mapping[int, Reason]) -> Wordings:
    """Missing codes by the short words that files use for them in any language."""
    return Wordings.of((word, code) for code, reason in missing.items() for word in _short_words(reason))


@functools.cache
def _short_words(reason: Reason) -> tuple[str, ...]:
    catalogue = Catalogue.load("survey.ingest")
    sentences = (catalogue.sentence(language, reason.name.lower()) for language in catalogue.languages)
    return tuple(word for sentence in sentences for word in sentence.split(";"))


def _words(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else shown(cell)


def _identifier(cell: object) -> str:
    text = _words(cell)
    decimals = _ZERO_DECIMALS.fullmatch(text)
    return decimals[1] if decimals else text


def _wave(cell: object) -> str | None:
    try:
        return str(Quarter.parse(str(cell)))
    except MonitorError:
        return None
