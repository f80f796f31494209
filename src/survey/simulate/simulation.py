"""Simulation of one wave from a questionnaire and a population."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.argument_errors import public
from survey.arrays import Indices, Objects
from survey.design import Population
from survey.errors import SimulationError, nearest
from survey.periods import CALENDAR_PERIODS, CalendarPeriod, calendar_period, not_a_period
from survey.questionnaire.model import Questionnaire, Variable
from survey.simulate.answer_sheet import HEADER, AnswerSheet
from survey.simulate.error_kinds import MISTAKES
from survey.simulate.expectations import TRAITS, Expectations, profile_of
from survey.simulate.inject_errors import no_mistakes, plant_mistakes
from survey.simulate.interviewing import SimulatedRespondents, hold_interviews
from survey.simulate.joint_distribution import joint_table
from survey.simulate.latent_traits import draw_traits, trait_of
from survey.simulate.open_answers import write_words
from survey.simulate.sampling_frame import FIXED, DrawnPoints, Frame, draw_points, random_numbers
from survey.simulate.schedule import EPOCH, Schedule, make_contacts, make_schedule
from survey.simulate.simulated_wave import SimulatedWave
from survey.simulate.synthetic_people import PopulationCells, answer_groupings, cells_of, draw_cells, frame_of


@public
def simulate_wave(
    form: Questionnaire,
    population: Population,
    wave: str,
    *,
    n: int = 1000,
    seed: int = 0,
    field_errors: bool = True,
    shift: Mapping[str, float] | None = None,
    same_psus_as: SimulatedWave | None = None,
) -> SimulatedWave:
    """Simulated wave, as it could come back from the field; :mod:`survey.simulate` describes the method.

    Parameters
    ----------
    form : Questionnaire
        Any questionnaire. A ``simulation.yaml`` in its folder may describe the answers to expect.
    population : Population
        A joint table over groupings of the questionnaire, or margins, which are crossed as if independent.
    wave : str
        Quarter, such as ``2018Q2``. Waves are independent samples from one region that drifts.
    n : int
        Number of interviews.
    seed : int
        The same seed gives the same wave.
    field_errors : bool
        Plant mistakes of interviewers, data entry and routing, and list them in ``planted``.
    shift : mapping of trait or variable to float, optional
        Shift of the trait of everybody, or of the answers to one scored variable, in standard deviations: the true
        effect in a power study.
    same_psus_as : SimulatedWave, optional
        Wave whose sampling points are visited again, in new households. It must have the same number of interviews.

    Raises
    ------
    SimulationError
        ``N002`` too few interviews for the strata, ``N007`` a grouping of several variables, ``N008`` a name in
        ``shift`` that is neither a trait nor scored, ``N009`` and ``N012`` a population that does not fit the
        groupings, ``N013`` the points of a wave of another size, ``N016`` a negative seed.
    MonitorError
        ``M001`` when ``wave`` does not name a period of the kind that the questionnaire has.
    """
    period, profile, shift = _period_of(wave, form), profile_of(form), dict(shift or {})
    _check_shift(shift, trait_of(form, profile))
    cells = cells_of(*joint_table(population, form), form)
    rng = random_numbers(seed, period)
    frame = frame_of(cells, n)
    drawn = _points_of(same_psus_as, n) if same_psus_as is not None else draw_points(frame, n, rng)
    sheet, contacts = _hold_wave(_Region(form, profile, cells, frame, shift), drawn, period, rng)
    order, planted = plant_mistakes(sheet, period, MISTAKES, rng) if field_errors else no_mistakes(sheet)
    weights = np.repeat(drawn.weights, drawn.sizes)[order]
    return SimulatedWave(form, period, seed, sheet.take(order), weights, contacts, planted, drawn)


def _period_of(wave: str, form: Questionnaire) -> CalendarPeriod:
    """The period of a wave, of the kind that the question about it holds."""
    period = calendar_period(wave)
    asked = form.variables.get(form.roles.get("wave", ""))
    if asked is not None and asked.question.period != period.kind:
        examples = [kind.example for kind in CALENDAR_PERIODS if kind.kind == asked.question.period]
        raise not_a_period(wave, examples)
    return period


@dataclass(frozen=True, slots=True, eq=False)
class _Region:
    """Setting of a wave: people, sampling points, and expectations of the answers."""

    form: Questionnaire
    profile: Expectations
    cells: PopulationCells
    frame: Frame
    shift: Mapping[str, float]


def _hold_wave(
    region: _Region, drawn: DrawnPoints, period: CalendarPeriod, rng: np.random.Generator
) -> tuple[AnswerSheet, pd.DataFrame]:
    """Interviews at the points drawn, and contacts with every household approached."""
    cluster = np.repeat(np.arange(len(drawn.points)), drawn.sizes)
    points = drawn.points[cluster]
    schedule = make_schedule(cluster, period, rng)
    sheet = _people(region, points, rng)
    _fill_header(sheet, region.frame, points, schedule, period)
    mixed = region.cells.mixed
    groups = sheet.values(mixed) if mixed else np.full(len(sheet), np.nan)
    traits = draw_traits(points, region.frame.strata[points], groups, period, region.shift, rng)
    trait, reserve = trait_of(region.form, region.profile), rng.gamma(2.0, 0.5, len(sheet))
    people = SimulatedRespondents(traits, trait, reserve, schedule.days, region.profile, region.shift)
    hold_interviews(sheet, people, rng)
    write_words(sheet, rng)
    return sheet, make_contacts(schedule, region.frame, drawn, cluster, period, rng)


def _check_shift(shift: Mapping[str, float], trait: Mapping[str, int]) -> None:
    for name in shift:
        if name not in TRAITS and name not in trait:
            raise SimulationError(
                "N008",
                f"simulate_wave: shift {name!r}",
                "This is neither a trait nor a scored variable.",
                nearest(name, [*TRAITS, *trait]),
            )


def _points_of(other: SimulatedWave, n: int) -> DrawnPoints:
    if int(other.drawn.sizes.sum()) != n:
        raise SimulationError(
            "N013",
            "simulate_wave: same_psus_as",
            f"That wave was drawn for {other.drawn.sizes.sum()} interviews, this one has {n}.",
            "Give both waves the same n: the points of the frame depend on it.",
        )
    return other.drawn


def _people(region: _Region, points: Indices, rng: np.random.Generator) -> AnswerSheet:
    """Sheet of the people met at the points, with the answers that follow from where they live and who they are."""
    frame, cells, profile = region.frame, region.cells, region.profile
    places = AnswerSheet(region.form, len(frame))
    answer_groupings(places, frame.combinations.iloc[frame.kinds], profile, np.random.default_rng(FIXED))
    sheet = places.take(points)
    who = draw_cells(cells, frame, points, rng)
    answer_groupings(sheet, cells.table[list(cells.of_people)].iloc[who], profile, rng)
    return sheet


def _fill_header(sheet: AnswerSheet, frame: Frame, points: Indices, schedule: Schedule, period: CalendarPeriod) -> None:
    """Write number, wave, point, household, visit, interviewer, date and times where the questionnaire has them."""
    form, roles = sheet.form, sheet.form.roles
    in_role: dict[str, Objects] = {
        form.key: np.array([f"{period}-{number:04d}" for number in range(1, len(sheet) + 1)], object),
        roles.get("wave", ""): np.full(len(sheet), str(period), object),
        roles.get("psu", ""): _texts(points, frame.name),
        roles.get("interviewer", ""): _texts(100 + schedule.interviewer, str),
        roles.get("date", ""): _texts(schedule.days, _date),
        roles.get("start", ""): _texts(schedule.start, _hour),
        roles.get("end", ""): _texts(schedule.end, _hour),
    }
    sheet.words.update({name: words for name, words in in_role.items() if name in form.variables})
    for variable in _open_header(sheet):
        if variable.kind == "code":
            sheet.words[variable.id] = _texts(schedule.household, str)
        elif variable.kind == "text":
            sheet.words[variable.id] = _texts(points, lambda point: frame.name(point, "/"))
        elif variable.kind == "integer":
            sheet.codes[variable.id] = schedule.visit.astype(np.float64)


def _open_header(sheet: AnswerSheet) -> list[Variable]:
    return [one for one in sheet.form.variables.values() if one.question.block == HEADER and one.id not in sheet]


def _texts(numbers: NDArray[np.int64], name: Callable[[int], str]) -> Objects:
    """(n,) name of each number; the function is called once for every distinct number."""
    distinct, inverse = np.unique(numbers, return_inverse=True)
    return np.array([name(int(number)) for number in distinct], object)[inverse]


def _date(day: int) -> str:
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


def _hour(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
