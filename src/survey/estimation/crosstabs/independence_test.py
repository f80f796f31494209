"""Tests of independence of two classifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import noun, public
from survey.arrays import Floats
from survey.design.degrees_of_freedom import design_degrees
from survey.design.replicate_factors import ReplicateFactors
from survey.design.reweighting import replication_of
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.build_estimates import DegreesOfFreedom, check_options
from survey.estimation.classification import Grouped, level_columns
from survey.estimation.crosstabs.crossing import Crossing, cross, total_influence
from survey.estimation.crosstabs.independence_statistics import METHODS, Statistic, TwoWay, evaluate
from survey.estimation.crosstabs.printed_test import PrintedTest
from survey.estimation.crosstabs.rao_scott import StatisticOutcome
from survey.estimation.domains import By, classifications
from survey.estimation.estimation_source import Source
from survey.estimation.grouped_interviews import rows_of_table
from survey.estimation.influence import Influence
from survey.estimation.legend import Legend
from survey.estimation.linear_estimates import outcome_lines, weighting_of
from survey.text import Language


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IndependenceTest(PrintedTest):
    """A test of independence in each of q domains.

    Parameters
    ----------
    name : str
        The test, as in :func:`test_independence`.
    row, column : str
    by : tuple of Grouped
        The domain of each test.
    statistic : (q,) array
        F; for "Chisq", "lincom" and "saddlepoint" the uncorrected X2, as R prints it. NaN where a test is not possible.
    df, ddf : (q,) array
        Degrees of freedom of the numerator and the denominator (infinite: a chi-square).
    p : (q,) array
    x2 : (q,) array
        Pearson's statistic of the estimated shares, scaled to ``n``.
    mean_deff : (q,) array
        Mean generalised design effect; NaN for the tests that do not need it.
    n : (q,) array
        Interviews of the domain, answered or not.
    n_blank : (q,) array
        Those without an answer to one of the two, who do not enter.
    notes : (q,) tuple of str
        Reason why a test is missing, or what to know of it; empty otherwise.
    about : str
    p_holm : (q,) array or None
        For options of a multiple choice, which are tested one at a time: p adjusted for their number (Holm 1979),
        domain by domain.
    legend : Legend
        Wordings of the names, looked up when the test is shown.
    """

    name: Statistic
    row: str
    column: str
    by: tuple[Grouped, ...]
    statistic: Floats
    df: Floats
    ddf: Floats
    p: Floats
    x2: Floats
    mean_deff: Floats
    n: Floats
    n_blank: Floats
    notes: tuple[str, ...]
    about: str
    p_holm: Floats | None = None
    legend: Legend = field(default_factory=Legend)

    def __len__(self) -> int:
        return len(self.statistic)

    @property
    def method(self) -> str:
        """The test in words."""
        single = "" if self.p_holm is None else "; one test per option, p after Holm in parentheses"
        return f"{METHODS[self.name]}{single}"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the two variables and of the classifications of the domains."""
        return (self.row, self.column, *(one.name for one in self.by))

    @property
    def meanings(self) -> Legend:
        """Wordings of the names."""
        return self.legend

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """One row per domain; with a language, columns ``<name>_label`` with the wordings."""
        columns = level_columns(self.by, labels)
        columns |= {"row": self.row, "column": self.column, "test": self.name}
        for name in ("statistic", "df", "ddf", "p", "x2", "mean_deff"):
            columns[name] = getattr(self, name)
        if self.p_holm is not None:
            columns["p_holm"] = self.p_holm
        for name in ("n", "n_blank"):
            columns[name] = pd.array(getattr(self, name), dtype="Int64")
        columns["notes"] = list(self.notes)
        return pd.DataFrame(columns, index=range(len(self)))

    def lines(self, language: Language | None = None) -> list[str]:
        """One sentence per domain, which is named by code, or by its wording in a language."""
        letters = ["X2" if self.name in ("Chisq", "lincom", "saddlepoint") else "F"] * len(self)
        notes: Sequence[str] = self.notes
        if self.p_holm is not None:
            adjusted = [
                f"{p:.4g}" if known else "" for p, known in zip(self.p_holm, ~np.isnan(self.p_holm), strict=True)
            ]
            notes = ["; ".join(filter(None, pair)) for pair in zip(adjusted, self.notes, strict=True)]
        return outcome_lines(
            self.by, letters, self.statistic, self.df, self.ddf, ~np.isinf(self.ddf), self.p, notes, language
        )


@public
def test_independence(
    sample: Sample | Source,
    row: str,
    column: str,
    *,
    statistic: Statistic = "F",  # noqa: PT028
    by: By = None,  # noqa: PT028
    where: str | ArrayLike | None = None,  # noqa: PT028
    df: DegreesOfFreedom = "domain",  # noqa: PT028
) -> IndependenceTest:
    r"""Whether two classifications are independent in the population, or in each part of it.

    Parameters
    ----------
    sample : Sample, or a table in a database
    row, column : str
        Variables with categories; categories without interviews do not enter. A blank in either leaves both.
    statistic : {"F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint", "wls-score"}
        See notes.
    by, where
        As in :func:`survey.total`; one test per domain.
    df : {"domain", "design"} or float
        Degrees of freedom :math:`\nu` of the design: PSUs minus strata of the domain (answered or not), or of the
        whole sample, or a number; with replicates the rank of their weights minus 1.

    Returns
    -------
    IndependenceTest

    Raises
    ------
    EstimationError
        ``E201`` to ``E203`` variables; ``E204`` no such test; ``E012``, ``E013`` options.
    DesignError
        ``S022`` a lonely PSU under the rule "fail".

    Notes
    -----
    With X2 Pearson's statistic of the estimated shares scaled to the interviews of the domain, and
    :math:`\delta_j` the generalised design effects of the (r-1)(c-1) contrasts (Rao and Scott 1981, 1984):

    - ``F``: :math:`X^2 / \sum\delta` as F with :math:`d = (\sum\delta)^2 / \sum\delta^2` and :math:`d\nu` degrees of
      freedom (Thomas and Rao 1987); the default.
    - ``Chisq``: :math:`X^2 / \bar\delta` as a chi-square with (r-1)(c-1) degrees of freedom.
    - ``lincom``: the distribution of :math:`\sum\delta_j\chi^2_1` over a scale estimated with :math:`d\nu` degrees of
      freedom, integrated to 13 digits. R cuts :math:`d\nu` down to a whole number in one of the two places where it
      occurs, which with few PSUs makes p too large, and gives the saddlepoint where CompQuadForm is not installed.
    - ``saddlepoint``: Kuonen's (1999) approximation of it with R's cut, to repeat R's figures; with replicates R takes
      the scale for known.
    - ``Wald``: of the cells less the products of the margins (Koch, Freeman and Freeman 1975) as F with (r-1)(c-1) and
      :math:`\nu`; ``adjWald``: with :math:`\nu - (r-1)(c-1) + 1`, the statistic corrected to match.
    - ``wls-score``: of Lipsitz et al. (2015) in the form of R's survey: Wald's chi-square over the *squared number of
      rows* as F with (r-1)(c-1) and :math:`\nu + 2 - r - c`. Interchanging rows and columns alters it; it is here to
      repeat R's figures, ``adjWald`` is the test to prefer.

    Few PSUs and many cells make the Wald tests too eager; F keeps its level best.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> data = {"sex": [1, 1, 1, 2, 2, 2, 1, 2], "trust": [1, 1, 0, 0, 0, 1, 1, 0], "w": [1] * 8}
    >>> test = test_independence(make_sample(data, Design(weight="w")), "sex", "trust")
    >>> float(test.x2[0]), round(float(test.p[0]), 4)
    (2.0, 0.2275)
    """
    place = "survey.test_independence"
    check_statistic(statistic, place)
    check_options(0.95, df, "fpc")
    domain, sizes = rows_of_table(sample, [row, column, *classifications(by).values()], where, place)
    crossing = cross(domain, row, column, by, place, sizes)
    return run_tests(domain, crossing, total_influence(domain, crossing), statistic, df)


# pytest collects every function named test_*, even one that is merely imported.
test_independence.__test__ = False  # type: ignore[attr-defined]


def check_statistic(statistic: Statistic, place: str) -> None:
    """Refuse a test that does not exist (``E204``)."""
    if statistic not in get_args(Statistic):
        known = get_args(Statistic)
        raise EstimationError(
            "E204", f"{place}: statistic", f"There is no test {statistic!r}.", nearest(str(statistic), known)
        )


def run_tests(
    sample: Sample, crossing: Crossing, totals: Influence, statistic: Statistic, df: DegreesOfFreedom
) -> IndependenceTest:
    """The test in every domain of a crossing."""
    sums = crossing.by_domain(crossing.weights)
    degrees = _degrees(sample, crossing.degrees, df)
    form = replication_of(sample)
    outcomes = [
        evaluate(_two_way(crossing, totals, sums[:, at], at, float(degrees[at]), form), statistic)
        for at in range(crossing.domains.number)
    ]
    columns = {
        name: np.array([getattr(one, name) for one in outcomes], np.float64) for name in StatisticOutcome._fields[:-1]
    }
    by = crossing.domains.grouped(1)
    within = f" by {' x '.join(one.name for one in by)}" if by else ""
    return IndependenceTest(
        statistic,
        crossing.row.name,
        crossing.column.name,
        by,
        **columns,
        n=crossing.n_asked,
        n_blank=crossing.n_asked - crossing.n_answered,
        notes=tuple("; ".join(one.notes) for one in outcomes),
        about=f"independence of {crossing.row.name} and {crossing.column.name}{within}; {weighting_of(sample)}",
        legend=Legend.of(sample),
    )


def _degrees(sample: Sample, own: Floats, df: DegreesOfFreedom) -> Floats:
    """(domains,) degrees of freedom of the domain, of the sample, or a number."""
    if df == "domain":
        return own
    return np.full_like(own, design_degrees(sample) if df == "design" else float(df))


def _two_way(
    crossing: Crossing, totals: Influence, sums: Floats, domain: int, nu: float, form: ReplicateFactors | None
) -> TwoWay:
    """The table of one domain without its empty rows and columns."""
    shape = (len(crossing.row), len(crossing.column))
    table = sums.reshape(shape)
    kept = np.ix_(table.sum(1) > 0, table.sum(0) > 0)
    cells = np.arange(crossing.size).reshape(shape)[kept].ravel()
    influence = totals.of_domains(np.array([domain])).of_variables(cells)
    replicates = None if form is None else form.factors @ influence.dense()
    return TwoWay(table[kept], influence, float(crossing.n_asked[domain]), nu, form, replicates)
