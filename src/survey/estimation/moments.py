"""Variances, covariances and correlations of variables in the population, with their design-based uncertainty."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import noun, public
from survey.arrays import Floats, Mask
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.build_estimates import DegreesOfFreedom, solve
from survey.estimation.cell_sums import Engine, accumulate
from survey.estimation.classification import Grouped
from survey.estimation.confidence_intervals import check_interval
from survey.estimation.distribution_function import NumericVariables, read_values
from survey.estimation.domains import By, Domains, find_domains
from survey.estimation.estimand_columns import EstimandColumns, ReasonsByVariable, Variables
from survey.estimation.estimates import EstimandKind, Estimates
from survey.estimation.fetched_interviews import from_interviews
from survey.estimation.replicate_moments import PairColumns, with_replicate_moments

Blanks = Literal["pair", "case"]
"""Whether an interview with a blank is left out of the pairs of that variable, or of all pairs."""

Combine = Callable[["_Centred", "_Centred"], Floats]


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PairEstimates(Estimates):
    """Estimates whose rows are pairs of variables: ``variable`` and category ``with``."""

    def matrix(self, column: str = "estimate") -> pd.DataFrame:
        """Square table of one column of :meth:`to_frame`, domains below each other.

        Returns
        -------
        DataFrame
            One row per variable (within each domain), one column per variable. The correlation of a variable with
            itself is 1.
        """
        assert self.category is not None
        names = [str(level) for level in self.category.levels]
        place = {name: at for at, name in enumerate(names)}
        pairs = list(dict.fromkeys(zip(self.variable, self.category.of_row.tolist(), strict=True)))
        first, second = [place[name] for name, _ in pairs], [at for _, at in pairs]
        values = self.to_frame()[column].to_numpy(np.float64, na_value=np.nan).reshape(len(pairs), -1)
        square = np.full((values.shape[1], len(names), len(names)), np.nan)
        square[:, first, second] = square[:, second, first] = values.T
        if self.kind == "correlation" and column == "estimate":
            square[:, range(len(names)), range(len(names))] = 1.0
        if self.by:
            domains = zip(*(grouped.values()[: len(square)] for grouped in self.by), strict=True)
            keys = [(*domain, name) for domain in domains for name in names]
            rows: pd.Index = pd.MultiIndex.from_tuples(keys, names=[*(grouped.name for grouped in self.by), "variable"])
        else:
            rows = pd.Index(names, name="variable")
        return pd.DataFrame(square.reshape(-1, len(names)), index=rows, columns=pd.Index(names, name="with"))


@public
@from_interviews("variables", "by")
def variance(
    sample: Sample,
    variables: Variables,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    interval: Literal["log", "t"] = "log",
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Population variances over those with an answer, variable by variable.

    Parameters
    ----------
    sample, variables, by, where, level, df, reasons, engine
        As in :func:`survey.mean`.
    interval : {"log", "t"}
        ``log``: t limits of the logarithm, never below 0. ``t``: estimate -+ t se.

    Returns
    -------
    Estimates
        In squared units of the variable; NaN where fewer than two answered.

    Raises
    ------
    EstimationError
        ``E001`` to ``E005`` variables; ``E012``, ``E013`` options; ``E100`` interval.

    Notes
    -----
    The weighted mean of n/(n-1) (y - mean)^2. To first order the error of the mean adds nothing to that of the variance,
    because the derivative by the mean is 0. As R's ``svyvar``, except that R counts those without an answer in n.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 3, 6], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> float(variance(sample, "y").estimate[0].round(6))
    4.666667
    """
    check_interval(interval, ("log", "t"))
    domain = sample if where is None else sample.where(where)
    given = read_values(domain, variables, "survey.variance", reasons)
    found = _solve("variance", domain, [(one, one) for one in given], by, "pair", _product, level, df, engine)
    return _on_scale(found, "log") if interval == "log" else found


@public
@from_interviews("variables", "by")
def covariance(
    sample: Sample,
    variables: Variables,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    blanks: Blanks = "pair",
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> PairEstimates:
    """Population variances and covariances of every pair of variables.

    Parameters
    ----------
    sample, variables, by, where, level, df, reasons, engine
        As in :func:`survey.mean`.
    blanks : {"pair", "case"}
        ``pair``: every pair rests on those who answered both. ``case``: all pairs on those who answered everything,
        as in R's ``svyvar(~a+b+c, na.rm=TRUE)``; only then is :meth:`PairEstimates.matrix` sure to be a covariance
        matrix.

    Returns
    -------
    PairEstimates
        Rows ``variable`` and ``with``, the first not after the second in the order given; NaN where fewer than two
        answered.

    Raises
    ------
    EstimationError
        As :func:`variance`; ``E103`` an unknown ``blanks``.

    Notes
    -----
    The weighted mean of n/(n-1) times the product of the deviations, as R's ``svyvar``.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"a": [1, 2, 3], "b": [2, 4, 6], "w": [1, 1, 1]}, Design(weight="w"))
    >>> covariance(sample, ["a", "b"]).matrix().to_numpy()
    array([[1., 2.],
           [2., 4.]])
    """
    domain = sample if where is None else sample.where(where)
    given = read_values(domain, variables, "survey.covariance", reasons)
    pairs = list(itertools.combinations_with_replacement(given, 2))
    found = _solve("covariance", domain, pairs, by, blanks, _product, level, df, engine)
    return _paired(found, pairs)


@public
@from_interviews("variables", "by")
def correlation(
    sample: Sample,
    variables: Variables,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    blanks: Blanks = "pair",
    interval: Literal["fisher", "t"] = "fisher",
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> PairEstimates:
    """Population correlations of every pair of different variables.

    Parameters
    ----------
    sample, variables, by, where, blanks, level, df, reasons, engine
        As in :func:`covariance`.
    interval : {"fisher", "t"}
        ``fisher``: t limits of the inverse hyperbolic tangent, never beyond -1 and 1. ``t``: estimate -+ t se.

    Returns
    -------
    PairEstimates
        NaN where a variable does not vary.

    Raises
    ------
    EstimationError
        As :func:`covariance`; ``E104`` when just one variable is named.

    Notes
    -----
    Delta method on the weighted moments (Särndal, Swensson and Wretman 1992, section 5.9), residualised on the
    calibrations of the weights.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"a": [1, 2, 3, 4], "b": [1, 3, 2, 4], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> float(correlation(sample, ["a", "b"]).estimate[0].round(6))
    0.8
    """
    check_interval(interval, ("fisher", "t"))
    domain = sample if where is None else sample.where(where)
    given = read_values(domain, variables, "survey.correlation", reasons)
    pairs = list(itertools.combinations(given, 2))
    if not pairs:
        raise EstimationError(
            "E104", "survey.correlation: variables", "Only one variable is named.", "Name at least two variables."
        )
    found = _solve("correlation", domain, pairs, by, blanks, _standardised, level, df, engine)
    return _paired(_on_scale(found, "fisher") if interval == "fisher" else found, pairs)


@dataclass(frozen=True, slots=True, eq=False)
class _Centred:
    """Deviations of a variable from its mean in the domain.

    Parameters
    ----------
    deviation : (n,) array
        Zero outside the base.
    n, spread : (domains,) arrays
        Answers, and weighted mean square of the deviations.
    average : callable
        From (n,) values to (domains,) weighted means over the base.
    by_row : callable
        From (domains,) values to (n,): the value of the domain of each interview, 0 outside the base.
    """

    deviation: Floats
    n: Floats
    spread: Floats
    average: Callable[[Floats], Floats]
    by_row: Callable[[Floats], Floats]


def _solve(
    kind: EstimandKind,
    sample: Sample,
    pairs: Sequence[tuple[NumericVariables, NumericVariables]],
    by: By,
    blanks: Blanks,
    combine: Combine,
    level: float,
    df: DegreesOfFreedom,
    engine: Engine,
) -> Estimates:
    """Estimates that are weighted means of ``combine`` of the deviations of each pair."""
    domains, complete = find_domains(sample, by), _complete(pairs, blanks)
    # k variables make k (k + 1) / 2 pairs, most of them on the same base: each variable is centred once per base
    known: dict[tuple[int, bytes], _Centred] = {}
    quantities = EstimandColumns(len(sample))
    moments: list[PairColumns] = []
    for one, other in pairs:
        base = complete if complete is not None else ~np.isnan(one.values) & ~np.isnan(other.values)
        key = np.packbits(base).tobytes()
        for each in (one, other):
            if (id(each), key) not in known:
                known[id(each), key] = _centre(sample, domains, each.values, base)
        left, right = known[id(one), key], known[id(other), key]
        enough = left.n > 1
        if kind == "correlation":
            enough &= (left.spread > 0) & (right.spread > 0)
        base = base & (left.by_row(enough.astype(np.float64)) > 0)
        at = quantities.add_base(None if base.all() else base)
        column = np.where(base, combine(left, right), 0.0)
        quantities.add(one.name, quantities.add_column(column, at), at, reasons=one.reasons)
        moments.append(PairColumns(base, left.deviation, right.deviation, left.n / np.maximum(left.n - 1, 1)))
    found = solve(kind, sample, quantities, by, level, df, "fpc", engine)
    found = with_replicate_moments(sample, domains, moments, found, standardised=kind == "correlation")
    return dataclasses.replace(found, deff=np.full(len(found), np.nan))


def _complete(pairs: Sequence[tuple[NumericVariables, NumericVariables]], blanks: Blanks) -> Mask | None:
    """Interviews that answered every variable; None when each pair has a base for itself."""
    if blanks not in get_args(Blanks):
        raise EstimationError("E103", "survey.covariance: blanks", f"{blanks!r} is unknown.", "Say 'pair' or 'case'.")
    if blanks == "pair":
        return None
    return np.asarray(~np.any([np.isnan(one.values) for pair in pairs for one in pair], axis=0))


def _centre(sample: Sample, domains: Domains, values: Floats, base: Mask) -> _Centred:
    """Deviations of a variable from its weighted mean in each domain, over the base."""
    size, weights = domains.number, sample.weights
    codes = np.zeros(len(values), np.intp) if domains.codes is None else domains.codes
    keys = np.where(base & (codes >= 0), codes, size)
    total = np.bincount(keys, weights, size + 1)[:size]

    def average(column: Floats) -> Floats:
        sums = np.bincount(keys, weights * column, size + 1)[:size]
        return np.divide(sums, total, out=np.zeros(size), where=total > 0)

    def by_row(of_domain: Floats) -> Floats:
        return np.asarray(np.append(of_domain, 0.0)[keys])

    inside = np.where(keys < size, values, 0.0)
    centre = average(inside)
    deviation = np.where(keys < size, inside - by_row(centre), 0.0)
    spread = average(deviation**2)
    # a constant leaves deviations of the size of its rounding error, which must not pass for a spread
    spread[spread <= 1e-24 * centre**2] = 0.0
    n = np.bincount(keys, weights > 0, size + 1)[:size].astype(np.float64)
    return _Centred(deviation, n, spread, average, by_row)


def _product(one: _Centred, other: _Centred) -> Floats:
    factor = one.n / np.maximum(one.n - 1, 1)
    return one.by_row(factor) * one.deviation * other.deviation


def _standardised(one: _Centred, other: _Centred) -> Floats:
    """(n,) column whose mean is the correlation r and whose deviations from it are the influences on r.

    With standardised deviations a and b the influence is ab - r (a^2 + b^2)/2. The means of a^2 and b^2 are 1, so that
    its mean is 0 and r must be added.
    """
    a, b = (
        each.by_row(np.where(each.spread > 0, each.spread, np.inf) ** -0.5) * each.deviation for each in (one, other)
    )
    r = one.by_row(np.clip(one.average(a * b), -1, 1))
    return np.asarray(a * b + r - r * (a * a + b * b) / 2)


def _paired(found: Estimates, pairs: Sequence[tuple[NumericVariables, NumericVariables]]) -> PairEstimates:
    names = tuple(dict.fromkeys(one.name for pair in pairs for one in pair))
    place = {name: at for at, name in enumerate(names)}
    n_domains = len(found) // len(pairs)
    second = Grouped("with", names, (), np.repeat([place[other.name] for _, other in pairs], n_domains))
    values = {field.name: getattr(found, field.name) for field in dataclasses.fields(Estimates)}
    return PairEstimates(**{**values, "category": second})


def _on_scale(found: Estimates, rule: Literal["log", "fisher"]) -> Estimates:
    """Limits of a variance on the logarithmic scale, of a correlation on that of arctanh (Fisher 1921)."""
    estimate = np.clip(found.estimate, -1, 1) if rule == "fisher" else found.estimate
    return dataclasses.replace(found, estimate=estimate, rule=rule).interval()
