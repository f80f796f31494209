"""Sample whose rows stay in their file."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from survey.argument_errors import noun, public
from survey.arrays import Floats
from survey.design.design import Design
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, InterviewsNeededError, nearest
from survey.estimation.cell_sums import CellSums, add_tables
from survey.estimation.domains import Domains
from survey.estimation.estimand_columns import EstimandColumns
from survey.estimation.estimation_source import Request, Tabulation, fill, tabulate
from survey.estimation.requested_names import RequestedNames
from survey.estimation.stored_sample import StoredSample, weight_names
from survey.estimation.streaming.category_levels import categories, find_levels
from survey.estimation.streaming.parquet_batches import Batches, open_batches
from survey.estimation.streaming.streamed_design import Selection, check_design, find_selection

ROWS_AT_ONCE = 1 << 18


@noun
@dataclass(frozen=True, slots=True, eq=False)
class StreamedSample(StoredSample):
    """Rows of a file as a probability sample; made by :func:`survey.stream`.

    ``survey.total``, ``mean``, ``share``, ``shares`` and ``ratio`` accept it in place of a :class:`survey.Sample`.

    Parameters
    ----------
    selection : Selection
        Units, strata and weights.
    batches : Batches
    """

    selection: Selection
    batches: Batches
    _levels: dict[str, tuple[Level, ...]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """Number of rows."""
        return self.batches.n

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns of the file."""
        return self.batches.names

    def tabulate(self, request: Request) -> Tabulation:
        """Sums by PSU and domain, in one pass over the columns that are needed.

        Raises
        ------
        EstimationError
            ``E307`` something other than names of columns; ``E308`` a column that is not in the file; ``E304`` too
            many categories; and the codes of the estimates.
        """
        wanted = RequestedNames.of(request)
        self._check_known(wanted.names)
        levels = self._levels_of(wanted.classified)
        table: CellSums | None = None
        found: Tabulation | None = None
        weights = np.zeros(len(self.stages[-1].stratum))
        for batch in self._samples(wanted.names, levels):
            quantities = EstimandColumns(len(batch), apart=True)
            fill(quantities, batch, request)
            domain = batch if wanted.where is None else batch.where(wanted.where)
            weights += np.bincount(batch.units, batch.weights, len(weights))
            found = tabulate(domain, quantities, request.by, request.engine)
            table = found.table if table is None else add_tables(table, found.table)
        assert found is not None
        assert table is not None
        domains = Domains(None, found.domains.number, found.domains.classes)
        return Tabulation(self._without_rows(wanted.where, weights), found.quantities, domains, table, found.unanswered)

    def _samples(self, names: Sequence[str], levels: dict[str, tuple[Level, ...]]) -> Iterator[Sample]:
        """Each batch as a sample, with the units and categories of the whole file."""
        selected = (*self.selection.names, *weight_names(self.design))
        for _, frame in self.batches.read(list(dict.fromkeys((*selected, *names)))):
            units, weights = self.selection.of_rows(frame)
            coded = {name: categories(frame[name], own) for name, own in levels.items()}
            yield Sample(frame, frame, self.design, self.stages, units, weights, self.trail, _coded=coded)

    def _without_rows(self, where: str | None, weights: Floats) -> Sample:
        """Sample of the units: those without a weight give no degree of freedom."""
        none = pd.DataFrame()
        empty = Sample(none, none, self.design, self.stages, np.arange(len(weights)), weights, self.trail)
        return empty if where is None else dataclasses.replace(empty, conditions=(where,))

    def _levels_of(self, names: Sequence[str]) -> dict[str, tuple[Level, ...]]:
        missing = [name for name in names if name not in self._levels]
        if missing:
            self._levels.update(find_levels(self.batches, missing))
        return {name: self._levels[name] for name in names}

    def _check_known(self, names: Sequence[str]) -> None:
        check_columns(names, self.names)

    def _refusal(self, name: str) -> InterviewsNeededError:
        return InterviewsNeededError(
            "E310",
            f"streamed file: {name}",
            "This needs all rows in memory; a file that is streamed has total, mean, share, shares and ratio only.",
            "Read the columns that are needed (pandas.read_parquet) and give them to survey.make_sample.",
        )

    def __repr__(self) -> str:
        first, step = self.stages[0], self.selection.step
        return (
            f"<StreamedSample: {len(self):,} rows in {len(self.batches.paths)} file(s), {len(first.strata)} strata, "
            f"{len(first.stratum)} PSUs; {step.detail}, total {step.total:,.0f}; lonely PSU: {self.design.lonely}>"
        )


def check_columns(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse names that the file does not have.

    Raises
    ------
    EstimationError
        ``E308``.
    """
    for name in names:
        if name not in known:
            raise EstimationError(
                "E308", f"streamed file: column {name!r}", "The file has no such column.", nearest(name, known)
            )


@public
def stream(
    path: str | Path | Sequence[str | Path], design: Design, *, rows_at_once: int = ROWS_AT_ONCE
) -> StreamedSample:
    """Sample too large for memory: its file is read in batches whenever something is estimated.

    Parameters
    ----------
    path : file, several files, or folder
        Parquet, plain columns.
    design : Design
        Must name PSUs, because a table of PSUs by domains is all that is kept in memory.
    rows_at_once : int
        Rows of a batch; memory grows with it.

    Returns
    -------
    StreamedSample
        For ``survey.total``, ``mean``, ``share``, ``shares`` and ``ratio``, whose results are the same as in memory;
        other verbs refuse it (``E310``). Weights are used as the file has them, as if they were design weights: an
        earlier calibration is not known, so that standard errors are usually a little too large.

    Raises
    ------
    EstimationError
        ``E302``, ``E303`` files that cannot be read; ``E305``, ``E306`` design and weights; ``E308`` a column that
        is not in the file; ``E309`` an impossible ``rows_at_once``.
    DesignError
        ``S005`` text where numbers are needed; ``S010`` to ``S014`` strata, PSUs and population figures.

    Notes
    -----
    One pass over the columns of the design finds units and weights; each estimate takes a pass over its columns, and
    another over those that classify, the first time they are used.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> from survey.estimation import mean
    >>> table = pd.DataFrame({"unit": [1, 1, 2, 2], "w": [1.0, 1, 1, 1], "y": [1, 2, 3, 4]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_parquet(f"{folder}/wave.parquet")
    ...     sample = stream(f"{folder}/wave.parquet", Design(psu="unit", weight="w"), rows_at_once=2)
    ...     float(mean(sample, "y").estimate[0])
    2.5
    """
    if rows_at_once < 1:
        raise EstimationError(
            "E309", "survey.stream: rows_at_once", f"{rows_at_once} rows cannot be read.", "Give a positive number."
        )
    check_design(design)
    batches = open_batches(path, rows_at_once)
    needed = (*design.strata_names, *design.psu_names, *design.fpc_names, *weight_names(design))
    check_columns(needed, batches.names)
    return StreamedSample(find_selection(batches, design), batches)
