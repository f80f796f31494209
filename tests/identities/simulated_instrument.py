"""Region in which everybody answered the whole questionnaire of the instrument, as simulated waves answer it.

Its 51 indicators with borders lie where the expectations of the instrument (``simulation.yaml``) put them.
"""

from __future__ import annotations

import dataclasses
import datetime

import numpy as np
from tests.identities.simulated_monitor import INSTRUMENT, AnsweredRegion, Fieldwork, SimulatedMonitor

import survey
from survey.arrays import Floats, ReasonCodes
from survey.questionnaire.model import TEXT_KINDS, Questionnaire
from survey.simulate.answer_sheet import AnswerSheet
from survey.simulate.expectations import TRAITS, profile_of
from survey.simulate.interviewing import SimulatedRespondents, hold_interviews
from survey.simulate.latent_traits import trait_of
from survey.simulate.region import Region, make_region
from survey.simulate.schedule import EPOCH
from survey.simulate.synthetic_people import answer_groupings

DOMAINS = ("unit", "ethnic_group")
DAY = datetime.date(2018, 2, 15)
"""Day of every interview."""


def monitor_of_instrument(
    *, people: int = 60_000, units: float = 1.0, villages: float = 1.0, fieldwork: Fieldwork | None = None
) -> SimulatedMonitor:
    """Monitor of a region that answers the instrument.

    Parameters
    ----------
    people : int
        About how many adults the region has.
    units, villages : float
        Factors on the differences of traits between units, and between the villages of a unit.
    fieldwork : Fieldwork
    """
    form = survey.read_questionnaire(INSTRUMENT)
    population = survey.read_population(INSTRUMENT / "population", form)
    region = make_region(form, population, "2018Q1", people=people)
    shipped = survey.read_indicators(INSTRUMENT / "indicators.yaml", form)
    judged = tuple(one for one in shipped.items if one.thresholds is not None)
    indicators = dataclasses.replace(shipped, items=judged, domains=DOMAINS)
    answered = _answered(form, region, _traits(region, units, villages))
    return SimulatedMonitor(answered, indicators, answered.census(indicators), fieldwork or Fieldwork())


def _traits(region: Region, units: float, villages: float) -> Floats:
    """(people, traits) scores; what units and villages differ by is stretched."""
    given = region.people[list(TRAITS)].astype(np.float64)
    sizes = np.diff(region.first)
    of_village = given.groupby(np.repeat(np.arange(len(sizes)), sizes)).transform("mean")
    of_unit = given.groupby(region.people["unit"]).transform("mean")
    whole = given.mean()
    stretched = whole + units * (of_unit - whole) + villages * (of_village - of_unit) + (given - of_village)
    return stretched.to_numpy()


def _answered(form: Questionnaire, region: Region, traits: Floats) -> AnsweredRegion:
    """Answers of everybody to every question that is not open."""
    random, profile = np.random.default_rng(5), profile_of(form)
    sheet = AnswerSheet(form, len(region))
    groupings = [name for name in region.people.columns if name in form.groupings]
    answer_groupings(sheet, region.people[groupings], profile, random)
    days = np.full(len(region), (DAY - EPOCH).days)
    reserve = random.gamma(2.0, 0.5, len(region))
    hold_interviews(sheet, SimulatedRespondents(traits, trait_of(form, profile), reserve, days, profile, {}), random)
    answers: list[Floats] = []
    reasons: list[ReasonCodes] = []
    columns: list[str] = []
    variables: list[str] = []
    for variable in form.variables.values():
        if variable.kind in TEXT_KINDS:
            continue
        reasons.append(sheet.reason(variable.id))
        variables.append(variable.id)
        columns += variable.columns
        if variable.kind == "multiple":
            mentions = sheet.mentions(variable.id)
            answers.append(np.where(mentions.known[:, None], mentions.chosen, np.nan))
        else:
            answers.append(sheet.values(variable.id)[:, None])
    return AnsweredRegion(form, region, np.hstack(answers), np.column_stack(reasons), tuple(columns), tuple(variables))
