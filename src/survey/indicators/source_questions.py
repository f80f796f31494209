"""Source questions of indicators: those they are made of, and those that decide who is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from survey.indicators.definitions import (
    Formula,
    Gap,
    GeometricMean,
    Indicator,
    Indicators,
    ListExperiment,
    Net,
    ScaleMean,
    ScoredItem,
    ScoreFormula,
    ScoreShare,
    Share,
)
from survey.questionnaire.dependencies import variables_behind, variables_named


def questions_of(indicator: Indicator, indicators: Indicators) -> tuple[str, ...]:
    """Ids of the variables whose answers enter an indicator, those of its parts included, each once.

    These are the questions of numerator and base, of every item, the invented item that is subtracted, and the direct
    question of a list experiment.

    Examples
    --------
    >>> from survey.indicators import read_indicators
    >>> indicators = read_indicators("questionnaires/interethnic")
    >>> questions_of(indicators["MIGRATION_ETHNIC"], indicators), questions_of(indicators["ISI_D4"], indicators)
    (('R01', 'R02'), ('D04', 'G01a', 'G01b', 'G04'))
    """
    return variables_named(indicators.form, _names(indicator.formula, indicators))


def sources(indicator: Indicator, indicators: Indicators) -> tuple[str, ...]:
    """Ids of all variables behind an indicator: its questions, and those that decide who is asked them."""
    return variables_behind(indicators.form, questions_of(indicator, indicators))


def is_asked_of_all(indicator: Indicator, indicators: Indicators) -> bool:
    """Whether every respondent is asked the questions of an indicator: no other answer decides who is asked them.

    Examples
    --------
    >>> from survey.indicators import read_indicators
    >>> indicators = read_indicators("questionnaires/interethnic")
    >>> is_asked_of_all(indicators["REL_LOCAL"], indicators), is_asked_of_all(indicators["DISCRIM_REPORTED"], indicators)
    (True, False)
    """
    return {*sources(indicator, indicators)} == {*questions_of(indicator, indicators)}


def parts(formula: Formula) -> tuple[str, ...]:
    """Names of questions and indicators in a formula itself, without those behind them; for conditions, their questions."""
    match formula:
        case Share(numerator, asked):
            return (*numerator.names, *asked)
        case Net(positive, negative, asked):
            return (*positive.names, *negative.names, *asked)
        case ScoreShare(score):
            return (score,)
        case ScoreFormula(items, _, minus):
            return (*(name for item in items for name in _item(item)), *((minus,) if minus is not None else ()))
        case ScaleMean(item) | Gap(item):
            return (item,)
        case GeometricMean(items):
            return items
        case ListExperiment():
            return (formula.item, formula.version, *(formula.direct.names if formula.direct is not None else ()))


def _item(item: ScoredItem) -> tuple[str, ...]:
    return item.event.names if item.event is not None else (item.name,)


def _names(formula: Formula, indicators: Indicators) -> Iterable[str]:
    for name in parts(formula):
        if name in indicators:
            yield from _names(indicators[name].formula, indicators)
        else:
            yield name


def withheld(
    indicators: Indicators, unasked: Collection[str], empty: Collection[str] = ()
) -> Mapping[str, tuple[str, ...]]:
    """Indicators that cannot be computed because a question behind them was not asked.

    Parameters
    ----------
    indicators : Indicators
    unasked : collection of str
        Ids of variables.
    empty : collection of str
        Variables without a single answer. They withhold the indicators they enter, but not those whose questions they
        only filter, since who was asked can be known without them.

    Returns
    -------
    mapping of indicator to the missing variables, in the order of asking

    Examples
    --------
    >>> from survey.indicators import read_indicators
    >>> withheld(read_indicators("questionnaires/interethnic"), {"D04"})
    {'CONFLICT_EXPECT': ('D04',), 'ISI': ('D04',), 'ISI_D4': ('D04',), 'ISI_GEO': ('D04',), 'ISI_GAP': ('D04',)}
    """
    found = {}
    for one in indicators if unasked or empty else ():
        lacking = {*sources(one, indicators)} & {*unasked} | {*questions_of(one, indicators)} & {*empty}
        if lacking:
            found[one.id] = tuple(name for name in indicators.form.variables if name in lacking)
    return found
