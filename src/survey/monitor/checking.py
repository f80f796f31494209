"""Checking one delivered file: what a person at the office reads before the file is used."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from survey.findings import SEVERITIES, Finding
from survey.interviews import RawTable
from survey.monitor.delivery import Clock, Delivery, Progress, findings_frame, receive
from survey.monitor.instrument import Instrument, read_instrument
from survey.monitor.output import new_file
from survey.monitor.run import open_monitor
from survey.monitor.settings import Settings, WaveFiles
from survey.monitor.workspace import shipped_questionnaire
from survey.neutral import cells, one_line
from survey.quarters import Quarter
from survey.questionnaire import Questionnaire
from survey.text import Catalogue, Language

_WORDING = "survey.monitor"
_LONGEST = 100


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A file that was checked: the instrument it was held against, and what was found."""

    form: Questionnaire
    delivery: Delivery

    @property
    def n_errors(self) -> int:
        """Number of findings that are errors."""
        return self.delivery.findings.counts()["error"]


def check_file(file: Path, workspace: Path, *, wave: str | None = None, progress: Progress) -> Checked:
    """Read, decode and validate a file.

    Parameters
    ----------
    file : Path
    workspace : Path
        Without a ``monitor.yaml`` there the questionnaire shipped with the package is used, and the file is not compared
        with a design and a plan.
    wave : str, optional
        The wave the file should be, with its days, its lines under ``read``, its questionnaire and plan; without it
        the wave for which ``monitor.yaml`` names this file.
    progress : callable

    Raises
    ------
    MonitorError
        ``M001`` when ``wave`` is no quarter, ``M002`` when the workspace has no such wave.
    SurveyError
        When the file cannot be read, with place, fact and remedy.
    """
    progress("read the questionnaire")
    if not (workspace / "monitor.yaml").is_file() and workspace == Path():
        folder = shipped_questionnaire()
        files = WaveFiles(Quarter.parse(wave), file) if wave is not None else None
        instrument = read_instrument(folder, folder / "population")
        return Checked(instrument.form, receive(file, instrument, files=files, clock=Clock(progress)))
    monitor = open_monitor(workspace)
    named = _wave_of(file, monitor.settings) if wave is None else replaced(monitor.settings.wave(wave), file)
    usual = Instrument(monitor.form, monitor.rules, monitor.indicators, monitor.population)
    instrument = monitor.instrument_of(named) if named is not None else usual
    has_contacts = named is not None and named.contacts is not None and named.contacts.is_file()
    delivery = receive(
        file,
        instrument,
        settings=monitor.settings,
        files=named,
        clock=Clock(progress),
        with_contacts=has_contacts,
    )
    return Checked(instrument.form, delivery)


def _wave_of(file: Path, settings: Settings) -> WaveFiles | None:
    """The wave for which the settings name this file."""
    named = (wave for wave in settings.waves.values() if wave.file.exists() and wave.file.resolve() == file.resolve())
    return next(named, None)


def replaced(files: WaveFiles, file: Path) -> WaveFiles:
    """The wave, read from another file; what is said of the sheet belongs to the file it names."""
    same = files.file.exists() and file.exists() and files.file.resolve() == file.resolve()
    return files if same else dataclasses.replace(files, file=file, sheet=None)


def write_findings(checked: Checked, output: Path, *, force: bool = False) -> None:
    """Write every finding, with the value as delivered, into a file for the field staff.

    Raises
    ------
    MonitorError
        When the file is there already and ``force`` is not asked for, or is the delivery itself.
    """
    with new_file(output, inputs=(Path(checked.delivery.raw.path),), force=force) as draft:
        cells(findings_frame(checked.delivery)).to_csv(draft, index=False)


def summary(checked: Checked, language: Language, *, show: int) -> str:
    """What was found, in one language: counts, then for each rule the first ``show`` findings."""
    catalogue = Catalogue.load(_WORDING)
    delivery = checked.delivery
    interviews, findings = delivery.interviews, delivery.findings
    say = catalogue.sentence
    lines = [
        _file(delivery.raw, catalogue, language),
        say(language, "delivered", n=len(interviews)),
        say(language, "set_aside", n=len(interviews) - interviews.n_accepted),
    ]
    for severity in SEVERITIES:
        listed = sorted(findings.of(severity), key=lambda one: one.rule)
        if listed:
            lines += ["", say(language, f"severity_{severity}", n=len(listed))]
        for rule, group in groupby(listed, key=lambda one: one.rule):
            same = list(group)
            lines.append(f"  {rule}: {len(same)}")
            lines += [f"    {_line(one, catalogue, language)}" for one in same[:show]]
            if len(same) > show > 0:
                lines.append(f"    {say(language, 'more', n=len(same) - show)}")
    if not findings:
        lines += ["", say(language, "nothing")]
    return "\n".join(lines)


def _file(raw: RawTable, catalogue: Catalogue, language: Language) -> str:
    if raw.delimiter is None:
        return catalogue.sentence(language, "file", path=one_line(raw.path), format=raw.format.upper())
    return catalogue.sentence(
        language,
        "file_of_text",
        path=one_line(raw.path),
        format=raw.format.upper(),
        encoding=raw.encoding,
        delimiter=catalogue.sentence(language, "tab") if raw.delimiter == "\t" else raw.delimiter,
    )


def _line(finding: Finding, catalogue: Catalogue, language: Language) -> str:
    where = catalogue.sentence(language, "row", row=finding.row) if finding.row is not None else ""
    parts = (where, finding.interview, _message(finding, language))
    return " · ".join(one_line(part) for part in parts if part)


def _message(finding: Finding, language: Language) -> str:
    """The sentence, with a long value shortened in it."""
    message = finding.message[language]
    if finding.value is not None and len(finding.value) > _LONGEST:
        message = message.replace(finding.value, one_line(finding.value, longest=_LONGEST))
    return one_line(message, longest=10 * _LONGEST)
