"""Groups of rows of a table: by unit, by classifications, by the cells of a step of weighting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.blank_reasons import Reason
from survey.design.data_columns import Categories
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.database.cell_weights import CellWeights
from survey.estimation.database.database_selection import DatabaseSelection, weight_of
from survey.estimation.database.database_table import DatabaseTable, changed
from survey.estimation.database.grouping_statement import FurtherSums, numbers_of, write_statements
from survey.estimation.database.requested_sums import RequestedSums
from survey.estimation.database.sql_conditions import AnswersOf, SqlCondition
from survey.estimation.database.table_columns import BoundValues
from survey.expressions import parse

MOST_GROUPS = 5_000_000
"""Groups by values of a number that are moved from the database."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups that a statement returned.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its rows.
    units : (rows,) array of int
        Unit of the last stage.
    codes : tuple of (rows,) arrays of int
        Class in each classification; -1 where blank.
    inside : (rows,) array of bool
        Groups within the domain.
    cells : (rows,) array of int, or None
        Cell of the weights; None when no step of weighting was made.
    implied, factor : (rows,) arrays
        Weight that population figures imply, else 1; and the factor of the steps of weighting on top of it.
    """

    frame: pd.DataFrame
    units: Indices
    codes: tuple[Indices, ...]
    inside: Mask
    cells: Indices | None
    implied: Floats
    factor: Floats


@dataclass(frozen=True, slots=True, eq=False)
class GroupedTable:
    """A table that is grouped, with all that is known of it.

    Parameters
    ----------
    table : DatabaseTable
    selection : DatabaseSelection
    like : Sample
        Sample of the same columns without a row.
    answers : callable
    weighting : CellWeights
        Steps of weighting made after the table was opened.
    """

    table: DatabaseTable
    selection: DatabaseSelection
    like: Sample
    answers: AnswersOf
    weighting: CellWeights

    @property
    def n_units(self) -> int:
        """Number of units of the last stage."""
        return len(self.selection.stages[-1].stratum)

    def find_levels(self, name: str) -> None:
        """Let the sample without rows know the categories that occur in the table."""
        like = self.like
        if not like.has(name) or like.kind_of(name) == "set" or like.categories(name).levels:
            return
        bound = BoundValues(self.table.dialect)
        levels = self.table.levels(name, self.answers(bound).key(name), bound)
        like._coded[name] = Categories(np.zeros(0, np.intp), levels, (), tuple(str(level) for level in levels))

    def levels(self, source: str) -> tuple[Level, ...]:
        """Levels of a name, whose categories have been found, or of a condition."""
        return self.like.categories(source).levels if self.like.has(source) else (0, 1)

    def read(
        self,
        sums: RequestedSums,
        bound: BoundValues,
        sources: Sequence[str],
        where: str | None,
        reasoned: Sequence[str] = (),
        *,
        values: Mapping[str, str] | None = None,
        keep_outside: bool = False,
        extremes: bool = False,
        further: FurtherSums | None = None,
    ) -> Groups:
        """Groups of a statement.

        Parameters
        ----------
        sums : RequestedSums
        bound : BoundValues
            Has the values of the sums.
        sources : sequence of str
            Names or conditions by which rows are grouped in addition to units.
        where : str or None
            Condition of the domain.
        reasoned : sequence of str
            Variables of whose blanks the reasons are counted.
        values : mapping of str to str
            Expressions whose values are keys, too, by their names in messages.
        keep_outside : bool
            Whether groups outside the domain are wanted, too.
        extremes : bool
            Whether the least and the largest weight are wanted, too.
        further : FurtherSums or None
            Sums that are wanted in place of those of the request.
        """
        answers = self.answers(bound)
        keys = {f"k{at}": answers.key(name) for at, name in enumerate(self.selection.names)}
        keys |= {f"g{at}": self._key(source, bound) for at, source in enumerate(sources)}
        cell_names = self.weighting.names
        keys |= {f"m{at}": answers.key(name) for at, name in enumerate(cell_names)}
        keys |= {f"v{at}": value for at, value in enumerate((values or {}).values())}
        if sums.category:
            keys["c"] = answers.key(sums.category)
        if where is not None:
            # rows outside the domain are counted, too: whether the table has changed is seen from all of them
            keys = self._divided(keys, self._condition(where, bound))
        reasons = [
            (answers.has_reason(name, Reason.DONT_KNOW), answers.has_reason(name, Reason.REFUSED)) for name in reasoned
        ]
        weight = weight_of(answers, self.table.dialect, self.selection.design)
        # without a key, no row at all would be a row of NULLs
        keys = keys or {"everybody": "0"}
        most = self.table.dialect.most_columns
        statements = write_statements(
            self.table.source, keys, weight, sums, reasons, extremes=extremes, further=further, most=most
        )
        if values:
            statements = [f"{one} LIMIT {MOST_GROUPS + 1}" for one in statements]
        frame = self._joined([self.table.read(one, bound) for one in statements], list(keys))
        if len(frame) > MOST_GROUPS:
            raise EstimationError(
                "E348",
                f"{self.table.title}: {', '.join(map(repr, values or ()))}",
                f"There are more than {MOST_GROUPS:,} combinations of sampling point and value; each of them would be moved.",
                "Round the values in a query, or put them into classes.",
            )
        combination = self.selection.combinations(self.table, frame)
        self._check_weights(frame, combination, is_whole=further is None or not further.where)
        if where is not None and not cell_names and not keep_outside:
            within = (numbers_of(frame, "inside") > 0).nonzero()[0]
            frame, combination = frame.iloc[within].reset_index(drop=True), combination[within]
        return self._placed(frame, combination, sources)

    def _joined(self, frames: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
        """Columns of several results with the same groups."""
        found = frames[0]
        for further in frames[1:]:
            joined = found.merge(further, on=keys, how="inner", validate="one_to_one")
            if not len(joined) == len(found) == len(further):
                raise changed(self.table.title)
            found = joined
        return found

    def _divided(self, keys: dict[str, str], condition: str) -> dict[str, str]:
        """Keys by which the rows of a domain are grouped, and the others by unit only, or by cell when these have weights.

        Residuals from a calibration need the rows outside the domain with all of their classes.
        """
        inside = f"CASE WHEN {condition} THEN 1 ELSE 0 END"
        if not self.weighting.names:
            keys = {
                name: key if name.startswith("k") else f"CASE WHEN {condition} THEN {key} END"
                for name, key in keys.items()
            }
        return {**keys, "inside": inside}

    def _check_weights(self, frame: pd.DataFrame, combination: Indices, *, is_whole: bool) -> None:
        """Raise ``E334`` when weights or rows are other than they were when the table was opened."""
        selection, added = self.selection, numbers_of(frame, "w_all")
        complete = (frame["n_weights"] == frame["n_rows"]).all() and not (numbers_of(frame, "lowest") < 0).any()
        if complete and np.isfinite(added).all():
            if not is_whole:
                return
            if selection.implied is not None:
                added = added * selection.implied[combination]
            found = np.bincount(combination, added, len(selection.weights))
            if int(frame["n_rows"].sum()) == selection.n and np.allclose(found, selection.weights, rtol=1e-9, atol=0):
                return
        raise changed(self.table.title)

    def _placed(self, frame: pd.DataFrame, combination: Indices, sources: Sequence[str]) -> Groups:
        codes = tuple(self.codes_of(frame[f"g{at}"], source) for at, source in enumerate(sources))
        inside = numbers_of(frame, "inside") > 0 if "inside" in frame else np.ones(len(frame), bool)
        cells, factor = None, np.ones(len(frame))
        if self.weighting.names:
            own = [self.codes_of(frame[f"m{at}"], name) for at, name in enumerate(self.weighting.names)]
            cells = self.weighting.find(own)
            if (cells < 0).any():
                raise changed(self.table.title)
            factor = self.weighting.factor[cells]
        implied = self.selection.implied
        weight = np.ones(len(frame)) if implied is None else implied[combination]
        return Groups(frame, self.selection.units[combination], codes, inside, cells, weight, factor)

    def codes_of(self, column: pd.Series, source: str) -> Indices:
        """(rows,) position of each value among the levels; -1 where blank."""
        if self.like.has(source):
            return self.table.placed(column.rename(source), self.levels(source))
        truth = column.to_numpy(np.float64, na_value=np.nan)
        return np.where(np.isnan(truth), -1, truth).astype(np.intp)

    def _key(self, source: str, bound: BoundValues) -> str:
        """Expression whose values make the classes of a classification."""
        if self.like.has(source):
            return self.answers(bound).key(source)
        truth = self._condition(source, bound)
        return f"CASE WHEN {truth} THEN 1 WHEN NOT {truth} THEN 0 END"

    def _condition(self, source: str, bound: BoundValues) -> str:
        return SqlCondition(parse(source), self.answers(bound), bound, self.like).written()
