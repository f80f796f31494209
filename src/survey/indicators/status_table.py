"""Intervals, status probabilities, statuses, notes and the decision to publish each cell by itself, from estimates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.indicators.definitions import GeometricMean, Indicators, ScoreFormula
from survey.indicators.precision import LEVEL, Cells, Precision, pooled_design_effects
from survey.indicators.publication import publishable, why_hidden
from survey.indicators.rule_constants import REGION
from survey.indicators.status_rule import Borders, Judged, apply_rule, enough

_EACH_SIDE = (1 + LEVEL) / 2


def judge(draft: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """Table with intervals, probabilities, statuses, notes and decisions on each cell by itself added to the estimates.

    Parameters
    ----------
    draft : pandas.DataFrame
        Columns ``indicator, domain, level, estimate, se, df, n, n_eff, deff, spread, n_psus, n_psus_hit, psus_whole, newest,
        lonely, split`` and the shares of nonresponse; the rows of one indicator and domain lie together.
    indicators : Indicators
    """
    place = {name: at for at, name in enumerate(indicators.ids)}
    at: Indices = np.array([place[name] for name in draft["indicator"].tolist()], np.intp)
    is_share = np.array([one.is_share for one in indicators], bool)[at]
    borders = _borders(draft, at, is_share, indicators)
    precision = _precision(draft, at, is_share, borders, indicators)
    judged = apply_rule(precision, borders, indicators.status_rule, _of(draft, "newest"), _of(draft, "n_psus_hit"))
    frame = draft.copy()
    limits = np.array([one.limits for one in indicators], np.float64).reshape(-1, 2)[at]
    frame["ci_low"] = np.maximum(precision.limit(_EACH_SIDE, upper=False), limits[:, 0])
    frame["ci_high"] = np.minimum(precision.limit(_EACH_SIDE, upper=True), limits[:, 1])
    frame["deff_pooled"], frame["df_pooled"] = precision.deff, precision.df
    frame["status"], frame["leaning"] = judged.status, judged.leaning
    frame["p_stable"], frame["p_tension"], frame["p_negative"] = judged.probability.T
    vetoed = _vetoed(frame, indicators)
    frame.loc[vetoed, "status"] = "tension"
    norm = np.array([one.polarity == "0/+" for one in indicators], bool)[at]
    few = ~enough(precision.cells, borders, indicators.status_rule)
    frame["note"] = _notes(draft, judged, few, vetoed, norm)
    frame["unit"] = np.array([one.unit for one in indicators], object)[at]
    cells, rule = precision.cells, indicators.publication_rule
    frame["publish"] = publishable(cells.estimate, cells.n, precision.n_eff, cells.is_share, rule)
    frame["why_hidden"] = why_hidden(frame["publish"].to_numpy(object), cells.n, rule)
    return frame


def _of(draft: pd.DataFrame, name: str) -> Floats:
    return draft[name].to_numpy(np.float64)


def _answered(draft: pd.DataFrame) -> Floats:
    """(m,) interviews with a substantive answer, from the weighted shares of nonresponse (``IndicatorRow.n_answered``)."""
    silent = np.where(np.isnan(_of(draft, "bound_high")), 0.0, _of(draft, "share_dk") + _of(draft, "share_refused"))
    return np.round(_of(draft, "n") * (1 - np.nan_to_num(silent) / 100), 6)


def _borders(draft: pd.DataFrame, at: Indices, is_share: Mask, indicators: Indicators) -> Borders:
    stable, negative = (
        np.array([getattr(one.thresholds, border, np.nan) for one in indicators], np.float64)[at]
        for border in ("stable", "negative")
    )
    sign = np.array([one.sign for one in indicators], np.int64)[at]
    rule = indicators.status_rule
    least = draft["domain"].map({name: rule.least(name) for name in set(draft["domain"])}).to_numpy(np.float64)
    # the base of a share has those who do not know in it; a level needs answers
    unanswered = _answered(draft) < rule.least_n
    return Borders(stable, negative, sign, is_share & (sign < 0), np.where(unanswered, np.inf, least))


def _precision(draft: pd.DataFrame, at: Indices, is_share: Mask, borders: Borders, indicators: Indicators) -> Precision:
    """Pooled by indicator and grouping; events in groups that cut through PSUs are no more precise than in the region.

    Few PSUs hold such a group, while the units together hold all of them and need no floor.
    """
    names = ("estimate", "df", "spread", "n", "n_psus")
    found = {name: _of(draft, name) for name in names}
    cells = Cells(variance=_of(draft, "se") ** 2, is_share=is_share, **found)
    domains, domain = np.unique(draft["domain"].to_numpy(str), return_inverse=True)
    counted = enough(cells, borders, indicators.status_rule)
    deff, df = pooled_design_effects(cells, at * len(domains) + domain, counted)
    region = np.full(len(indicators.ids), np.nan)
    of_region = (draft["domain"] == REGION).to_numpy()
    region[at[of_region]] = deff[of_region]
    floored = borders.is_event & ~draft["psus_whole"].to_numpy(bool) & np.isfinite(deff)
    deff = np.where(floored, np.fmax(deff, region[at]), deff)
    return Precision(cells, deff, df)


def _vetoed(frame: pd.DataFrame, indicators: Indicators) -> Mask:
    """(m,) rows that would be stable although a part of the indicator is negative in the same area."""
    vetoed = np.zeros(len(frame), bool)
    negative = frame["status"] == "negative"
    place = list(zip(frame["domain"].tolist(), frame["level"].tolist(), strict=True))
    for one in indicators:
        if one.veto and isinstance(one.formula, ScoreFormula | GeometricMean):
            parts = [item if isinstance(item, str) else item.name for item in one.formula.items]
            bad = frame.loc[negative & frame["indicator"].isin(parts), ["domain", "level"]]
            areas = set(zip(bad["domain"], bad["level"], strict=True))
            stable = ((frame["indicator"] == one.id) & (frame["status"] == "stable")).to_numpy()
            for at in np.flatnonzero(stable):
                vetoed[at] = place[at] in areas
    return vetoed


def _notes(draft: pd.DataFrame, judged: Judged, few: Mask, vetoed: Mask, norm: Mask) -> list[str]:
    """(m,) codes, in a fixed order, joined by ``;``."""
    n, df, se = (_of(draft, name) for name in ("n", "df", "se"))
    empty = n == 0
    raised = {
        "empty": empty,
        "one_psu": ~empty & (df < 1),
        "lonely": draft["lonely"].to_numpy(bool) & (df >= 1),
        "edge": (se == 0) & (df >= 1),
        "thin": ~empty & few,
        "alert": judged.alert & ~vetoed,
        "unreached": judged.unreached,
        "newest": judged.newest_worse,
        "one_place": judged.one_psu_hit,
        "split": draft["split"].to_numpy(bool) & ~empty,
        "veto": vetoed,
        "norm": norm,
    }
    notes = np.full(len(draft), "", object)
    for code, where in raised.items():
        notes[where] += f"{code};"
    return [note.rstrip(";") for note in notes]
