"""Facts about a wave, gathered for its report from the rooms below."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np

from survey.arrays import Floats, ReasonCodes
from survey.blank_reasons import Reason
from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.design import Sample
from survey.estimation import share, shares
from survey.findings.finding_counts import count_findings
from survey.indicators.crossings import domain_text
from survey.indicators.publication import PUBLISH, Publish, publishable
from survey.indicators.rule_constants import CROSSED, PublicationRule
from survey.ledger import Revision
from survey.monitor.computed_wave import ComputedWave
from survey.monitor.headline_wordings import wordings_of
from survey.monitor.previous_wave import Baseline
from survey.monitor.revision_facts import reported_revision
from survey.monitor.weighting_steps import margins_of
from survey.questionnaire import Question, Questionnaire, Variable
from survey.reports import (
    Battery,
    CheckFile,
    Institution,
    Methods,
    PreviousWave,
    Report,
    ReportedMargin,
    ReportedWeightStep,
    ReportInput,
    ScaleAnswer,
    build_report,
)
from survey.text import Catalogue, Text
from survey.validation import unasked


def report_of(wave: ComputedWave, files: Sequence[CheckFile] = (), revision: Revision | None = None) -> Report:
    """The report of a wave, in all its languages.

    Parameters
    ----------
    wave : ComputedWave
    files : sequence of CheckFile
        Files by which the numbers can be checked.
    revision : Revision, optional
        The revision that the numbers make.
    """
    settings = wave.settings.report
    previous = _previous(wave)
    corrections = wave.delivery.corrections
    return build_report(
        ReportInput(
            title=settings.title,
            region=settings.region,
            wave=wave.quarter,
            table=wave.indicators,
            methods=_methods(wave),
            battery=_battery(wave, settings.battery),
            findings=count_findings(wave.findings),
            previous=previous,
            trend=wave.trend,
            no_previous=None if isinstance(wave.baseline, Baseline) else wave.baseline,
            questions=_questions(wave),
            district_indicators=settings.district_indicators,
            files=tuple(files),
            n_corrected=len(corrections.cells()) if corrections is not None else 0,
            n_waived=len(wave.findings.waived),
            simulated=_is_simulated(wave),
            revision=reported_revision(revision, wave.indicators.indicators) if revision is not None else None,
        )
    )


def _is_simulated(wave: ComputedWave) -> bool:
    """Whether a wave behind a number of the report, this one or one it is compared or taken together with, is simulated."""
    named = {str(wave.quarter), *";".join(wave.indicators.frame["quarters"]).split(";")}
    changes = wave.changes.frame
    named |= {*";".join([*changes["quarters"], *changes["quarters_before"]]).split(";")}
    if isinstance(wave.baseline, Baseline):
        named.add(str(wave.baseline.files.quarter))
    return any(files.simulated for quarter, files in wave.settings.waves.items() if str(quarter) in named)


def _previous(wave: ComputedWave) -> PreviousWave | None:
    if not isinstance(wave.baseline, Baseline):
        return None
    before = wave.baseline
    return PreviousWave(before.files.quarter, wave.changes, before.apart)


def _questions(wave: ComputedWave) -> dict[str, Text]:
    """Wordings of all questions that the report may name: those of this wave, else those of the wave before."""
    forms = [wave.instrument.form]
    if isinstance(wave.baseline, Baseline):
        forms.append(wave.baseline.indicators.indicators.form)
    return {name: variable.text for form in reversed(forms) for name, variable in form.variables.items()}


def _battery(wave: ComputedWave, name: str | None) -> Battery | None:
    lacking = {*unasked(wave.interviews), *wave.delivery.not_asked}
    every = wave.instrument.form.battery(name) if name is not None else ()
    rows = tuple(row for row in every if row.id not in lacking)
    if not rows:
        return None
    question = rows[0].question
    return Battery(
        question=question.text,
        answers=tuple(ScaleAnswer(option.text, _side(question, option.code)) for option in question.options),
        institutions=tuple(_institutions(wave.sample, rows, wave.instrument.indicators.publication_rule)),
        not_asked=tuple(row.id for row in every if row.id in lacking),
    )


def _side(question: Question, code: int) -> Literal[-1, 0, 1]:
    return 1 if code in question.positive else -1 if code in question.negative else 0


def _institutions(sample: Sample, rows: Sequence[Variable], rule: PublicationRule) -> Iterable[Institution]:
    """Shares of every answer among all who were asked, don't-knows and refusals apart."""
    names = [row.id for row in rows]
    k = len(rows[0].options)
    answers = (100 * shares(sample, names, base="asked").estimate).reshape(len(rows), k)
    positive = share(sample, names, rows[0].question.positive, base="asked")
    blank = {row.id: sample.reason(row.id) for row in rows}
    dont_know = share(sample, {name: _is(reason, Reason.DONT_KNOW) for name, reason in blank.items()}).estimate
    refused = share(sample, {name: _is(reason, Reason.REFUSED) for name, reason in blank.items()}).estimate
    for at, row in enumerate(rows):
        yield Institution(
            id=row.id,
            name=row.text,
            shares=tuple(float(one) for one in answers[at]),
            dont_know=100 * float(dont_know[at]),
            refused=100 * float(refused[at]),
            n=int(positive.n[at]),
            n_eff=float(positive.n_eff[at]),
            low=100 * float(positive.ci_low[at]),
            high=100 * float(positive.ci_high[at]),
            publish=_publish_of(answers[at], int(positive.n[at]), float(positive.n_eff[at]), rule),
        )


def _publish_of(shares: Floats, n: int, n_eff: float, rule: PublicationRule) -> Publish:
    """Decision on an institution: every answer is a share of the same interviews."""
    one = np.full(len(shares), float(n))
    decided = publishable(shares, one, np.full(len(shares), n_eff), shares >= 100, rule)
    found: Publish = max(decided.tolist(), key=PUBLISH.index)
    return found


def _is(reason: ReasonCodes, wanted: Reason) -> Floats:
    """1 where the blank has this reason, 0 where it was asked otherwise, NaN where it was not asked or is lost."""
    return np.where(reason <= Reason.REFUSED, reason == wanted, np.nan).astype(np.float64)


def _methods(wave: ComputedWave) -> Methods:
    interviews, sample = wave.interviews, wave.sample
    form, settings = wave.instrument.form, wave.settings.report
    first, last = _days(wave)
    return Methods(
        population=settings.population,
        sampling=settings.sampling,
        mode=settings.mode,
        conductor=settings.conductor or Text(),
        first_day=first,
        last_day=last,
        n_delivered=len(interviews),
        n_set_aside=len(interviews) - interviews.n_accepted,
        n_used=interviews.n_accepted,
        n_strata=len(sample.stages[0].strata),
        n_psu=len(sample.stages[0].stratum),
        n_interviewers=_interviewers(wave),
        interviews_by_language=_languages(form, sample),
        weight_steps=_steps(sample),
        margins=_margins(wave),
        outcomes=_outcomes(wave),
        wordings=wordings_of(form, wave.instrument.indicators),
    )


def _days(wave: ComputedWave) -> tuple[datetime.date, datetime.date]:
    """First and last day of the interviews used; those of the quarter when the form asks for no date."""
    role = wave.instrument.form.roles.get("date")
    days = [] if role is None else [day for day in wave.interviews.texts(role)[wave.interviews.accepted] if day]
    if not days:
        return wave.quarter.first_day, wave.quarter.last_day
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
    return tuple((category.text, int((codes == category.code).sum())) for category in grouping.categories)


def _steps(sample: Sample) -> tuple[ReportedWeightStep, ...]:
    catalogue = Catalogue.load("survey.monitor")
    return tuple(
        ReportedWeightStep(catalogue.text(f"step_{step.kind}"), step.n, step.kish, step.minimum, step.maximum)
        for step in sample.trail
    )


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
