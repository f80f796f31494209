"""Cross-tables of two classifications: :func:`survey.crosstab`."""

from __future__ import annotations

from typing import get_args

from numpy.typing import ArrayLike

from survey.argument_errors import public
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.build_estimates import DegreesOfFreedom, check_options
from survey.estimation.confidence_intervals import ShareInterval, check_interval
from survey.estimation.crosstabs.cell_estimates import Options, cell_lines, estimate_lines, margin_lines
from survey.estimation.crosstabs.crossing import check_names, cross, total_influence
from survey.estimation.crosstabs.independence_statistics import Statistic
from survey.estimation.crosstabs.independence_test import check_statistic, run_tests
from survey.estimation.crosstabs.multiple_response import (
    cell_counts,
    check_cells,
    crossing_of,
    is_multiple,
    lines_of,
    option_tests,
    responses_of,
)
from survey.estimation.crosstabs.result import Crosstab, Percent
from survey.estimation.domains import By, classifications, find_domains
from survey.estimation.estimation_source import Source
from survey.estimation.grouped_interviews import rows_of_table
from survey.estimation.linear_estimates import weighting_of
from survey.estimation.point_estimates import Deff


@public
def crosstab(
    sample: Sample | Source,
    row: str,
    column: str,
    *,
    by: By = None,
    where: str | ArrayLike | None = None,
    percent: Percent = "total",
    test: Statistic | None = "F",
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    interval: ShareInterval = "logit",
) -> Crosstab:
    """Two classifications crossed: persons and shares of every cell and margin, and a test of independence.

    Parameters
    ----------
    sample : Sample, or a table in a database
    row, column : str
        Variables with categories: all of the questionnaire, seen or not; in plain tables those seen. An interview
        without an answer to one of them does not enter. Multiple choices have a class per option; an interview is in every
        class it mentions, so that cells overlap and do not add up to the margins.
    by, where, level, df, deff
        As in :func:`survey.total`; one table per domain.
    percent : {"total", "row", "column"}
        Whether a share is of everybody, of its row or of its column.
    test : name of a test, or None
        As in :func:`survey.test_independence`; with a multiple choice, one test per option (mentioned or not), with p
        adjusted for the number of options in ``test.p_holm``.
    interval : {"logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"}
        As in :func:`survey.share`.

    Returns
    -------
    Crosstab

    Raises
    ------
    EstimationError
        ``E201`` to ``E203``, ``E361`` variables; ``E204`` no such test; ``E205`` no such percent; ``E012``, ``E013``,
        ``E100`` options.
    DesignError
        ``S022`` a lonely PSU under the rule "fail".

    Notes
    -----
    One pass adds up weights by unit, domain and cell; counts are totals of 0/1 answers, shares are ratios of two such
    totals (Binder 1983), and the test follows from the same sums. Options of a multiple choice are tested one at a time
    with the correction of Rao and Scott, p after Holm (Bilder, Loughin and Nettleton 2000; Thomas and Decady 2004).

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> data = {"sex": [1, 1, 1, 2, 2, 2, 1, 2], "trust": [1, 1, 0, 0, 0, 1, 1, 0], "w": [1] * 8}
    >>> table = crosstab(make_sample(data, Design(weight="w")), "sex", "trust", percent="row")
    >>> table.to_frame("wide")
         sex      0      1  total
    0      1   0.25   0.75    1.0
    1      2   0.75   0.25    1.0
    2  total   0.50   0.50    1.0
    """
    place = "survey.crosstab"
    _check(percent, test, level, df, deff, interval, place)
    domain, sizes = rows_of_table(sample, [row, column, *classifications(by).values()], where, place)
    within = f" by {' x '.join(classifications(by))}" if by else ""
    about = f"{row} x {column}{within}, share of {_BASES[percent]}; {weighting_of(domain)}"
    options: Options = (level, df, deff, interval)
    if is_multiple(domain, row) or is_multiple(domain, column):
        return _overlapping(domain, row, column, by, percent, test, options, about)
    crossing = cross(domain, row, column, by, place, sizes)
    totals = total_influence(domain, crossing)
    cells = cell_lines(crossing, percent)
    return Crosstab(
        crossing,
        percent,
        counts=estimate_lines(domain, crossing, totals, cells, options, shares=False),
        shares=estimate_lines(domain, crossing, totals, cells, options, shares=True),
        rows=estimate_lines(domain, crossing, totals, margin_lines(crossing, 0), options, shares=True),
        columns=estimate_lines(domain, crossing, totals, margin_lines(crossing, 1), options, shares=True),
        n=crossing.by_domain(crossing.counts).ravel(),
        test=None if test is None else run_tests(domain, crossing, totals, test, df),
        about=about,
    )


def _overlapping(
    sample: Sample,
    row: str,
    column: str,
    by: By,
    percent: Percent,
    test: Statistic | None,
    options: Options,
    about: str,
) -> Crosstab:
    """A table of which a side is a multiple choice."""
    place = "survey.crosstab"
    check_names(row, column, by, place)
    down, across = responses_of(sample, row, place), responses_of(sample, column, place)
    check_cells(down, across, place)
    domains = find_domains(sample, by)
    return Crosstab(
        crossing_of(down, across, domains, sample.weights),
        percent,
        counts=lines_of(sample, down, across, by, percent, "count", options),
        shares=lines_of(sample, down, across, by, percent, "share", options),
        rows=lines_of(sample, down, across, by, percent, "row", options),
        columns=lines_of(sample, down, across, by, percent, "column", options),
        n=cell_counts(down, across, domains, sample.weights),
        test=None if test is None else option_tests(sample, down, across, by, test, options[1], place),
        about=about,
    )


_BASES: dict[Percent, str] = {"total": "everybody", "row": "the row", "column": "the column"}


def _check(
    percent: Percent,
    test: Statistic | None,
    level: float,
    df: DegreesOfFreedom,
    deff: Deff,
    interval: ShareInterval,
    place: str,
) -> None:
    check_options(level, df, deff)
    check_interval(interval, get_args(ShareInterval))
    if percent not in _BASES:
        raise EstimationError(
            "E205", f"{place}: percent", f"There is no {percent!r}.", nearest(str(percent), get_args(Percent))
        )
    if test is not None:
        check_statistic(test, place)
