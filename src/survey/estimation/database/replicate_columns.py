"""Columns of a table that hold replicate weights: what they are, and the sums of their products."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.design.replicate_factors import ReplicateFactors
from survey.design.replicate_spec import Replicates, incomplete, not_numbers
from survey.design.supplied_replicates import without_weight
from survey.design.weight_trail import WeightStep
from survey.errors import EstimationError
from survey.estimation.database.database_table import DatabaseTable
from survey.estimation.database.grouping_statement import FurtherSums, numbers_of
from survey.estimation.database.sql_conditions import AnswersOf, SqlAnswers
from survey.estimation.database.table_columns import BoundValues

MOST_SUMS = 800
"""Sums of a statement."""
_NO_RANK = 1e-11
"""Eigenvalue, relative to the largest, below which a direction does not count in a rank."""

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateColumns:
    """Replicate weights in columns of a table.

    Parameters
    ----------
    names : tuple of str
    combined : bool
        True: they are weights. False: they are factors on the weight.
    form : ReplicateFactors
        Method, scales, degrees of freedom; its units are the directions of all rows.
    n_used : int
        Rows with a weight above 0.
    """

    names: tuple[str, ...]
    combined: bool
    form: ReplicateFactors
    n_used: int

    def weights(self, answers: SqlAnswers, weight: str) -> dict[str, str]:
        """Replicate weights of a row as SQL, by name in the statement."""
        numbers = (answers.number(name) for name in self.names)
        return {f"r{at}": one if self.combined else f"({weight}) * ({one})" for at, one in enumerate(numbers)}


def find_replicates(
    table: DatabaseTable, given: Replicates, answers_of: AnswersOf, weight_of: Callable[[SqlAnswers], str], n: int
) -> tuple[ReplicateColumns, Callable[[WeightStep], WeightStep]]:
    """Replicate weights of a table, and what they add to the step that describes the weights.

    Raises
    ------
    DesignError
        ``S114``, ``S122`` no such columns; ``S116`` blank or infinite numbers; ``S117`` scales that do not fit; ``S118``
        rows that weigh something in a replicate only; ``S123`` text.
    EstimationError
        ``E380`` replicate weights that are given as an array.
    """
    if isinstance(given.columns, np.ndarray):
        raise EstimationError(
            "E380",
            "survey.in_database: replicates",
            "The replicate weights are an array, but the rows of a database have no order.",
            "Write them into columns of the table, and give their names.",
        )
    names = tuple(given.find_names(list(table.columns.kinds)))
    kinds = answers_of(BoundValues(table.dialect))
    texts = [name for name in names if kinds.kind_of(name) != "number"]
    if texts:
        raise not_numbers(texts)
    largest, added, n_bad, n_negative, n_only = _describe(table, names, answers_of, weight_of)
    if n_bad.any():
        raise incomplete(int(n_bad.sum()), f"replicate {int(np.flatnonzero(n_bad)[0]) + 1}")
    if given.combined and n_only.any():
        raise without_weight(int(n_only.max()))
    bound = BoundValues(table.dialect)
    answers = answers_of(bound)
    weight = weight_of(answers)
    gram = np.zeros((1, len(names), len(names)))
    for further in product_sums(factors_of(names, answers, weight, combined=given.combined), ""):
        inner = ", ".join(f"{one} AS {name}" for name, one in {"w": weight, **further.inner}.items())
        statement = f"SELECT {', '.join(further.outer)} FROM (SELECT {inner} FROM {table.source}) AS counted"
        read_products(gram, np.zeros(1, np.intp), table.read(statement, bound))
    made = ReplicateFactors(given.kind, directions(gram[0]), given.scales(largest[None, :]), given.about_estimate)
    freedom = made.degrees(np.ones(made.factors.shape[1], bool)) if given.df is None else given.df

    def describe(step: WeightStep) -> WeightStep:
        notes = given.notes_of(float(added.sum()) / (n * len(names)), int(n_negative.sum()), step.total / n)
        detail = f"{step.detail}; {given.kind}: {len(names)} replicate weights"
        return dataclasses.replace(step, detail=detail, notes=(*step.notes, *notes))

    return ReplicateColumns(names, given.combined, dataclasses.replace(made, freedom=freedom), 0), describe


def factors_of(names: Sequence[str], answers: SqlAnswers, weight: str, *, combined: bool) -> dict[str, str]:
    """Factors of a row on its weight as SQL, by name in the statement; NULL without a weight."""
    numbers = (answers.number(name) for name in names)
    return {
        f"f{at}": f"CASE WHEN ({weight}) > 0 THEN ({one}){f' / ({weight})' if combined else ''} END"
        for at, one in enumerate(numbers)
    }


def product_sums(factors: dict[str, str], condition: str) -> Iterator[FurtherSums]:
    """Statements with the sums of the products of each two factors over the rows with a weight, under a condition."""
    size = len(factors)
    for pairs in parts([(one, other) for one in range(size) for other in range(one + 1)], MOST_SUMS):
        used = {f"f{at}": factors[f"f{at}"] for at in sorted({at for pair in pairs for at in pair})}
        yield FurtherSums(used, [f"COALESCE(SUM(f{i} * f{j}), 0) AS h{i}_{j}" for i, j in pairs], condition)


def read_products(gram: Floats, domains: Sequence[int] | np.ndarray, frame: pd.DataFrame) -> None:
    """Add the sums of products (groups) of a statement to ``gram`` (domains, replicates, replicates)."""
    for name in frame.columns:
        if str(name).startswith("h"):
            i, j = map(int, str(name)[1:].split("_"))
            np.add.at(gram[:, i, j], domains, numbers_of(frame, name))
            gram[:, j, i] = gram[:, i, j]


def directions(gram: Floats) -> Floats:
    """(replicates, rank) directions whose products with themselves add up to the sums of products."""
    values, vectors = np.linalg.eigh(gram)
    kept = values > _NO_RANK * max(float(values[-1]), 0.0)
    return np.asarray(vectors[:, kept] * np.sqrt(values[kept]))


def parts(given: Sequence[_Part], size: int) -> Iterator[Sequence[_Part]]:
    """A sequence in parts of at most ``size``."""
    for start in range(0, len(given), size):
        yield given[start : start + size]


def _describe(
    table: DatabaseTable, names: Sequence[str], answers_of: AnswersOf, weight_of: Callable[[SqlAnswers], str]
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """(replicates,) largest number, sum, and numbers of rows: incomplete, negative, without a weight of the sample."""
    found: list[Floats] = []
    infinity = table.dialect.infinity
    for some in parts(names, MOST_SUMS // 5):
        bound = BoundValues(table.dialect)
        answers = answers_of(bound)
        inner = ", ".join([f"{answers.number(name)} AS r{at}" for at, name in enumerate(some)])
        outer = []
        for at in range(len(some)):
            bad = f"r{at} IS NULL OR r{at} = {infinity} OR r{at} = -{infinity}"
            outer += [f"MAX(r{at}) AS a{at}", f"SUM(r{at}) AS b{at}"]
            for letter, condition in (("c", bad), ("d", f"r{at} < 0"), ("e", f"w = 0 AND r{at} <> 0")):
                outer.append(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {letter}{at}")
        frame = table.read(
            f"SELECT {', '.join(outer)} FROM (SELECT {inner}, {weight_of(answers)} AS w FROM {table.source}) AS counted",
            bound,
        )
        row = frame.to_numpy(np.float64, na_value=np.nan)[0]
        found.append(row.reshape(len(some), 5))
    largest, added, n_bad, n_negative, n_only = np.concatenate(found).T
    return largest, added, n_bad, n_negative, n_only
