"""Rows of a table in memory: the columns that a verb needs, with the design, the weights and their steps."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.blank_reasons import Reason
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.database.database_selection import weight_of
from survey.estimation.database.database_tabulation import with_calibrations
from survey.estimation.database.grouped_table import MOST_GROUPS, GroupedTable, Groups
from survey.estimation.database.grouping_statement import numbers_of
from survey.estimation.database.requested_sums import RequestedSums
from survey.estimation.database.sql_conditions import SqlAnswers
from survey.estimation.database.table_columns import BoundValues, TableColumns
from survey.frames import text_column
from survey.interviews import Interviews
from survey.questionnaire.dependencies import variables_named
from survey.questionnaire.model import Questionnaire, Variable

_WORD = re.compile(r"`((?:[^`]|``)+)`|([^\W\d]\w*)")
_STATE = re.compile(r"\b(?:answered|dont_know|refused|count)\s*\(\s*(\w+)")
"""Conditions whose truth depends on why an answer is blank."""


def fetch(grouped: GroupedTable, texts: Sequence[str], where: str | None) -> Sample:
    """Sample in memory of the columns that some texts name.

    Parameters
    ----------
    grouped : GroupedTable
    texts : sequence of str
        Names, conditions, formulas.
    where : str or None
        Condition of the domain. The rows outside are one row per unit, whose values are blank; with steps of weighting
        they are fetched like the others.

    Raises
    ------
    EstimationError
        ``E348``, ``E385`` when more rows would be moved than memory likes; ``E334`` when the table has changed.

    Notes
    -----
    Rows that agree in unit, weight and all columns are moved once with their number. Their order means nothing.
    """
    if where is not None:
        grouped.like.where(where)  # a mistake has the error of memory
    names = names_in(texts, grouped.like)
    bound = BoundValues(grouped.table.dialect)
    answers = grouped.answers(bound)
    form = grouped.like.data.form if isinstance(grouped.like.data, Interviews) else None
    wanted = _ColumnsToFetch.of(names, form, answers, grouped.table.columns)
    if form is not None:
        _check_states(texts, names, form, answers)
    weight = {"weight": weight_of(answers, grouped.table.dialect, grouped.selection.design)}
    sums = RequestedSums()
    sums.add_base("1 = 1")
    groups = grouped.read(sums, bound, (), where, values={**wanted.keys, **weight}, keep_outside=True)
    groups, weights = _rows_of(groups, len(wanted.keys), grouped.table.title)
    data = wanted.data([groups.frame[f"v{at}"] for at in range(len(wanted.keys))], form, grouped.table.title)
    like = grouped.like
    sample = Sample(data, data, like.design, like.stages, groups.units, weights * groups.factor, like.trail)
    if groups.cells is not None:
        sample = with_calibrations(grouped, sample, groups)
    return sample if where is None else dataclasses.replace(sample, domain=groups.inside, conditions=(where,))


def names_in(texts: Sequence[str], like: Sample) -> tuple[str, ...]:
    """Names of columns, groupings and batteries in some texts, each once; words that do not name any are left out."""
    form = like.data.form if isinstance(like.data, Interviews) else None

    def is_name(word: str) -> bool:
        return like.has(word) or (form is not None and bool(form.battery(word)))

    words = [
        word
        for text in texts
        for word in ([text] if is_name(text) else [quoted or bare for quoted, bare in _WORD.findall(text)])
    ]
    return tuple(dict.fromkeys(word for word in words if is_name(word)))


def _rows_of(groups: Groups, at_weight: int, title: str) -> tuple[Groups, Floats]:
    """Groups repeated as often as they have rows, and the weights of the rows before any step of weighting."""
    divided = groups.cells is not None
    n = numbers_of(groups.frame, "n_rows")
    n = n if divided else np.where(groups.inside, n, 1)
    if n.sum() > MOST_GROUPS:
        raise too_many_rows(title, int(n.sum()))
    own, added = groups.frame[f"v{at_weight}"].to_numpy(np.float64, na_value=np.nan), numbers_of(groups.frame, "w_all")
    weights = own if divided else np.where(groups.inside, own, added)
    of_row = np.repeat(np.arange(len(n)), n.astype(np.intp))
    frame = groups.frame.iloc[of_row].reset_index(drop=True).assign(w_all=weights[of_row])
    repeated = Groups(
        frame,
        groups.units[of_row],
        groups.codes,
        groups.inside[of_row],
        None if groups.cells is None else groups.cells[of_row],
        groups.implied[of_row],
        groups.factor[of_row],
    )
    return repeated, weights[of_row] * repeated.implied


def too_many_rows(title: str, number: int) -> EstimationError:
    """Error for more rows than are moved to memory."""
    return EstimationError(
        "E385",
        title,
        f"{number:,} rows would be moved to memory; at most {MOST_GROUPS:,} are.",
        "Restrict them (where=, or a query), or draw a sample of the rows in a query.",
    )


@dataclass(frozen=True, slots=True)
class _ColumnsToFetch:
    """Columns to fetch: plain ones by name, and variables of the questionnaire, each with a key for its reason."""

    plain: tuple[str, ...]
    variables: tuple[Variable, ...]
    keys: Mapping[str, str]

    @classmethod
    def of(
        cls, names: Sequence[str], form: Questionnaire | None, answers: SqlAnswers, columns: TableColumns
    ) -> _ColumnsToFetch:
        own = () if form is None else tuple(form.variables[name] for name in variables_named(form, names))
        plain = tuple(
            name for name in names if name in columns.kinds and (form is None or not variables_named(form, [name]))
        )
        keys = {name: answers.key(name) for name in plain}
        for variable in own:
            if variable.kind == "multiple":
                keys |= {name: answers.number(name) for name in variable.columns}
            else:
                keys[variable.id] = (answers.text if variable.answer_kind == "text" else answers.number)(variable.id)
            keys[f"reason of {variable.id}"] = _reason(variable, answers)
        return cls(plain, own, keys)

    def data(self, found: Sequence[pd.Series], form: Questionnaire | None, title: str) -> Interviews | pd.DataFrame:
        """The columns as a table, or as interviews that have no other variables."""
        columns = dict(zip(self.keys, found, strict=True))
        size = range(len(found[0])) if found else range(0)
        plain = pd.DataFrame({name: columns[name] for name in self.plain}, index=size)
        if form is None:
            return plain
        answers = {name: _answers(one, columns[name]) for one in self.variables for name in one.columns}
        # outside the domain nothing is known
        reasons = {one.id: columns[f"reason of {one.id}"].fillna(Reason.NOT_RECORDED.value) for one in self.variables}
        return Interviews(
            form,
            pd.DataFrame(answers, index=size),
            pd.DataFrame(reasons, index=size).astype(np.uint8),
            plain,
            np.arange(len(size)),
            np.ones(len(size), bool),
            source=title,
        )


def _check_states(texts: Sequence[str], names: Sequence[str], form: Questionnaire, answers: SqlAnswers) -> None:
    """Refuse a condition on the reason of a blank that may have two (``E343``)."""
    groupings = [form.groupings[name] for name in names if name in form.groupings]
    conditions = [category.when.source for grouping in groupings for category in grouping.categories]
    asked = [name for text in (*texts, *conditions) for name in _STATE.findall(text)]
    for name in variables_named(form, asked):
        answers.has_reason(name, Reason.NOT_RECORDED)


def _reason(variable: Variable, answers: SqlAnswers) -> str:
    """Number of the reason of a blank, 0 where there is an answer."""
    cases = " ".join(
        f"WHEN {answers.has_reason(variable.id, reason)} THEN {reason.value}"
        for reason in Reason
        if reason is not Reason.NOT_RECORDED
    )
    return f"CASE {cases} ELSE {Reason.NOT_RECORDED.value} END"


def _answers(variable: Variable, column: pd.Series) -> pd.Series:
    """Answers as decoded interviews have them."""
    if variable.written_codes:
        position = {text: at for at, text in enumerate(variable.written_codes, 1)}
        return column.map(position).astype(np.float64)
    if variable.answer_kind == "text":
        return text_column(column.astype(object).where(column.notna(), None).to_numpy(object))
    return column.astype(np.float64)
