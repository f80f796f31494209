"""Estimates of the cells of one question: every column and answer at once, from one pass of sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.arrays import Floats, Mask
from survey.design.sample import Sample
from survey.estimation.build_estimates import DegreesOfFreedom, solve
from survey.estimation.cell_sums import accumulate
from survey.estimation.estimand_columns import EstimandColumns, filled
from survey.estimation.estimates import Estimates
from survey.estimation.quantiles import quantile
from survey.tables.answer_rows import AnswerBlock
from survey.tables.banner import Banner

TablePercent = Literal["column", "row", "table"]
"""Base of the shares: the interviews of the column, of the answer, or of the whole break."""


@dataclass(frozen=True, slots=True)
class EstimateOptions:
    """Options that all estimates of a table share: level of the intervals and degrees of freedom."""

    level: float
    df: DegreesOfFreedom


@dataclass(frozen=True, slots=True, eq=False)
class CellBases:
    """Interviews behind the cells of a column.

    Parameters
    ----------
    n : (columns,) array
        Interviews with a weight above zero.
    weight : (columns,) array, persons
    n_eff : (columns,) array
        Kish's effective number, of unequal weights alone.
    """

    n: Floats
    weight: Floats
    n_eff: Floats


def share_cells(
    sample: Sample, block: AnswerBlock, banner: Banner, percent: TablePercent, options: EstimateOptions
) -> Estimates:
    """Shares of every answer in every column, columns slowest."""
    quantities = EstimandColumns(len(sample))
    bases: dict[tuple[int, int], int] = {}
    for at, column in enumerate(banner.columns):
        for row, answer in enumerate(block.answers):
            key = _base_key(percent, at, row, column.of_break)
            if key not in bases:
                bases[key] = quantities.add_base(_base_of(block, banner, percent, at, row))
            base = bases[key]
            chosen = answer.chosen & column.inside & block.base
            if percent == "row" or column.of_break < 0:
                chosen = chosen & banner.members(column.of_break)
            quantities.add(_cell_name(at, row), quantities.add_column(chosen, base), base, reasons=None)
    return solve("share", sample, quantities, None, options.level, options.df, "fpc", accumulate)


def _base_key(percent: TablePercent, at: int, row: int, of_break: int) -> tuple[int, int]:
    if percent == "column":
        return at, -1
    return (of_break, row) if percent == "row" else (of_break, -1)


def _base_of(block: AnswerBlock, banner: Banner, percent: TablePercent, at: int, row: int) -> Mask:
    column = banner.columns[at]
    if percent == "column":
        return block.base & column.inside
    members = block.base & banner.members(column.of_break)
    return members & block.answers[row].chosen if percent == "row" else members


def _cell_name(at: int, row: int) -> str:
    return f"{at}:{row}"


def count_cells(sample: Sample, block: AnswerBlock, banner: Banner, options: EstimateOptions) -> Estimates:
    """Numbers of persons with every answer in every column, columns slowest."""
    quantities = EstimandColumns(len(sample))
    for at, column in enumerate(banner.columns):
        base = quantities.add_base(block.base & column.inside)
        for row, answer in enumerate(block.answers):
            chosen = quantities.add_column(answer.chosen & block.base & column.inside, base)
            quantities.add(_cell_name(at, row), chosen, base, denominator=-1, reasons=None)
    return solve("total", sample, quantities, None, options.level, options.df, "fpc", accumulate)


def mean_cells(sample: Sample, block: AnswerBlock, banner: Banner, options: EstimateOptions) -> Estimates:
    """Means in every column."""
    assert block.values is not None
    clean, known = filled(block.values, block.name)
    quantities = EstimandColumns(len(sample))
    for at, column in enumerate(banner.columns):
        inside = column.inside if known is None else column.inside & known
        base = quantities.add_base(inside)
        quantities.add(_cell_name(at, 0), quantities.add_column(np.where(inside, clean, 0.0), base), base, reasons=None)
    return solve("mean", sample, quantities, None, options.level, options.df, "fpc", accumulate)


def median_cells(sample: Sample, block: AnswerBlock, banner: Banner, options: EstimateOptions) -> tuple[Estimates, ...]:
    """Medians, one estimate per column; their covariances are not known, so they are not compared."""
    assert block.values is not None
    values = {block.name: block.values}
    return tuple(
        quantile(sample, values, 0.5, where=column.inside, level=options.level, df=options.df)
        for column in banner.columns
    )


def cell_bases(sample: Sample, base: Mask, banner: Banner) -> CellBases:
    """Interviews, weights and Kish's effective numbers of a base in every column."""
    sums = np.array(list(_sums(sample, base, banner))).reshape(-1, 3)
    n, weight, squares = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        n_eff = np.where(squares > 0, weight**2 / squares, 0.0)
    return CellBases(n, weight, n_eff)


def _sums(sample: Sample, base: Mask, banner: Banner) -> Iterator[tuple[float, float, float]]:
    inside = base if sample.domain is None else base & sample.domain
    inside = inside & (sample.weights != 0)
    for column in banner.columns:
        weights = sample.weights[inside & column.inside]
        yield float(len(weights)), float(weights.sum()), float((weights**2).sum())
