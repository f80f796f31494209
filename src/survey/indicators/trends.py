"""Trends of indicators over the waves of a series, with the covariances that shared PSUs bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from survey.argument_errors import public
from survey.arrays import Floats, Mask
from survey.errors import IndicatorError, nearest
from survey.indicators.comparability import incomparable
from survey.indicators.indicator_table import IndicatorTable
from survey.indicators.precision import LEVEL
from survey.indicators.present_levels import in_present_terms
from survey.indicators.rule_constants import REGION
from survey.indicators.trend_models import local_level, trend_line
from survey.indicators.trend_table import POINT_COLUMNS, TREND_COLUMNS, TrendTable
from survey.indicators.wave_pairs import KEYS, WavePair
from survey.periods import CalendarPeriod, known_period

LEAST_FOR_LINE = 4
"""Waves from which a straight line is drawn."""

LEAST_FOR_LEVEL = 8
"""Waves from which a drifting level is estimated."""

_BAD_FIT = 0.05
_SMALL = 1e-6
_NUMBERS = (
    "slope",
    "se",
    "ci_low",
    "ci_high",
    "df",
    "p",
    "p_fit",
    "smoothed",
    "smoothed_low",
    "smoothed_high",
    "drift",
)


@public
def trend(
    waves: Sequence[IndicatorTable],
    *,
    domains: Sequence[str] = (REGION,),
    times: Sequence[float] | None = None,
    framed: Sequence[bool] | None = None,
    not_compared: Sequence[Mapping[str, str]] | None = None,
) -> TrendTable:
    """Trends of indicators over waves: a weighted line from four waves on, a drifting level from eight on.

    Parameters
    ----------
    waves : sequence of IndicatorTable
        In the order of time, each of another period: no interview is in two of them.
    domains : sequence of str
        Groupings that every table has.
    times : sequence of float, optional
        Time of each wave, in periods. By default the periods that the tables name, so that a wave that fell out leaves a gap;
        where they name none, 0, 1, 2, …
    framed : sequence of bool, optional
        Whether PSUs of each wave have the names of the frame, so that equal names in two such waves are one PSU; by
        default in all.
    not_compared : sequence of mappings of indicator to reason, optional
        Indicators of each wave that are not comparable with the last one; by default those that the definitions show.

    Returns
    -------
    TrendTable
        One row for every row of the last table in these groupings; without numbers and with the note ``short`` below four waves.

    Raises
    ------
    IndicatorError
        ``I086`` no wave, a grouping that a wave does not have, as many times, flags or mappings as there are not waves, or
        times that do not rise.

    Notes
    -----
    The covariance of the waves is that of :func:`compare_waves` for every pair. :mod:`survey.indicators.trend_models` has both models
    with their sources. The level answers "where are we now" with all waves; the line answers "which way did it go".
    """
    waves = [*(in_present_terms(table, waves[-1]) for table in waves[:-1]), *waves[-1:]]
    _check(waves, domains, times, framed, not_compared)
    when = np.array(_times(waves) if times is None else times, np.float64)
    if (np.diff(when) <= 0).any():
        raise _wrong("times", "They do not rise.", "Give the waves in the order of time.")
    apart = _apart(waves) if not_compared is None else not_compared
    last = waves[-1].frame
    rows = last[last["domain"].isin(list(domains))].reset_index(drop=True)
    series = _Series(waves, rows, domains, framed or [True] * len(waves), apart)
    names = [table.wave for table in waves]
    found = [series.row(at, when, names) for at in range(len(rows))]
    return TrendTable(pd.DataFrame(found, columns=list(TREND_COLUMNS)), _points(waves, when, apart))


def _points(waves: Sequence[IndicatorTable], times: Floats, apart: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Values of the region in every wave; hidden ones are blank."""
    parts = []
    for at, (table, time) in enumerate(zip(waves, times, strict=True)):
        own = table.frame[(table.frame["domain"] == REGION) & (table.frame["withheld"] == "")]
        broken = _broken(waves, at, apart) if at else set()
        part = own.assign(position=time - times[0], wave=table.wave, breaks=own["indicator"].isin(list(broken)))
        part.loc[part["publish"] == "hidden", ["estimate", "ci_low", "ci_high"]] = np.nan
        parts.append(part[list(POINT_COLUMNS)])
    return pd.concat(parts, ignore_index=True)


def _broken(waves: Sequence[IndicatorTable], at: int, apart: Sequence[Mapping[str, str]]) -> set[str]:
    """Indicators of a wave that are not compared with the one before it.

    Of two waves one of which is not comparable with the last, they are not with each other; of two that are not, their
    definitions decide.
    """
    here, before = set(apart[at]), set(apart[at - 1])
    both = here & before
    differ = incomparable(waves[at].indicators, waves[at - 1].indicators) if both else {}
    return (here ^ before) | (both & set(differ))


def _wrong(argument: str, fact: str, remedy: str) -> IndicatorError:
    return IndicatorError("I086", f"survey.trend: {argument}", fact, remedy)


def _check(
    waves: Sequence[IndicatorTable],
    domains: Sequence[str],
    times: Sequence[float] | None,
    framed: Sequence[bool] | None,
    not_compared: Sequence[Mapping[str, str]] | None,
) -> None:
    if not len(waves):
        raise _wrong("waves", "There is no wave.", "Give the tables of at least one.")
    for name, given in (("times", times), ("framed", framed), ("not_compared", not_compared)):
        if given is not None and len(given) != len(waves):
            raise _wrong(name, f"{len(given)} are given for {len(waves)} waves.", "Give one for each wave.")
    known = set.intersection(*(set(table.frame["domain"]) for table in waves))
    for name in (domains,) if isinstance(domains, str) else domains:
        if name not in known:
            raise _wrong("domains", f"Not every wave has {name!r}.", nearest(str(name), sorted(known)))


def _times(waves: Sequence[IndicatorTable]) -> list[float]:
    """Positions of the periods that the waves name in the calendar; 0, 1, 2, … where they do not name periods of one kind."""
    periods = [known_period(table.wave) for table in waves]
    named = [one for one in periods if isinstance(one, CalendarPeriod)]
    if len(named) < len(waves) or len({one.kind for one in named}) > 1:
        return [float(at) for at in range(len(waves))]
    return [float(one.year * one.per_year + one.number) for one in named]


def _apart(waves: Sequence[IndicatorTable]) -> list[Mapping[str, str]]:
    last = waves[-1].indicators
    return [{name: one.difference for name, one in incomparable(last, table.indicators).items()} for table in waves]


class _Series:
    """Numbers of all waves for the rows of the last one: (rows, waves) estimates and (rows, waves, waves) covariances."""

    def __init__(
        self,
        waves: Sequence[IndicatorTable],
        rows: pd.DataFrame,
        domains: Sequence[str],
        framed: Sequence[bool],
        apart: Sequence[Mapping[str, str]],
    ) -> None:
        self.rows = rows
        shape = (len(rows), len(waves))
        self.estimates, self.df = np.full((2, *shape), np.nan)
        self.covariance = np.zeros((*shape, len(waves)))
        self.usable = np.zeros(shape, bool)
        for at, table in enumerate(waves):
            # rows of the wave in the order of those of the last one, with their variances
            pair = WavePair.of(waves[-1], table, domains, "none")
            side = pair.differences.before
            self.estimates[:, at], self.df[:, at] = side.estimate, side.df
            self.covariance[:, at, at] = side.variance
            self.usable[:, at] = _usable(pair.rows, apart[at]) & (side.variance > 0) & (side.df > 0)
        pairs = combinations(range(len(waves)), 2) if len(waves) >= LEAST_FOR_LINE else ()
        for first, second in pairs:
            if framed[first] and framed[second]:
                self._share(waves, first, second, domains)

    def _share(self, waves: Sequence[IndicatorTable], first: int, second: int, domains: Sequence[str]) -> None:
        """Write the covariance of two waves."""
        pair = WavePair.of(waves[second], waves[first], domains, "psu")
        place = pd.MultiIndex.from_frame(pair.rows[KEYS]).get_indexer(pd.MultiIndex.from_frame(self.rows[KEYS]))
        found = np.append(pair.differences.covariance, 0.0)[place]
        self.covariance[:, first, second] = self.covariance[:, second, first] = np.nan_to_num(found)

    def row(self, at: int, times: Floats, names: Sequence[str]) -> dict[str, object]:
        """Trend of one row."""
        used = np.flatnonzero(self.usable[at])
        found: dict[str, object] = {name: self.rows[name].iloc[at] for name in KEYS}
        found |= dict.fromkeys(_NUMBERS, np.nan)
        found |= {
            "n_waves": len(used),
            "first": names[used[0]] if len(used) else "",
            "last": names[used[-1]] if len(used) else "",
            "note": "",
        }
        if len(names) - 1 not in used:
            return {**found, "note": "hidden"}
        if len(used) < LEAST_FOR_LINE:
            return {**found, "note": "short"}
        own = times[used], self.estimates[at, used], _definite(self.covariance[at][np.ix_(used, used)])
        found |= _line(*own, float(self.df[at, used].min()))
        return found | (_level(*own, float(self.df[at, used].min())) if len(used) >= LEAST_FOR_LEVEL else {})


def _definite(covariance: Floats) -> Floats:
    """The nearest matrix that can be a covariance: estimates by pairs of waves need not fit together exactly."""
    values, vectors = np.linalg.eigh(covariance)
    if values[0] > _SMALL * values[-1]:
        return covariance
    return np.asarray(vectors * np.maximum(values, _SMALL * values[-1]) @ vectors.T)


def _usable(rows: pd.DataFrame, apart: Mapping[str, str]) -> Mask:
    """(m,) rows of a wave that are published and comparable with the last wave."""
    shown = ~rows["is_new"] & (rows["publish_before"] != "hidden") & (rows["status_before"] != "withheld")
    return np.asarray(shown & ~rows["indicator"].isin(list(apart)) & rows["estimate_before"].notna(), bool)


def _line(times: Floats, estimates: Floats, covariance: Floats, df: float) -> dict[str, object]:
    found = trend_line(times, estimates, covariance)
    half = float(stdtrit(df, (1 + LEVEL) / 2)) * found.se
    return {
        "slope": found.slope,
        "se": found.se,
        "ci_low": found.slope - half,
        "ci_high": found.slope + half,
        "df": df,
        "p": 2 * float(stdtr(df, -abs(found.slope) / found.se)),
        "p_fit": found.p_fit,
        "note": "not_a_line" if found.p_fit < _BAD_FIT else "",
    }


def _level(times: Floats, estimates: Floats, covariance: Floats, df: float) -> dict[str, object]:
    found = local_level(times, estimates, covariance)
    half = float(stdtrit(df, (1 + LEVEL) / 2)) * float(found.errors[-1])
    now = float(found.levels[-1])
    return {"smoothed": now, "smoothed_low": now - half, "smoothed_high": now + half, "drift": found.drift}
