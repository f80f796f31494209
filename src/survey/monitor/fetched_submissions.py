"""Fetching of submissions into the deliveries of a workspace."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from survey.errors import FetchError
from survey.monitor.settings_file import read_settings
from survey.servers import Stored, download, store

FOLDER = "deliveries"


@dataclass(frozen=True, slots=True)
class Fetched:
    """Fetched submissions: where they are stored, and the records of repeats."""

    stored: Stored
    repeats: Mapping[str, int]


def fetch_submissions(workspace: str | Path, progress: Callable[[str], None] = lambda _: None) -> Fetched:
    """Download all submissions of the form that ``fetch:`` names, and store them where they are new.

    Raises
    ------
    FetchError
        ``U000`` without ``fetch:``, and the codes of the settings and of :func:`survey.servers.download`.
    MonitorError, QuestionnaireError
        When the workspace cannot be read.
    """
    settings = read_settings(workspace)
    if settings.fetch is None:
        remedy = "Add server, form and secret_variable; docs/how_to/fetch.md has examples."
        raise FetchError("U000", str(settings.path), "There is no fetch: in this file.", remedy)
    secret = settings.fetch.secret()
    progress("fetch the submissions")
    found = download(settings.fetch.source, secret)
    now = datetime.datetime.now(datetime.UTC)
    return Fetched(store(found, settings.fetch.source, settings.folder / FOLDER, now), found.repeats)
