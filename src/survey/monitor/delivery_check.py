"""Checking one delivered file: what a person at the office reads before the file is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from survey.deliveries import (
    Delivery,
    DeliveryDifference,
    compare_deliveries,
    write_corrections_template,
    write_findings,
)
from survey.findings import SEVERITIES, Finding
from survey.interviews import RawTable
from survey.ledger.result_folder import need_free, new_file
from survey.monitor.difference_lines import difference_lines
from survey.monitor.instrument import Instrument, read_instrument
from survey.monitor.manifest import inputs_of
from survey.monitor.settings import Settings, WaveFiles
from survey.monitor.settings_file import open_settings
from survey.monitor.shipped_files import shipped_questionnaire
from survey.monitor.wave_delivery import Clock, ContactUse, Progress, WaveDelivery, receive
from survey.monitor.wave_instruments import read_instruments
from survey.monitor.workspace_languages import load_languages
from survey.periods import calendar_period
from survey.questionnaire import Questionnaire
from survey.safe_text import one_line
from survey.text import Catalogue, Language

_WORDING = "survey.monitor"
_LONGEST = 100


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Result of checking a file: its questionnaire, the delivery with its findings, the difference to an earlier one.

    ``inputs`` are the files that are never written over: those that were read, and all that the workspace names.
    """

    form: Questionnaire
    delivery: Delivery
    difference: DeliveryDifference | None = None
    inputs: tuple[Path, ...] = ()

    @property
    def n_errors(self) -> int:
        """Number of findings that are errors."""
        return self.delivery.findings.counts()["error"]


def check_file(
    file: Path,
    workspace: Path,
    *,
    wave: str | None = None,
    against: Path | None = None,
    targets: Iterable[Path] = (),
    force: bool = False,
    progress: Progress,
) -> Checked:
    """Read, decode and validate a file; compare it with an earlier delivery when one is given.

    Parameters
    ----------
    file : Path
    workspace : Path
        The folder of ``monitor.yaml``. Without that file the questionnaire shipped with the package is used, and the
        delivery is not compared with a design and a plan.
    wave : str, optional
        The wave the file should be, with its days, its lines under ``read``, its questionnaire and plan; without it
        the wave for which ``monitor.yaml`` names this file.
    targets : iterable of Path
        Files that will be written; refused before anything is read when they cannot be written.
    force : bool
        Whether a file that is there may be replaced.
    progress : callable

    Raises
    ------
    MonitorError
        ``M001`` when ``wave`` does not name a period, ``M002`` when the workspace has no such wave, ``M040`` to ``M044`` when
        a file cannot be written.
    SurveyError
        When the file cannot be read, with place, fact and remedy.
    """
    progress("read the questionnaire")
    instrument, settings, files = _serving(file, workspace, wave)
    inputs = (file, *([against] if against is not None else []), *(inputs_of(settings) if settings is not None else ()))
    for target in targets:
        need_free(target, inputs=inputs, force=force)
    clock = Clock(progress)

    def get(path: Path, named: WaveFiles | None, contacts: ContactUse = "none") -> WaveDelivery:
        return receive(path, instrument, settings=settings, files=named, clock=clock, contacts=contacts)

    has_contacts = files is not None and files.contacts is not None and files.contacts.is_file()
    delivery = get(file, files, "needed" if has_contacts else "none")
    if against is None:
        return Checked(instrument.form, delivery, inputs=inputs)
    plain = replace(files, corrections=None, waivers=None) if files is not None else None
    new = delivery if delivery.corrections is None and delivery.waivers is None else get(file, plain)
    return Checked(instrument.form, delivery, compare_deliveries(get(against, plain), new), inputs)


def _serving(file: Path, workspace: Path, wave: str | None) -> tuple[Instrument, Settings | None, WaveFiles | None]:
    """The instrument to check a file with; settings of the workspace and wave of the file where there are any."""
    if not (workspace / "monitor.yaml").is_file() and workspace == Path():
        folder = shipped_questionnaire()
        files = WaveFiles(calendar_period(wave), file) if wave is not None else None
        return read_instrument(folder, folder / "population"), None, files
    # Not as a Monitor, whose module loads everything that computes indicators and writes reports.
    document, settings = open_settings(workspace)
    load_languages(settings.folder)
    instruments = read_instruments(document, settings)
    named = _wave_of(file, settings) if wave is None else replaced(settings.wave(wave), file)
    instrument = instruments[settings.folders_of(named)]
    return instrument.on(named.first_day) if named is not None else instrument, settings, named


def _wave_of(file: Path, settings: Settings) -> WaveFiles | None:
    """The wave for which the settings name this file."""
    named = (wave for wave in settings.waves.values() if wave.file.exists() and wave.file.resolve() == file.resolve())
    return next(named, None)


def replaced(files: WaveFiles, file: Path) -> WaveFiles:
    """The wave read from another file; its sheet is kept only for the file that the settings name."""
    same = files.file.exists() and file.exists() and files.file.resolve() == file.resolve()
    return files if same else replace(files, file=file, sheet=None)


def write_for_the_field(
    checked: Checked,
    language: Language,
    *,
    findings: Path | None = None,
    corrections: Path | None = None,
    texts: bool = False,
    force: bool = False,
) -> None:
    """Write the findings, and a list of corrections to fill in, for the field staff.

    Raises
    ------
    MonitorError
        When a file is there already and ``force`` is not asked for, or is the delivery or another file of the workspace.
    """
    delivery, inputs = checked.delivery, checked.inputs
    if findings is not None:
        with new_file(findings, inputs=inputs, force=force) as draft:
            write_findings(delivery.findings, draft, interviews=delivery.interviews, language=language, texts=texts)
    if corrections is not None:
        with new_file(corrections, inputs=inputs, force=force) as draft:
            write_corrections_template(delivery.findings, draft, interviews=delivery.interviews, language=language)


def summary(checked: Checked, language: Language, *, show: int) -> str:
    """Findings of a checked file in one language: counts, then the first ``show`` findings of each rule."""
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
        listed = findings.of(severity)
        if listed:
            lines += ["", say(language, f"severity_{severity}", n=len(listed))]
        found = listed.summary("rule")[lambda frame: frame["findings"] > 0]
        for rule, number in sorted(zip(found["rule"], found["findings"].tolist(), strict=True)):
            lines.append(f"  {rule}: {number}")
            lines += [f"    {_line(one, catalogue, language)}" for one in islice(listed.of(rule=rule), show)]
            if number > show > 0:
                lines.append(f"    {say(language, 'more', n=number - show)}")
    if not findings:
        lines += ["", say(language, "nothing")]
    for name, listed_by in (("corrections", delivery.corrections), ("waivers", delivery.waivers)):
        if listed_by is not None:
            counts = {key: str(number) for key, number in listed_by.counts().items()}
            lines += ["", say(language, f"list_{name}", path=one_line(listed_by.path), **counts)]
    if checked.difference is not None:
        lines += ["", *difference_lines(checked.difference, checked.form, language, show=show)]
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
    """The sentence of a finding, a long value in it shortened."""
    message = finding.message[language]
    if finding.value is not None and len(finding.value) > _LONGEST:
        message = message.replace(finding.value, one_line(finding.value, longest=_LONGEST))
    return one_line(message, longest=10 * _LONGEST)
