"""Answers carried from the ids and codes of the time of a file to the present ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from survey.arrays import AnyFloats
from survey.findings import Finding, FindingGroup
from survey.ingest.column_layout import ColumnLayout, QuestionColumns
from survey.ingest.decoded_answers import DecodedAnswers
from survey.ingest.decoded_variables import DecodedVariable, number_type
from survey.questionnaire.model import Questionnaire, Reason, Variable


def carried(read: Mapping[str, DecodedVariable], form: Questionnaire) -> dict[str, DecodedVariable]:
    """Variables read under former ids and codes, by present ids and in present codes.

    Answers that no present code can hold are not recorded here, so that what depends on them stays as delivered;
    :func:`without_split` blanks them when the routing has been worked out.
    """
    written = form.former_form
    if written is None:
        return dict(read)
    former = {name: old for old, name in written.names.items()}
    found = {}
    for name, variable in form.variables.items():
        old = former.get(name, name)
        one = read[old]
        if name in written.split:
            one = dataclasses.replace(DecodedVariable.of_nothing(variable, len(one.reasons)), unreadable=one.unreadable)
        elif name in written.codes or (old != name and one.chosen is not None):
            codes = written.codes.get(name, {code: code for code in variable.codes})
            one = _recoded(one, variable, written.form.variables[old], codes)
        found[name] = one
    return found


def _recoded(one: DecodedVariable, variable: Variable, before: Variable, codes: Mapping[int, int]) -> DecodedVariable:
    if one.chosen is not None:
        sources = [[at for at, code in enumerate(before.codes) if codes[code] == new] for new in variable.codes]
        chosen = np.stack([one.chosen[:, at].any(axis=1) for at in sources], axis=1)
        columns = dict(zip(variable.columns, sources, strict=True))
        absent = tuple(
            name for name, at in columns.items() if at and all(before.columns[place] in one.absent for place in at)
        )
        return dataclasses.replace(one, chosen=chosen, absent=absent)
    numbers = np.asarray(one.numbers)
    made: AnyFloats = numbers.astype(number_type(variable))
    for old, new in codes.items():
        made[numbers == old] = new
    return dataclasses.replace(one, numbers=made)


def without_split(answers: DecodedAnswers) -> DecodedAnswers:
    """The answers with those counted as not asked whose codes were split since."""
    written = answers.form.former_form
    if written is None or not written.split:
        return answers
    everywhere = np.ones(len(answers), bool)
    blank = {name: answers.variables[name].blanked(everywhere, Reason.NOT_ASKED) for name in written.split}
    return dataclasses.replace(answers, variables={**answers.variables, **blank})


def layout_now(layout: ColumnLayout, form: Questionnaire) -> Mapping[str, QuestionColumns]:
    """Columns of the file by present ids of variables."""
    names = form.former_form.names if form.former_form is not None else {}
    return {names.get(name, name): held for name, held in layout.columns.items()}


def under_present_columns(extras: pd.DataFrame, form: Questionnaire) -> pd.DataFrame:
    """Further columns, such as words to "other", under the present ids of their questions where no other column has the name."""
    former = form.former_form
    if former is None:
        return extras
    renamed = {name: former.column_now(str(name)) for name in extras.columns}
    known = {str(name) for name in extras.columns}
    return extras.rename(columns={name: new for name, new in renamed.items() if new not in known})


def variables_in_file(form: Questionnaire) -> Mapping[str, Variable]:
    """Variables as files of the day hold them, by present ids."""
    if form.former_form is None:
        return form.variables
    former = {name: old for old, name in form.former_form.names.items()}
    return {name: form.former_form.form.variables[former.get(name, name)] for name in form.variables}


def under_present_names(findings: list[Finding | FindingGroup], form: Questionnaire) -> list[Finding | FindingGroup]:
    """Findings about columns under the present ids of their variables; their sentences name the columns of the file."""
    if form.former_form is None:
        return findings
    names = form.former_form.names
    return [_about(one, names.get(one.variable)) if one.variable is not None else one for one in findings]


def _about(finding: Finding | FindingGroup, variable: str | None) -> Finding | FindingGroup:
    if variable is None:
        return finding
    return (
        finding.about(variable)
        if isinstance(finding, FindingGroup)
        else dataclasses.replace(finding, variable=variable)
    )
