"""Tests of no difference at all between the columns of a break: one p-value per question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import fdtrc

from survey.arrays import Floats
from survey.design.degrees_of_freedom import degf
from survey.estimation.crosstabs.independence_test import test_independence
from survey.tables.analysis_table import AnalysisColumn
from survey.tables.answer_rows import AnswerBlock
from survey.tables.block_cells import TableSample
from survey.tables.cell_estimates import mean_cells
from survey.tables.cell_grid import CellGrid
from survey.tables.table_content import TableParts
from survey.tables.table_words import words


def with_overall_tests(given: TableSample, blocks: Sequence[AnswerBlock], parts: TableParts) -> TableParts:
    """A table with a column of p-values after every break, in the first row of every question.

    There is none where a column of the break is hidden in the question, or where respondents are in several columns or
    gave several answers.
    """
    cells, columns = parts.cells, parts.columns
    for at, name in enumerate(given.banner.names):
        added = CellGrid.blank(len(parts.rows), 1)
        own = [place for place, column in enumerate(parts.columns) if column.of_break == name]
        for number, block in enumerate(blocks):
            rows = [place for place, row in enumerate(parts.rows) if row.block == number]
            if not (parts.cells.publish[np.ix_(rows, own)] == "hidden").any():
                added.value[rows[0], 0] = overall_p(given, block, at)
        last = max(place for place, column in enumerate(columns) if column.of_break == name) + 1
        spanners = tuple(parts.columns[own[0]].spanners[:1])
        tested = AnalysisColumn(f"p:{name}", words("p_value"), spanners, name, shows="p")
        columns, cells = (*columns[:last], tested, *columns[last:]), cells.inserted(added, last)
    return TableParts(parts.rows, columns, cells)


def overall_p(given: TableSample, block: AnswerBlock, at: int) -> float:
    """P-value of no difference between the columns of a break; NaN where there is no test.

    Notes
    -----
    Shares: Rao and Scott's second-order F (1984), as R's ``svychisq``. Means: Wald's F of all differences from the first
    column, with the PSUs less strata minus the number of differences as its second degrees of freedom, as ``regTermTest``
    of a ``svyglm`` on the columns.
    """
    places = given.banner.of_break(at)
    inside = np.array([given.banner.columns[place].inside for place in places])
    if (inside.sum(axis=0) > 1).any() or block.several:
        return float("nan")
    if block.answers:
        return _share_p(given, block, inside.astype(np.float64))
    return _mean_p(given, block, places)


def _share_p(given: TableSample, block: AnswerBlock, inside: Floats) -> float:
    answers = [one for one in block.answers if one.role == "data"]
    row, column = np.full((2, len(given.sample)), np.nan)
    for number, one in enumerate(answers):
        row[one.chosen & block.base] = number
    for number, one in enumerate(inside):
        column[one > 0] = number
    known = ~np.isnan(row) & ~np.isnan(column)
    if given.sample.domain is not None:
        known &= given.sample.domain
    if min(len(np.unique(row[known])), len(np.unique(column[known]))) < 2:
        return float("nan")
    coded = given.sample.assign(**{"tabulated row": row, "tabulated column": column})
    return float(test_independence(coded, "tabulated row", "tabulated column").p[0])


def _mean_p(given: TableSample, block: AnswerBlock, places: Sequence[int]) -> float:
    estimates = mean_cells(given.sample, block, given.banner, given.estimate)
    used = [at for at in places if np.isfinite(estimates.estimate[at])]
    if len(used) < 2:
        return float("nan")
    means, covariance = estimates.estimate[used], estimates.covariance()[np.ix_(used, used)]
    contrasts = np.column_stack([-np.ones(len(used) - 1), np.eye(len(used) - 1)])
    difference, variance = contrasts @ means, contrasts @ covariance @ contrasts.T
    k = len(used) - 1
    assert block.values is not None
    with_answer = ~np.isnan(block.values) & given.banner.members(given.banner.columns[places[0]].of_break)
    freedom = degf(given.sample.where(with_answer)) - k
    if freedom <= 0 or np.linalg.matrix_rank(variance) < k:
        return float("nan")
    statistic = float(difference @ np.linalg.solve(variance, difference)) / k
    return float(fdtrc(k, freedom, statistic))
