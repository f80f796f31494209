"""Answers to a question with several answers as a table: shares of those asked, computed and published like indicators."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass

from survey.design import Sample
from survey.expressions import Expression, parse
from survey.indicators.definitions import Indicator, Indicators, Share
from survey.indicators.indicator_estimates import compute
from survey.indicators.indicator_table import IndicatorRow
from survey.questionnaire import Question, Variable
from survey.questionnaire.model import Option


@dataclass(frozen=True, slots=True)
class MentionsLine:
    """One answer and the share that gave it, among all who were asked."""

    option: Option
    row: IndicatorRow


@dataclass(frozen=True, slots=True)
class MentionsTable:
    """A question with several answers: a line per answer, in the order of the questionnaire."""

    question: Question
    lines: tuple[MentionsLine, ...]

    @property
    def asks_all(self) -> bool:
        """Whether every respondent was to be asked."""
        return self.question.ask_if is None

    @property
    def is_hidden(self) -> bool:
        """Whether nothing is published: all answers have the same base, so that one too small is too small for all."""
        return any(line.row.is_hidden for line in self.lines)

    @property
    def by_share(self) -> tuple[MentionsLine, ...]:
        """Lines by share, the highest first; what excludes other answers and what is in other words comes last."""
        return tuple(sorted(self.lines, key=lambda one: (one.option.exclusive, one.option.specify, -one.row.estimate)))

    @property
    def foremost(self) -> tuple[MentionsLine, ...]:
        """The answers that are given more often than every other one, for certain; empty where none is.

        The 95 % intervals of those named do not meet those of the others. The error of a difference is at most the sum
        of both errors, so that each of them is named more often than each other by a test at 5 %, whatever their
        covariance.
        """
        listed = [one for one in self.by_share if not (one.option.exclusive or one.option.specify)]
        ahead = [at for at in range(1, min(len(listed), _MOST + 1)) if _apart(listed[:at], listed[at:])]
        return tuple(listed[: ahead[-1]]) if ahead else ()


_MOST = 4
"""Answers of which it is worth saying that they come first."""


def _apart(first: list[MentionsLine], others: list[MentionsLine]) -> bool:
    return min(one.row.ci_low for one in first) > max(one.row.ci_high for one in others)


def mentions_table(
    indicators: Indicators, sample: Sample, name: str, not_asked: Collection[str] = ()
) -> MentionsTable | None:
    """Shares of the answers to a question with several answers, with limits and decisions on publication.

    Everything is that of :func:`survey.compute`: base, design effects, limits, rule of publication.

    Parameters
    ----------
    indicators : Indicators
    sample : Sample
    name : str
        The question.
    not_asked : collection of str
        Questions that were left out of this wave on purpose.

    Returns
    -------
    MentionsTable or None
        None when the question was not asked.
    """
    variable = indicators.form.variables.get(name)
    if variable is None or name in not_asked:
        return None
    items = tuple(_item(variable, option) for option in variable.question.options)
    found = compute(dataclasses.replace(indicators, items=items), sample, domains=(), not_asked=not_asked)
    lines = tuple(MentionsLine(one, found.row(_name(variable, one))) for one in variable.question.options)
    return (
        None if any(line.row.withheld or not line.row.n for line in lines) else MentionsTable(variable.question, lines)
    )


def _item(variable: Variable, option: Option) -> Indicator:
    return Indicator(
        id=_name(variable, option), name=option.text, section="", formula_class="SHARE",
        formula=Share(_condition(variable, option), (variable.id,)), polarity="0", thresholds=None, primary=False,
        headline=False, domains=None, veto=False, ranking=None, place=variable.question.place,
    )  # fmt: skip


def _name(variable: Variable, option: Option) -> str:
    return f"{variable.id}_{option.code}"


def _condition(variable: Variable, option: Option) -> Expression:
    written = f'"{variable.shown(option.code)}"' if variable.written_codes else str(option.code)
    return parse(f"has({variable.id}, {written})")
