"""Tabulation of a request by statements to a database."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.cell_sums import OccurringCells, SummedColumn, find_cells
from survey.estimation.database.grouped_rows import GroupedRows, add_rows, stack_tables
from survey.estimation.database.grouped_table import GroupedTable, Groups
from survey.estimation.database.grouping_statement import numbers_of, read_sums
from survey.estimation.database.replicate_tabulation import ReplicateTabulating, domains_of
from survey.estimation.database.requested_sums import (
    RequestedSums,
    base_condition,
    names_of,
    requested_sums,
    sums_of_categories,
    sums_of_levels,
    too_large,
)
from survey.estimation.database.sql_conditions import SqlAnswers
from survey.estimation.database.table_columns import BoundValues
from survey.estimation.domains import Domains, classifications, find_domains
from survey.estimation.estimand_columns import EstimandColumns, infinite, rows_of, unknown_base
from survey.estimation.estimation_source import Request, Tabulation, fill
from survey.estimation.requested_names import RequestedNames


def tabulate_groups(grouped: GroupedTable, request: Request) -> Tabulation:
    """Sums of a request by unit and domain.

    What the sample without rows refuses is refused, with the errors of a sample in memory.
    """
    return _Tabulating(grouped, request).tabulation()


@dataclass(frozen=True, slots=True)
class _Tabulating:
    """A request to a table: one statement, or for shares of all categories one per variable."""

    grouped: GroupedTable
    request: Request

    def tabulation(self) -> Tabulation:
        grouped, request = self.grouped, self.request
        wanted = RequestedNames.of(request)
        for name in wanted.names:
            if name in grouped.table.columns.kinds:
                grouped.table.columns.kind_of(name)
        for name in wanted.classified:
            for row in rows_of(grouped.like, name):
                grouped.find_levels(row)
        quantities = EstimandColumns(0, apart=True)
        fill(quantities, grouped.like, request)
        domains = find_domains(grouped.like, request.by)
        inside = grouped.like if wanted.where is None else grouped.like.where(wanted.where)
        # units without a weight give no degree of freedom
        inside = dataclasses.replace(
            inside, units=grouped.selection.units, weights=grouped.selection.weights, domain=None
        )
        tables, cells = [], None
        blanks: dict[str, Floats] = {}
        for bound, sums in self.statements(quantities):
            groups, rows = self.rows(bound, sums, domains, wanted.where)
            found, counted = add_rows(rows, grouped.n_units, domains.number)
            tables.append(found)
            blanks |= dict(zip(self.reasoned(sums), np.moveaxis(counted, 1, 0), strict=True))
            if groups.cells is not None:
                inside, cells = self.with_rows(inside, groups, rows, domains)
                _describe_rows(quantities, rows, groups)
        unknown = np.full((2, domains.number), np.nan)
        dont_know, refused = np.stack([blanks.get(name, unknown) for name in quantities.names], axis=1)
        without_rows = Domains(None, domains.number, domains.classes)
        tabulated = Tabulation(inside, quantities, without_rows, stack_tables(tables), (dont_know, refused), cells)
        columns = grouped.selection.replicates
        if columns is None:
            return tabulated

        def statements() -> Iterator[tuple[BoundValues, RequestedSums]]:
            return self.statements(quantities)

        replicated = ReplicateTabulating(grouped, request, columns, domains, wanted.where, statements)
        return replicated.completed(tabulated)

    def statements(self, quantities: EstimandColumns) -> Iterator[tuple[BoundValues, RequestedSums]]:
        grouped, request = self.grouped, self.request
        bound = BoundValues(grouped.table.dialect)
        if request.kind != "shares":
            yield bound, requested_sums(request, grouped.answers(bound), bound, grouped.like, quantities)
        elif grouped.weighting.names:
            # residuals from a calibration need all columns of a group at once
            yield bound, sums_of_levels(request, grouped.answers(bound), bound, grouped.like)
        else:
            for name in dict.fromkeys(names_of(grouped.like, request.variables)):
                bound = BoundValues(grouped.table.dialect)
                yield bound, sums_of_categories(name, request, grouped.answers(bound))

    @property
    def any_answers(self) -> SqlAnswers:
        return self.grouped.answers(BoundValues(self.grouped.table.dialect))

    def reasoned(self, sums: RequestedSums) -> list[str]:
        """Estimates for which it is known why answers are blank."""
        return [title for title, name in sums.blanks.items() if self.any_answers.knows_reasons(name)]

    def rows(
        self, bound: BoundValues, sums: RequestedSums, domains: Domains, where: str | None
    ) -> tuple[Groups, GroupedRows]:
        """Groups of a statement, and their sums with the weights after all steps."""
        grouped = self.grouped
        self.check_bases(sums)
        sources = list(classifications(self.request.by).values())
        reasoned = [sums.blanks[title] for title in self.reasoned(sums)]
        groups = grouped.read(sums, bound, sources, where, reasoned)
        added, squares, counts, weight_squares = read_sums(groups.frame, sums)
        if not (np.isfinite(added).all() and np.isfinite(squares).all()):
            raise self.not_finite()
        factor = groups.implied * groups.factor
        codes = domains_of(groups, domains)
        blanks = np.zeros((2, len(reasoned), len(codes)))
        for at in range(len(reasoned)):
            blanks[:, at] = [numbers_of(groups.frame, f"n{letter}{at}") for letter in "du"]
        categories, n_categories = None, 0
        if sums.category:
            categories = grouped.codes_of(groups.frame["c"], sums.category)
            n_categories = len(grouped.levels(sums.category))
        return groups, GroupedRows(
            groups.units,
            codes,
            added * factor,
            squares * factor,
            counts,
            weight_squares * factor**2,
            blanks,
            categories,
            n_categories,
        )

    def with_rows(
        self, like: Sample, groups: Groups, rows: GroupedRows, domains: Domains
    ) -> tuple[Sample, OccurringCells]:
        """Sample of the groups, as its calibrations need it, and the domains of the groups."""
        return with_calibrations(self.grouped, like, groups), find_cells(
            groups.units, self.grouped.n_units, rows.domains, domains.number
        )

    def check_bases(self, sums: RequestedSums) -> None:
        """Refuse the base "asked" of a variable with blanks whose reasons are unknown (``E008``)."""
        if self.request.kind not in ("share", "shares") or self.request.base == "answered":
            return
        table = self.grouped.table
        for name in sums.blanks.values():
            bound = BoundValues(table.dialect)
            answers = self.grouped.answers(bound)
            if not answers.knows_reasons(name):
                base = base_condition(name, self.request, answers)
                counted = f"SUM(CASE WHEN {base} THEN 0 ELSE 1 END) AS n"
                if table.read(f"SELECT {counted} FROM {table.source}", bound)["n"].iloc[0]:
                    raise unknown_base(name, self.request.place)

    def not_finite(self) -> EstimationError:
        """Error for sums that are not finite: infinite values, or numbers that are too large."""
        grouped = self.grouped
        names: Mapping[str, None] = dict.fromkeys(
            [*names_of(grouped.like, self.request.variables), *names_of(grouped.like, self.request.denominator or ())]
        )
        infinity = grouped.table.dialect.infinity
        for name in names:
            bound = BoundValues(grouped.table.dialect)
            answers = grouped.answers(bound)
            if answers.kind_of(name) == "number":
                counted = f"SUM(CASE WHEN ABS({answers.number(name)}) = {infinity} THEN 1 ELSE 0 END)"
                found = grouped.table.read(f"SELECT {counted} AS n FROM {grouped.table.source}", bound)
                if found["n"].iloc[0]:
                    return infinite(name, int(found["n"].iloc[0]))
        return too_large(self.request.place)


def with_calibrations(grouped: GroupedTable, like: Sample, groups: Groups) -> Sample:
    """Sample whose interviews are groups of rows, with the calibrations of the steps of weighting."""
    assert groups.cells is not None
    weights = numbers_of(groups.frame, "w_all") * groups.implied
    steps = [one.of_rows(groups.cells, weights) for one in grouped.weighting.steps]
    trail = (*like.trail[: len(like.trail) - len(steps)], *steps)
    return dataclasses.replace(like, units=groups.units, weights=weights * groups.factor, trail=trail)


def _describe_rows(quantities: EstimandColumns, rows: GroupedRows, groups: Groups) -> None:
    """Give the quantities their columns: of a group the mean of its rows, so that weight times value is its sum."""
    weights = numbers_of(groups.frame, "w_all") * groups.implied * groups.factor
    values = np.divide(rows.sums, weights, out=np.zeros_like(rows.sums), where=weights > 0)
    quantities.columns = [
        SummedColumn(row, column.base) for row, column in zip(values, quantities.columns, strict=True)
    ]
