"""Dates and times of day, in the ways files write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Literal

from survey.ingest.numbers import number_of

DayOrder = Literal["day", "month", "unknown"]
"""Whether 03/04/2018 is the third of April ("day" first), the fourth of March ("month" first), or either."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?:\s*г\.?)?(?:[T ]+\d{1,2}:.*)?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:[T ]+\d{1,2}:.*)?")
_CLOCK = re.compile(r"(?:.*[T ])?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?")
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119


def day_order(cells: Iterable[object]) -> DayOrder:
    """What the other dates of a column tell of the order of day and month in 03/04/2018.

    Examples
    --------
    >>> day_order(["03/04/2018", "25/03/2018"]), day_order(["03/04/2018"])
    ('day', 'unknown')
    """
    written = [match for cell in cells if isinstance(cell, str) and (match := _SLASHED.fullmatch(cell.strip()))]
    first, second = ({int(match[part]) for match in written} for part in (1, 2))
    if any(number > 12 for number in first) and all(number <= 12 for number in second):
        return "day"
    if any(number > 12 for number in second) and all(number <= 12 for number in first):
        return "month"
    return "unknown"


def date_of(cell: object, order: DayOrder = "unknown") -> str | None:
    """The day a cell names, as ISO 8601; with a time zone the day as written there; None when it names none.

    Examples
    --------
    >>> [date_of(cell) for cell in ("2018-03-09T23:52:00.000+06:00", "9.3.2018", 43168.0, "31.02.2018")]
    ['2018-03-09', '2018-03-09', '2018-03-09', None]
    """
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, str):
        parts = _parts(cell.strip(), order)
        if parts is not None:
            return _iso(*parts)
    return _from_serial(cell)


def _parts(text: str, order: DayOrder) -> tuple[int, int, int] | None:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _RUSSIAN.fullmatch(text):
        return _year(match[3]), int(match[2]), int(match[1])
    if match := _SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _year(match[3])
        if first == second or order == "day":
            return year, second, first
        return (year, first, second) if order == "month" else None
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _from_serial(cell: object) -> str | None:
    number = number_of(cell)
    if number is None or int(number) not in _EXCEL_DAYS:
        return None
    return (_EXCEL_EPOCH + datetime.timedelta(days=int(number))).isoformat()


def time_of(cell: object) -> str | None:
    """The time of day a cell names, as ``HH:MM``, in the zone it was written in; None when it names none.

    Examples
    --------
    >>> [time_of(cell) for cell in ("17:52:00.000+06:00", "9.05", 0.7444444444, "25:00")]
    ['17:52', '09:05', '17:52', None]
    """
    if isinstance(cell, datetime.datetime | datetime.time):
        return f"{cell.hour:02d}:{cell.minute:02d}"
    if isinstance(cell, datetime.timedelta):
        return _clock(cell.total_seconds() / 86_400)
    if isinstance(cell, str) and not cell.strip().startswith("0.") and (match := _CLOCK.fullmatch(cell.strip())):
        hour, minute = int(match[1]), int(match[2])
        return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None
    number = number_of(cell)
    if number is None or not (0 <= number < 1 or int(number) in _EXCEL_DAYS):
        return None
    return _clock(number % 1)


def _clock(fraction: float) -> str | None:
    minutes = round(fraction * 1440)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" if 0 <= minutes < 1440 else None
