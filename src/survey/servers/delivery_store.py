"""Store of fetched deliveries: a file for each new state of the submissions, and a list of all with digest and time."""

from __future__ import annotations

import csv
import datetime
import io
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from survey.servers.submission_source import Download, SubmissionSource

LIST = "fetched.csv"
"""Name of the list, next to the deliveries."""

_COLUMNS = ("time", "server", "form", "file", "submissions", "digest")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Stored:
    """Stored delivery; ``is_new`` is False when the same submissions were stored before, under ``path``."""

    path: Path
    n: int
    digest: str
    is_new: bool


def store(download: Download, source: SubmissionSource, folder: Path, now: datetime.datetime) -> Stored:
    """The delivery in a new file of the folder, or the file that holds the same submissions already.

    Nothing that is there is written over: the name has the time, and a number where that is taken. The file appears whole.

    Parameters
    ----------
    download : Download
    source : SubmissionSource
    folder : Path
        Folder of deliveries; it is made when it is not there.
    now : datetime, with a time zone
    """
    digest = download.digest
    earlier = _earlier(folder / LIST, source, digest)
    if earlier is not None:
        return Stored(earlier, download.n, digest, is_new=False)
    folder.mkdir(parents=True, exist_ok=True)
    moment = now.astimezone(datetime.UTC)
    stem = f"{_UNSAFE.sub('_', source.form)}_{moment:%Y-%m-%dT%H%M%SZ}"
    path = _place(download.content, folder, stem, download.suffix)
    line = (moment.isoformat(timespec="seconds"), source.server, source.form, path.name, str(download.n), digest)
    _append(folder / LIST, line)
    return Stored(path, download.n, digest, is_new=True)


def _earlier(listed: Path, source: SubmissionSource, digest: str) -> Path | None:
    """The file of an earlier download with these submissions, if it is still there."""
    if not listed.is_file():
        return None
    with listed.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            same = (row.get("server"), row.get("form"), row.get("digest")) == (source.server, source.form, digest)
            if same and (path := listed.parent / str(row.get("file"))).is_file():
                return path
    return None


def _place(content: bytes, folder: Path, stem: str, suffix: str) -> Path:
    """The content under the first free name, complete from the moment it is there."""
    handle, draft = tempfile.mkstemp(prefix=".fetch-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        number = 1
        while True:
            path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
            try:
                os.link(draft, path)
            except FileExistsError:
                number += 1
            except OSError:  # a file system without hard links
                if path.exists():
                    number += 1
                    continue
                Path(draft).replace(path)
                return path
            else:
                return path
    finally:
        Path(draft).unlink(missing_ok=True)


def _append(listed: Path, line: tuple[str, ...]) -> None:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    if not listed.exists():
        rows.writerow(_COLUMNS)
    rows.writerow(line)
    with listed.open("a", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
