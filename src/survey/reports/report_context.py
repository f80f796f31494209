"""Context shared by all sections of the report: the input without hidden numbers, changes, and phrases."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from survey.indicators import ChangeRow, Indicator, IndicatorRow, TrendRow
from survey.indicators.definitions import Unit
from survey.indicators.indicator_table import blank_row
from survey.indicators.rule_constants import REGION
from survey.questionnaire import Grouping
from survey.questionnaire.grouping_roles import grouping_in_role
from survey.reports.claims.group_claims import FEWER_CLAIM, QUARTERS_CLAIM, WITHHELD_CLAIM, FewerFacts, GroupingFacts
from survey.reports.document_model import Paragraph, ParagraphKind, TableColumn, TableRow
from survey.reports.phrases import UNIT_MARKS, Phrases, PhraseValue
from survey.reports.report_input import NoComparison, PreviousWave, ReportInput
from survey.text import Text

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
    before: Mapping[str, IndicatorRow]

    @classmethod
    def gather(cls, given: ReportInput) -> ReportContext:
        """Remove numbers that must not be shown, index the rows and the changes of the region that were compared."""
        rows = given.table.public_rows()
        words = Phrases(given.languages, given.people, *_units_of(given))
        apart = _apart(given.previous, rows) if given.previous else {}
        compared = given.previous.changes.of(domain=REGION, reference="previous") if given.previous else ()
        return cls(
            replace(given, previous=None),
            words,
            {(row.indicator, row.domain, row.level): row for row in rows},
            {change.indicator: change for change in compared if change.is_compared},
            words.wave(given.previous.wave) if given.previous else Text(),
            apart,
            {one.indicator: one for one in given.trend or () if one.domain == REGION},
            _region_before(given.previous, {change.indicator for change in compared if change.is_compared}),
        )

    @property
    def primary(self) -> tuple[Indicator, ...]:
        """Headline indicators that have a row for the region, those shown by district first."""
        first = list(self.given.district_indicators)
        shown = [one for one in self.given.indicators if one.primary and (one.id, REGION, REGION) in self.rows]
        return tuple(sorted(shown, key=lambda one: first.index(one.id) if one.id in first else len(first)))

    @property
    def units(self) -> Grouping | None:
        """The grouping by strata: districts and cities."""
        units = grouping_in_role(self.given.indicators.form, "stratum")
        return units if units in self.given.groupings else None

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
        return self.why_lacking(row.questions_lacking)

    def why_lacking(self, names: tuple[str, ...]) -> Text:
        """The questions that were not asked; empty when there are none."""
        return WITHHELD_CLAIM.text(self.questions(names) if names else Text(), self.words)

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

    def quarters_together(self, division: Grouping, shown: Sequence[Indicator]) -> list[Paragraph]:
        """The quarters whose interviews a division rests on, when there are several for some indicator that is shown.

        Indicators that rest on fewer of them, since not every wave asked their questions, are named.
        """
        rows = {one.id: self.rows_by(one.id, division) for one in shown}
        facts = GroupingFacts(division, tuple(row for many in rows.values() for row in many))
        said = [QUARTERS_CLAIM.text(facts, self.words)]
        said += [FEWER_CLAIM.text(FewerFacts(one, tuple(rows[one.id]), facts.quarters), self.words) for one in shown]
        given = [one for one in said if one]
        return (
            [Paragraph(f"{QUARTERS_CLAIM.key}_{division.id}", self.words.joined(given, " "), "note")] if given else []
        )

    def marks(self, rows: Iterable[IndicatorRow]) -> tuple[tuple[IndicatorRow, ...], float]:
        """Rows of a table with the effective number below which a number is marked."""
        return tuple(rows), self.given.indicators.publication_rule.least_n_eff

    def is_alert(self, row: IndicatorRow) -> bool:
        """Whether a published row is in tension with a high probability of the negative level."""
        return row.status == "tension" and "alert" in row.notes and not row.is_hidden

    def column(self, identifier: str, key: str, **places: PhraseValue) -> TableColumn:
        """A column headed by a sentence of the catalogue."""
        return TableColumn(identifier, self.words.say(key, **places))

    def unit_mark(self, unit: Unit) -> Text:
        """The unit as a short line under a name; shares are shown with a percent sign and need none."""
        return Text() if unit == "percent" else self.words.say(UNIT_MARKS[unit])


def _region_before(previous: PreviousWave | None, compared: set[str]) -> dict[str, IndicatorRow]:
    """Rows of the region in the wave before that may be published, of the indicators that are compared."""
    if previous is None or previous.table is None:
        return {}
    region = previous.table.of(domain=REGION)
    return {row.indicator: row for row in region.public_rows() if row.indicator in compared and not row.is_hidden}


def _apart(previous: PreviousWave, rows: Iterable[IndicatorRow]) -> dict[str, NoComparison]:
    """Indicators of this wave that are not compared with the wave before."""
    here = [row.indicator for row in rows if row.domain == REGION and not row.withheld]
    return {name: previous.apart[name] for name in here if name in previous.apart}


def _units_of(given: ReportInput) -> tuple[Text, Text]:
    """The units of the sample within sentences and in headings: as the survey names them, else by the name of their grouping,
    which is in quotation marks within sentences.
    """
    grouping = grouping_in_role(given.indicators.form, "stratum")
    if given.units or grouping is None:
        return given.units, given.units
    return Phrases(given.languages).quoted(grouping.text), grouping.text


def _shortened(text: Text) -> Text:
    return Text.each(text.languages, lambda language: textwrap.shorten(text[language], _LONGEST, placeholder=" …"))


def group_row(identifier: str, heading: Text) -> TableRow:
    """A line that opens a group of rows."""
    return TableRow(identifier, heading)
