"""Unweighted counts of answers and of reasons of blanks, question by question, without small cells.

Counts are of all accepted interviews and never crossed with another question. Within a question answers and reasons add up to
the number of interviews, and "not asked" follows from the answers to other questions; so a small count is not hidden alone:

1. A count of people who gave an answer, from 1 to below the smallest one shown, is hidden. Reasons of blanks say nothing
   about a person and are hidden by the next rules only.
2. "Not asked" is hidden where a question that decides who is asked has a hidden count, however far back.
3. Further counts of the question, smallest first, are hidden until those hidden among the people asked are two at least and
   together not small.

Groupings have no counts: a class made of several answers could be subtracted from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from survey.blank_reasons import Reason
from survey.interviews import Interviews
from survey.questionnaire.dependencies import ends_interviews, variables_behind
from survey.questionnaire.model import NUMERIC_KINDS, Questionnaire, Variable

SMALLEST = 5
"""Smallest count that is shown, unless another one is asked for."""

MOST_POINTS = 21
"""Longest scale whose points are listed one by one."""

CountKind = Literal["answer", "chosen", "answered", "reason"]
"""Count of one answer of several that exclude one another, of an option of a multiple choice, of all answers, of a reason."""


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """One line of a codebook: an answer by its code, all answers together, or a reason of blanks.

    ``n`` counts interviews; None without data, and where the count is hidden.
    """

    kind: CountKind
    code: str = ""
    reason: Reason = Reason.ANSWERED
    n: int | None = None
    is_hidden: bool = False

    @property
    def is_part(self) -> bool:
        """Whether it is one of the counts that add up to the number of interviews."""
        return self.kind != "chosen"


CountsByQuestion: TypeAlias = Mapping[str, tuple[AnswerCount, ...]]
"""Lines of every question by its id."""


def lines_of(variable: Variable) -> tuple[AnswerCount, ...]:
    """The lines of a question without counts: answers or their sum, then its reasons of blanks."""
    question = variable.question
    if variable.kind == "single":
        answers = [AnswerCount("answer", option.shown) for option in variable.options]
    elif points := scale_points(variable):
        answers = [AnswerCount("answer", str(point)) for point in points]
    else:
        chosen = [AnswerCount("chosen", option.shown) for option in variable.options]
        answers = [*(chosen if variable.kind == "multiple" else ()), AnswerCount("answered")]
    stated = sorted({code.reason for code in question.missing})
    return (*answers, *(AnswerCount("reason", reason=reason) for reason in stated))


def scale_points(variable: Variable) -> range:
    """Whole numbers of a bounded scale or count that is short enough to be listed; empty for other questions."""
    low, high = variable.question.minimum, variable.question.maximum
    if variable.kind not in NUMERIC_KINDS or variable.kind == "decimal" or low is None or high is None:
        return range(0)
    points = range(int(low), int(high) + 1)
    return points if len(points) <= MOST_POINTS else range(0)


def count_answers(interviews: Interviews, smallest: int = SMALLEST) -> CountsByQuestion:
    """Counts of every question among the accepted interviews, small cells hidden.

    Parameters
    ----------
    interviews : Interviews
    smallest : int
        Smallest count that is shown; 1 hides nothing.

    Returns
    -------
    mapping of variable to tuple of AnswerCount
        The lines of :func:`lines_of`, and further reasons that occur.
    """
    form = interviews.form
    counted = {name: _counted(interviews, variable) for name, variable in form.variables.items()}
    hidden: dict[str, tuple[AnswerCount, ...]] = {}
    ending = [name for name, variable in form.variables.items() if ends_interviews(variable.question)]
    for name in _deciding_first(form):
        behind = {*variables_behind(form, [name]), *_before(form, name, ending)} - {name}
        tells = any(line.is_hidden for other in behind for line in hidden.get(other, ()))
        hidden[name] = _without_small(counted[name], smallest, not_asked_tells=tells)
    return {name: hidden[name] for name in form.variables}


def _deciding_first(form: Questionnaire) -> list[str]:
    """Variables with those that decide who is asked them before them, whatever the order of asking."""
    return sorted(form.variables, key=lambda name: len(variables_behind(form, [name])))


def _before(form: Questionnaire, name: str, ending: list[str]) -> list[str]:
    position = form.variables[name].position
    return [one for one in ending if form.variables[one].position < position]


def _counted(interviews: Interviews, variable: Variable) -> tuple[AnswerCount, ...]:
    accepted = interviews.accepted
    reasons = interviews.reason(variable.id)[accepted]
    lines = list(lines_of(variable))
    listed = {line.reason for line in lines}
    lines += [AnswerCount("reason", reason=one) for one in Reason if one not in listed and (reasons == one).any()]
    found = []
    for line in lines:
        if line.kind == "reason":
            n = int((reasons == line.reason).sum())
        elif line.kind == "answered":
            n = int((reasons == Reason.ANSWERED).sum())
        else:
            n = _n_of_answer(interviews, variable, line.code)
        found.append(replace(line, n=n))
    listed_answers = sum(line.n or 0 for line in found if line.kind == "answer")
    others = int((reasons == Reason.ANSWERED).sum()) - listed_answers
    if others and any(line.kind == "answer" for line in found):
        # Numbers between or outside the points of a scale are answers, too, and the counts have to add up.
        at = max(position for position, line in enumerate(found) if line.kind == "answer")
        found.insert(at + 1, AnswerCount("answered", n=others))
    return tuple(found)


def _n_of_answer(interviews: Interviews, variable: Variable, code: str) -> int:
    if variable.kind == "multiple":
        names = {option.shown: name for option, name in zip(variable.options, variable.columns, strict=True)}
        return int((interviews.answers[names[code]].to_numpy(np.float64)[interviews.accepted] == 1).sum())
    known = {option.shown: float(option.code) for option in variable.options}
    values = interviews.values(variable.id)[interviews.accepted]
    return int((values == known.get(code, float(code) if code not in known else np.nan)).sum())


def _without_small(lines: tuple[AnswerCount, ...], smallest: int, *, not_asked_tells: bool) -> tuple[AnswerCount, ...]:
    counts = [line.n or 0 for line in lines]
    hidden = {at for at, line in enumerate(lines) if line.kind != "reason" and 0 < counts[at] < smallest}
    if not_asked_tells:
        hidden |= {at for at, line in enumerate(lines) if line.reason == Reason.NOT_ASKED and counts[at]}
    # The same interviews are not asked many questions, so that "not asked" protects no other count.
    asked = {at for at, line in enumerate(lines) if line.is_part and counts[at] and line.reason != Reason.NOT_ASKED}
    while hidden and (len(hidden & asked) < 2 or sum(counts[at] for at in hidden & asked) < smallest):
        shown = asked - hidden
        if not shown or not any(lines[at].is_part for at in hidden):
            break
        hidden.add(min(shown, key=lambda at: (counts[at], at)))
    return tuple(replace(line, n=None, is_hidden=True) if at in hidden else line for at, line in enumerate(lines))
