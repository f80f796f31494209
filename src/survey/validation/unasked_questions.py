"""Questions that a delivery does not hold: no column, not every column, or nothing in it although it was to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.arrays import Indices, Mask
from survey.interviews import Interviews
from survey.questionnaire.model import Reason, Variable
from survey.validation.interview_dates import asked_too_early
from survey.validation.rule_breaches import FEW

Lack = Literal["column", "part", "empty"]
_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Unasked:
    """A variable the delivery does not hold.

    Parameters
    ----------
    lack : "column", "part" or "empty"
        No column of the file; not every column of a multiple choice; a column that is blank in every interview in which
        the question was to be asked.
    columns : tuple of str
        The columns that lack, where only a part does.
    n : int
        Interviews in which it was to be asked.
    """

    lack: Lack
    columns: tuple[str, ...] = ()
    n: int = 0


def unasked(interviews: Interviews) -> Mapping[str, Unasked]:
    """The variables that were not asked, or not delivered, by id.

    A question answered with nothing but "does not know" or refusals was asked. So was one that the routing gave to
    nobody, or that could not be asked yet on any day of the fieldwork. A blank in a question that the routing gave to
    a few only (under 20, and under a tenth of the interviews) is a lost answer, not a question left out.

    Parameters
    ----------
    interviews : Interviews

    Returns
    -------
    mapping of variable id to Unasked, in the order of asking
    """
    found: dict[str, Unasked] = {}
    for variable in interviews.form.variables.values():
        number = np.bincount(interviews.reason(variable.id), minlength=len(Reason))
        n = int(number[Reason.NOT_RECORDED])
        has_answers = n + int(number[Reason.NOT_ASKED]) < len(interviews)
        absent = interviews.absent.get(variable.id)
        if absent:
            found[variable.id] = Unasked("part", absent, n)
        elif not has_answers and _is_left_out(interviews, variable, n, no_column=absent is not None):
            found[variable.id] = Unasked("empty" if absent is None else "column", n=n)
    return found


def unasked_by_wave(interviews: Interviews, waves: Indices, n_waves: int) -> list[tuple[str, ...]]:
    """Variables that were not asked in each wave of joined interviews; ``waves`` (n,) has the positions of their waves.

    Joined interviews have one questionnaire, so that a column that one of them lacks is blank there: "not recorded",
    or "not asked" throughout where the question was worded otherwise. A question that goes to some only counts as left
    out in the second way when more than a tenth of the other interviews were asked it.
    """
    reasons = interviews.reasons.to_numpy(np.uint8)
    asked = reasons != Reason.NOT_ASKED
    said = asked & (reasons != Reason.NOT_RECORDED)
    found = []
    for wave in range(n_waves):
        own = waves == wave
        silent = np.flatnonzero(~said[own].any(axis=0)) if own.any() else np.zeros(0, np.intp)
        names = {str(interviews.reasons.columns[at]): at for at in silent.tolist()}
        found.append(
            tuple(
                name
                for name, at in names.items()
                if _is_missing(interviews, interviews.form.variables[name], own, asked[:, at])
            )
        )
    return found


def _is_missing(interviews: Interviews, variable: Variable, own: Mask, asked: Mask) -> bool:
    """Whether a variable without an answer in the interviews of a wave was left out of it."""
    if variable.kind == "text":
        return False
    n = int((own & asked).sum())
    if _asked_from(variable):
        n = int((own & asked & ~asked_too_early(interviews, variable)).sum())
        return n >= FEW or n > _SHARE * own.sum()
    if n:
        return variable.ask_if is None or n >= FEW or n > _SHARE * own.sum()
    return variable.ask_if is None or bool(asked[~own].mean() > _SHARE)


def _is_left_out(interviews: Interviews, variable: Variable, n: int, *, no_column: bool) -> bool:
    n_due = n
    if _asked_from(variable):
        n_due = int(
            (~asked_too_early(interviews, variable) & (interviews.reason(variable.id) == Reason.NOT_RECORDED)).sum()
        )
    return is_left_out(variable, n, n_due, len(interviews), no_column=no_column)


def is_left_out(variable: Variable, n: int, n_due: int, n_interviews: int, *, no_column: bool) -> bool:
    """Whether blanks in all of n interviews, and in no other an answer, mean that the question was left out.

    Parameters
    ----------
    variable : Variable
    n, n_due : int
        Interviews in which it was to be asked, and those of them that were not held before it could be asked.
    n_interviews : int
        All interviews.
    no_column : bool
        Whether there is no column of it.
    """
    if _asked_from(variable):
        return n_due >= FEW or n_due > _SHARE * n_interviews
    if no_column:
        return True
    if variable.kind == "text" or n == 0:
        return False
    return variable.ask_if is None or n >= FEW or n > _SHARE * n_interviews


def _asked_from(variable: Variable) -> str | None:
    return variable.row.asked_from if variable.row is not None else None


def too_early(interviews: Interviews) -> frozenset[str]:
    """Variables that can be asked from a certain day on and were not asked yet: in no interview is there an answer."""
    dated = [one.id for one in interviews.form.variables.values() if _asked_from(one)]
    lacking = unasked(interviews)
    silent = (Reason.NOT_RECORDED, Reason.NOT_ASKED)
    return frozenset(name for name in dated if name not in lacking and np.isin(interviews.reason(name), silent).all())
