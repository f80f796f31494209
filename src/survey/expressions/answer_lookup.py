"""What an expression asks of the data it is evaluated on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Floats, Mask, Objects, ReasonCodes

AnswerKind = Literal["number", "text", "set", "battery"]


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """A multiple choice: ``codes`` (k,), ``chosen`` (n, k), ``known`` (n,) whether there is an answer at all.

    ``written`` are the text codes of the options, where conditions name them by text; empty where by number.
    """

    codes: NDArray[np.int64]
    chosen: Mask
    known: Mask
    written: tuple[str, ...] = ()


class Answers(Protocol):
    """Answers of n interviews by the names an expression may use."""

    def __len__(self) -> int: ...

    def kind_of(self, name: str) -> AnswerKind:
        """What the name means."""
        ...

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers, NaN where blank."""
        ...

    def texts(self, name: str) -> Objects:
        """(n,) text, None where blank."""
        ...

    def mentions(self, name: str) -> Mentions:
        """A multiple choice."""
        ...

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Ids of the rows of a battery."""
        ...

    def reason(self, name: str) -> ReasonCodes:
        """(n,) reason of each blank, 0 where answered; codes of ``survey.Reason``."""
        ...
