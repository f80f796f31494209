"""Decoding of a raw table by the questionnaire."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.arrays import Indices, Mask
from survey.findings import Findings
from survey.freed_memory import give_back
from survey.ingest.applied_corrections import AnswerChange, with_changes
from survey.ingest.blank_markers import empty_markers
from survey.ingest.carried_answers import (
    carried,
    layout_now,
    under_present_columns,
    under_present_names,
    variables_in_file,
    without_split,
)
from survey.ingest.cell_readers import make_reader
from survey.ingest.choice_coding import MarkWords
from survey.ingest.closing_rows import closing_rows
from survey.ingest.collecting_tool import find_submissions
from survey.ingest.column_layout import ColumnLayout, QuestionColumns, find_columns, join_columns
from survey.ingest.decoded_answers import DecodedAnswers
from survey.ingest.decoded_variables import DecodedVariable, decode_column, number_type
from survey.ingest.extra_columns import read_extra_columns
from survey.ingest.factorized_columns import FactorizedColumn, UnreadableCells
from survey.ingest.file_reading import FileReading
from survey.ingest.findings import (
    cell_findings,
    column_findings,
    empty_row_findings,
    formula_findings,
    letter_findings,
    marker_findings,
    reading_findings,
    specify_findings,
    unused_findings,
)
from survey.ingest.formula_marks import without_formula_marks, without_wrapping
from survey.ingest.list_experiments import with_version_bounds
from survey.ingest.multiple_choices import read_choices
from survey.ingest.numbers import code_of
from survey.ingest.read_lines import Decisions, as_decisions
from survey.ingest.routing import take_back_unasked
from survey.ingest.stated_others import stated_unchosen
from survey.ingest.submission_findings import submission_findings
from survey.ingest.two_digit_years import with_centuries
from survey.ingest.wording_codes import Match
from survey.interviews import Interviews, RawTable, Records, Stray
from survey.questionnaire.model import TEXT_KINDS, Questionnaire, Variable

Unreadable = list[tuple[Variable, UnreadableCells]]
Factorized = Mapping[str, FactorizedColumn]


@public
def decode(
    raw: RawTable,
    form: Questionnaire,
    *,
    read: Decisions | Mapping[str, object] | None = None,
    changes: Sequence[AnswerChange] = (),
) -> tuple[Interviews, Findings]:
    """Interviews as the questionnaire reads them, and a finding for everything that could not be read.

    Every answer becomes a value of the variable's domain or a blank with its reason. Each column is judged from all
    its cells, its labels, the declarations of the file and the other columns of its question before a cell is read:
    decimal mark, order of day and month, coding of a multiple choice, missing values. Where two readings fit, one
    error without an interview names both and the line under ``read:`` that decides. Who was asked follows from the
    routing, never from the file: an answer to a question that was not to be asked is kept in ``strays`` and enters no
    number. Rows without a filled cell are left out, and so are submissions that the collecting tool marks as rejected.

    Parameters
    ----------
    raw : RawTable
    form : Questionnaire
    read : Decisions, mapping or None
        What the wave says where two readings fit, as under ``read:`` in ``monitor.yaml``.
    changes : sequence of AnswerChange
        Answers that replace those delivered; :func:`survey.correct` makes them of a list of corrections.

    Returns
    -------
    interviews : Interviews
        All accepted; ``answers`` within the domain of each variable.
    findings : Findings
        Those of the reader first. Rules and severities are listed in :mod:`survey.ingest`.

    Raises
    ------
    ReadError
        ``F060`` when no column belongs to the questionnaire, ``F061`` when none holds its key.
    QuestionnaireError
        When ``read`` is a mapping with mistakes; the codes are those of
        :func:`survey.ingest.read_lines.read_decisions`.

    Notes
    -----
    A multiple choice coded by option columns cannot distinguish "nothing chosen" from "not recorded": when all are 0, a
    question that was to be asked is not recorded. Lists and mentions keep the difference by codes such as 98.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.questionnaire import read_questionnaire
    >>> form = read_questionnaire("questionnaires/interethnic")
    >>> cells = pd.DataFrame({"H01": ["A-1", "A-2"], "S03": ["34", "98"], "C01a": ["Толық сенемін", "98"]})
    >>> interviews, findings = decode(RawTable("example.csv", "csv", "", cells), form)
    >>> interviews.values("C01a"), interviews.reason("C01a"), interviews.values("S03")
    (array([ 1., nan]), array([0, 1], dtype=uint8), array([34., 98.]))
    """
    decoded = _decode(raw, form, read, changes)
    give_back(len(raw))
    return decoded


def _decode(
    raw: RawTable,
    form: Questionnaire,
    read: Decisions | Mapping[str, object] | None,
    changes: Sequence[AnswerChange],
) -> tuple[Interviews, Findings]:
    file_form = form.in_files
    decisions = as_decisions(read, file_form)
    unwrapped, n_wrapped = without_wrapping(_factorized(raw), raw.format)
    delivered, n_marked = without_formula_marks(unwrapped, raw.format)
    ignored = frozenset(name for name, said in decisions.columns.items() if said.ignore)
    submissions = find_submissions(raw, delivered, ignored)
    assigned = {name: said.question for name, said in decisions.columns.items() if said.question is not None}
    layout = find_columns(raw, file_form, delivered, ignored, submissions.tool, assigned)
    whole = join_columns(delivered, layout.joined)
    cleaned, markers = empty_markers(whole, layout, raw, file_form, decisions, submissions.blanks)
    filled = _filled_rows(cleaned, len(raw))
    kept = filled[submissions.kept[filled]]
    columns = {name: column.at(kept) for name, column in cleaned.items()} if len(kept) < len(raw) else cleaned
    how = FileReading(raw, file_form, layout, columns, decisions)
    decoded = _decoded(layout, how, form, len(kept), changes)
    unreadable = _unreadable_cells(decoded)
    routed, strays, unasked = take_back_unasked(decoded)
    answers, held = without_split(routed), layout_now(layout, form)
    interviews = Interviews(
        form,
        answers.answer_frame(),
        answers.reason_frame(),
        under_present_columns(_extras(layout, how, len(kept)), form),
        raw.rows[kept],
        np.ones(len(kept), bool),
        _with_unreadable(strays, unreadable, unasked, form),
        raw.path,
        raw.sha256,
        _balance(raw.records, len(raw) - len(filled), len(filled) - len(kept)),
        {name: one.absent for name, one in decoded.variables.items() if one.absent or not _held(held, name)},
    )
    where_asked = _where_asked(unreadable, unasked, form)
    findings = [
        *raw.findings,
        *column_findings(layout, file_form, raw),
        *specify_findings(_unexpected(layout, columns, file_form)),
        *stated_unchosen(layout, columns, interviews),
        *marker_findings(markers),
        *formula_findings(n_marked, n_wrapped),
        *reading_findings(how.facts),
        *submission_findings(submissions),
        *unused_findings(decisions, how.facts.used | _obeyed(layout, assigned)),
        *letter_findings(_matches(decoded.variables.values())),
        *empty_row_findings(len(raw) - len(filled)),
        *closing_rows(interviews.ids, interviews.rows),
        *cell_findings(where_asked, file_form, interviews.ids, interviews.rows),
    ]
    return interviews, Findings(under_present_names(findings, form))


def _factorized(raw: RawTable) -> dict[str, FactorizedColumn]:
    cells = raw.cells
    return {
        str(name): FactorizedColumn.of(cells.iloc[:, position], str(name))
        for position, name in enumerate(cells.columns)
    }


def _filled_rows(columns: Factorized, n: int) -> Indices:
    """Positions of the rows with a filled cell; a marker of another program fills nothing."""
    blank = np.ones(n, bool)
    for column in columns.values():
        if not blank.any():
            break
        blank &= ~column.filled()
    return np.flatnonzero(~blank)


def _balance(records: Records | None, n_blank: int, n_left_out: int) -> Records | None:
    """The balance of the file with the rows that hold nothing, and the submissions that are not interviews."""
    if records is None:
        return None
    return dataclasses.replace(records, blank=records.blank + n_blank, left_out=records.left_out + n_left_out)


def _obeyed(layout: ColumnLayout, assigned: Mapping[str, str]) -> set[str]:
    held = {name: variable for variable, one in layout.columns.items() for name in one.answers}
    used = {f"columns: {name}: question" for name, said in assigned.items() if held.get(name) == said}
    return used | {f"columns: {name}: ignore" for name in layout.ignored}


def _where_asked(unreadable: Unreadable, unasked: Mapping[str, Mask], form: Questionnaire) -> Unreadable:
    """The unreadable cells of those who were asked, under the variables of the file; a file may have millions of them."""
    in_file = variables_in_file(form)
    asked = {
        name: ~unasked[name] if unasked[name].any() else None for name in {variable.id for variable, _ in unreadable}
    }
    found: Unreadable = []
    for variable, cells in unreadable:
        where = asked[variable.id]
        found += [(in_file[variable.id], some) for some in ((cells,) if where is None else cells.where(where))]
    return found


def _with_unreadable(
    strays: tuple[Stray, ...], unreadable: Unreadable, unasked: Mapping[str, Mask], form: Questionnaire
) -> tuple[Stray, ...]:
    """Strays in the order of asking, with those whose cell says something that nobody can read."""
    more = tuple(
        Stray(position, variable.id, some.value)
        for variable, cells in unreadable
        for some in cells.where(unasked[variable.id])
        if cells.rule != "coding_unclear"
        for position in some.positions.tolist()
    )
    known = {(stray.variable, stray.position) for stray in strays}
    new = tuple(stray for stray in more if (stray.variable, stray.position) not in known)
    return tuple(sorted(strays + new, key=lambda stray: (form.variables[stray.variable].position, stray.position)))


def _held(columns: Mapping[str, QuestionColumns], name: str) -> bool:
    return bool(columns.get(name, QuestionColumns()).answers)


def _decoded(
    layout: ColumnLayout, how: FileReading, form: Questionnaire, n: int, changes: Sequence[AnswerChange]
) -> DecodedAnswers:
    """Every variable with what a cell alone does not decide: centuries, present codes, corrections, versions of a list."""
    read = {name: _variable(variable, layout, how, n) for name, variable in how.form.variables.items()}
    whole = with_centuries(read, how.form, how.period, lambda name: how.columns[layout.columns[name].answers[0]])
    corrected = with_changes(carried(whole, form), changes, form)
    answers = DecodedAnswers(form, corrected, n)
    return dataclasses.replace(answers, variables=with_version_bounds(answers, layout_now(layout, form)))


def _unreadable_cells(answers: DecodedAnswers) -> Unreadable:
    """Unreadable cells in the order of the questionnaire, then of columns and of what was delivered."""
    variables = answers.form.variables
    cells = [(variables[name], cell) for name, one in answers.variables.items() for cell in one.unreadable]
    return sorted(cells, key=lambda pair: pair[0].position)


def _variable(variable: Variable, layout: ColumnLayout, how: FileReading, n: int) -> DecodedVariable:
    held = layout.columns.get(variable.id, QuestionColumns())
    if not held.answers:
        return DecodedVariable.of_nothing(variable, n)
    if variable.kind == "multiple":
        options = {*held.numbered.values(), *held.options.values()}
        readings = {name: how.of(variable, name, is_option=name in options) for name in held.answers}
        return read_choices(variable, held, how.columns, readings, how.codings(variable, held, readings))
    column = how.columns[held.answers[0]]
    is_key = variable.id in (how.form.key, how.form.roles.get("psu"))
    reader = make_reader(variable, how.of(variable, column.name), is_key=is_key)
    return decode_column(column, reader, numeric=variable.kind not in TEXT_KINDS, as_type=number_type(variable))


def _extras(layout: ColumnLayout, how: FileReading, n: int) -> pd.DataFrame:
    """Columns of no question, "other, specify", and the words in the column of an option "other".

    Such words go by the name of "other, specify" where their column has the name of an answer, ``B03_96``.
    """
    owners = _open_columns(layout, how)
    texts = {held.specify for held in layout.columns.values()} | owners.keys()
    wanted = {*layout.extra, *texts}
    answers = {column for variable in how.form.variables.values() for column in variable.columns}
    free = {name: f"{owner}_other" for name, owner in owners.items() if name in answers}
    renamed = {name: new if new not in how.columns else f"{name}_other" for name, new in free.items()}
    extras = read_extra_columns(
        (
            (column, None if name in texts else how.of_extra(name))
            for name, column in how.columns.items()
            if name in wanted
        ),
        n,
    )
    return extras.rename(columns=renamed)


def _open_columns(layout: ColumnLayout, how: FileReading) -> dict[str, str]:
    """Columns of the option "other" that hold the words of respondents, with the question."""
    found: dict[str, str] = {}
    for name, held in layout.columns.items():
        variable = how.form.variables[name]
        open_codes = {option.code for option in variable.options if option.specify}
        columns = [column for code, column in (*held.options.items(), *held.numbered.items()) if code in open_codes]
        found |= {column: name for column in columns if _holds_words(how.columns[column], MarkWords.of(variable))}
    return found


def _holds_words(column: FactorizedColumn, marks: MarkWords) -> bool:
    texts = [cell for cell in column.cells if isinstance(cell, str) and cell.strip() and code_of(cell) is None]
    return any(marks.yes_no.find(text) is None and marks.wordings.find(text) is None for text in texts)


def _unexpected(layout: ColumnLayout, columns: Factorized, form: Questionnaire) -> list[tuple[str, str, int]]:
    return [
        (held.specify, name, int(columns[held.specify].filled().sum()))
        for name, held in layout.columns.items()
        if held.specify is not None and not any(option.specify for option in form.variables[name].options)
    ]


def _matches(variables: Iterable[DecodedVariable]) -> Counter[Match]:
    total: Counter[Match] = Counter()
    for read in variables:
        total.update(read.matches)
    return total
