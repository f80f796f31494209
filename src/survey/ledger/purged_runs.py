"""Purge of respondents' data from archived runs, with a record of who removed what and when."""

from __future__ import annotations

import dataclasses
import datetime
import getpass
from dataclasses import dataclass
from pathlib import Path

from survey.errors import LedgerError
from survey.ledger.digests import read_record, sealed, unsealed
from survey.ledger.result_folder import new_file
from survey.ledger.run import Run

PURGED = "purged.json"


@dataclass(frozen=True, slots=True)
class Purge:
    """Removal of respondents' data from an archived run.

    Parameters
    ----------
    made : str
        When, in UTC (ISO 8601).
    by : str
        Name of the user at the system; empty when it is not known.
    files : tuple of str
        What was removed, by the path in the folder of the run.
    """

    made: str
    by: str
    files: tuple[str, ...]


def read_purge(folder: Path) -> Purge | None:
    """The record of a purge in the folder of a run; None when nothing was purged.

    Raises
    ------
    LedgerError
        ``L005`` when the record was edited or cannot be read.
    """
    path = folder / PURGED
    if not path.exists():
        return None
    content = unsealed(read_record(path) or {})
    files = content.get("files") if content else None
    if content is None or not isinstance(files, list):
        fact = "The record of the purge was edited or damaged."
        raise LedgerError("L005", str(path), fact, "Restore the file from a backup.")
    return Purge(str(content.get("made")), str(content.get("by")), tuple(map(str, files)))


def purged_files(folder: Path) -> set[str]:
    """Files of a run that were purged; empty when none was."""
    found = read_purge(folder)
    return set(found.files) if found is not None else set()


def respondents_files(folder: Path, run: Run) -> tuple[str, ...]:
    """Files of a run with respondents' data that are still there."""
    return tuple(one.file for one in run.files if one.respondents and (folder / one.file).is_file())


def purge(folder: Path, run: Run) -> Purge:
    """Remove the respondents' data of a run, and record it.

    The record is written before the first file is removed, so that a process killed in between leaves files that
    are known to be purged; purging again removes them.
    """
    before = read_purge(folder)
    if before is None:
        files = tuple(one.file for one in run.files if one.respondents)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        before = Purge(now, _user(), files)
        with new_file(folder / PURGED) as draft:
            draft.write_text(sealed(dataclasses.asdict(before)), encoding="utf-8", newline="\n")
    for name in before.files:
        (folder / name).unlink(missing_ok=True)
    return before


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
