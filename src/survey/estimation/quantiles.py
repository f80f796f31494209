"""Quantiles of many variables in many domains, with intervals from the distribution function."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import ArrayLike

from survey.argument_errors import floats, public
from survey.arrays import Floats, Objects
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.build_estimates import DegreesOfFreedom
from survey.estimation.cell_sums import Engine, accumulate
from survey.estimation.confidence_intervals import ShareInterval, check_interval, proportion, t_quantile
from survey.estimation.distribution_function import NumericVariables, SortedValues, order, read_values, shares_below
from survey.estimation.domains import By, classifications, find_domains
from survey.estimation.estimand_columns import ReasonsByVariable, Variables
from survey.estimation.estimates import FLAGS, Estimates
from survey.estimation.estimation_source import Source
from survey.estimation.fetched_interviews import FetchedSource
from survey.estimation.grouped_interviews import GroupedSource, counting, named, rows_of_table
from survey.estimation.quantile_replicates import check_replicates, replicated, with_deviations
from survey.estimation.quantile_rules import QuantileRule, find_quantiles
from survey.estimation.requested_names import not_named, require_text
from survey.estimation.score_intervals import score_limits
from survey.interviews import Interviews

QuantileInterval = Literal[
    "mean", "beta", "xlogit", "asin", "score", "francisco_fuller", "wald", "beta_wald", "quantile"
]

_SHARE_INTERVAL: dict[str, ShareInterval] = {
    "mean": "mean",
    "beta": "beta",
    "xlogit": "xlogit",
    "asin": "asin",
    "wald": "mean",
    "beta_wald": "beta",
}


_WITHOUT_ORDER = ("math", "school", "hf1", "hf2", "hf3", "rounded")
"""Rules that depend on the weights of each answer only, and not on the order of interviews with the same answer."""

_PLACE = "survey.quantile"


@public
def quantile(
    sample: Sample | Source,
    variables: Variables,
    probabilities: float | Sequence[float] = 0.5,
    by: By = None,
    *,
    rule: QuantileRule = "math",
    interval: QuantileInterval = "mean",
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Population quantiles over those with an answer: values at or below which given shares of the population lie.

    Parameters
    ----------
    sample, variables, by, where, level, df, reasons, engine
        As in :func:`survey.mean`. Of a table in a database a row per sampling point, domain and value is moved.
    probabilities : float or sequence of float, between 0 and 1
    rule : {"math", "school", "shahvaish", "hf1", ..., "hf9", "rounded"}
        Which number between two answers is the quantile:
        :func:`survey.estimation.quantile_rules.find_quantiles` has the formulas. ``math`` is an answer that somebody
        gave, ``hf7`` the interpolation of numpy and most programs. Do not use ``shahvaish`` with weights that count
        persons.
    interval : {"mean", "beta", "xlogit", "asin", "score", "francisco_fuller", "wald", "beta_wald", "quantile"}
        The first four: limits of the share at or below the quantile, as in :func:`survey.share`, turned into values by
        the rule (Woodruff 1952). ``francisco_fuller``: the values that the test of their share against the probability
        does not reject (Francisco and Fuller 1991). ``score``: the interval of this name in R survey, the same test
        but converted through the unweighted distribution; do not use it with unequal weights, for which its level does
        not hold. ``wald``, ``beta_wald``: "mean" and "beta" around the probability instead of the share at or below
        the quantile; with the rules ``hf4`` (ties "discrete") and ``rounded`` those of R's older function, whose
        "score" is ``francisco_fuller``. ``quantile``: t limits from the quantile in every replicate; for bootstraps
        and half samples only, since the jackknife is not valid for quantiles.

    Returns
    -------
    Estimates
        Rows with a category ``probability``. The standard error is the width of the interval over twice the quantile of
        t, as R has it. ``deff`` and ``n_eff`` are those of the share at or below the quantile; ``variation`` is that
        of this share over the slope which the standard error implies. A limit of "mean" that leaves [0, 1] (R gives NaN
        there) is that of "beta", and the method ``mean_beta``; where everybody is at or below the quantile it is
        ``korn_graubard``; without degrees of freedom the limits are infinite.

    Raises
    ------
    EstimationError
        ``E001`` to ``E005`` variables; ``E012``, ``E013`` options; ``E100`` interval; ``E101`` probabilities;
        ``E102`` rule; ``E107`` an interval that needs replicates; ``E348``, ``E349`` what a table in a database does not answer.

    Notes
    -----
    Woodruff (1952); Dorfman and Valliant (1993) compare the intervals.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 3, 9], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> quantile(sample, "y", [0.25, 0.5], rule="school").estimate
    array([1.5, 2.5])
    """
    wanted = _check_options(probabilities, rule, interval)
    if not isinstance(sample, Sample) and isinstance(sample, GroupedSource):
        sample, where, engine = _groups(sample, variables, by, where, rule, interval)
    whole = cast("Sample", sample)
    domain = whole if where is None else whole.where(where)
    if interval == "quantile":
        check_replicates(whole, _PLACE)
    given = read_values(domain, variables, _PLACE, reasons)
    domains = find_domains(domain, by)
    answers = [order(domain, domains, one.values) for one in given]
    cut = _Cut(domain, given, answers, domains.number, rule)
    quantiles = cut.find(np.broadcast_to(wanted[:, None], (len(given), len(wanted), domains.number)))

    def below(thresholds: Floats, labels: Sequence[float]) -> Estimates:
        return shares_below(domain, given, list(thresholds), labels, by, level=level, df=df, engine=engine)

    shares = below(quantiles, wanted.tolist())
    how = f"rule: {rule}; interval: {interval}"
    if interval == "quantile":
        variation, low, high = replicated(domain, given, domains, wanted, rule, quantiles, shares)
        method = np.where(shares.df > 0, interval, "none").astype(object)
        return with_deviations(_rows(shares, quantiles, low, high, method, how), variation)
    if interval in _SHARE_INTERVAL:
        shape = quantiles.shape
        centre = np.broadcast_to(wanted[:, None], shape).ravel() if "wald" in interval else shares.estimate
        low, high, method = _share_limits(shares, centre, interval)
        low, high = cut.find(low.reshape(shape)).ravel(), cut.find(high.reshape(shape)).ravel()
    else:
        low, high = score_limits(answers, wanted, below, level, unweighted=interval == "score", find=cut.find)
        method = np.where(shares.df > 0, interval, "none").astype(object)
    return _rows(shares, quantiles, low, high, method, how)


def _groups(
    source: Source, variables: Variables, by: By, where: str | ArrayLike | None, rule: str, interval: str
) -> tuple[Sample, None, Engine]:
    """Groups of interviews with the same value in place of interviews, and the engine that counts them.

    What depends on single interviews, or on why they are blank, is asked of the interviews themselves.

    Raises
    ------
    EstimationError
        ``E349`` a rule that depends on the order of interviews, or an interval that needs replicates.
    """
    sources = list(classifications(by).values())
    if rule not in _WITHOUT_ORDER or interval == "quantile":
        raise EstimationError(
            "E349",
            f"{_PLACE}: rows that are not in memory",
            f"rule={rule!r} with interval={interval!r} depends on the order of interviews with the same answer, or on replicates.",
            f"The rules {', '.join(_WITHOUT_ORDER)} do not; other intervals need no replicates.",
        )
    is_grouped = rule in ("math", "school") and interval in _SHARE_INTERVAL
    if isinstance(source, FetchedSource) and not (is_grouped and not isinstance(named(source).data, Interviews)):
        texts = [*_names_of(variables), *sources]
        return source.fetched(texts, require_text(where, f"{_PLACE}: where="), _PLACE), None, accumulate
    domain, sizes = rows_of_table(source, sources, where, _PLACE, _names_of(variables))
    return domain, None, counting(sizes)


def _names_of(variables: Variables) -> list[str]:
    """Names of variables; arrays in their place are refused (``E307``)."""
    names = [variables] if isinstance(variables, str) else list(variables)
    if hasattr(variables, "keys") or not all(isinstance(name, str) for name in names):
        raise not_named(f"{_PLACE}: variables")
    return names


def _share_limits(shares: Estimates, centre: Floats, interval: str) -> tuple[Floats, Floats, Objects]:
    """Limits of the shares at or below the quantiles; one of "mean" that would leave [0, 1] is replaced by "beta"."""
    given = (shares.se, shares.df, shares.n_eff, shares.n, shares.level)
    low, high, method = proportion(centre, *given, _SHARE_INTERVAL[interval])
    cut = method == "mean_clipped"
    if cut.any():
        other = proportion(centre, *given, "beta")
        low, high = np.where(cut & (low == 0), other[0], low), np.where(cut & (high == 1), other[1], high)
    method = np.where(method == _SHARE_INTERVAL[interval], interval, np.where(cut, f"{interval}_beta", method))
    return low, high, method.astype(object)


def _check_options(probabilities: float | Sequence[float], rule: str, interval: str) -> Floats:
    check_interval(interval, get_args(QuantileInterval))
    if rule not in get_args(QuantileRule):
        raise EstimationError(
            "E102",
            f"{_PLACE}: rule",
            f"There is no rule {rule!r} for quantiles.",
            nearest(str(rule), get_args(QuantileRule)),
        )
    wanted = np.atleast_1d(floats(probabilities, f"{_PLACE}: probabilities"))
    if wanted.ndim != 1 or not len(wanted) or not ((wanted >= 0) & (wanted <= 1)).all():
        raise EstimationError(
            "E101",
            f"{_PLACE}: probabilities",
            f"{probabilities!r} are not probabilities.",
            "Give numbers between 0 and 1, such as [0.25, 0.5, 0.75].",
        )
    return wanted


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """Quantile functions, one for each variable and domain."""

    sample: Sample
    variables: Sequence[NumericVariables]
    answers: Sequence[SortedValues]
    n_domains: int
    rule: QuantileRule

    def find(self, p: Floats) -> Floats:
        """(variables, k, domains) quantiles at probabilities of this shape; NaN at NaN, and where nobody answered."""
        found = np.full(p.shape, np.nan)
        for at, answers in enumerate(self.answers):
            for domain in range(self.n_domains):
                x, weights = answers.of(domain)
                wanted = p[at, :, domain]
                known = ~np.isnan(wanted)
                if len(x) and known.any():
                    found[at, known, domain] = find_quantiles(x, weights, wanted[known], self.rule)
        return found


def _rows(shares: Estimates, quantiles: Floats, low: Floats, high: Floats, method: Objects, how: str) -> Estimates:
    """Rows of quantiles from the rows of the shares at or below them."""
    assert shares.category is not None
    estimate = quantiles.ravel()
    endless = ~np.isnan(estimate) & (method == "none")
    with np.errstate(invalid="ignore"):
        se = np.where(endless, np.nan, (high - low) / (2 * t_quantile(shares.level, shares.df)))
    # a share that is too large by d means a quantile that is too small by d over the density, and the density is the one
    # that the interval implies: se of the share over se of the quantile
    slope = np.divide(-se, shares.se, out=np.zeros_like(se), where=(shares.se > 0) & np.isfinite(se))
    flags = shares.flags.copy()
    flags[FLAGS.index("edge")] = False
    return dataclasses.replace(
        shares,
        kind="quantile",
        category=dataclasses.replace(shares.category, name="probability"),
        estimate=estimate,
        se=se,
        ci_low=np.where(endless, -np.inf, low),
        ci_high=np.where(endless, np.inf, high),
        method=method,
        flags=flags,
        rule="given",
        variation=shares.variation.scaled(slope.reshape(shares.variation.n_variables, -1)),
        about=f"quantile{shares.about.removeprefix('share')}; {how}",
    )
