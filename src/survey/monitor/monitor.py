"""One quarter, start to end: files in, findings, weights, indicators, report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from survey.argument_errors import noun, public
from survey.design import Population, make_sample
from survey.documents import Document
from survey.errors import MonitorError
from survey.indicators import Indicators
from survey.interviews import Interviews
from survey.languages import ENGLISH
from survey.ledger.digests import digests
from survey.ledger.result_numbers import TOLERANCE
from survey.monitor.archived_sample import newest_sample
from survey.monitor.computed_wave import ComputedWave
from survey.monitor.instrument import Instrument
from survey.monitor.manifest import texts_of
from survey.monitor.previous_wave import Baseline, need_file, need_sound, wave_before, waves_before
from survey.monitor.report_content import report_of
from survey.monitor.settings import Folders, Settings, WaveFiles
from survey.monitor.settings_file import open_settings
from survey.monitor.wave_comparison import WaveComparison
from survey.monitor.wave_delivery import Clock, ContactUse, Progress, WaveDelivery, receive, silent
from survey.monitor.wave_instruments import read_instruments
from survey.monitor.weighted_wave import WeightedWave
from survey.monitor.weighting_steps import weigh
from survey.monitor.windows import joined, periods_needed
from survey.monitor.workspace_languages import WorkspaceLanguages, load_languages
from survey.periods import window_of
from survey.questionnaire import Questionnaire
from survey.reports import render
from survey.reports.report_input import NoPrevious
from survey.text import Language
from survey.validation import Rules

MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Wave(ComputedWave):
    """A wave with its numbers and its report; the parameters are those of :class:`survey.monitor.computed_wave.ComputedWave`."""

    def report(self, language: Language) -> str:
        """The report in one language, as one HTML page.

        Raises
        ------
        TextError
            When a wording is missing in that language.
        """
        return render(report_of(self), language)

    def __repr__(self) -> str:
        return f"<Wave {self.period}: {self.interviews.n_accepted} of {len(self.interviews)} interviews used>"


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Monitor:
    """An opened workspace: its settings and its instrument, read and checked.

    ``texts`` holds the SHA-256 digests of the files it was read from, ``instruments`` the instruments by folders,
    ``languages`` the catalogues of the workspace.
    """

    settings: Settings
    form: Questionnaire
    rules: Rules
    indicators: Indicators
    population: Population | None
    texts: Mapping[Path, str] = field(default_factory=dict)
    instruments: Mapping[Folders, Instrument] = field(default_factory=dict)
    languages: WorkspaceLanguages = field(default_factory=WorkspaceLanguages)
    _dated: dict[tuple[Folders, datetime.date], Instrument] = field(init=False, repr=False, default_factory=dict)

    def instrument_of(self, wave: WaveFiles) -> Instrument:
        """The instrument of a wave: its own version, with the thresholds in force on its first day of fieldwork."""
        folders = self.settings.folders_of(wave)
        known = self._dated.get((folders, wave.first_day))
        if known is None:
            usual = Instrument(self.form, self.rules, self.indicators, self.population)
            known = self._dated[folders, wave.first_day] = self.instruments.get(folders, usual).on(wave.first_day)
        return known

    def delivery(self, name: str, clock: Clock | None = None, *, is_trial: bool = False) -> WaveDelivery:
        """Read, decode and validate the file of a wave, and compare its contacts.

        Parameters
        ----------
        name : str
            The quarter.
        clock : Clock, optional
        is_trial : bool
            Whether the file is not the one the contact sheet belongs to; contacts that do not fit are left out then.
        """
        use: ContactUse = "tried" if is_trial else "needed"
        return self._received(self.settings.wave(name), clock or Clock(), use)

    def _received(self, files: WaveFiles, clock: Clock, use: ContactUse) -> WaveDelivery:
        files.need_files(with_contacts=use == "needed")
        instrument = self.instrument_of(files)
        return receive(files.file, instrument, settings=self.settings, files=files, clock=clock, contacts=use)

    def wave(self, name: str, progress: Progress = silent) -> Wave:
        """Everything about one wave: findings, sample with its weights, indicators.

        Parameters
        ----------
        name : str
            The quarter, such as ``2018Q1``.
        progress : callable
            Called with the name of each step as it begins.

        Raises
        ------
        MonitorError
            ``M002`` when the workspace has no such wave, ``M010`` when no interview is left, ``M050`` when an error
            concerns the whole file or too many interviews are set aside; ``M051`` and ``M052`` when the wave before is
            missing or does not pass the checks.
        SurveyError
            Of the room that cannot go on: files, design, population, weighting.
        """
        clock = Clock(progress)
        files, delivery = self._sound(name, clock)
        return self.wave_of(delivery, files, clock)

    def weighted(self, name: str, progress: Progress = silent) -> WeightedWave:
        """A wave with its weights and nothing else: neither the waves before nor indicators are computed.

        Parameters and errors are those of :meth:`wave`.
        """
        clock = Clock(progress)
        files, delivery = self._sound(name, clock)
        return self._weighted(files, self.instrument_of(files), delivery.interviews, delivery.not_asked, clock)

    def _sound(self, name: str, clock: Clock) -> tuple[WaveFiles, WaveDelivery]:
        """The delivery of a wave, if nothing forbids to compute it."""
        files = self.settings.wave(name)
        delivery = self.delivery(name, clock)
        blocking = delivery.blocking(self.settings)
        if blocking and delivery.interviews.n_accepted:
            fact = " ".join(f"[{one.rule}] {one.message[ENGLISH]}" for one in blocking)
            remedy = f"All findings are in open_monitor(…).delivery({name!r}).findings."
            raise MonitorError("M050", str(files.file), fact, remedy)
        return files, delivery

    def wave_of(self, delivery: WaveDelivery, files: WaveFiles, clock: Clock) -> Wave:
        """The numbers of a delivery already received."""
        instrument = self.instrument_of(files)
        wave = self._weighted(files, instrument, delivery.interviews, delivery.not_asked, clock)
        earlier = self._earlier(files, clock)
        together = self._together(wave, earlier)
        named = self.settings.design.psu is not None
        with clock.step("indicators"):
            table = wave.indicators(window=joined(together, named=named))
        with clock.step("previous wave"):
            comparison = WaveComparison(wave, table, tuple(one.period for one in together), earlier, named)
            baseline, changes = self._baseline(comparison), comparison.changes()
            trends = comparison.trend()
        return Wave(
            self.settings,
            instrument,
            files,
            delivery,
            wave.sample,
            table,
            baseline,
            changes,
            trends,
            clock.seconds,
            self.languages,
        )

    def waves_before(self, files: WaveFiles) -> tuple[WaveFiles, ...]:
        """The waves whose deliveries the numbers of a wave need, the newest first: for the window, changes and the trend."""
        rule = self.instrument_of(files).indicators.status_rule
        return waves_before(self.settings, files, periods_needed(rule, files.period))

    def _weighted(
        self,
        files: WaveFiles,
        instrument: Instrument,
        interviews: Interviews,
        not_asked: tuple[str, ...],
        clock: Clock,
    ) -> WeightedWave:
        if interviews.n_accepted == 0:
            fact = f"None of the {len(interviews)} interviews delivered is left without an error."
            remedy = "Look at the errors with: survey check FILE."
            raise MonitorError("M010", str(files.file), fact, remedy)
        with clock.step("weights"):
            drawn = make_sample(interviews, self.settings.design)
            sample = weigh(drawn, self.settings.weighting, instrument.population)
        return WeightedWave(files, instrument, interviews, not_asked, sample)

    def _earlier(self, files: WaveFiles, clock: Clock) -> tuple[WeightedWave, ...]:
        """The waves before, each weighted with its own instrument and having passed the checks of every wave."""
        waves = self.waves_before(files)
        if not waves:
            return ()
        with clock.step("previous wave"):
            return tuple(self._earlier_wave(one, files) for one in waves)

    def _earlier_wave(self, files: WaveFiles, of: WaveFiles) -> WeightedWave:
        need_file(files, of)
        return self._archived(files) or self._computed(files, of)

    def _archived(self, files: WaveFiles) -> WeightedWave | None:
        """The wave from its newest archived run, weighted again; None unless it was made from what is there now."""
        instrument = self.instrument_of(files)
        kept = newest_sample(self.settings, files, self.texts, instrument.form)
        if kept is None:
            return None
        wave = self._weighted(files, instrument, kept.interviews, kept.not_asked, Clock())
        return wave if np.allclose(wave.sample.weights, kept.weights, rtol=TOLERANCE, atol=0) else None

    def _computed(self, files: WaveFiles, of: WaveFiles) -> WeightedWave:
        """The wave from its delivery."""
        instrument = self.instrument_of(files)
        delivery = self._received(files, Clock(), "none")
        need_sound(delivery, files, self.settings, of)
        return self._weighted(files, instrument, delivery.interviews, delivery.not_asked, Clock())

    def _together(self, wave: WeightedWave, earlier: Sequence[WeightedWave]) -> tuple[WeightedWave, ...]:
        """The waves that are taken together in small groups, the newest first.

        A wave of another questionnaire has nothing in common with this one.
        """
        rule, form = wave.instrument.indicators.status_rule, wave.instrument.form
        months = MONTHS_OF_QUARTER * rule.quarters if rule.pooled else 0
        near = window_of(wave.period, [one.period for one in earlier], months)
        return (wave, *(one for one in earlier if one.period in near and one.instrument.form.id == form.id))

    def _baseline(self, comparison: WaveComparison) -> Baseline | NoPrevious:
        """The wave before with the indicators as its instrument defines them; or why there is none."""
        found = wave_before(self.settings, comparison.wave.files)
        if not isinstance(found, WaveFiles):
            return found
        before = next(one for one in comparison.earlier if one.period == found.period)
        return Baseline(before.files, comparison.table_of(before), comparison.not_comparable(before))

    def __repr__(self) -> str:
        waves = ", ".join(str(period) for period in self.settings.waves)
        return f"<Monitor {self.settings.folder}: {self.form.id} {self.form.version}, waves {waves}>"


@public
def open_monitor(path: str | Path) -> Monitor:
    """The workspace in a folder (or named by its ``monitor.yaml``), its instrument read and checked.

    Raises
    ------
    MonitorError
        ``M003`` when the folder is not a workspace.
    QuestionnaireError
        With every mistake of a text file at once.
    TextError
        With the first mistake of a catalogue under ``languages``.
    """
    return monitor_in(*open_settings(path))


def monitor_in(document: Document, settings: Settings) -> Monitor:
    """The workspace that a document states, with complaints about all its texts raised at once."""
    texts = digests(texts_of(settings))
    languages = load_languages(settings.folder)
    instruments = read_instruments(document, settings)
    usual = instruments[settings.folders_of(None)]
    return Monitor(settings, usual.form, usual.rules, usual.indicators, usual.population, texts, instruments, languages)
