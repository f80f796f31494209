"""Readers of single cells: a value, the reason of a blank, or the rule that the cell breaks."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from survey.ingest.column_reading import ColumnReading
from survey.ingest.dates import Written, read_date
from survey.ingest.decoded_variables import BLANK, CellReading, Reader
from survey.ingest.factorized_columns import is_empty, writable
from survey.ingest.numbers import code_of, is_unclear, number_of, shown
from survey.ingest.percentages import percent_number, percentage
from survey.ingest.times_of_day import time_of
from survey.ingest.wording_codes import Match, Wordings
from survey.periods import PeriodKind, wave_name
from survey.questionnaire.model import NUMERIC_KINDS, MissingCode, Option, Reason, Variable
from survey.questionnaire.usual_words import short_words
from survey.spelling import fold

NOT_ASKED_CODE = -1
"""Code by which some files mark skipped questions. It is read as a blank: the routing alone decides who was asked."""

_ZERO_DECIMALS = re.compile(r"(\d+)[.,]0+")
_POWER = re.compile(r"\d(?:[.,]\d+)?[eE][+-]\d{1,3}")
_FOLLOWED = re.compile(r"(.*\S)\s*[(\[](\d{1,9})[)\]]", re.DOTALL)
_NUMBERED = re.compile(r"\(?(\d{1,9})\)?\s*[-.):=–—]?\s*(\D.*)", re.DOTALL)
WHOLE_NUMBERS = float(2**53 - 1)
"""Between minus this and this, floats of 64 bits tell every whole number from the next."""
_EXACT_DIGITS = 1e15
"""From here on a float, and Excel at 15 digits, no longer keeps every digit of a number."""


def make_reader(variable: Variable, reading: ColumnReading, *, is_key: bool = False) -> Reader:
    """The reader of a variable's cells.

    Parameters
    ----------
    variable : Variable
    reading : ColumnReading
        How its column is read.
    is_key : bool
        Whether the variable is an identifier, which must keep every digit.
    """
    if variable.kind in ("single", "multiple"):
        return CodeReader.of(variable, reading)
    if variable.kind in NUMERIC_KINDS:
        return NumberReader.of(variable, reading)
    if variable.kind == "date":
        return TextReader.of(variable, reading, lambda cell: read_date(cell, reading.dates))
    if variable.kind == "time":
        return TextReader.of(variable, reading, _time)
    if variable.kind == "wave":
        return TextReader.of(variable, reading, lambda cell: _wave(cell, variable.question.period))
    return TextReader.of(variable, reading, _identifier if variable.kind == "code" or is_key else _words)


@dataclass(frozen=True, slots=True)
class CodeReader:
    """Reads codes of answers, as numbers or in any wording the questionnaire or the file gives them."""

    codes: frozenset[int]
    missing: Mapping[int, Reason]
    wordings: Wordings
    labelled: Wordings
    usual: Wordings
    options: tuple[str, ...]
    written: Mapping[str, int]
    reading: ColumnReading

    @classmethod
    def of(cls, variable: Variable, reading: ColumnReading) -> CodeReader:
        """The reader of a single choice, or of one mention of a multiple choice."""
        codes = frozenset(variable.codes)
        missing = {code.code: code.reason for code in variable.missing}
        labelled = ((text, code) for value, text in reading.labels.items() if (code := code_of(value)) is not None)
        numbered = set(missing) if variable.written_codes else codes | set(missing)
        return cls(
            codes,
            missing,
            wordings_of(variable),
            Wordings.of((text, code) for text, code in labelled if code in numbered),
            usual_words(missing),
            tuple(fold(wording) for option in variable.options for wording in option.spellings),
            {**variable.written_codes, **variable.written_missing},
            reading,
        )

    def __call__(self, cell: object) -> CellReading:
        """Reading of a cell."""
        if is_empty(cell):
            return BLANK
        if isinstance(cell, str) and self.reading.words and (code := self.reading.words.get(fold(cell))) is not None:
            return self.coded(code)
        if cell in self.reading.missing:
            return CellReading(None, self.reading.missing[cell])
        if self.written and isinstance(cell, str) and (code := self.written.get(cell.strip())) is not None:
            return self.coded(code)
        number = number_of(cell, self.reading.numbers)
        if number is not None:
            return self.numbered(number)
        if is_unclear(cell, self.reading.numbers):
            return CellReading(problem="separator_unclear")
        return self.worded(self.reading.labels.get(cell, cell) if isinstance(cell, str) else str(cell))

    def numbered(self, number: float) -> CellReading:
        """Reading of a number; where options have text codes, only the label of the number in the file names the option."""
        if not number.is_integer():
            return CellReading(problem="code_unknown")
        if (code := self.written.get(f"{number:.0f}")) is not None:
            return self.coded(code)
        if int(number) not in self.written.values():
            return self.coded(int(number))
        label = self.reading.labels.get(number, "")
        read = self.worded(label) if label else BLANK
        return read if read.reason != Reason.NOT_RECORDED else CellReading(problem="code_unknown")

    def coded(self, code: int, match: Match = "exact") -> CellReading:
        """Reading of a code."""
        if code in self.codes:
            return CellReading(float(code), Reason.ANSWERED, match=match)
        if code in self.missing:
            return CellReading(None, self.missing[code], match=match)
        return BLANK if code == NOT_ASKED_CODE else CellReading(problem="code_unknown")

    def worded(self, text: str) -> CellReading:
        """Reading of a wording, alone or after its code."""
        found = self.wordings.find(text) or self.labelled.find(text)
        if found is None and self.wordings.is_ambiguous(text):
            return CellReading(problem="wording_ambiguous")
        if found is None and (found := self.usual.find(text)) is not None and self.is_part_of_option(text):
            return CellReading(problem="wording_ambiguous")
        if found is None:
            found = with_its_code(text, self.wordings)
        return self.coded(*found) if found is not None else CellReading(problem="wording_unknown")

    def is_part_of_option(self, text: str) -> bool:
        """Whether the usual word for "does not know" may be a short form of an option: "know" of "know the language"."""
        return any(f" {fold(text)} " in f" {option} " for option in self.options)


@dataclass(frozen=True, slots=True)
class NumberReader:
    """Reads numbers within bounds, and the words for "does not know" and for the ends of a scale."""

    low: float
    high: float
    missing: Mapping[int, Reason]
    wordings: Wordings
    usual: Wordings
    reading: ColumnReading
    whole: bool = True

    @classmethod
    def of(cls, variable: Variable, reading: ColumnReading) -> NumberReader:
        """The reader of an age, a scale or a count."""
        low, high = bounds_of(variable)
        if variable.kind != "decimal":
            low, high = max(low, -WHOLE_NUMBERS), min(high, WHOLE_NUMBERS)
        missing = {code.code: code.reason for code in variable.missing}
        return cls(low, high, missing, wordings_of(variable), usual_words(missing), reading, variable.kind != "decimal")

    def __call__(self, cell: object) -> CellReading:
        """Reading of a cell."""
        if is_empty(cell):
            return BLANK
        if isinstance(cell, str) and self.reading.words and (code := self.reading.words.get(fold(cell))) is not None:
            return self.counted(float(code))
        if cell in self.reading.missing:
            return CellReading(None, self.reading.missing[cell])
        number = number_of(cell, self.reading.numbers)
        if number is not None:
            return self.counted(number)
        if is_unclear(cell, self.reading.numbers):
            return CellReading(problem="separator_unclear")
        if percentage(cell, self.reading.numbers) is not None:
            number = percent_number(cell, self.reading.numbers, self.reading.percent)
            return self.counted(number) if number is not None else CellReading(problem="percent_unclear")
        text = self.reading.labels.get(cell, cell) if isinstance(cell, str) else str(cell)
        found = self.wordings.find(text) or self.usual.find(text)
        if found is None:
            found = with_its_code(text, self.wordings)
        return self.counted(float(found[0]), found[1]) if found is not None else CellReading(problem=self.unreadable)

    @property
    def unreadable(self) -> str:
        """The rule that a cell without a number breaks."""
        return "number_unreadable" if self.whole else "decimal_unreadable"

    def counted(self, number: float, match: Match = "exact") -> CellReading:
        """Reading of a number."""
        if number in self.missing:
            return CellReading(None, self.missing[int(number)], match=match)
        if self.whole and not number.is_integer():
            return CellReading(problem=self.unreadable)
        if self.low <= number <= self.high:
            return CellReading(float(number), Reason.ANSWERED, match=match)
        return BLANK if number == NOT_ASKED_CODE else CellReading(problem="out_of_range")


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads text, identifiers, dates, times and periods."""

    missing: Mapping[int, Reason]
    wordings: Wordings
    write: Callable[[object], Written]
    reading: ColumnReading

    @classmethod
    def of(cls, variable: Variable, reading: ColumnReading, write: Callable[[object], Written]) -> TextReader:
        """The reader that writes a cell by ``write``."""
        missing = {code.code: code.reason for code in variable.missing}
        return cls(missing, wordings_of(variable), write, reading)

    def __call__(self, cell: object) -> CellReading:
        """Reading of a cell."""
        if is_empty(cell):
            return BLANK
        if cell in self.reading.missing:
            return CellReading(None, self.reading.missing[cell])
        code = code_of(cell)
        if code == NOT_ASKED_CODE:
            return BLANK
        found = self.wordings.find(cell) if isinstance(cell, str) and self.missing else None
        if found is not None or code in self.missing:
            code, match = found or (code, "exact")
            return CellReading(None, self.missing[code], match=match) if code is not None else BLANK
        written = self.write(cell)
        if written.text is None:
            return CellReading(problem=written.problem)
        return CellReading(written.text, Reason.ANSWERED)


def with_its_code(text: str, wordings: Wordings) -> tuple[int, Match] | None:
    """The code of a wording that is written with it, before ("1. Yes") or behind ("Yes (1)"); None where the two differ."""
    for pattern, code, wording in ((_NUMBERED, 1, 2), (_FOLLOWED, 2, 1)):
        parts = pattern.fullmatch(text.strip())
        found = wordings.find(parts[wording]) if parts is not None else None
        if parts is not None and found is not None and found[0] == int(parts[code]):
            return found
    return None


def bounds_of(variable: Variable) -> tuple[float, float]:
    """Least and greatest number allowed, infinite where there is no bound."""
    question = variable.question
    low = -math.inf if question.minimum is None else question.minimum
    return low, math.inf if question.maximum is None else question.maximum


def wordings_of(variable: Variable) -> Wordings:
    """Codes of a variable by their wording in every language: options, ends of the scale, missing codes."""
    return Wordings.of(coded_wordings(variable))


def coded_wordings(variable: Variable) -> list[tuple[str, int]]:
    """Every spelling with its code: wordings in all languages, those also accepted, codes that are text."""
    answers: tuple[Option | MissingCode, ...] = (*variable.options, *variable.question.anchors, *variable.missing)
    return [(spelling, answer.code) for answer in answers for spelling in answer.spellings]


def usual_words(missing: Mapping[int, Reason]) -> Wordings:
    """Missing codes by the short words that files use for them in any language."""
    return Wordings.of((word, code) for code, reason in missing.items() for word in short_words(reason))


def known_codes(variable: Variable) -> frozenset[int]:
    """Codes of the options and of the missing answers."""
    return frozenset(variable.codes) | {code.code for code in variable.missing}


def text_of(cell: object) -> str:
    """A cell as text."""
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else writable(shown(cell))


def _words(cell: object) -> Written:
    return Written(text_of(cell))


def _identifier(cell: object) -> Written:
    """An identifier with all its digits; one that a spreadsheet turned into a power, a date or a rounded number is lost."""
    lost = isinstance(cell, float) and (not math.isfinite(cell) or abs(cell) >= _EXACT_DIGITS)
    text = text_of(cell)
    if lost or isinstance(cell, datetime.date | datetime.time) or _POWER.fullmatch(text):
        return Written(problem="identifier_damaged")
    decimals = _ZERO_DECIMALS.fullmatch(text)
    return Written(decimals[1] if decimals else text)


def _time(cell: object) -> Written:
    return Written(time_of(cell), "time_unreadable")


def _wave(cell: object, kind: PeriodKind) -> Written:
    name = wave_name(text_of(cell), kind)
    return Written(name) if name is not None else Written(problem="wave_unreadable")
