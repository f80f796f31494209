"""Dates in the ways files write them; the order of day and month is that of the column."""

from __future__ import annotations

import datetime
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from survey.ingest.numbers import number_of
from survey.ingest.worded_dates import worded_day

DateOrder = Literal["dmy", "mdy", "ymd", "unclear"]
"""Which of the numbers of a date come first; "unclear" when the column leaves it open."""

Window = tuple[datetime.date, datetime.date]
"""First and last possible day of the dates of a column."""

SHORT_YEAR = "??"
"""Beginning of a date whose year has two digits; :mod:`survey.ingest.two_digit_years` completes it."""

_PARTS = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{1,2})(?:\s*[гж]\.?)?"
    r"(?:[T ]\s*(?:[01]?\d|2[0-4])[:.][0-5]\d.*|T(?:\d{4}.*)?| [+-]\d\d:?\d\d)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_DAYS_1904 = 1462
_EXCEL_DAYS = range(5_000, 80_000)  # 1913 to 2119
_YEARS = (datetime.date(1880, 1, 1), datetime.date(2100, 12, 31))
_WRITTEN = (datetime.date(1000, 1, 1), datetime.date(2999, 12, 31))
_LONGEST = 60
_OUTLIERS = 50
_MONTHS = 12
_PLACES: Mapping[DateOrder, tuple[int, int, int]] = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}

SENTINELS = frozenset(
    datetime.date.fromisoformat(day)
    for day in [
        "0001-01-01",
        "1000-01-01",
        "1111-11-11",
        "1582-10-14",
        "1582-10-15",
        "1601-01-01",
        "1753-01-01",
        "1800-01-01",
        "1899-12-30",
        "1899-12-31",
        "1900-01-01",
        "1900-12-31",
        "1901-01-01",
        "2099-12-31",
        "2222-02-22",
        "2999-12-31",
        "3000-01-01",
        "3000-12-31",
        "8888-08-08",
        "9998-12-31",
        "9999-01-01",
        "9999-09-09",
        "9999-12-30",
        "9999-12-31",
    ]
)
"""Days that programs write for "no date"."""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """Form in which a column writes dates.

    Parameters
    ----------
    orders : mapping separator -> DateOrder
        For dates whose year is not written first in four digits.
    days_later : int
        Days to add to serial numbers: 1462 when they count from 1904.
    any_year : bool
        Whether years far from ours are left for the checks of the fieldwork to find.
    is_day_second : bool
        Whether the dates that begin with the year go on with the day: 2018-20-02 occurs, and 2018-02-20 hardly.
    """

    orders: Mapping[str, DateOrder] = field(default_factory=dict)
    days_later: int = 0
    any_year: bool = False
    is_day_second: bool = False


def decide_dates(
    cells: Iterable[object],
    window: Window | None = None,
    decided: DateOrder | None = None,
    *,
    counts: Iterable[int] | None = None,
    any_year: bool = False,
) -> DateFormat:
    """Format of the dates in a column.

    Parameters
    ----------
    cells : iterable
        Its distinct cells.
    window : (first, last) or None
        Possible days of its dates; None when not known.
    decided : DateOrder or None
        Order of day, month and year given by the wave.
    counts : iterable of int, or None
        Number of rows that hold each cell; 1 when not given.
    any_year : bool
        As in :class:`DateFormat`.

    Examples
    --------
    >>> decide_dates(["03/04/2018", "25/03/2018"]).orders, decide_dates(["03/04/2018"]).orders
    ({'/': 'dmy'}, {'/': 'unclear'})
    """
    written: dict[str, list[tuple[re.Match[str], int]]] = {}
    serials: list[float] = []
    second = third = 0
    for cell, n in zip(cells, itertools.repeat(1) if counts is None else counts, strict=False):
        if not n:
            continue
        match = _match(cell)
        if match is not None and len(match[1]) < 3:
            written.setdefault(match[2], []).append((match, int(n)))
        elif match is not None:
            second += int(n) * (int(match[3]) > _MONTHS)
            third += int(n) * (int(match[4]) > _MONTHS)
        elif (number := number_of(cell)) is not None:
            serials.append(number)
    orders: dict[str, DateOrder] = {
        separator: decided or _order(separator, matches, window) for separator, matches in written.items()
    }
    return DateFormat(orders, _shift(serials, window), any_year, is_day_second=second > max(1, third * _OUTLIERS))


def _match(cell: object) -> re.Match[str] | None:
    return _PARTS.fullmatch(cell.strip()) if isinstance(cell, str) and len(cell) <= _LONGEST else None


def _order(separator: str, counted: Sequence[tuple[re.Match[str], int]], window: Window | None) -> DateOrder:
    """The order with which the dates agree; with points day, month, year unless the dates speak against it."""
    fitting = [(_fitting(match), n) for match, n in counted]
    single: Counter[DateOrder] = Counter()
    for orders, n in fitting:
        single.update({orders[0]: n} if len(orders) == 1 else {})
    if single:
        best, most = single.most_common(1)[0]
        return best if (single.total() - most) * _OUTLIERS <= most else "unclear"
    if separator == ".":
        return "dmy"
    candidates: list[DateOrder] = [
        order for order in _PLACES if all(order in orders for orders, _ in fitting if orders)
    ]
    matches = [match for match, _ in counted]
    within = [order for order in candidates if window is not None and _all_within(order, matches, window)]
    return within[0] if len(within) == 1 else "unclear"


def orders_of(cell: object) -> tuple[DateOrder, ...]:
    """Orders of day, month and year in which a cell is a date."""
    match = _match(cell)
    return tuple(_fitting(match)) if match is not None else ()


def _fitting(match: re.Match[str]) -> list[DateOrder]:
    """Orders in which a date exists; none when several give the same day, so that they decide nothing."""
    days = {order: day for order in _PLACES if (day := _day(match, order)) is not None}
    if not _may_begin_with_year(match):
        days.pop("ymd", None)
    return list(days) if len(days) == 1 or len(set(days.values())) > 1 else []


def _may_begin_with_year(match: re.Match[str]) -> bool:
    return match[2] == "-" and len(match[1]) == 2 and len(match[4]) == 2


def _all_within(order: DateOrder, matches: Iterable[re.Match[str]], window: Window) -> bool:
    days = [(day, _year_of(match, order)) for match in matches if (day := _day(match, order)) is not None]
    return all(_is_within(day, window) or (len(year) == 2 and _is_within(_earlier(day), window)) for day, year in days)


def _is_within(day: datetime.date, window: Window) -> bool:
    return window[0] <= day <= window[1]


def _earlier(day: datetime.date) -> datetime.date:
    """A day of the same year of the last century; the exact day does not matter."""
    return datetime.date(day.year - 100, day.month, min(day.day, 28))


def _year_of(match: re.Match[str], order: DateOrder) -> str:
    """The year as written."""
    return (match[1], match[3], match[4])[_PLACES[order][0]]


def _day(match: re.Match[str], order: DateOrder) -> datetime.date | None:
    """The day in this order, a year of two digits in this century."""
    parts = (match[1], match[3], match[4])
    year, month, day = (parts[place] for place in _PLACES[order])
    return _date(int(year) + (2000 if len(year) < 3 else 0), int(month), int(day)) if len(year) != 1 else None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _shift(serials: Iterable[float], window: Window | None) -> int:
    """1462 where serial numbers are days of the fieldwork only when they count from 1904."""
    days = [int(number) for number in serials if is_serial(number)]
    if window is None or not days:
        return 0
    first, last = ((day - _EXCEL_EPOCH).days for day in window)
    since_1900 = any(first <= day <= last for day in days)
    return _DAYS_1904 if not since_1900 and all(first <= day + _DAYS_1904 <= last for day in days) else 0


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as the answers keep it: text, or the rule it breaks."""

    text: str | None = None
    problem: str = ""


UNREADABLE = Written(problem="date_unreadable")


def read_date(cell: object, written: DateFormat) -> Written:
    """The day a cell names, with a time zone the day as written there.

    A year of two digits stays open (``??85-03-15``) until the interview is known.
    """
    if isinstance(cell, datetime.datetime):
        return _checked(_date(cell.year, cell.month, cell.day), written)
    if isinstance(cell, datetime.date):
        return _checked(cell, written)
    if isinstance(cell, str) and (match := _COMPACT.fullmatch(cell.strip())):
        return _checked(_date(int(match[1]), int(match[2]), int(match[3])), written)
    match = _match(cell)
    if match is not None:
        return _in_parts(match, written)
    day = worded_day(cell) if isinstance(cell, str) else None
    return _checked(day, written) if day is not None else _from_serial(cell, written)


def date_of(cell: object, written: DateFormat | None = None) -> str | None:
    """The day a cell names, as ISO 8601; None when it names none.

    Examples
    --------
    >>> [date_of(cell) for cell in ("2018-03-09T23:52:00.000+06:00", "9.3.2018", 43168.0, "31.02.2018")]
    ['2018-03-09', '2018-03-09', '2018-03-09', None]
    """
    return read_date(cell, written if written is not None else decide_dates([cell])).text


def _in_parts(match: re.Match[str], written: DateFormat) -> Written:
    if len(match[1]) > 2:
        is_year = len(match[1]) == 4 and len(match[4]) < 3
        month, day_of = (match[4], match[3]) if written.is_day_second else (match[3], match[4])
        return _checked(_date(int(match[1]), int(month), int(day_of)), written) if is_year else UNREADABLE
    order = written.orders.get(match[2], "unclear")
    if order == "unclear":
        fitting = _fitting(match)
        if len(fitting) > 1:
            return Written(problem="date_order_unclear")
        order = fitting[0] if fitting else "dmy"
    day = _day(match, order)
    year = _year_of(match, order)
    if day is None:
        return UNREADABLE
    return Written(f"{SHORT_YEAR}{day.isoformat()[2:]}") if len(year) == 2 else _checked(day, written)


def _checked(day: datetime.date | None, written: DateFormat) -> Written:
    if day is None:
        return UNREADABLE
    first, last = _WRITTEN if written.any_year else _YEARS
    if day in SENTINELS or not first <= day <= last:
        return Written(problem="date_out_of_range")
    return Written(day.isoformat())


def is_serial(number: float) -> bool:
    """Whether a number may count the days of a spreadsheet: 1913 to 2119."""
    return int(number) in _EXCEL_DAYS


def _from_serial(cell: object, written: DateFormat) -> Written:
    number = number_of(cell)
    if number is not None and number.is_integer() and (match := _COMPACT.fullmatch(str(int(number)))):
        return _checked(_date(int(match[1]), int(match[2]), int(match[3])), written)
    if number is None or not is_serial(number):
        return UNREADABLE
    return _checked(_EXCEL_EPOCH + datetime.timedelta(days=int(number) + written.days_later), written)
