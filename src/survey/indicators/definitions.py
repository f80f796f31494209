"""Definitions of indicators: formula, polarity, borders of the status, and the rules of status and publication. Frozen."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from html import escape
from types import MappingProxyType
from typing import Literal, TypeAlias, TypeVar

import pandas as pd

from survey.errors import IndicatorError, Place, nearest
from survey.expressions import Expression
from survey.indicators.rule_constants import ChangeRule, PublicationRule, StatusRule
from survey.languages import in_order
from survey.questionnaire.model import Questionnaire
from survey.text import Language, Text

FormulaClass = Literal["SHARE", "PREV", "NET", "SCORE", "MEAN010", "LISTEXP", "COMPOSITE", "GEOMETRIC", "GAP"]
Polarity = Literal["+", "-", "0", "0/+"]
ThresholdState = Literal["default", "calibrated", "frozen"]
Unit = Literal["percent", "points", "pp", "scale10"]

UNITS: Mapping[FormulaClass, Unit] = {
    "SHARE": "percent",
    "PREV": "percent",
    "NET": "pp",
    "SCORE": "points",
    "MEAN010": "scale10",
    "LISTEXP": "percent",
    "COMPOSITE": "points",
    "GEOMETRIC": "points",
    "GAP": "points",
}
LIMITS: Mapping[Unit, tuple[float, float]] = {
    "percent": (0, 100),
    "points": (0, 100),
    "pp": (-100, 100),
    "scale10": (0, 10),
}
SHARES: frozenset[FormulaClass] = frozenset({"SHARE", "PREV"})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Borders of the status "stable" and "negative", on the scale of the indicator, with their version.

    ``state`` is ``default`` for a proposal, ``calibrated`` once the expert panel has set it, ``frozen`` after that.
    ``since`` is the first day of fieldwork for which they hold; None means from the beginning.
    """

    stable: float
    negative: float
    version: str
    date: datetime.date
    state: ThresholdState
    since: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """Least number of applicable items that must be answered: a count, or a share of them.

    Examples
    --------
    >>> AnswerRule(Fraction(2, 3)).share
    Fraction(2, 3)
    """

    share: Fraction | None = None
    count: int | None = None

    def __str__(self) -> str:
        return str(self.share if self.count is None else self.count)


TWO_THIRDS = AnswerRule(Fraction(2, 3))


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One part of a score: a question, another indicator, or an event.

    ``name`` is the id of a question or an indicator. With ``event`` the part is 100 when the event did not
    happen and 0 when it did. ``scores`` replace the scores of the questionnaire.
    """

    name: str
    event: Expression | None = None
    scores: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """Share of those who meet ``numerator`` among those asked all of ``asked``."""

    numerator: Expression
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreShare:
    """Share of those whose value of the indicator ``score`` is at least ``reaches``."""

    score: str
    reaches: float


@dataclass(frozen=True, slots=True)
class Net:
    """Share of ``positive`` minus share of ``negative`` among those asked all of ``asked``."""

    positive: Expression
    negative: Expression
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreFormula:
    """Mean of item scores when enough applicable items are answered, less the score of the invented item ``minus``."""

    items: tuple[ScoredItem, ...]
    at_least: AnswerRule
    minus: str | None = None


@dataclass(frozen=True, slots=True)
class ScaleMean:
    """Mean of a numeric scale, in its unit."""

    item: str


@dataclass(frozen=True, slots=True)
class ListExperiment:
    """Difference of mean counts between the version with the sensitive statement and the one without.

    ``direct``, when given, is a condition on the direct question; its share is subtracted.
    """

    item: str
    version: str
    control: int
    treatment: int
    direct: Expression | None = None


@dataclass(frozen=True, slots=True)
class GeometricMean:
    """Geometric mean of area means of other indicators, none below 1."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Mean of an indicator in a group minus its mean in the region."""

    item: str


AREA_ONLY = (ListExperiment, GeometricMean, Gap)
"""Formulas that give a number for an area, but no values of respondents."""

Formula: TypeAlias = Share | ScoreShare | Net | ScoreFormula | ScaleMean | ListExperiment | GeometricMean | Gap


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranking of the categories of ``domain``, with ranges of ranks under ``draws`` random weights of the dimensions."""

    domain: str
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """Definition of an indicator.

    Parameters
    ----------
    id : str
    name : Text
        In kk, ru and en.
    section : str
        Part of the report it belongs to.
    formula_class : str
        ``SHARE``, ``PREV``, ``NET``, ``SCORE``, ``MEAN010``, ``LISTEXP``, ``COMPOSITE``, ``GEOMETRIC`` or ``GAP``.
    formula : Formula
        What is computed.
    polarity : "+", "-", "0" or "0/+"
        Higher is more stable; lower is more stable; descriptive, without status; depends on norms, where higher is more
        stable and the status enters no other number.
    thresholds : Thresholds or None
        Those in force; None exactly for polarity ``0``.
    primary, headline : bool
        Registered before the first wave; shown first. A primary indicator is a headline.
    domains : tuple of str, or None
        Groupings it is computed for, ``region`` among them; None for all.
    veto : bool
        Whether a negative item forbids the status stable.
    ranking : Ranking or None
    all_thresholds : tuple of Thresholds
        All pairs of borders, past ones included, in the order of their days.
    meaning : Text
        Sentence for readers of the report that says what is counted; may be empty when it is not primary.
    """

    id: str
    name: Text
    section: str
    formula_class: FormulaClass
    formula: Formula
    polarity: Polarity
    thresholds: Thresholds | None
    primary: bool
    headline: bool
    domains: tuple[str, ...] | None
    veto: bool
    ranking: Ranking | None
    place: Place = field(compare=False)
    all_thresholds: tuple[Thresholds, ...] = ()
    meaning: Text = field(default_factory=Text)

    @property
    def unit(self) -> Unit:
        """Unit of the number: percent, points 0-100, percentage points, or points of a 0-10 scale."""
        if isinstance(self.formula, ListExperiment) and self.formula.direct is not None:
            return "pp"
        return UNITS[self.formula_class]

    @property
    def is_share(self) -> bool:
        """Whether the indicator is a share of people: bounded by 0 and 100, with intervals on the logit scale."""
        return self.formula_class in SHARES

    @property
    def limits(self) -> tuple[float, float]:
        """Least and greatest possible value, at which intervals are cut; infinite for a list experiment.

        The difference of two means can leave the scale by chance, and cutting it would hide that.
        """
        if isinstance(self.formula, ListExperiment):
            return -math.inf, math.inf
        difference = isinstance(self.formula, Gap) or (
            isinstance(self.formula, ScoreFormula) and self.formula.minus is not None
        )
        return (-100, 100) if difference else LIMITS[self.unit]

    @property
    def sign(self) -> int:
        """1 when higher is more stable, -1 when lower is, 0 when there is no status."""
        return {"+": 1, "0/+": 1, "-": -1, "0": 0}[self.polarity]


@dataclass(frozen=True, slots=True)
class IndicatorSection:
    """A part of the report."""

    id: str
    name: Text


Dated = TypeVar("Dated", Thresholds, StatusRule, ChangeRule)


def _holding(history: tuple[Dated, ...], day: datetime.date) -> Dated:
    """Last of the records that hold on this day; the first holds from the beginning."""
    return [one for one in history if one.since is None or one.since <= day][-1]


@dataclass(frozen=True, slots=True, eq=False)
class Indicators:
    """The indicators of a questionnaire, in the order of the file.

    Parameters
    ----------
    form : Questionnaire
    version : str
    date : datetime.date
        From when this version holds.
    sections : tuple of IndicatorSection
        In the order of the report.
    domains : tuple of str
        Groupings for which indicators are computed, ``region`` first.
    items : tuple of Indicator
    status_rule, publication_rule, change_rule
    file : str
    all_status_rules : tuple of StatusRule
        All rules, past ones included, in the order of their days; ``status_rule`` is the one in force.
    all_change_rules : tuple of ChangeRule
        The same of the rules for changes.
    """

    form: Questionnaire
    version: str
    date: datetime.date
    sections: tuple[IndicatorSection, ...]
    domains: tuple[str, ...]
    items: tuple[Indicator, ...]
    status_rule: StatusRule
    publication_rule: PublicationRule
    file: str
    all_status_rules: tuple[StatusRule, ...] = ()
    change_rule: ChangeRule = field(default_factory=ChangeRule)
    all_change_rules: tuple[ChangeRule, ...] = ()
    _by_id: Mapping[str, Indicator] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", MappingProxyType({one.id: one for one in self.items}))

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.items)

    def __contains__(self, name: object) -> bool:
        return name in self._by_id

    def __getitem__(self, name: str) -> Indicator:
        """The indicator with this id.

        Raises
        ------
        IndicatorError
            ``I001`` when there is none; the nearest id is offered.
        """
        found = self._by_id.get(name)
        if found is None:
            raise IndicatorError("I001", self.file, f"No indicator has the id {name!r}.", nearest(name, self._by_id))
        return found

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids in the order of the file."""
        return tuple(self._by_id)

    @property
    def primary(self) -> tuple[Indicator, ...]:
        """Indicators registered before the first wave."""
        return tuple(indicator for indicator in self.items if indicator.primary)

    def in_force(self, day: datetime.date) -> Indicators:
        """The same indicators with the borders and the rules that hold on this day of fieldwork."""
        items = tuple(
            replace(one, thresholds=_holding(one.all_thresholds, day)) if one.all_thresholds else one
            for one in self.items
        )
        rule = _holding(self.all_status_rules, day) if self.all_status_rules else self.status_rule
        changes = _holding(self.all_change_rules, day) if self.all_change_rules else self.change_rule
        return replace(self, items=items, status_rule=rule, change_rule=changes)

    def in_section(self, section: str) -> tuple[Indicator, ...]:
        """Indicators of one part of the report, in order."""
        return tuple(indicator for indicator in self.items if indicator.section == section)

    def to_frame(self) -> pd.DataFrame:
        """One row per indicator: names, class, polarity, unit and borders."""
        records = [
            {
                "indicator": one.id,
                "section": one.section,
                "class": one.formula_class,
                "polarity": one.polarity,
                "unit": one.unit,
                "stable": one.thresholds.stable if one.thresholds else None,
                "negative": one.thresholds.negative if one.thresholds else None,
                "threshold_version": one.thresholds.version if one.thresholds else None,
                "threshold_date": one.thresholds.date.isoformat() if one.thresholds else None,
                "threshold_state": one.thresholds.state if one.thresholds else None,
                "primary": one.primary,
                "headline": one.headline,
                **{language: one.name[language] for language in self.languages},
            }
            for one in self.items
        ]
        return pd.DataFrame(records)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages in which every indicator has a name, English last."""
        every = [set(one.name.languages) for one in self.items]
        return in_order(set.intersection(*every)) if every else self.form.languages

    def __repr__(self) -> str:
        return f"<Indicators {self.version}: {len(self)} indicators, {len(self.primary)} primary, {self.form.id}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().to_html(index=False, na_rep='')}"
