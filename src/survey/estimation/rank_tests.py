"""Rank tests of a variable between groups of the population."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

from survey.argument_errors import noun, public
from survey.arrays import Floats, Indices
from survey.design.degrees_of_freedom import design_degrees
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.build_estimates import DegreesOfFreedom
from survey.estimation.classification import Grouped, level_columns
from survey.estimation.domains import By, Domains, classifications, find_domains
from survey.estimation.estimand_columns import filled, numbers_of
from survey.estimation.estimates import Estimates
from survey.estimation.estimators import mean
from survey.estimation.fetched_interviews import from_interviews
from survey.estimation.linear_estimates import outcome_lines, t_test, weighting_of
from survey.estimation.linearisation import linearise, sum_up
from survey.estimation.shown_result import Shown, ShownResult, name_lines
from survey.estimation.variation import Linearised, Variation
from survey.estimation.weighted_chi_squares import f_tail
from survey.text import Language

RankScore = Literal["wilcoxon", "vanderWaerden", "median", "KruskalWallis"]
"""Names of scores of ranks: see :func:`rank_test`."""

RankFunction = Callable[[Floats, float], Floats]
"""Function from ranks (n,) and the size of the population to scores (n,)."""

Ties = Literal["order", "middle"]

_SCORES: dict[RankScore, RankFunction] = {
    "wilcoxon": lambda rank, size: rank / size,
    "KruskalWallis": lambda rank, size: rank / size,
    "vanderWaerden": lambda rank, size: np.asarray(ndtri(rank / size)),
    "median": lambda rank, size: (rank > size / 2).astype(np.float64),
}

_NOTES = {
    "groups": "fewer than two groups have interviews",
    "constant": "all scores of a group and of the others are equal, so nothing varies",
    "degrees": "no degrees of freedom are left",
}


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RankTest(ShownResult):
    """A rank test in each of q domains.

    Parameters
    ----------
    name : str
        The scores: one of :func:`rank_test`, or the name of the function given.
    variable, group : str
    by : tuple of Grouped
        The domain of each test.
    scores : Estimates
        Mean score of every group in every domain.
    n_groups : (q,) array
        Groups with interviews.
    estimate : (q,) array
        Second group less first, mean scores; NaN unless there are two groups.
    statistic : (q,) array
        Student's t with two groups; Wald's chi-square with more.
    df : (q,) array
        Degrees of freedom: of t; of the chi-square, which is groups - 1.
    ddf : (q,) array
        Degrees of freedom of the denominator with more than two groups, NaN with two.
    p : (q,) array
        Two-sided.
    n : (q,) array
        Interviews with a value and a group, and a weight above zero.
    notes : (q,) tuple of str
        Reason why a test is missing; empty otherwise.
    about : str
    """

    name: str
    variable: str
    group: str
    by: tuple[Grouped, ...]
    scores: Estimates
    n_groups: Indices
    estimate: Floats
    statistic: Floats
    df: Floats
    ddf: Floats
    p: Floats
    n: Floats
    notes: tuple[str, ...]
    about: str

    def __len__(self) -> int:
        return len(self.statistic)

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """One row per domain, with codes; with a language, columns ``<name>_label`` with the wordings."""
        columns = level_columns(self.by, labels)
        columns |= {"variable": self.variable, "group": self.group, "test": self.name}
        for name in ("n_groups", "estimate", "statistic", "df", "ddf", "p"):
            columns[name] = getattr(self, name)
        columns["n"] = self.n.astype(np.int64)
        columns["notes"] = list(self.notes)
        return pd.DataFrame(columns, index=range(len(self)))

    def lines(self, language: Language | None = None) -> list[str]:
        """One sentence per domain, which is named by code, or by its wording in a language."""
        has_ddf = ~np.isnan(self.ddf)
        letters = ["X2" if known else "t" for known in has_ddf.tolist()]
        return outcome_lines(self.by, letters, self.statistic, self.df, self.ddf, has_ddf, self.p, self.notes, language)

    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The test for people, with the wordings of its names and domains: see :meth:`Estimates.show`."""
        legend = self.scores.legend
        said = None if codes else legend.language(language)
        names = (self.variable, self.group, *(one.name for one in self.by))
        named = dict.fromkeys(line for name in names for line in name_lines(legend, [name], said))
        return Shown("RankTest", self.about, tuple(named), after=tuple(self.lines(said)))


@public
@from_interviews("variable", "group", "by", only={"ties": "middle"})
def rank_test(
    sample: Sample,
    variable: str,
    group: str,
    *,
    test: RankScore | RankFunction = "wilcoxon",
    by: By = None,
    where: str | ArrayLike | None = None,
    ties: Ties = "order",
    df: DegreesOfFreedom = "domain",
) -> RankTest:
    r"""Whether the ranks of a variable differ between groups of the population.

    Parameters
    ----------
    sample : Sample, or a table in a database
    variable : str
        A numeric variable; blanks stay out.
    group : str
        A variable with two or more categories; those without interviews do not enter.
    test : {"wilcoxon", "vanderWaerden", "median", "KruskalWallis"} or function
        The score of rank r in a population of N: r/N; the normal quantile of r/N; whether r is above N/2; r/N again.
        A function takes the ranks (n,) and N and gives the scores (n,).
    by, where
        As in :func:`survey.mean`; ranks start anew in every domain.
    ties : {"order", "middle"}
        The rank of equal values: the plain average over the interviews of the domain, as in R, which with unequal
        weights depends a little on the order of the rows; or the middle of the persons they represent, which does not.
    df : {"domain", "design"} or float
        Degrees of freedom of the design, from which those of the test are subtracted: PSUs minus strata of the domain,
        or of the whole sample, or a number.

    Returns
    -------
    RankTest

    Raises
    ------
    EstimationError
        ``E004``, ``E005`` the variable; ``E012`` the group or a classification; ``E210`` no such test or rule;
        ``E211`` fewer than two groups have interviews (with ``by``: a note in the row); ``E212`` scores of the wrong
        shape, or not finite.
    DesignError
        ``S022`` a lonely PSU under the rule "fail".

    Notes
    -----
    Lumley and Scott (2013): ranks are those of the estimated population, :math:`\hat R_i = \sum_{y_j < y_i} w_j` plus
    half of the ties; the difference of mean scores is tested as a regression coefficient, t with the degrees of freedom
    of the design less one. With k groups Wald's chi-square over k - 1 is referred to F with the degrees of freedom of
    the design less (k - 1).

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> data = {"y": [1, 5, 3, 8, 6, 9, 2, 7], "g": [1, 1, 1, 1, 2, 2, 2, 2], "w": [1] * 8}
    >>> test = rank_test(make_sample(data, Design(weight="w")), "y", "g")
    >>> float(test.estimate[0]), float(test.df[0])
    (0.1875, 6.0)
    """
    place = "survey.rank_test"
    _check(test, ties, place)
    domain = sample if where is None else sample.where(where)
    values, known = filled(numbers_of(sample, variable, place), variable)
    counted = sample.weights > 0 if known is None else known & (sample.weights > 0)
    groups, domains = find_domains(domain, group), find_domains(domain, by)
    inside = counted if groups.codes is None else counted & (groups.codes >= 0)
    codes = np.zeros(len(sample), np.intp) if domains.codes is None else domains.codes
    codes = np.where(inside, codes, -1)
    name, score = _score_of(test)
    scores = _scores(values, domain.weights, codes, domains.number, score, ties, place)
    classes = {**classifications(by), group: group}
    means = mean(domain, {f"{name} score of {variable}": scores}, by=classes, df=df)
    variation = _variation(domain, scores, find_domains(domain, classes), means.estimate)
    return _test(domain, means, variation, name, variable, group, domains.grouped(1), df)


def _variation(sample: Sample, scores: Floats, domains: Domains, means: Floats) -> Linearised:
    """Variation of the mean scores by domain and group.

    Ranks are not taken anew in replicates, as in R: replicates act on the influences.
    """
    known = ~np.isnan(scores)
    assert domains.codes is not None
    codes = np.where(known, domains.codes, -1)
    sums = sum_up(sample, [np.where(known, scores, 0.0), np.ones(len(scores))], codes, domains.number)
    weight = sums.by_domain()[1]
    centre, size = np.nan_to_num(means), np.where(weight > 0, weight, 1.0)

    def linear(given: Floats, of_cell: Indices) -> Floats:
        return np.asarray((given[0] - centre[of_cell] * given[1]) / size[of_cell])[None, :]

    return linearise(sample, sums, linear)


def _check(test: RankScore | RankFunction, ties: Ties, place: str) -> None:
    known: tuple[tuple[str, object, tuple[str, ...]], ...] = (
        ("test", "wilcoxon" if callable(test) else test, get_args(RankScore)),
        ("ties", ties, get_args(Ties)),
    )
    for what, given, names in known:
        if given not in names:
            raise EstimationError("E210", f"{place}: {what}", f"There is no {given!r}.", nearest(str(given), names))


def _score_of(test: RankScore | RankFunction) -> tuple[str, RankFunction]:
    if callable(test):
        return getattr(test, "__name__", "own"), test
    return test, _SCORES[test]


def _scores(
    values: Floats, weights: Floats, codes: Indices, number: int, score: RankFunction, ties: Ties, place: str
) -> Floats:
    """(n,) score of each interview within its domain, NaN outside."""
    found = np.full(len(values), np.nan)
    order = np.lexsort((values, codes))
    ends = np.searchsorted(codes[order], np.arange(number + 1))
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        rows = order[start:end]
        if not len(rows):
            continue
        rank, size = design_ranks(values[rows], weights[rows], ties)
        given = np.asarray(score(rank, size), np.float64)
        if given.shape != rank.shape or not np.isfinite(given).all():
            raise EstimationError(
                "E212",
                f"{place}: test",
                f"The scores have shape {given.shape} for {len(rank)} ranks, or are not finite.",
                "The function takes ranks (n,) and the size of the population, and gives one finite number per rank.",
            )
        found[rows] = given
    return found


def design_ranks(values: Floats, weights: Floats, ties: Ties) -> tuple[Floats, float]:
    """Ranks in the estimated population of sorted values, and the size of that population.

    Parameters
    ----------
    values, weights : (n,) arrays
        Sorted by value.
    ties : {"order", "middle"}

    Returns
    -------
    ranks : (n,) array, persons
    size : float, persons

    Examples
    --------
    >>> design_ranks(np.array([1.0, 4.0, 4.0]), np.array([2.0, 1.0, 3.0]), "middle")
    (array([1., 4., 4.]), 6.0)
    >>> design_ranks(np.array([1.0, 4.0, 4.0]), np.array([2.0, 1.0, 3.0]), "order")
    (array([1. , 3.5, 3.5]), 6.0)
    """
    # Wide sums, as R takes them: the median test asks whether a rank is above exactly half.
    reached = np.cumsum(weights, dtype=np.longdouble)
    size, upto = float(reached[-1]), reached.astype(np.float64)
    first = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    lengths = np.diff(np.append(first, len(values)))
    if ties == "middle":
        last = first + lengths - 1
        block = (np.append(0.0, upto[last][:-1]) + upto[last]) / 2
    else:
        middle = upto - weights / 2
        block = (np.add.reduceat(middle.astype(np.longdouble), first) / lengths).astype(np.float64)
    return np.repeat(block, lengths), size


def _test(
    sample: Sample,
    means: Estimates,
    variation: Variation,
    name: str,
    variable: str,
    group: str,
    by: tuple[Grouped, ...],
    df: DegreesOfFreedom,
) -> RankTest:
    """Tests of equal mean scores from the means by domain and group."""
    levels: tuple[Level, ...] = means.by[-1].levels
    estimate = means.estimate.reshape(-1, len(levels))
    outcomes = [
        _compare(variation, one, np.arange(at * len(levels), (at + 1) * len(levels)), sample, df)
        for at, one in enumerate(estimate)
    ]
    if not by and outcomes[0][0] < 2:
        raise EstimationError(
            "E211",
            f"survey.rank_test: {variable!r} by {group!r}",
            f"{outcomes[0][0]} of the groups {', '.join(str(level) for level in levels[:12])} have interviews.",
            "Choose a group that divides the domain, or a wider domain.",
        )
    columns = np.array([one[:6] for one in outcomes], np.float64).T
    return RankTest(
        name,
        variable,
        group,
        by,
        means,
        n_groups=columns[0].astype(np.intp),
        estimate=columns[1],
        statistic=columns[2],
        df=columns[3],
        ddf=columns[4],
        p=columns[5],
        n=means.n.reshape(estimate.shape).sum(1),
        notes=tuple(one[6] for one in outcomes),
        about=f"{name} test of {variable} by {group}; {weighting_of(sample)}",
    )


_Outcome = tuple[int, float, float, float, float, float, str]


def _compare(variation: Variation, means: Floats, domains: Indices, sample: Sample, df: DegreesOfFreedom) -> _Outcome:
    """Groups, estimate, statistic, df, ddf, p and note of one domain.

    The differences are coefficients of a regression on the groups, so that a rule for lonely PSUs sees the strata of
    both groups.
    """
    seen = ~np.isnan(means)
    k = int(seen.sum())
    if k < 2:
        return k, np.nan, np.nan, np.nan, np.nan, np.nan, _NOTES["groups"]
    difference = means[seen][1:] - means[seen][0]
    contrast = np.hstack([-np.ones((k - 1, 1)), np.eye(k - 1)])
    combined = variation.of_domains(domains[seen]).as_estimates(np.vstack([contrast, np.ones(k)]))
    own = float(combined.degrees()[-1, 0])
    nu = own if df == "domain" else design_degrees(sample) if df == "design" else float(df)
    V = combined.of_variables(slice(0, -1)).covariance()
    spread = np.sqrt(np.diagonal(V))
    estimate = float(difference[0]) if k == 2 else np.nan
    freedom = nu - (k - 1)
    df_, ddf = (freedom, np.nan) if k == 2 else (float(k - 1), freedom)
    if not (spread > 1e-12 * max(float(np.abs(means[seen]).max()), 1e-300)).any():
        return k, estimate, np.nan, df_, ddf, np.nan, _NOTES["constant"]
    if k == 2:
        t, p = t_test(difference, spread, np.array([freedom]))
        return k, estimate, float(t[0]), df_, ddf, float(p[0]), "" if freedom > 0 else _NOTES["degrees"]
    chisq = float(difference @ np.linalg.pinv(V, hermitian=True, rcond=1e-12) @ difference)
    p_value = f_tail(chisq / (k - 1), k - 1, freedom)
    return k, estimate, chisq, df_, ddf, p_value, "" if freedom > 0 else _NOTES["degrees"]
