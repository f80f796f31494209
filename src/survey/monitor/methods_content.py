"""Facts about the methods of a wave for its report."""

from __future__ import annotations

import datetime

import numpy as np

from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.design import Sample
from survey.monitor.computed_wave import ComputedWave
from survey.monitor.weighting_steps import margins_of
from survey.questionnaire import Questionnaire
from survey.reports import Methods, ReportedMargin, ReportedWeightStep
from survey.text import Catalogue, Text


def methods_of(wave: ComputedWave) -> Methods:
    """The methods of a wave: population, design, fieldwork, weights, population figures, outcomes of visits."""
    interviews, sample = wave.interviews, wave.sample
    form, settings = wave.instrument.form, wave.settings.report
    return Methods(
        population=settings.population,
        sampling=settings.sampling,
        mode=settings.mode,
        conductor=settings.conductor or Text(),
        days=_days(wave),
        n_delivered=len(interviews),
        n_set_aside=len(interviews) - interviews.n_accepted,
        n_used=interviews.n_accepted,
        n_strata=len(sample.stages[0].strata),
        n_psu=len(sample.stages[0].stratum) if sample.design.psu is not None else None,
        n_interviewers=_interviewers(wave),
        interviews_by_language=_languages(form, sample),
        weight_steps=_steps(sample),
        margins=_margins(wave),
        outcomes=_outcomes(wave),
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
    grouping = form.groupings.get("language")
    if grouping is None:
        return ()
    codes = sample.values(grouping.id)
    if np.isnan(codes).all():
        return ()
    counted = ((category.text, int((codes == category.code).sum())) for category in grouping.categories)
    return tuple((name, n) for name, n in counted if n)


def _steps(sample: Sample) -> tuple[ReportedWeightStep, ...]:
    catalogue = Catalogue.load("survey.monitor")
    return tuple(
        ReportedWeightStep(catalogue.text(f"step_{step.kind}"), step.n, step.kish, step.minimum, step.maximum)
        for step in sample.trail
    )


def _margins(wave: ComputedWave) -> tuple[ReportedMargin, ...]:
    population, groupings = wave.instrument.population, wave.instrument.form.groupings
    catalogue = Catalogue.load("survey.monitor")
    if population is None:
        return ()
    margins = []
    for names in margins_of(wave.settings.weighting, population):
        texts = [groupings[name].text for name in names]
        text = texts[0]
        for other in texts[1:]:
            text = Text(
                tuple(
                    (language, catalogue.sentence(language, "margin_cross", first=wording, second=other[language]))
                    for language, wording in text
                )
            )
        margins.append(
            ReportedMargin(
                name=text,
                n_categories=len(population.margin(names).categories),
                source=population.source or Text(),
                date=datetime.date.fromisoformat(population.date) if population.date else None,
                approximate=population.status == "approximate",
            )
        )
    return tuple(margins)


def _outcomes(wave: ComputedWave) -> ContactOutcomes | None:
    return wave.delivery.contacts.outcomes if wave.delivery.contacts is not None else None
