"""Input of a report: plain frozen facts that the monitor gathers from the rooms below."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from survey.findings import SEVERITIES, Findings, Severity
from survey.indicators.definitions import Polarity, Unit
from survey.indicators.publication import Publish
from survey.indicators.status_rule import Status
from survey.languages import PUBLIC_LANGUAGES
from survey.quarters import Quarter
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
class ReportedIndicator:
    """Facts about one indicator other than its numbers.

    Parameters
    ----------
    id : str
        As in the indicator table; never shown to readers.
    name, section : Text
        Its name, and its heading in the full table.
    unit : "percent", "points", "pp" or "scale10"
        Share from 0 to 100, score from 0 to 100, difference of shares, mean from 0 to 10.
    polarity : "+", "-", "0" or "0/+"
        A higher value is more stable, less stable, only descriptive, or more stable by a norm.
    primary : bool
        Whether it gets a headline card and enters the correction for several comparisons.
    stable, negative : float or None
        Thresholds in its unit; None when it has no status.
    meaning : Text
        One sentence that says what is counted; when empty, the glossary of the report is asked.
    """

    id: str
    name: Text
    section: Text
    unit: Unit = "percent"
    polarity: Polarity = "+"
    primary: bool = False
    stable: float | None = None
    negative: float | None = None
    meaning: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """One line of the indicator table. Blanks are None; every share is in percent, 0 to 100.

    ``domain`` is ``region`` or the id of a classification, ``level`` the id of one of its levels (empty for
    the region). ``n_cases`` are interviews that show the trait of a share. Probabilities are 0 to 1. ``withheld`` are
    the questions not asked in the wave that the number would need; None when there is a number.
    """

    indicator: str
    domain: str = "region"
    level: str = ""
    estimate: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    df: float | None = None
    n: int = 0
    deff_pooled: float | None = None
    df_pooled: float | None = None
    n_cases: int | None = None
    status: Status | None = None
    p_stable: float | None = None
    p_tension: float | None = None
    p_negative: float | None = None
    leaning: Status | None = None
    share_valid: float | None = None
    share_dk: float | None = None
    share_refused: float | None = None
    publish: Publish = "ok"
    withheld: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()

    @property
    def n_eff(self) -> float | None:
        """Effective number of interviews by the pooled design effect."""
        return self.n / self.deff_pooled if self.deff_pooled else None


@dataclass(frozen=True, slots=True)
class GroupLevel:
    """One class of a classification: a district, an age group. ``short`` is a name for tight places."""

    id: str
    name: Text
    short: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class Classification:
    """A way to divide the residents, in the order in which its levels are shown.

    The one with id ``unit`` gives the districts and cities; ``ethnic_group`` the minority view.
    """

    id: str
    name: Text
    levels: tuple[GroupLevel, ...]


@dataclass(frozen=True, slots=True)
class ScaleAnswer:
    """One answer of a scale. ``side`` is 1 for positive, -1 for negative, 0 for neutral."""

    text: Text
    side: Literal[-1, 0, 1]


@dataclass(frozen=True, slots=True)
class Institution:
    """Distribution of the answers about one institution, in percent of all who were asked.

    ``shares`` follow :attr:`Battery.answers`. ``low`` and ``high`` bound the positive share (95 %).
    """

    id: str
    name: Text
    shares: tuple[float, ...]
    dont_know: float
    refused: float
    n: int
    n_eff: float | None = None
    low: float | None = None
    high: float | None = None
    publish: Publish = "ok"


@dataclass(frozen=True, slots=True)
class Battery:
    """Trust in institutions: the wording asked, the answers from best to worst, a row per institution.

    ``not_asked`` are the questions about further institutions that were left out of the wave.
    """

    question: Text
    answers: tuple[ScaleAnswer, ...]
    institutions: tuple[Institution, ...]
    not_asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """The exact wording of a question behind headline indicators.

    ``indicators`` are ids; ``rows`` the rows of a battery that enter; ``counted`` the answers that count
    towards a share (empty when all answers enter as scores).
    """

    indicators: tuple[str, ...]
    question: Text
    rows: tuple[Text, ...] = ()
    answers: tuple[Text, ...] = ()
    counted: tuple[Text, ...] = ()


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
class ContactOutcomes:
    """Numbers of households approached, by result, in the classes of the AAPOR Standard Definitions."""

    complete: int
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    not_eligible: int = 0

    @property
    def rate_if_all_eligible(self) -> float:
        """RR1 in percent: every unknown household counts as eligible; the lowest response rate possible."""
        return _percent(self.complete, self._eligible + self.unknown)

    @property
    def rate_if_none_eligible(self) -> float:
        """RR5 in percent: no unknown household counts as eligible; the highest response rate possible."""
        return _percent(self.complete, self._eligible)

    @property
    def cooperation(self) -> float:
        """COOP1 in percent: interviews among households that were contacted."""
        return _percent(self.complete, self._eligible - self.non_contact)

    @property
    def refusal_rate(self) -> float:
        """REF1 in percent."""
        return _percent(self.refusal, self._eligible + self.unknown)

    @property
    def _eligible(self) -> int:
        return self.complete + self.partial + self.refusal + self.non_contact + self.other


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class ReportedStatusRule:
    """The constants of the status rule; ``version`` and ``date`` of the thresholds.

    ``level`` and ``reach`` are probabilities (0 to 1); ``least_n_in`` pairs the name of a grouping with its own number.
    """

    version: str
    date: datetime.date
    level: float = 0.94
    least_n: int = 30
    least_n_in: tuple[tuple[Text, int], ...] = ()
    least_psus: int = 3
    psus_hit: int = 2
    reach: float = 0.10


@dataclass(frozen=True, slots=True)
class Methods:
    """Methods of the wave: population, sampling, fieldwork, counts, weights, status rule.

    ``interviews_by_language`` pairs the name of a language with a number of interviews used.
    """

    population: Text
    sampling: Text
    mode: Text
    first_day: datetime.date
    last_day: datetime.date
    n_delivered: int
    n_set_aside: int
    n_used: int
    n_strata: int
    n_psu: int
    rule: ReportedStatusRule
    n_interviewers: int | None = None
    interviews_by_language: tuple[tuple[Text, int], ...] = ()
    weight_steps: tuple[ReportedWeightStep, ...] = ()
    margins: tuple[ReportedMargin, ...] = ()
    outcomes: ContactOutcomes | None = None
    wordings: tuple[Wording, ...] = ()
    conductor: Text = NO_WORDS

    @property
    def approximate(self) -> bool:
        """Whether any population margin is approximate."""
        return any(margin.approximate for margin in self.margins)


@dataclass(frozen=True, slots=True)
class FindingCount:
    """Counts of the findings of one rule: findings, and the interviews concerned."""

    rule: str
    severity: Severity
    message: Text
    n: int
    n_interviews: int


def count_findings(findings: Findings, messages: Mapping[str, Text] | None = None) -> tuple[FindingCount, ...]:
    """Counts of findings by severity and rule, the most severe first, then the most frequent.

    Parameters
    ----------
    findings : Findings
    messages : mapping rule -> Text
        The meaning of a rule in general. A rule that is missing here and in the glossary of the report is shown by its
        count only: the message of a single finding may be about one respondent.
    """
    given = messages or {}
    counted = []
    for rule, severity in dict.fromkeys((one.rule, one.severity) for one in findings):
        found = findings.of(severity, rule=rule)
        counted.append(FindingCount(rule, severity, given.get(rule, Text()), len(found), len(found.interviews)))
    return tuple(sorted(counted, key=lambda one: (SEVERITIES.index(one.severity), -one.n, one.rule)))


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
    """The wave before: the rows of its indicator table, and the indicators that are not compared with it."""

    wave: Quarter
    rows: tuple[ReportedRow, ...]
    apart: Mapping[str, NoComparison] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckFile:
    """A file by which the numbers can be checked; ``sha256`` empty when it is not known yet."""

    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReportInput:
    """All facts of a report, before they are put into words.

    Parameters
    ----------
    title, region : Text
    wave : Quarter
    indicators : sequence of ReportedIndicator
        In the order of the full table. A row whose indicator is not here is not shown.
    rows : sequence of ReportedRow
        Region, classifications and districts of this wave.
    classifications : sequence of Classification
        ``unit`` for the districts; every other one becomes a part of the section on groups.
    battery : Battery or None
        Trust in institutions.
    methods : Methods
    findings : sequence of FindingCount
    previous : PreviousWave or None
    no_previous : "first", "declared", "gap" or None
        Reason why there is no wave before: this is the first, the settings say so, or the quarter before has none.
    questions : mapping of question to Text
        Wordings of the questions that were not asked, or are not compared.
    district_indicators : ids shown by district, each with a chart, a map and a table; the first leads the cards.
    files : files by which the numbers can be checked.
    languages : languages the report is written in; every Text above must have them.
    n_corrected : answers that the office corrected.
    n_waived : findings that the office accepted.
    """

    title: Text
    region: Text
    wave: Quarter
    indicators: Sequence[ReportedIndicator]
    rows: Sequence[ReportedRow]
    classifications: Sequence[Classification]
    methods: Methods
    battery: Battery | None = None
    findings: Sequence[FindingCount] = ()
    previous: PreviousWave | None = None
    no_previous: NoPrevious | None = None
    questions: Mapping[str, Text] = field(default_factory=dict)
    district_indicators: Sequence[str] = ("ISI", "REL_LOCAL")
    files: Sequence[CheckFile] = ()
    languages: tuple[Language, ...] = PUBLIC_LANGUAGES
    n_corrected: int = 0
    n_waived: int = 0


def without_hidden_numbers(rows: Iterable[ReportedRow]) -> tuple[ReportedRow, ...]:
    """The rows, those that the table decided to hide with their names only."""
    return tuple(
        ReportedRow(row.indicator, row.domain, row.level, publish="hidden") if row.publish == "hidden" else row
        for row in rows
    )


def without_hidden_institutions(battery: Battery) -> Battery:
    """The battery, hidden institutions with their names only."""
    shown = tuple(
        Institution(one.id, one.name, (), 0.0, 0.0, 0, publish="hidden") if one.publish == "hidden" else one
        for one in battery.institutions
    )
    return replace(battery, institutions=shown)
