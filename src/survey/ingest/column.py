"""A column read through its distinct cells: each is looked at once, however often it stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.ingest.cells import Reader
from survey.ingest.numbers import shown
from survey.ingest.spelling import Match

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]
Reasons = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read: the rule it breaks, its column, the position of its row, the cell as delivered.

    ``maximum`` is the bound it breaks where that is not the bound of the question.
    """

    rule: str
    column: str
    position: int
    value: str
    maximum: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """Distinct cells of a column; ``index`` (n,) says which of them each row holds. The last one is the blank."""

    name: str
    cells: Sequence[object]
    index: NDArray[np.intp]

    @classmethod
    def of(cls, column: pd.Series, name: str) -> Distinct:
        """Distinct cells of this column."""
        index, cells = pd.factorize(column)
        distinct: list[object] = [*pd.Index(cells).tolist(), None]
        return cls(name, distinct, np.where(index < 0, len(distinct) - 1, index))

    def each(self, read: Callable[[object], Result]) -> list[Result]:
        """What ``read`` says of every distinct cell."""
        return [read(cell) for cell in self.cells]

    def unread(self, problems: Sequence[str]) -> list[Unread]:
        """The rows whose distinct cell has a problem, given the problem of each distinct cell or empty text."""
        wrong = np.array([bool(problem) for problem in problems], bool)
        if not wrong.any():
            return []
        rows = np.flatnonzero(wrong[self.index])
        return [
            Unread(problems[self.index[row]], self.name, int(row), shown(self.cells[self.index[row]])) for row in rows
        ]

    def count(self, matches: Sequence[Match]) -> Counter[Match]:
        """Rows by how their wording was recognised, given the match of each distinct cell; exact ones not counted."""
        if all(match == "exact" for match in matches):
            return Counter()
        counts = np.bincount(self.index, minlength=len(matches))
        found: Counter[Match] = Counter()
        for match, number in zip(matches, counts, strict=True):
            found[match] += int(number)
        del found["exact"]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """One variable read, in one of three shapes by its kind.

    Parameters
    ----------
    reasons : (n,) array of :class:`survey.Reason`
    numbers : (n,) array of float, NaN where blank
    texts : (n,) array of text, None where blank
    chosen : (n, options) array of bool
        A multiple choice; nothing is chosen where there is no answer.
    unread : tuple of Unread
    matches : mapping
        Cells by how their wording was recognised, those read as written left out.
    """

    reasons: Reasons
    numbers: Floats | None = None
    texts: Texts | None = None
    chosen: Mask | None = None
    unread: tuple[Unread, ...] = ()
    matches: Mapping[Match, int] = field(default_factory=dict)


def read_column(distinct: Distinct, read: Reader, *, numeric: bool) -> Answered:
    """The answers in a column, as numbers or as texts."""
    readings = distinct.each(read)
    reasons = np.array([reading.reason for reading in readings], np.uint8)[distinct.index]
    unread = tuple(distinct.unread([reading.problem for reading in readings]))
    matches = distinct.count([reading.match for reading in readings])
    if numeric:
        numbers = [np.nan if reading.value is None else float(reading.value) for reading in readings]
        return Answered(reasons, numbers=np.array(numbers, np.float64)[distinct.index], unread=unread, matches=matches)
    texts = np.array([reading.value for reading in readings], object)
    return Answered(reasons, texts=texts[distinct.index], unread=unread, matches=matches)
