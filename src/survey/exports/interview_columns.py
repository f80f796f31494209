"""Columns made of interviews: answers in the order of asking, groupings, columns of the file, weights."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Objects
from survey.design import Sample
from survey.design.assigned_classes import AssignedClasses
from survey.errors import ExportError, listed
from survey.exports.export_columns import ColumnKind, ExportColumn, ExportTable, finding
from survey.exports.missing_values import program_word
from survey.exports.questionnaire_columns import column_of_grouping, columns_of, is_text, yes_no_labels
from survey.findings import Finding
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire, Variable
from survey.text import Catalogue, Language

WEIGHT = "weight"
DESIGN_WEIGHT = "design_weight"
ACCEPTED = "accepted"
IN_DOMAIN = "in_domain"


def make_table(source: Interviews | Sample, language: Language | None, *, set_aside: bool) -> ExportTable:
    """The table of a data file.

    Parameters
    ----------
    source : Interviews or Sample
    language : str or None
        Language of the labels; None for the first of the questionnaire.
    set_aside : bool
        Whether interviews that were set aside are rows, too.

    Raises
    ------
    ExportError
        ``G001`` a sample of a plain table, ``G002`` a language the questionnaire does not have, ``G003`` no interview,
        ``G004`` interviews set aside of a sample that is not made of one delivery.
    """
    sample = source if isinstance(source, Sample) else None
    interviews = _interviews(source)
    form = interviews.form
    spoken = _language(language, form)
    rows, in_sample = _rows(interviews, sample, set_aside=set_aside)
    held = [*_of_questions(interviews, spoken), *_of_groupings(interviews, spoken), *_of_extras(interviews, sample)]
    columns = [column.at(rows) for column in held]
    if sample is not None:
        columns += [_spread(one, in_sample) for one in _of_sample(sample, spoken)]
    if set_aside:
        accepted = interviews.accepted[rows].astype(np.float64)
        columns.append(_yes_no(ACCEPTED, program_word("label_accepted", spoken), accepted, spoken))
    weight = WEIGHT if sample is not None else ""
    replaced = (str(name) for name in interviews.extras.columns if str(name) in _made(interviews, sample))
    findings = [*_left_out(interviews, len(rows)), *_unworded(spoken)]
    findings += [finding("column_replaced", "info", name) for name in replaced]
    return ExportTable(
        form, tuple(_with_roles(columns, form, sample)), len(rows), spoken, weight, tuple(findings), interviews.source
    )


def _interviews(source: Interviews | Sample) -> Interviews:
    """All interviews, those set aside included."""
    if isinstance(source, Interviews):
        return source
    data = source.source if isinstance(source.source, Interviews) else source.data
    if not isinstance(data, Interviews):
        fact = "The sample is made of a plain table, which has neither wordings nor reasons of blanks."
        raise ExportError(
            "G001", "survey.write_file", fact, "Write sample.to_frame() instead, or make it of interviews."
        )
    return data


def _language(language: Language | None, form: Questionnaire) -> Language:
    if language is not None and language not in form.languages:
        fact = f"The questionnaire has no wordings in language {language!r}."
        raise ExportError("G002", f"questionnaire {form.id}", fact, f"It has: {listed(form.languages)}.")
    return language or form.languages[0]


def _rows(interviews: Interviews, sample: Sample | None, *, set_aside: bool) -> tuple[Indices, Indices]:
    """Positions of the interviews to write, and for each the position in the sample, -1 outside of it."""
    n = len(interviews)
    if sample is None:
        rows = np.arange(n) if set_aside else np.flatnonzero(interviews.accepted)
        place = np.full(len(rows), -1)
    else:
        rows, place = _rows_of_sample(interviews, sample, set_aside=set_aside)
    if not len(rows):
        fact = f"There is no interview to write; {n} are set aside."
        raise ExportError(
            "G003", interviews.source or "interviews", fact, "Look at the findings, or give set_aside=True."
        )
    return rows.astype(np.intp), place.astype(np.intp)


def _rows_of_sample(interviews: Interviews, sample: Sample, *, set_aside: bool) -> tuple[Indices, Indices]:
    data = sample.data
    assert isinstance(data, Interviews)
    if data is interviews and not set_aside:
        return np.arange(len(data)), np.arange(len(data))
    place_of = {int(row): at for at, row in enumerate(data.rows)}
    is_one_delivery = len(place_of) == len(data) and len(set(interviews.rows.tolist())) == len(interviews)
    if not is_one_delivery:
        fact = "The sample is made of several deliveries, whose rows have the same numbers."
        raise ExportError("G004", "survey.write_file: set_aside", fact, "Write the interviews of each delivery.")
    place = np.array([place_of.get(int(row), -1) for row in interviews.rows], np.intp)
    rows = np.arange(len(interviews)) if set_aside else np.flatnonzero(place >= 0)
    return rows, place[rows]


def _of_questions(interviews: Interviews, language: Language) -> Iterator[ExportColumn]:
    for variable in interviews.form.variables.values():
        lacking = interviews.absent.get(variable.id)
        if variable.id in interviews.absent and not lacking:
            continue
        for column in _of_variable(interviews, variable, language):
            if column.name not in (lacking or ()):
                yield column


def _of_variable(interviews: Interviews, variable: Variable, language: Language) -> Iterator[ExportColumn]:
    def cells(name: str) -> Floats | Objects:
        if variable.kind == "multiple":
            return interviews.answers[name].to_numpy(np.float64)
        return interviews.texts(name) if is_text(variable) else interviews.values(name)

    return columns_of(variable, language, interviews.reason(variable.id), cells)


def _of_groupings(interviews: Interviews, language: Language) -> Iterator[ExportColumn]:
    for grouping in interviews.form.groupings.values():
        yield column_of_grouping(grouping, interviews.form, language, interviews.values(grouping.id))


def _of_extras(interviews: Interviews, sample: Sample | None) -> Iterator[ExportColumn]:
    """Columns of the delivered file that belong to no question, and columns assigned to the sample."""
    made = _made(interviews, sample)
    for name in interviews.extras.columns:
        if str(name) not in made:
            yield _plain(str(name), interviews.extras[name])


def _made(interviews: Interviews, sample: Sample | None) -> set[str]:
    """Names of the columns that are computed, and take the place of delivered ones of the same name."""
    of_sample = {WEIGHT, DESIGN_WEIGHT, IN_DOMAIN, *sample.assigned} if sample is not None else set()
    return {*interviews.form.groupings, ACCEPTED, *of_sample}


def _plain(name: str, column: pd.Series) -> ExportColumn:
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.to_numpy(np.float64, na_value=np.nan)
        whole = bool(np.all(np.isnan(numbers) | (numbers == np.round(numbers))))
        return ExportColumn(name, name, "number", numbers, measure="scale", whole=whole)
    texts = column.astype(object).where(column.notna(), None).to_numpy(object)
    return ExportColumn(name, name, "text", np.array([None if one is None else str(one) for one in texts], object))


def _of_classes(name: str, values: Floats | Objects, classes: AssignedClasses, language: Language) -> ExportColumn:
    """A recoded or categorical column with the wordings of its classes in the language, where they have any."""
    plain = _plain(name, pd.Series(values))
    worded = [text[language] if text.has(language) else "" for text in classes.labels]
    labels = {level: label for level, label in zip(classes.levels, worded, strict=False) if label}
    title = classes.title[language] if classes.title.has(language) else name
    kind: ColumnKind = "written" if plain.is_text else "code"
    known = {level if isinstance(level, str) else float(level): label for level, label in labels.items()}
    return dataclasses.replace(
        plain, label=title, kind=kind if known else plain.kind, value_labels=known, measure="nominal"
    )


def _of_sample(sample: Sample, language: Language) -> Iterator[ExportColumn]:
    for name, values in sample.assigned.items():
        known = sample.classes.get(name)
        yield _of_classes(name, values, known, language) if known is not None else _plain(name, pd.Series(values))
    if sample.domain is not None:
        label = program_word("label_domain", language)
        yield _yes_no(IN_DOMAIN, label, sample.domain.astype(np.float64), language)
    named = sample.design.weight
    if sample.design_weights is not None and not (named is not None and sample.has(named)):
        label = program_word("label_design_weight", language)
        yield ExportColumn(DESIGN_WEIGHT, label, "number", sample.design_weights, measure="scale", role=DESIGN_WEIGHT)
    label = program_word("label_weight", language)
    yield ExportColumn(WEIGHT, label, "number", sample.weights, measure="scale", role=WEIGHT)


def _yes_no(name: str, label: str, values: Floats, language: Language) -> ExportColumn:
    return ExportColumn(name, label, "code", values, value_labels=yes_no_labels(language), whole=True)


def _spread(column: ExportColumn, place: Indices) -> ExportColumn:
    """A column of the sample in the rows of the file, blank in rows outside the sample."""
    blank: object = None if column.is_text else np.nan
    kind = object if column.is_text else np.float64
    cells: Floats | Objects = np.full(len(place), blank, kind)
    cells[place >= 0] = column.cells[place[place >= 0]]
    return dataclasses.replace(column, cells=cells)


def _with_roles(columns: list[ExportColumn], form: Questionnaire, sample: Sample | None) -> Iterator[ExportColumn]:
    roles = {name: role for role, name in form.roles.items()}
    if sample is not None:
        design = sample.design
        for role, names in (("stratum", design.strata_names), ("psu", design.psu_names)):
            roles |= {name: role if at == 0 else f"{role}_{at + 1}" for at, name in enumerate(names)}
        if design.weight is not None:
            roles[design.weight] = DESIGN_WEIGHT
    for column in columns:
        yield column if column.role else dataclasses.replace(column, role=roles.get(column.name, ""))


def _left_out(interviews: Interviews, n_rows: int) -> Iterator[Finding]:
    if n_rows < len(interviews):
        yield finding("set_aside_left_out", "info", n=len(interviews) - n_rows)
    if interviews.strays:
        yield finding("strays_left_out", "info", n=len(interviews.strays))
    for name, lacking in interviews.absent.items():
        for column in lacking or (name,):
            yield finding("column_absent", "info", column)


def _unworded(language: Language) -> Iterator[Finding]:
    if language not in Catalogue.load("survey.exports").languages:
        yield finding("words_untranslated", "warning", spoken=language)
