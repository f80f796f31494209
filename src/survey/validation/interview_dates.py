"""Waves, dates and times of day: interviews of another wave, outside the fieldwork, or impossibly short."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask, Objects
from survey.frames import text_column
from survey.interviews import Interviews
from survey.periods import CalendarPeriod, Period, is_named, known_period
from survey.questionnaire.model import QuestionKind, Reason, Variable
from survey.text import Text
from survey.validation.rule_breaches import Breach, broken, catalogue, plain, value_at
from survey.validation.rule_definitions import AnswerLimits

Fieldwork = tuple[datetime.date, datetime.date]

_FEW = 0.05
_LONGEST_WAVE = 366


def check_period(
    interviews: Interviews, limits: AnswerLimits, wave: Period | None, fieldwork: Fieldwork | None
) -> Iterator[Breach]:
    """Breaches of the wave, the dates and the times of day.

    Parameters
    ----------
    interviews : Interviews
    limits : AnswerLimits
    wave : Period or None
        The wave the file should hold; None takes the one most interviews are marked with.
    fieldwork : (first, last) or None
        Days of interviewing; None takes the period of the wave.
    """
    marked = _in_role(interviews, "wave", "wave")
    if marked is not None:
        marks, distinct = pd.factorize(interviews.texts(marked.id), use_na_sentinel=False)
        wave = wave or _most_frequent(marks, distinct)
        if wave is not None:
            other = np.array([not is_named(wave, text) for text in distinct], bool)
            differs = (interviews.reason(marked.id) == Reason.ANSWERED) & other[marks]
            positions = np.flatnonzero(differs)
            known = int((interviews.reason(marked.id) == Reason.ANSWERED).sum())
            unknown = len(marks) - known
            yield broken(interviews, "wave_differs", "error", marked, positions, known, unknown, wave=wave)
    dated = _in_role(interviews, "date", "date")
    if dated is not None:
        days = _days(interviews.texts(dated.id))
        if fieldwork is None and wave is not None:
            fieldwork = (wave.first_day, wave.last_day)
        yield from _dates(interviews, dated, days, fieldwork, limits.gap_days)
        yield from _before_known(interviews, dated)
        yield from _after_interview(interviews, dated, np.where(_in_another_year(days), np.nan, days))
    yield from _times(interviews, limits)


def _in_role(interviews: Interviews, role: str, kind: QuestionKind) -> Variable | None:
    form = interviews.form
    named = form.variables.get(form.roles.get(role, ""))
    return named or next((variable for variable in form.variables.values() if variable.kind == kind), None)


def _most_frequent(marks: Indices, distinct: Objects) -> CalendarPeriod | None:
    counts: Counter[CalendarPeriod] = Counter()
    for text, count in zip(distinct, np.bincount(marks, minlength=len(distinct)), strict=True):
        period = known_period(text)
        if period is not None:
            counts[period] += int(count)
    return counts.most_common(1)[0][0] if counts else None


def _days(texts: Objects) -> Floats:
    """(n,) days since 1970, NaN where there is no date.

    pandas counts nanoseconds in 64 bits and ends in 2262; a mistyped year such as 2918 must still compare.
    """
    codes, distinct = pd.factorize(pd.Series(texts, dtype=object))
    days = np.array([*(_day_of(text) for text in distinct), np.nan], np.float64)
    return days[codes]


def _day_of(text: object) -> float:
    try:
        return float(_day(datetime.date.fromisoformat(str(text))))
    except ValueError:
        return np.nan


def _day(date: datetime.date) -> int:
    return (date - datetime.date(1970, 1, 1)).days


def _dates(
    interviews: Interviews, variable: Variable, days: Floats, fieldwork: Fieldwork | None, gap_days: int
) -> Iterator[Breach]:
    outside = _in_another_year(days)
    known = int((~np.isnan(days)).sum())
    unknown = len(days) - known
    if fieldwork is None:
        positions = np.flatnonzero(outside)
        yield broken(interviews, "date_impossible", "error", variable, positions, known, unknown, days=_LONGEST_WAVE)
        yield broken(interviews, "date_outside", "error", variable, positions[:0], 0)
    else:
        first, last = fieldwork
        outside = (days < _day(first)) | (days > _day(last))
        yield broken(
            interviews,
            "date_outside",
            "error",
            variable,
            np.flatnonzero(outside),
            known,
            unknown,
            first=first,
            last=last,
        )
    apart = np.flatnonzero(_apart(np.where(outside, np.nan, days), gap_days))
    yield broken(interviews, "date_apart", "warning", variable, apart, known, unknown, days=gap_days)


def _in_another_year(days: Floats) -> Mask:
    """(n,) whether an interview lies more than the longest wave away from the middle date of the file."""
    known = days[~np.isnan(days)]
    middle = np.median(known) if len(known) else np.nan
    return np.asarray(np.abs(days - middle) > _LONGEST_WAVE, bool)


def _after_interview(interviews: Interviews, dated: Variable, days: Floats) -> Iterator[Breach]:
    """Dates a person states, such as a birth, that lie after the interview itself."""
    for variable in interviews.form.variables.values():
        if variable.kind == "date" and variable.id != dated.id and not variable.question.filled_by_interviewer:
            stated = _days(interviews.texts(variable.id))
            known = int((~np.isnan(stated) & ~np.isnan(days)).sum())
            late = np.flatnonzero(stated > days)
            yield broken(interviews, "date_after_interview", "warning", variable, late, known, len(days) - known)


def _apart(days: Floats, gap_days: int) -> Mask:
    """(n,) whether an interview belongs to a small group of dates separated from the middle of the fieldwork."""
    known = np.sort(days[~np.isnan(days)])
    if len(known) < 2:
        return np.zeros(len(days), bool)
    ends = np.flatnonzero(np.diff(known) > gap_days)
    middle = len(known) // 2
    first = known[ends[ends < middle].max(initial=-1) + 1]
    last = known[ends[ends >= middle].min(initial=len(known) - 1)]
    apart = (days < first) | (days > last)
    return apart if apart.sum() < _FEW * len(known) else np.zeros(len(days), bool)


def asked_too_early(interviews: Interviews, variable: Variable) -> Mask:
    """(n,) whether an interview was held before the day from which this row can be asked."""
    since = variable.row.asked_from if variable.row is not None else None
    dated = _in_role(interviews, "date", "date")
    if not since or dated is None:
        return np.zeros(len(interviews), bool)
    return _days(interviews.texts(dated.id)) < _day(datetime.date.fromisoformat(since))


def _before_known(interviews: Interviews, dated: Variable) -> Iterator[Breach]:
    """Rows about something that happens during the fieldwork, answered before it."""
    for variable in interviews.form.variables.values():
        since = variable.row.asked_from if variable.row is not None else None
        if since:
            answered = interviews.reason(variable.id) == Reason.ANSWERED
            positions = np.flatnonzero(asked_too_early(interviews, variable) & answered)
            dates = interviews.texts(dated.id)
            yield _early_answers(interviews, variable, positions, int(answered.sum()), dates, since)


def _early_answers(
    interviews: Interviews, variable: Variable, positions: Indices, base: int, dates: Objects, since: str
) -> Breach:
    def wording(position: int) -> Text:
        return catalogue().text("before_known", variable=variable.id, date=dates[position], from_date=since)

    return Breach(
        "before_known", "warning", variable.id, positions, base, wording, lambda at: value_at(interviews, variable, at)
    )


def _times(interviews: Interviews, limits: AnswerLimits) -> Iterator[Breach]:
    form = interviews.form
    starts, ends = (form.variables.get(form.roles.get(role, "")) for role in ("start", "end"))
    if starts is None or ends is None:
        return
    minutes = _minutes(interviews.texts(ends.id)) - _minutes(interviews.texts(starts.id))
    yield _end_before_start(interviews, starts, ends, minutes)
    if limits.shortest_minutes is not None:
        short = np.flatnonzero((minutes >= 0) & (minutes < limits.shortest_minutes))
        yield _too_short(ends, short, minutes, limits.shortest_minutes)


def _minutes(texts: Objects) -> Floats:
    parts = text_column(texts).str.extract(r"^(\d{1,2}):(\d{2})").astype(np.float64)
    return np.asarray(parts[0] * 60 + parts[1], np.float64)


def _end_before_start(interviews: Interviews, starts: Variable, ends: Variable, minutes: Floats) -> Breach:
    positions, known = np.flatnonzero(minutes < 0), int((~np.isnan(minutes)).sum())
    began, ended = interviews.texts(starts.id), interviews.texts(ends.id)

    def wording(position: int) -> Text:
        return catalogue().text("end_before_start", variable=ends.id, value=ended[position], start=began[position])

    unknown = len(minutes) - known
    return Breach("end_before_start", "warning", ends.id, positions, known, wording, lambda at: str(ended[at]), unknown)


def _too_short(ends: Variable, positions: Indices, minutes: Floats, floor: float) -> Breach:
    return Breach(
        "too_short",
        "warning",
        ends.id,
        positions,
        known := int((~np.isnan(minutes)).sum()),
        lambda position: catalogue().text("too_short", minutes=plain(minutes[position]), floor=plain(floor)),
        lambda position: plain(minutes[position]),
        len(minutes) - known,
    )
