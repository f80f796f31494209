"""One variable as decoded from its columns: values, reasons of blanks, cells that could not be read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from survey.arrays import AnyFloats, Mask, Objects, ReasonCodes
from survey.ingest.factorized_columns import FactorizedColumn, UnreadableCells
from survey.ingest.wording_codes import Match
from survey.questionnaire.model import TEXT_KINDS, Reason, Variable


@dataclass(frozen=True, slots=True)
class CellReading:
    """Reading of one cell: its value or the reason of the blank; ``problem`` is the rule that an unreadable cell breaks."""

    value: float | str | None = None
    reason: Reason = Reason.NOT_RECORDED
    problem: str = ""
    match: Match = "exact"


BLANK = CellReading()
_WHOLE_IN_SINGLE = 2**24
"""Up to here single precision holds every whole number."""

NumberType = type[np.float32] | type[np.float64]
Reader = Callable[[object], CellReading]


@dataclass(frozen=True, slots=True, eq=False)
class DecodedVariable:
    """One variable of n interviews, in one of three shapes by its kind.

    Parameters
    ----------
    reasons : (n,) array of :class:`survey.Reason`
    numbers : (n,) array of float, NaN where blank
        Of the type :func:`number_type`.
    texts : (n,) array of text, None where blank
    chosen : (n, options) array of bool
        A multiple choice; nothing is chosen where there is no answer.
    unreadable : tuple of UnreadableCells
    matches : mapping
        Number of cells by how their wording was recognised; exact matches are not counted.
    absent : tuple of str
        Columns of a multiple choice that the file lacks, as they would be called.
    """

    reasons: ReasonCodes
    numbers: AnyFloats | None = None
    texts: Objects | None = None
    chosen: Mask | None = None
    unreadable: tuple[UnreadableCells, ...] = ()
    matches: Mapping[Match, int] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    @classmethod
    def of_nothing(cls, variable: Variable, n: int) -> DecodedVariable:
        """A variable for which the file has no column: not recorded in any interview."""
        reasons = np.full(n, Reason.NOT_RECORDED, np.uint8)
        if variable.kind == "multiple":
            return cls(reasons, chosen=np.zeros((n, len(variable.codes)), bool))
        if variable.kind in TEXT_KINDS:
            return cls(reasons, texts=np.full(n, None, object))
        return cls(reasons, numbers=np.full(n, np.nan, number_type(variable)))

    def blanked(self, where: Mask, reason: Reason) -> DecodedVariable:
        """The variable without its answers in the interviews of the mask (n,), which get this reason instead."""
        if not where.any():
            return self
        blank = replace(self, reasons=np.where(where, np.uint8(reason), self.reasons))
        if self.chosen is not None:
            return replace(blank, chosen=self.chosen & ~where[:, None])
        if self.texts is not None:
            texts = self.texts.copy()
            texts[where] = None
            return replace(blank, texts=texts)
        numbers = np.array(self.numbers)
        numbers[where] = np.nan
        return replace(blank, numbers=numbers)

    def shown(self, variable: Variable, row: int) -> str:
        """The answer of one interview as codes, a number or text; a missing answer as its code."""
        reason = self.reasons[row]
        if reason != Reason.ANSWERED:
            codes = (variable.shown(code.code) for code in variable.missing if code.reason == reason)
            return next(codes, Reason(reason).name.lower())
        if self.chosen is not None:
            return codes_shown(variable, self.chosen[row])
        if self.texts is not None:
            return str(self.texts[row])
        return variable.shown(float(np.asarray(self.numbers)[row]))


def codes_shown(variable: Variable, chosen: Iterable[bool]) -> str:
    """Codes chosen in one interview, with spaces between."""
    return " ".join(variable.shown(code) for code, is_chosen in zip(variable.codes, chosen, strict=True) if is_chosen)


def number_type(variable: Variable) -> NumberType:
    """Type of the numbers of a variable: single precision for codes, all of which it holds, otherwise double."""
    is_coded = variable.kind in ("single", "multiple")
    return np.float32 if is_coded and all(abs(code) <= _WHOLE_IN_SINGLE for code in variable.codes) else np.float64


def decode_column(
    column: FactorizedColumn, read: Reader, *, numeric: bool, as_type: NumberType = np.float64
) -> DecodedVariable:
    """The answers in a column, as numbers of a type or as texts."""
    readings = column.each(read)
    reasons = np.array([reading.reason for reading in readings], np.uint8)[column.index]
    unreadable = tuple(column.unreadable([reading.problem for reading in readings]))
    matches = column.count([reading.match for reading in readings])
    made = functools.partial(DecodedVariable, reasons, unreadable=unreadable, matches=matches)
    if numeric:
        values = [np.nan if reading.value is None else float(reading.value) for reading in readings]
        return made(numbers=np.array(values, as_type)[column.index])
    texts = np.array([reading.value for reading in readings], object)
    return made(texts=texts[column.index])
