"""Columns of a public-use file: which are withheld and why, and what becomes coarser."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.exports.export_columns import ExportColumn, ExportTable
from survey.exports.interview_columns import WEIGHT
from survey.questionnaire.dependencies import variables_behind, variables_named
from survey.questionnaire.model import Questionnaire, Variable

Treatment = Literal["kept", "withheld", "coarsened", "quasi"]
Why = Literal[
    "identifier", "own_words", "header", "characteristic", "source_of_class", "routing_tells", "asked_to_withhold",
    "not_of_questionnaire", "design", "few_values", "month", "ends_joined", "averaged", "quasi_identifier", "",
]  # fmt: skip

_IDENTIFIERS = frozenset({"interview", "interviewer", "psu", "start", "end"})
_CHARACTERISTICS = ("stratum", "sex", "age", "ethnicity")
_OPEN = ("date", "wave", "version")
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Treated:
    """Treatment of one column, its reason, and the number of cells it concerns."""

    column: str
    treatment: Treatment
    why: Why = ""
    n: int = 0


def usual_quasi_identifiers(form: Questionnaire) -> tuple[str, ...]:
    """Groupings made of nothing but the stratum, the sex, the age or the ethnic group; the question where there is none.

    A question with numbers, such as the age, is left out where no grouping makes classes of it.
    """
    found: dict[str, None] = {}
    for role in _CHARACTERISTICS:
        source = form.roles.get(role)
        if source is None:
            continue
        made = [name for name in form.groupings if variables_named(form, [name]) == (source,)]
        if made:
            found[made[0]] = None
        elif form.variables[source].kind == "single":
            found[source] = None
    return tuple(found)


class PublicColumns:
    """Decides about the columns of a table.

    Parameters
    ----------
    table : ExportTable
    quasi : tuple of str
        Quasi-identifiers.
    withhold : collection of str
        Questions to leave out in addition.
    k : int
        Least number of interviews that share an outer value of a number.
    """

    def __init__(self, table: ExportTable, quasi: tuple[str, ...], withhold: Collection[str], k: int) -> None:
        self.table, self.quasi, self.withhold, self.k = table, quasi, set(withhold), k
        form = table.form
        named = (form.roles.get(role) for role in (*_CHARACTERISTICS, "psu"))
        sources = {*variables_named(form, quasi), *(one for one in named if one is not None)}
        self.roles = {column.name: column.role for column in table.columns}
        self.hidden = {name for name in sources if name not in quasi}

    def treated(self, column: ExportColumn) -> tuple[ExportColumn | None, Treated]:
        """The column as it is published, None when it is not, and what was done."""
        why = self._withheld(column)
        if why:
            return None, Treated(column.name, "withheld", why)
        if column.name in self.quasi:
            return column, Treated(column.name, "quasi", "quasi_identifier")
        if column.kind == "date":
            return _by_month(column)
        if column.name == WEIGHT:
            return column, Treated(column.name, "coarsened", "averaged")
        variable = self.table.form.variables.get(column.name)
        if variable is not None and variable.kind in ("integer", "decimal"):
            return self._with_joined_ends(column)
        return column, Treated(column.name, "kept")

    def _withheld(self, column: ExportColumn) -> Why:
        """Why a column is not published; empty when it is."""
        form, name = self.table.form, column.name
        variable = form.variables.get(column.question) or form.variables.get(name)
        if {name, column.question} & self.withhold:
            return "asked_to_withhold"
        if name in self.quasi:
            return ""
        if name in form.groupings:
            sources = variables_named(form, [name])
            if self._tells_hidden(sources):
                return "source_of_class"
            return next((why for one in sources if (why := self._of_question(form.variables[one]))), "")
        if variable is None:
            return "" if name == WEIGHT else "design" if column.role else "not_of_questionnaire"
        return self._of_question(variable)

    def _of_question(self, variable: Variable) -> Why:
        role = self.roles.get(variable.id, "")
        if role in _IDENTIFIERS:
            return "identifier"
        if variable.id in self.hidden:
            return (
                "source_of_class" if variable.id in variables_named(self.table.form, self.quasi) else "characteristic"
            )
        if role in _OPEN:
            return ""
        if variable.kind in ("text", "code", "time"):
            return "own_words" if variable.kind == "text" else "identifier"
        if variable.question.block == "H":
            return "header"
        return "routing_tells" if self._tells_hidden(_deciding(self.table.form, variable)) else ""

    def _tells_hidden(self, names: Iterable[str]) -> bool:
        """Whether some of these are hidden, or a quasi-identifier of which single values may be withheld."""
        return any(name in self.hidden or name in self.quasi for name in names)

    def _with_joined_ends(self, column: ExportColumn) -> tuple[ExportColumn | None, Treated]:
        """Numbers with the least and the greatest joined until k interviews share them; decimals with three digits."""
        numbers = np.asarray(column.cells, np.float64)
        ordered = np.sort(numbers[~np.isnan(numbers)])
        if len(ordered) < 2 * self.k:
            return None, Treated(column.name, "withheld", "few_values")
        rounded = numbers if column.whole else _rounded(numbers)
        made = np.clip(rounded, rounded_of(ordered[self.k - 1], column), rounded_of(ordered[-self.k], column))
        n = int((made[~np.isnan(made)] != numbers[~np.isnan(numbers)]).sum())
        return dataclasses.replace(column, cells=made), Treated(column.name, "coarsened", "ends_joined", n)


def rounded_of(number: float, column: ExportColumn) -> float:
    """A number as the column shows it."""
    return number if column.whole else float(_rounded(np.array([number]))[0])


def _deciding(form: Questionnaire, variable: Variable) -> tuple[str, ...]:
    """Questions that decide whether, and about what, the variable was asked."""
    return tuple(name for name in variables_behind(form, [variable.id]) if name != variable.id)


def _by_month(column: ExportColumn) -> tuple[ExportColumn, Treated]:
    """Days as the first day of their month."""
    days = [None if text is None else _first_day(text) for text in column.cells]
    return dataclasses.replace(column, cells=np.array(days, object)), Treated(column.name, "coarsened", "month")


def _first_day(text: str) -> str:
    return datetime.date.fromisoformat(text).replace(day=1).isoformat()


def _rounded(numbers: np.ndarray) -> np.ndarray:
    """Numbers to three digits."""
    size = np.where((numbers == 0) | np.isnan(numbers), 1.0, np.abs(numbers))
    scale = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(size)))
    rounded: np.ndarray = np.round(numbers * scale) / scale
    return rounded
