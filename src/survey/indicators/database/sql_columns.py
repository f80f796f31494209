"""Columns of indicators as SQL: value, state and base of every respondent, computed where the rows are."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from survey.blank_reasons import Reason
from survey.estimation.database import DatabaseSample
from survey.estimation.database.form_answers import FormAnswers
from survey.estimation.database.requested_sums import chosen
from survey.estimation.database.sql_conditions import SqlCondition
from survey.estimation.database.table_columns import BoundValues
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
from survey.indicators.formula_columns import GRAIN
from survey.indicators.respondents import ONE, for_areas_only, without_scores
from survey.questionnaire.answer_scores import can_be_scored
from survey.questionnaire.model import Questionnaire, Variable

_PLACEHOLDER = re.compile("\0([0-9]+)\0")
"""Place of a bound value; NUL is in no name."""

NOTHING, KNOWN, DONT_KNOW, REFUSED = range(4)
"""State of a respondent in an indicator: outside the base without a reason, substantive, does not know, refuses."""


@dataclass(frozen=True, slots=True)
class IndicatorColumn:
    """Names of the columns of an indicator, or of an item of one.

    Parameters
    ----------
    value : str
        Value that is averaged; NULL outside the base.
    state : str
        One of the four states, as a number.
    applies : str
        1 for those who were asked something that applies, else 0.
    depth : int
        Stage of the query that has them.
    """

    value: str
    state: str
    applies: str
    depth: int


StagedColumn: TypeAlias = tuple[str, int]
"""A column, and the stage of the query that has it."""


@dataclass(slots=True)
class Stages:
    """Stages of a query: each adds columns made of those before; equal expressions are one column.

    Parameters
    ----------
    prefix : str
        Beginning of the names, which no column of the table has.
    """

    prefix: str
    stages: list[dict[str, str]] = field(default_factory=list)
    _known: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, expression: str, depth: int) -> StagedColumn:
        """Column of an expression over columns of the stages before ``depth``."""
        name = self._known.get((expression, depth))
        if name is None:
            name = self._known[expression, depth] = f"{self.prefix}{len(self._known)}"
            while len(self.stages) <= depth:
                self.stages.append({})
            self.stages[depth][name] = expression
        return name, depth

    def last(self, expression: str) -> str:
        """Column of an expression over any other columns, in a stage after all of theirs."""
        used = {*self.names_in(expression)}
        return self.add(expression, 1 + max(at for at, stage in enumerate(self.stages) if used & stage.keys()))[0]

    def needed(self, names: Iterable[str]) -> list[dict[str, str]]:
        """The stages with no columns but these and those that they are made of."""
        wanted = {*names}
        found: list[dict[str, str]] = []
        for stage in reversed(self.stages):
            own = {name: expression for name, expression in stage.items() if name in wanted}
            wanted.update(name for expression in own.values() for name in self.names_in(expression))
            found.append(own)
        return [stage for stage in reversed(found) if stage]

    def names_in(self, expression: str) -> list[str]:
        """Columns in an expression."""
        return re.findall(rf"\b{self.prefix}\d+\b", expression)

    def again(self, part: StagedColumn) -> str:
        """Another name of a column, for one that two indicators share."""
        name = self._known[f"{part[0]} ", len(self._known)] = f"{self.prefix}{len(self._known)}"
        while len(self.stages) <= part[1] + 1:
            self.stages.append({})
        self.stages[part[1] + 1][name] = part[0]
        return name


class SqlRespondents:
    """Columns of the indicators of a table in a database; each is written once.

    Parameters
    ----------
    indicators : Indicators
    source : DatabaseSample
        Read with the questionnaire of the indicators.
    """

    def __init__(self, indicators: Indicators, source: DatabaseSample) -> None:
        self.indicators = indicators
        self.form: Questionnaire = indicators.form
        self.source = source
        # columns are chosen later, and with them the values to bind
        self.bound = BoundValues(dataclasses.replace(source.table.dialect, mark="\0{}\0"))
        answers = source.answers(self.bound)
        assert isinstance(answers, FormAnswers)
        self.answers = answers
        names = [name.casefold() for name in (*source.table.columns.kinds, *source.like.names)]
        prefix = "made_"
        while any(name.startswith(prefix) for name in names):
            prefix += "_"
        self.stages = Stages(prefix)
        self._columns: dict[str, IndicatorColumn] = {}

    def extended(self, names: Sequence[str]) -> DatabaseSample:
        """The table with columns that have been written, and those that they are made of."""
        bound = BoundValues(self.source.table.dialect)
        values = list(self.bound.parameters.values())
        stages = [
            {
                name: _PLACEHOLDER.sub(lambda found: bound.mark(values[int(found[1]) - 1]), expression)
                for name, expression in stage.items()
            }
            for stage in self.stages.needed(names)
        ]
        return self.source.with_columns(stages, names, bound)

    def column(self, name: str) -> IndicatorColumn:
        """Column of an indicator that has a value for every respondent.

        Raises
        ------
        IndicatorError
            ``I003`` for an indicator that exists for areas only.
        """
        if name not in self._columns:
            self._columns[name] = self._made(name)
        return self._columns[name]

    def _made(self, name: str) -> IndicatorColumn:
        match self.indicators[name].formula:
            case Share(numerator, asked):
                return self.share(numerator, asked)
            case Net(positive, negative, asked):
                return self._net(positive, negative, asked)
            case ScoreShare(score, reaches):
                return self._reached(self.column(score), reaches)
            case ScoreFormula(items, at_least, minus):
                column = self.score(items, at_least)
                return column if minus is None else self._minus(column, self.score((ScoredItem(minus),), ONE))
            case ScaleMean(item):
                return self.scale(item)
        raise for_areas_only(name)

    def share(self, numerator: Expression, asked: Sequence[str]) -> IndicatorColumn:
        """Column of a share, on the base of those asked."""
        truth = self._truth(numerator)
        return self._outcome(f"(100 * {truth})", f"{truth} IS NULL", asked, numerator.names)

    def _net(self, positive: Expression, negative: Expression, asked: Sequence[str]) -> IndicatorColumn:
        yes, no = self._truth(positive), self._truth(negative)
        unknown = f"({yes} IS NULL OR {no} IS NULL)"
        return self._outcome(f"(100 * {yes} - 100 * {no})", unknown, asked, (*positive.names, *negative.names))

    def _outcome(self, value: str, unknown: str, asked: Sequence[str], used: Sequence[str]) -> IndicatorColumn:
        """Column of those asked: 0 where the condition is unknown because somebody does not know or refuses."""
        reasons = [self._reason(name) for name in self._variables(used)]
        base, depth = self.stages.add(
            _truth_of(_joined("AND", [f"{self._reason(name)} <= 2" for name in self._variables(asked)])), 1
        )
        refused, unsure = (_joined("OR", [f"{one} = {code}" for one in reasons]) for code in (2, 1))
        state, depth = self.stages.add(
            f"CASE WHEN {base} = 0 THEN {NOTHING} WHEN NOT ({unknown}) THEN {KNOWN} "
            f"WHEN {refused} THEN {REFUSED} WHEN {unsure} THEN {DONT_KNOW} ELSE {NOTHING} END",
            depth + 1,
        )
        number = self._number(value)
        outcome = f"CASE WHEN {state} = {KNOWN} THEN {number} WHEN {state} > {KNOWN} THEN {self._number('0')} END"
        name, depth = self.stages.add(outcome, depth + 1)
        return IndicatorColumn(name, state, base, depth)

    def level(self, place: Area) -> str:
        """Column of the position of the category; NULL outside every category."""
        if place.by is None:
            return self.stages.add("0", 0)[0]
        code = "0"
        for name in place.by:
            levels = self.source.like.categories(name).levels
            cases = [
                f"WHEN {chosen(name, [level], self.answers, self.bound)} THEN {at}" for at, level in enumerate(levels)
            ]
            own, _ = self.stages.add(f"CASE {' '.join(cases) or 'WHEN 1 = 0 THEN 0'} END", 0)
            code = own if code == "0" else f"({code} * {len(levels)} + {own})"
        return self.stages.add(code, 1)[0]

    def scale(self, name: str) -> IndicatorColumn:
        """Column of a numeric scale, in its unit."""
        value, _ = self.stages.add(self.answers.number(name), 0)
        reason = self._reason(name)
        state, _ = self.stages.add(
            f"CASE WHEN {value} IS NOT NULL THEN {KNOWN} WHEN {reason} = 1 THEN {DONT_KNOW} "
            f"WHEN {reason} = 2 THEN {REFUSED} ELSE {NOTHING} END",
            1,
        )
        applies, _ = self.stages.add(_truth_of(f"{reason} <= 2"), 1)
        return IndicatorColumn(value, state, applies, 1)

    def versions(self, formula: ListExperiment) -> tuple[StagedColumn, StagedColumn]:
        """Counts of a list experiment: the version with the sensitive statement, and the one without."""
        count = self.scale(formula.item)
        version, _ = self.stages.add(self.answers.number(formula.version), 0)
        treated, control = (
            self.stages.add(f"CASE WHEN {version} = {self.bound.number(code)} THEN 100 * {count.value} END", 1)
            for code in (formula.treatment, formula.control)
        )
        return treated, control

    def score(self, items: Sequence[ScoredItem], rule: AnswerRule) -> IndicatorColumn:
        """Mean of item scores, where enough of the items that apply are answered."""
        parts = [self._item(item) for item in items]
        depth = max(part.depth for part in parts) + 1
        answered = [f"(CASE WHEN {one.applies} = 1 AND {one.value} IS NOT NULL THEN 1 ELSE 0 END)" for one in parts]
        n, _ = self.stages.add(_sum(answered), depth)
        applying, _ = self.stages.add(_sum([one.applies for one in parts]), depth)
        scored = [
            f"(CASE WHEN {one.applies} = 1 AND {one.value} IS NOT NULL THEN {one.value} ELSE 0 END)" for one in parts
        ]
        total, _ = self.stages.add(_sum(scored), depth)
        applies = [f"{one.applies} = 1" for one in parts]
        refused, unsure = (
            _joined("OR", [f"({each} AND {one.state} = {code})" for each, one in zip(applies, parts, strict=True)])
            for code in (REFUSED, DONT_KNOW)
        )
        silent, _ = self.stages.add(
            f"CASE WHEN {refused} THEN {REFUSED} WHEN {unsure} THEN {DONT_KNOW} ELSE {NOTHING} END", depth
        )
        if rule.share is None:
            enough = f"{n} >= {rule.count or 1}"
        else:
            # whole numbers: 2 of 3 items must be exactly two thirds
            enough = f"{n} * {rule.share.denominator} >= {applying} * {rule.share.numerator}"
        value, depth = self.stages.add(
            f"CASE WHEN {n} > 0 AND {enough} THEN {total} / {self._number(n)} END", depth + 1
        )
        state, depth = self.stages.add(f"CASE WHEN {value} IS NOT NULL THEN {KNOWN} ELSE {silent} END", depth + 1)
        some, _ = self.stages.add(_truth_of(f"{applying} > 0"), depth)
        return IndicatorColumn(value, state, some, depth)

    def _minus(self, score: IndicatorColumn, foil: IndicatorColumn) -> IndicatorColumn:
        """A score minus the score of the invented item."""
        depth = max(score.depth, foil.depth) + 1
        value, depth = self.stages.add(f"({score.value} - {foil.value})", depth)
        both = (score.state, foil.state)
        refused, unsure = (_joined("OR", [f"{one} = {code}" for one in both]) for code in (REFUSED, DONT_KNOW))
        state, depth = self.stages.add(
            f"CASE WHEN {value} IS NOT NULL THEN {KNOWN} WHEN {refused} THEN {REFUSED} "
            f"WHEN {unsure} THEN {DONT_KNOW} ELSE {NOTHING} END",
            depth + 1,
        )
        applies, _ = self.stages.add(_truth_of(f"{score.applies} = 1 AND {foil.applies} = 1"), depth)
        return IndicatorColumn(value, state, applies, depth)

    def _reached(self, score: IndicatorColumn, cut: float) -> IndicatorColumn:
        """100 for those whose score reaches a cut, 0 for all others in the base, NULL outside."""
        reached = f"{score.state} = {KNOWN} AND {score.value} >= {self.bound.number(cut - GRAIN)}"
        value, depth = self.stages.add(
            f"CASE WHEN {reached} THEN {self._number('100')} WHEN {score.state} > {NOTHING} THEN {self._number('0')} END",
            score.depth + 1,
        )
        return IndicatorColumn(value, score.state, score.applies, depth)

    def _item(self, item: ScoredItem) -> IndicatorColumn:
        """Score of one part of a mean."""
        if item.event is not None:
            column = self.share(item.event, item.event.names)
            value, depth = self.stages.add(
                f"CASE WHEN {column.state} = {KNOWN} THEN 100 - {column.value} END", column.depth + 1
            )
            return IndicatorColumn(value, column.state, column.applies, depth)
        if item.name in self.indicators:
            return self.column(item.name)
        variable = self.form.variable(item.name)
        return self._question(variable, dict(item.scores) or variable.scores)

    def _question(self, variable: Variable, scores: Mapping[int, float]) -> IndicatorColumn:
        """Score of a question, NULL where it does not apply."""
        if not scores and not can_be_scored(variable):
            raise without_scores(variable)
        reason = self._reason(variable.id, exact=True)
        outside = [f"{reason} IN (3, 4)", *self._own_group(variable), *self._too_early(variable)]
        applies, _ = self.stages.add(_truth_of(f"NOT ({_joined('OR', outside)})"), 1)
        answer, _ = self.stages.add(self.answers.number(variable.id), 0)
        if scores:
            cases = [
                f"WHEN {answer} = {self.bound.number(code)} THEN {self.bound.number(points)}"
                for code, points in scores.items()
            ]
            score = f"CASE {' '.join(cases)} END"
        else:
            low, high = variable.question.minimum, variable.question.maximum
            assert low is not None
            assert high is not None
            score = f"(100 * ({answer} - {self.bound.number(low)}) / {self.bound.number(high - low)})"
            if variable.row is not None and variable.row.reverse:
                score = f"(100 - {score})"
        value, depth = self.stages.add(f"CASE WHEN {applies} = 1 THEN {score} END", 2)
        state, _ = self.stages.add(
            f"CASE WHEN {reason} = 1 THEN {DONT_KNOW} WHEN {reason} = 2 THEN {REFUSED} ELSE {NOTHING} END", 1
        )
        return IndicatorColumn(value, state, applies, depth)

    def _own_group(self, variable: Variable) -> list[str]:
        """Whether the item is about the respondent's own ethnic group; empty when it never is."""
        asks_group = variable.question.mask_own_group
        if asks_group is None or variable.row is None or variable.row.group is None:
            return []
        group, _ = self.stages.add(self.answers.number(asks_group), 0)
        return [f"({group} IS NOT NULL AND {group} = {self.bound.number(variable.row.group)})"]

    def _too_early(self, variable: Variable) -> list[str]:
        """Whether the interview was held before the day from which the item may be asked; empty without such a day."""
        early = too_early(variable, self.answers, self.bound)
        return [f"{self.stages.add(_truth_of(early), 0)[0]} = 1"] if early else []

    def _truth(self, condition: Expression) -> str:
        """Column of a condition: 1, 0, or NULL where it is unknown."""
        # names and kinds that do not fit are refused as in memory
        evaluate(condition, self.source.like)
        truth = SqlCondition(condition, self.answers, self.bound, self.source.like).written()
        return self.stages.add(f"CASE WHEN {truth} THEN 1 WHEN NOT {truth} THEN 0 END", 0)[0]

    def _reason(self, name: str, *, exact: bool = False) -> str:
        """Column of the reason of a blank, as :class:`survey.Reason` numbers it.

        Without ``exact`` "not asked" and "not recorded" are one, as a base has neither.
        """
        reasons = [Reason.ANSWERED, Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_APPLICABLE]
        if exact:
            # refused where the table cannot distinguish them
            self.answers.has_reason(name, Reason.NOT_RECORDED)
            reasons.append(Reason.NOT_ASKED)
        cases = [f"WHEN {self.answers.has_reason(name, one)} THEN {one.value}" for one in reasons]
        return self.stages.add(f"CASE {' '.join(cases)} ELSE {Reason.NOT_RECORDED.value} END", 0)[0]

    def _variables(self, names: Sequence[str]) -> list[str]:
        """Variables behind some names; a battery means all its rows."""
        found: dict[str, None] = {}
        for name in names:
            found |= dict.fromkeys(row.id for row in self.form.battery(name)) or {name: None}
        return list(found)

    def _number(self, expression: str) -> str:
        return self.bound.dialect.as_number(expression)


def too_early(variable: Variable, answers: FormAnswers, bound: BoundValues) -> str:
    """Whether an interview was held before the day from which an item may be asked; empty without such a day."""
    start = variable.row.asked_from if variable.row is not None else None
    date = answers.form.roles.get("date")
    if start is None or date is None:
        return ""
    day = answers.text(date)
    return f"({day} IS NOT NULL AND SUBSTR({day}, 1, 10){bound.dialect.binary} < {bound.text(start)})"


def _truth_of(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _joined(word: str, conditions: Sequence[str]) -> str:
    return f"({f' {word} '.join(conditions)})"


def _sum(parts: Sequence[str]) -> str:
    return f"({' + '.join(parts)})"
