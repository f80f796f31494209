"""Differences between districts: outcome of their test, order, model-based values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.definitions import Unit
from survey.indicators.heterogeneity import DifferenceVerdict
from survey.questionnaire import Grouping
from survey.questionnaire.model import Category
from survey.reports.document_model import TableCell
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import known, mark_of

Pair = tuple[Category, IndicatorRow]
VERDICT_WORDS: dict[DifferenceVerdict, str] = {
    "differ": "districts_differ",
    "alike": "districts_alike",
    "unclear": "districts_unclear",
}


@dataclass(frozen=True, slots=True)
class ModelValue:
    """Model-based value of a district with its 95 % interval, and its rank; NaN without one."""

    value: float
    low: float
    high: float
    rank: float


@dataclass(frozen=True, slots=True)
class DistrictDifferences:
    """Differences of one indicator between districts.

    Parameters
    ----------
    verdict : "differ", "alike", "unclear" or None
        Outcome of the test of heterogeneity; None where none could be made.
    between_sd, between_low, between_high : float
        Standard deviation of the true values, with its 95 % interval.
    models : mapping of level to ModelValue
        Empty where no model could be fitted.
    unit : str
        Unit of the indicator.
    """

    verdict: DifferenceVerdict | None
    between_sd: float
    between_low: float
    between_high: float
    models: Mapping[str, ModelValue]
    unit: Unit

    @classmethod
    def of(cls, material: ReportContext, indicator: Indicator, units: Grouping) -> DistrictDifferences:
        """The test and the model-based values of an indicator."""
        own = material.given.table.of(indicator.id, units.id)
        numbers = ("model", "model_low", "model_high", "rank")
        columns = [own.small_areas[name].astype(float).tolist() for name in numbers]
        values = dict(zip(own.small_areas["level"].tolist(), zip(*columns, strict=True), strict=True))
        models = {level: ModelValue(*found) for level, found in values.items() if not math.isnan(found[0])}
        if own.differences.empty:
            return cls(None, math.nan, math.nan, math.nan, models, indicator.unit)
        test = own.differences.iloc[0]
        sd, low, high = (float(test[name]) for name in ("between_sd", "between_low", "between_high"))
        return cls(test["verdict"], sd, low, high, models, indicator.unit)

    @property
    def is_ranked(self) -> bool:
        """Whether the districts may be listed by their values: they differ by more than chance explains."""
        return self.verdict == "differ" and any(not math.isnan(one.rank) for one in self.models.values())

    def ordered(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Districts by rank where they have ranks, otherwise in the order of the questionnaire."""
        return sorted(pairs, key=lambda pair: self._rank(pair[1])) if self.is_ranked else list(pairs)

    def _rank(self, row: IndicatorRow) -> float:
        found = self.models.get(row.level)
        return math.inf if found is None or row.is_hidden or math.isnan(found.rank) else found.rank

    def covers(self, rows: Sequence[IndicatorRow]) -> bool:
        """Whether every district with a published value has a model-based one, so that a map of these has no other."""
        shown = [row for row in rows if row.has_estimate and not row.is_hidden]
        return bool(shown) and all(row.level in self.models for row in shown)

    def value(self, row: IndicatorRow) -> float | None:
        """The model-based value of a district; None where it has none or is hidden."""
        found = self.models.get(row.level)
        return None if found is None or row.is_hidden else found.value

    def may_be_equal(self, row: IndicatorRow, region: IndicatorRow) -> bool:
        """Whether the district may be equal to the region.

        That is so unless the districts differ by more than chance explains, and the interval of the district's
        model-based value, or without one that of its estimate, does not meet the interval of the region.
        """
        found = self.models.get(row.level)
        low, high = (found.low, found.high) if found is not None else (row.ci_low, row.ci_high)
        return self.verdict != "differ" or not (low > region.ci_high or high < region.ci_low)

    def cell(self, row: IndicatorRow, indicator: Indicator) -> TableCell:
        """The model-based value with its interval."""
        found = self.models.get(row.level)
        if found is None or row.is_hidden:
            return TableCell("both", indicator.unit, publish=mark_of(row))
        return TableCell("both", indicator.unit, known(found.value), known(found.low), known(found.high))
