"""Context shared by all sections of the report: the input without hidden numbers, changes, and phrases."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from survey.errors import MonitorError
from survey.indicators import ChangeRow, Indicator, IndicatorRow, TrendRow
from survey.indicators.definitions import Unit
from survey.indicators.indicator_table import REGION, blank_row
from survey.periods import Quarter
from survey.questionnaire import Grouping
from survey.reports.document_model import Paragraph, ParagraphKind, TableCell, TableColumn, TableRow
from survey.reports.phrases import UNIT_MARKS, Phrases, PhraseValue
from survey.reports.report_input import Apart, NoComparison, PreviousWave, ReportInput
from survey.reports.row_cells import mark_of, status_of
from survey.text import Text

APART_WORDS: dict[Apart, str] = {
    "not_asked": "apart_not_asked",
    "not_yet": "apart_not_yet",
    "new": "apart_new",
    "definition": "apart_definition",
    "question": "apart_question",
}
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The input of a report with hidden rows emptied, its changes, and the phrases of its languages."""

    given: ReportInput
    words: Phrases
    rows: Mapping[tuple[str, str, str], IndicatorRow]
    changes: Mapping[str, ChangeRow]
    previous: Text
    apart: Mapping[str, NoComparison]
    trends: Mapping[str, TrendRow]

    @classmethod
    def gather(cls, given: ReportInput) -> ReportContext:
        """Remove numbers that must not be shown, index the rows and the changes of the region that were compared."""
        rows = given.table.public_rows()
        battery = given.battery.without_hidden() if given.battery else None
        words = Phrases(given.languages)
        apart = _apart(given.previous, rows) if given.previous else {}
        compared = given.previous.changes.of(domain=REGION, reference="previous") if given.previous else ()
        return cls(
            replace(given, battery=battery, previous=None),
            words,
            {(row.indicator, row.domain, row.level): row for row in rows},
            {change.indicator: change for change in compared if change.is_compared},
            words.quarter(given.previous.wave) if given.previous else Text(),
            apart,
            {one.indicator: one for one in given.trend or () if one.domain == REGION},
        )

    @property
    def primary(self) -> tuple[Indicator, ...]:
        """Headline indicators that have a row for the region, those shown by district first."""
        first = list(self.given.district_indicators)
        shown = [one for one in self.given.indicators if one.primary and (one.id, REGION, REGION) in self.rows]
        return tuple(sorted(shown, key=lambda one: first.index(one.id) if one.id in first else len(first)))

    @property
    def units(self) -> Grouping | None:
        """Districts and cities."""
        return next((one for one in self.given.groupings if one.id == "unit"), None)

    @property
    def computed(self) -> tuple[Indicator, ...]:
        """Headline indicators that are not withheld."""
        return tuple(one for one in self.primary if not self.region(one.id).withheld)

    def questions(self, names: Iterable[str]) -> Text:
        """Questions in their own words, each with its number in the questionnaire."""
        known = self.given.questions
        return self.words.joined(
            [
                self.words.say("question_named", question=_shortened(known[name]), name=name)
                if name in known
                else self.words.each(lambda _, name=name: name)  # type: ignore[misc]
                for name in names
            ],
            "; ",
        )

    def why_withheld(self, row: IndicatorRow) -> Text:
        """The reason why a number is withheld; empty when there is a number."""
        return (
            self.words.say("withheld_reason", questions=self.questions(row.questions_lacking))
            if row.withheld
            else Text()
        )

    def why_apart(self, indicator: str) -> Text:
        """The reason why the indicator is not compared with the wave before; empty when it is compared."""
        found = self.apart.get(indicator)
        if found is None:
            return Text()
        key = "apart_new_indicator" if found.reason == "new" and not found.questions else APART_WORDS[found.reason]
        return self.words.say(key, previous=self.previous, questions=self.questions(found.questions))

    def region(self, indicator: str) -> IndicatorRow:
        """The row of the region; an empty row when there is none."""
        return self.rows.get((indicator, REGION, REGION)) or blank_row(indicator)

    def rows_by(self, indicator: str, grouping: Grouping) -> list[IndicatorRow]:
        """One row per level of a grouping, in its order; empty ones where there is none."""
        return [
            self.rows.get((indicator, grouping.id, level.id)) or blank_row(indicator, grouping.id, level.id)
            for level in grouping.categories
        ]

    def has(self, indicator: str, grouping: Grouping) -> bool:
        """Whether the indicator was computed by this grouping."""
        return any((indicator, grouping.id, level.id) in self.rows for level in grouping.categories)

    def paragraph(self, key: str, kind: ParagraphKind = "text", **places: PhraseValue) -> Paragraph:
        """A sentence of the catalogue as a paragraph named after its key."""
        return Paragraph(key, self.words.say(key, **places), kind)

    def quarters_together(self, division: Grouping) -> list[Paragraph]:
        """The quarters whose interviews a division rests on, when there are several for some indicator."""
        rows = (row for one in self.given.indicators for row in self.rows_by(one.id, division) if not row.is_hidden)
        longest = max((row.quarters_used for row in rows), key=len, default=())
        if len(longest) < 2:
            return []
        named = self.words.joined([self.period(name) for name in longest])
        places: dict[str, PhraseValue] = {"grouping": division.text, "quarters": named}
        return [Paragraph(f"quarters_together_{division.id}", self.words.say("quarters_together", **places), "note")]

    def period(self, name: str) -> Text:
        """A quarter in words; as it is written in the interviews when that is not a quarter."""
        try:
            return self.words.quarter(Quarter.parse(name))
        except MonitorError:
            return self.words.each(lambda _: name)

    def column(self, identifier: str, key: str, **places: PhraseValue) -> TableColumn:
        """A column headed by a sentence of the catalogue."""
        return TableColumn(identifier, self.words.say(key, **places))

    def status_cell(self, row: IndicatorRow) -> TableCell:
        """The status in words with its probability; for a withheld number the reason."""
        if row.withheld:
            return TableCell("status", text=self.words.say("status_withheld"), detail=self.why_withheld(row))
        if row.is_hidden:
            return TableCell("status", publish="hidden")
        status = status_of(row)
        word = self.words.status(status) if status else self.words.say("status_none")
        return TableCell("status", status=status, publish=mark_of(row), text=word, detail=self.words.firmness(row))

    def low_note(self) -> Text:
        """The note on estimates from few interviews."""
        return self.words.say("note_low", n=round(self.given.indicators.publication_rule.least_n_eff))

    def unit_mark(self, unit: Unit) -> Text:
        """The unit as a short line under a name; shares are shown with a percent sign and need none."""
        return Text() if unit == "percent" else self.words.say(UNIT_MARKS[unit])


def _apart(previous: PreviousWave, rows: Iterable[IndicatorRow]) -> dict[str, NoComparison]:
    """Indicators of this wave that are not compared with the wave before."""
    here = [row.indicator for row in rows if row.domain == REGION and not row.withheld]
    return {name: previous.apart[name] for name in here if name in previous.apart}


def _shortened(text: Text) -> Text:
    return Text.each(text.languages, lambda language: textwrap.shorten(text[language], _LONGEST, placeholder=" …"))


def group_row(identifier: str, heading: Text) -> TableRow:
    """A line that opens a group of rows."""
    return TableRow(identifier, heading)
