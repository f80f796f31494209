"""Answer options and missing codes: codes with their wordings, scores, and spellings that a file may hold."""

from __future__ import annotations

from dataclasses import dataclass

from survey.blank_reasons import Reason
from survey.questionnaire.former_parts import FormerAnswer, FormerWording
from survey.text import Language, Text

LOWEST_WRITTEN = -1_000_000
"""Number of the first missing code that is written as a text; others count down from it, below all codes in files."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on the card.

    ``score`` is 0-100 with higher meaning more stable, or None; ``exclusive`` means it cannot be chosen
    together with another; ``specify`` means the interviewer writes the answer in words
    (variable ``<id>_other``); ``leads_to`` is a question id, ``END_SCREENOUT`` or ``END_REFUSAL``.
    ``written`` is the code as files write it where the questionnaire codes answers by text (``KZ``); ``code`` is then
    the place of the option in its list, from 1. ``accepted`` are further wordings that a file may hold, by language;
    they are never shown.
    """

    code: int
    text: Text
    score: float | None = None
    exclusive: bool = False
    specify: bool = False
    leads_to: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    written: str | None = None
    accepted: tuple[tuple[Language, str], ...] = ()
    former: FormerWording | None = None
    former_answers: tuple[FormerAnswer, ...] = ()

    @property
    def shown(self) -> str:
        """The code as people and files write it: ``KZ``, or the number."""
        return self.written if self.written is not None else str(self.code)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text a file may hold for it: its wordings, former and further accepted ones, a code that is a text."""
        return _spellings(self)


@dataclass(frozen=True, slots=True)
class MissingCode:
    """A code for a blank, with the reason for it.

    ``written`` is the code as files write it where it is a text (``REF``); ``code`` is then a number below
    :data:`LOWEST_WRITTEN`, which no file holds. ``accepted`` are further wordings that a file may hold.
    """

    code: int
    reason: Reason
    text: Text
    written: str | None = None
    accepted: tuple[tuple[Language, str], ...] = ()

    @property
    def shown(self) -> str:
        """The code as people and files write it: ``REF``, or the number."""
        return self.written if self.written is not None else str(self.code)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text a file may hold for it: its wordings, the further accepted ones, its code where that is a text."""
        return _spellings(self)


def _spellings(of: Option | MissingCode) -> tuple[str, ...]:
    texts = dict.fromkeys(wording for _, wording in (*of.text, *of.accepted))
    if isinstance(of, Option) and of.former is not None:
        texts |= dict.fromkeys(wording for _, wording in (*of.former.text, *of.former.present))
    return (*texts, of.written) if of.written is not None else tuple(texts)
