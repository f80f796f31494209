"""Intervals, status probabilities, statuses, notes and decisions on publication, from estimates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask, Objects
from survey.estimation.confidence_intervals import korn_graubard, proportion, t_quantile
from survey.indicators.definitions import GeometricMean, Indicators, PublicationRule, ScoreFormula, StatusRule
from survey.indicators.publication import guard_complements, publishable
from survey.indicators.status_rule import UncertainEstimates, probabilities, statuses

LEVEL = 0.95
"""Confidence level of the published intervals."""


def judge(draft: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """Table with intervals, probabilities, statuses, notes and decisions on publication added to the estimates.

    Parameters
    ----------
    draft : pandas.DataFrame
        Columns ``indicator, domain, level, estimate, se, df, n, n_eff, deff, n_cases, lonely, split`` and those of
        nonresponse; the rows of one indicator and domain follow each other.
    indicators : Indicators
    """
    place = {name: at for at, name in enumerate(indicators.ids)}
    at: Indices = np.array([place[name] for name in draft["indicator"].tolist()], np.intp)
    these = _uncertain(draft, np.array([one.is_share for one in indicators], bool)[at])
    limits = np.array([one.limits for one in indicators], np.float64).reshape(-1, 2)[at]
    frame = draft.copy()
    frame["ci_low"], frame["ci_high"] = _intervals(these, limits, indicators.status_rule)
    chance, frame["status"], frame["leaning"] = _statuses(these, at, indicators)
    frame["p_stable"], frame["p_tension"], frame["p_negative"] = chance.T
    vetoed = _vetoed(frame, indicators)
    frame.loc[vetoed, "status"] = "tension"
    norm = np.array([one.polarity == "0/+" for one in indicators], bool)[at]
    frame["note"] = _notes(draft, these, vetoed, norm, indicators.status_rule)
    frame["unit"] = np.array([one.unit for one in indicators], object)[at]
    frame["publish"] = _publish(draft, these, indicators.publication_rule)
    return frame


def _uncertain(draft: pd.DataFrame, is_share: Mask) -> UncertainEstimates:
    numbers = {name: draft[name].to_numpy(np.float64) for name in ("estimate", "se", "df", "n", "n_eff", "n_cases")}
    return UncertainEstimates(**numbers, is_share=is_share)


def _intervals(these: UncertainEstimates, limits: Floats, rule: StatusRule) -> tuple[Floats, Floats]:
    """95 % limits, cut at the ends of the indicator's scale, ``limits`` (m, 2); NaN where the error is not known."""
    p, n_eff = these.estimate / 100, np.minimum(these.n_eff, these.n)
    df = np.where(these.known, these.df, 0.0)
    low, high, _ = proportion(p, these.se / 100, df, n_eff, these.n, LEVEL)
    small = these.small(rule) & these.known
    if small.any():
        low[small], high[small] = korn_graubard(p[small], these.df[small], n_eff[small], these.n[small], LEVEL)
    half = t_quantile(LEVEL, np.maximum(df, 1)) * these.se
    floor, ceiling = limits.T
    low = np.where(these.is_share, 100 * low, np.maximum(these.estimate - half, floor))
    high = np.where(these.is_share, 100 * high, np.minimum(these.estimate + half, ceiling))
    return np.where(these.known, low, np.nan), np.where(these.known, high, np.nan)


def _statuses(these: UncertainEstimates, at: Indices, indicators: Indicators) -> tuple[Floats, Objects, Objects]:
    """(m, 3) probabilities, (m,) status, (m,) leaning class; blank for descriptive indicators."""
    sign = np.array([one.sign for one in indicators], np.int64)[at]
    stable, negative = (
        np.array([getattr(one.thresholds, border, np.nan) for one in indicators], np.float64)[at]
        for border in ("stable", "negative")
    )
    chance = probabilities(these, stable, negative, sign, indicators.status_rule)
    status, leaning = statuses(chance, these, indicators.status_rule)
    chance[sign == 0] = np.nan
    status[sign == 0] = leaning[sign == 0] = None
    return chance, status, leaning


def _vetoed(frame: pd.DataFrame, indicators: Indicators) -> Mask:
    """(m,) rows that would be stable although a part of the indicator is negative in the same area."""
    vetoed = np.zeros(len(frame), bool)
    negative = frame["status"] == "negative"
    for one in indicators:
        if one.veto and isinstance(one.formula, ScoreFormula | GeometricMean):
            parts = [item if isinstance(item, str) else item.name for item in one.formula.items]
            bad = frame.loc[negative & frame["indicator"].isin(parts), ["domain", "level"]]
            areas = set(zip(bad["domain"], bad["level"], strict=True))
            stable = ((frame["indicator"] == one.id) & (frame["status"] == "stable")).to_numpy()
            for at in np.flatnonzero(stable):
                vetoed[at] = (frame["domain"].iloc[at], frame["level"].iloc[at]) in areas
    return vetoed


def _notes(draft: pd.DataFrame, these: UncertainEstimates, vetoed: Mask, norm: Mask, rule: StatusRule) -> list[str]:
    """(m,) codes of :class:`survey.indicators.indicator_table.IndicatorRow`, in a fixed order, joined by ``;``."""
    empty = these.n == 0
    raised = {
        "empty": empty,
        "one_psu": ~empty & (these.df < 1),
        "lonely": draft["lonely"].to_numpy(bool) & (these.df >= 1),
        "edge": these.known & (these.se == 0),
        "small": these.known & these.small(rule),
        "thin": ~empty & ~(np.minimum(these.n, these.n_eff) >= rule.least_n_eff),
        "split": draft["split"].to_numpy(bool) & ~empty,
        "veto": vetoed,
        "norm": norm,
    }
    notes = np.full(len(draft), "", object)
    for code, where in raised.items():
        notes[where] += f"{code};"
    return [note.rstrip(";") for note in notes]


def _publish(draft: pd.DataFrame, these: UncertainEstimates, rule: PublicationRule) -> Objects:
    publish = publishable(these.estimate, these.n, these.n_eff, these.is_share, rule)
    # a single hidden category could be calculated from the total and the other categories
    exposed = pd.Series((publish == "hidden") & (these.n > 0))
    alone = exposed.groupby([draft["indicator"].to_numpy(), draft["domain"].to_numpy()]).transform("sum") == 1
    for at in np.flatnonzero(alone & exposed):
        group = (
            (draft["indicator"] == draft["indicator"].iloc[at]) & (draft["domain"] == draft["domain"].iloc[at])
        ).to_numpy()
        if group.sum() > 1:
            publish[group] = guard_complements(publish[group], these.n[group])
    return publish
