"""Lines under tables: the questions in full, and where the numbers come from."""

from __future__ import annotations

from collections.abc import Sequence

from survey.indicators import Indicator
from survey.indicators.question_wordings import wordings_of
from survey.reports.report_context import ReportContext
from survey.text import Text

MOST_ASKED = 3
"""Questions that a table gives in full; of more the annex has the wordings."""


def asked_of(material: ReportContext, indicators: Sequence[Indicator]) -> tuple[Text, ...]:
    """The questions behind indicators, each once; none when they are many."""
    known = material.given.indicators
    found = {one.question: one.text for indicator in indicators for one in wordings_of(indicator, known)}
    return tuple(material.words.quoted(text) for text in found.values()) if len(found) <= MOST_ASKED else ()


def source_of(material: ReportContext) -> Text:
    """The line of a table that says where its numbers come from."""
    given, words = material.given, material.words
    return words.say("table_source", title=given.title, period=words.wave(given.wave))
