"""Linearisation of estimates that are smooth functions of weighted sums: models, reliability, margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.sample import Sample
from survey.estimation.calibration_residuals import Linear, project
from survey.estimation.cell_columns import WrittenColumns
from survey.estimation.cell_sums import OccurringCells, SummedColumn, find_cells, sum_columns
from survey.estimation.influence import Influence
from survey.estimation.presence import Presence
from survey.estimation.variation import Linearised


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Weighted sums of columns by unit and domain.

    Parameters
    ----------
    cells : OccurringCells
    columns : tuple of SummedColumn
    values : (columns, cells) array
    counts : (cells,) array
        Interviews with a weight above zero.
    """

    cells: OccurringCells
    columns: tuple[SummedColumn, ...]
    values: Floats
    counts: Floats

    def by_domain(self) -> Floats:
        """(columns, domains) sums over the units."""
        n_domains = self.cells.n_domains
        return np.stack([np.bincount(self.cells.domains, row, n_domains) for row in self.values])

    def n(self) -> Floats:
        """(domains,) number of interviews."""
        return np.asarray(np.bincount(self.cells.domains, self.counts, self.cells.n_domains), np.float64)


def sum_up(sample: Sample, columns: Sequence[Floats], domains: Indices | None, number: int = 1) -> Sums:
    """Sums of columns over the interviews of each domain.

    Parameters
    ----------
    sample : Sample
    columns : sequence of (n,) arrays
        Without blanks inside the domains.
    domains : (n,) array of int, or None
        -1 outside every domain; None means one domain with everybody.
    number : int
        Number of domains.
    """
    cells = find_cells(sample.units, len(sample.stages[-1].stratum), domains, number)
    given = tuple(SummedColumn(values, 0) for values in columns)
    counts = np.bincount(cells.of_row[sample.weights > 0], minlength=len(cells) + 1)[: len(cells)]
    return Sums(cells, given, sum_columns(cells, sample.weights, given), counts.astype(np.float64))


def sum_used(sample: Sample, columns: Sequence[Floats], used: Mask) -> Sums:
    """Sums of columns that are given for k of the interviews only.

    Parameters
    ----------
    sample : Sample
    columns : sequence of (k,) arrays
    used : (n,) array of bool
        Which k interviews.
    """
    if used.all():
        return sum_up(sample, columns, None)
    spread = []
    for column in columns:
        full = np.zeros(len(used))
        full[used] = column
        spread.append(full)
    return sum_up(sample, spread, np.where(used, 0, -1))


def linearise(sample: Sample, sums: Sums, linear: Linear) -> Linearised:
    """Variation of estimates whose influences are linear in the sums.

    Parameters
    ----------
    sample : Sample
    sums : Sums
    linear : callable
        From sums (columns, cells) and the domain of each cell to influences (estimates, cells).

    Notes
    -----
    Binder (1983); Deville (1999). Influences are residuals from the calibrations of the trail.
    """
    cells, z = sums.cells, linear(sums.values, sums.cells.domains)
    counts, base_of = WrittenColumns(sums.counts[None, :]), np.zeros(len(z), np.intp)
    presence = Presence.of(sample, cells.units, cells.domains, cells.n_domains, counts, base_of)
    before = Influence.before_calibration(presence, WrittenColumns(z))
    return Linearised(project(sample, before, cells, list(sums.columns), linear))
