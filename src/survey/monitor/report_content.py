"""Facts about a wave, gathered for its report from the rooms below."""

from __future__ import annotations

from collections.abc import Sequence

from survey.findings.finding_counts import count_findings
from survey.indicators.battery_table import BatteryTable, battery_table
from survey.indicators.group_differences import group_differences
from survey.indicators.mentions_table import MentionsTable, mentions_table
from survey.ledger import Revision
from survey.monitor.computed_wave import ComputedWave
from survey.monitor.methods_content import methods_of
from survey.monitor.previous_wave import Baseline
from survey.monitor.revision_facts import reported_revision
from survey.reports import CheckFile, PackedTables, PreviousWave, Report, ReportInput, build_report
from survey.text import Text


def report_of(wave: ComputedWave, files: Sequence[CheckFile] = (), revision: Revision | None = None) -> Report:
    """The report of a wave, in each language of the survey in which there are sentences; arguments as of :func:`report_input`."""
    return build_report(report_input(wave, files, revision))


def report_input(
    wave: ComputedWave,
    files: Sequence[CheckFile] = (),
    revision: Revision | None = None,
    *,
    packed: PackedTables | None = None,
    is_draft: bool = False,
) -> ReportInput:
    """The facts of the documents of a wave, in each language of the survey in which there are sentences.

    Parameters
    ----------
    wave : ComputedWave
    files : sequence of CheckFile
        Files by which the numbers can be checked.
    revision : Revision, optional
        The revision that the numbers make.
    packed : PackedTables, optional
        The public tables in one file.
    is_draft : bool
        Whether every page says that it is a draft.

    Raises
    ------
    MonitorError
        ``M084`` when there is no such language.
    """
    languages = wave.languages.need_spoken(wave.instrument.form.languages, wave.settings.path)
    wave.languages.use()
    settings = wave.settings.report
    previous = _previous(wave)
    corrections = wave.delivery.corrections
    return ReportInput(
        title=settings.title,
        region=settings.region,
        wave=wave.period,
        table=wave.indicators,
        methods=methods_of(wave),
        battery=_battery(wave),
        concerns=_concerns(wave),
        group_tests=group_differences(wave.indicators, [one.id for one in wave.indicators.indicators.primary]),
        findings=count_findings(wave.findings),
        previous=previous,
        trend=wave.trend,
        no_previous=None if isinstance(wave.baseline, Baseline) else wave.baseline,
        questions=_questions(wave),
        district_indicators=settings.district_indicators,
        files=tuple(files),
        packed=packed,
        languages=languages,
        people=settings.people or Text(),
        units=settings.units or Text(),
        n_corrected=len(corrections.cells()) if corrections is not None else 0,
        n_waived=len(wave.findings.waived),
        simulated=_is_simulated(wave),
        draft=is_draft,
        issued=wave.files.issued,
        revision=reported_revision(revision, wave.indicators.indicators) if revision is not None else None,
    )


def _is_simulated(wave: ComputedWave) -> bool:
    """Whether a wave behind a number of the report, this one or one it is compared or taken together with, is simulated."""
    named = {str(wave.period), *";".join(wave.indicators.frame["quarters"]).split(";")}
    changes = wave.changes.frame
    named |= {*";".join([*changes["quarters"], *changes["quarters_before"]]).split(";")}
    if isinstance(wave.baseline, Baseline):
        named.add(str(wave.baseline.files.period))
    return any(files.simulated for quarter, files in wave.settings.waves.items() if str(quarter) in named)


def _previous(wave: ComputedWave) -> PreviousWave | None:
    if not isinstance(wave.baseline, Baseline):
        return None
    before = wave.baseline
    return PreviousWave(before.files.period, wave.changes, before.apart, before.indicators)


def _questions(wave: ComputedWave) -> dict[str, Text]:
    """Wordings of all questions that the report may name: those of this wave, else those of the wave before.

    A question of the wave before that was worded in fewer languages is left out; it is named by its id.
    """
    languages = wave.instrument.form.languages
    forms = [wave.instrument.form]
    if isinstance(wave.baseline, Baseline):
        forms.append(wave.baseline.indicators.indicators.form)
    known = {name: variable.text for form in reversed(forms) for name, variable in form.variables.items()}
    return {name: text for name, text in known.items() if all(text.has(language) for language in languages)}


def _battery(wave: ComputedWave) -> BatteryTable | None:
    name = wave.settings.report.battery
    if name is None:
        return None
    return battery_table(wave.instrument.indicators, wave.sample, name, wave.delivery.not_asked)


def _concerns(wave: ComputedWave) -> MentionsTable | None:
    name = wave.settings.report.concerns
    if name is None:
        return None
    return mentions_table(wave.instrument.indicators, wave.sample, name, wave.delivery.not_asked)
