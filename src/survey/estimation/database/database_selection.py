"""Selection of the rows of a table: units and weights, found by one statement that groups by the columns of the design."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.design.design import Design
from survey.design.population_margin import code
from survey.design.replicate_factors import ReplicateFactors
from survey.design.replicate_spec import Replicates
from survey.design.sampling_stages import Stage, build_stages
from survey.design.stage_rules import apply_rules
from survey.design.weight_trail import WeightStep
from survey.errors import EstimationError, nearest
from survey.estimation.database.database_table import DatabaseTable, changed
from survey.estimation.database.replicate_columns import ReplicateColumns, find_replicates
from survey.estimation.database.sql_conditions import AnswersOf, SqlAnswers
from survey.estimation.database.sql_dialect import Dialect
from survey.estimation.database.table_columns import BoundValues
from survey.estimation.stored_sample import StoredSelection, weight_names

_SMALLEST, _LARGEST = 1e-100, 1e100
"""Range of the largest weight in which squares of weighted sums can be calculated."""


@dataclass(frozen=True, slots=True, eq=False)
class DatabaseSelection(StoredSelection):
    """Selection of every row of a table.

    Parameters
    ----------
    weights : (combinations,) array
        Sums of the weights.
    n : int
        Rows of the table.
    replicates : ReplicateColumns or None
        Columns that hold replicate weights.
    """

    weights: Floats
    n: int
    replicates: ReplicateColumns | None = None

    def combinations(self, table: DatabaseTable, frame: pd.DataFrame) -> Indices:
        """(rows,) combination of each row of groups, whose columns ``k0``, ``k1``, … are those of the selection.

        Raises
        ------
        EstimationError
            ``E334`` when a unit is new, or in another stratum.
        """
        keys = np.zeros(len(frame), np.intp)
        for at, own in enumerate(self.levels):
            keys = keys * len(own) + table.placed(frame[f"k{at}"], own)
        found = np.searchsorted(self.keys, keys)
        if (self.keys[np.minimum(found, len(self.keys) - 1)] != keys).any():
            raise changed(table.title)
        return found


def find_selection(table: DatabaseTable, design: Design, answers: AnswersOf) -> DatabaseSelection:
    """Units, strata and weights of a table.

    Raises
    ------
    EstimationError
        ``E335`` a column that does not exist; ``E336`` no rows; ``E337`` weights that are missing, negative or infinite;
        ``E338`` weights that are texts.
    DesignError
        As :func:`survey.make_sample`, for blanks and figures that do not fit.
    """
    if design.replicates is not None:
        return _with_replicates(table, design, design.replicates, answers)
    names = (*design.strata_names, *design.psu_names)
    described = tuple(dict.fromkeys((*names, *design.fpc_names)))
    _check_columns(table, (*described, *weight_names(design)))
    found = _combinations(table, design, described, answers)

    def rows(mask: Mask) -> str:
        first = int(np.flatnonzero(mask)[0])
        shown = ", ".join(f"{name} = {found[name].iloc[first]}" for name in described)
        return f"{int(mask.sum())} of {len(mask)} combinations of the design (first: {shown})"

    stages, units, implied = build_stages(design, lambda name: found[name], len(found), rows)
    stages, notes = apply_rules(design, stages, units)
    step = _step(table, design, found, None if weight_names(design) else implied, notes)
    levels = tuple(code(found[name])[1] for name in names)
    keys = np.zeros(len(found), np.intp)
    for name, own in zip(names, levels, strict=True):
        keys = keys * len(own) + table.placed(found[name], own)
    keys, at, of_row = np.unique(keys, return_index=True, return_inverse=True)
    factor = np.ones(len(found)) if implied is None or weight_names(design) else implied
    weights = np.bincount(of_row, found[_SUM].to_numpy(np.float64) * factor).astype(np.float64)
    implied = None if implied is None or weight_names(design) else implied[at]
    n = int(found[_ROWS].sum())
    return DatabaseSelection(design, stages, step, names, levels, keys, units[at], implied, weights, n)


def _with_replicates(table: DatabaseTable, design: Design, given: Replicates, answers: AnswersOf) -> DatabaseSelection:
    """Selection whose variances follow from replicate weights in columns of the table."""
    _check_columns(table, weight_names(design))
    found = _combinations(table, design, (), answers)
    step = _step(table, design, found, None, ())
    n = int(found[_ROWS].sum())

    def weight(own: SqlAnswers) -> str:
        return weight_of(own, table.dialect, design)

    columns, describe = find_replicates(table, given, answers, weight, n)
    columns = replace(columns, n_used=step.n)
    everybody, weights = np.zeros(1, np.intp), found[_SUM].to_numpy(np.float64)
    stages = (replicated_stage(columns.form),)
    return DatabaseSelection(design, stages, describe(step), (), (), everybody, everybody, None, weights, n, columns)


def replicated_stage(form: ReplicateFactors) -> Stage:
    """Stage of selection whose units are those of a form."""
    none = np.zeros(form.factors.shape[1])
    return Stage(none.astype(np.intp), none.astype(np.intp), none, none + 1, ("",), (), form)


def weight_of(answers: SqlAnswers, dialect: Dialect, design: Design) -> str:
    """Weight of a row; NULL where a probability is impossible, 1 when weights follow from population figures only."""
    one = dialect.as_number("1")
    if design.weight is not None:
        return answers.number(design.weight)
    if not design.probability_names:
        return one
    chances = [answers.number(name) for name in design.probability_names]
    possible = " AND ".join(f"{chance} > 0 AND {chance} <= 1" for chance in chances)
    return f"CASE WHEN {possible} THEN {one} / ({' * '.join(chances)}) END"


_EVERYBODY = "\0"
_ROWS, _BAD, _USED, _SUM, _SQUARES, _LEAST, _MOST = (f"\0{name}" for name in "abcdefg")


def _combinations(
    table: DatabaseTable, design: Design, described: tuple[str, ...], answers_of: AnswersOf
) -> pd.DataFrame:
    """One row per combination of the columns of the design, with sums of the weights."""
    bound = BoundValues(table.dialect)
    answers = answers_of(bound)
    for name in weight_names(design):
        if answers.kind_of(name) != "number":
            raise EstimationError(
                "E338",
                f"survey.in_database: {name!r}",
                "It holds text; weights and probabilities are numbers.",
                "Name another column, or convert it in a query.",
            )
    keys = ", ".join(f"{answers.key(name)} AS k{at}" for at, name in enumerate(described))
    good = f"w >= 0 AND w < {table.dialect.infinity}"
    if not described:
        # without a group, no row at all would be a row of NULLs
        described, keys = (_EVERYBODY,), "0 AS k0"
    grouped = ", ".join(f"k{at}" for at in range(len(described)))
    found = table.read(
        f"SELECT {grouped}, COUNT(*) AS a, SUM(CASE WHEN {good} THEN 0 ELSE 1 END) AS b, "
        f"SUM(CASE WHEN w > 0 THEN 1 ELSE 0 END) AS c, SUM(w) AS d, SUM(w * w) AS e, "
        f"MIN(CASE WHEN w > 0 THEN w END) AS f, MAX(w) AS g "
        f"FROM (SELECT {keys}, {weight_of(answers, table.dialect, design)} AS w FROM {table.source}) AS counted GROUP BY {grouped}",
        bound,
    )
    found.columns = pd.Index([*described, _ROWS, _BAD, _USED, _SUM, _SQUARES, _LEAST, _MOST])
    if not len(found):
        raise EstimationError(
            "E336", f"survey.in_database: {table.title}", "There are no rows.", "Look at the table or the query."
        )
    # as the order of the rows of a database means nothing, units are numbered in the order of their names
    return found.sort_values(list(described), ignore_index=True, kind="stable")


def _step(
    table: DatabaseTable, design: Design, found: pd.DataFrame, implied: Floats | None, notes: tuple[str, ...]
) -> WeightStep:
    """The step of the trail that describes the weights."""
    n_bad, factor = int(found[_BAD].sum()), np.ones(len(found)) if implied is None else implied
    used = found[_USED].to_numpy(np.float64) > 0
    what = " x ".join(weight_names(design))
    if design.weight is not None:
        detail = f"weight {what}"
    else:
        detail = f"1 / probability {what}" if what else f"population figures {' x '.join(design.fpc_names)}"
    largest = float(found[_MOST].to_numpy(np.float64).max()) if not n_bad and used.any() else 0.0
    if n_bad or not used.any() or not _SMALLEST < largest < _LARGEST:
        fact = (
            f"{n_bad:,} of {int(found[_ROWS].sum()):,} rows have a weight that is missing, negative or infinite, or a "
            "probability outside (0, 1]."
        )
        if not n_bad:
            fact = f"The largest weight is {largest:.3g}." if used.any() else "All weights are zero."
        raise EstimationError(
            "E337",
            f"survey.in_database: {table.title}, {detail}",
            fact,
            "Complete or correct them in the table: a missing weight is never dropped here.",
        )
    n, total, squares, least, most = (
        found[name].to_numpy(np.float64)[used] for name in (_USED, _SUM, _SQUARES, _LEAST, _MOST)
    )
    factor = factor[used]
    number, whole = int(n.sum()), float((total * factor).sum())
    kish = number * float((squares * factor**2).sum()) / whole**2
    return WeightStep(
        "design", number, whole, float((least * factor).min()), float((most * factor).max()), kish, detail, notes
    )


def _check_columns(table: DatabaseTable, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in table.columns.kinds:
            raise EstimationError(
                "E335",
                f"survey.in_database: column {name!r}",
                "The table has no such column.",
                nearest(name, list(table.columns.kinds)),
            )
