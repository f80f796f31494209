"""Rule of publication: which groups are too small to be shown, and which columns of the table the public sees."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

from survey.arrays import Floats, Mask, Objects
from survey.indicators.rule_constants import PublicationRule

Publish = Literal["ok", "low", "hidden"]
PUBLISH: tuple[Publish, ...] = get_args(Publish)

WhyHidden = Literal["", "empty", "small", "extreme", "part", "difference"]
"""Reason why a cell is hidden: nobody in its base; too few interviews; 0 % or 100 % of a small group; the newest quarter of a
window is too small; a hidden cell could be calculated from it."""

KEYS = ("wave", "indicator", "domain", "level")
PUBLIC_COLUMNS = (
    *KEYS, "estimate", "se", "ci_low", "ci_high", "n", "status", "p_stable", "p_tension", "p_negative", "leaning",
    "note", "share_valid", "share_dk", "share_refused", "deff_pooled", "unit", "publish", "quarters", "withheld",
)  # fmt: skip
_SAID_OF_HIDDEN = frozenset({*KEYS, "unit", "publish", "quarters", "withheld"})


def publishable(estimate: Floats, n: Floats, n_eff: Floats, is_share: Mask, rule: PublicationRule) -> Objects:
    """Decision on each estimate by itself: printed, printed with the mark of low precision, or hidden.

    Parameters
    ----------
    estimate, n, n_eff : (m,) arrays
        A share in per cent or another value; interviews in its base; their effective number.
    is_share : (m,) array of bool
    rule : PublicationRule

    Returns
    -------
    (m,) array of "ok", "low" or "hidden"
        With the usual rule. Hidden: fewer than 10 interviews; a share of 0 % or 100 % in a group under 30, which would
        disclose the answer of everybody in a small group; no estimate at all. Low: an effective number under 30.

    Notes
    -----
    k-anonymity (Sweeney 2002), with k = 10 for published tables; primary suppression in the words of Hundepool et al. (2012,
    chapter 4). :func:`survey.indicators.cell_protection.protect` hides what a hidden number could be calculated from.

    Examples
    --------
    >>> several = np.array([50.0, 50.0, 0.0, 50.0])
    >>> publishable(several, np.array([9.0, 40, 20, 40]), np.array([9.0, 20, 20, 40]), several < 101, PublicationRule())
    array(['hidden', 'low', 'hidden', 'ok'], dtype=object)
    """
    extreme = is_share & ((estimate <= 0) | (estimate >= 100)) & (n < rule.least_n_extreme)
    hidden = (n < rule.least_n) | extreme | ~np.isfinite(estimate)
    low = ~(n_eff >= rule.least_n_eff)
    return np.array(PUBLISH, object)[np.where(hidden, 2, np.where(low, 1, 0))]


def discloses(n: Floats, n_cases: Floats, rule: PublicationRule) -> Mask:
    """Whether numbers of a group would disclose answers: too few people, or nobody or everybody of a small group.

    Parameters
    ----------
    n, n_cases : (m,) arrays
        Interviews, and those that show the trait; NaN cases for what is not a share.
    rule : PublicationRule

    Returns
    -------
    (m,) array of bool
        False for an empty group, of which nothing can be said.

    Examples
    --------
    >>> discloses(np.array([9.0, 20, 20, 20, 0]), np.array([4.0, 0, 3, np.nan, 0]), PublicationRule())
    array([ True,  True, False, False, False])
    """
    extreme = ((n_cases == 0) | (n_cases == n)) & (n < rule.least_n_extreme)
    return np.asarray((n > 0) & ((n < rule.least_n) | extreme), bool)


def why_hidden(publish: Objects, n: Floats, rule: PublicationRule) -> Objects:
    """(m,) reasons of the decisions of :func:`publishable`, empty for what is shown."""
    reasons = np.where(n == 0, "empty", np.where(n < rule.least_n, "small", "extreme"))
    return np.where(publish == "hidden", reasons, "").astype(object)


def public_frame(table: pd.DataFrame) -> pd.DataFrame:
    """The table of indicators as it may be published: the columns of ``PUBLIC_COLUMNS``, without the numbers of hidden rows.

    Parameters
    ----------
    table : pandas.DataFrame
        One column per field of ``IndicatorRow``.

    Returns
    -------
    pandas.DataFrame
        A hidden row has keys, unit, quarters and ``publish``; every other cell of it is blank, the number of interviews
        and the status included.
    """
    hidden = (table["publish"] == "hidden").to_numpy()
    public = table[list(PUBLIC_COLUMNS)].astype({"n": "Int64"})
    for name in PUBLIC_COLUMNS:
        if name not in _SAID_OF_HIDDEN:
            public[name] = public[name].mask(hidden)
    return public


PUBLIC_CHANGES = (
    "reference", "indicator", "domain", "level", "change", "se", "ci_low", "ci_high", "ci_level", "p", "q", "verdict", "margin",
    "smallest", "quarters", "quarters_before", "status", "status_before", "note", "publish",
)  # fmt: skip
_SAID_OF_HIDDEN_CHANGE = frozenset(
    {"reference", "indicator", "domain", "level", "margin", "smallest", "quarters", "quarters_before", "publish"}
)


def public_changes(changes: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The table of changes as it may be published: blank where one of the sides, or the cell of this wave, is hidden.

    Parameters
    ----------
    changes : pandas.DataFrame
        One column per field of ``ChangeRow``.
    table : pandas.DataFrame
        The indicators of the wave.

    Returns
    -------
    pandas.DataFrame
        The columns of ``PUBLIC_CHANGES``; numbers of interviews are left out, since those of single quarters are in no
        public table.
    """
    keys = ["indicator", "domain", "level"]
    now = changes[keys].merge(table[[*keys, "publish"]], on=keys, how="left")["publish"]
    hidden = ((changes["publish"] == "hidden").to_numpy() | (now == "hidden").to_numpy()).astype(bool)
    public = changes[list(PUBLIC_CHANGES)].copy()
    public["publish"] = public["publish"].mask(hidden, "hidden")
    for name in PUBLIC_CHANGES:
        if name not in _SAID_OF_HIDDEN_CHANGE:
            public[name] = public[name].mask(hidden)
    public["note"] = public["note"].mask(hidden, "hidden")
    return public


def without_hidden(derived: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """A table of numbers derived from the indicators, blank in the rows of cells that are hidden in this wave.

    Parameters
    ----------
    derived : pandas.DataFrame
        Columns ``indicator, domain, level`` and numbers.
    table : pandas.DataFrame
        The indicators of the wave.
    """
    keys = ["indicator", "domain", "level"]
    now = derived[keys].merge(table[[*keys, "publish"]], on=keys, how="left")["publish"]
    hidden = (now == "hidden").to_numpy(bool)
    public = derived.copy()
    for name in derived.select_dtypes("float"):
        public[name] = public[name].mask(hidden)
    return public
