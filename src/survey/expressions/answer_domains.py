"""Domains of answers: the names a condition may use, and the answers that each of them can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from survey.expressions.answer_lookup import AnswerKind


@dataclass(frozen=True, slots=True)
class Domain:
    """Answers that a name can have.

    Parameters
    ----------
    kind : "number", "text", "set" or "battery"
    codes : tuple of int
        Codes of the substantive answers; empty for a free number or a text.
    low, high : float or None
        Bounds of a free number, or of the number of choices in a multiple choice.
    missing : tuple of (code, reason)
        Codes that mean no substantive answer; the reason is ``dont_know``, ``refused`` or ``not_applicable``.
    rows : tuple of str
        Ids of the rows of a battery.
    position : int or None
        Position in the order of asking; None for a name that is not asked (a grouping, a column of the file).
    written : tuple of str
        Text codes of the answers, in the order of ``codes``, when the questionnaire codes answers by text; conditions
        then name them as texts.
    missing_written : tuple of str
        Text codes that mean no substantive answer.
    whole : bool
        Whether a free number takes whole values only.
    """

    kind: AnswerKind
    codes: tuple[int, ...] = ()
    low: float | None = None
    high: float | None = None
    missing: tuple[tuple[int, str], ...] = ()
    rows: tuple[str, ...] = ()
    position: int | None = None
    written: tuple[str, ...] = ()
    missing_written: tuple[str, ...] = ()
    whole: bool = True


class Scope(Protocol):
    """The names a condition may use."""

    def domain(self, name: str) -> Domain | None:
        """Answers that the name can have, or None when the name is unknown."""
        ...

    def names(self) -> tuple[str, ...]:
        """Every known name."""
        ...
