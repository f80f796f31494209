"""Cross-classification: sums by unit, domain and cell of the table, in one pass over the interviews."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats
from survey.design.data_columns import Categories
from survey.design.degrees_of_freedom import design_degrees
from survey.design.population_margin import Level, compress
from survey.design.reweighting import replication_of
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.calibration_residuals import is_direct, project
from survey.estimation.cell_columns import Columns, FactoredColumns, WrittenColumns
from survey.estimation.cell_sums import Coded, OccurringCells, find_cells, sum_classes
from survey.estimation.domains import By, Domains, categories_of, classifications, find_domains
from survey.estimation.grouped_interviews import GroupSizes
from survey.estimation.influence import Influence
from survey.estimation.presence import Presence
from survey.text import Text

MOST_CELLS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the two classifications: every level of the questionnaire, seen or not."""

    name: str
    levels: tuple[Level, ...]
    labels: tuple[Text, ...]

    def __len__(self) -> int:
        return len(self.levels)


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """Sums of K cells (rows slowest) in every domain.

    Only interviews with an answer to both count; they are casewise complete.

    Parameters
    ----------
    row, column : Side
    domains : Domains
    cells : OccurringCells
        Pairs of unit and domain.
    classes : Coded
        Cell of the table of each interview.
    weights, counts : Columns (K, cells)
        Sums of weights, and interviews with a weight above zero.
    weight_squares : (K, domains) array
    n_asked, n_answered : (domains,) array
        Interviews of the domain, and those with an answer to both; whatever their weight.
    degrees : (domains,) array
        PSUs minus strata of the domain, answered or not.
    """

    row: Side
    column: Side
    domains: Domains
    cells: OccurringCells
    classes: Coded
    weights: Columns
    counts: Columns
    weight_squares: Floats
    n_asked: Floats
    n_answered: Floats
    degrees: Floats

    @property
    def size(self) -> int:
        """Number of cells of the table, K."""
        return self.classes.number

    def by_domain(self, sums: Columns) -> Floats:
        """(K, domains) sums over the units of columns (K, cells)."""
        return sums.sums(self.cells.domains, self.domains.number)


def cross(sample: Sample, row: str, column: str, by: By, place: str, sizes: GroupSizes | None = None) -> Crossing:
    """The sums of a table; ``sizes`` are those of the rows, where rows are groups of interviews.

    Raises
    ------
    EstimationError
        ``E201`` to ``E203`` variables without a table; ``E012`` an unknown classification.
    """
    check_names(row, column, by, place)
    rows, columns = side_categories(sample, row, place), side_categories(sample, column, place)
    number = len(rows.levels) * len(columns.levels)
    _check_size(rows, columns, row, column, place)
    domains = find_domains(sample, by)
    answered = (rows.codes >= 0) & (columns.codes >= 0)
    complete = bool(answered.all())
    inside = answered.view(np.int8) - 1 if domains.codes is None else np.where(answered, domains.codes, -1)
    codes = rows.codes * len(columns.levels) + columns.codes
    classes = Coded(codes if complete else np.where(answered, codes, 0), number)
    within = None if complete and domains.codes is None else inside.astype(np.intp, copy=False)
    cells = find_cells(sample.units, len(sample.stages[-1].stratum), within, domains.number)
    weights = sample.weights
    counted, squares = None, weights * weights
    if sizes is not None:
        counted, squares = sizes.n, sizes.weight_squares
    elif weights.min() <= 0:
        counted = (weights > 0).astype(np.float64)
    whole = OccurringCells(
        np.arange(domains.number), np.arange(domains.number), domains.number, cells.domain_of_row, cells.domain_of_row
    )
    asked = None if sizes is None else sizes.asked
    n_asked, degrees = _asked(sample, domains, asked)
    return Crossing(
        Side(row, rows.levels, rows.labels),
        Side(column, columns.levels, columns.labels),
        domains,
        cells,
        classes,
        _sums(sample, cells, weights, classes),
        _sums(sample, cells, counted, classes),
        sum_classes(whole, squares, classes),
        n_asked,
        np.bincount(cells.domain_of_row, asked, domains.number)[: domains.number].astype(np.float64),
        degrees,
    )


def total_influence(sample: Sample, crossing: Crossing) -> Influence:
    """Influence of each unit on the total of each of the K cells, after calibration."""
    cells, each = crossing.cells, np.arange(crossing.size)
    presence = Presence.of(sample, cells.units, cells.domains, cells.n_domains, crossing.counts, each)
    before = Influence.before_calibration(presence, crossing.weights)
    return project(sample, before, cells, crossing.classes, lambda sums, _: sums)


def _sums(sample: Sample, cells: OccurringCells, weights: Floats | None, classes: Coded) -> Columns:
    """(K, cells) sums of the weights, or numbers of interviews."""
    if not is_direct(sample) or sample.stages[-1].form is not None:
        return WrittenColumns(sum_classes(cells, weights, classes))
    of, given = np.zeros(len(cells) + 1, np.intp), np.zeros(len(cells) + 1)
    of[cells.of_row] = classes.codes
    given[cells.of_row] = 1.0 if weights is None else weights
    return FactoredColumns(np.eye(classes.number), of[:-1], given[:-1])


def _asked(sample: Sample, domains: Domains, asked: Floats | None) -> tuple[Floats, Floats]:
    """(domains,) interviews, and PSUs minus strata, of everybody in the domain; ``asked`` are the interviews of a row."""
    number, first, units = domains.number, sample.stages[0], sample.units
    if domains.codes is None:
        everybody = float(len(sample)) if asked is None else float(asked.sum())
        return np.array([everybody]), np.array([design_degrees(sample)])
    inside = np.flatnonzero(domains.codes >= 0)
    codes = domains.codes[inside]
    n = np.bincount(codes, None if asked is None else asked[inside], number).astype(np.float64)
    form = replication_of(sample)
    if form is not None:
        present = np.zeros((number, len(sample.stages[-1].stratum)), bool)
        present[codes, units[inside]] = True
        return n, np.array([form.degrees(one) for one in present])
    psus = sample.psus[1][inside]
    there = [
        np.bincount(compress(keys * number + codes, size * number)[1] % number, minlength=number)
        for keys, size in ((psus, len(first.stratum)), (first.stratum[psus], len(first.strata)))
    ]
    return n, (there[0] - there[1]).astype(np.float64)


def side_categories(sample: Sample, name: str, place: str) -> Categories:
    """Categories of one side of a table (``E201``)."""
    return categories_of(sample, name, "E201", f"{place}: variable {name!r}")


def check_names(row: str, column: str, by: By, place: str) -> None:
    """Refuse a variable that is named twice (``E202``)."""
    names = [row, column, *classifications(by).values()]
    repeated = [name for name in names if names.count(name) > 1]
    if repeated:
        raise EstimationError(
            "E202",
            f"{place}: variable {repeated[0]!r}",
            "It is named twice among row, column and by.",
            "A table needs two variables; to see one in parts of the population, name it once.",
        )


def _check_size(rows: Categories, columns: Categories, row: str, column: str, place: str) -> None:
    number = len(rows.levels) * len(columns.levels)
    if 0 < number <= MOST_CELLS:
        return
    raise EstimationError(
        "E203",
        f"{place}: {row!r} x {column!r}",
        f"They have {len(rows.levels)} and {len(columns.levels)} categories; a table has 1 to {MOST_CELLS:,} cells.",
        "Group the values of the finer variable first, for example with Sample.assign.",
    )
