"""Reliability of scales: Cronbach's alpha and item-total correlations, with design-based errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import noun, public
from survey.arrays import Floats, Indices, Mask
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.domains import By, Domains, find_domains
from survey.estimation.estimates import Estimates
from survey.estimation.fetched_interviews import from_interviews
from survey.estimation.linear_estimates import linear_rows, weighting_of
from survey.estimation.linearisation import Sums, linearise, sum_up
from survey.estimation.models.sample_questionnaire import form_of, variable_of
from survey.estimation.variation import Variation
from survey.questionnaire.answer_scores import can_be_scored, score_answers

_PLACE = "survey.reliability"


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Reliability of a scale of k items, in each domain.

    Parameters
    ----------
    items : tuple of k str
    scored : bool
        Whether answers were turned into the questionnaire's scores, with reversed items reversed.
    alpha : Estimates
        Cronbach's alpha, a row per domain.
    if_dropped : Estimates
        Alpha of the other items, a row per item and domain; NaN for two items.
    item_total : Estimates
        Correlation of each item with the sum of the others, a row per item and domain.
    """

    items: tuple[str, ...]
    scored: bool
    alpha: Estimates
    if_dropped: Estimates
    item_total: Estimates

    def to_frame(self) -> pd.DataFrame:
        """One row per item and domain: item, domain, item_total, item_total_se, if_dropped, if_dropped_se; then alpha."""
        rows = self.item_total
        k, d = len(self.items), len(self.alpha)
        columns: dict[str, object] = {"item": rows.variable}
        for grouped in rows.groups:
            columns[grouped.name] = grouped.values()
        columns["item_total"], columns["item_total_se"] = rows.estimate, rows.se
        columns["if_dropped"], columns["if_dropped_se"] = self.if_dropped.estimate, self.if_dropped.se
        columns["alpha"], columns["alpha_se"] = np.tile(self.alpha.estimate, k), np.tile(self.alpha.se, k)
        assert len(rows) == k * d
        return pd.DataFrame(columns)

    def __repr__(self) -> str:
        shown = self.to_frame().to_string(index=False, float_format=lambda number: f"{number:.4g}")
        return f"<Reliability of {len(self.items)} items: {self.alpha.about}>\n{shown}{self._reason()}"

    def _repr_html_(self) -> str:
        shown = self.to_frame().to_html(index=False, float_format=lambda number: f"{number:.4g}", na_rep="")
        return f"<p>{escape(self.alpha.about)}</p>{shown}<p>{escape(self._reason().strip())}</p>"

    def _reason(self) -> str:
        """Sentence on why a domain has no alpha; empty where every domain has one."""
        without = int(np.isnan(self.alpha.estimate).sum())
        if not without:
            return ""
        number = "" if len(self.alpha) == 1 else f" in {without} of {len(self.alpha)} domains"
        return f"\nNo alpha{number}: fewer than two interviews answered every item, or their sum is the same in all."


@public
@from_interviews("items", "by")
def reliability(
    sample: Sample,
    items: str | Sequence[str],
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    reverse: Sequence[str] = (),
    scored: bool | None = None,
    level: float = 0.95,
    df: float | None = None,
) -> Reliability:
    """Cronbach's alpha of a scale, of the scale without each item, and item-total correlations.

    Parameters
    ----------
    sample : Sample, or a table in a database
    items : str or sequence of str
        A battery of the questionnaire, or at least two variables. Interviews with a blank in any of them are left out.
    by : str or sequence of str
        Domains, as in :func:`survey.mean`.
    where : str or (n,) array of bool
        As :meth:`Sample.where`.
    reverse : sequence of str
        Items whose high values mean the opposite of the others'; they are reversed.
    scored : bool
        Whether to use the questionnaire's scores, in which reversed rows are reversed already; by default when every
        item has them. Otherwise codes are used as numbers.
    level : float
        Confidence level.
    df : float
        Degrees of freedom; PSUs minus strata of the domain by default.

    Returns
    -------
    Reliability

    Raises
    ------
    EstimationError
        ``E188`` fewer than two items; ``E189`` an unknown item; ``E190`` an item without scores; ``E191`` text; ``E258``
        an item to be reversed that is not among the items.

    Notes
    -----
    Cronbach (1951) with the covariances of the population. All three are ratios of second moments, which are linearised
    for the variance.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> data = {"a": [1, 2, 3, 4], "b": [2, 1, 4, 3], "c": [1, 2, 4, 4], "w": [1, 1, 1, 1]}
    >>> round(float(reliability(make_sample(data, Design(weight="w")), ["a", "b", "c"]).alpha.estimate[0]), 4)
    0.9123
    """
    domain = sample if where is None else sample.where(where)
    names = _names(sample, items)
    reverse = [reverse] if isinstance(reverse, str) else reverse
    for name in reverse:
        if name not in names:
            raise EstimationError(
                "E258", f"survey.reliability: reverse {name!r}", "It is none of the items.", nearest(name, names)
            )
    use_scores = _use_scores(sample, names, scored)
    answers = np.stack([_answers(sample, name, use_scores, name in reverse) for name in names])
    complete = ~np.isnan(answers).any(0)
    domains = find_domains(domain.where(complete), by)
    # covariances do not depend on the origin, and sums of squares about the mean lose fewer digits
    centre = [np.average(row[complete], weights=sample.weights[complete]) for row in answers] if complete.any() else 0
    centred = np.where(complete, answers - np.reshape(centre, (-1, 1)), 0.0)
    k = len(names)
    pairs = np.triu_indices(k)
    columns = [np.ones(len(sample)), *centred, *(centred[i] * centred[j] for i, j in zip(*pairs, strict=True))]
    sums = sum_up(domain, columns, domains.codes, domains.number)
    values, gradients, means, S, weight = _statistics(sums, k)
    coefficients = _through_moments(gradients, means, S, weight, pairs)

    def linear(given: Floats, of_cell: Indices) -> Floats:
        return np.asarray(np.einsum("scx,cx->sx", coefficients[:, :, of_cell], given, optimize=True))

    variation = linearise(domain, sums, linear)
    about = f"alpha of {', '.join(names[:4])}{f', … ({k})' if k > 4 else ''}; "
    about += f"{'scores' if use_scores else 'codes as they are'}; {weighting_of(domain)}"
    return _result(names, use_scores, values, variation, sums, domains, about, level, df)


def _names(sample: Sample, items: str | Sequence[str]) -> tuple[str, ...]:
    form = form_of(sample)
    if isinstance(items, str):
        rows = form.battery(items) if form is not None else ()
        names = tuple(row.id for row in rows if row.row is None or not row.row.foil)
    else:
        names = tuple(items)
    if len(set(names)) < 2:
        raise EstimationError(
            "E188",
            f"{_PLACE}: items {items!r}",
            f"{len(set(names))} items are not a scale.",
            "Name a battery of the questionnaire, or at least two variables.",
        )
    for name in names:
        if not sample.has(name):
            raise EstimationError(
                "E189", f"{_PLACE}: item {name!r}", "Nothing in the sample has this name.", nearest(name, sample.names)
            )
    return names


def _use_scores(sample: Sample, names: Sequence[str], scored: bool | None) -> bool:
    variables = [variable_of(sample, name) for name in names]
    without = [name for name, one in zip(names, variables, strict=True) if one is None or not can_be_scored(one)]
    if scored and without:
        raise EstimationError(
            "E190",
            f"{_PLACE}: item {without[0]!r}",
            "The questionnaire gives its answers no scores.",
            "Say scored=False to take codes as numbers, with reverse= for items that point the other way.",
        )
    return not without if scored is None else scored


def _answers(sample: Sample, name: str, scored: bool, turned: bool) -> Floats:
    if sample.kind_of(name) != "number":
        raise EstimationError(
            "E191", f"{_PLACE}: item {name!r}", "It does not hold numbers.", "Items are rated on a scale of numbers."
        )
    values = sample.values(name)
    variable = variable_of(sample, name)
    if scored and variable is not None:
        values = score_answers(variable, values)
    return -values if turned else values


def _statistics(sums: Sums, k: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Values (1 + 2k, domains) and derivatives by the covariances (1 + 2k, domains, k, k); means, covariances, weight."""
    totals = sums.by_domain()
    weight = totals[0]
    d = len(weight)
    with np.errstate(all="ignore"):
        means = (totals[1 : k + 1] / weight).T
        S = np.zeros((d, k, k))
        upper = np.triu_indices(k)
        S[:, upper[0], upper[1]] = (totals[k + 1 :] / weight).T
        S = np.where(np.tri(k, k, -1, bool), S.transpose(0, 2, 1), S) - means[:, :, None] * means[:, None, :]
        found = [_alpha(S, np.ones(k, bool))]
        found += [_alpha(S, np.arange(k) != at) for at in range(k)]
        found += [_item_total(S, at) for at in range(k)]
    return np.stack([value for value, _ in found]), np.stack([slope for _, slope in found]), means, S, weight


def _alpha(S: Floats, kept: Mask) -> tuple[Floats, Floats]:
    """Alpha of some items, (domains,), and its derivatives, (domains, k, k)."""
    k = int(kept.sum())
    ones = np.outer(kept, kept).astype(np.float64)
    own, whole = np.einsum("djj,j->d", S, kept.astype(np.float64)), np.einsum("dij,ij->d", S, ones)
    if k < 2:
        return np.full(len(S), np.nan), np.zeros(S.shape)
    factor = k / (k - 1)
    slope = -factor * (np.diag(np.diag(ones)) / whole[:, None, None] - ones * (own / whole**2)[:, None, None])
    return factor * (1 - own / whole), slope


def _item_total(S: Floats, at: int) -> tuple[Floats, Floats]:
    """Correlation of an item with the sum of the others, and its derivatives."""
    k = S.shape[1]
    item, rest = np.eye(k)[at], 1 - np.eye(k)[at]
    own, other = S[:, at, at], np.einsum("dij,i,j->d", S, rest, rest)
    cross = S[:, at] @ rest
    r = cross / np.sqrt(own * other)
    both = (np.outer(item, rest) + np.outer(rest, item)) / 2
    slope = (
        both / np.sqrt(own * other)[:, None, None]
        - np.outer(item, item) * (r / own / 2)[:, None, None]
        - np.outer(rest, rest) * (r / other / 2)[:, None, None]
    )
    return r, slope


def _through_moments(
    gradients: Floats, means: Floats, S: Floats, weight: Floats, pairs: tuple[Indices, Indices]
) -> Floats:
    """(statistics, 1 + k + pairs, domains) derivatives by the sums of ones, items and products."""
    with np.errstate(all="ignore"):
        G = gradients / weight[None, :, None, None]
    constant = np.einsum("sdij,di,dj->sd", G, means, means) - np.einsum("sdij,dij->sd", G, S)
    linear = -2 * np.einsum("sdij,dj->sid", G, means)
    twice = np.where(pairs[0] == pairs[1], 1.0, 2.0)
    products = (G[:, :, pairs[0], pairs[1]] * twice).transpose(0, 2, 1)
    found = np.concatenate([constant[:, None], linear, products], axis=1)
    return np.where(np.isfinite(found), found, 0.0)


def _result(
    names: tuple[str, ...],
    scored: bool,
    values: Floats,
    variation: Variation,
    sums: Sums,
    domains: Domains,
    about: str,
    level: float,
    df: float | None,
) -> Reliability:
    k = len(names)
    values = np.where(np.isfinite(values) & (sums.n() > 1), values, np.nan)
    degrees = variation.degrees()[0]
    weight = sums.by_domain()[0]

    def rows(first: int, last: int, variable: tuple[str, ...], *, alpha: bool) -> Estimates:
        number = last - first
        part = variation.of_variables(slice(first, last))
        return linear_rows(
            "alpha" if alpha else "correlation",
            tuple(name for name in variable for _ in range(domains.number)),
            values[first:last].ravel(),
            part,
            level=level,
            df=np.tile(degrees, number) if df is None else df,
            about=about,
            by=domains.grouped(number),
            n=np.tile(sums.n(), number),
            weight=np.tile(weight, number),
        )

    return Reliability(
        names,
        scored,
        rows(0, 1, ("alpha",), alpha=True),
        rows(1, k + 1, names, alpha=True),
        rows(k + 1, 2 * k + 1, names, alpha=False),
    )
