"""Archive of a workspace: one folder for each run of each wave, never changed after it was written."""

from __future__ import annotations

import dataclasses
import datetime
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from survey.errors import LedgerError, listed, nearest
from survey.ledger.archive_lock import locked
from survey.ledger.digests import digest, read_record, sealed, unsealed
from survey.ledger.purged_runs import PURGED, purged_files
from survey.ledger.result_folder import whole_folder
from survey.ledger.run import Run, RunFile, run_from

RUN = "run.json"
RESULTS = "results"
"""Copy of the folder of results as it was published."""

TEXTS = "texts"
"""Copies of the small text inputs: settings, instrument, population figures, lists of the office."""

INTERNAL = "internal"
"""The weighted sample that later waves need."""

IsOfRespondents = Callable[[str], bool]
"""Whether a file, by its path in the folder of the run, has data of single respondents."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Archive of a workspace.

    Parameters
    ----------
    folder : Path
        ``archive`` in the workspace; it need not exist yet.
    """

    folder: Path

    def waves(self) -> tuple[str, ...]:
        """The waves that have runs, in order."""
        folders = self.folder.iterdir() if self.folder.is_dir() else ()
        return tuple(sorted(one.name for one in folders if one.is_dir() and self._names(one.name)))

    def runs(self, wave: str) -> tuple[Run, ...]:
        """The runs of a wave, the oldest first.

        Raises
        ------
        LedgerError
            ``L001`` when the record of a run was edited or cannot be read.
        """
        return tuple(self._read(self.folder / wave / name) for name in self._names(wave))

    def newest(self, wave: str, *, trials: bool = False, drafts: bool = True) -> Run | None:
        """The newest run of a wave; trials count only when asked for, runs whose documents are drafts unless they are left out."""
        found = (run for run in reversed(self.runs(wave)) if trials or not run.is_trial)
        return next((run for run in found if drafts or run.is_issued), None)

    def run(self, wave: str, name: str) -> Run:
        """The run of a wave that has this id, or whose id alone begins so.

        Raises
        ------
        LedgerError
            ``L002`` when there is none, ``L003`` when there are several.
        """
        return self._chosen(name, {one: self.folder / wave / one for one in self._names(wave)})

    def needed(self, wave: str, name: str | None) -> Run:
        """The run of a wave with this id; without an id the newest release, a draft or a trial only when there is
        nothing else.

        Raises
        ------
        LedgerError
            ``L008`` when the wave has no run, and the codes of :meth:`run`.
        """
        if name is not None:
            return self.run(wave, name)
        found = self.newest(wave, drafts=False) or self.newest(wave) or self.newest(wave, trials=True)
        if found is None:
            fact = f"The archive has no run of {wave}."
            raise LedgerError("L008", str(self.folder), fact, f"Run it first: survey run {wave}.")
        return found

    def find(self, name: str) -> Run:
        """The run of any wave that has this id, or whose id alone begins so; errors as of :meth:`run`."""
        return self._chosen(name, {one: self.folder / wave / one for wave in self.waves() for one in self._names(wave)})

    def folder_of(self, run: Run) -> Path:
        """The folder of a run."""
        return self.folder / run.wave / run.id

    @contextmanager
    def locked(self, wave: str) -> Iterator[None]:
        """Hold the runs of a wave: another process that archives a run of it waits.

        Drafts that a killed process left are removed: while the lock is held nobody else writes one.
        """
        folder = self.folder / wave
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            for draft in folder.glob(".*.draft-*"):
                shutil.rmtree(draft, ignore_errors=True)
            yield

    def unused(self, run: Run) -> Run:
        """The run with a time later than that of every archived run of its wave.

        Order in the archive is order in time; a clock that was set back, or two runs in one second, would mix it.
        """
        made = run.made.replace(microsecond=0)
        for one in self.runs(run.wave):
            made = max(made, one.made + datetime.timedelta(seconds=1))
        return dataclasses.replace(run, made=made)

    def add(self, run: Run, fill: Callable[[Path], None], *, is_of_respondents: IsOfRespondents) -> Run:
        """Archive a run, all or nothing: ``fill`` writes the files into a draft, the record is written last.

        Raises
        ------
        LedgerError
            ``L004`` when the archive has a run of this id.
        """
        with whole_folder(self.folder_of(run), ask=_need_absent) as draft:
            fill(draft)
            files = tuple(RunFile(one, digest(draft / one), is_of_respondents(one)) for one in _files_in(draft))
            complete = dataclasses.replace(run, files=files)
            (draft / RUN).write_text(sealed(complete.record()), encoding="utf-8", newline="\n")
        return complete

    def edited_files(self, run: Run) -> tuple[str, ...]:
        """Files of a run that were edited, removed or added since it was archived; those that were purged are left out."""
        folder, gone = self.folder_of(run), purged_files(self.folder_of(run))
        known = {one.file: one.sha256 for one in run.files if one.file not in gone}
        there = set(_files_in(folder)) - {RUN, PURGED} - gone
        changed = (name for name in known.keys() & there if digest(folder / name) != known[name])
        return tuple(sorted({*changed, *(known.keys() ^ there)}))

    def _names(self, wave: str) -> list[str]:
        folder = self.folder / wave
        if folder.parent != self.folder or not folder.is_dir():
            return []
        return sorted(one.name for one in folder.iterdir() if one.name[0] != "." and one.is_dir())

    def _chosen(self, name: str, folders: dict[str, Path]) -> Run:
        if name in folders:
            return self._read(folders[name])
        matching = [one for one in folders if name and one.startswith(name)]
        if not matching:
            remedy = f"{nearest(name, folders)} See: survey history."
            raise LedgerError("L002", str(self.folder), f"There is no run {name!r} in the archive.", remedy)
        if len(matching) > 1:
            fact = f"The names of several runs begin with {name!r}: {listed(matching)}."
            raise LedgerError("L003", str(self.folder), fact, "Write more of the name.")
        return self._read(folders[matching[0]])

    def _read(self, folder: Path) -> Run:
        record = read_record(folder / RUN)
        content = None if record is None else unsealed(record)
        try:
            run = run_from(content or {})
        except ValueError:
            run = None
        if run is None or (run.wave, run.id) != (folder.parent.name, folder.name):
            fact = "The record of this archived run was edited, damaged or removed."
            remedy = "Restore the folder from a backup, or move it out of the archive."
            raise LedgerError("L001", str(folder / RUN), fact, remedy)
        return run


def _need_absent(target: Path) -> None:
    if target.exists():
        fact = "The archive has a run of this name, which is never overwritten."
        raise LedgerError("L004", str(target), fact, "Run again.")


def _files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
