"""Versions of a questionnaire as a word of the command names them: ``FOLDER@VERSION``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import CommandError, nearest

if TYPE_CHECKING:
    from survey.questionnaire import Questionnaire


def dated_folder(named: Path) -> tuple[Path, str | None]:
    """A folder and the version or day after its last ``@``; None without one, or when a folder has the whole name."""
    head, at, version = str(named).rpartition("@")
    if not at or not version or named.is_dir():
        return named, None
    return Path(head or "."), version


def first_day(form: Questionnaire, version: str, place: str) -> datetime.date:
    """The day that a version names: itself, or the first day of fieldwork with this version.

    Raises
    ------
    CommandError
        ``C020`` when it is neither a day nor a version under ``versions``.
    """
    known = dict(form.versions)
    if version in known:
        return known[version]
    try:
        return datetime.date.fromisoformat(version)
    except ValueError:
        fact = f"{version!r} is neither a day nor a version that the questionnaire lists under versions."
        raise CommandError("C020", place, fact, nearest(version, known)) from None
