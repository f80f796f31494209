"""Battery of one scale as a table: shares of every answer, computed and published like indicators."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from survey.design import Sample
from survey.expressions import Expression, parse
from survey.indicators.definitions import Indicator, Indicators, Share
from survey.indicators.indicator_estimates import compute
from survey.indicators.indicator_table import IndicatorRow
from survey.indicators.question_wordings import wordings_of
from survey.questionnaire import Question, Variable
from survey.text import Text


@dataclass(frozen=True, slots=True)
class BatteryLine:
    """Answers about one row of a battery, for the region.

    Parameters
    ----------
    id : str
        The variable.
    name : Text
    positive : IndicatorRow
        The share of positive answers among all who were asked. Its status is that of the indicator that counts the same
        answers; without one it has none.
    answers : tuple of IndicatorRow
        The share of every answer among the same interviews, in the order of the scale.
    """

    id: str
    name: Text
    positive: IndicatorRow
    answers: tuple[IndicatorRow, ...]

    @property
    def is_hidden(self) -> bool:
        """Whether nothing is published: the shares add up to 100, so that one hidden share hides all."""
        return any(row.is_hidden for row in (self.positive, *self.answers))


@dataclass(frozen=True, slots=True)
class BatteryTable:
    """A battery with one scale: its subject and question, a line per row that was asked, and the rows that were not."""

    topic: Text
    question: Question
    lines: tuple[BatteryLine, ...]
    not_asked: tuple[str, ...] = ()

    @property
    def asks_all(self) -> bool:
        """Whether every respondent was to be asked."""
        return self.question.ask_if is None

    @property
    def sides(self) -> tuple[int, ...]:
        """1, 0 or -1 for every answer: positive, neutral, negative."""
        question = self.question
        return tuple(
            1 if option.code in question.positive else -1 if option.code in question.negative else 0
            for option in question.options
        )

    def net(self, line: BatteryLine) -> float:
        """Balance of a line: positive less negative answers, in percentage points of all who were asked."""
        return sum(side * row.estimate for side, row in zip(self.sides, line.answers, strict=True))


def battery_table(
    indicators: Indicators, sample: Sample, name: str, not_asked: Collection[str] = ()
) -> BatteryTable | None:
    """Shares of the answers to every row of a battery, with limits, statuses and decisions on publication.

    Everything is that of :func:`survey.compute`: base, design effects, limits, rule of publication.

    Parameters
    ----------
    indicators : Indicators
    sample : Sample
    name : str
        The battery.
    not_asked : collection of str
        Rows that were left out of this wave on purpose.

    Returns
    -------
    BatteryTable or None
        None when no row of the battery was asked.
    """
    rows = indicators.form.battery(name)
    if not rows:
        return None
    counting = _counting(indicators, rows)
    items = [item for row in rows for item in _items(row, counting.get(row.id))]
    found = compute(dataclasses.replace(indicators, items=tuple(items)), sample, domains=(), not_asked=not_asked)
    lines = [line for row in rows if not (line := _line(found.row, row)).positive.withheld]
    lacking = tuple(row.id for row in rows if row.id not in {line.id for line in lines})
    question = rows[0].question
    topic = next(block.title for block in indicators.form.blocks if block.id == question.block)
    return BatteryTable(topic, question, tuple(lines), lacking) if lines else None


def _counting(indicators: Indicators, rows: Sequence[Variable]) -> Mapping[str, Indicator]:
    """The indicators that are the share of the positive answers to one row, by row."""
    positive = [option.text for option in rows[0].question.options if option.code in rows[0].question.positive]
    names = {row.id for row in rows}
    found: dict[str, Indicator] = {}
    for one in indicators:
        if isinstance(one.formula, Share) and len(one.formula.numerator.names) == 1:
            (row,) = one.formula.numerator.names
            if row in names and list(wordings_of(one, indicators)[0].counted) == positive:
                found.setdefault(row, one)
    return found


def _items(row: Variable, like: Indicator | None) -> Iterable[Indicator]:
    """The share of positive answers, judged like an indicator, and the share of every answer, which has no status."""
    question = row.question
    shares = {f"{row.id}_positive": question.positive}
    shares |= {_answer(row, option.code): (option.code,) for option in question.options}
    for at, (name, codes) in enumerate(shares.items()):
        yield Indicator(
            id=name, name=row.text, section="", formula_class="SHARE",
            formula=Share(_condition(row, codes), (row.id,)), polarity=like.polarity if like and at == 0 else "0",
            thresholds=like.thresholds if like and at == 0 else None, primary=False, headline=False, domains=None,
            veto=False, ranking=None, place=question.place,
        )  # fmt: skip


def _answer(row: Variable, code: int) -> str:
    return f"{row.id}_{code}"


def _condition(row: Variable, codes: Sequence[int]) -> Expression:
    written = [f'"{row.shown(code)}"' if row.written_codes else str(code) for code in codes]
    return parse(f"{row.id} in [{', '.join(written)}]")


def _line(found: Callable[[str], IndicatorRow], row: Variable) -> BatteryLine:
    answers = tuple(found(_answer(row, option.code)) for option in row.question.options)
    return BatteryLine(row.id, row.text, found(f"{row.id}_positive"), answers)
