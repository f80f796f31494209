"""One quarter, start to end: files in, findings, weights, indicators, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from survey.calls import noun, public
from survey.deliveries import Delivery, decode_corrected, waive_listed
from survey.design import Population, Sample, make_sample
from survey.errors import MonitorError
from survey.findings import Findings
from survey.indicators import Indicators, IndicatorTable, compute
from survey.ingest import read_file
from survey.interviews import Interviews, RawTable
from survey.monitor.instrument import Instrument
from survey.monitor.manifest import digests, texts_of
from survey.monitor.read_instruments import read_instruments
from survey.monitor.settings import Folders, Rake, Settings, WaveFiles, open_settings
from survey.quarters import Quarter
from survey.questionnaire import Questionnaire
from survey.text import Language
from survey.validation import Rules, validate
from survey.weighting import rake, trim

Progress = Callable[[str], None]
"""Told the name of each step as it begins."""


def silent(step: str) -> None:
    """Say nothing."""


@dataclass(slots=True)
class Clock:
    """Seconds spent by step, in the order of the steps."""

    progress: Progress = silent
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        self.progress(name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A wave with its numbers.

    ``previous`` are the indicators of the wave before, computed in the same run, None when there is none.
    """

    monitor: Monitor
    files: WaveFiles
    delivery: Delivery
    sample: Sample
    indicators: IndicatorTable
    previous: IndicatorTable | None
    seconds: dict[str, float]

    @property
    def quarter(self) -> Quarter:
        """Which quarter it is."""
        return self.files.quarter

    @property
    def raw(self) -> RawTable:
        """The file as delivered."""
        return self.delivery.raw

    @property
    def interviews(self) -> Interviews:
        """The interviews, those with errors set aside."""
        return self.delivery.interviews

    @property
    def findings(self) -> Findings:
        """What was found in the file."""
        return self.delivery.findings

    def report(self, language: Language) -> str:
        """The report in one language, as one HTML page.

        Raises
        ------
        TextError
            When a wording is missing in that language.
        """
        from survey.monitor.content import report_of

        return report_of(self).html(language)

    def __repr__(self) -> str:
        return f"<Wave {self.quarter}: {self.interviews.n_accepted} of {len(self.interviews)} interviews used>"


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Monitor:
    """A workspace opened: its settings and everything its instrument says.

    ``texts`` holds the digests of the files it was read from.
    """

    settings: Settings
    form: Questionnaire
    rules: Rules
    indicators: Indicators
    population: Population
    texts: Mapping[Path, str] = field(default_factory=dict)
    instruments: Mapping[Folders, Instrument] = field(default_factory=dict)

    def instrument_of(self, wave: WaveFiles) -> Instrument:
        """What a wave was asked with: its own version of the instrument, with the borders in force on its first day."""
        usual = Instrument(self.form, self.rules, self.indicators, self.population)
        return self.instruments.get(self.settings.folders_of(wave), usual).on(wave.first_day)

    def delivery(self, name: str, clock: Clock | None = None) -> Delivery:
        """Read, decode and validate the file of a wave."""
        files = self.settings.wave(name)
        files.need_files()
        return receive(files.file, self.form, self.rules, files=files, clock=clock or Clock())

    def wave(self, name: str, progress: Progress = silent) -> Wave:
        """Everything about one wave: findings, sample with its weights, indicators.

        Parameters
        ----------
        name : str
            The quarter, such as ``2018Q1``.
        progress : callable
            Told the name of each step as it begins.

        Raises
        ------
        MonitorError
            ``M002`` when the workspace has no such wave, ``M010`` when no interview is left.
        SurveyError
            Of the room that cannot go on: files, design, population, weighting.
        """
        clock = Clock(progress)
        return self.wave_of(self.delivery(name, clock), self.settings.wave(name), clock)

    def wave_of(self, delivery: Delivery, files: WaveFiles, clock: Clock) -> Wave:
        """The numbers of a delivery already received."""
        sample = self._weighted(delivery, clock)
        with clock.step("indicators"):
            table = compute(self.indicators, sample, wave=str(files.quarter))
        return Wave(self, files, delivery, sample, table, self._previous(files.quarter, clock), clock.seconds)

    def _weighted(self, delivery: Delivery, clock: Clock) -> Sample:
        if delivery.interviews.n_accepted == 0:
            fact = f"None of the {len(delivery.interviews)} interviews delivered is left without an error."
            remedy = "Look at the errors with: survey check FILE."
            raise MonitorError("M010", delivery.raw.path, fact, remedy)
        interviews = delivery.interviews
        known = (*interviews.answers.columns, *interviews.form.groupings, *map(str, interviews.extras.columns))
        self.settings.need_columns(known, delivery.raw.path)
        with clock.step("weights"):
            sample = make_sample(delivery.interviews, self.settings.design)
            for step in self.settings.weighting:
                if isinstance(step, Rake):
                    margins = step.margins or None
                    sample = rake(sample, self.population, margins=margins, bounds=step.bounds, unknown=step.unknown)
                else:
                    sample = trim(sample, times_median=step.times_median)
        return sample

    def _previous(self, quarter: Quarter, clock: Clock) -> IndicatorTable | None:
        files = self.settings.waves.get(quarter - 1)
        if files is None or not files.file.exists():
            return None
        silent = Clock()
        with clock.step("previous wave"):
            sample = self._weighted(self.delivery(str(files.quarter), silent), silent)
            return compute(self.indicators, sample, wave=str(files.quarter))

    def __repr__(self) -> str:
        waves = ", ".join(str(quarter) for quarter in self.settings.waves)
        return f"<Monitor {self.settings.folder}: {self.form.id} {self.form.version}, waves {waves}>"


def receive(
    path: Path,
    form: Questionnaire,
    rules: Rules,
    *,
    files: WaveFiles | None = None,
    clock: Clock | None = None,
) -> Delivery:
    """Read a delivered file, correct it, validate it, waive what the office accepts, and set aside what has errors."""
    clock = clock or Clock()
    with clock.step("read"):
        raw = read_file(path, sheet=files.sheet if files is not None else None)
    with clock.step("decode"):
        interviews, unread, corrections = decode_corrected(raw, form, files.corrections if files is not None else None)
    with clock.step("validate"):
        wave = str(files.quarter) if files is not None else None
        findings = unread + validate(interviews, rules, wave=wave, fieldwork=files.fieldwork if files else None)
        findings, waivers = waive_listed(findings, files.waivers if files is not None else None, interviews)
        return Delivery(raw, interviews.set_aside(findings.of("error")), findings, corrections, waivers)


def findings_frame(delivery: Delivery) -> pd.DataFrame:
    """Findings as they are written to ``findings.csv``.

    Columns: id, rule, severity, interview, row, variable, value, set_aside (whether that interview was set
    aside), waived (severity before the office accepted it), message_kk, message_ru, message_en.
    """
    interviews = delivery.interviews
    aside = interviews.rows[~interviews.accepted]
    keys = {str(key) for key in interviews.ids[~interviews.accepted]} - {
        str(key) for key in interviews.ids[interviews.accepted]
    }
    frame = delivery.findings.to_frame()
    by_row = frame["row"].isin(aside)
    by_key = frame["row"].isna() & frame["interview"].isin(keys)
    frame.insert(list(frame.columns).index("value") + 1, "set_aside", (by_row | by_key).to_numpy(bool))
    return frame


@public
def open_monitor(path: str | Path) -> Monitor:
    """The workspace in a folder (or named by its ``monitor.yaml``), its instrument read and checked.

    Raises
    ------
    MonitorError
        ``M003`` when the folder is no workspace.
    QuestionnaireError
        With every mistake of a text file at once.
    """
    document, settings = open_settings(path)
    texts = digests(texts_of(settings))
    instruments = read_instruments(document, settings)
    usual = instruments[settings.folders_of(None)]
    return Monitor(settings, usual.form, usual.rules, usual.indicators, usual.population, texts, instruments)
