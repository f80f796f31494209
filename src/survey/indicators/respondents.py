"""Columns of indicators from the answers of a sample, one value per respondent."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from survey.arrays import AnyFloats, Mask, ReasonCodes
from survey.design import Sample
from survey.errors import IndicatorError
from survey.expressions import Expression, evaluate
from survey.indicators.areas import Area
from survey.indicators.definitions import (
    AnswerRule,
    Indicators,
    ListExperiment,
    Net,
    ScaleMean,
    ScoredItem,
    ScoreFormula,
    ScoreShare,
    Share,
)
from survey.indicators.formula_columns import (
    FormulaColumn,
    joined_reasons,
    minus_column,
    net_column,
    reached_column,
    score_column,
    share_column,
)
from survey.indicators.window_waves import rows_without
from survey.questionnaire.answer_scores import can_be_scored, score_answers
from survey.questionnaire.model import Reason, Variable

ONE = AnswerRule(count=1)
"""The rule of a score with a single item."""


class Respondents:
    """Columns of the indicators on a sample; each is computed once.

    Parameters
    ----------
    indicators : Indicators
    sample : Sample
        Made from interviews of the questionnaire the indicators were read with. Of several waves, those in which a
        question of an indicator was not asked have no part in it.
    """

    def __init__(self, indicators: Indicators, sample: Sample) -> None:
        self.indicators = indicators
        self.form = indicators.form
        self.sample = sample
        self._without = rows_without(indicators, sample)
        self._columns: dict[str, FormulaColumn] = {}
        self._items: dict[str, tuple[AnyFloats, Mask, ReasonCodes]] = {}

    def column(self, name: str) -> FormulaColumn:
        """Column of an indicator that has a value for every respondent.

        Raises
        ------
        IndicatorError
            ``I003`` for an indicator that exists for areas only.
        """
        if name not in self._columns:
            made = self._made(name)
            self._columns[name] = _only(made, ~self._without[name]) if name in self._without else made
        return self._columns[name]

    def prepare(self, names: Iterable[str]) -> None:
        """Compute the columns of these indicators, and forget the scores of the questions that they are made of."""
        for name in names:
            self.column(name)
        self._items.clear()

    def area_of(self, name: str, place: Area) -> Area:
        """The area without the waves that have no part in an indicator."""
        if name not in self._without:
            return place
        return dataclasses.replace(place, codes=np.where(self._without[name], -1, place.codes))

    def _made(self, name: str) -> FormulaColumn:
        """Column of an indicator, computed from its formula."""
        match self.indicators[name].formula:
            case Share(numerator, asked):
                return self.share(numerator, asked)
            case Net(positive, negative, asked):
                used = self.reasons((*positive.names, *negative.names))
                return net_column(
                    evaluate(positive, self.sample), evaluate(negative, self.sample), self.reasons(asked), used
                )
            case ScoreShare(score, reaches):
                return reached_column(self.column(score), reaches)
            case ScoreFormula(items, at_least, minus):
                column = self.score(items, at_least)
                return column if minus is None else minus_column(column, self.score((ScoredItem(minus),), ONE))
            case ScaleMean(item):
                return self.scale(item)
        raise for_areas_only(name)

    def share(self, numerator: Expression, asked: tuple[str, ...]) -> FormulaColumn:
        """Column of a share, on the base of those asked."""
        truth = evaluate(numerator, self.sample)
        return share_column(truth, self.reasons(asked), self.reasons(numerator.names))

    def score(self, items: tuple[ScoredItem, ...], rule: AnswerRule) -> FormulaColumn:
        """Column of a mean of items."""
        parts = [self.item(item) for item in items]
        scores, applicable, reasons = (np.column_stack(list(kind)) for kind in zip(*parts, strict=True))
        return score_column(scores, applicable, reasons, rule)

    def scale(self, name: str) -> FormulaColumn:
        """Column of a numeric scale, in its unit."""
        value, reason = self.sample.values(name), self.sample.reason(name)
        return FormulaColumn.of(
            value, np.isfinite(value), reason == Reason.DONT_KNOW, reason == Reason.REFUSED, reason <= Reason.REFUSED
        )

    def versions(self, formula: ListExperiment) -> tuple[FormulaColumn, FormulaColumn]:
        """Counts of a list experiment: the version with the sensitive statement, and the one without."""
        count, version = self.scale(formula.item), self.sample.values(formula.version)
        return _only(count, version == formula.treatment), _only(count, version == formula.control)

    def item(self, item: ScoredItem) -> tuple[AnyFloats, Mask, ReasonCodes]:
        """Score 0-100 of one part of a mean, mask of those to whom it applies, and reasons of its blanks; (n,) each."""
        if item.event is not None:
            column = self.share(item.event, item.event.names)
            return np.where(column.known, 100 - column.value, np.nan), column.applicable, joined_reasons(column)
        if item.name in self.indicators:
            column = self.column(item.name)
            return column.value, column.applicable, joined_reasons(column)
        variable = self.form.variable(item.name)
        if item.scores:
            return self.question(variable, dict(item.scores))
        if item.name not in self._items:
            self._items[item.name] = self.question(variable, variable.scores)
        return self._items[item.name]

    def question(self, variable: Variable, scores: Mapping[int, float]) -> tuple[AnyFloats, Mask, ReasonCodes]:
        """Score of a question, blank where it does not apply, mask of those to whom it applies, and reasons of blanks."""
        reason = self.sample.reason(variable.id)
        applicable = (reason != Reason.NOT_APPLICABLE) & (reason != Reason.NOT_ASKED)
        applicable &= ~self.own_group(variable) & ~self.too_early(variable)
        if not scores and not can_be_scored(variable):
            raise without_scores(variable)
        score = score_answers(variable, self.sample.values(variable.id), scores)
        return np.where(applicable, score, np.nan), applicable, reason

    def own_group(self, variable: Variable) -> Mask:
        """(n,) respondents whose own ethnic group the item is about."""
        asks_group = variable.question.mask_own_group
        if asks_group is None or variable.row is None or variable.row.group is None:
            return np.zeros(len(self.sample), bool)
        return np.asarray(self.sample.values(asks_group) == variable.row.group, bool)

    def too_early(self, variable: Variable) -> Mask:
        """(n,) interviews held before the day from which the item may be asked; a blank day counts as later."""
        start = variable.row.asked_from if variable.row is not None else None
        date = self.form.roles.get("date")
        if start is None or date is None:
            return np.zeros(len(self.sample), bool)
        days = self.sample.texts(date)
        return np.asarray(np.where(pd.isna(days), start, days).astype("U10") < start, bool)

    def reasons(self, names: tuple[str, ...]) -> ReasonCodes:
        """(n, k) reasons of the variables behind some names; a battery means all its rows."""
        variables: dict[str, None] = {}
        for name in names:
            variables |= dict.fromkeys(row.id for row in self.form.battery(name)) or {name: None}
        return np.column_stack([self.sample.reason(name) for name in variables])


def _only(column: FormulaColumn, these: Mask) -> FormulaColumn:
    value = column.value.copy()
    value[~these] = np.nan
    return FormulaColumn(value, np.where(these, column.state, np.uint8(0)))


def for_areas_only(name: str) -> IndicatorError:
    """Error for an indicator that has no values of respondents."""
    return IndicatorError(
        "I003", f"indicator {name}", "It exists for areas, not for respondents.", "Use one of its parts."
    )


def without_scores(variable: Variable) -> IndicatorError:
    """Error for an item whose answers have no scores."""
    return IndicatorError(
        "I004", f"question {variable.id}", "Its answers have no scores.", "Read the indicators with this questionnaire."
    )
