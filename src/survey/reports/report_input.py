"""Input of a report: plain frozen facts that the monitor gathers from the rooms below."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.findings.finding_counts import FindingCount
from survey.indicators import ChangeTable, Indicators, IndicatorTable, TrendTable
from survey.indicators.battery_table import BatteryTable
from survey.indicators.definitions import Unit
from survey.indicators.group_differences import GroupDifference
from survey.indicators.mentions_table import MentionsTable
from survey.periods import Period
from survey.questionnaire import Grouping
from survey.reports.reported_revision import ReportedRevision
from survey.text import Language, Text

Apart = Literal["not_asked", "not_yet", "new", "definition", "question"]
NoPrevious = Literal["first", "declared", "gap"]
NO_WORDS = Text()
SCALES: dict[Unit, tuple[float, float]] = {
    "percent": (0, 100),
    "points": (0, 100),
    "pp": (-100, 100),
    "scale10": (0, 10),
}
"""Ends of the scale of each unit."""


@dataclass(frozen=True, slots=True)
class ReportedWeightStep:
    """One step of the weights: ``kish`` is the loss of precision by unequal weights after it, at least 1."""

    name: Text
    n: int
    kish: float
    smallest: float
    largest: float


@dataclass(frozen=True, slots=True)
class ReportedMargin:
    """One population margin the weights were fitted to; ``approximate`` until an official table replaces it."""

    name: Text
    n_categories: int
    source: Text
    date: datetime.date | None = None
    approximate: bool = True


@dataclass(frozen=True, slots=True)
class Methods:
    """Methods of the wave: population, sampling, fieldwork, counts, weights.

    ``days`` are the first and the last day of interviewing, None where they are not known.
    ``n_psu`` is None where interviews were drawn directly, ``n_strata`` 1 where there are no strata.
    ``interviews_by_language`` pairs the name of a language with a number of interviews used. Those used have a weight: an
    adjustment for nonresponse leaves some without. ``disclosed`` are items of the disclosure sheet in the words of the office, by
    their names. ``counts_people`` says whether the weights add up to people.
    """

    population: Text
    sampling: Text
    mode: Text
    days: tuple[datetime.date, datetime.date] | None
    n_delivered: int
    n_set_aside: int
    n_used: int
    n_strata: int
    n_psu: int | None
    n_interviewers: int | None = None
    interviews_by_language: tuple[tuple[Text, int], ...] = ()
    weight_steps: tuple[ReportedWeightStep, ...] = ()
    margins: tuple[ReportedMargin, ...] = ()
    outcomes: ContactOutcomes | None = None
    conductor: Text = NO_WORDS
    disclosed: Mapping[str, Text] = field(default_factory=dict)
    counts_people: bool = False

    @property
    def n_passed_on(self) -> int:
        """Interviews that were not set aside and whose weight respondents took over."""
        return self.n_delivered - self.n_set_aside - self.n_used

    @property
    def kish(self) -> float:
        """Loss of precision by unequal weights after the last step, 1 when all are equal."""
        return self.weight_steps[-1].kish if self.weight_steps else 1.0

    @property
    def approximate(self) -> bool:
        """Whether any population margin is approximate."""
        return any(margin.approximate for margin in self.margins)


@dataclass(frozen=True, slots=True)
class NoComparison:
    """Reason why an indicator is not compared with the wave before, and the questions concerned.

    ``not_asked`` the wave before left questions out, ``not_yet`` questions that can be asked from a certain day were
    asked in one of the two waves only, ``new`` questions or the indicator are new, ``definition`` it was computed
    otherwise, ``question`` questions were asked otherwise.
    """

    reason: Apart
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviousWave:
    """The wave before: the changes against it, the indicators that are not compared with it, and its own table where known."""

    wave: Period
    changes: ChangeTable
    apart: Mapping[str, NoComparison] = field(default_factory=dict)
    table: IndicatorTable | None = None


@dataclass(frozen=True, slots=True)
class CheckFile:
    """A file by which the numbers can be checked; ``sha256`` empty when it is not known yet."""

    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class PackedTables:
    """The public tables in one file, a zip, which a page has inside."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReportInput:
    """All facts of a report, before they are put into words.

    Parameters
    ----------
    title, region : Text
    wave : Period
    table : IndicatorTable
        The indicators of this wave with their definitions. The grouping by strata gives the districts, every other one a
        part of the section on groups.
    battery : BatteryTable or None
        Trust in institutions.
    concerns : MentionsTable or None
        What people worry about, in their own words.
    group_tests : sequence of GroupDifference
        Tests of the headline indicators in groupings of people.
    methods : Methods
    findings : sequence of FindingCount
    previous : PreviousWave or None
    trend : TrendTable or None
        Trends of the region over this wave and those before it.
    no_previous : "first", "declared", "gap" or None
        Reason why there is no wave before: this is the first, the settings say so, or the quarter before has none.
    questions : mapping of question to Text
        Wordings of the questions that were not asked, or are not compared.
    district_indicators : ids shown by district, each with a chart, a map and a table; the first leads the cards.
    files : files by which the numbers can be checked.
    packed : PackedTables or None
        The public tables in one file.
    languages : languages the report is written in, by default those of the questionnaire; every Text above must have them.
    n_corrected : answers that the office corrected.
    n_waived : findings that the office accepted.
    simulated : whether interviews behind a number of the report were made by a program.
    draft : whether the report is not issued; every page says so.
    issued : day on which it is issued.
    revision : ReportedRevision or None
        What these numbers replace; None when they replace none.
    people : Text
        Respondents as sentences name them after "of": adult residents. Without it they are called residents.
    units : Text
        The units of the sample in the plural, as within a sentence: districts and cities. Without it sentences have the name of
        their grouping.
    """

    title: Text
    region: Text
    wave: Period
    table: IndicatorTable
    methods: Methods
    battery: BatteryTable | None = None
    concerns: MentionsTable | None = None
    group_tests: Sequence[GroupDifference] = ()
    findings: Sequence[FindingCount] = ()
    previous: PreviousWave | None = None
    trend: TrendTable | None = None
    no_previous: NoPrevious | None = None
    questions: Mapping[str, Text] = field(default_factory=dict)
    district_indicators: Sequence[str] = ()
    files: Sequence[CheckFile] = ()
    packed: PackedTables | None = None
    languages: tuple[Language, ...] = ()
    n_corrected: int = 0
    n_waived: int = 0
    simulated: bool = False
    draft: bool = False
    issued: datetime.date | None = None
    revision: ReportedRevision | None = None
    people: Text = NO_WORDS
    units: Text = NO_WORDS

    def __post_init__(self) -> None:
        if not self.languages:
            object.__setattr__(self, "languages", self.table.indicators.form.languages)

    @property
    def indicators(self) -> Indicators:
        """The definitions of the indicators, in the order of the full table."""
        return self.table.indicators

    @property
    def groupings(self) -> tuple[Grouping, ...]:
        """The groupings by which the indicators were computed."""
        known = self.indicators.form.groupings
        return tuple(known[name] for name in self.indicators.domains if name in known)
