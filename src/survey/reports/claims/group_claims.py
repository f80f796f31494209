"""Claims about groups of residents and about interviews of several quarters taken together."""

from __future__ import annotations

from dataclasses import dataclass

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.group_differences import RATE, GroupDifference
from survey.questionnaire import Grouping
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases
from survey.text import Text


@dataclass(frozen=True, slots=True)
class GroupingFacts:
    """A grouping and the rows of all indicators by it."""

    grouping: Grouping
    rows: tuple[IndicatorRow, ...]

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters of the number that rests on most of them."""
        return max((row.quarters_used for row in self.rows if not row.is_hidden), key=len, default=())


def _quarters(facts: GroupingFacts, words: Phrases) -> Places:
    named = words.joined([words.period_named(name) for name in facts.quarters])
    return {"grouping": facts.grouping.text, "quarters": named}


QUARTERS_CLAIM: ReportClaim[GroupingFacts] = ReportClaim(
    "quarters_together", lambda facts: len(facts.quarters) > 1, _quarters
)


@dataclass(frozen=True, slots=True)
class FewerFacts:
    """An indicator and its rows by a grouping, and the quarters of the numbers that rest on most."""

    indicator: Indicator
    rows: tuple[IndicatorRow, ...]
    most: tuple[str, ...]

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters of the indicator."""
        return max((row.quarters_used for row in self.rows if not row.is_hidden), key=len, default=())


def _fewer(facts: FewerFacts, words: Phrases) -> Places:
    named = words.joined([words.period_named(name) for name in facts.quarters])
    return {"indicator": facts.indicator.name, "quarters": named}


FEWER_CLAIM: ReportClaim[FewerFacts] = ReportClaim(
    "quarters_fewer", lambda facts: 0 < len(facts.quarters) < len(facts.most), _fewer
)

WITHHELD_CLAIM: ReportClaim[Text] = ReportClaim("withheld_reason", bool, lambda questions, _: {"questions": questions})
"""What was not asked; the facts are the questions in words, empty where nothing lacks."""

Divisions = tuple[Grouping, ...]

GROUP_CLAIMS: tuple[ReportClaim[Divisions], ...] = (
    ReportClaim(
        "groups_intro_by",
        lambda shown: bool(shown),
        lambda shown, words: {"groupings": words.joined([words.quoted(one.text) for one in shown])},
    ),
)
GROUP_NOTES: tuple[ReportClaim[Divisions], ...] = (
    ReportClaim("note_groups_interval", lambda shown: bool(shown)),
    ReportClaim("note_groups_composition", lambda shown: len(shown) > 1),
)


@dataclass(frozen=True, slots=True)
class MinorityFacts:
    """An indicator for the region, and those of its ethnic groups that are published without a mark
    and have interviews enough for a level.
    """

    indicator: Indicator
    region: IndicatorRow
    groups: tuple[IndicatorRow, ...]

    @property
    def has_more_quarters(self) -> bool:
        """Whether every group rests on several quarters and the region on the newest one alone."""
        several = all(len(row.quarters_used) > 1 for row in self.groups)
        return self.is_comparable and several and len(self.region.quarters_used) < 2

    @property
    def is_comparable(self) -> bool:
        """Whether there are two groups to compare."""
        return len(self.groups) > 1 and self.region.has_estimate


def _minority(facts: MinorityFacts, words: Phrases) -> Places:
    values = [row.estimate for row in facts.groups]
    return {
        "indicator": facts.indicator.name,
        "value": words.value(facts.region.estimate, facts.indicator.unit),
        "range": words.interval(min(values), max(values), facts.indicator.unit),
        "n": len(values),
    }


MINORITY_CLAIMS: tuple[ReportClaim[MinorityFacts], ...] = (
    ReportClaim("minority_view", lambda facts: facts.is_comparable, _minority),
    ReportClaim("minority_quarters", lambda facts: facts.has_more_quarters),
    ReportClaim(
        "minority_not_enough",
        lambda facts: not facts.is_comparable,
        lambda facts, _: {"indicator": facts.indicator.name},
    ),
)
Tests = tuple[GroupDifference, ...]


@dataclass(frozen=True, slots=True)
class DivisionFacts:
    """The tests of one division of respondents, with the names of the indicators in the order of the tests."""

    grouping: Grouping
    tests: Tests
    names: tuple[Text, ...]

    @property
    def established(self) -> tuple[Text, ...]:
        """Names of the indicators for which the groups differ."""
        return tuple(name for name, test in zip(self.names, self.tests, strict=True) if test.is_established)


DIVISION_CLAIM: ReportClaim[DivisionFacts] = ReportClaim(
    "groups_differ",
    lambda facts: bool(facts.established),
    lambda facts, words: {
        "grouping": facts.grouping.text,
        "names": words.joined([words.quoted(name) for name in facts.established]),
    },
)


@dataclass(frozen=True, slots=True)
class GroupsFacts:
    """An indicator whose groups differ, with the rows of the groups compared and their names."""

    indicator: Indicator
    test: GroupDifference
    rows: tuple[tuple[Text, IndicatorRow], ...]

    @property
    def apart_from_rest(self) -> tuple[Text, ...]:
        """Names of the groups that differ from the others taken together; of two groups both do, which says nothing more."""
        return (
            tuple(name for name, row in self.rows if row.level in self.test.apart_from_rest)
            if len(self.rows) > 2
            else ()
        )


def _group_values(facts: GroupsFacts, words: Phrases) -> Places:
    values = [
        words.say("name_value", name=name, value=words.value(row.estimate, facts.indicator.unit))
        for name, row in facts.rows
    ]
    return {
        "indicator": facts.indicator.name,
        "values": words.joined(values, "; "),
        "names": words.joined(facts.apart_from_rest),
    }


GROUP_VALUES: tuple[ReportClaim[GroupsFacts], ...] = (
    ReportClaim("groups_values_apart", lambda facts: bool(facts.apart_from_rest), _group_values),
    ReportClaim("groups_values", lambda facts: not facts.apart_from_rest, _group_values),
)
"""Values of groups that differ, in their fixed order; the first that holds."""


def _not_established(facts: tuple[DivisionFacts, ...]) -> list[Text]:
    return [one.grouping.text for one in facts if one.tests and not one.established]


TEST_CLAIMS: tuple[ReportClaim[tuple[DivisionFacts, ...]], ...] = (
    ReportClaim(
        "groups_none_differ",
        lambda facts: bool(_not_established(facts)),
        lambda facts, words: {"groupings": words.joined([words.quoted(one) for one in _not_established(facts)])},
    ),
    ReportClaim(
        "groups_tested",
        lambda facts: any(one.tests for one in facts),
        lambda facts, _: {"n": sum(len(one.tests) for one in facts)},
    ),
    ReportClaim(
        "groups_rate",
        lambda facts: any(one.established for one in facts),
        lambda _, words: {"rate": words.number(100 * RATE, 0)},
    ),
)
