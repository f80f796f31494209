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
from survey.estimation.multiple_testing import false_discovery_rates
from survey.indicators.change_rule import changed, margins, verdicts
from survey.indicators.change_table import CHANGE_COLUMNS, ChangeTable, Reference
from survey.indicators.comparability import incomparable
from survey.indicators.definitions import Indicators
from survey.indicators.indicator_table import IndicatorTable
from survey.indicators.present_levels import in_present_terms
from survey.indicators.publication import PUBLISH
from survey.indicators.rule_constants import REGION
from survey.indicators.wave_pairs import KEYS, SharedPsus, WavePair

NotCompared = Literal["not_asked", "not_yet", "new", "definition", "question"]
_FLIPPING = ("stable", "tension", "negative", "inconclusive")


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
    before = in_present_terms(before, now)
    known = set(now.frame["domain"]) & set(before.frame["domain"])
    wanted = known if domains is None else domains
    _check_words([reference], get_args(Reference), "reference")
    _check_words([shared], get_args(SharedPsus), "shared")
    _check_words(wanted, known, "domains")
    pair = WavePair.of(now, before, wanted, shared)
    paired, differences = pair.rows, pair.differences
    _check_quarters(paired)
    if not_compared is None:
        not_compared = {name: one.difference for name, one in incomparable(now.indicators, before.indicators).items()}
    why = _reasons(paired, not_compared)
    why = np.where((why == "") & ~differences.known, "no_error", why).astype(object)
    return ChangeTable(_frame(pair, why, now.indicators, reference))


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


def _check_quarters(paired: pd.DataFrame) -> None:
    """Refuse rows that have a quarter on both sides (``I083``): a change from a quarter to itself."""
    named = paired[["quarters", "quarters_before"]].drop_duplicates().to_numpy(object)
    pairs = [[one if isinstance(one, str) else "" for one in pair] for pair in named]
    twice = [sorted({*one.split(";")} & {*other.split(";")} - {""}) for one, other in pairs]
    both = next((quarters for quarters in twice if quarters), None)
    if both:
        raise IndicatorError(
            "I083",
            "survey.compare_waves",
            f"{both[0]} is in both tables.",
            "Compare windows without a common quarter, or IndicatorTable.newest of both tables.",
        )


def _hidden(paired: pd.DataFrame) -> Mask:
    """(m,) rows of which a side is not published: whatever else holds, nothing of either side is shown."""
    return ((paired["publish"] == "hidden") | (paired["publish_before"] == "hidden")).to_numpy(bool)


def _reasons(paired: pd.DataFrame, not_compared: Mapping[str, str]) -> Objects:
    """(m,) why a row is not compared, as far as the tables say it; empty where it can be."""
    status, earlier = paired["status"], paired["status_before"]
    thin = paired["note"].str.contains("thin") | paired["note_before"].fillna("").str.contains("thin")
    reason = np.array([not_compared.get(name, "") for name in paired["indicator"]], object)
    conditions = [
        status == "withheld",
        earlier == "withheld",
        _hidden(paired),
        reason != "",
        paired["is_new"],
        thin,
    ]
    found = np.select(conditions, ["withheld", "not_asked", "hidden", reason, "new", "thin"], "")
    return np.asarray(found, object)


@dataclass(frozen=True, slots=True, eq=False)
class _Tested:
    """(m,) p-values, false discovery rates and levels of the intervals; NaN where a row is not compared."""

    p: Floats
    q: Floats
    level: Floats


def _tested(paired: pd.DataFrame, p: Floats, indicators: Indicators) -> _Tested:
    """Each family by itself; primary indicators of the region form no family."""
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


def _frame(pair: WavePair, why: Objects, indicators: Indicators, reference: Reference) -> pd.DataFrame:
    paired, differences = pair.rows, pair.differences
    compared = why == ""
    tested = _tested(paired, np.where(compared, differences.p_values(), np.nan), indicators)
    low, high = differences.interval(np.where(compared, tested.level, np.nan))
    change = np.where(compared, differences.change, np.nan)
    rule = indicators.change_rule
    definitions = [indicators[name] for name in paired["indicator"]]
    now, before = (
        np.where(compared, paired[name].to_numpy(np.float64), np.nan) for name in ("estimate", "estimate_before")
    )
    limit = margins(definitions, now, before, rule)
    sign = np.array([one.sign for one in definitions], np.int64)
    hidden = _hidden(paired)
    statuses = [_shown_words(paired[name], hidden) for name in ("status", "status_before")]
    flips = compared & _flips(statuses[0], statuses[1]) & ~changed(low, high)
    notes = {"flip_unproven": flips, "edge": compared & differences.at_edge}
    columns: dict[str, object] = {
        **{name: paired[name] for name in KEYS},
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
        "psus_shared": np.where(hidden, np.nan, pair.overlap.psus),
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
