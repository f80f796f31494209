"""Some of the interviews of a delivery, without a second copy of their answers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask, Objects, ReasonCodes
from survey.expressions import AnswerKind, Mentions
from survey.frames import snapshot
from survey.interviews import Interviews

_FRAMES = ("answers", "reasons", "extras")


class SelectedInterviews(Interviews):
    """Interviews at some positions of others, whose answers they share.

    A wave has its answers once as delivered and once as accepted, which for a million interviews would be a gigabyte more.
    Every lookup by name takes the rows of one column; a frame is made when it is asked for, and kept.
    """

    __slots__ = ("_made", "kept", "whole")

    whole: Interviews
    kept: Indices
    _made: dict[str, pd.DataFrame]

    def __new__(cls, *fields: object, **named: object) -> Interviews:  # type: ignore[misc]
        """Plain interviews, which ``dataclasses.replace`` makes of selected ones with other answers."""
        return Interviews(*fields, **named)  # type: ignore[arg-type]

    def __reduce__(self) -> tuple[object, ...]:
        return select_interviews, (self.whole, self.kept)

    @property
    def answers(self) -> pd.DataFrame:
        """(n, columns) answers, as those of :class:`Interviews`."""
        return self._frame("answers")

    @property
    def reasons(self) -> pd.DataFrame:
        """(n, variables) reasons of blanks."""
        return self._frame("reasons")

    @property
    def extras(self) -> pd.DataFrame:
        """(n, k) columns that belong to no question."""
        return self._frame("extras")

    def _frame(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = getattr(self.whole, name).iloc[self.kept].reset_index(drop=True)
        return self._made[name]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns of answers and extras."""
        return self.whole.column_names

    @property
    def extra_names(self) -> tuple[str, ...]:
        """Names of the columns that belong to no question."""
        return self.whole.extra_names

    def column(self, name: str) -> pd.Series:
        """(n,) column of answers or extras."""
        return self.whole.column(name).iloc[self.kept].reset_index(drop=True)

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of a name in expressions."""
        return self.whole.kind_of(name)

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers; NaN where blank."""
        return self.whole.values(name)[self.kept]

    def texts(self, name: str) -> Objects:
        """(n,) text, None where blank."""
        return self.whole.texts(name)[self.kept]

    def mentions(self, name: str) -> Mentions:
        """Choices in a multiple choice."""
        found = self.whole.mentions(name)
        return dataclasses.replace(found, chosen=found.chosen[self.kept], known=found.known[self.kept])

    def reason(self, name: str) -> ReasonCodes:
        """(n,) reason of each blank."""
        return self.whole.reason(name)[self.kept]


def snapshot_of(interviews: Interviews) -> Interviews:
    """The same interviews; what is written to the frames of the given ones later does not reach them."""
    if isinstance(interviews, SelectedInterviews):
        return select_interviews(snapshot_of(interviews.whole), interviews.kept)
    return dataclasses.replace(
        interviews,
        answers=snapshot(interviews.answers),
        reasons=snapshot(interviews.reasons),
        extras=snapshot(interviews.extras),
    )


def select_interviews(interviews: Interviews, which: Indices | Mask) -> Interviews:
    """The interviews at some positions, rising, or those of a mask; they share the answers."""
    kept = np.flatnonzero(which) if which.dtype == np.bool_ else np.asarray(which, np.intp)
    position = dict(zip(kept.tolist(), range(len(kept)), strict=True)) if interviews.strays else {}
    strays = tuple(
        dataclasses.replace(stray, position=position[stray.position])
        for stray in interviews.strays
        if stray.position in position
    )
    whole, inner = interviews, kept
    if isinstance(interviews, SelectedInterviews):
        whole, inner = interviews.whole, interviews.kept[kept]
    selected: SelectedInterviews = object.__new__(SelectedInterviews)
    own = {"rows": interviews.rows[kept], "accepted": interviews.accepted[kept], "strays": strays}
    own |= {"whole": whole, "kept": inner, "_made": {}}
    for one in dataclasses.fields(Interviews):
        if one.name not in (*_FRAMES, *own):
            own[one.name] = getattr(interviews, one.name)
    for name, value in own.items():
        object.__setattr__(selected, name, value)
    return selected
