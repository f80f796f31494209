"""Cumulative distribution functions: the share of people at or below every value."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import floats, noun, public
from survey.arrays import Floats
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.build_estimates import DegreesOfFreedom
from survey.estimation.cell_sums import Engine, accumulate
from survey.estimation.confidence_intervals import ShareInterval
from survey.estimation.distribution_function import SortedValues, order, read_values, shares_below
from survey.estimation.domains import By, find_domains
from survey.estimation.estimand_columns import ReasonsByVariable, Variables
from survey.estimation.estimate_plots import plot_distribution
from survey.estimation.estimates import Estimates
from survey.estimation.fetched_interviews import from_interviews
from survey.estimation.shown_result import Shown, ShownResult
from survey.text import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes


MOST_POINTS = 200
"""Points with a standard error when none are named."""


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Distribution(ShownResult):
    """Distribution functions of a variable, one per domain.

    Parameters
    ----------
    estimates : Estimates
        Shares at or below the points; the points are the category ``at``.
    answers : SortedValues
        Answers of each domain and their weights, from which the function follows at any value.
    """

    estimates: Estimates
    answers: SortedValues

    @property
    def n_domains(self) -> int:
        """Number of domains."""
        return len(self.answers.starts) - 1

    def __call__(self, values: ArrayLike) -> Floats:
        """Shares at or below any values, (domains, values); NaN in a domain without answers.

        Examples
        --------
        >>> from survey.design import Design, make_sample
        >>> sample = make_sample({"y": [1, 2, 2, 5], "w": [1, 1, 1, 1]}, Design(weight="w"))
        >>> cdf(sample, "y")([0, 2, 9])
        array([[0.  , 0.75, 1.  ]])
        """
        wanted = np.atleast_1d(np.asarray(values, np.float64))
        found = np.full((self.n_domains, len(wanted)), np.nan)
        for domain, row in enumerate(found):
            x, share = self.steps(domain)
            if len(x):
                row[:] = np.append(0.0, share)[np.searchsorted(x, wanted, side="right")]
        return found

    def steps(self, domain: int = 0) -> tuple[Floats, Floats]:
        """Distinct answers of a domain, ascending, and the share at or below each.

        Raises
        ------
        EstimationError
            ``E199`` when there is no such domain.
        """
        number = len(self.answers.starts) - 1
        if not 0 <= domain < number:
            raise EstimationError(
                "E199",
                "Distribution.steps: domain",
                f"There is no {domain!r}.",
                f"Domains are numbered 0 to {number - 1}.",
            )
        x, weights = self.answers.of(domain)
        if not len(x):
            return x, weights
        last = np.append(x[1:] != x[:-1], True)
        share = np.cumsum(weights)
        return x[last], share[last] / share[-1]

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """One row per point and domain: as :meth:`Estimates.to_frame`."""
        return self.estimates.to_frame(labels)

    def plot(self, *, ax: Axes | None = None, labels: Language | None = None, codes: bool = False) -> Axes:
        """Steps with their intervals: see :func:`survey.estimation.estimate_plots.plot_distribution`."""
        steps = [self.steps(domain) for domain in range(self.n_domains)]
        return plot_distribution(self.estimates, steps, ax=ax, labels=labels, codes=codes)

    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The estimates at the points for people: see :meth:`Estimates.show`."""
        return self.estimates.show(language, codes=codes)


@public
@from_interviews("variable", "by")
def cdf(
    sample: Sample,
    variable: Variables,
    at: ArrayLike | None = None,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    interval: ShareInterval = "logit",
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> Distribution:
    """Cumulative distribution function: share of the population at or below each value, over those with an answer.

    Parameters
    ----------
    sample, by, where, level, df, reasons, engine
        As in :func:`survey.mean`.
    variable : str, or mapping of one name -> (n,) array
    at : (k,) array
        Points that get a standard error and an interval. By default every value that occurs, or 200 of them spread
        evenly over the answers when there are more.
    interval : {"logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"}
        As in :func:`survey.share`.

    Returns
    -------
    Distribution
        The step function at any value (call it), and estimates at the points.

    Raises
    ------
    EstimationError
        ``E001`` to ``E005`` variable; ``E012``, ``E013`` options; ``E100`` interval; ``E105`` several variables;
        ``E106`` points.

    Notes
    -----
    Estimates are those of R's ``svycdf``. Each interval holds for its point alone, not for the whole curve at once.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 2, 5], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> cdf(sample, "y", at=[1, 3]).estimates.estimate
    array([0.25, 0.75])
    """
    place = "survey.cdf"
    domain = sample if where is None else sample.where(where)
    given = read_values(domain, variable, place, reasons)
    if len(given) != 1:
        raise EstimationError(
            "E105", f"{place}: variable", f"{len(given)} variables are named.", "Name one variable per call."
        )
    domains = find_domains(domain, by)
    answers = order(domain, domains, given[0].values)
    points = _spread(answers.x) if at is None else _points(at, place)
    thresholds = np.broadcast_to(points[:, None], (len(points), domains.number))
    shares = shares_below(
        domain, given, [thresholds], points.tolist(), by, level=level, df=df, interval=interval, engine=engine
    )
    assert shares.category is not None
    found = dataclasses.replace(
        shares,
        kind="distribution",
        category=dataclasses.replace(shares.category, name="at"),
        about=f"distribution{shares.about.removeprefix('share')}",
    )
    return Distribution(found, answers)


def _points(at: ArrayLike, place: str) -> Floats:
    points = np.atleast_1d(floats(at, f"{place}: at"))
    if points.ndim != 1 or not len(points) or not np.isfinite(points).all():
        raise EstimationError("E106", f"{place}: at", f"{at!r} are not points.", "Give finite numbers.")
    return points


def _spread(x: Floats) -> Floats:
    """Every value that occurs, or 200 of them at evenly spaced ranks of the answers; 0 when nobody answered."""
    values = np.unique(x)
    if len(values) > MOST_POINTS:
        values = np.unique(np.sort(x)[np.linspace(0, len(x) - 1, MOST_POINTS).round().astype(np.intp)])
    return values if len(values) else np.array([0.0])
