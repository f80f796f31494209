"""Runs of a wave as the archive keeps them: inputs by role, settings as used, copies of the small texts."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from survey.ledger import Archive, Run, RunInput
from survey.ledger.archive import TEXTS
from survey.ledger.digests import digest
from survey.ledger.named_settings import used_settings
from survey.ledger.run import InputKind, RunMark
from survey.ledger.run_comparison import TextOf
from survey.monitor.manifest import files_in, texts_of
from survey.monitor.monitor import Monitor
from survey.monitor.run_files import kept_name, versions_now
from survey.monitor.settings import Settings, WaveFiles


def run_of(
    monitor: Monitor,
    files: WaveFiles,
    read: Mapping[Path, str],
    folder: Path,
    counts: Mapping[str, int],
    *,
    is_trial: bool,
    is_draft: bool = False,
) -> Run:
    """The run that has written a folder of results.

    Parameters
    ----------
    monitor : Monitor
    files : WaveFiles
        The wave.
    read : mapping of Path to digest
        Files that were read, by the bytes that were read.
    folder : Path
        The folder of results; its CSV tables are the numbers.
    counts : mapping of name to int
    is_trial : bool
        Whether another file was read than ``monitor.yaml`` names.
    is_draft : bool
        Whether the documents are marked as drafts.
    """
    settings = monitor.settings
    waves = (files, *monitor.waves_before(files))
    text = settings.path.read_text("utf-8-sig")
    return Run(
        wave=str(files.period),
        made=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        inputs=tuple(sorted(_inputs(settings, waves, read))),
        settings=used_settings(text, {str(one.period) for one in waves}),
        versions=versions_now(),
        results={name: digest(folder / name) for name in files_in(folder) if name.endswith(".csv")},
        marks=(*_marks(monitor, waves, is_trial), *(("unissued",) if is_draft else ())),
        counts=counts,
    )


def _marks(monitor: Monitor, waves: Sequence[WaveFiles], is_trial: bool) -> Iterator[RunMark]:
    borders = (one.thresholds for one in monitor.instrument_of(waves[0]).indicators)
    if any(one is not None and one.state == "default" for one in borders):
        yield "draft"
    if is_trial:
        yield "trial"
    if any(wave.simulated for wave in waves):
        yield "simulated"


def _inputs(settings: Settings, waves: tuple[WaveFiles, ...], read: Mapping[Path, str]) -> Iterator[RunInput]:
    """Files by their role; the contact sheets of waves before are not read."""
    for wave in waves:
        contacts = wave.contacts if wave is waves[0] else None
        named: tuple[tuple[InputKind, Path | None], ...] = (
            ("delivery", wave.file),
            ("contacts", contacts),
            ("corrections", wave.corrections),
            ("waivers", wave.waivers),
        )
        for kind, path in named:
            if path is not None and path in read:
                yield RunInput(kind, str(wave.period), kept_name(path, settings.folder), read[path])
    for path in texts_of(settings, waves):
        if path != settings.path and path in read:
            yield RunInput("text", "", kept_name(path, settings.folder), read[path])


def keep_texts(monitor: Monitor, files: WaveFiles, folder: Path) -> None:
    """Copy the small text inputs into the folder of an archived run, so that the numbers can be computed again."""
    waves = (files, *monitor.waves_before(files))
    lists = [path for wave in waves for path in (wave.corrections, wave.waivers) if path is not None]
    for path in (*texts_of(monitor.settings), *lists):
        target = folder / TEXTS / kept_name(path, monitor.settings.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def texts_in_archive(archive: Archive, run: Run) -> TextOf:
    """The kept texts of an archived run, by their path in the workspace."""
    return lambda name: _text(archive.folder_of(run) / TEXTS / name)


def texts_in_workspace(monitor: Monitor, files: WaveFiles) -> TextOf:
    """The texts of a workspace, by their path in it."""
    waves = (files, *monitor.waves_before(files))
    paths = {kept_name(path, monitor.settings.folder): path for path in texts_of(monitor.settings, waves)}
    return lambda name: _text(paths[name]) if name in paths else None


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
