"""Folders of questionnaires that a word of the command names: a folder, a workspace, a version of a folder."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import CommandError, nearest

if TYPE_CHECKING:
    from survey.questionnaire import Questionnaire


def questionnaire_folders(folder: Path) -> list[Path]:
    """The questionnaires of a workspace, that of new waves first; a folder without settings is a questionnaire itself."""
    if not (folder / "monitor.yaml").is_file() or (folder / "questionnaire.yaml").is_file():
        return [folder]
    from survey.monitor.settings_file import read_settings

    settings = read_settings(folder)
    own = [wave.questionnaire for wave in settings.waves.values() if wave.questionnaire is not None]
    return list(dict.fromkeys([settings.questionnaire, *own]))


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
