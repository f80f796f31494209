"""Times of day, in the ways files write them."""

from __future__ import annotations

import datetime
import re

from survey.ingest.dates import is_serial
from survey.ingest.numbers import number_of

_CLOCK = re.compile(
    r"(?:.*[T ])?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?|Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_LONGEST = 60


def time_of(cell: object) -> str | None:
    """The time of day a cell names, as ``HH:MM``, in the zone it was written in; None when it names none.

    Examples
    --------
    >>> [time_of(cell) for cell in ("17:52:00.000+06:00", "9.05", 0.7444444444, "5:52 PM", "25:00")]
    ['17:52', '09:05', '17:52', '17:52', None]
    """
    if isinstance(cell, datetime.datetime | datetime.time):
        return f"{cell.hour:02d}:{cell.minute:02d}"
    if isinstance(cell, datetime.timedelta):
        return _clock(cell.total_seconds() / 86_400)
    if isinstance(cell, str) and (match := _clock_match(cell.strip())):
        hour, minute = _hour(match), int(match[2])
        return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 and int(match[3] or 0) < 60 else None
    number = number_of(cell)
    # A whole day is more likely a code such as 9999 than midnight.
    if number is None or not (0 <= number < 1 or (is_serial(number) and not number.is_integer())):
        return None
    return _clock(number % 1)


def _hour(match: re.Match[str]) -> int:
    """The hour of 24; with "am" and "pm" hours count from 1 to 12, and an hour beyond is none of a day."""
    hour, half = int(match[1]), (match[4] or "").lower()
    if not half:
        return hour
    return hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24


def _clock_match(text: str) -> re.Match[str] | None:
    return _CLOCK.fullmatch(text) if len(text) <= _LONGEST and not text.startswith("0.") else None


def _clock(fraction: float) -> str | None:
    minutes = round(fraction * 1440)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" if 0 <= minutes < 1440 else None
