"""Disclosure control: small groups are hidden, and so are numbers from which a hidden one could be calculated."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

from survey.arrays import Floats, Mask, Objects
from survey.indicators.rule_constants import PublicationRule

Publish = Literal["ok", "low", "hidden"]
PUBLISH: tuple[Publish, ...] = get_args(Publish)


def publishable(estimate: Floats, n: Floats, n_eff: Floats, is_share: Mask, rule: PublicationRule) -> Objects:
    """Decision on each estimate: printed, printed with the mark of low precision, or hidden.

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
    k-anonymity (Sweeney 2002), with k = 10 for published tables.

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


def guard_complements(publish: Objects, n: Floats) -> Objects:
    """Complementary suppression: the same decisions, with a second category hidden where one alone is.

    When exactly one non-empty category is hidden, it can be calculated from the total and the other categories; the
    smallest of the others is then hidden, too.

    Parameters
    ----------
    publish : (m,) array of "ok", "low" or "hidden"
        Every category of one grouping, for one indicator.
    n : (m,) array
        Interviews in the base of each.

    Examples
    --------
    >>> guard_complements(np.array(["ok", "hidden", "ok"], object), np.array([500.0, 8, 60]))
    array(['ok', 'hidden', 'hidden'], dtype=object)
    """
    hidden = (publish == "hidden") & (n > 0)
    shown = publish != "hidden"
    if hidden.sum() != 1 or not shown.any():
        return publish
    guarded = publish.copy()
    guarded[np.argmin(np.where(shown, n, np.inf))] = "hidden"
    return guarded


KEYS = ("wave", "indicator", "domain", "level")
_ALWAYS_PUBLIC = frozenset({*KEYS, "unit", "publish", "quarters", "withheld"})


def public_frame(table: pd.DataFrame) -> pd.DataFrame:
    """The table of indicators as it may be published: rows that are hidden have no number and no status.

    Parameters
    ----------
    table : pandas.DataFrame
        One column per field of ``IndicatorRow``.
    """
    hidden = (table["publish"] == "hidden").to_numpy()
    public = table.astype(dict.fromkeys(("n", "n_cases", "n_psus"), "Int64"))
    for name in public.columns.difference(list(_ALWAYS_PUBLIC)):
        public[name] = public[name].mask(hidden)
    return public
