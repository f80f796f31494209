"""Source of submissions: a form on a server, and what is downloaded from it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from survey.servers.central import central_archive
from survey.servers.kobo import kobo_table

ServerKind = Literal["central", "kobo"]


@dataclass(frozen=True, slots=True)
class SubmissionSource:
    """Form on a server whose submissions are fetched.

    Parameters
    ----------
    kind : "central" or "kobo"
    server : str
        Address without a path: ``https://central.example.kz``.
    form : str
        Id of the form in ODK Central, or the id of the project (asset) in KoboToolbox.
    project : int or None
        Number of the project in ODK Central.
    user : str
        Name of the account in ODK Central.
    timeout : float, seconds
        Longest silence of the server.
    """

    kind: ServerKind
    server: str
    form: str
    project: int | None = None
    user: str = ""
    timeout: float = 60


@dataclass(frozen=True, slots=True)
class Download:
    """Downloaded submissions.

    Parameters
    ----------
    content : bytes
        A zip of tables from ODK Central, a table as CSV from KoboToolbox.
    suffix : str
        Ending of the name of its file.
    n : int
        Number of submissions.
    repeats : mapping of name to int
        Records of each repeat, which are not stored apart.
    """

    content: bytes
    suffix: str
    n: int
    repeats: Mapping[str, int]

    @property
    def digest(self) -> str:
        """SHA-256 of the submissions: of the tables of a zip, whose own bytes hold the time of the download."""
        if self.suffix != ".zip":
            return hashlib.sha256(self.content).hexdigest()
        whole = hashlib.sha256()
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            for name in sorted(archive.namelist()):
                whole.update(f"{name}\0{hashlib.sha256(archive.read(name)).hexdigest()}\n".encode())
        return whole.hexdigest()


def download(source: SubmissionSource, secret: str) -> Download:
    """All submissions of a form.

    Raises
    ------
    FetchError
        ``U010`` to ``U018`` for what a server may answer instead, ``U019`` without pyodk, ``U020`` when the number of
        submissions is not the one that the server states, ``U021`` when the server leads to another one.
    """
    if source.kind == "central":
        content, n, repeats = central_archive(
            source.server, source.project or 0, source.form, source.user, secret, source.timeout
        )
        return Download(content, ".zip", n, repeats)
    content, n, repeats = kobo_table(source.server, source.form, secret, source.timeout)
    return Download(content, ".csv", n, repeats)
