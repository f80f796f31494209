"""Dates and times that statistical packages keep as numbers; what lies outside the calendar stays as text."""

from __future__ import annotations

import datetime
import re
from typing import Literal

import numpy as np
import pandas as pd

from survey.arrays import Floats, Objects
from survey.interviews import FileFormat

Moment = Literal["date", "datetime", "time"]

_SPSS: dict[Moment, tuple[str, ...]] = {
    "date": ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR"),
    "datetime": ("DATETIME", "YMDHMS"),
    "time": ("TIME", "DTIME", "MTIME"),
}
_SAS_DATES = r"(WEEKDAT[EX]|MMDDYY[BCDNPS]?|DDMMYY[BCDNPS]?|YYMMDD[BCDNPS]?|DATE|DTDATE|[EB]8601DA|IS8601DA|NLDATE)\d*"
_SAS_DATETIMES = r"(DATETIME|DATEAMPM|MDYAMPM|[EB]8601D[TN]|IS8601DT|NLDATM)\d*"
_SAS_TIMES = r"(TIME|HHMM|TOD|TIMEAMPM|[EB]8601TM|IS8601TM)\d*"
_DAY = 86_400
_FIRST = np.datetime64("0001-01-01", "s").astype(np.int64)
_LAST = np.datetime64("9999-12-31T23:59:59", "s").astype(np.int64)
_SPSS_ORIGIN = int(np.datetime64("1582-10-14", "s").astype(np.int64))
_OTHER_ORIGIN = int(np.datetime64("1960-01-01", "s").astype(np.int64))
_FARTHEST = 3.0e13  # seconds: a million years


def moment_of(written: str | None, format_: FileFormat) -> Moment | None:
    """Kind of moment in a column of this display format; None for plain numbers and text."""
    written = written or ""
    if format_ in ("sav", "zsav", "por"):
        word = re.match("[A-Z]*", written.upper())
        return next((kind for kind, words in _SPSS.items() if word and word[0] in words), None)
    if format_ == "dta":
        if written.startswith(("%tc", "%tC", "%-tc", "%-tC")):
            has_day = re.search("[DdYyNnMmC]", re.sub("HH|hh|[Hh]|MM|SS", "", written[3:].lstrip("cC")))
            return "datetime" if has_day or len(written.lstrip("%-")) <= 2 else "time"
        return "date" if re.match("%-?(td|d)", written) else None
    patterns: tuple[tuple[str, Moment], ...] = (
        (_SAS_DATETIMES, "datetime"),
        (_SAS_TIMES, "time"),
        (_SAS_DATES, "date"),
    )
    name = written.upper().partition(".")[0]
    return next((kind for pattern, kind in patterns if re.fullmatch(pattern, name)), None)


def to_moments(column: pd.Series, kind: Moment, format_: FileFormat) -> pd.Series:
    """Numbers of a statistical package as dates, times, or both.

    Dates and times are objects of :mod:`datetime`, NaN where blank; both together are ``datetime64[us]``. A column with
    a value outside the years 1 to 9999, or of more than 24 hours, becomes a column of objects in which such a value is
    text (``20180-03-05``, ``30:15:00``), so that it is reported and stops nothing.
    """
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    others = column.to_numpy(object) if column.dtype == object else None
    seconds = _seconds(numbers, kind, format_)
    if kind == "datetime":
        return _instants(column, seconds, others)
    shown = np.full(len(column), np.nan, object)
    for row in np.flatnonzero(np.isfinite(numbers)):
        shown[row] = _date(seconds[row], numbers[row]) if kind == "date" else _time(seconds[row], numbers[row])
    return pd.Series(_with_letters(shown, others), column.index, dtype=object, name=column.name)


def _seconds(numbers: Floats, kind: Moment, format_: FileFormat) -> Floats:
    """Seconds since 1970, or since midnight for times."""
    if kind == "time":
        scale, origin = 1000.0 if format_ == "dta" else 1.0, 0
    elif format_ in ("sav", "zsav", "por"):
        scale, origin = 1.0, _SPSS_ORIGIN
    elif kind == "date":
        scale, origin = 1.0 / _DAY, _OTHER_ORIGIN
    else:
        scale, origin = 1000.0 if format_ == "dta" else 1.0, _OTHER_ORIGIN
    with np.errstate(over="ignore"):
        seconds: Floats = numbers / scale + origin
    return seconds


def _date(seconds: float, number: float) -> object:
    if not abs(seconds) < _FARTHEST:
        return number
    whole = int(np.floor(seconds))
    if _FIRST <= whole <= _LAST:
        return datetime.date.fromordinal(whole // _DAY + 719163)
    return str(np.datetime64(whole // _DAY, "D"))


def _time(seconds: float, number: float) -> object:
    if not abs(seconds) < _FARTHEST:
        return number
    micro = round(seconds * 1e6)
    if 0 <= micro < _DAY * 1_000_000:
        hours, rest = divmod(micro, 3_600_000_000)
        minutes, rest = divmod(rest, 60_000_000)
        return datetime.time(hours, minutes, *divmod(rest, 1_000_000))
    sign, whole = "-" if micro < 0 else "", abs(micro) // 1_000_000
    return f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _instants(column: pd.Series, seconds: Floats, others: Objects | None) -> pd.Series:
    inside = (seconds >= _FIRST) & (seconds <= _LAST)
    micro = np.round(np.where(inside, seconds, 0.0) * 1e6).astype(np.int64)
    moments = np.where(inside, micro.astype("datetime64[us]"), np.datetime64("NaT"))
    plain = pd.Series(moments.astype("datetime64[us]"), column.index, name=column.name)
    outside = np.flatnonzero(np.isfinite(seconds) & ~inside)
    letters = others is not None and any(isinstance(value, str) for value in others)
    if not len(outside) and not letters:
        return plain
    shown = plain.astype(object).to_numpy(copy=True)
    for row in outside:
        is_near = abs(seconds[row]) < _FARTHEST
        shown[row] = str(np.datetime64(int(seconds[row]), "s")).replace("T", " ") if is_near else float(seconds[row])
    return pd.Series(_with_letters(shown, others), column.index, dtype=object, name=column.name)


def _with_letters(shown: Objects, others: Objects | None) -> Objects:
    """The letters of extended missing values stay."""
    if others is not None:
        for row, value in enumerate(others):
            if isinstance(value, str):
                shown[row] = value
    return shown
