"""Claims of a revised report: what is replaced, and which published numbers changed."""

from __future__ import annotations

from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases
from survey.reports.reported_revision import ReportedRevision
from survey.text import Text

RevisionFacts = tuple[ReportedRevision, Text]
"""A revision, and the name of the indicator with the largest change."""


def _is_same(facts: RevisionFacts) -> bool:
    return not facts[0].n_changed and not facts[0].n_statuses


def _has_largest(facts: RevisionFacts) -> bool:
    largest = facts[0].largest
    return not _is_same(facts) and largest is not None and largest.old is not None and largest.new is not None


def _numbers(facts: RevisionFacts, words: Phrases) -> Places:
    return {"n": facts[0].n_changed, "total": words.number(facts[0].n_published, 0)}


def _largest(facts: RevisionFacts, words: Phrases) -> Places:
    largest = facts[0].largest
    assert largest is not None
    assert largest.old is not None
    assert largest.new is not None
    old, new = (words.value(one, largest.unit) for one in (largest.old, largest.new))
    return {"name": facts[1], "old": old, "new": new}


LEAD_CLAIM: ReportClaim[ReportedRevision | None] = ReportClaim(
    "revision_text",
    lambda given: given is not None,
    lambda given, words: {"date": words.date(given.date)} if given is not None else {},
)
REASON_CLAIM: ReportClaim[ReportedRevision] = ReportClaim("revision_no_reason", lambda given: not given.reason)
NOTHING_CLAIM: ReportClaim[ReportedRevision] = ReportClaim("revision_nothing", lambda given: not given.changed)

NUMBER_CLAIMS: tuple[ReportClaim[RevisionFacts], ...] = (
    ReportClaim("revision_same", _is_same, lambda facts, _: {"n": facts[0].n_published}),
    ReportClaim("revision_numbers", lambda facts: not _is_same(facts), _numbers),
    ReportClaim(
        "revision_statuses", lambda facts: facts[0].n_statuses > 0, lambda facts, _: {"n": facts[0].n_statuses}
    ),
    ReportClaim("revision_largest", _has_largest, _largest),
    ReportClaim("revision_no_headline", lambda facts: not _is_same(facts) and not facts[0].headlines),
)
