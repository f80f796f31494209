"""The instrument of a wave: its questionnaire, rules, indicators and population, read together."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from survey.design import Population, read_population
from survey.errors import Complaint, QuestionnaireError
from survey.indicators import Indicators, read_indicators
from survey.questionnaire import Questionnaire, read_questionnaire
from survey.questionnaire.former_wordings import worded_on
from survey.validation import Rules, rules_beside

InstrumentPart = TypeVar("InstrumentPart")


@dataclass(frozen=True, slots=True, eq=False)
class Instrument:
    """Questionnaire, rules, indicators and population figures of a wave; ``population`` is None when it needs none."""

    form: Questionnaire
    rules: Rules
    indicators: Indicators
    population: Population | None

    def on(self, day: datetime.date) -> Instrument:
        """The instrument as it was worded on this day of fieldwork, with the thresholds and the status rule then in force."""
        form = worded_on(self.form, day)
        return replace(self, form=form, indicators=replace(self.indicators.in_force(day), form=form))


def read_instrument(questionnaire: Path, population: Path | None) -> Instrument:
    """The instrument in these folders.

    Raises
    ------
    ReadError
        When a file is not there.
    QuestionnaireError
        With every mistake of every file at once.
    """
    form = read_questionnaire(questionnaire)
    complaints: list[Complaint] = []
    rules = _read(lambda: rules_beside(form), complaints)
    indicators = _read(lambda: read_indicators(questionnaire, form), complaints)
    figures = _read(lambda: read_population(population, form), complaints) if population is not None else None
    if rules is None or indicators is None or complaints:
        raise QuestionnaireError(complaints)
    return Instrument(form, rules, indicators, figures)


def _read(read: Callable[[], InstrumentPart], complaints: list[Complaint]) -> InstrumentPart | None:
    try:
        return read()
    except QuestionnaireError as error:
        complaints += error.complaints
        return None
