"""Rules that the questionnaire implies for single answers: asked and answered, within codes, as many as allowed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from survey.arrays import Floats, Indices, Mask, ReasonCodes
from survey.expressions.evaluation import asked as was_asked
from survey.interviews import Interviews
from survey.questionnaire.model import NUMERIC_KINDS, WHOLE_KINDS, Reason, Variable
from survey.text import Text
from survey.validation.interview_dates import asked_too_early
from survey.validation.rule_breaches import HIDDEN, Breach, broken, catalogue, plain


def check_answers(interviews: Interviews, ended: Mask) -> Iterator[Breach]:
    """Breaches of every variable, in the order of asking.

    Parameters
    ----------
    interviews : Interviews
    ended : (n,) array of bool
        Interviews that should not have been held; their missing answers and strays are not reported again.
    """
    for variable in interviews.form.variables.values():
        if variable.id == interviews.form.key:
            continue
        reason = interviews.reason(variable.id)
        yield from _recorded(interviews, variable, reason, ended)
        if variable.kind == "single":
            yield from _codes(interviews, variable)
        elif variable.kind in NUMERIC_KINDS:
            yield from _numbers(interviews, variable)
        elif variable.kind == "multiple":
            yield from _choices(interviews, variable)
    yield from _strays(interviews, ended)


def _recorded(interviews: Interviews, variable: Variable, reason: ReasonCodes, ended: Mask) -> Iterator[Breach]:
    """Answers that must be there, and answers that should be; an open question may stay empty.

    Where it is unknown whether a question was to be asked, the answer on which that depends is reported instead.
    """
    lost = reason == Reason.NOT_RECORDED
    unknown = 0
    if variable.ask_if is not None and lost.any():
        asked_of, cannot_tell = was_asked(variable.ask_if, interviews)
        unknown = int((lost & cannot_tell).sum())
        lost = lost & asked_of
    lost = lost & ~asked_too_early(interviews, variable)
    asked = int((reason != Reason.NOT_ASKED).sum()) - unknown
    if variable.question.required:
        yield broken(interviews, "required", "error", variable, np.flatnonzero(lost), asked, unknown)
    elif variable.kind != "text":
        yield broken(interviews, "not_recorded", "warning", variable, np.flatnonzero(lost & ~ended), asked, unknown)


def _codes(interviews: Interviews, variable: Variable) -> Iterator[Breach]:
    values = interviews.values(variable.id)
    unknown = ~np.isnan(values) & ~np.isin(values, variable.codes)
    known, lost = _known(interviews, variable)
    yield broken(interviews, "code_unknown", "error", variable, np.flatnonzero(unknown), known, lost)
    if variable.question.offered_from:
        yield _not_offered(interviews, variable, values)


def _known(interviews: Interviews, variable: Variable) -> tuple[int, int]:
    """Numbers of interviews with an answer to the variable, and of those in which it is lost."""
    reason = interviews.reason(variable.id)
    return int((reason == Reason.ANSWERED).sum()), int((reason == Reason.NOT_RECORDED).sum())


def _not_offered(interviews: Interviews, variable: Variable, values: Floats) -> Breach:
    source = str(variable.question.offered_from)
    mentions = interviews.mentions(source)
    offered = ((mentions.codes == values[:, None]) & mentions.chosen).any(axis=1)
    could = ~np.isnan(values) & mentions.known
    positions = np.flatnonzero(could & ~offered)
    lost = int((interviews.reason(variable.id) == Reason.NOT_RECORDED).sum())
    return broken(interviews, "not_offered", "warning", variable, positions, int(could.sum()), lost, source=source)


def _numbers(interviews: Interviews, variable: Variable) -> Iterator[Breach]:
    values = interviews.values(variable.id)
    question = variable.question
    low = -np.inf if question.minimum is None else question.minimum
    high = np.inf if question.maximum is None else question.maximum
    outside = (values < low) | (values > high)
    if variable.kind in WHOLE_KINDS:
        outside = outside | (~np.isnan(values) & (values != np.round(values)))
    known, lost = _known(interviews, variable)
    yield broken(
        interviews,
        "out_of_range",
        "error",
        variable,
        np.flatnonzero(outside),
        known,
        lost,
        minimum=plain(low) if np.isfinite(low) else "…",
        maximum=plain(high) if np.isfinite(high) else "…",
    )
    if question.split_by:
        versions = interviews.values(question.split_by)
        for version, bound in question.maximum_by_version:
            above = (versions == version) & (values > bound) & ~outside
            yield broken(
                interviews,
                "count_too_high",
                "warning",
                variable,
                np.flatnonzero(above),
                int(((versions == version) & ~np.isnan(values)).sum()),
                int(((versions == version) & np.isnan(values)).sum()),
                maximum=plain(bound),
                version=version,
            )


def _choices(interviews: Interviews, variable: Variable) -> Iterator[Breach]:
    question = variable.question
    marks = interviews.answers[list(variable.columns)].to_numpy(np.float64)
    odd = (~np.isnan(marks) & (marks != 0) & (marks != 1)).any(axis=1)
    answered, lost = _known(interviews, variable)
    yield broken(interviews, "code_unknown", "error", variable, np.flatnonzero(odd), answered, lost)
    mentions = interviews.mentions(variable.id)
    number = mentions.chosen.sum(axis=1)
    exclusive = [option.code for option in variable.options if option.exclusive]
    alone = mentions.chosen[:, np.isin(mentions.codes, exclusive)].any(axis=1)
    positions = np.flatnonzero(alone & (number > 1))
    codes = ", ".join(variable.shown(code) for code in exclusive)
    if exclusive:
        yield broken(interviews, "exclusive", "warning", variable, positions, answered, lost, exclusive=codes)
    if question.max_choices is not None:
        positions = np.flatnonzero(number > question.max_choices)
        maximum = question.max_choices
        yield broken(interviews, "too_many", "warning", variable, positions, answered, lost, maximum=maximum)


def _strays(interviews: Interviews, ended: Mask) -> Iterator[Breach]:
    variables = interviews.form.variables.values()
    by_variable: dict[str, dict[int, str]] = {variable.id: {} for variable in variables if variable.ask_if is not None}
    for stray in interviews.strays:
        if not ended[stray.position]:
            by_variable.setdefault(stray.variable, {})[stray.position] = stray.value
    for name, values in by_variable.items():
        positions = np.array(sorted(values), np.intp)
        yield _stray(interviews.form.variables[name], positions, values, len(interviews))


def _stray(variable: Variable, positions: Indices, values: dict[int, str], base: int) -> Breach:
    def wording(position: int) -> Text:
        value = HIDDEN if variable.is_free_text else values[position]
        return catalogue().text("stray", variable=variable.id, value=value)

    return Breach(
        "stray",
        "warning",
        variable.id,
        positions,
        base,
        wording,
        lambda position: values[position],
    )
