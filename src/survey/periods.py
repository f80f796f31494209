"""Periods that waves are named after: months, quarters, half-years, years, and rounds with days of their choice."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal, Self, get_args

from survey.argument_errors import noun
from survey.errors import MonitorError

PeriodKind = Literal["month", "quarter", "half_year", "year", "round"]
PERIOD_KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)

_MONTHS = 12
_YEAR_AGO = (datetime.timedelta(days=365 - 92), datetime.timedelta(days=365 + 92))
"""How far back the middle of the round of a year ago may lie: a quarter of a year off on either side."""


def not_a_period(name: str, examples: Iterable[str]) -> MonitorError:
    """The error about a text that names no period such as these."""
    fact, remedy = "This is not the name of a period.", f"Write it as {', '.join(examples)}."
    return MonitorError("M001", f"wave {name!r}", fact, remedy)


@dataclass(frozen=True, slots=True, order=True)
class CalendarPeriod:
    """Part of a calendar year, or a whole one; periods of one kind are ordered in time, and whole numbers of them can
    be added.

    Use :class:`Month`, :class:`Quarter`, :class:`HalfYear` or :class:`Year`.

    Parameters
    ----------
    year : int
    number : int
        Position within the year, from 1.
    """

    year: int
    number: int = 1

    kind: ClassVar[PeriodKind]
    per_year: ClassVar[int]
    _pattern: ClassVar[str]
    example: ClassVar[str]

    @classmethod
    def parse(cls, name: str) -> Self:
        """Period of this kind from text, with or without a dash, in small or capital letters.

        Raises
        ------
        MonitorError
            ``M001`` when the text does not name a period of this kind.
        """
        found = cls.named(name)
        if found is None:
            raise not_a_period(name, (cls.example,))
        return found

    @classmethod
    def named(cls, name: str) -> Self | None:
        """Period of this kind that a text names; None when it names none."""
        match = re.fullmatch(rf"\s*([12][0-9]{{3}}){cls._pattern}\s*", name)
        return cls(*map(int, match.groups())) if match is not None else None

    @property
    def first_day(self) -> datetime.date:
        """First day of the period."""
        return datetime.date(self.year, 1 + (self.number - 1) * (_MONTHS // self.per_year), 1)

    @property
    def last_day(self) -> datetime.date:
        """Last day of the period."""
        return (self + 1).first_day - datetime.timedelta(days=1)

    def __add__(self, periods: int) -> Self:
        year, position = divmod(self.year * self.per_year + self.number - 1 + periods, self.per_year)
        return type(self)(year, position + 1)

    def __sub__(self, periods: int) -> Self:
        return self + -periods


@noun
@dataclass(frozen=True, slots=True, order=True)
class Month(CalendarPeriod):
    """Month: ``2018-03``, also ``2018M03``.

    Examples
    --------
    >>> Month.parse("2018-01") - 1
    Month(year=2017, number=12)
    """

    kind = "month"
    per_year = 12
    _pattern = r"(?:-|\s*-?\s*[MmМм])\s*(0?[1-9]|1[0-2])"
    example = "2018-03"

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


@noun
@dataclass(frozen=True, slots=True, order=True)
class Quarter(CalendarPeriod):
    """Quarter of a year: ``2018Q1``, also with the Cyrillic letter К.

    Examples
    --------
    >>> Quarter.parse("2018Q1") - 1
    Quarter(year=2017, number=4)
    >>> str(Quarter(2018, 1) + 5)
    '2019Q2'
    """

    kind = "quarter"
    per_year = 4
    _pattern = r"\s*-?\s*[QqКк]\s*([1-4])"
    example = "2018Q1"

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


@noun
@dataclass(frozen=True, slots=True, order=True)
class HalfYear(CalendarPeriod):
    """Half of a year: ``2018H1``."""

    kind = "half_year"
    per_year = 2
    _pattern = r"\s*-?\s*[Hh]\s*([12])"
    example = "2018H1"

    def __str__(self) -> str:
        return f"{self.year}H{self.number}"


@noun
@dataclass(frozen=True, slots=True, order=True)
class Year(CalendarPeriod):
    """Year: ``2018``.

    Examples
    --------
    >>> Year.parse("2018").last_day
    datetime.date(2018, 12, 31)
    """

    kind = "year"
    per_year = 1
    _pattern = ""
    example = "2018"

    def __str__(self) -> str:
        return str(self.year)


@noun
@dataclass(frozen=True, slots=True)
class Round:
    """Round of a survey with its name and days, for surveys that keep to no calendar."""

    name: str
    first_day: datetime.date
    last_day: datetime.date

    kind: ClassVar[PeriodKind] = "round"

    def __str__(self) -> str:
        return self.name


Period = CalendarPeriod | Round
CALENDAR_PERIODS: tuple[type[CalendarPeriod], ...] = (Quarter, Month, HalfYear, Year)


def calendar_period(name: str) -> CalendarPeriod:
    """The month, quarter, half-year or year that a text names.

    Raises
    ------
    MonitorError
        ``M001`` when it names none of them.

    Examples
    --------
    >>> [calendar_period(name).kind for name in ("2018-03", "2018Q1", "2018H1", "2018")]
    ['month', 'quarter', 'half_year', 'year']
    """
    found = known_period(name)
    if found is None:
        raise not_a_period(name, [kind.example for kind in CALENDAR_PERIODS])
    return found


def known_period(name: object) -> CalendarPeriod | None:
    """The calendar period that a text names; None when it names none, or is not a text."""
    if not isinstance(name, str):
        return None
    return next((found for kind in CALENDAR_PERIODS if (found := kind.named(name)) is not None), None)


def wave_name(text: str, kind: PeriodKind) -> str | None:
    """The name of a wave as it is kept, from the way somebody wrote it; None when it is not a period of the kind.

    Rounds have names of their choice, which are kept as they are.

    Examples
    --------
    >>> wave_name("2018-q1", "quarter"), wave_name("2018-q1", "year"), wave_name(" Spring ", "round")
    ('2018Q1', None, 'Spring')
    """
    if kind == "round":
        return text.strip() or None
    period = known_period(text)
    return str(period) if period is not None and period.kind == kind else None


def is_named(period: Period, text: object) -> bool:
    """Whether a text names a period; names of rounds may differ in capital letters."""
    if isinstance(period, Round):
        return isinstance(text, str) and text.strip().casefold() == period.name.casefold()
    return known_period(text) == period


def in_time(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Periods in the order of their first days."""
    return tuple(sorted(periods, key=lambda one: (one.first_day, one.last_day, str(one))))


def period_before(period: Period, known: Iterable[Period]) -> Period | None:
    """The period directly before: that of the calendar, of rounds the last that began earlier. None when it is not known.

    Examples
    --------
    >>> period_before(Quarter(2018, 1), [Quarter(2017, 3)]) is None
    True
    """
    if isinstance(period, Round):
        earlier = [one for one in in_time(known) if one.first_day < period.first_day]
        return earlier[-1] if earlier else None
    wanted = period - 1
    return wanted if wanted in set(known) else None


def period_year_ago(period: Period, known: Iterable[Period]) -> Period | None:
    """The same period of the year before; of rounds the one nearest to a year before, at most three months off.

    None when it is not known.
    """
    if not isinstance(period, Round):
        wanted = period - period.per_year
        return wanted if wanted in set(known) else None
    apart = [(_middle(period) - _middle(one), one) for one in in_time(known)]
    near = [(abs(days.days - 365), one) for days, one in apart if _YEAR_AGO[0] <= days <= _YEAR_AGO[1]]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def periods_apart(earlier: Period, later: Period) -> int | None:
    """Periods from one of the calendar to a later one of its kind; None for rounds, which keep to no calendar.

    Examples
    --------
    >>> periods_apart(Quarter(2017, 4), Quarter(2018, 2))
    2
    """
    if not isinstance(earlier, CalendarPeriod) or not isinstance(later, CalendarPeriod):
        return None
    return (later.year - earlier.year) * later.per_year + later.number - earlier.number


def window_of(period: Period, known: Iterable[Period], months: int = 12) -> tuple[Period, ...]:
    """The periods of the months that end with a period, in order; the period itself is the last.

    Examples
    --------
    >>> [str(one) for one in window_of(Quarter(2018, 2), [Quarter(2017, n) for n in (1, 2, 3, 4)])]
    ['2017Q3', '2017Q4', '2018Q2']
    """
    since = _months_before(period.last_day, months)
    inside = [one for one in known if since < one.first_day < period.first_day]
    return (*in_time(inside), period)


def _months_before(day: datetime.date, months: int) -> datetime.date:
    """The last day of the month so many months before that of a day, or the same day of it."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month + 1, last if is_last else min(day.day, last))


def _middle(period: Period) -> datetime.date:
    return period.first_day + (period.last_day - period.first_day) / 2
