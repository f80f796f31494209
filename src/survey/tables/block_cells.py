"""Cells of one question: its rows with estimates, marks of tests and the decision on publication."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from survey.arrays import Floats, Mask, Objects
from survey.design.sample import Sample
from survey.estimation.estimates import Estimates
from survey.estimation.multiple_testing import FamilyCorrection, adjusted_p_values
from survey.indicators.rule_constants import PublicationRule
from survey.tables.analysis_table import AnalysisRow
from survey.tables.answer_rows import AnswerBlock, AnswerRow
from survey.tables.banner import Banner
from survey.tables.cell_estimates import (
    CellBases,
    EstimateOptions,
    TablePercent,
    cell_bases,
    count_cells,
    mean_cells,
    median_cells,
    share_cells,
)
from survey.tables.cell_grid import CellGrid
from survey.tables.column_tests import Differences, compare_columns, letters_of, pairs_of
from survey.tables.hidden_lines import KnownGroups, hidden_columns, hidden_rows
from survey.tables.table_words import words

BaseRow = Literal["n", "weight", "n_eff"]
"""Rows about the base: interviews, the sum of their weights, their effective number under unequal weights (Kish 1992)."""


@dataclass(frozen=True, slots=True)
class ComparisonOptions:
    """Tests of a table: correction of the letters, None without letters; level; whether columns are compared with the total."""

    letters: FamilyCorrection | None
    alpha: float
    against_total: bool


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """Rows in addition to the answers, decimals of shares and of means, and the base of shares."""

    percent: TablePercent
    total_row: bool
    bases: tuple[BaseRow, ...]
    digits: int
    mean_digits: int


@dataclass(frozen=True, slots=True, eq=False)
class TableSample:
    """A sample with what all blocks of a table need of it.

    ``groups`` are the columns as groups of respondents, ``counted`` (n,) the interviews in them; both None when nothing is
    hidden.
    """

    sample: Sample
    banner: Banner
    estimate: EstimateOptions
    rule: PublicationRule | None
    groups: KnownGroups | None
    counted: Mask | None


class RowGroup(NamedTuple):
    """Rows with one statistic: their cells, and the estimates behind them (columns slowest) where they can be compared."""

    rows: list[AnalysisRow]
    cells: CellGrid
    estimates: Estimates | None


@dataclass(frozen=True, slots=True, eq=False)
class ComputedBlock:
    """Cells of a block before the tests.

    ``hidden`` (columns,) are the columns that are hidden in it, whole.
    """

    groups: tuple[RowGroup, ...]
    bases: RowGroup
    hidden: Mask


def compute_block(given: TableSample, block: AnswerBlock, at: int, layout: LayoutOptions) -> ComputedBlock:
    """Estimates of a question in every column, with what must be hidden already without numbers."""
    sample, banner = given.sample, given.banner
    bases = cell_bases(sample, block.base, banner)
    hidden = np.zeros(len(banner), bool)
    if given.groups is not None and given.counted is not None:
        found = hidden_columns(given.groups, given.counted, block, given.rule)
        hidden = hidden if found is None else found
    groups: list[RowGroup] = []
    for statistic in block.show:
        if statistic == "shares":
            groups.append(_share_rows(given, block, at, layout))
        elif statistic == "counts":
            groups.append(_count_rows(given, block, at, bases))
        elif statistic == "mean":
            groups.append(_mean_row(given, block, at, layout))
        else:
            groups.append(_median_row(given, block, at, layout))
    base_rows = _base_rows(given, bases, at, layout)
    without = [one._replace(cells=one.cells.hide(hidden[None, :])) for one in groups]
    return ComputedBlock(tuple(without), base_rows._replace(cells=base_rows.cells.hide(hidden[None, :])), hidden)


def _share_rows(given: TableSample, block: AnswerBlock, at: int, layout: LayoutOptions) -> RowGroup:
    estimates = share_cells(given.sample, block, given.banner, layout.percent, given.estimate)
    cells = _grid(estimates, len(block.answers), 100.0, given.rule)
    rows = [
        AnalysisRow(at, one.level, one.label, "share", one.role, one.indent, layout.digits) for one in block.answers
    ]
    out = hidden_rows(given.sample, given.banner, block, given.rule) if layout.percent != "column" else None
    if out is not None:
        cells = cells.hide(out[:, None])
    if layout.total_row and not block.several:
        rows.append(AnalysisRow(at, "total", words("total"), "share", "total", 0, layout.digits))
        cells = cells.joined(_total_row(given, block, layout))
    return RowGroup(rows, cells, estimates if layout.percent == "column" else None)


def _total_row(given: TableSample, block: AnswerBlock, layout: LayoutOptions) -> CellGrid:
    """Everybody with an answer: 100 % of every column, or the distribution of the columns."""
    everybody = AnswerRow("total", words("total"), block.base)
    whole = dataclasses.replace(block, answers=(everybody,), show=("shares",))
    estimates = share_cells(given.sample, whole, given.banner, layout.percent, given.estimate)
    return _grid(estimates, 1, 100.0, None)


def _count_rows(given: TableSample, block: AnswerBlock, at: int, bases: CellBases) -> RowGroup:
    estimates = count_cells(given.sample, block, given.banner, given.estimate)
    cells = _grid(estimates, len(block.answers), 1.0, given.rule).with_fields(n_eff=bases.n_eff[None, :])
    rows = [AnalysisRow(at, one.level, one.label, "count", one.role, one.indent, 0) for one in block.answers]
    return RowGroup(rows, _marked(cells, given.rule), None)


def _mean_row(given: TableSample, block: AnswerBlock, at: int, layout: LayoutOptions) -> RowGroup:
    estimates = mean_cells(given.sample, block, given.banner, given.estimate)
    row = AnalysisRow(at, "mean", words("mean"), "mean", "data", 0, layout.mean_digits)
    return RowGroup([row], _grid(estimates, 1, 1.0, given.rule), estimates)


def _median_row(given: TableSample, block: AnswerBlock, at: int, layout: LayoutOptions) -> RowGroup:
    found = median_cells(given.sample, block, given.banner, given.estimate)
    grids = [_grid(one, 1, 1.0, given.rule) for one in found]
    cells = grids[0]
    for one in grids[1:]:
        cells = cells.extended(one)
    return RowGroup([AnalysisRow(at, "median", words("median"), "median", "data", 0, layout.mean_digits)], cells, None)


def _grid(estimates: Estimates, n_rows: int, scale: float, rule: PublicationRule | None) -> CellGrid:
    """Cells (rows, columns) of estimates whose columns are slowest."""
    n_columns = len(estimates) // n_rows if n_rows else 0

    def turned(field: Floats) -> Floats:
        return field.reshape(n_columns, n_rows).T

    cells = CellGrid.blank(n_rows, n_columns).with_fields(
        value=scale * turned(estimates.estimate),
        se=scale * turned(estimates.se),
        low=scale * turned(estimates.ci_low),
        high=scale * turned(estimates.ci_high),
        df=turned(estimates.df),
        n=turned(estimates.n),
        weight=turned(estimates.weight),
        n_eff=turned(estimates.n_eff),
    )
    return _marked(cells, rule)


def _marked(cells: CellGrid, rule: PublicationRule | None) -> CellGrid:
    """Cells with the mark of low precision; what is hidden is decided for whole lines.

    An effective number above that of the interviews comes from a variance that is small by chance.
    """
    if rule is None:
        return cells
    low = ~np.isnan(cells.value) & ~(np.minimum(cells.n, cells.n_eff) >= rule.least_n_eff)
    return cells.with_fields(publish=np.where(low, "low", "ok").astype(object))


def _base_rows(given: TableSample, bases: CellBases, at: int, layout: LayoutOptions) -> RowGroup:
    """Rows about the base. Shares of rows have another base in every row, which is shown in columns instead."""
    names = layout.bases if layout.percent != "row" else ()
    cells = CellGrid.blank(len(names), len(given.banner))
    rows = [AnalysisRow(at, name, words(f"base_{name}"), name, "base", 0, 0) for name in names]
    for place, name in enumerate(names):
        cells.value[place] = getattr(bases, name)
    return RowGroup(
        rows, cells.with_fields(n=bases.n[None, :], weight=bases.weight[None, :], n_eff=bases.n_eff[None, :]), None
    )


@dataclass(frozen=True, slots=True)
class ComparisonsMade:
    """Tests made in a block: letters, differences from the total, and whether cells at 0 or 100 % were left out."""

    letters: bool = False
    total: bool = False
    edge: bool = False

    def joined(self, other: ComparisonsMade) -> ComparisonsMade:
        """Comparisons of both."""
        return ComparisonsMade(self.letters or other.letters, self.total or other.total, self.edge or other.edge)


def with_tests(
    given: TableSample, computed: ComputedBlock, options: ComparisonOptions
) -> tuple[ComputedBlock, ComparisonsMade]:
    """A block with letters and comparisons with the total; hidden cells take no part."""
    groups, made = [], ComparisonsMade()
    for group in computed.groups:
        tested, own = _tested(given, group, options)
        groups.append(tested)
        made = made.joined(own)
    return dataclasses.replace(computed, groups=tuple(groups)), made


def _tested(given: TableSample, group: RowGroup, options: ComparisonOptions) -> tuple[RowGroup, ComparisonsMade]:
    estimates = group.estimates
    if estimates is None or not len(estimates):
        return group, ComparisonsMade()
    n_columns = len(given.banner)
    n_rows = len(estimates) // n_columns
    parts = group.cells.arranged(range(n_rows))
    rest = group.cells.arranged(range(n_rows, len(group.rows)))
    is_share = estimates.kind == "share"
    value, df = (field.reshape(n_columns, n_rows) for field in (estimates.estimate, estimates.df))
    shown = (parts.publish.T != "hidden") & np.isfinite(value) & (df > 0)
    edge = shown & is_share & ((value == 0) | (value == 1))
    testable = shown & ~edge
    made = ComparisonsMade()
    families = given.banner.families() if options.letters is not None else []
    breaks = range(len(given.banner.names)) if options.against_total and given.banner.of_break(-1) else ()
    if not families and not breaks:
        return group, made
    compared = _Compared(given, estimates, estimates.covariance(), testable)
    for family in families:
        found = compared.pairs(pairs_of(family))
        parts = _lettered(compared, found, parts, family, options)
        made = made.joined(ComparisonsMade(letters=_any(found), edge=_any(found) and bool(edge[family].any())))
    for at in breaks:
        columns = given.banner.of_break(at)
        found = compared.pairs([(column, given.banner.of_break(-1)[0]) for column in columns])
        parts = _against_total(compared, found, parts, columns, options)
        made = made.joined(ComparisonsMade(total=_any(found), edge=_any(found) and bool(edge.any())))
    return group._replace(cells=parts.joined(rest)), made


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """Estimates that are compared, columns slowest, with their covariances and the cells that take part."""

    given: TableSample
    estimates: Estimates
    covariance: Floats
    testable: Mask

    def pairs(self, pairs: Sequence[tuple[int, int]]) -> Differences:
        """Differences between pairs of columns."""
        df = self.given.estimate.df
        return compare_columns(self.given.sample, self.estimates, self.covariance, self.testable, pairs, df)


def _lettered(
    compared: _Compared, found: Differences, cells: CellGrid, family: Sequence[int], options: ComparisonOptions
) -> CellGrid:
    assert options.letters is not None
    columns = compared.given.banner.columns
    q = adjusted_p_values(found.p, options.letters)
    letters = letters_of(found, q, [column.letter for column in columns], options.alpha)
    mine = np.zeros(len(columns), bool)
    mine[list(family)] = True
    written: Objects = np.array([[joined_letters(one) for one in row] for row in letters], object)
    return cells.with_fields(letters=np.where(mine[None, :], written.T, cells.letters).astype(object))


def _any(found: Differences) -> bool:
    """Whether any comparison could be made."""
    return bool(np.isfinite(found.p).any())


def joined_letters(letters: Sequence[str]) -> str:
    """Letters of a cell as they are printed.

    Examples
    --------
    >>> joined_letters(["A", "C"]), joined_letters(["A", "AB"])
    ('AC', 'A AB')
    """
    return ("" if all(len(one) == 1 for one in letters) else " ").join(letters)


def _against_total(
    compared: _Compared, found: Differences, cells: CellGrid, columns: Sequence[int], options: ComparisonOptions
) -> CellGrid:
    q = adjusted_p_values(found.p, options.letters or "none")
    scale = 100.0 if compared.estimates.kind == "share" else 1.0
    fields = {name: getattr(cells, name).copy() for name in ("difference", "difference_p", "against_total")}
    tested = np.isfinite(found.p)
    fields["difference"][:, columns] = np.where(tested, scale * found.difference, np.nan).T
    fields["difference_p"][:, columns] = q.T
    fields["against_total"][:, columns] = marks(found.difference, q, options.alpha).T
    return cells.with_fields(**fields)


def marks(difference: Floats, q: Floats, alpha: float) -> Objects:
    """``+`` where a difference is shown to be greater than 0, ``-`` where smaller, empty elsewhere."""
    with np.errstate(invalid="ignore"):
        sure = q <= alpha
    return np.where(sure & (difference > 0), "+", np.where(sure & (difference < 0), "-", "")).astype(object)
