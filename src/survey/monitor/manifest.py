"""``manifest.json``: what a folder of results was made from and what it consists of, by digests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from survey.errors import MonitorError
from survey.ledger.digests import digest, read_record, unsealed
from survey.monitor.settings import Settings, WaveFiles
from survey.monitor.workspace_languages import language_paths
from survey.versions.instrument_seal import COPIES
from survey.versions.translation_progress import TERMS_FILE
from survey.versions.translation_stages import STAGES_FILE

MANIFEST = "manifest.json"
_SHOWN = 10
_FOR_THE_OFFICE = frozenset({COPIES, STAGES_FILE, TERMS_FILE})
"""Files and folders next to a questionnaire that no run reads."""


def inputs_of(settings: Settings) -> tuple[Path, ...]:
    """Every file that the workspace names: its texts, and deliveries, contact sheets and lists of every wave."""
    waves = settings.waves.values()
    named = (path for one in waves for path in (one.file, one.contacts, one.corrections, one.waivers))
    return (*texts_of(settings), *(path for path in named if path is not None))


def texts_of(settings: Settings, waves: Iterable[WaveFiles] | None = None) -> tuple[Path, ...]:
    """The files that are read before any delivery: the settings, catalogues of languages, the instrument and
    population of the waves.

    Parameters
    ----------
    settings : Settings
    waves : iterable of WaveFiles, optional
        All waves of the workspace when not given.
    """
    folders = [settings.questionnaire, settings.population] if waves is None else []
    for wave in settings.waves.values() if waves is None else waves:
        folders += [wave.questionnaire or settings.questionnaire, wave.population or settings.population]
    there = dict.fromkeys(folder for folder in folders if folder is not None)
    inside = [
        path
        for folder in there
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in _FOR_THE_OFFICE
    ]
    return tuple(dict.fromkeys([settings.path, *language_paths(settings.folder), *inside]))


def need_unchanged(read: Mapping[Path, str]) -> None:
    """Stop when a file has changed since it was read.

    Raises
    ------
    MonitorError
        ``M046`` with the first such file.
    """
    for path, before in read.items():
        if not path.is_file() or digest(path) != before:
            fact = "The file was changed while the run was reading it."
            raise MonitorError(
                "M046", str(path), fact, "Make sure that nobody edits the files of the workspace, and run again."
            )


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest of a folder of results; None when the folder was not made by a run."""
    try:
        content = read_record(folder / MANIFEST)
    except OSError:
        return None
    return content if content is not None and {"wave", "inputs", "counts"} <= set(content) else None


def need_ours(folder: Path, *, delivery: Path, is_trial: bool, force: bool, is_draft: bool = False) -> None:
    """Stop unless a folder may be replaced: it holds what a run wrote, nothing else, and of the same delivery.

    Parameters
    ----------
    folder : Path
        ``out/<quarter>``.
    delivery : Path
        The file that is going to be read.
    is_trial : bool
        Whether it was named with ``--file`` and not by ``monitor.yaml``. A trial may replace a trial, but
        not the published results of the delivery that ``monitor.yaml`` names.
    is_draft : bool
        Whether documents are going to be drafts, which replace drafts but no release.
    force : bool
        Whether results that were edited, or that come from another file, may be replaced. A folder without a
        manifest was made by somebody else and is never replaced.

    Raises
    ------
    MonitorError
        ``M047`` when the folder was not made by a run, ``M048`` when something in it was added or edited since,
        ``M049`` when it holds the results of another delivery, ``M088`` when it holds a release and a draft is to be written.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        return
    content = None if folder.is_symlink() else read_manifest(folder)
    if content is None:
        fact = "This was not made by a run of the quarter; it was left as it is."
        raise MonitorError("M047", str(folder), fact, "Give it another name, or move it elsewhere.")
    if force:
        return
    if strange := files_not_listed(folder, content, MANIFEST):
        fact = f"Files were added or edited here since the run: {', '.join(strange)}."
        raise MonitorError("M048", str(folder), fact, "Move them elsewhere, or add --force to lose them.")
    if is_trial and not content.get("trial") and content.get("delivery") != digest(delivery):
        fact = "Here are the results of the delivery named in monitor.yaml, which --file must not replace."
        remedy = "Name the new file in monitor.yaml, move the folder elsewhere, or add --force."
        raise MonitorError("M049", str(folder), fact, remedy)
    if is_draft and not content.get("draft"):
        fact = "Here is a report that was issued, which --draft must not replace."
        raise MonitorError("M113", str(folder), fact, "Move the folder elsewhere, or add --force.")


def files_not_listed(folder: Path, content: Mapping[str, object], record: str) -> tuple[str, ...]:
    """Names of files that differ from the record of a folder, ``record`` in it: at most ten, then an ellipsis."""
    listed = content.get("outputs")
    known = {one.get("file"): one.get("sha256") for one in listed} if isinstance(listed, list) else {}
    known[record] = digest(folder / record) if unsealed(content) is not None else None
    folders = {(folder / str(name)).parent for name in known}
    found = [
        path.relative_to(folder).as_posix()
        for path in _everything(folder, folders)
        if path.is_symlink() or not path.is_file() or known.get(path.relative_to(folder).as_posix()) != digest(path)
    ]
    return (*found[:_SHOWN], *(["…"] if len(found) > _SHOWN else []))


def _everything(folder: Path, folders: Set[Path]) -> Iterator[Path]:
    """Files, links and unknown folders; folders in which a run writes are looked into."""
    for path in sorted(folder.iterdir()):
        if path in folders and path.is_dir() and not path.is_symlink():
            yield from _everything(path, folders)
        else:
            yield path


def files_in(folder: Path) -> tuple[str, ...]:
    """Paths of all files inside a folder, relative to it, in order."""
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def relative(path: Path, folder: Path) -> str:
    """The path relative to the workspace; for a file elsewhere only its name."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def files_of(waves: Iterable[WaveFiles]) -> tuple[Path, ...]:
    """The files delivered for some waves that are there."""
    named = [path for wave in waves for path in (wave.file, wave.contacts, wave.corrections, wave.waivers)]
    return tuple(dict.fromkeys(path for path in named if path is not None and path.is_file()))
