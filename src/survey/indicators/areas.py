"""Areas: groups of respondents, weighted means over them, and the influence of a respondent on functions of means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import AnyFloats, Floats, Indices, Mask
from survey.design import Sample
from survey.design.data_columns import Categories
from survey.errors import IndicatorError, nearest
from survey.indicators.crossings import cells, is_crossed, parts
from survey.indicators.rule_constants import REGION

_ROWS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Classification of the respondents for which indicators are computed, or the region as a whole.

    Parameters
    ----------
    domain : str
        Id of the grouping or of the crossing, or ``region``.
    levels : tuple of str
        Ids of its categories, whether seen or not.
    codes : (n,) array of int
        Position of each respondent's category; -1 outside the sample's domain, or without a category.
    """

    domain: str
    levels: tuple[str, ...]
    codes: Indices

    @property
    def by(self) -> tuple[str, ...] | None:
        """The ``by=`` of an estimation for this area; None for the region."""
        return None if self.domain == REGION else parts(self.domain)

    def sums(self, columns: AnyFloats | Mask, weights: Floats) -> Floats:
        """(levels, k) weighted sums of columns (n, k) without blanks.

        They are sums of runs of sorted rows: no matrix product, whose threads cost more than they bring at this size. Blocks
        of respondents bound the memory.
        """
        total = np.zeros((len(self.levels), columns.shape[1]))
        for start in range(0, len(self.codes), _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            own = self.codes[rows]
            order = np.argsort(own, kind="stable")[np.count_nonzero(own < 0) :]
            levels, starts = np.unique(own[order], return_index=True)
            if len(levels):
                products = columns[rows][order] * weights[rows][order, None]
                total[levels] += np.add.reduceat(products, starts, axis=0)
        return total


def area(sample: Sample, domain: str) -> Area:
    """Area with this name: the region, a grouping, a single-choice question, or a crossing of those.

    Raises
    ------
    IndicatorError
        ``I005`` when the sample has nothing of this name.
    """
    inside = np.ones(len(sample), bool) if sample.domain is None else sample.domain
    if domain == REGION:
        return Area(REGION, (REGION,), np.where(inside, 0, -1))
    crossed = _crossed(sample, domain)
    codes = np.where(inside, 0, -1)
    for one in crossed:
        codes = np.where((codes < 0) | (one.codes < 0), -1, codes * len(one.ids) + one.codes)
    return Area(domain, cells([one.ids for one in crossed]), codes)


def area_without_codes(sample: Sample, domain: str) -> Area:
    """Area with this name of a sample that has no interviews.

    Raises
    ------
    IndicatorError
        ``I005`` when the sample has nothing of this name.
    """
    levels = (REGION,) if domain == REGION else cells([one.ids for one in _crossed(sample, domain)])
    return Area(domain, levels, np.zeros(0, np.intp))


def _crossed(sample: Sample, domain: str) -> list[Categories]:
    """Categories of each grouping of a domain."""
    names = parts(domain)
    for name in names:
        if name not in sample.names:
            fact = (
                f"The sample has nothing named {name!r}."
                if is_crossed(domain)
                else "The sample has nothing of this name."
            )
            raise IndicatorError("I005", f"survey.compute: domain {domain!r}", fact, nearest(name, sample.names))
    return [sample.categories(name) for name in names]


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Weighted means of k columns (n,) in every level of an area, and the sums of weights behind them; both (k, levels)."""

    area: Area
    columns: tuple[AnyFloats, ...]
    means: Floats
    weights: Floats


def means(area: Area, columns: Sequence[AnyFloats], weights: Floats) -> Means:
    """Weighted means of columns (n,), each over the respondents who have a value; NaN where there are none."""
    stacked = np.column_stack(columns)
    known = np.isfinite(stacked)
    rested = area.sums(known.astype(np.float64), weights).T
    with np.errstate(divide="ignore", invalid="ignore"):
        found = area.sums(np.where(known, stacked, 0.0), weights).T / rested
    return Means(area, tuple(columns), found, rested)


def influence(of: Means, gradient: Floats, weights: Floats) -> Floats:
    r"""Linearised variable of a smooth function of means: its mean in each level is 0 and has the variance of the function.

    Parameters
    ----------
    of : Means
    gradient : (k, levels) array
        Derivatives of the function by each mean.
    weights : (n,) array

    Returns
    -------
    (n,) array
        NaN outside the base of every mean.

    Notes
    -----
    Linearisation (Woodruff 1971): :math:`z_i = \sum_k g_k (y_{ik} - \bar y_k) W / W_k` over the columns for which
    the respondent has a value, with :math:`W_k` the weight behind mean k and :math:`W` that behind any of them.
    """
    codes = of.area.codes
    inside = codes >= 0
    known = [inside & np.isfinite(column) for column in of.columns]
    somewhere = np.logical_or.reduce(known)
    whole = of.area.sums(somewhere[:, None].astype(np.float64), weights)[:, 0]
    factor = np.divide(gradient * whole, of.weights, out=np.zeros_like(gradient), where=of.weights > 0)
    total = np.zeros(len(codes))
    for column, here, mean, slope in zip(of.columns, known, of.means, factor, strict=True):
        at = codes[here]
        total[here] += slope[at] * (column[here] - mean[at])
    return np.where(somewhere, total, np.nan)
