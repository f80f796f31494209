"""Key messages that lead the report, and the lists of the brief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from survey.reports.claims.claim import ReportClaim
from survey.reports.claims.key_claims import (
    ALL_GOOD_CLAIM,
    BAD_CLAIMS,
    MOVED_CLAIMS,
    NO_BAD_OPEN_CLAIM,
    UNKNOWN_CLAIMS,
    KeyFacts,
)
from survey.reports.document_model import KeyMessage, KeyMessageKind, KeyMessages
from survey.reports.report_context import ReportContext

_LEADS: tuple[tuple[KeyMessageKind, tuple[ReportClaim[KeyFacts], ...]], ...] = (
    ("bad", BAD_CLAIMS),
    ("good", (ALL_GOOD_CLAIM, NO_BAD_OPEN_CLAIM)),
    ("changed", MOVED_CLAIMS),
    ("unknown", UNKNOWN_CLAIMS),
)


def key_messages(material: ReportContext) -> KeyMessages | None:
    """At most three sentences: the worst level, or that none is bad; the gravest change; the widest gap. None without any.

    Nothing is called good while the levels of most headline indicators are not known.
    """
    found: dict[KeyMessageKind, KeyMessage] = {}
    for kind, claims in _LEADS:
        if message := next(messages(material, kind, claims), None):
            found[kind] = message
    if "bad" in found:
        found.pop("good", None)
    return KeyMessages("key", tuple(found.values())) if found else None


def messages(
    material: ReportContext, kind: KeyMessageKind, claims: Iterable[ReportClaim[KeyFacts]]
) -> Iterator[KeyMessage]:
    """Every sentence that the facts carry, as messages of a kind."""
    facts = KeyFacts(material)
    for one in claims:
        if text := one.text(facts, material.words):
            yield KeyMessage(one.key, kind, text)
