"""Tabulation of a request by statements to a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices
from survey.blank_reasons import Reason
from survey.design.data_columns import Categories
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.database.database_selection import DatabaseSelection, weight_of
from survey.estimation.database.database_table import DatabaseTable, changed
from survey.estimation.database.grouped_rows import GroupedRows, add_rows, stack_tables
from survey.estimation.database.grouping_statement import numbers_of, read_sums, write_statement
from survey.estimation.database.plain_answers import PlainAnswers
from survey.estimation.database.requested_sums import RequestedSums, names_of, requested_sums, sums_of_categories
from survey.estimation.database.sql_conditions import SqlCondition
from survey.estimation.database.table_columns import BoundValues
from survey.estimation.domains import Domains, classifications, find_domains
from survey.estimation.estimand_columns import EstimandColumns, infinite, rows_of, unknown_base
from survey.estimation.estimation_source import Request, Tabulation, fill
from survey.estimation.requested_names import RequestedNames
from survey.expressions import parse


def tabulate_groups(table: DatabaseTable, selection: DatabaseSelection, like: Sample, request: Request) -> Tabulation:
    """Sums of a request by unit and domain.

    Parameters
    ----------
    table : DatabaseTable
    selection : DatabaseSelection
    like : Sample
        Sample of the same columns without a row. What it refuses is refused, with the errors of a sample in memory.
    request : Request
    """
    return _Tabulating(table, selection, like, PlainAnswers(table.columns), request).tabulation()


@dataclass(frozen=True, slots=True)
class _Tabulating:
    """A request to a table: one statement, or for shares of all categories one per variable."""

    table: DatabaseTable
    selection: DatabaseSelection
    like: Sample
    answers: PlainAnswers
    request: Request

    def tabulation(self) -> Tabulation:
        wanted = RequestedNames.of(self.request)
        for name in wanted.classified:
            for row in rows_of(self.like, name):
                self.find_levels(row)
        quantities = EstimandColumns(0, apart=True)
        fill(quantities, self.like, self.request)
        domains = find_domains(self.like, self.request.by)
        inside = self.like if wanted.where is None else self.like.where(wanted.where)
        tables = []
        blanks: dict[str, Floats] = {}
        for bound, sums in self.statements(quantities):
            rows = self.grouped(bound, sums, domains)
            found, counted = add_rows(rows, len(self.selection.stages[-1].stratum), domains.number)
            tables.append(found)
            blanks |= dict(zip(self.reasoned(sums), np.moveaxis(counted, 1, 0), strict=True))
        unknown = np.full((2, domains.number), np.nan)
        dont_know, refused = np.stack([blanks.get(name, unknown) for name in quantities.names], axis=1)
        without_rows = Domains(None, domains.number, domains.classes)
        return Tabulation(inside, quantities, without_rows, stack_tables(tables), (dont_know, refused))

    def find_levels(self, name: str) -> None:
        """Let the sample without rows know the categories that occur in the table."""
        like = self.like
        if name not in self.table.columns.kinds or like.kind_of(name) == "set" or like.categories(name).levels:
            return
        levels = self.table.levels(name)
        like._coded[name] = Categories(np.zeros(0, np.intp), levels, (), tuple(str(level) for level in levels))

    def statements(self, quantities: EstimandColumns) -> Iterator[tuple[BoundValues, RequestedSums]]:
        if self.request.kind != "shares":
            bound = BoundValues(self.table.dialect)
            yield bound, requested_sums(self.request, self.answers, bound, self.like, quantities)
            return
        for name in dict.fromkeys(names_of(self.like, self.request.variables)):
            yield BoundValues(self.table.dialect), sums_of_categories(name, self.request, self.answers)

    def reasoned(self, sums: RequestedSums) -> list[str]:
        """Estimates for which it is known why answers are blank."""
        return [title for title, name in sums.blanks.items() if self.answers.knows_reasons(name)]

    def grouped(self, bound: BoundValues, sums: RequestedSums, domains: Domains) -> GroupedRows:
        """Groups of rows that a statement returns."""
        request = self.request
        self.check_bases(sums)
        keys = {f"k{at}": self.table.columns.key(name) for at, name in enumerate(self.selection.names)}
        sources = list(classifications(request.by).values())
        keys |= {f"g{at}": self.key_of(source, bound) for at, source in enumerate(sources)}
        if sums.category:
            keys["c"] = self.answers.key(sums.category)
        where = self.condition(request.where, bound) if isinstance(request.where, str) else ""
        reasons = [
            (self.answers.has_reason(name, Reason.DONT_KNOW), self.answers.has_reason(name, Reason.REFUSED))
            for name in (sums.blanks[title] for title in self.reasoned(sums))
        ]
        weight = weight_of(self.table.columns, self.selection.design)
        statement = write_statement(self.table.source, keys, weight, sums, where, reasons)
        frame = self.table.read(statement, bound)
        if not where and int(frame["n_rows"].sum()) != self.selection.n:
            raise changed(self.table.title)
        return self.placed(frame, sums, domains, sources, len(reasons))

    def placed(
        self, frame: pd.DataFrame, sums: RequestedSums, domains: Domains, sources: list[str], n_reasons: int
    ) -> GroupedRows:
        """Rows of a result with their units, domains and categories as numbers."""
        combination = self.selection.combinations(self.table, frame)
        added, squares, counts, weight_squares = read_sums(frame, sums)
        if not (np.isfinite(added).all() and np.isfinite(squares).all()):
            raise self.not_finite()
        if self.selection.implied is not None:
            factor = self.selection.implied[combination]
            added, squares, weight_squares = added * factor, squares * factor, weight_squares * factor**2
        codes = np.zeros(len(frame), np.intp)
        for at, (source, (_, levels, _)) in enumerate(zip(sources, domains.classes, strict=True)):
            own = self.codes_of(frame[f"g{at}"], source, levels)
            codes = np.where((own < 0) | (codes < 0), -1, codes * len(levels) + own)
        blanks = np.zeros((2, n_reasons, len(frame)))
        for at in range(n_reasons):
            blanks[:, at] = [numbers_of(frame, f"n{letter}{at}") for letter in "du"]
        categories, n_categories = None, 0
        if sums.category:
            levels = self.like.categories(sums.category).levels
            categories, n_categories = self.codes_of(frame["c"], sums.category, levels), len(levels)
        units = self.selection.units[combination]
        return GroupedRows(units, codes, added, squares, counts, weight_squares, blanks, categories, n_categories)

    def codes_of(self, column: pd.Series, source: str, levels: tuple[Level, ...]) -> Indices:
        """(rows,) position of each value among the levels; -1 where blank."""
        if self.like.has(source):
            return self.table.placed(column.rename(source), levels)
        truth = column.to_numpy(np.float64, na_value=np.nan)
        return np.where(np.isnan(truth), -1, truth).astype(np.intp)

    def key_of(self, source: str, bound: BoundValues) -> str:
        """Expression whose values make the classes of a classification."""
        if self.like.has(source):
            return self.answers.key(source)
        truth = self.condition(source, bound)
        return f"CASE WHEN {truth} THEN 1 WHEN NOT {truth} THEN 0 END"

    def condition(self, source: str, bound: BoundValues) -> str:
        return SqlCondition(parse(source), self.answers, bound, self.like).written()

    def check_bases(self, sums: RequestedSums) -> None:
        """Refuse the base "asked" of a variable with blanks whose reasons are unknown (``E008``)."""
        if self.request.kind not in ("share", "shares") or self.request.base == "answered":
            return
        for base, name in zip(sums.bases, sums.blanks.values(), strict=True):
            if not self.answers.knows_reasons(name):
                counted = f"SUM(CASE WHEN {base.condition} THEN 0 ELSE 1 END) AS n"
                if self.table.read(f"SELECT {counted} FROM {self.table.source}")["n"].iloc[0]:
                    raise unknown_base(name, self.request.place)

    def not_finite(self) -> EstimationError:
        """Error for sums that are not finite: infinite values, or numbers that are too large."""
        names: Mapping[str, None] = dict.fromkeys(
            [*names_of(self.like, self.request.variables), *names_of(self.like, self.request.denominator or ())]
        )
        infinity = self.table.dialect.infinity
        for name in names:
            if self.answers.kind_of(name) == "number":
                counted = f"SUM(CASE WHEN ABS({self.answers.number(name)}) = {infinity} THEN 1 ELSE 0 END)"
                found = self.table.read(f"SELECT {counted} AS n FROM {self.table.source}")
                if found["n"].iloc[0]:
                    return infinite(name, int(found["n"].iloc[0]))
        return EstimationError(
            "E340",
            self.request.place,
            "Sums of the values are too large for floating numbers.",
            "Bring the variable to a larger unit: multiply it by one small number in a query.",
        )
