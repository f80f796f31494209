"""Claims: sentences of the report, each with the condition over the data under which it is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from survey.reports.document_model import Paragraph, ParagraphKind
from survey.reports.phrases import Phrases, PhraseValue
from survey.text import Text

Facts = TypeVar("Facts", contravariant=True)
Shown = TypeVar("Shown")
Places = Mapping[str, PhraseValue]


def _no_places(_: object, __: Phrases) -> Places:
    return {}


@dataclass(frozen=True, slots=True)
class ReportClaim(Generic[Facts]):
    """A sentence that is printed only where it is true.

    Parameters
    ----------
    key : str
        The sentence in the catalogue.
    holds : callable
        Whether the facts carry the sentence.
    places : callable
        What fills its places; called only where it holds.
    """

    key: str
    holds: Callable[[Facts], bool]
    places: Callable[[Facts, Phrases], Places] = _no_places

    def text(self, facts: Facts, words: Phrases) -> Text:
        """The sentence; empty where the facts do not carry it."""
        return words.say(self.key, **self.places(facts, words)) if self.holds(facts) else Text()

    def paragraph(self, facts: Facts, words: Phrases, kind: ParagraphKind = "text") -> Paragraph | None:
        """The sentence as a paragraph named after its key; None where the facts do not carry it."""
        text = self.text(facts, words)
        return Paragraph(self.key, text, kind) if text else None


def first(claims: Iterable[ReportClaim[Shown]], facts: Shown, words: Phrases) -> Text:
    """The first sentence that the facts carry; empty when they carry none."""
    return next((text for one in claims if (text := one.text(facts, words))), Text())


def every(claims: Iterable[ReportClaim[Shown]], facts: Shown, words: Phrases) -> tuple[Text, ...]:
    """All sentences that the facts carry."""
    return tuple(text for one in claims if (text := one.text(facts, words)))


def paragraphs(
    claims: Sequence[ReportClaim[Shown]], facts: Shown, words: Phrases, kind: ParagraphKind = "text"
) -> list[Paragraph]:
    """All sentences that the facts carry, each as a paragraph."""
    found = (one.paragraph(facts, words, kind) for one in claims)
    return [one for one in found if one is not None]
