"""Protocol of the data on which a condition is evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Floats, Mask, Objects, ReasonCodes

AnswerKind = Literal["number", "text", "set", "battery"]


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """Answers of n interviews to a multiple choice with k options.

    Parameters
    ----------
    codes : (k,) array
        Codes of the options.
    chosen : (n, k) array of bool
        Whether the option was chosen; without meaning where ``known`` is False.
    known : (n,) array of bool
        Whether there is a substantive answer at all.
    written : tuple of str
        Text codes of the options when conditions name them as texts; empty when as numbers.
    """

    codes: NDArray[np.int64]
    chosen: Mask
    known: Mask
    written: tuple[str, ...] = ()


class Answers(Protocol):
    """Answers of n interviews by the names an expression may use."""

    def __len__(self) -> int: ...

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of answer that the name has."""
        ...

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers, NaN where blank."""
        ...

    def texts(self, name: str) -> Objects:
        """(n,) text, None where blank."""
        ...

    def mentions(self, name: str) -> Mentions:
        """Answers to a multiple choice."""
        ...

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Ids of the rows of a battery."""
        ...

    def reason(self, name: str) -> ReasonCodes:
        """(n,) reason of each blank, 0 where answered; codes of :class:`survey.blank_reasons.Reason`."""
        ...


@dataclass(frozen=True, slots=True)
class MeantAnswer:
    """Answer that a text in a condition means, or why there is none.

    Parameters
    ----------
    code : float, str or None
        The code; None when no single answer has this name.
    codes : tuple of str
        Codes of several answers with this name.
    blank : str
        Condition that finds the blanks which have this name: ``dont_know(C01a)``.
    nearest : str
        Remedy with the nearest name.
    """

    code: float | str | None = None
    codes: tuple[str, ...] = ()
    blank: str = ""
    nearest: str = ""


@runtime_checkable
class NamedAnswers(Protocol):
    """Answers that conditions may name by wording, id or code in quotes."""

    def meant_by(self, name: str, text: str) -> MeantAnswer | None:
        """The answer to a question that a text means; None where answers are free texts or numbers, which have no names."""
        ...
