"""Annex of terms: those that the report uses, each with its meaning."""

from __future__ import annotations

from collections.abc import Sequence

from survey.reports.claims.term_claims import TERMS, DocumentFacts
from survey.reports.document_model import Glossary, GlossaryEntry, ReportSection
from survey.reports.report_context import ReportContext


def terms(material: ReportContext, sections: Sequence[ReportSection]) -> ReportSection | None:
    """The annex of terms of these sections; None when they use none."""
    words = material.words
    facts = DocumentFacts.of(sections, material)
    found = ((name, claim.text(facts, words)) for name, claim in TERMS)
    entries = tuple(GlossaryEntry(name, words.say(name), meaning) for name, meaning in found if meaning)
    if not entries:
        return None
    return ReportSection("terms", words.say("terms_title"), (Glossary("terms", entries),), is_annex=True)
