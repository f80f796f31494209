"""Interviews: a delivered file as it came (:class:`RawTable`), and decoded (:class:`Interviews`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.argument_errors import noun
from survey.arrays import Floats, Mask, Objects, ReasonCodes
from survey.errors import ExpressionError, nearest
from survey.expressions import AnswerKind, Answers, MeantAnswer, Mentions, evaluate
from survey.findings import Findings
from survey.questionnaire.category_names import CategoryNames
from survey.questionnaire.model import Grouping, Questionnaire, Reason, Variable, choice_with
from survey.text import Language

FileFormat = Literal[
    "sav", "zsav", "por", "dta", "xpt", "sas7bdat", "csv", "tsv", "xlsx", "xls", "ods", "parquet", "json", "triple-s"
]
ResponseSetKind = Literal["dichotomies", "categories"]


@dataclass(frozen=True, slots=True)
class Records:
    """Counts of the physical records of a delivered file by kind; the kinds add up to all records.

    Parameters
    ----------
    physical : int
        All records: rows of the sheet, lines of the text (a quoted line break continues a line), cases of the data
        file.
    heading : int
        Rows that name columns: titles and group names above the heading, the heading, its repetitions below.
    blank : int
        Rows without a single filled cell.
    damaged : int
        Rows that cannot be read.
    left_out : int
        Rows left out for other reasons.
    """

    physical: int
    heading: int = 0
    blank: int = 0
    damaged: int = 0
    left_out: int = 0

    @property
    def interviews(self) -> int:
        """Number of records that are interviews."""
        return self.physical - self.heading - self.blank - self.damaged - self.left_out


@dataclass(frozen=True, slots=True)
class ResponseSet:
    """Multiple-response set that an SPSS file declares.

    Parameters
    ----------
    name, label : str
        Name without ``$``, and wording.
    kind : "dichotomies" or "categories"
        One column per option, or one column per mention.
    counted : float, str or None
        Value that means "chosen" in a set of dichotomies; None for categories.
    columns : tuple of str
        Columns of the set.
    """

    name: str
    label: str
    kind: ResponseSetKind
    counted: float | str | None
    columns: tuple[str, ...]


@noun
@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """Delivered file as a table: nothing decoded, nothing lost.

    Parameters
    ----------
    path : str
        Path of the file.
    format : str
        Format of the file.
    sha256 : str
        Digest of the bytes of the file, 64 hexadecimal digits.
    cells : pandas.DataFrame
        One row per record, one column per column of the file, named as in its header. Text formats give
        text (empty text where a cell is empty); SAV and DTA give numbers, text and dates. In text files and
        Parquet files of 50,000 records or more, columns whose values repeat are categorical; :meth:`to_frame` has them
        without categories.
    first_row : int
        Number that a spreadsheet shows for the row of the first record (2 when the header is row 1).
    encoding, delimiter : str or None
        As detected; None where the format has none.
    labels : mapping column -> text
        Variable labels of the file, or what a second heading row says of the columns.
    value_labels : mapping column -> mapping value -> text
        Value labels of the file.
    user_missing : mapping column -> tuple of (low, high)
        Values that the file itself declares as missing, as ranges including both ends. Single values have equal ends;
        text variables have texts, Stata and SAS have letters (``"a"`` for ``.a``). Open ends are infinite.
    notes : tuple of str
        Facts detected while reading, in English: encoding, delimiter, sheet.
    findings : Findings
        Findings of the reader; :func:`survey.decode` adds them to its own.
    records : Records or None
        Counts of physical records; None when the table did not come from a file.
    response_sets : mapping name -> ResponseSet
        Multiple-response sets that the file declares.
    row_numbers : (n,) array of int or None
        Rows of the records where they are not consecutive; :attr:`rows` has the rows in every case.
    """

    path: str
    format: FileFormat
    sha256: str
    cells: pd.DataFrame
    first_row: int = 2
    encoding: str | None = None
    delimiter: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[float | str, str]] = field(default_factory=dict)
    user_missing: Mapping[str, tuple[tuple[float | str, float | str], ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings)
    records: Records | None = None
    response_sets: Mapping[str, ResponseSet] = field(default_factory=dict)
    row_numbers: NDArray[np.int64] | None = None

    @property
    def rows(self) -> NDArray[np.int64]:
        """(n,) row of each record, as a spreadsheet numbers it."""
        if self.row_numbers is not None:
            return self.row_numbers
        return np.arange(self.first_row, self.first_row + len(self.cells), dtype=np.int64)

    def __len__(self) -> int:
        return len(self.cells)

    def __repr__(self) -> str:
        size = f"{len(self.cells)} rows x {len(self.cells.columns)} columns"
        return f"<RawTable {self.path}: {size}, {'; '.join(self.notes) or self.format}>"

    def to_frame(self) -> pd.DataFrame:
        """Copy of the cells as delivered, none of them categorical."""
        kinds = self.cells.dtypes.to_dict()
        plain = {name: kind.categories.dtype for name, kind in kinds.items() if isinstance(kind, pd.CategoricalDtype)}
        return self.cells.astype(plain)

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.cells.head().to_html(index=False)}"


def grouped_codes(grouping: Grouping, answers: Answers) -> Floats:
    """(n,) code of the first category of a grouping whose condition holds; NaN where none does."""
    codes = np.full(len(answers), np.nan)
    for category in reversed(grouping.categories):  # so that the first one is written last
        codes[evaluate(category.when, answers).true] = category.code
    return codes


@dataclass(frozen=True, slots=True)
class Stray:
    """Stray answer: given in the file to a question that the routing did not ask; it does not enter any estimate."""

    position: int
    variable: str
    value: str


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Interviews:
    """Decoded interviews: every answer is a value, or a blank with its reason.

    Parameters
    ----------
    form : Questionnaire
    answers : (n, columns) pandas.DataFrame
        One column for each of :attr:`Variable.columns`. Codes are float32 (float64 where a code is above 16,777,216),
        numbers float64, NaN where there is no substantive answer; text codes are represented by their position among
        the options, from 1. Options of a multiple choice are 1 and 0, or NaN in the whole set where it has no answer.
        Text, dates (ISO 8601) and times (``HH:MM``) are text, missing where blank.
    reasons : (n, variables) pandas.DataFrame of uint8
        :class:`Reason` of every variable. An answer is blank if and only if its reason is not ``ANSWERED``.
    extras : (n, k) pandas.DataFrame
        Columns of the file that do not belong to a question (``base_weight``): numbers where every filled cell is a
        number, otherwise text.
    rows : (n,) array of int
        Row of each interview in the delivered file, as a spreadsheet numbers it.
    accepted : (n,) array of bool
        False for interviews set aside. They stay here: no interview is ever dropped.
    strays : tuple of Stray
        Answers to questions that the routing did not ask.
    source, sha256 : str
        Path and digest of the file.
    records : Records or None
        Counts of physical records, including blank rows that decoding left out; None when the table did not come from a
        file.
    absent : mapping of variable to tuple of str
        Variables without a column in the file (an empty tuple), and multiple choices without some of their columns (the
        names of these).
    """

    form: Questionnaire
    answers: pd.DataFrame
    reasons: pd.DataFrame
    extras: pd.DataFrame
    rows: NDArray[np.int64]
    accepted: Mask
    strays: tuple[Stray, ...] = ()
    source: str = ""
    sha256: str = ""
    records: Records | None = None
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of delivered interviews, including those set aside."""
        return len(self.rows)

    @property
    def n_accepted(self) -> int:
        """Number of interviews not set aside."""
        return int(self.accepted.sum())

    @property
    def ids(self) -> Objects:
        """(n,) keys of the interviews as text; None where the file has none."""
        return self.texts(self.form.key)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns of answers and extras, options of a multiple choice one by one."""
        return (*(str(name) for name in self.answers.columns), *self.extra_names)

    @property
    def extra_names(self) -> tuple[str, ...]:
        """Names of the columns that belong to no question."""
        return tuple(str(name) for name in self.extras.columns)

    def column(self, name: str) -> pd.Series:
        """(n,) column of answers or extras with this name."""
        return self.answers[name] if name in self.answers.columns else self.extras[name]

    # The protocol ``survey.expressions.Answers``: lookups for conditions.

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of a name in expressions: number, text, set of codes or battery."""
        if name in self.form.groupings:
            return "number"
        if name in self.extras.columns and name not in self.form.variables:
            return "number" if pd.api.types.is_numeric_dtype(self.extras[name]) else "text"
        if name not in self.form.variables and self.form.battery(name):
            return "battery"
        return self._variable(name).answer_kind

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers of a variable, a grouping or an extra column; NaN where blank.

        Raises
        ------
        ExpressionError
            ``X001`` when nothing has this name; ``X002`` when it is not numeric.
        """
        if name in self.form.groupings:
            return grouped_codes(self.form.groupings[name], self)
        if name in self.extras.columns and name not in self.form.variables:
            column = self.extras[name]
        elif name in self.answers.columns:
            column = self.answers[name]
        else:
            column = (
                self.answers[self._variable(name).columns[0]] if self.kind_of(name) != "set" else pd.Series(dtype=str)
            )
        if not pd.api.types.is_numeric_dtype(column):
            raise ExpressionError(
                "X002",
                f"variable {name!r}",
                "It does not hold one number per interview.",
                "Use a variable with codes or numbers; for a multiple choice name one option, such as 'B03_11'.",
            )
        return column.to_numpy(np.float64)

    def texts(self, name: str) -> Objects:
        """(n,) text of a variable or an extra column, None where blank; for a choice with text codes, the codes."""
        variable = self.form.variables.get(name)
        if variable is not None and variable.kind == "single" and variable.written_codes:
            return variable.written_answers(self.values(name))
        column = self.extras[name] if name in self.extras.columns else self.answers[self._variable(name).id]
        return column.astype(object).where(column.notna(), None).to_numpy(object)

    def mentions(self, name: str) -> Mentions:
        """Choices in a multiple choice: its codes, the choices (n, k), and a mask (n,) of interviews with an answer."""
        variable = self._variable(name)
        chosen = np.stack([self.answers[column].to_numpy(np.float64) for column in variable.columns], axis=1)
        known = self.reason(name) == Reason.ANSWERED
        codes = np.array(variable.codes, np.int64)
        return Mentions(codes, np.nan_to_num(chosen) == 1, known, tuple(variable.written_codes))

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Ids of the rows of a battery."""
        return tuple(variable.id for variable in self.form.battery(name))

    def reason(self, name: str) -> ReasonCodes:
        """(n,) :class:`Reason` of a variable; for a grouping or an extra column, "not recorded" where blank."""
        if name in self.reasons.columns:
            return self.reasons[name].to_numpy(np.uint8)
        owner = self._owner_of_column(name)
        if owner is not None:
            return self.reasons[owner].to_numpy(np.uint8)
        return np.where(np.isnan(self.values(name)), Reason.NOT_RECORDED, Reason.ANSWERED).astype(np.uint8)

    def meant_by(self, name: str, text: str) -> MeantAnswer | None:
        """Answer that a text means: an option by wording or text code, a category of a grouping by wording or id.

        None for free texts, numbers and extra columns, whose answers have no names.
        """
        if name in self.form.groupings:
            return CategoryNames.of_grouping(self.form.groupings[name]).find(text)
        variable = self.form.variables.get(name)
        if variable is None:
            variable = next(iter(self.form.battery(name)), None)
        if variable is None or not variable.options:
            return None
        return CategoryNames.of_variable(variable).find(text)

    def set_aside(self, findings: Findings) -> Interviews:
        """Interviews with those set aside that the findings name.

        A finding that names a row sets aside that row only, so that one of two interviews with the same key can stay. A
        finding that names only the interview sets aside all interviews with that key.
        """
        named, keys = np.isin(self.rows, findings.rows), findings.keys_without_row
        if keys:
            named |= np.array([key in keys for key in self.ids], bool)
        return dataclasses.replace(self, accepted=self.accepted & ~named)

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """Answers as a table, with the extra columns and a column ``accepted``: codes, or wordings in a language.

        Text codes are as in the questionnaire (``KZ``), whereas :attr:`answers` has their positions.
        """
        answers = self.answers.copy()
        for variable in self.form.variables.values():
            if variable.kind == "single" and (labels is not None or variable.written_codes):
                names = {one.code: one.shown if labels is None else one.text[labels] for one in variable.options}
                answers[variable.id] = answers[variable.id].map(names)
        return pd.concat([answers, self.extras, pd.Series(self.accepted, name="accepted")], axis=1)

    def __repr__(self) -> str:
        return f"<Interviews {self.source}: {len(self)} delivered, {self.n_accepted} accepted, {self.form.id}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().head().to_html(index=False, na_rep='')}"

    def _owner_of_column(self, column: str) -> str | None:
        choice = choice_with(column, self.form.variables)
        return choice.id if choice is not None else None

    def _variable(self, name: str) -> Variable:
        found = self.form.variables.get(name)
        if found is None:
            known = [*self.form.variables, *self.form.groupings, *(str(column) for column in self.extras.columns)]
            raise ExpressionError(
                "X001",
                f"variable {name!r}",
                "Nothing in the questionnaire or the file has this name.",
                nearest(name, known),
            )
        return found
