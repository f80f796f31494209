"""Interviews of an older version of a questionnaire under the ids and codes of a newer one."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from survey.design.sample import Sample
from survey.interviews import Interviews
from survey.questionnaire.comparable_questions import asked_alike
from survey.questionnaire.dependencies import variables_behind
from survey.questionnaire.model import Questionnaire, Reason
from survey.questionnaire.version_matching import Counterpart, counterpart


def under_questionnaire_of(newer: Interviews, interviews: Interviews) -> Interviews:
    """Interviews under the questionnaire of newer ones; what it asks otherwise is blank, as not asked.

    Ids and codes that the newer questionnaire declares as changed are the present ones afterwards. An option that merges
    several was chosen when one of them was.
    """
    form, own = newer.form, interviews.form
    if own is form or own == form:
        return interviews
    # age groups stay age groups when the question behind them was only worded anew
    behind = variables_behind(form, form.groupings)
    alike = {
        name: found
        for name in form.variables
        if asked_alike(name, form, own, worded=name not in behind and name not in form.roles.values())
        and (found := counterpart(name, form, own)) is not None
    }
    answers = pd.DataFrame(
        {column: values for found in alike.values() for column, values in _columns(interviews, found).items()},
        index=interviews.answers.index,
    ).reindex(columns=newer.answers.columns)
    there = {column for found in alike.values() for column in found.now.columns}
    # an empty column takes the kind of the answers it is put under
    answers = answers.astype({name: kind for name, kind in newer.answers.dtypes.items() if name not in there})
    former = {found.before.id: name for name, found in alike.items()}
    reasons = interviews.reasons[list(former)].rename(columns=former)
    reasons = reasons.reindex(columns=list(form.variables), fill_value=int(Reason.NOT_ASKED))
    strays = tuple(
        dataclasses.replace(stray, variable=former[stray.variable])
        for stray in interviews.strays
        if stray.variable in former
    )
    return dataclasses.replace(interviews, form=form, answers=answers, reasons=reasons.astype(np.uint8), strays=strays)


def under_present_ids(older: Sample, newer: Sample) -> Sample:
    """Sample of an older wave under the questionnaire of a newer one where that declares other ids or codes, else as it is."""
    data, source, now = older.data, older.source, newer.data
    if not (isinstance(data, Interviews) and isinstance(source, Interviews) and isinstance(now, Interviews)):
        return older
    if data.form.id != now.form.id or not _declares_changes(now.form, data.form):
        return older
    whole = under_questionnaire_of(now, source)
    kept = whole if data is source else under_questionnaire_of(now, data)
    return dataclasses.replace(older, source=whole, data=kept)


def _declares_changes(form: Questionnaire, older: Questionnaire) -> bool:
    if form is older:
        return False
    found = (counterpart(name, form, older) for name in form.variables)
    return any(one is not None and (one.before.id != one.now.id or one.answers.is_recoded) for one in found)


def _columns(interviews: Interviews, found: Counterpart) -> dict[str, pd.Series]:
    """Answers to a variable by the columns and in the codes of the newer version."""
    if found.now.kind != "multiple":
        answers = interviews.answers[found.before.id]
        codes = found.answers.codes
        same = all(old == new for old, new in codes.items())
        return {found.now.id: answers if same else answers.map(codes).astype(answers.dtype)}
    sources: dict[str, list[str]] = {}
    for old, new in found.columns.items():
        sources.setdefault(new, []).append(old)
    return {new: interviews.answers[olds].max(axis=1, skipna=False) for new, olds in sources.items()}
