"""Entry of a finished run into the archive: what it repeats, what it revises, and its folder."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survey.errors import LedgerError, listed
from survey.ledger import Archive, Revision, Run
from survey.ledger.archive import RESULTS
from survey.ledger.revision import revision_of
from survey.monitor.archived_run import keep_texts, texts_in_archive, texts_in_workspace
from survey.monitor.archived_sample import fingerprint
from survey.monitor.kept_sample import keep_sample
from survey.monitor.manifest import need_unchanged
from survey.monitor.monitor import Monitor, Wave
from survey.monitor.run_files import archive_at, is_of_respondents
from survey.monitor.weighted_wave import WeightedWave


@dataclass(slots=True)
class ArchiveEntry:
    """A run that is being entered; the lock of its wave is held.

    Parameters
    ----------
    monitor : Monitor
    wave : Wave
    run : Run
        The run; its time and what it revises are settled here.
    draft : Path
        The folder of results that is being made, with its tables.
    read : mapping of Path to digest
        Files that were read.
    documents : tuple of str
        Names of the documents that the run writes; a run that lacks one of them is not repeated but made again.
    """

    monitor: Monitor
    wave: Wave
    run: Run
    draft: Path
    read: Mapping[Path, str]
    documents: tuple[str, ...] = ()
    archive: Archive = field(init=False)
    before: Run | None = field(init=False)
    revision: Revision | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.archive = archive_at(self.monitor.settings.folder)
        kind = (self.run.is_trial, self.run.is_issued)
        same = (one for one in reversed(self.archive.runs(self.run.wave)) if (one.is_trial, one.is_issued) == kind)
        self.before = next(same, None)
        if self.before is not None:
            self._need_whole(self.before)
        if self.repeated() is None:
            self.run = self.archive.unused(self.run)
            self._revise()

    def repeated(self) -> Run | None:
        """The newest archived run when this one repeats it; trials repeat trials, drafts repeat drafts."""
        if self.before is None or not self.run.repeats(self.before):
            return None
        known = {one.file for one in self.before.files}
        return self.before if all(f"{RESULTS}/{name}" in known for name in self.documents) else None

    def _revise(self) -> None:
        """A release revises the release before it; a trial or a draft revises nothing.

        A run that has the numbers of the one before and further formats revises what that one revised.
        """
        before = self.before
        if before is not None and self.run.repeats(before):
            self.run = dataclasses.replace(self.run, reason=self.run.reason or before.reason)
            before = self.archive.run(before.wave, before.revises) if before.revises is not None else None
        if before is None or self.run.is_trial or not self.run.is_issued:
            return
        self.revision = revision_of(
            before,
            self.run,
            texts=(texts_in_archive(self.archive, before), texts_in_workspace(self.monitor, self.wave.files)),
            results=(self.archive.folder_of(before) / RESULTS, self.draft),
            headlines=[one.id for one in self.wave.indicators.indicators if one.primary],
            reason=self.run.reason,
        )
        self.run = dataclasses.replace(self.run, revises=before.id, n_changed=self.revision.n_changed)

    def _need_whole(self, run: Run) -> None:
        edited = self.archive.edited_files(run)
        if edited:
            fact = f"Files of this archived run were edited, removed or added: {listed(edited)}."
            remedy = "Restore the folder from a backup, or move it out of the archive."
            raise LedgerError("L006", str(self.archive.folder_of(run)), fact, remedy)

    def add(self) -> None:
        """Archive the run with a copy of the results and of the texts; the files that were read must not have changed.

        Raises
        ------
        MonitorError
            ``M046`` when one has.
        """
        need_unchanged(self.read)
        self.run = self.archive.add(self.run, self._fill, is_of_respondents=is_of_respondents)

    def restore(self, repeated: Run) -> None:
        """Make the results those of an archived run; tables of respondents that were purged there stay as computed."""
        need_unchanged(self.read)
        shutil.copytree(self.archive.folder_of(repeated) / RESULTS, self.draft, dirs_exist_ok=True)

    def _fill(self, folder: Path) -> None:
        shutil.copytree(self.draft, folder / RESULTS)
        keep_texts(self.monitor, self.wave.files, folder)
        if not self.run.is_trial:
            settings, files, delivery = self.monitor.settings, self.wave.files, self.wave.delivery
            weighted = WeightedWave(
                files, self.wave.instrument, delivery.interviews, delivery.not_asked, self.wave.sample
            )
            keep_sample(weighted, fingerprint(settings, files, self.monitor.texts), folder)
