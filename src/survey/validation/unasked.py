"""Questions that a delivery does not hold: no column, not every column, or nothing in it although it was to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.interviews import Interviews
from survey.questionnaire.model import Reason, Variable
from survey.validation.breaches import FEW
from survey.validation.period import asked_too_early

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
    reasons = interviews.reasons.to_numpy(np.uint8)
    lost = (reasons == Reason.NOT_RECORDED).sum(axis=0)
    said = ((reasons != Reason.NOT_RECORDED) & (reasons != Reason.NOT_ASKED)).any(axis=0)
    for name, n, has_answers in zip(interviews.reasons.columns, lost.tolist(), said.tolist(), strict=True):
        variable = interviews.form.variables[str(name)]
        if variable.id in interviews.absent:
            lacks = interviews.absent[variable.id]
            if lacks or not _only_later(interviews, variable):
                found[variable.id] = Unasked("part" if lacks else "column", lacks, n)
        elif not has_answers and _is_left_out(variable, n, len(interviews)) and not _only_later(interviews, variable):
            found[variable.id] = Unasked("empty", n=n)
    return found


def _is_left_out(variable: Variable, n: int, interviews: int) -> bool:
    """Whether blanks in every one of n interviews mean that the question was left out."""
    if variable.kind == "text" or n == 0:
        return False
    return variable.ask_if is None or n >= FEW or n > _SHARE * interviews


def _only_later(interviews: Interviews, variable: Variable) -> bool:
    """Whether every interview was held before the day from which the row can be asked."""
    return len(interviews) > 0 and bool(asked_too_early(interviews, variable).all())


def too_early(interviews: Interviews) -> frozenset[str]:
    """Variables that could not be asked yet on any day of the fieldwork."""
    dated = [one for one in interviews.form.variables.values() if one.row is not None and one.row.asked_from]
    return frozenset(one.id for one in dated if _only_later(interviews, one))
