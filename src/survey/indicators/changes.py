"""Changes of indicators between two waves, with the covariance of the PSUs that both waves share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.arrays import Floats, Indices, Mask, Objects
from survey.errors import IndicatorError, nearest
from survey.estimation.changes.overlap import common_degrees, same_names, wave_covariance
from survey.estimation.multiple_testing import false_discovery_rates
from survey.indicators.area_variation import AreaVariation, in_common
from survey.indicators.change_rule import changed, margin, verdicts
from survey.indicators.change_table import CHANGE_COLUMNS, ChangeTable, Reference
from survey.indicators.comparability import incomparable
from survey.indicators.definitions import Indicators
from survey.indicators.indicator_table import REGION, IndicatorTable
from survey.indicators.publication import PUBLISH
from survey.indicators.wave_differences import WaveDifferences, WaveSide

NotCompared = Literal["not_asked", "not_yet", "new", "definition", "question"]
SharedPsus = Literal["psu", "none"]

_KEYS = ["indicator", "domain", "level"]
_FLIPPING = ("stable", "tension", "negative", "inconclusive")
_EDGES = (0.0, 100.0)
_MOST = 1e6


@public
def compare_waves(
    now: IndicatorTable,
    before: IndicatorTable,
    *,
    reference: Reference = "previous",
    domains: Sequence[str] | None = None,
    shared: SharedPsus = "psu",
    not_compared: Mapping[str, NotCompared] | None = None,
) -> ChangeTable:
    r"""Changes of all indicators of a wave against an earlier one, each with its interval and a verdict.

    Parameters
    ----------
    now, before : IndicatorTable
        As :func:`survey.compute` gives them. ``IndicatorTable.newest`` has the groupings of a window from the newest quarter
        alone.
    reference : "previous" or "year_ago"
        What the earlier wave is to the later one: the name of the rows.
    domains : sequence of str, optional
        Groupings; by default all that both tables have.
    shared : "psu" or "none"
        ``psu``: PSUs of the same stratum with the same name are the same PSU. ``none``: PSUs were drawn anew.
    not_compared : mapping of indicator to reason, optional
        Indicators that are not comparable; by default those that both waves define or ask differently
        (:func:`survey.indicators.comparability.incomparable`).

    Returns
    -------
    ChangeTable
        One row for every row of ``now`` in these domains, also where nothing can be compared.

    Raises
    ------
    IndicatorError
        ``I083`` when a quarter is on both sides; ``I084`` an unknown reference, way of sharing or grouping; ``EstimationError`` ``E326`` as :func:`survey.change`.

    Notes
    -----
    The variance of a change is V + V' - 2 C. Where the status rule takes quarters together (its ``window``), V is
    :math:`D s^2 / n` with the pooled design effect, elsewhere the linearised variance of the cell. C is a correlation times both
    standard errors, so that it always belongs to the variances used: the correlation is the linearised covariance over shared PSUs
    (:func:`survey.change`) divided by the linearised standard errors; with pooled variances, the sum of covariances over
    the root of the product of the sums of variances, over all categories of the grouping, as the design effect is.

    Families: the primary indicators of the region are questions registered before the first wave, each with a 95 %
    interval; all other indicators of the region are one family, and so are all cells of a grouping. In a family of k rows of
    which R are changed after Benjamini and Hochberg (1995), intervals have the level :math:`1 - 0.05 \max(R, 1) / k` (Benjamini
    and Yekutieli 2005). A row that is not compared counts in its family as one without a result.
    """
    known = set(now.frame["domain"]) & set(before.frame["domain"])
    wanted = known if domains is None else domains
    _check_words([reference], get_args(Reference), "reference")
    _check_words([shared], get_args(SharedPsus), "shared")
    _check_words(wanted, known, "domains")
    paired = _paired(now, before, wanted)
    _check_quarters(paired)
    if not_compared is None:
        not_compared = {name: one.difference for name, one in incomparable(now.indicators, before.indicators).items()}
    why = _reasons(paired, not_compared)
    overlap = _overlap(paired, now, before, shared)
    differences = _differences(paired, now, before, overlap)
    why = np.where((why == "") & ~differences.known, "no_error", why).astype(object)
    return ChangeTable(_frame(paired, why, differences, overlap, now.indicators, reference))


def _check_words(given: Collection[str], known: Collection[str], argument: str) -> None:
    """Refuse a word that is not among those known (``I084``)."""
    for word in (given,) if isinstance(given, str) else given:
        if word not in known:
            raise IndicatorError(
                "I084",
                f"survey.compare_waves: {argument}",
                f"There is no {word!r} here.",
                nearest(str(word), sorted(known)),
            )


def _paired(now: IndicatorTable, before: IndicatorTable, domains: Collection[str]) -> pd.DataFrame:
    """Rows of now beside those of before, in columns that end with ``_before``."""
    wanted = {domains} if isinstance(domains, str) else set(domains)
    here = now.frame[now.frame["domain"].isin(wanted)]
    paired = here.merge(before.frame, "left", _KEYS, suffixes=("", "_before"), indicator="found")
    words = ["quarters_before", "withheld_before"]
    return paired.assign(**{name: paired[name].fillna("") for name in words})


def _check_quarters(paired: pd.DataFrame) -> None:
    """Refuse rows that have a quarter on both sides (``I083``): a change from a quarter to itself."""
    pairs = paired[["quarters", "quarters_before"]].drop_duplicates().to_numpy(str).tolist()
    twice = [sorted({*one.split(";")} & {*other.split(";")} - {""}) for one, other in pairs]
    both = next((quarters for quarters in twice if quarters), None)
    if both:
        raise IndicatorError(
            "I083",
            "survey.compare_waves",
            f"{both[0]} is in both tables.",
            "Compare windows without a common quarter, or IndicatorTable.newest of both tables.",
        )


def _reasons(paired: pd.DataFrame, not_compared: Mapping[str, str]) -> Objects:
    """(m,) why a row is not compared, as far as the tables say it; empty where it can be."""
    status, earlier = paired["status"], paired["status_before"]
    hidden = (paired["publish"] == "hidden") | (paired["publish_before"] == "hidden")
    thin = paired["note"].str.contains("thin") | paired["note_before"].fillna("").str.contains("thin")
    reason = np.array([not_compared.get(name, "") for name in paired["indicator"]], object)
    conditions = [
        status == "withheld",
        earlier == "withheld",
        reason != "",
        paired["found"] != "both",
        hidden,
        thin,
    ]
    found = np.select(conditions, ["withheld", "not_asked", reason, "new", "hidden", "thin"], "")
    return np.asarray(found, object)


@dataclass(frozen=True, slots=True, eq=False)
class _Overlap:
    """What two waves have in common; (m,) each, in the order of the rows, NaN where nothing is known.

    ``now`` and ``before`` are linearised variances, ``covariance`` the linearised covariance, ``degrees`` the degrees of freedom
    in common, ``fewer`` those of the smaller side, ``psus`` the PSUs in both.
    """

    now: Floats
    before: Floats
    covariance: Floats
    degrees: Floats
    fewer: Floats
    psus: Floats


def _overlap(paired: pd.DataFrame, now: IndicatorTable, before: IndicatorTable, shared: SharedPsus) -> _Overlap:
    place = {key: at for at, key in enumerate(paired[_KEYS].itertuples(index=False, name=None))}
    found = np.full((6, len(paired)), np.nan)
    for domain in dict.fromkeys(paired["domain"]):
        pair = now.variations.get(domain), before.variations.get(domain)
        if pair[0] is not None and pair[1] is not None:
            _overlap_of_area(pair[0], pair[1], shared, place, found)
    return _Overlap(*found)


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
    paired: pd.DataFrame, now: IndicatorTable, before: IndicatorTable, overlap: _Overlap
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


def _correlation(overlap: _Overlap) -> Floats:
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
    return np.array([known.get(key, np.nan) for key in paired[_KEYS].itertuples(index=False, name=None)], np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Tested:
    """(m,) p-values, false discovery rates and levels of the intervals; NaN where a row is not compared."""

    p: Floats
    q: Floats
    level: Floats


def _tested(paired: pd.DataFrame, p: Floats, indicators: Indicators) -> _Tested:
    """Each family by itself; primary indicators of the region are no family."""
    rate = indicators.change_rule.rate
    primary = {one.id for one in indicators if one.primary}
    alone = ((paired["domain"] == REGION) & paired["indicator"].isin(primary)).to_numpy(bool)
    q, level = p.copy(), np.full(len(p), 1 - rate)
    for domain in dict.fromkeys(paired["domain"]):
        family = np.flatnonzero((paired["domain"] == domain).to_numpy() & ~alone)
        if len(family):
            q[family] = false_discovery_rates(np.where(np.isnan(p[family]), 1.0, p[family]))
            n_changed = int((q[family] <= rate).sum())
            level[family] = 1 - rate * max(n_changed, 1) / len(family)
    missing = np.isnan(p)
    return _Tested(p, np.where(missing, np.nan, q), np.where(missing, np.nan, level))


def _frame(
    paired: pd.DataFrame,
    why: Objects,
    differences: WaveDifferences,
    overlap: _Overlap,
    indicators: Indicators,
    reference: Reference,
) -> pd.DataFrame:
    compared = why == ""
    tested = _tested(paired, np.where(compared, differences.p_values(), np.nan), indicators)
    low, high = differences.interval(np.where(compared, tested.level, np.nan))
    change = np.where(compared, differences.change, np.nan)
    rule = indicators.change_rule
    definitions = [indicators[name] for name in paired["indicator"]]
    limit = np.array([margin(one, rule) for one in definitions], np.float64)
    sign = np.array([one.sign for one in definitions], np.int64)
    hidden = why == "hidden"
    statuses = [_shown_words(paired[name], hidden) for name in ("status", "status_before")]
    flips = compared & _flips(statuses[0], statuses[1]) & ~changed(low, high)
    notes = {"flip_unproven": flips, "edge": compared & differences.at_edge}
    columns: dict[str, object] = {
        **{name: paired[name] for name in _KEYS},
        "reference": reference,
        "change": change,
        "se": np.where(compared, differences.se, np.nan),
        "ci_low": low,
        "ci_high": high,
        "df": np.where(compared, differences.df, np.nan),
        "p": tested.p,
        "q": tested.q,
        "ci_level": tested.level,
        "verdict": verdicts(change, low, high, limit, rule.smallest * limit, sign),
        "margin": limit,
        "smallest": rule.smallest * limit,
        "psus_shared": np.where(hidden, np.nan, overlap.psus),
        "quarters": paired["quarters"],
        "quarters_before": paired["quarters_before"],
        "status": statuses[0],
        "status_before": statuses[1],
        "note": _notes(why, notes),
        "publish": np.array(PUBLISH, object)[
            np.maximum(*(_strictness(paired[one]) for one in ("publish", "publish_before")))
        ],
    }
    for name, source in {"n": "n", "n_before": "n_before", "psus": "n_psus", "psus_before": "n_psus_before"}.items():
        columns[name] = np.where(hidden, np.nan, paired[source].to_numpy(np.float64))
    return pd.DataFrame(columns)[list(CHANGE_COLUMNS)]


def _strictness(publish: pd.Series) -> Indices:
    """(m,) position among the decisions on publication; a side that does not exist counts as hidden."""
    place = {name: at for at, name in enumerate(PUBLISH)}
    return np.array([place.get(one, len(PUBLISH) - 1) for one in publish.tolist()], np.intp)


def _shown_words(words: pd.Series, hidden: Mask) -> Objects:
    """(m,) words, None where blank or hidden."""
    found = words.to_numpy(object).copy()
    found[pd.isna(words).to_numpy() | hidden] = None
    return found


def _flips(now: Objects, before: Objects) -> Mask:
    both = np.isin(now.astype(str), _FLIPPING) & np.isin(before.astype(str), _FLIPPING)
    return np.asarray(both & (now != before), bool)


def _notes(why: Objects, raised: Mapping[str, Mask]) -> Objects:
    found = why.copy()
    for code, where in raised.items():
        found[where] += f"{code};"
    return np.array([note.rstrip(";") for note in found], object)
