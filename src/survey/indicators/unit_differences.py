"""Differences between the categories of a grouping in one wave: tests of their heterogeneity, and model-based values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.estimation.multiple_testing import false_discovery_rates
from survey.indicators.definitions import Indicators
from survey.indicators.heterogeneity import COLUMNS as TEST_COLUMNS
from survey.indicators.heterogeneity import heterogeneity_frame, verdicts
from survey.indicators.model_based import COLUMNS as MODEL_COLUMNS
from survey.indicators.model_based import model_based
from survey.indicators.rule_constants import REGION
from survey.questionnaire.grouping_roles import is_in_role

DIFFERENCE_COLUMNS = (*TEST_COLUMNS, "p_adjusted", "verdict")
ALIKE = 0.25
"""Part of the distance between the two thresholds: categories whose true values scatter by less count as alike.

It is the margin of the rule for changes, half the way from a threshold to the middle of the tension zone."""


def no_differences() -> pd.DataFrame:
    """Table of tests without a row."""
    return pd.DataFrame(columns=list(DIFFERENCE_COLUMNS))


def no_models() -> pd.DataFrame:
    """Table of model-based values without a row."""
    return pd.DataFrame(columns=list(MODEL_COLUMNS))


def differences(cells: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """Tests of heterogeneity, one row per indicator and grouping, in the columns of ``DIFFERENCE_COLUMNS``.

    Only groupings whose categories share no PSU are tested: where PSUs are divided, estimates depend on each other.

    Parameters
    ----------
    cells : pandas.DataFrame
        Rows of :func:`survey.indicators.status_table.judge`.
    indicators : Indicators

    Notes
    -----
    The false discovery rate is held in two families per grouping: the primary indicators, which were registered before the
    first wave, and all others.
    """
    if not (cells["domain"] != REGION).any():
        return no_differences()
    found = heterogeneity_frame(cells.assign(compared=_compared(cells, indicators)))
    primary = found["indicator"].map({one.id: one.primary for one in indicators}).to_numpy(bool)
    margin: Floats = np.array([_margin(indicators, name) for name in found["indicator"]], np.float64)
    found["p_adjusted"], found["verdict"] = np.nan, ""
    for domain in found["domain"].unique():
        for family in (primary, ~primary):
            own = (found["domain"] == domain).to_numpy() & family
            found.loc[own, "p_adjusted"] = false_discovery_rates(found.loc[own, "p"].to_numpy(np.float64))
            found.loc[own, "verdict"] = verdicts(found[own], margin[own])
    return found[list(DIFFERENCE_COLUMNS)]


def model_based_values(cells: pd.DataFrame, tests: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """Model-based values of the primary indicators in territorial units, one row per unit.

    Ethnic and other groups of people have none: they are not drawn towards each other, and not ranked.

    Parameters
    ----------
    cells : pandas.DataFrame
        As for :func:`differences`.
    tests : pandas.DataFrame
        Its result. Units have ranks only where they differ by more than chance explains.
    indicators : Indicators
    """
    differ = tests[tests["verdict"] == "differ"]
    ranked = set(zip(differ["indicator"], differ["domain"], strict=True))
    units = [name for name in cells["domain"].unique() if is_territorial(indicators, str(name))]
    if not units:
        return no_models()
    wanted = cells["domain"].isin(units) & cells["indicator"].isin([one.id for one in indicators if one.primary])
    compared = cells.assign(compared=_compared(cells, indicators))[wanted]
    parts = [
        model_based(own, indicators[str(name)], ranked=(name, domain) in ranked)
        for (name, domain), own in compared.groupby(["indicator", "domain"], sort=False)
    ]
    found = [part for part in parts if part is not None]
    return pd.concat(found, ignore_index=True) if found else no_models()


def is_territorial(indicators: Indicators, domain: str) -> bool:
    """Whether a grouping classifies by the question that names the strata, such as districts and cities."""
    form = indicators.form
    if domain not in form.groupings:
        return domain == form.roles.get("stratum")
    return is_in_role(form.groupings[domain], form, "stratum")


def _margin(indicators: Indicators, name: str) -> float:
    borders = indicators[name].thresholds
    return ALIKE * abs(borders.stable - borders.negative) if borders is not None else np.nan


def _compared(cells: pd.DataFrame, indicators: Indicators) -> pd.Series:
    """(m,) rows of groupings with whole PSUs that have enough interviews and PSUs for a status, and are published."""
    rule = indicators.status_rule
    least = cells["domain"].map({name: rule.least(name) for name in cells["domain"].unique()})
    enough = (cells["n"] >= least) & (cells["n_psus"] >= rule.least_psus)
    return enough & cells["psus_whole"].astype(bool) & (cells["publish"] != "hidden")
