"""Facts about the methods of a wave for its report."""

from __future__ import annotations

import datetime

import numpy as np

from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.design import Sample
from survey.indicators.crossings import domain_text
from survey.indicators.rule_constants import CROSSED
from survey.monitor.computed_wave import ComputedWave
from survey.monitor.weighting_steps import margins_of
from survey.questionnaire import Questionnaire
from survey.questionnaire.grouping_roles import grouping_in_role
from survey.reports import Methods, ReportedMargin, ReportedWeightStep
from survey.text import Catalogue, Text

_TO_POPULATION = ("rake", "calibrate", "poststratify")


def methods_of(wave: ComputedWave) -> Methods:
    """The methods of a wave: population, design, fieldwork, weights, population figures, outcomes of visits."""
    interviews, sample = wave.interviews, wave.sample
    form, settings = wave.instrument.form, wave.settings.report
    return Methods(
        population=settings.population,
        sampling=settings.sampling,
        mode=settings.mode,
        conductor=settings.disclosed.get("conductor", Text()),
        disclosed=settings.disclosed,
        days=_days(wave),
        n_delivered=len(interviews),
        n_set_aside=len(interviews) - interviews.n_accepted,
        n_used=int((sample.weights > 0).sum()),
        n_strata=len(sample.stages[0].strata),
        n_psu=len(sample.stages[0].stratum) if sample.design.psu is not None else None,
        n_interviewers=_interviewers(wave),
        interviews_by_language=_languages(form, sample),
        weight_steps=_steps(sample),
        margins=_margins(wave),
        outcomes=_outcomes(wave),
        counts_people=_counts_people(sample),
    )


def _days(wave: ComputedWave) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of the interviews used; None when the form asks for no date, or none was recorded."""
    role = wave.instrument.form.roles.get("date")
    days = [] if role is None else [day for day in wave.interviews.texts(role)[wave.interviews.accepted] if day]
    if not days:
        return None
    return datetime.date.fromisoformat(min(days)), datetime.date.fromisoformat(max(days))


def _interviewers(wave: ComputedWave) -> int | None:
    role = wave.instrument.form.roles.get("interviewer")
    if role is None:
        return None
    return len({code for code in wave.interviews.texts(role)[wave.interviews.accepted] if code}) or None


def _languages(form: Questionnaire, sample: Sample) -> tuple[tuple[Text, int], ...]:
    grouping = grouping_in_role(form, "language_held", "language_start")
    if grouping is None:
        return ()
    codes = sample.values(grouping.id)
    if np.isnan(codes).all():
        return ()
    used = sample.weights > 0
    counted = ((category.text, int((used & (codes == category.code)).sum())) for category in grouping.categories)
    return tuple((name, n) for name, n in counted if n)


def _steps(sample: Sample) -> tuple[ReportedWeightStep, ...]:
    """Steps of weighting; the first is called after selection probabilities only where the design states them."""
    catalogue = Catalogue.load("survey.monitor")
    names = [f"step_{step.kind}" for step in sample.trail]
    if names[0] == "step_design" and sample.design.weight is None:
        names[0] = "step_selected"
    return tuple(
        ReportedWeightStep(catalogue.text(name), step.n, step.kish, step.minimum, step.maximum)
        for name, step in zip(names, sample.trail, strict=True)
    )


def _counts_people(sample: Sample) -> bool:
    """Whether the weights were brought to figures of the population, and not scaled to another sum afterwards."""
    scaled = [step.kind for step in sample.trail if step.kind in (*_TO_POPULATION, "normalize")]
    return bool(scaled) and scaled[-1] != "normalize"


def _margins(wave: ComputedWave) -> tuple[ReportedMargin, ...]:
    population = wave.instrument.population
    if population is None:
        return ()
    return tuple(
        ReportedMargin(
            name=domain_text(wave.instrument.form, CROSSED.join(names)),
            n_categories=len(population.margin(names).categories),
            source=population.source or Text(),
            date=datetime.date.fromisoformat(population.date) if population.date else None,
            approximate=population.status == "approximate",
        )
        for names in margins_of(wave.settings.weighting, population)
    )


def _outcomes(wave: ComputedWave) -> ContactOutcomes | None:
    return wave.delivery.contacts.outcomes if wave.delivery.contacts is not None else None
