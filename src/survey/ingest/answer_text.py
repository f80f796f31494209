"""One answer written by a person in a list: a code, a wording, a number, a date; and the same answer written back."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from survey.ingest.numbers import UNDECIDED, number_of
from survey.ingest.worded_dates import worded_day
from survey.periods import wave_name
from survey.questionnaire.model import NUMERIC_KINDS, Reason, Variable
from survey.spelling import fold

AnswerValue = float | str | tuple[int, ...] | None

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_NUMBERED = re.compile(r"\(?(\d+)\)?\s*[-.):=–—(]\s*(\D.*?)\)?", re.DOTALL)
_CODES = re.compile(r"\d+(?:[\s,;]+\d+)*")
_BETWEEN_CODES = re.compile(r"[\s,;]+")
_PARTS = re.compile(r"[;\n|]")
_SHORT_YEAR = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}(?!\d).*")
_FOLLOWED = re.compile(r"(.*\S)\s*[(\[](\d{1,9})[)\]]", re.DOTALL)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?:\s*г\.?)?(?:[T ]+\d{1,2}:.*)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_CLOCK = re.compile(r"(?:.*[T ])?(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?")
_SPREADSHEET_EPOCH = datetime.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """An answer of a variable: its value, or the reason of the blank.

    ``value`` is a code or number, a text (dates as ISO 8601, times as ``HH:MM``), or the codes of a multiple choice.
    """

    reason: Reason
    value: AnswerValue = None


NOTHING = WrittenAnswer(Reason.NOT_RECORDED)


def read_answer(variable: Variable, text: str) -> WrittenAnswer | None:
    """The answer a text gives to a variable; None when it gives none that the questionnaire allows.

    An empty text means that the answer is not recorded. Codes and wordings of any language are read; options of a
    multiple choice are separated by spaces, commas or semicolons (wordings by semicolons only).
    """
    text = text.strip()
    if not text:
        return NOTHING
    missing = _missing(variable, text)
    if missing is not None:
        return WrittenAnswer(missing)
    if variable.kind == "single":
        code = _code(variable, text)
        return WrittenAnswer(Reason.ANSWERED, float(code)) if code is not None else None
    if variable.kind == "multiple":
        return _chosen(variable, text)
    if variable.kind in NUMERIC_KINDS:
        return _number(variable, text)
    value = _written(variable, text)
    return WrittenAnswer(Reason.ANSWERED, value) if value is not None else None


def is_ambiguous(variable: Variable, text: str) -> bool:
    """Whether a text that somebody writes for an answer may be two: "1,250", or a birth date with a year of two digits.

    Interviewers write days of the fieldwork, whose century is known.
    """
    text = text.strip()
    if variable.kind in NUMERIC_KINDS:
        return number_of(text) is not None and number_of(text, UNDECIDED) is None
    is_short = variable.kind == "date" and _SHORT_YEAR.fullmatch(text) is not None
    return is_short and not variable.question.filled_by_interviewer


def write_answer(variable: Variable, answer: WrittenAnswer) -> str:
    """An answer as codes, a number or text; empty where it is not recorded or was not asked for."""
    if answer.reason != Reason.ANSWERED:
        return next((code.shown for code in variable.missing if code.reason == answer.reason), "")
    if isinstance(answer.value, tuple):
        return " ".join(variable.shown(code) for code in answer.value)
    return variable.shown(answer.value) if isinstance(answer.value, float) else str(answer.value)


def read_day(text: str) -> datetime.date | None:
    """The day a text names, when it can be one day only.

    Examples
    --------
    >>> [str(read_day(day)) for day in ("2018-03-09", "9.3.2018", "09.03.18", "43168", "13/03/2018", "03/04/2018")]
    ['2018-03-09', '2018-03-09', '2018-03-09', '2018-03-09', '2018-03-13', 'None']
    """
    text = text.strip()
    try:
        if match := _ISO.fullmatch(text):
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.fullmatch(text):
            year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
            return datetime.date(year, int(match[2]), int(match[1]))
        if match := _SLASHED.fullmatch(text):
            return _slashed(int(match[1]), int(match[2]), int(match[3]))
        if (day := worded_day(text)) is not None:
            return day
        if _SERIAL.fullmatch(text):
            return _SPREADSHEET_EPOCH + datetime.timedelta(days=int(float(text.replace(",", "."))))
    except ValueError:
        return None
    return None


def _slashed(first: int, second: int, year: int) -> datetime.date | None:
    if first > 12 or first == second:
        return datetime.date(year, second, first)
    return datetime.date(year, first, second) if second > 12 else None


def _missing(variable: Variable, text: str) -> Reason | None:
    code = _whole(text)
    folded = fold(text)
    for missing in variable.missing:
        is_code = str(code) == missing.written if missing.written is not None else code == missing.code
        if is_code or folded in {fold(spelling) for spelling in missing.spellings}:
            return missing.reason
    return None


def _whole(text: str) -> int | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else None


def _code(variable: Variable, text: str) -> int | None:
    if text in variable.written_codes:
        return variable.written_codes[text]
    code = _whole(text)
    if code is not None:
        return code if code in variable.codes and not variable.written_codes else None
    wordings = _wordings(variable)
    found = wordings.get(fold(text))
    if found is None and (parts := _NUMBERED.fullmatch(text)):
        found = wordings.get(fold(parts[2]), wordings.get(fold(parts[2] + ")")))
        found = found if found == int(parts[1]) else None
    if found is None and (parts := _FOLLOWED.fullmatch(text)):
        found = wordings.get(fold(parts[1]))
        found = found if found == int(parts[2]) else None
    return found


def _wordings(variable: Variable) -> Mapping[str, int]:
    """Codes by folded wording; a wording of two codes is of none."""
    codes: dict[str, set[int]] = {}
    for option in variable.options:
        for spelling in option.spellings:
            codes.setdefault(fold(spelling), set()).add(option.code)
    return {wording: next(iter(found)) for wording, found in codes.items() if len(found) == 1}


def _chosen(variable: Variable, text: str) -> WrittenAnswer | None:
    parts = [part for part in _BETWEEN_CODES.split(text) if part]
    if not _CODES.fullmatch(text) and not set(parts) <= set(variable.written_codes):
        parts = [part for part in _PARTS.split(text) if part.strip()]
    codes = [_code(variable, part.strip()) for part in parts]
    if None in codes or len(set(codes)) != len(codes):
        return None
    return WrittenAnswer(Reason.ANSWERED, tuple(code for code in variable.codes if code in codes))


def _number(variable: Variable, text: str) -> WrittenAnswer | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    question = variable.question
    low = -math.inf if question.minimum is None else question.minimum
    high = math.inf if question.maximum is None else question.maximum
    fits = low <= number <= high and (number.is_integer() or variable.kind == "decimal")
    return WrittenAnswer(Reason.ANSWERED, number) if fits else None


def _written(variable: Variable, text: str) -> str | None:
    if variable.kind == "date":
        day = read_day(text)
        return day.isoformat() if day is not None else None
    if variable.kind == "time":
        return _time(text)
    if variable.kind == "wave":
        return wave_name(text, variable.question.period)
    return text


def _time(text: str) -> str | None:
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return f"{int(match[1]):02d}:{match[2]}"
