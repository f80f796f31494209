"""Lines under tables: the questions in full, and where the numbers come from."""

from __future__ import annotations

from collections.abc import Sequence

from survey.indicators import Indicator
from survey.indicators.question_wordings import wordings_of
from survey.questionnaire import Grouping
from survey.reports.claims.claim import every
from survey.reports.claims.district_claims import REGION_NOTE
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


def pooled_notes(material: ReportContext, divisions: Sequence[Grouping], shown: Sequence[Indicator]) -> list[Text]:
    """Notes of a table with rows of several waves: which divisions these are, and that the row of the region is not of them."""
    together = [one.text for division in divisions for one in material.quarters_together(division, shown)]
    rows = [row for one in shown for division in divisions for row in material.rows_by(one.id, division)]
    region = next((row for one in shown if (row := material.region(one.id)).has_estimate), None)
    return [*together, *(every((REGION_NOTE,), (rows, region), material.words) if region is not None else ())]
