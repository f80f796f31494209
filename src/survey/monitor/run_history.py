"""History of a workspace: tables of archived runs, comparison of two of them, purge of respondents' data."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import get_args

import pandas as pd

from survey.ledger import Archive, Run
from survey.ledger.archive import RESULTS
from survey.ledger.purged_runs import purge, read_purge, respondents_files
from survey.ledger.run_comparison import RunComparison, compare_runs
from survey.monitor.archived_run import texts_in_archive
from survey.monitor.manifest import read_manifest
from survey.monitor.schema import Format

COLUMNS = ("wave", "run", "when", "marks", "delivery", "version", "revises", "reason", "changed", "purged", "formats")


def history_frame(archive: Archive, runs: Iterable[Run]) -> pd.DataFrame:
    """One row per run.

    Parameters
    ----------
    archive : Archive
    runs : iterable of Run

    Returns
    -------
    pandas.DataFrame
        ``wave``; ``run`` its id; ``when`` in UTC; ``marks``; ``delivery`` the file; ``version`` of the package; ``revises``
        the run it replaces; ``reason``; ``changed`` published numbers that changed; ``purged`` when respondents' data
        were removed; ``formats`` of the documents, by which runs with the same numbers may differ. Empty text where there
        is nothing to say.
    """
    return pd.DataFrame([_row(archive, run) for run in runs], columns=list(COLUMNS))


def _row(archive: Archive, run: Run) -> tuple[str, ...]:
    delivery, purged = run.input_of("delivery"), read_purge(archive.folder_of(run))
    return (
        run.wave,
        run.id,
        f"{run.made:%Y-%m-%d %H:%M}",
        " ".join(run.marks),
        delivery.file if delivery is not None else "",
        run.versions.get("survey-barometer", ""),
        run.revises or "",
        run.reason or "",
        "" if run.n_changed is None else str(run.n_changed),
        purged.made[:10] if purged is not None else "",
        " ".join(_formats(run)),
    )


def _formats(run: Run) -> list[str]:
    """Formats of the documents that the run wrote."""
    written = {PurePosixPath(one.file).suffix[1:] for one in run.files if one.file.startswith(f"{RESULTS}/")}
    return [one for one in get_args(Format) if one in written]


def compare_archived(archive: Archive, old: Run, new: Run) -> RunComparison:
    """The differences between two archived runs."""
    return compare_runs(
        old,
        new,
        texts=(texts_in_archive(archive, old), texts_in_archive(archive, new)),
        results=(archive.folder_of(old) / RESULTS, archive.folder_of(new) / RESULTS),
    )


def purgeable(archive: Archive, wave: str, before: datetime.date) -> list[tuple[Run, tuple[str, ...]]]:
    """Runs of a wave made before a day (UTC) that still have respondents' data, with these files.

    A run has them in the archive, or in the folder of results that copies it: a rerun after a purge writes them there again.
    """
    older = [run for run in archive.runs(wave) if run.made.date() < before]
    found = ((run, {*respondents_files(archive.folder_of(run), run), *_copied(archive, run)}) for run in older)
    return [(run, tuple(sorted(files))) for run, files in found if files]


def purge_runs(archive: Archive, wave: str, before: datetime.date) -> None:
    """Remove respondents' data from the runs of a wave made before a day, and from the folder of results that copies one."""
    with archive.locked(wave):
        for run, _ in purgeable(archive, wave, before):
            copied = _copied(archive, run)
            if respondents_files(archive.folder_of(run), run):
                purge(archive.folder_of(run), run)
            for name in copied:
                _copy_of(archive, run, name).unlink()


def _copied(archive: Archive, run: Run) -> tuple[str, ...]:
    """Tables of respondents in ``out/WAVE`` when it is a copy of the run, by their names in the archived run."""
    manifest = read_manifest(archive.folder.parent / "out" / run.wave)
    if manifest is None or manifest.get("run") != run.id:
        return ()
    names = (one.file for one in run.files if one.respondents and one.file.startswith(f"{RESULTS}/"))
    return tuple(name for name in names if _copy_of(archive, run, name).is_file())


def _copy_of(archive: Archive, run: Run, name: str) -> Path:
    return archive.folder.parent / "out" / run.wave / name.removeprefix(f"{RESULTS}/")
