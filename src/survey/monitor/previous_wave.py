"""The waves before a wave: which they are, whether they serve, and what of the last one is comparable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.errors import MonitorError
from survey.indicators import REGION, IndicatorTable
from survey.indicators.comparability import incomparable
from survey.indicators.source_questions import questions_of
from survey.interviews import Interviews
from survey.languages import ENGLISH
from survey.monitor.settings import Settings, WaveFiles
from survey.monitor.wave_delivery import WaveDelivery
from survey.periods import in_time, period_before, periods_apart
from survey.reports.report_input import NoComparison, NoPrevious
from survey.validation.unasked_questions import too_early

_SHOWN = 3


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """The wave before, with its indicators.

    Parameters
    ----------
    files : WaveFiles
    indicators : IndicatorTable
        Computed in the same run, with the instrument of that wave, from its interviews alone.
    apart : mapping of indicator to NoComparison
        Indicators that are not comparable.
    """

    files: WaveFiles
    indicators: IndicatorTable
    apart: Mapping[str, NoComparison] = field(default_factory=dict)


def wave_before(settings: Settings, files: WaveFiles) -> WaveFiles | NoPrevious:
    """The wave of the period before, or why there is none."""
    if files.previous == "none":
        return "declared"
    before = period_before(files.period, settings.waves)
    if before is None:
        earlier = any(period.first_day < files.period.first_day for period in settings.waves)
        return "gap" if earlier else "first"
    return settings.waves[before]


def waves_before(settings: Settings, files: WaveFiles, periods: int) -> tuple[WaveFiles, ...]:
    """The waves of so many periods before a wave that the workspace has, the newest first; of rounds so many rounds.

    A wave that says ``previous: none`` ends them: what lies before it is not comparable.
    """
    found = [files]
    for period in reversed(in_time(settings.waves)):
        if period.first_day >= files.period.first_day:
            continue
        back = periods_apart(period, files.period)
        if found[-1].previous == "none" or (len(found) if back is None else back) > periods:
            break
        found.append(settings.waves[period])
    return tuple(found[1:])


def need_file(files: WaveFiles, of: WaveFiles) -> None:
    """Stop when the file of a wave before is not there.

    Raises
    ------
    MonitorError
        ``M051`` with what to do.
    """
    if not files.file.is_file():
        fact = f"The file of {files.period}, which the numbers of {of.period} need, is not there."
        remedy = f"Put it there, or write previous: none under {of.period}."
        raise MonitorError("M051", str(files.file), fact, remedy)


def need_sound(delivery: WaveDelivery, files: WaveFiles, settings: Settings, of: WaveFiles) -> None:
    """Stop when a wave before does not pass the checks that a wave must pass to be published.

    Raises
    ------
    MonitorError
        ``M052`` with the first reasons.
    """
    blocking = delivery.blocking(settings)
    if blocking:
        reasons = " ".join(f"[{one.rule}] {one.message[ENGLISH]}" for one in blocking[:_SHOWN])
        fact = f"{files.period}, which the numbers of {of.period} need, cannot serve: {reasons}"
        remedy = f"Mend that wave (survey check {files.file} --wave {files.period}), or write previous: none under {of.period}."
        quoted = [one.message for one in blocking[:_SHOWN]]
        raise MonitorError("M052", str(files.file), fact, remedy).quoting(*quoted)


def not_comparable(
    now: IndicatorTable, before: IndicatorTable, interviews: Interviews, earlier: Interviews
) -> dict[str, NoComparison]:
    """Indicators that the wave before defines otherwise or left out, or that need a question one wave could not ask yet."""
    found = {
        name: NoComparison(one.difference, one.questions)
        for name, one in incomparable(now.indicators, before.indicators).items()
    }
    former = before.indicators.form.former_form
    split = set(former.split) if former is not None else set()
    found |= {
        row.indicator: NoComparison(
            "question" if split >= {*row.questions_lacking} else "not_asked", row.questions_lacking
        )
        for row in before.of(domain=REGION)
        if row.withheld and row.indicator in now.indicators
    }
    early = too_early(interviews) ^ too_early(earlier)
    for one in now.indicators if early else ():
        questions = tuple(name for name in questions_of(one, now.indicators) if name in early)
        if questions:
            found.setdefault(one.id, NoComparison("not_yet", questions))
    return found
