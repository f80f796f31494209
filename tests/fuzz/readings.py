"""What a careful person reads in a cell, told independently of the code under test.

The judge asks only one thing: does this answer follow from this cell without a word of explanation? What is doubtful
(``1,000``, ``NA``, ``TRUE``, a birth in 1900) never does; it needs a finding.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from survey.questionnaire.model import NUMERIC_KINDS, Reason, Variable
from tests.fuzz.extremes import ErrorCell, Formula
from tests.fuzz.form import Cell
from tests.fuzz.formats import text_of

Value = float | str | frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A decoded answer: its reason, and its value where it is one."""

    reason: Reason
    value: Value = None


MARKERS = frozenset({"na", "n/a", "#n/a", "null", "nan", "none", "-", "--", "#div/0!", "#ref!", "#num!", "#null!"})
"""What other programs write for an empty cell, in lower case."""

_UNTOLD = (Reason.NOT_RECORDED, Reason.NOT_ASKED)
_NOT_ASKED_CODE = -1
_PLAIN = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?|[-+]?[.,]\d+")
_SPACED = re.compile("[-+]?\\d{1,3}(?:[ \u00a0\u202f\u2009]\\d{3})+(?:[.,]\\d+)?")
_DOUBTFUL = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+")
_YES = frozenset({"1", "true", "yes", "да", "иә", "x", "+"})
_NO = frozenset({"0", "false", "no", "нет", "жоқ", "-"})
_SHORT = {"отказ": Reason.REFUSED, "не знаю": Reason.DONT_KNOW, "затрудняюсь ответить": Reason.DONT_KNOW}
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_EXCEL_EPOCH = datetime.datetime(1899, 12, 30)
_CLOCK = re.compile(r"(?:.*[T ])?(\d{1,2})[:.](\d\d)(?:[:.]([0-5]\d)(?:[.,]\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?")
_CODED_WAVE = re.compile(r"(\d{4})[-_/. ]?[qк]([1-4])|q([1-4])[ -]?(\d{4})", re.IGNORECASE)


def is_blank(cell: Cell) -> bool:
    """Whether a cell is empty to a person's eye."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return isinstance(cell, str) and not _INVISIBLE.sub("", cell).strip()


def fits(variable: Variable, cell: Cell, answer: Answer) -> bool:
    """Whether this answer follows from this cell without a finding."""
    if is_blank(cell):
        return answer.reason in _UNTOLD
    if _number(cell) == _NOT_ASKED_CODE and answer.reason in _UNTOLD:
        return True
    if isinstance(cell, Formula | ErrorCell):
        return False
    if answer.reason in (Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_APPLICABLE):
        return _means_missing(variable, cell, answer.reason)
    if answer.reason is not Reason.ANSWERED:
        return False
    if variable.kind == "multiple":
        return _listed(variable, cell) == answer.value
    if variable.kind == "single":
        return _code(variable, cell) == answer.value
    if variable.kind in NUMERIC_KINDS:
        return _counted(variable, cell) == answer.value
    return _as_text(variable, cell, str(answer.value))


def is_mark(cell: Cell) -> bool | None:
    """What an option column says of its option; None when it is no mark."""
    if is_blank(cell):
        return False
    text = _folded(cell)
    if isinstance(cell, str) and text == "-":
        return None
    if text in ("1,000", "0,000"):  # a mark has no thousands
        return text[0] == "1"
    if _number(cell) is not None and not isinstance(cell, bool):
        return {1.0: True, 0.0: False, -1.0: False}.get(_number(cell) or 0.0)
    return True if text in _YES else False if text in _NO else None


def number_of(cell: Cell) -> float | None:
    """The number in a cell that can be read in one way only."""
    return _number(cell)


def _folded(cell: Cell) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text_of(cell))).casefold().replace("ё", "е")
    return " ".join(text.split()).strip(" .,;:!?…")


def _number(cell: Cell) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        return float(cell) if math.isfinite(cell) else None
    if not isinstance(cell, str):
        return None
    text = _INVISIBLE.sub("", cell).strip()
    if _DOUBTFUL.fullmatch(text):
        return None
    if re.fullmatch(r"\d{1,3}(?:'\d{3})+", text):
        text = text.replace("'", "")
    elif _SPACED.fullmatch(text):
        text = re.sub(r"\s", "", text)
    elif not _PLAIN.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def _means_missing(variable: Variable, cell: Cell, reason: Reason) -> bool:
    number = _number(cell)
    texts = [wording for code in variable.missing if code.reason == reason for _, wording in code.text]
    numbers = {float(code.code) for code in variable.missing if code.reason == reason}
    listed = {_number(part) for part in re.split(r"[\s;,|/]+", str(cell)) if part} if isinstance(cell, str) else set()
    folded = _folded(cell)
    worded = any(folded == _folded(text) for text in texts) or _SHORT.get(folded) == reason
    return number in numbers or worded or (variable.kind == "multiple" and len(listed) == 1 and listed <= numbers)


def _code(variable: Variable, cell: Cell) -> float | None:
    number = _number(cell)
    if number is not None:
        return number if number in variable.codes else None
    named = {_folded(text): float(option.code) for option in variable.options for _, text in option.text}
    folded = _folded(cell)
    after = re.fullmatch(r"\(?(\d+)\)?\s*[-.):=]?\s*(\D.*)", folded)
    return named.get(folded, named.get(after[2]) if after else None)


def _counted(variable: Variable, cell: Cell) -> float | None:
    number = _number(cell)
    if number is None:
        anchors = {_folded(text): float(one.code) for one in variable.question.anchors for _, text in one.text}
        return anchors.get(_folded(cell))
    low, high = variable.question.minimum, variable.question.maximum
    bounds = [bound for _, bound in variable.question.maximum_by_version]
    high = max(bounds) if bounds else high
    inside = (low is None or number >= low) and (high is None or number <= high)
    is_whole = variable.kind == "decimal" or number.is_integer()
    return number if inside and is_whole else None


def _listed(variable: Variable, cell: Cell) -> frozenset[int] | None:
    if not isinstance(cell, str):
        code = _code(variable, cell)
        return frozenset({int(code)}) if code is not None else None
    parts = [part for part in re.split(r"[\s;,|/]+", cell.strip()) if part]
    codes = {_code(variable, part) for part in parts}
    if None in codes:
        codes = {_code(variable, part) for part in re.split(r"[;|\n]", cell) if part.strip()}
        whole = _code(variable, cell)
        codes = {whole} if None in codes else codes
    return None if None in codes else frozenset(int(code) for code in codes if code is not None)


def _as_text(variable: Variable, cell: Cell, answer: str) -> bool:
    written = _INVISIBLE.sub("", text_of(cell)).strip()
    if variable.kind == "date":
        return answer in _days(cell, written)
    if variable.kind == "time":
        return answer in _times(cell, written)
    if variable.kind == "wave":
        match = _CODED_WAVE.fullmatch(written)
        return match is not None and answer == f"{match[1] or match[4]}Q{match[2] or match[3]}"
    if written.casefold() in MARKERS:
        return False
    if variable.kind == "code" and re.fullmatch(r"\d+([.,]\d+)?[eE][-+]\d+", written):
        return False
    return _same_text(written, answer) or _same_number(cell, answer)


def _same_text(written: str, answer: str) -> bool:
    return " ".join(written.split()) == " ".join(_INVISIBLE.sub("", answer).split()) or (
        re.sub(r"[.,]0+$", "", written) == answer
    )


def _same_number(cell: Cell, answer: str) -> bool:
    if isinstance(cell, datetime.date | datetime.time):
        return answer == cell.isoformat()
    if isinstance(cell, bool):
        return answer.casefold() == str(cell).casefold()
    if not isinstance(cell, int | float | Decimal):
        return False
    try:
        return float(answer) == float(cell)
    except ValueError:
        return False


def _days(cell: Cell, written: str) -> set[str]:
    if isinstance(cell, datetime.date):
        days = [datetime.date(cell.year, cell.month, cell.day)]
    else:
        days = [day for day in _written_days(written) if day is not None]
    told = {datetime.date(1900, 1, 1), datetime.date(1899, 12, 30)}
    return {day.isoformat() for day in days if 1900 <= day.year <= 2026 and day not in told}


def _written_days(text: str) -> list[datetime.date | None]:
    clock = r"(?:[T ]+([01]?\d|2[0-3])(:[0-5]\d){1,2}.*)?"
    if match := re.fullmatch(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){clock}", text) or re.fullmatch(
        r"(\d{4})(\d\d)(\d\d)", text
    ):
        return [_day(int(match[1]), int(match[2]), int(match[3]))]
    if match := re.fullmatch(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}|\d\d)(?: *г\.?)?{clock}", text):
        years = [int(match[3])] if len(match[3]) == 4 else [1900 + int(match[3]), 2000 + int(match[3])]
        return [_day(year, int(match[2]), int(match[1])) for year in years]
    if match := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        days = [_day(year, second, first), _day(year, first, second)]
        return days if first == second or None in days else []
    if match := re.fullmatch(r"(\d{1,2}) (\w+) (\d{4})(?: *г\.?)?", text):
        month = next((at for at, name in enumerate(_MONTHS, 1) if match[2].startswith(name)), 0)
        return [_day(int(match[3]), month, int(match[1]))]
    number = _number(text)
    return [(_EXCEL_EPOCH + datetime.timedelta(days=number)).date()] if number and 5_000 <= number < 80_000 else []


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _times(cell: Cell, written: str) -> set[str]:
    if isinstance(cell, datetime.datetime | datetime.time):
        return {f"{cell.hour:02d}:{cell.minute:02d}"}
    if isinstance(cell, datetime.timedelta):
        minutes = round(cell.total_seconds() / 60)
        return {f"{minutes // 60:02d}:{minutes % 60:02d}"} if 0 <= minutes < 1440 else set()
    match = _CLOCK.fullmatch(written)
    if match and int(match[1]) < 24 and int(match[2]) < 60 and not written.startswith("0."):
        return {f"{int(match[1]):02d}:{match[2]}"}
    if match := re.fullmatch(r"(\d{1,2}):(\d\d)(?::[0-5]\d)? ?([ap])m", written.casefold()):
        hour = int(match[1]) % 12 + 12 * (match[3] == "p")
        return {f"{hour:02d}:{match[2]}"}
    number = _number(cell)
    if number is None or not (0 <= number < 1 or 20_000 <= number < 80_000):
        return set()
    minutes = round(number % 1 * 1440)
    return {f"{minutes // 60:02d}:{minutes % 60:02d}"} if minutes < 1440 else set()
