"""House rules: conditions of a good interview that the questionnaire does not express."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from survey.expressions import Expression
from survey.findings import Severity
from survey.text import Text


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """Limits of the house that the checks use.

    Parameters
    ----------
    shortest_minutes : float or None
        An interview shorter than this is a warning; None checks no length.
    same_answers : int
        Two interviews whose substantive answers all coincide are copies when they have at least so many.
    gap_days : int
        A few interviews (less than 5 %) separated from all others by more than so many days are a warning.
    widespread : float
        A warning or information that holds for more than this share of the interviews it can hold for (and
        for 20 at least) is reported once for the file: it is about the form, not the single interview.
    """

    shortest_minutes: float | None = None
    same_answers: int = 20
    gap_days: int = 7
    widespread: float = 0.10


@dataclass(frozen=True, slots=True)
class StartsWith:
    """The rule that a text identifier begins with a code written with leading zeros.

    ``text`` is the variable of the identifier (``07-164``), ``code`` that of the code (7), ``digits`` how many
    digits the code takes.
    """

    text: str
    code: str
    digits: int


@dataclass(frozen=True, slots=True)
class CustomRule:
    """Rule of the office, from ``rules.yaml``.

    Parameters
    ----------
    id : str
        Name of the rule, as in :attr:`Finding.rule`.
    severity : "error", "warning" or "info"
    date : str
        ISO date of its adoption.
    message : Text
        The sentence for people with named places: ``{H04}`` shows the answer to H04.
    variables : tuple of str
        Variables that the rule is about; the first is the variable of its findings.
    when, must : Expression or None
        The rule is broken where ``when`` is true and ``must`` is false; an unknown breaks nothing.
    starts_with : StartsWith or None
        Instead of ``must``.
    """

    id: str
    severity: Severity
    date: str
    message: Text
    variables: tuple[str, ...]
    when: Expression | None = None
    must: Expression | None = None
    starts_with: StartsWith | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """House rules of one instrument, in the order of the file, with the limits of the house."""

    rules: tuple[CustomRule, ...] = ()
    limits: AnswerLimits = field(default_factory=AnswerLimits)
    version: str = ""

    def __len__(self) -> int:
        return len(self.rules)

    def __iter__(self) -> Iterator[CustomRule]:
        return iter(self.rules)
