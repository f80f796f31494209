"""Upgrade of a workspace that an older version made: what has to change, shown or carried out with a copy kept."""

from __future__ import annotations

import datetime
import difflib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from survey.errors import MonitorError
from survey.ledger.result_folder import new_file
from survey.monitor.manifest import read_manifest
from survey.monitor.meaning_upgrade import with_meanings
from survey.monitor.settings_file import settings_path
from survey.monitor.shipped_files import shipped_questionnaire
from survey.monitor.status_rule_upgrade import upgraded_rule

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_OF_RESPONDENTS = ("findings.csv", "weights.csv")
"""Tables that older versions wrote among the published ones."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Text file with lines to rewrite: keys removed from and added to its status rule, indicators that got a meaning."""

    path: Path
    old: str
    new: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    meanings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """File of the template that the workspace lacks."""

    path: Path
    text: bytes


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Changes that bring a workspace to the current layout.

    Parameters
    ----------
    folder : Path
    edits : tuple of TextEdit
    additions : tuple of Addition
    results : tuple of Path
        Folders of results in an older layout; they are moved into the backup, to be computed again.
    """

    folder: Path
    edits: tuple[TextEdit, ...]
    additions: tuple[Addition, ...]
    results: tuple[Path, ...]

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to change."""
        return bool(self.edits or self.additions or self.results)

    def difference(self) -> str:
        """The lines to rewrite, as a unified difference."""
        return "\n".join(line for edit in self.edits for line in self._lines(edit))

    def _lines(self, edit: TextEdit) -> Iterator[str]:
        name = edit.path.relative_to(self.folder).as_posix()
        yield from difflib.unified_diff(edit.old.splitlines(), edit.new.splitlines(), name, name, lineterm="")


def plan_upgrade(path: Path) -> Upgrade:
    """The changes that a workspace needs; nothing is written.

    Raises
    ------
    MonitorError
        ``M003`` when the folder is not a workspace, ``M060`` when ``monitor.yaml`` is not YAML.
    """
    settings = settings_path(path)
    folder = settings.parent
    instruments = _questionnaires(settings)
    own = _id_of(shipped_questionnaire())
    edits = (_edit(folder / name / "indicators.yaml", is_copy=_id_of(folder / name) == own) for name in instruments)
    return Upgrade(
        folder=folder,
        edits=tuple(edit for edit in edits if edit is not None),
        additions=tuple(_additions(folder, instruments)),
        results=tuple(_older_results(folder / "out")),
    )


def carry_out(upgrade: Upgrade) -> Path:
    """Make the changes, after copies of everything that is changed were made.

    Returns
    -------
    Path
        The folder of the copies, inside ``backup`` of the workspace.

    Raises
    ------
    MonitorError
        ``M043`` when a file to be added appeared meanwhile, ``M061`` when a file to be edited changed meanwhile.
    """
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    backup = upgrade.folder / "backup" / f"upgrade-{now}"
    backup.mkdir(parents=True)
    for edit in upgrade.edits:
        kept = backup / edit.path.relative_to(upgrade.folder)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(edit.path, kept)
    for edit in upgrade.edits:
        if _text(edit.path) != edit.old:
            fact = "The file was changed meanwhile; it was left as it is."
            raise MonitorError("M061", str(edit.path), fact, "Run again: survey upgrade.")
        with new_file(edit.path, force=True) as draft:
            draft.write_text(edit.new, encoding="utf-8", newline="")
    for one in upgrade.additions:
        one.path.parent.mkdir(parents=True, exist_ok=True)
        with new_file(one.path) as draft:
            draft.write_bytes(one.text)
    for results in upgrade.results:
        moved = backup / results.relative_to(upgrade.folder)
        moved.parent.mkdir(parents=True, exist_ok=True)
        results.rename(moved)
    return backup


def _questionnaires(settings: Path) -> list[str]:
    """Folders of questionnaires that ``monitor.yaml`` names, the usual one first; those outside are left alone."""
    try:
        said = yaml.load(_text(settings), _LOADER)
    except (yaml.YAMLError, UnicodeDecodeError):
        fact = "The file is not YAML."
        raise MonitorError("M060", str(settings), fact, "Mend it first: survey run says where.") from None
    said = said if isinstance(said, dict) else {}
    waves = said.get("waves")
    entries = waves.values() if isinstance(waves, dict) else ()
    named = [said.get("questionnaire"), *(one.get("questionnaire") for one in entries if isinstance(one, dict))]
    inside = (name for name in named if isinstance(name, str) and name)
    return [name for name in dict.fromkeys(inside) if ".." not in Path(name).parts and not Path(name).is_absolute()]


def _edit(path: Path, *, is_copy: bool) -> TextEdit | None:
    """The edit of ``indicators.yaml``; meanings are added to a copy of the shipped instrument only."""
    if not path.is_file() or path.is_symlink():
        return None
    try:
        old = _text(path)
    except UnicodeDecodeError:
        return None
    template = (shipped_questionnaire() / "indicators.yaml").read_text("utf-8")
    new, removed, added = upgraded_rule(old, template)
    new, meanings = with_meanings(new, template) if is_copy else (new, ())
    return TextEdit(path, old, new, removed, added, meanings) if new != old else None


def _additions(folder: Path, instruments: list[str]) -> Iterator[Addition]:
    """Files of the shipped instrument that a copy of it lacks, and the list of what version control leaves out."""
    if not (folder / ".gitignore").exists():
        text = (files("survey.monitor") / "templates" / "gitignore").read_bytes()
        yield Addition(folder / ".gitignore", text)
    shipped = shipped_questionnaire()
    own = _id_of(shipped)
    for name in instruments:
        if own is None or _id_of(folder / name) != own:
            continue
        for source in sorted(path for path in shipped.iterdir() if path.is_file()):
            if not (folder / name / source.name).exists():
                yield Addition(folder / name / source.name, source.read_bytes())


def _id_of(questionnaire: Path) -> str | None:
    path = questionnaire / "questionnaire.yaml"
    try:
        said = yaml.load(_text(path), _LOADER)
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return None
    found = said.get("id") if isinstance(said, dict) else None
    return str(found) if found is not None else None


def _older_results(out: Path) -> Iterator[Path]:
    """Folders that a run made with tables of respondents among the published ones."""
    for folder in sorted(out.iterdir()) if out.is_dir() and not out.is_symlink() else ():
        if not folder.is_dir() or folder.is_symlink():
            continue
        is_older = any((folder / name).is_file() for name in _OF_RESPONDENTS)
        if is_older and read_manifest(folder) is not None:
            yield folder


def _text(path: Path) -> str:
    """The text with its line ends as they are."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
