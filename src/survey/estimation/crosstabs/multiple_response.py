"""Tables with multiple choices: every option is a class, and an interview is in as many cells as it mentions options.

Cells overlap, so they do not add up to the margins, and Pearson's statistic of the whole table has no meaning. Each option
has a separate table, mentioned or not by the other classification, with a design-based test; p-values are adjusted for
their number. Testing each option and adjusting (Bilder, Loughin and Nettleton 2000; Bilder and Loughin 2004), with the
corrections of Rao and Scott in place of simple random sampling (Thomas and Decady 2004).
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from survey.arrays import Floats, Mask
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.build_estimates import DegreesOfFreedom, conclude
from survey.estimation.cell_sums import accumulate
from survey.estimation.chosen_answers import choice_of
from survey.estimation.classification import Grouped, column_of
from survey.estimation.crosstabs.cell_estimates import Options
from survey.estimation.crosstabs.crossing import MOST_CELLS, Side, cross, side_categories, total_influence
from survey.estimation.crosstabs.independence_statistics import Statistic
from survey.estimation.crosstabs.independence_test import IndependenceTest, run_tests
from survey.estimation.domains import By, Domains
from survey.estimation.estimand_columns import EstimandColumns
from survey.estimation.estimates import EstimandKind, Estimates
from survey.estimation.estimation_source import tabulate
from survey.estimation.multiple_testing import holm


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Answers to one side of a table: ``member`` (n, k) says in which classes an interview is; several for multiple choices.

    ``answered`` (n,) says who gave an answer at all.
    """

    side: Side
    member: Mask
    answered: Mask
    is_multiple: bool


@dataclass(frozen=True, slots=True, eq=False)
class MultipleCrossing:
    """Two classifications crossed of which one or both are multiple choices.

    Parameters
    ----------
    row, column : Side
    domains : Domains
    n_rows : (rows, domains) array
        Interviews in each row with an answer to both and a weight above zero.
    n_columns : (columns, domains) array
    n_all : (domains,) array
    """

    row: Side
    column: Side
    domains: Domains
    n_rows: Floats
    n_columns: Floats
    n_all: Floats


def is_multiple(sample: Sample, name: str) -> bool:
    """Whether a name is a multiple choice."""
    return sample.has(name) and sample.kind_of(name) == "set"


def responses_of(sample: Sample, name: str, place: str) -> Responses:
    """Answers to a multiple choice or to a variable with categories."""
    if is_multiple(sample, name):
        choice = choice_of(sample, name, place)
        assert choice.mentions is not None
        member = choice.mentions & choice.answered[:, None]
        return Responses(Side(name, choice.levels, choice.labels), member, choice.answered, True)
    found = side_categories(sample, name, place)
    member = found.codes[:, None] == np.arange(len(found.levels))
    return Responses(Side(name, found.levels, found.labels), member, found.codes >= 0, False)


def check_cells(row: Responses, column: Responses, place: str) -> None:
    """Refuse a table without cells, or of too many."""
    number = len(row.side) * len(column.side)
    if not 0 < number <= MOST_CELLS:
        raise EstimationError(
            "E361",
            f"{place}: {row.side.name!r} x {column.side.name!r}",
            f"They have {len(row.side)} and {len(column.side)} categories; a table has 1 to {MOST_CELLS:,} cells.",
            "Group the values of the finer variable first: survey.recode.",
        )


Lines = Literal["count", "share", "row", "column"]
"""Lines of a table: persons in each cell, its share, margins of the rows, margins of the columns."""


def lines_of(
    sample: Sample, row: Responses, column: Responses, by: By, percent: str, lines: Lines, options: Options
) -> Estimates:
    """Estimates of the cells (rows slowest), or of one margin, in every domain."""
    complete = row.answered & column.answered
    quantities = EstimandColumns(len(complete))
    everybody = quantities.add_base(complete)
    name = " x ".join((row.side.name, column.side.name))
    cells = itertools.product(range(len(row.side)), range(len(column.side)))
    if lines in ("row", "column"):
        one = row if lines == "row" else column
        for at in range(len(one.side)):
            quantities.add(
                name, quantities.add_column(one.member[:, at] & complete, everybody), everybody, reasons=None
            )
        sides = [(one.side, np.arange(len(one.side)))]
    else:
        of_row = [quantities.add_base(complete & one) for one in row.member.T] if percent == "row" else []
        of_column = [quantities.add_base(complete & one) for one in column.member.T] if percent == "column" else []
        for i, j in cells:
            both = row.member[:, i] & column.member[:, j] & complete
            base = everybody if lines == "count" or percent == "total" else of_row[i] if of_row else of_column[j]
            at, below = quantities.add_column(both, base), -1 if lines == "count" else None
            quantities.add(name, at, base, reasons=None, denominator=below)
        places = np.divmod(np.arange(len(quantities.names)), len(column.side))
        sides = list(zip((row.side, column.side), places, strict=True))
    kind: EstimandKind = "total" if lines == "count" else "share"
    level, df, deff, interval = options
    table = tabulate(sample, quantities, by, accumulate)
    found, number = conclude(kind, table, level, df, deff, interval), table.domains.number
    repeated = tuple(
        Grouped(column_of(side.name), side.levels, side.labels, np.repeat(of, number)) for side, of in sides
    )
    return dataclasses.replace(found, by=(*repeated, *found.by))


def crossing_of(row: Responses, column: Responses, domains: Domains, weights: Floats) -> MultipleCrossing:
    """The table without its estimates: its sides, and interviews in its margins."""
    inside = np.zeros(len(weights), np.intp) if domains.codes is None else domains.codes
    used = row.answered & column.answered & (weights > 0) & (inside >= 0)

    def counted(member: Mask) -> Floats:
        return np.bincount(inside[member & used], minlength=domains.number).astype(np.float64)

    return MultipleCrossing(
        row.side,
        column.side,
        domains,
        np.stack([counted(one) for one in row.member.T]),
        np.stack([counted(one) for one in column.member.T]),
        counted(used),
    )


def cell_counts(row: Responses, column: Responses, domains: Domains, weights: Floats) -> Floats:
    """(cells x domains,) interviews in each cell with a weight above zero."""
    inside = np.zeros(len(weights), np.intp) if domains.codes is None else domains.codes
    used = (weights > 0) & (inside >= 0)
    found = [
        np.bincount(inside[one & other & used], minlength=domains.number)
        for one in row.member.T
        for other in column.member.T
    ]
    return np.stack(found).ravel().astype(np.float64)


def option_tests(
    sample: Sample, row: Responses, column: Responses, by: By, statistic: Statistic, df: DegreesOfFreedom, place: str
) -> IndependenceTest:
    """The test of every option against the other side, or of every pair of options, domain by domain.

    Rows run through the options slowest, then the domains; ``p_holm`` adjusts for the options of one domain.
    """
    complete = row.answered & column.answered
    sides = [_tested(one, complete) for one in (row, column)]
    extended = sample.assign(**{name: values for side in sides for name, values in side.items()})
    pairs = list(itertools.product(*(side or [one.side.name] for side, one in zip(sides, (row, column), strict=True))))
    tests = []
    for one, other in pairs:
        crossing = cross(extended, one, other, by, place)
        tests.append(run_tests(extended, crossing, total_influence(extended, crossing), statistic, df))
    arrays = ("statistic", "df", "ddf", "p", "x2", "mean_deff", "n", "n_blank")
    joined: dict[str, Any] = {name: np.concatenate([getattr(one, name) for one in tests]) for name in arrays}
    number = len(tests[0])
    adjusted = holm(joined["p"].reshape(len(tests), number))
    shape = [len(one.side) if one.is_multiple else 1 for one in (row, column)]
    at = np.unravel_index(np.arange(len(tests)), shape)
    options = tuple(
        Grouped(column_of(one.side.name), one.side.levels, one.side.labels, np.repeat(of, number))
        for one, of in zip((row, column), at, strict=True)
        if one.is_multiple
    )
    domains = tuple(dataclasses.replace(one, of_row=np.tile(one.of_row, len(tests))) for one in tests[0].by)
    return dataclasses.replace(
        tests[0],
        row=row.side.name,
        column=column.side.name,
        by=(*options, *domains),
        **joined,
        notes=tuple(note for one in tests for note in one.notes),
        about=f"each option of {row.side.name} x {column.side.name}; {tests[0].about.partition('; ')[2]}",
        p_holm=adjusted.ravel(),
    )


def _tested(one: Responses, complete: Mask) -> Mapping[str, Floats]:
    """Columns of 0 and 1 of the options of a multiple choice, blank where the table is; nothing for other variables."""
    if not one.is_multiple:
        return {}
    return {
        f"{one.side.name}={level}": np.where(complete, member.astype(np.float64), np.nan)
        for level, member in zip(one.side.levels, one.member.T, strict=True)
    }
