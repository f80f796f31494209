"""Centuries of years written with two digits, inferred from the interview: nobody is born after it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping

import numpy as np

from survey.arrays import Objects
from survey.ingest.dates import SHORT_YEAR
from survey.ingest.decoded_variables import DecodedVariable
from survey.ingest.factorized_columns import FactorizedColumn, UnreadableCells
from survey.periods import CalendarPeriod
from survey.questionnaire.model import Questionnaire, Reason

_OLDEST = 110


def with_centuries(
    answers: Mapping[str, DecodedVariable],
    form: Questionnaire,
    period: CalendarPeriod | None,
    delivered: Callable[[str], FactorizedColumn],
) -> dict[str, DecodedVariable]:
    """The answers with four-digit years in every date; a date whose century stays open is unreadable.

    Parameters
    ----------
    answers : mapping of variable id to DecodedVariable
    form : Questionnaire
        Its roles ``date`` and ``age`` name the day of the interview and the age of the person.
    period : CalendarPeriod or None
        The wave, for interviews without a day.
    delivered : callable
        The column of a variable as delivered, for the cells whose century stays open.
    """
    whole = dict(answers)
    dated, aged = form.roles.get("date", ""), form.roles.get("age", "")
    names = [name for name, variable in form.variables.items() if variable.kind == "date"]
    for name in sorted(names, key=lambda name: name != dated):
        texts = whole[name].texts
        short = [] if texts is None else [row for row, text in enumerate(texts) if text and text[:2] == SHORT_YEAR]
        if not short or texts is None:
            continue
        if name == dated:
            full: dict[int, str | None] = {row: f"20{texts[row][2:]}" for row in short}
        else:
            days, ages = whole[dated].texts if dated in whole else None, whole[aged].numbers if aged in whole else None
            full = {}
            for row in short:
                until = _interview_day(days, row) or (period.last_day if period is not None else None)
                age = None if ages is None or np.isnan(ages[row]) else float(ages[row])
                full[row] = full_date(texts[row], until, age)
        whole[name] = _replaced(whole[name], delivered(name), full)
    return whole


def _interview_day(days: Objects | None, row: int) -> datetime.date | None:
    return _day(days[row]) if days is not None and days[row] is not None else None


def _replaced(read: DecodedVariable, column: FactorizedColumn, full: Mapping[int, str | None]) -> DecodedVariable:
    texts, reasons = np.array(read.texts, object), read.reasons.copy()
    lost: list[UnreadableCells] = []
    for row, day in full.items():
        if day is None:
            lost.append(UnreadableCells("century_unclear", column.name, np.array([row]), column.shown_at(row)))
            reasons[row] = Reason.NOT_RECORDED
        texts[row] = day
    return dataclasses.replace(read, texts=texts, reasons=reasons, unreadable=(*read.unreadable, *lost))


def full_date(short: str, until: datetime.date | None, age: float | None) -> str | None:
    """The date with the only century that fits.

    Parameters
    ----------
    short : str
        A date whose year has two digits, as :func:`survey.ingest.dates.read_date` gives it.
    until : datetime.date or None
        The day of the interview, the last day that the date may be; None when unknown.
    age : float or None
        Age of the person in years; None when unknown.

    Returns
    -------
    str or None
        ISO 8601; None when two centuries fit, or none.

    Examples
    --------
    >>> day = datetime.date(2018, 3, 1)
    >>> full_date("??85-03-15", day, None), full_date("??10-03-15", day, None), full_date("??10-03-15", day, 8.0)
    ('1985-03-15', None, '2010-03-15')
    """
    if until is None:
        return None
    candidates = [day for century in ("19", "20") if (day := _day(short.replace(SHORT_YEAR, century))) is not None]
    fitting = [day for day in candidates if 0 <= _years(day, until) <= _OLDEST and day <= until]
    if len(fitting) > 1 and age is not None:
        own = [day for day in fitting if abs(_years(day, until) - age) <= 1]
        fitting = own or [day for day in fitting if _years(day, until) <= age + 1]
    return fitting[0].isoformat() if len(fitting) == 1 else None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _years(day: datetime.date, until: datetime.date) -> int:
    """Whole years from a day to another."""
    return until.year - day.year - ((until.month, until.day) < (day.month, day.day))
