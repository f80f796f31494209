"""Verification of an archived run: its numbers computed again from the archived texts and the delivery."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from survey.errors import InstrumentError, LedgerError
from survey.ledger import Archive, Run, RunInput
from survey.ledger.archive import RESULTS, TEXTS
from survey.ledger.digests import digest
from survey.ledger.named_settings import SettingChange, setting_changes, used_settings
from survey.ledger.purged_runs import purged_files
from survey.ledger.result_numbers import NumberDifference, NumberKey, differences, read_numbers
from survey.monitor.monitor import Monitor, monitor_in
from survey.monitor.report_content import report_input
from survey.monitor.result_tables import (
    NUMBERS,
    public_tables,
    write_internal_tables,
    write_numbers,
    write_public_tables,
)
from survey.monitor.run_files import kept_name, versions_now
from survey.monitor.settings import Settings, WaveFiles
from survey.monitor.settings_file import open_settings
from survey.monitor.wave_delivery import Clock, Progress, silent
from survey.reports import build_documents


@dataclass(frozen=True, slots=True)
class Verification:
    """Result of a verification.

    Parameters
    ----------
    run : Run
    edited : tuple of str
        Files of the archived run that were edited, removed or added; nothing is computed when there are any.
    changed : tuple of str
        Inputs and settings that the workspace has otherwise by now, by name.
    versions : tuple of SettingChange
        Releases that are others by now.
    n_compared : int
        Cells compared: those that both have.
    numbers : tuple of NumberDifference
        Archived cells that differ, or that no table has any more.
    n_new : int
        Cells that the archive does not have, because a newer version writes more.
    n_unprinted : int
        Numbers of the report that a newer version does not print any more.
    purged : tuple of str
        Tables that could not be compared because they were purged.
    """

    run: Run
    edited: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    versions: tuple[SettingChange, ...] = ()
    n_compared: int = 0
    numbers: tuple[NumberDifference, ...] = ()
    n_new: int = 0
    n_unprinted: int = 0
    purged: tuple[str, ...] = ()


def verify(folder: Path, archive: Archive, run: Run, *, progress: Progress = silent) -> Verification:
    """Compute the numbers of an archived run again and compare them.

    Parameters
    ----------
    folder : Path
        The workspace; deliveries are found in it by their digests, under any name.
    archive : Archive
    run : Run
    progress : callable
        Called with the name of each step as it begins.

    Raises
    ------
    LedgerError
        ``L007`` when a delivery is not there, ``L009`` when this version cannot read the archived texts.
    SurveyError
        When the wave cannot be computed.
    """
    edited = archive.edited_files(run)
    if edited:
        return Verification(run, edited)
    monitor = _read_again(folder, archive, run)
    gone = {name.removeprefix(f"{RESULTS}/") for name in purged_files(archive.folder_of(run))}
    written = [one.file.removeprefix(f"{RESULTS}/") for one in run.files if one.file.startswith(f"{RESULTS}/")]
    tables = [name for name in written if name.endswith(".csv") and name not in gone]
    archived = _proper(read_numbers(archive.folder_of(run) / RESULTS, tables))
    with tempfile.TemporaryDirectory() as made:
        _compute(monitor, run, Path(made), progress)
        computed = _proper(read_numbers(Path(made), [name for name in tables if (Path(made) / name).is_file()]))
    unprinted = {key for key in archived.keys() - computed.keys() if key.file == NUMBERS}
    found = differences(archived, {key: text for key, text in computed.items() if key in archived})
    return Verification(
        run=run,
        changed=tuple(_changed(folder, run)),
        versions=setting_changes(run.versions, versions_now()),
        n_compared=len(archived.keys() & computed.keys()),
        numbers=tuple(one for one in found if one.key not in unprinted),
        n_new=len(computed.keys() - archived.keys()),
        n_unprinted=len(unprinted),
        purged=tuple(name for name in written if name in gone),
    )


def _compute(monitor: Monitor, run: Run, folder: Path, progress: Progress) -> None:
    """Write the tables of the run into a folder, from what the archive says."""
    clock = Clock(progress)
    delivery = monitor.delivery(run.wave, clock, is_trial=run.is_trial)
    wave = monitor.wave_of(delivery, monitor.settings.wave(run.wave), clock)
    write_internal_tables(wave, folder)
    tables = public_tables(wave)
    write_public_tables(tables, folder)
    given = report_input(wave)
    write_numbers(build_documents(given), wave, tables, folder)


def _proper(numbers: Mapping[NumberKey, str]) -> dict[NumberKey, str]:
    """The numbers without those of the report's section about the revision, which are about two runs."""
    return {key: text for key, text in numbers.items() if key.file != NUMBERS or not key.level.startswith("revision/")}


def _read_again(folder: Path, archive: Archive, run: Run) -> Monitor:
    """The workspace as it was, or an error that names the version which has read it."""
    try:
        return _archived_monitor(folder, archive, run)
    except InstrumentError as error:
        first, then = error.complaints[0], run.versions.get("survey-barometer", "?")
        fact = f"This version cannot read the archived texts, which version {then} has read: {first.fact}"
        place = f"{archive.folder_of(run) / TEXTS}, {first.element}"
        raise LedgerError("L009", place, fact, "Verify this run with the version that has made it.") from error


def _archived_monitor(folder: Path, archive: Archive, run: Run) -> Monitor:
    """The workspace as it was: archived texts, and the deliveries of the workspace by their digests."""
    texts = archive.folder_of(run) / TEXTS
    document, settings = open_settings(texts / "monitor.yaml")
    found = _deliveries(folder, run)
    waves = {quarter: _wave(one, settings, run, found) for quarter, one in settings.waves.items()}

    def kept(path: Path) -> Path:
        return texts / kept_name(path, texts)

    placed = dataclasses.replace(
        settings,
        questionnaire=kept(settings.questionnaire),
        population=kept(settings.population) if settings.population is not None else None,
        waves=waves,
    )
    return monitor_in(document, placed)


def _wave(files: WaveFiles, settings: Settings, run: Run, found: Mapping[tuple[str, str], Path]) -> WaveFiles:
    """The files of a wave where they are now; a trial read another file, without the sheet of the usual one."""
    quarter = str(files.period)
    is_trial = run.is_trial and quarter == run.wave

    def kept(path: Path | None) -> Path | None:
        return settings.folder / kept_name(path, settings.folder) if path is not None else None

    return dataclasses.replace(
        files,
        file=found.get(("delivery", quarter), files.file),
        contacts=found.get(("contacts", quarter)),
        sheet=None if is_trial else files.sheet,
        questionnaire=kept(files.questionnaire),
        population=kept(files.population),
        corrections=kept(files.corrections),
        waivers=kept(files.waivers),
    )


def _deliveries(folder: Path, run: Run) -> dict[tuple[str, str], Path]:
    """Deliveries and contact sheets by kind and wave.

    Raises
    ------
    LedgerError
        ``L007`` with the first that is not there.
    """
    wanted = [one for one in run.inputs if one.kind in ("delivery", "contacts")]
    named = {digest(path): path for one in wanted if (path := _place(folder, one)).is_file()}
    others = (folder / "deliveries").rglob("*") if any(one.sha256 not in named for one in wanted) else ()
    named |= {digest(path): path for path in others if path.is_file()}
    for one in wanted:
        if one.sha256 not in named:
            fact = f"The file of {one.wave} with the SHA-256 {one.sha256} is not in the workspace; it was {one.file!r}."
            remedy = "Put the file into the folder deliveries, under any name."
            raise LedgerError("L007", str(folder / "deliveries"), fact, remedy)
    return {(one.kind, one.wave): named[one.sha256] for one in wanted}


def _place(folder: Path, one: RunInput) -> Path:
    """The path an input had, from the name under which it is kept."""
    first, _, rest = one.file.partition("/")
    if first == "root":
        return Path(folder.absolute().anchor) / rest
    return folder.joinpath(*(".." if part == "up" else part for part in one.file.split("/")))


def _changed(folder: Path, run: Run) -> Iterator[str]:
    """Inputs that are not as they were, then lines of ``monitor.yaml``."""
    for one in run.inputs:
        path = _place(folder, one)
        if not path.is_file() or digest(path) != one.sha256:
            yield one.file
    yield from (f"monitor.yaml, {one.name}" for one in _changed_settings(folder, run))


def _changed_settings(folder: Path, run: Run) -> Iterable[SettingChange]:
    path = folder / "monitor.yaml"
    if not path.is_file():
        return ()
    waves = {one.wave for one in run.inputs if one.wave}
    return setting_changes(run.settings, used_settings(path.read_text("utf-8-sig"), waves))
