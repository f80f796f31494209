"""Comparisons of means or shares: with a value, within pairs, of two groups, of several groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import noun, public
from survey.arrays import Floats
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.confidence_intervals import symmetric
from survey.estimation.domains import By
from survey.estimation.estimand_columns import listed, numbers_of
from survey.estimation.estimates import Estimates
from survey.estimation.estimators import mean, share
from survey.estimation.fetched_interviews import from_interviews
from survey.estimation.linear_estimates import settled, t_test
from survey.estimation.models.term_tests import wald_f
from survey.estimation.shown_result import Shown, ShownResult, group_names
from survey.text import Language

ComparisonKind = Literal["one_sample", "paired", "two_groups", "several_groups"]

_PLACE = "survey.compare"


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comparison(ShownResult):
    """A comparison with its test.

    Parameters
    ----------
    kind : {"one_sample", "paired", "two_groups", "several_groups"}
    variable : str
    groups : tuple of str
        Groups compared; two: the second minus the first.
    estimate, se : float
        The mean, the mean difference, or the difference of the two groups; NaN for several groups.
    ci_low, ci_high : float
    statistic : float
        Student's t, or F for several groups.
    df, ddf : float
        Degrees of freedom of the numerator (1 for t) and of the denominator.
    p : float
        Two-sided; NaN when no degrees of freedom are left, and when all answers are equal.
    null : float
        Value with which the estimate is compared.
    level : float
    means : Estimates
        The means or shares that were compared.
    """

    kind: ComparisonKind
    variable: str
    groups: tuple[str, ...]
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    statistic: float
    df: float
    ddf: float
    p: float
    null: float
    level: float
    means: Estimates = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """One row: kind, variable, groups, estimate, se, ci_low, ci_high, statistic, df, ddf, p."""
        return pd.DataFrame(
            {
                "kind": [self.kind],
                "variable": [self.variable],
                "groups": [", ".join(self.groups)],
                "estimate": [self.estimate],
                "se": [self.se],
                "ci_low": [self.ci_low],
                "ci_high": [self.ci_high],
                "statistic": [self.statistic],
                "df": [self.df],
                "ddf": [self.ddf],
                "p": [self.p],
            }
        )

    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The comparison for people, with the wordings of its variable and groups: see :meth:`Estimates.show`."""
        legend = self.means.legend
        named = group_names(self.means.by, None if codes else legend.language(language))
        groups = ", ".join(named.get(one, one) for one in self.groups)
        sign = "F" if self.kind == "several_groups" else "t"
        point = f"{self.estimate:.6g} [{self.ci_low:.6g}, {self.ci_high:.6g}], " if sign == "t" else ""
        outcome = f"{point}{sign} {self.statistic:.6g}, df {self.df:g}, ddf {self.ddf:g}, p {self.p:.6g}"
        if np.isnan(self.p):
            outcome += f" ({'no degrees of freedom are left' if not self.ddf > 0 else 'all answers are equal'})"
        about = f"{self.kind} of {self.variable}{f' ({groups})' if groups else ''}"
        return Shown("Comparison", about, self.means.lines(language, codes=codes), after=(outcome,))


@public
@from_interviews("variable", "by", "minus")
def compare(
    sample: Sample,
    variable: str | Mapping[str, Floats],
    by: By = None,
    *,
    codes: Level | Sequence[Level] | None = None,
    minus: str | None = None,
    null: float = 0.0,
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: Literal["design"] | float | None = None,
) -> Comparison:
    """Test of a mean against a value, or of equal means in several groups.

    Parameters
    ----------
    sample : Sample, or a table in a database
    variable : str, or mapping of one name to (n,) derived values
    by : str or sequence of str
        Groups: two give a t-test of the second minus the first, more an F-test that all are equal. Without it the mean
        is compared with ``null``.
    codes : level or sequence of levels
        Compare the share who gave one of these answers instead of the mean.
    minus : str
        A second variable, to compare within interviews: the mean of ``variable - minus``.
    null : float
        Mean, or difference of two groups, to compare with.
    where : str or (n,) array of bool
        As :meth:`Sample.where`.
    level : float
        Confidence level.
    df : "design" or float
        Degrees of freedom of the denominator. By default those of R's ``svyttest`` and of a regression on the groups:
        PSUs minus strata of the interviews compared, minus 1 (minus groups plus 1 for several); "design" subtracts
        nothing, which is the rule of :func:`survey.mean`.

    Returns
    -------
    Comparison

    Raises
    ------
    EstimationError
        ``E192`` options that do not go together; ``E193`` fewer than two groups have answers; ``E194`` ``null``
        with more than two groups; ``E195`` too few PSUs for so many groups; and those of :func:`survey.mean` and
        :func:`survey.share`.

    Notes
    -----
    Korn and Graubard (1990). The test takes account of the covariance of groups that share PSUs.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 3, 6], "g": [1, 1, 2, 2], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> compare(sample, "y", "g").estimate
    3.0
    """
    _check(variable, by, codes, minus, df)
    domain = sample if where is None else sample.where(where)
    if minus is not None:
        name = str(variable)
        values = {f"{name} - {minus}": numbers_of(sample, name, _PLACE) - numbers_of(sample, minus, _PLACE)}
        return _one(mean(domain, values, level=level), "paired", null, df)
    (name,) = listed(sample, variable, _PLACE)
    if codes is not None:
        means = share(domain, name, codes, by, level=level)
    else:
        means = mean(domain, variable, by, level=level)
    return _one(means, "one_sample", null, df) if by is None else _groups(means, name, null, df)


def _check(
    variable: str | Mapping[str, Floats],
    by: By,
    codes: Level | Sequence[Level] | None,
    minus: str | None,
    df: Literal["design"] | float | None,
) -> None:
    one = isinstance(variable, str) or len(variable) == 1
    alone = minus is None or (by is None and codes is None and isinstance(variable, str))
    shares = codes is None or isinstance(variable, str)
    good_df = df is None or df == "design" if not isinstance(df, int | float) else df > 0
    if not (one and alone and shares and good_df):
        raise EstimationError(
            "E192",
            _PLACE,
            f"variable={variable if isinstance(variable, str) else list(variable)!r}, by={by!r}, codes={codes!r}, "
            f"minus={minus!r}, df={df!r} do not go together.",
            "Compare one variable; minus= goes without by= and codes=; codes= needs a name; df is 'design' or positive.",
        )


def _one(means: Estimates, kind: ComparisonKind, null: float, df: Literal["design"] | float | None) -> Comparison:
    """Comparison of the only row with a value."""
    if np.isnan(means.estimate[0]):
        raise _no_groups(means.variable[0], 0)
    ddf = _denominator(float(means.df[0]), 1, df)
    return _t(kind, means.variable[0], (), float(means.estimate[0]), float(means.se[0]), ddf, null, means)


def _groups(means: Estimates, name: str, null: float, df: Literal["design"] | float | None) -> Comparison:
    """Comparison of all rows that have an estimate: t for two, F for more."""
    seen = np.flatnonzero(~np.isnan(means.estimate))
    groups = tuple(means.row_names()[at].removeprefix(f"{name}:") for at in seen.tolist())
    if len(seen) < 2:
        raise _no_groups(name, len(seen))
    q = len(seen) - 1
    matrix = np.zeros((q + 1, len(means)))
    matrix[:q, seen[0]] = -1.0
    matrix[np.arange(q), seen[1:]] = 1.0
    # the last row is compared with nothing: it rests on the interviews of all groups, which gives the degrees of freedom
    matrix[q, seen] = 1.0
    # as coefficients of a regression on the groups: a rule for lonely PSUs sees the strata of all of them together
    variation = means.variation.as_estimates(matrix)
    differences, V = matrix[:q] @ np.nan_to_num(means.estimate), variation.covariance()[:q, :q]
    ddf = _denominator(float(variation.degrees()[q, 0]), q, df)
    size = float(np.abs(means.estimate[seen]).max())
    differences = settled(differences, np.sqrt(np.diagonal(V)), size, float(np.nansum(means.n)))
    if len(seen) == 2:
        return _t("two_groups", name, groups, float(differences[0]), float(np.sqrt(V[0, 0])), ddf, null, means)
    if null != 0:
        raise EstimationError(
            "E194",
            f"{_PLACE}: null={null!r}",
            f"{len(seen)} groups are compared.",
            "A value to compare with is for one mean, or for the difference of two groups.",
        )
    chisq, p = wald_f(differences, V, ddf)
    nan = float("nan")
    return Comparison(
        "several_groups", name, groups, nan, nan, nan, nan, chisq / q, float(q), ddf, p, 0.0, means.level, means
    )


def _t(
    kind: ComparisonKind,
    name: str,
    groups: tuple[str, ...],
    estimate: float,
    se: float,
    ddf: float,
    null: float,
    means: Estimates,
) -> Comparison:
    point, error, freedom = np.array([estimate]), np.array([se]), np.array([ddf])
    size = abs(estimate) + abs(null)
    t, p = t_test(settled(point - null, error, size, float(np.nansum(means.n))), error, freedom)
    low, high = symmetric(point, error, freedom, means.level)
    return Comparison(
        kind,
        name,
        groups,
        estimate,
        se,
        float(low[0]),
        float(high[0]),
        float(t[0]),
        1.0,
        ddf,
        float(p[0]),
        null,
        means.level,
        means,
    )


def _denominator(own: float, spent: int, df: Literal["design"] | float | None) -> float:
    """Degrees of freedom of the denominator: those of the design less the parameters tested, unless ``df`` says otherwise."""
    if df is None:
        return own - spent
    return own if isinstance(df, str) else float(df)


def _no_groups(name: str, number: int) -> EstimationError:
    return EstimationError(
        "E193",
        f"{_PLACE}: {name!r}",
        f"{number} groups have answers.",
        "At least two are needed, or one mean to compare with a value; look at where= and at the blanks.",
    )
