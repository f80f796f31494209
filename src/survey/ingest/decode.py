"""A raw table read by the questionnaire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from survey.calls import public
from survey.findings import Findings
from survey.ingest.cells import is_empty, make_reader
from survey.ingest.choices import read_choices
from survey.ingest.column import Answered, Distinct, Mask, Unread, read_column
from survey.ingest.corrected import Change, with_changes
from survey.ingest.draft import Draft
from survey.ingest.extras import read_extras
from survey.ingest.heading import blank_rows
from survey.ingest.layout import Columns, Layout, find_columns
from survey.ingest.numbers import shown
from survey.ingest.routing import take_back_unasked
from survey.ingest.spelling import Match
from survey.ingest.told import (
    tell_of_cells,
    tell_of_columns,
    tell_of_empty_rows,
    tell_of_letters,
    tell_of_specify,
)
from survey.interviews import Interviews, RawTable, Stray
from survey.questionnaire.model import TEXT_KINDS, Questionnaire, Reason, Variable

Cells = list[tuple[Variable, Unread]]


@public
def decode(raw: RawTable, form: Questionnaire, *, changes: Sequence[Change] = ()) -> tuple[Interviews, Findings]:
    """Interviews as the questionnaire reads them, and a finding for everything that could not be read.

    Every answer becomes a value of the variable's domain or a blank with its reason. Codes may come as numbers or
    text, or in the wording of any language; multiple choices as option columns, mentions, or lists of codes or
    wordings. A value the file declares as missing counts as such only when the questionnaire says so too. Who was
    asked is told by the routing, never by the file: an answer to a question that was not to be asked is kept in
    ``strays`` and enters no number. Rows without a filled cell are left out.

    Parameters
    ----------
    raw : RawTable
    form : Questionnaire
    changes : sequence of Change
        Answers that stand in place of those delivered; :func:`survey.correct` makes them of a list of corrections.

    Returns
    -------
    interviews : Interviews
        All accepted; ``answers`` within the domain of each variable.
    findings : Findings
        Rules and severities are listed in :mod:`survey.ingest`.

    Raises
    ------
    ReadError
        ``F060`` when no column belongs to the questionnaire, ``F061`` when none holds its key, ``F062`` when two
        columns hold the same answer.

    Notes
    -----
    A multiple choice coded by option columns cannot tell "nothing chosen" from "not recorded": when all are 0, a
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
    layout = find_columns(raw, form)
    kept = np.flatnonzero(~blank_rows(raw.cells))
    columns = _distinct(raw, kept)
    answers = {name: _answers(variable, layout, columns, raw) for name, variable in form.variables.items()}
    answers = with_changes(answers, changes, form)
    draft = Draft(form, answers, len(kept))
    unread: Cells = [(form.variables[name], cell) for name, read in answers.items() for cell in read.unread]
    unread = sorted(unread + _above_version(draft, layout), key=lambda pair: (pair[0].position, pair[1].position))
    strays, unasked = take_back_unasked(draft, form)
    interviews = Interviews(
        form,
        draft.answers(),
        draft.reasons(),
        read_extras(_extra_columns(layout, columns), len(kept)),
        raw.rows[kept],
        np.ones(len(kept), bool),
        _with_unreadable(strays, unread, unasked, form),
        raw.path,
        raw.sha256,
    )
    where_asked = [(variable, cell) for variable, cell in unread if not unasked[variable.id][cell.position]]
    findings = [
        *tell_of_columns(layout, form, raw),
        *tell_of_specify(_unexpected(layout, columns, form)),
        *tell_of_letters(_matches(answers)),
        *tell_of_empty_rows(len(raw) - len(kept)),
        *tell_of_cells(where_asked, form, list(interviews.ids), list(interviews.rows)),
    ]
    return interviews, Findings(findings)


def _with_unreadable(
    strays: tuple[Stray, ...], unread: Cells, unasked: Mapping[str, Mask], form: Questionnaire
) -> tuple[Stray, ...]:
    """Strays in the order of asking, with those whose cell says something that nobody can read."""
    more = tuple(
        Stray(cell.position, variable.id, cell.value)
        for variable, cell in unread
        if unasked[variable.id][cell.position]
    )
    known = {(stray.variable, stray.position) for stray in strays}
    new = tuple(stray for stray in more if (stray.variable, stray.position) not in known)
    return tuple(sorted(strays + new, key=lambda stray: (form.variables[stray.variable].position, stray.position)))


def _distinct(raw: RawTable, kept: NDArray[np.intp]) -> dict[str, Distinct]:
    cells = raw.cells if len(kept) == len(raw) else raw.cells.iloc[kept]
    return {str(name): Distinct.of(cells.iloc[:, position], str(name)) for position, name in enumerate(cells.columns)}


def _answers(variable: Variable, layout: Layout, columns: Mapping[str, Distinct], raw: RawTable) -> Answered:
    held = layout.columns.get(variable.id, Columns())
    if not held.answers:
        return _nothing(variable, len(next(iter(columns.values())).index))
    if variable.kind == "multiple":
        return read_choices(variable, held, columns, raw.value_labels)
    distinct = columns[held.answers[0]]
    reader = make_reader(variable, raw.value_labels.get(distinct.name, {}), distinct.cells)
    return read_column(distinct, reader, numeric=variable.kind not in TEXT_KINDS)


def _nothing(variable: Variable, n: int) -> Answered:
    reasons = np.full(n, Reason.NOT_RECORDED, np.uint8)
    if variable.kind == "multiple":
        return Answered(reasons, chosen=np.zeros((n, len(variable.codes)), bool))
    if variable.kind in TEXT_KINDS:
        return Answered(reasons, texts=np.full(n, None, object))
    return Answered(reasons, numbers=np.full(n, np.nan))


def _above_version(draft: Draft, layout: Layout) -> Cells:
    """Counts of a list experiment above the number of statements read out in the interview's version, blanked."""
    found: Cells = []
    for variable in draft.form.variables.values():
        question = variable.question
        for version, bound in question.maximum_by_version if question.split_by else ():
            values = draft.values(variable.id)
            above = (draft.values(str(question.split_by)) == version) & (values > bound)
            column = layout.columns[variable.id].answers[0] if above.any() else ""
            found += [
                (variable, Unread("out_of_range", column, int(row), shown(float(values[row])), bound))
                for row in np.flatnonzero(above)
            ]
            draft.blank(variable.id, above, Reason.NOT_RECORDED)
    return found


def _extra_columns(layout: Layout, columns: Mapping[str, Distinct]) -> list[tuple[Distinct, bool]]:
    specify = {held.specify for held in layout.columns.values()}
    wanted = {*layout.extra, *specify}
    return [(distinct, name in specify) for name, distinct in columns.items() if name in wanted]


def _unexpected(layout: Layout, columns: Mapping[str, Distinct], form: Questionnaire) -> list[tuple[str, str, int]]:
    found = []
    for name, held in layout.columns.items():
        if held.specify is not None and not any(option.specify for option in form.variables[name].options):
            distinct = columns[held.specify]
            filled = np.array([not is_empty(cell) for cell in distinct.cells], bool)
            found.append((held.specify, name, int(filled[distinct.index].sum())))
    return found


def _matches(answers: Mapping[str, Answered]) -> Counter[Match]:
    total: Counter[Match] = Counter()
    for read in answers.values():
        total.update(read.matches)
    return total
