"""Columns as the questionnaire alone describes them: label, kind, codes, reasons of blanks, measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from survey.arrays import Floats, Objects, ReasonCodes
from survey.exports.export_columns import ColumnKind, ExportColumn, ExportTable, Measure
from survey.exports.missing_values import missing_values, program_word
from survey.questionnaire.model import NUMERIC_KINDS, WHOLE_KINDS, Grouping, Questionnaire, Variable
from survey.text import Language

_EVEN_STEPS = frozenset({"integer", "decimal", "scale", "count", "date"})

CellsByName = Callable[[str], Floats | Objects]
"""CellsByName of a column by its name."""


def form_table(form: Questionnaire, language: Language) -> ExportTable:
    """The table of a data file of this questionnaire without a row: its questions in the order of asking, then its groupings."""
    nothing = np.zeros(0, np.uint8)
    columns = [
        column
        for variable in form.variables.values()
        for column in columns_of(variable, language, nothing, _no_cells(variable))
    ]
    columns += [column_of_grouping(one, form, language, np.zeros(0)) for one in form.groupings.values()]
    return ExportTable(form, tuple(columns), 0, language)


def _no_cells(variable: Variable) -> CellsByName:
    empty: Floats | Objects = np.zeros(0, object if is_text(variable) else np.float64)
    return lambda _: empty


def columns_of(
    variable: Variable, language: Language, reasons: ReasonCodes, cells: CellsByName
) -> Iterator[ExportColumn]:
    """The columns of a variable: one, or one for each option of a multiple choice."""
    missing, further = missing_values(variable, reasons, language)
    wording = variable.text[language]
    if variable.row is not None:
        wording = f"{wording} — {variable.question.text[language]}"
    if variable.kind == "multiple":
        marks = yes_no_labels(language)
        for option, name in zip(variable.options, variable.columns, strict=True):
            label = f"{option.text[language]} — {wording}"
            yield ExportColumn(
                name, label, "code", cells(name), reasons, marks, missing, further, question=variable.id, whole=True
            )
        return
    low, high = variable.question.minimum, variable.question.maximum
    yield ExportColumn(
        variable.id,
        wording,
        _kind(variable),
        cells(variable.id),
        reasons,
        _labels(variable, language),
        missing,
        further,
        _measure(variable),
        question=variable.question.id,
        whole=variable.kind in WHOLE_KINDS or variable.kind == "single",
        low=-np.inf if low is None else low,
        high=np.inf if high is None else high,
    )


def is_text(variable: Variable) -> bool:
    """Whether the cells of a variable are texts in data files."""
    return variable.kind not in ("single", *NUMERIC_KINDS) or bool(variable.written_codes)


def _kind(variable: Variable) -> ColumnKind:
    if variable.kind == "single":
        return "written" if variable.written_codes else "code"
    if variable.kind in NUMERIC_KINDS:
        return "number"
    return "date" if variable.kind == "date" else "text"


def _labels(variable: Variable, language: Language) -> dict[float | str, str]:
    answers = (*variable.options, *variable.question.anchors)
    if variable.written_codes:
        return {one.shown: one.text[language] for one in answers}
    return {float(one.code): one.text[language] for one in answers}


def _measure(variable: Variable) -> Measure:
    """Scale for numbers and dates; ordinal for answers that have scores of three different values or more."""
    if variable.kind in _EVEN_STEPS:
        return "scale"
    scores = {option.score for option in variable.options if option.score is not None}
    return "ordinal" if variable.kind == "single" and len(scores) > 2 else "nominal"


def column_of_grouping(grouping: Grouping, form: Questionnaire, language: Language, values: Floats) -> ExportColumn:
    """The column of a grouping with the codes of its categories."""
    labels: dict[float | str, str] = {float(one.code): one.text[language] for one in grouping.categories}
    measure: Measure = "ordinal" if _is_cut_of_a_number(grouping, form) else "nominal"
    return ExportColumn(
        grouping.id, grouping.text[language], "code", values, value_labels=labels, measure=measure, whole=True
    )


def _is_cut_of_a_number(grouping: Grouping, form: Questionnaire) -> bool:
    names = {name for category in grouping.categories for name in category.when.names}
    return len(names) == 1 and all(
        name in form.variables and form.variables[name].kind in NUMERIC_KINDS for name in names
    )


def yes_no_labels(language: Language) -> dict[float | str, str]:
    """Labels of 1 and 0; none in a language that the program does not have."""
    yes, no = program_word("yes", language), program_word("no", language)
    return {1.0: yes, 0.0: no} if yes else {}
