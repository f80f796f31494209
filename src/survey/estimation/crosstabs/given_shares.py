"""Tests of fit: whether the shares of a variable are given ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import noun, public
from survey.arrays import Floats
from survey.design.data_columns import Categories
from survey.design.population_margin import Level, OneLevel
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.build_estimates import DegreesOfFreedom
from survey.estimation.classification import Grouped, level_columns
from survey.estimation.crosstabs.independence_statistics import NOTES
from survey.estimation.crosstabs.printed_test import PrintedTest
from survey.estimation.crosstabs.rao_scott import RaoScott, StatisticOutcome, is_indefinite
from survey.estimation.domains import By
from survey.estimation.estimates import Estimates
from survey.estimation.estimation_source import Source
from survey.estimation.estimators import shares as estimate_shares
from survey.estimation.grouped_interviews import named
from survey.estimation.legend import Legend
from survey.estimation.linear_estimates import outcome_lines, weighting_of
from survey.text import Language

FitStatistic = Literal["F", "Chisq", "lincom"]
"""Tests of fit: see :func:`goodness_of_fit`."""

_METHODS: dict[FitStatistic, tuple[str, Callable[[RaoScott], StatisticOutcome]]] = {
    "F": ("Pearson's X2, Rao-Scott second-order correction", RaoScott.f),
    "Chisq": ("Pearson's X2, Rao-Scott first-order correction", RaoScott.chisq),
    "lincom": ("Pearson's X2, exact distribution of the weighted sum", RaoScott.exact),
}
_PLACE = "survey.goodness_of_fit"
_ROUNDED = 0.005
"""Distance of the sum of given shares from 1 that rounding explains, as in published tables."""


_EVERYBODY = 1 - 1e-9
"""Share from which practically everybody is in one category."""


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GoodnessOfFit(PrintedTest):
    """A test in each of q domains that the shares of a variable are given ones.

    Parameters
    ----------
    name : {"F", "Chisq", "lincom"}
    variable : str
    expected : mapping level -> share
        The given shares, which add up to 1.
    shares : Estimates
        The estimated shares of every level and domain, with their uncertainty.
    by : tuple of Grouped
        The domain of each test.
    statistic : (q,) array
        F; for "Chisq" and "lincom" the uncorrected X2. NaN where a test is not possible.
    df, ddf : (q,) array
        Degrees of freedom of the numerator and the denominator (infinite: a chi-square).
    p : (q,) array
    x2 : (q,) array
        Pearson's statistic of the estimated shares, scaled to ``n``.
    mean_deff : (q,) array
        Mean generalised design effect.
    n : (q,) array
        Interviews with an answer.
    notes : (q,) tuple of str
        Reason why a test is missing; empty otherwise.
    about : str
    """

    name: FitStatistic
    variable: str
    expected: Mapping[Level, float]
    shares: Estimates
    by: tuple[Grouped, ...]
    statistic: Floats
    df: Floats
    ddf: Floats
    p: Floats
    x2: Floats
    mean_deff: Floats
    n: Floats
    notes: tuple[str, ...]
    about: str

    def __len__(self) -> int:
        return len(self.statistic)

    @property
    def method(self) -> str:
        """The test in words."""
        return _METHODS[self.name][0]

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """One row per domain; with a language, columns ``<name>_label`` with the wordings."""
        columns = level_columns(self.by, labels) | {"variable": self.variable, "test": self.name}
        for name in ("statistic", "df", "ddf", "p", "x2", "mean_deff"):
            columns[name] = getattr(self, name)
        columns["n"] = self.n.astype(np.int64)
        columns["notes"] = list(self.notes)
        return pd.DataFrame(columns, index=range(len(self)))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the variable and of the classifications of the domains."""
        return (self.variable, *(one.name for one in self.by))

    @property
    def meanings(self) -> Legend:
        """Wordings of the names."""
        return self.shares.legend

    def lines(self, language: Language | None = None) -> list[str]:
        """One sentence per domain, which is named by code, or by its wording in a language."""
        letters = ["F" if self.name == "F" else "X2"] * len(self)
        has_ddf = ~np.isinf(self.ddf)
        return outcome_lines(self.by, letters, self.statistic, self.df, self.ddf, has_ddf, self.p, self.notes, language)


@public
def goodness_of_fit(
    sample: Sample | Source,
    variable: str,
    shares: Mapping[OneLevel, float] | Sequence[float],
    *,
    statistic: FitStatistic = "F",
    by: By = None,
    where: str | ArrayLike | None = None,
    df: DegreesOfFreedom = "domain",
) -> GoodnessOfFit:
    r"""Whether the shares of a variable in the population, or in each part of it, are given ones.

    Parameters
    ----------
    sample : Sample, or a table in a database
    variable : str
        With categories. A blank does not enter.
    shares : mapping level -> share, or sequence of shares in the order of the levels
        One for every level, also those that nobody gave; categories of groupings also by name. They add up to 1, or to 100.
    statistic : {"F", "Chisq", "lincom"}
        See notes.
    by, where
        As in :func:`survey.total`; one test per domain.
    df : {"domain", "design"} or float
        Degrees of freedom :math:`\nu` of the design: PSUs minus strata of those with an answer, or of the whole sample,
        or a number.

    Returns
    -------
    GoodnessOfFit

    Raises
    ------
    EstimationError
        ``E208`` no such test; ``E206`` shares that do not fit the variable; ``E207`` a variable without categories of which
        each interview has one; and those of :func:`survey.shares`.
    DesignError
        ``S022`` a lonely PSU under the rule "fail".

    Notes
    -----
    With :math:`X^2 = n \sum (\hat p_j - p_j)^2 / p_j` and :math:`\delta_j` the eigenvalues of
    :math:`n D^{-1/2} \hat V D^{-1/2}`, :math:`D` the diagonal of the given shares and :math:`\hat V` the covariance of the
    estimated ones (Rao and Scott 1981): ``F``, the default, is :math:`X^2 / \sum\delta` with
    :math:`d = (\sum\delta)^2 / \sum\delta^2` and :math:`d\nu` degrees of freedom (Thomas and Rao 1987); ``Chisq`` is
    :math:`X^2 / \bar\delta` as a chi-square with one less than the levels; ``lincom`` the distribution of
    :math:`\sum\delta_j\chi^2_1` over a scale estimated with :math:`d\nu` degrees of freedom. R's ``svygofchisq`` scales X2
    to the sum of the weights, whose error it adds, and takes the scale for known.

    Shares that the weights were calibrated to have no error: there is nothing to test, and a note says so.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"sex": [1, 1, 1, 2, 2, 2, 1, 1], "w": [1] * 8}, Design(weight="w"))
    >>> test = goodness_of_fit(sample, "sex", {1: 0.5, 2: 0.5})
    >>> float(test.x2[0]), round(float(test.p[0]), 2)
    (0.5, 0.52)
    """
    if statistic not in get_args(FitStatistic):
        known = get_args(FitStatistic)
        raise EstimationError(
            "E208", f"{_PLACE}: statistic", f"There is no test {statistic!r}.", nearest(str(statistic), known)
        )
    whole = named(sample)
    if whole is not sample and whole.has(variable) and whole.kind_of(variable) != "set":
        # a table in a database knows its categories when it has been asked for them
        estimate_shares(sample, variable, df=df)
    domain = whole if where is None else whole.where(where)
    levels = _levels(whole, variable)
    expected = _expected(variable, levels, shares)
    found = estimate_shares(sample, variable, by, where=where, df=df)
    number = len(found) // len(expected)
    outcomes = [_tested(found, expected, number, at, statistic) for at in range(number)]
    columns = {
        name: np.array([getattr(one, name) for one in outcomes], np.float64) for name in StatisticOutcome._fields[:-1]
    }
    classes = tuple(Grouped(one.name, one.levels, one.labels, one.of_row[:number]) for one in found.by)
    within = f" by {' x '.join(one.name for one in classes)}" if classes else ""
    return GoodnessOfFit(
        statistic,
        variable,
        dict(zip(levels.levels, expected.tolist(), strict=True)),
        found,
        classes,
        **columns,
        n=found.n[:number],
        notes=tuple("; ".join(one.notes) for one in outcomes),
        about=f"fit of {variable}{within} to given shares; {weighting_of(domain)}",
    )


def _levels(sample: Sample, variable: str) -> Categories:
    """Categories of the variable, two or more."""
    fact = ""
    if sample.has(variable):
        if sample.kind_of(variable) == "set":
            fact = "It is a multiple choice: an interview counts in several shares, which do not add up to 1."
        elif sample.rows_of(variable):
            fact = "It is a battery; each of its rows is a variable."
        else:
            found = sample.categories(variable)
            if len(found.levels) > 1:
                return found
            fact = f"It has only {found.levels[0]!r}." if found.levels else "It is blank in every interview."
    else:
        fact = f"Nothing in the sample has this name. {nearest(variable, sample.names)}"
    raise EstimationError(
        "E207", f"{_PLACE}: variable {variable!r}", fact, "Name a variable of which each interview has one category."
    )


def _expected(variable: str, levels: Categories, given: Mapping[OneLevel, float] | Sequence[float]) -> Floats:
    """(k,) given shares in the order of the levels, adding up to 1."""
    numbers = _named(variable, levels, given) if isinstance(given, Mapping) else np.asarray(list(given), np.float64)
    if numbers.shape != (len(levels.levels),):
        raise _unfit(variable, f"{len(numbers)} shares are given for {len(levels.levels)} categories.", levels)
    total = float(numbers.sum())
    if not (np.isfinite(numbers).all() and (numbers > 0).all()):
        raise _unfit(variable, "A share is zero, negative or missing; Pearson's statistic divides by it.", levels)
    if min(abs(total - 1), abs(total / 100 - 1)) > _ROUNDED:
        raise _unfit(variable, f"The shares add up to {total:g}, not to 1 or 100.", levels)
    return np.asarray(numbers / total)


def _named(variable: str, levels: Categories, given: Mapping[OneLevel, float]) -> Floats:
    """(k,) shares by level or name in the order of the levels."""
    place: dict[Level, int] = {name: at for at, name in enumerate(levels.ids)}
    place |= {level: at for at, level in enumerate(levels.levels)}
    found = np.full(len(levels.levels), np.nan)
    for name, share in given.items():
        if name not in place:
            raise _unfit(variable, f"There is no category {name!r}.", levels)
        if not np.isnan(found[place[name]]):
            raise _unfit(variable, f"Category {name!r} is named twice.", levels)
        found[place[name]] = share
    missing = np.flatnonzero(np.isnan(found))
    if len(missing):
        raise _unfit(variable, f"Category {levels.levels[int(missing[0])]!r} has no share.", levels)
    return found


def _unfit(variable: str, fact: str, levels: Categories) -> EstimationError:
    shown = ", ".join(repr(level) for level in levels.levels[:8]) + (" …" if len(levels.levels) > 8 else "")
    return EstimationError(
        "E206",
        f"{_PLACE}: shares of {variable!r}",
        fact,
        f"Give a positive share for each of {shown}; join categories first, and divide counts by their sum.",
    )


def _tested(found: Estimates, expected: Floats, number: int, domain: int, statistic: FitStatistic) -> StatisticOutcome:
    """The test in one domain; rows of the estimates run through the domains of each level."""
    own = slice(domain, None, number)
    share, n, nu = found.estimate[own], float(found.n[own][0]), float(found.df[own][0])
    if np.isnan(share).any():
        return StatisticOutcome(np.nan, np.nan, np.nan, np.nan, notes=(NOTES["nobody"],))
    V = found.variation.of_domains(np.array([domain])).covariance()
    scale = np.sqrt(n / expected)
    # a rule for lonely PSUs may have nothing to go by
    known = nu > 0 and bool(np.isfinite(V).all())
    effects = np.linalg.eigvalsh(V * np.outer(scale, scale)) if known else np.zeros(len(expected))
    x2 = float(n * ((share - expected) ** 2 / expected).sum())
    table = RaoScott(x2, np.maximum(effects, 0.0), len(expected) - 1, nu)
    note = (
        "degrees"
        if not known
        else "indefinite"
        if is_indefinite(effects)
        else ("same" if share.max() > _EVERYBODY else "fixed")
        if table.is_certain
        else ""
    )
    if note:
        return StatisticOutcome(np.nan, np.nan, np.nan, np.nan, x2, np.nan, (NOTES[note],))
    return _METHODS[statistic][1](table)._replace(x2=x2, mean_deff=table.mean_effect)
