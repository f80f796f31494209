"""Key messages that lead the report, and the lists of the brief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from survey.reports.claims.claim import ReportClaim
from survey.reports.claims.key_claims import (
    ALL_GOOD_CLAIM,
    BAD_CLAIMS,
    DIRECTION_CLAIMS,
    MOVED_CLAIMS,
    NO_BAD_OPEN_CLAIM,
    UNKNOWN_CLAIMS,
    KeyFacts,
)
from survey.reports.document_model import KeyMessage, KeyMessageKind, KeyMessages
from survey.reports.report_context import ReportContext

_DIRECTIONS = {one.key for one in DIRECTION_CLAIMS}
_LEADS: tuple[tuple[KeyMessageKind, tuple[ReportClaim[KeyFacts], ...]], ...] = (
    ("bad", BAD_CLAIMS),
    ("good", (ALL_GOOD_CLAIM, NO_BAD_OPEN_CLAIM)),
    ("changed", MOVED_CLAIMS),
    ("unknown", UNKNOWN_CLAIMS),
)


def key_messages(material: ReportContext) -> KeyMessages | None:
    """The worst level, or that none is bad; the changes; the widest gap. None without any.

    Nothing is called good while the levels of most headline indicators are not known. Changes in one direction are never said
    without those in the other; slight ones, and that nothing changed, where there is no other.
    """
    found: dict[KeyMessageKind, list[KeyMessage]] = {}
    for kind, claims in _LEADS:
        said = list(messages(material, kind, claims))
        n_shown = sum(one.id in _DIRECTIONS for one in said)
        found[kind] = said[: max(1, n_shown)]
    if found["bad"]:
        found["good"] = []
    shown = tuple(one for several in found.values() for one in several)
    return KeyMessages("key", shown) if shown else None


def messages(
    material: ReportContext, kind: KeyMessageKind, claims: Iterable[ReportClaim[KeyFacts]]
) -> Iterator[KeyMessage]:
    """Every sentence that the facts carry, as messages of a kind."""
    facts = KeyFacts(material)
    for one in claims:
        if text := one.text(facts, material.words):
            yield KeyMessage(one.key, kind, text)
