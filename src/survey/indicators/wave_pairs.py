"""Pairs of waves: rows of two indicator tables next to each other, and what both samples have in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from survey.arrays import Floats, Mask
from survey.estimation.changes.overlap import common_degrees, same_names, wave_covariance
from survey.indicators.area_variation import AreaVariation, in_common
from survey.indicators.indicator_table import IndicatorTable
from survey.indicators.wave_differences import WaveDifferences, WaveSide

SharedPsus = Literal["psu", "none"]
"""Whether PSUs of the same stratum with the same name are the same PSU."""

KEYS = ["indicator", "domain", "level"]
_EDGES = (0.0, 100.0)
_MOST = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class WavePair:
    """Two waves: m rows, with their differences.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the later wave next to those of the earlier one, whose columns end with ``_before``.
    overlap : WaveOverlap
    differences : WaveDifferences
    """

    rows: pd.DataFrame
    overlap: WaveOverlap
    differences: WaveDifferences

    @classmethod
    def of(cls, now: IndicatorTable, before: IndicatorTable, domains: Collection[str], shared: SharedPsus) -> WavePair:
        """Pair of the rows of some groupings."""
        rows = _paired(now, before, domains)
        overlap = _overlap(rows, now, before, shared)
        return cls(rows, overlap, _differences(rows, now, before, overlap))


def _paired(now: IndicatorTable, before: IndicatorTable, domains: Collection[str]) -> pd.DataFrame:
    """Rows of now next to those of before, in columns that end with ``_before``."""
    wanted = {domains} if isinstance(domains, str) else set(domains)
    here = now.frame[now.frame["domain"].isin(wanted)].reset_index(drop=True)
    at = before.positions(here)
    earlier = before.frame.drop(columns=KEYS).reindex(at).reset_index(drop=True).add_suffix("_before")
    paired = pd.concat([here, earlier], axis=1).assign(is_new=at < 0)
    words = ["quarters_before", "withheld_before"]
    return paired.assign(**{name: paired[name].fillna("") for name in words})


@dataclass(frozen=True, slots=True, eq=False)
class WaveOverlap:
    """Variances and common PSUs of two waves; (m,) each, in the order of the rows, NaN where nothing is known.

    ``now`` and ``before`` are linearised variances, ``covariance`` the linearised covariance, ``degrees`` the degrees of freedom
    in common, ``fewer`` those of the smaller side, ``psus`` the PSUs in both.
    """

    now: Floats
    before: Floats
    covariance: Floats
    degrees: Floats
    fewer: Floats
    psus: Floats


def _overlap(paired: pd.DataFrame, now: IndicatorTable, before: IndicatorTable, shared: SharedPsus) -> WaveOverlap:
    place = {key: at for at, key in enumerate(paired[KEYS].itertuples(index=False, name=None))}
    found = np.full((6, len(paired)), np.nan)
    for domain in dict.fromkeys(paired["domain"]):
        pair = now.variations.get(domain), before.variations.get(domain)
        if pair[0] is not None and pair[1] is not None:
            _overlap_of_area(pair[0], pair[1], shared, place, found)
    return WaveOverlap(*found)


def _overlap_of_area(
    now: AreaVariation,
    before: AreaVariation,
    shared: SharedPsus,
    place: Mapping[tuple[str, str, str], int],
    found: Floats,
) -> None:
    """Write what the waves have in common in one area into the columns of its rows."""
    for keys, mine, theirs in in_common(now, before):
        rows = [(place[key], at) for at, key in enumerate(keys) if key in place]
        to, at = (np.array(part, np.intp) for part in zip(*rows, strict=True))
        variances = mine.variance().ravel(), theirs.variance().ravel()
        nothing = np.zeros(len(keys))
        covariance, degrees, psus = nothing, nothing, nothing
        stages = theirs.presence.stages, mine.presence.stages
        kept = same_names(*stages) if shared == "psu" else ()
        if kept and len(kept[0]):
            bound = np.sqrt(variances[0] * variances[1])
            covariance = np.clip(wave_covariance(theirs, mine, kept), -bound, bound)
            degrees, psus = common_degrees(theirs.presence, mine.presence, kept)
        fewer = np.minimum(mine.degrees().ravel(), theirs.degrees().ravel())
        found[:, to] = np.stack([*variances, covariance, degrees, fewer, psus])[:, at]


def _differences(
    paired: pd.DataFrame, now: IndicatorTable, before: IndicatorTable, overlap: WaveOverlap
) -> WaveDifferences:
    pooled = paired["domain"].isin(now.indicators.status_rule.pooled).to_numpy(bool)
    sides = [_side(paired, now, "", pooled), _side(paired, before, "_before", pooled)]
    correlation, kept = _correlation(overlap), _part(overlap.degrees, overlap.fewer)
    groups = paired.groupby(["indicator", "domain"], sort=False).ngroup().to_numpy(np.intp)
    known = np.isfinite(overlap.covariance) & np.isfinite(sides[0].df) & np.isfinite(sides[1].df)

    def added(values: Floats) -> Floats:
        return np.bincount(groups[known], values[known], groups.max(initial=0) + 1).astype(np.float64)[groups]

    # one correlation per indicator and grouping, as there is one design effect: that of a cell with four PSUs is noise
    correlation = np.where(
        pooled, _part(added(overlap.covariance), np.sqrt(added(overlap.now) * added(overlap.before))), correlation
    )
    kept = np.where(pooled, _part(added(overlap.degrees), added(overlap.fewer)), kept)
    covariance = correlation * np.sqrt(sides[0].variance * sides[1].variance)
    is_share = np.array([now.indicators[name].is_share for name in paired["indicator"]], bool)
    ends = np.isin(sides[0].estimate, _EDGES) | np.isin(sides[1].estimate, _EDGES)
    return WaveDifferences(sides[0], sides[1], covariance, kept, is_share & ends)


def _correlation(overlap: WaveOverlap) -> Floats:
    return np.clip(_part(overlap.covariance, np.sqrt(overlap.now * overlap.before)), -1, 1)


def _part(above: Floats, below: Floats) -> Floats:
    """Quotients, 0 where nothing is below."""
    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)


def _side(paired: pd.DataFrame, table: IndicatorTable, ending: str, pooled: Mask) -> WaveSide:
    """One wave of the rows."""
    names = ("estimate", "se", "df", "n", "deff_pooled", "df_pooled")
    estimate, se, df, n, deff, pooled_df = (paired[name + ending].to_numpy(np.float64) for name in names)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(pooled, deff * _spread(paired, table) / n, se**2)
    degrees = np.where(pooled, pooled_df, np.where(np.isfinite(se), df, np.nan))
    return WaveSide(estimate, variance, np.minimum(degrees, _MOST), n, deff, pooled_df)


def _spread(paired: pd.DataFrame, table: IndicatorTable) -> Floats:
    """(m,) variance of the values of single interviews; NaN where the wave has none."""
    known = {
        (indicator, one.domain, level): value
        for one in table.variations.values()
        for indicator, values in one.spread.items()
        for level, value in zip(one.levels, values.tolist(), strict=True)
    }
    return np.array([known.get(key, np.nan) for key in paired[KEYS].itertuples(index=False, name=None)], np.float64)
