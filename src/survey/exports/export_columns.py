"""Columns of a data file as every format needs them: values, reasons of blanks, labels, measure, role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from survey.arrays import Floats, Indices, Mask, Objects, ReasonCodes
from survey.blank_reasons import Reason
from survey.findings import Finding, Severity
from survey.questionnaire.model import Questionnaire
from survey.text import Catalogue, Language

ColumnKind = Literal["code", "written", "number", "text", "date"]
"""A code with labels, a text code with labels, a number, free text, a day in ISO 8601."""

Measure = Literal["nominal", "ordinal", "scale"]
Value = float | str


def finding(rule: str, severity: Severity, column: str | None = None, **places: object) -> Finding:
    """A finding about the written file in the sentence of its rule; ``column`` fills the place of that name."""
    named = {"column": column, **places} if column is not None else places
    return Finding(rule, severity, Catalogue.load("survey.exports").text(rule, **named), variable=column)


@dataclass(frozen=True, slots=True)
class MissingValue:
    """One reason of blanks with its code, and its label in the language of the file.

    ``code`` is None where cells with this reason are left empty; ``label`` is empty where the language has no word.
    ``is_added`` marks a code that the questionnaire does not have.
    """

    reason: Reason
    code: Value | None
    label: str
    is_added: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ExportColumn:
    """One column of the data file.

    Parameters
    ----------
    name : str
        Its name in the survey.
    label : str
        Wording of the question, the row or the option, whole.
    kind : ColumnKind
    cells : (n,) array of float, NaN where blank, or of text, None where blank
    reasons : (n,) array of :class:`survey.Reason`, or None
        None for a column of no question, whose blanks have no reason.
    value_labels : mapping of value to text
        Labels of answers, whole.
    missing : tuple of MissingValue
        Reasons that may occur, each with its code.
    further : tuple of MissingValue
        Further codes of the questionnaire for the same reasons; they occur in no cell.
    measure : "nominal", "ordinal" or "scale"
    role : str
        What the column is in the survey: ``interview``, ``stratum``, ``psu``, ``weight``; empty for none.
    question : str
        Id of the question; that of the multiple choice for its options.
    whole : bool
        Whether every number is whole.
    low, high : float
        Least and greatest number that is an answer, infinite where there is no bound.
    """

    name: str
    label: str
    kind: ColumnKind
    cells: Floats | Objects
    reasons: ReasonCodes | None = None
    value_labels: Mapping[Value, str] = field(default_factory=dict)
    missing: tuple[MissingValue, ...] = ()
    further: tuple[MissingValue, ...] = ()
    measure: Measure = "nominal"
    role: str = ""
    question: str = ""
    whole: bool = False
    low: float = -np.inf
    high: float = np.inf

    @property
    def is_text(self) -> bool:
        """Whether its cells are texts."""
        return self.kind in ("written", "text", "date")

    def at(self, rows: Indices | Mask) -> ExportColumn:
        """The column in some rows."""
        return replace(self, cells=self.cells[rows], reasons=None if self.reasons is None else self.reasons[rows])

    def n_of(self, reason: Reason) -> int:
        """Number of cells that are blank for a reason."""
        return 0 if self.reasons is None else int((self.reasons == reason).sum())

    def coded_numbers(self) -> Floats:
        """(n,) numbers with the codes of their reasons; NaN where a reason has no code."""
        return np.asarray(self._coded(), np.float64)

    def coded_texts(self) -> Objects:
        """(n,) texts with the codes of their reasons; None where a reason has no code."""
        return np.asarray(self._coded(), object)

    def _coded(self) -> Floats | Objects:
        cells = self.cells.copy()
        for one in self.missing:
            if one.code is not None and self.reasons is not None:
                cells[self.reasons == one.reason] = one.code
        return cells


@dataclass(frozen=True, slots=True, eq=False)
class ExportTable:
    """Columns of one data file, all of n rows, and what was already left out of them.

    Parameters
    ----------
    form : Questionnaire
    columns : tuple of ExportColumn
    n : int
        Number of rows.
    language : str
        Language of the labels.
    weight : str
        Column that weights an analysis; empty for none.
    findings : tuple of Finding
        What the table does not hold.
    source : str
        Path of the delivery, which is never written over.
    """

    form: Questionnaire
    columns: tuple[ExportColumn, ...]
    n: int
    language: Language
    weight: str = ""
    findings: tuple[Finding, ...] = ()
    source: str = ""

    @property
    def title(self) -> str:
        """Title of the survey with the version of its questionnaire."""
        return f"{self.form.title[self.language]} ({self.form.version})"

    def choices(self) -> Mapping[str, tuple[ExportColumn, ...]]:
        """Columns of the options by the id of their multiple choice."""
        found: dict[str, list[ExportColumn]] = {}
        for column in self.columns:
            variable = self.form.variables.get(column.question)
            if variable is not None and variable.kind == "multiple":
                found.setdefault(column.question, []).append(column)
        return {name: tuple(columns) for name, columns in found.items()}
