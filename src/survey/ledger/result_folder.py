"""Writing all or nothing, and never over what somebody else made."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from survey.errors import MonitorError, SurveyError, nearest

_DRAFT = ".survey-"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_SYNCHRONIZE = 0x00100000
_STILL_RUNNING = 0x102
_WINDOWS_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"
}


def need_free(target: Path, *, inputs: Iterable[Path] = (), force: bool = False) -> Path:
    """The file to write when ``target`` is asked for: it can be made, and nothing is lost by making it.

    Parameters
    ----------
    target : Path
        Links are followed, so that a link to an input is seen to be that input.
    inputs : iterable of Path
        Files that are read; never written over, under any name.
    force : bool
        Whether an ordinary file that is there already may be replaced.

    Raises
    ------
    MonitorError
        ``M040`` when it is one of the inputs, ``M041`` when it is a folder, ``M042`` when it is a device, a pipe or
        a socket, ``M043`` when it is there already, ``M044`` when its folder does not exist.
    """
    where = str(target)
    if any(_is_same(target, other) for other in inputs):
        fact = "The output would be written over a file that is read."
        raise MonitorError("M040", where, fact, "Name another file for the output.")
    resolved = target.resolve() if target.is_symlink() else target
    if resolved.is_dir():
        raise MonitorError("M041", where, "This is a folder, not a file.", "Name a file in it.")
    if _is_device(target) or (_exists(resolved) and not resolved.is_file()):
        fact = "This is a device or a pipe, which cannot be written whole or not at all."
        raise MonitorError("M042", where, fact, "Name an ordinary file.")
    if _exists(target) and not force:
        fact = "There is already a file of this name; it was left as it is."
        raise MonitorError("M043", where, fact, "Name another file, or add --force to replace this one.")
    if not resolved.parent.is_dir():
        fact = f"There is no folder {str(resolved.parent)!r}."
        beside = resolved.parent.parent
        names = [one.name for one in beside.iterdir() if one.is_dir() and one.name[0] != "."] if beside.is_dir() else []
        remedy = "Make the folder first, or name one that is there."
        if get_close_matches(resolved.parent.name, names, n=1):
            remedy = nearest(resolved.parent.name, names)
        raise MonitorError("M044", where, fact, remedy)
    return resolved


def _exists(path: Path) -> bool:
    """Whether something has this name, a broken link included."""
    return os.path.lexists(path)


def _is_device(path: Path) -> bool:
    """Whether the system keeps this name for a device or an open stream, whatever it leads to at the moment."""
    if sys.platform == "win32":
        return path.name.partition(".")[0].rstrip().upper() in _WINDOWS_DEVICES  # con.tar.gz is the console, too
    return any(path.absolute().is_relative_to(folder) for folder in ("/dev", "/proc")) and not _in_memory(path)


def _in_memory(path: Path) -> bool:
    return path.absolute().is_relative_to("/dev/shm")  # a folder for files, in spite of its place


def _is_same(one: Path, other: Path) -> bool:
    """Whether both paths lead to the same file: by another spelling, a link, or a second name of the file."""
    with contextlib.suppress(OSError):
        return one.samefile(other)
    return one.resolve() == other.resolve()


@contextlib.contextmanager
def new_file(target: Path, *, inputs: Iterable[Path] = (), force: bool = False) -> Iterator[Path]:
    """A path to write a file under, which becomes ``target`` in one step when the block ends well.

    Parameters and errors are those of :func:`need_free`. A file that appears under the name while the block runs is
    left as it is, and ``M043`` says so.
    """
    named = tuple(inputs)
    resolved = need_free(target, inputs=named, force=force)
    with _errors_about(target):
        handle, name = tempfile.mkstemp(prefix=_DRAFT, suffix=resolved.suffix, dir=resolved.parent)
        os.close(handle)
        draft = Path(name)
        try:
            yield draft
            draft.chmod(_usual_rights(0o666))
            need_free(target, inputs=named, force=force)
            draft.replace(resolved) if force else _name_anew(draft, resolved)
        finally:
            draft.unlink(missing_ok=True)


@contextlib.contextmanager
def _errors_about(target: Path) -> Iterator[None]:
    """A block whose errors about a draft name the file that the user asked for."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and _is_draft_of(Path(os.fsdecode(error.filename)), target):
            error.filename = str(target)
        raise
    except SurveyError as error:
        if _is_draft_of(Path(error.place), target):
            error.place = str(target)
        raise


def _is_draft_of(path: Path, target: Path) -> bool:
    """Whether a path is a draft; files that are written at the same time have other endings."""
    return path.name.startswith(_DRAFT) and path.suffix == target.suffix


def _name_anew(draft: Path, target: Path) -> None:
    """Give the draft its name, unless something has that name by now."""
    try:
        os.link(draft, target)
    except FileExistsError:
        need_free(target)
    except OSError:  # no second names on this file system
        draft.rename(target)


def _usual_rights(most: int) -> int:
    """The rights of a file or a folder made in the ordinary way, which leave out what the user's mask forbids."""
    mask = os.umask(0)
    os.umask(mask)
    return most & ~mask


def leave(target: Path) -> None:
    """Ask nothing before a folder is replaced: the default of :func:`whole_folder`."""


@contextlib.contextmanager
def whole_folder(target: Path, *, ask: Callable[[Path], None] = leave) -> Iterator[Path]:
    """A new folder to write into, which takes the place of ``target`` when the block ends well.

    When the block raises, or the process is killed inside it, ``target`` is what it was before. What an
    earlier killed run left behind is removed.

    Parameters
    ----------
    target : Path
        The folder to make or to replace. Its parent is made when absent.
    ask : callable
        Called with ``target`` before the block and again before the folder is replaced; raises to keep what is there.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    _recover(target)
    ask(target)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.draft-{os.getpid()}-", dir=target.parent))
    draft.chmod(_usual_rights(0o777))
    try:
        yield draft
        ask(target)
        _replace(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def _recover(target: Path) -> None:
    """Undo what a killed run may have left: put a displaced folder back, remove drafts of dead processes."""
    previous = _previous(target)
    if previous.is_dir() and not _exists(target):
        previous.rename(target)
    made_here = re.compile(re.escape(f".{target.name}.draft-") + r"(\d+)-[a-z0-9_]{8}")
    for draft in target.parent.iterdir():
        made = made_here.fullmatch(draft.name)
        if made and draft.is_dir() and not draft.is_symlink() and not _is_running(int(made[1])):
            shutil.rmtree(draft, ignore_errors=True)


def _is_running(process: int) -> bool:
    if sys.platform == "win32":  # signal 0 ends a process there instead of asking for it
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _is_running_on_windows(process: int) -> bool:
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    handle = kernel.OpenProcess(_SYNCHRONIZE, False, process)
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == _STILL_RUNNING)
    finally:
        kernel.CloseHandle(handle)


def _replace(draft: Path, target: Path) -> None:
    if not _exists(target):
        draft.rename(target)
    elif target.is_dir() and not any(target.iterdir()):
        _fill(draft, target)
    elif not _exchange(draft, target):
        # Without an atomic exchange there is an instant in which the old folder has the name that
        # _recover looks for; it is never gone.
        displaced = _previous(target)
        if _exists(displaced):
            fact = "A run that was killed left the results of an earlier run under this name."
            raise MonitorError("M045", str(displaced), fact, "Look into that folder, keep what you need and remove it.")
        target.rename(displaced)
        try:
            draft.rename(target)
        except OSError:
            displaced.rename(target)
            raise
        shutil.rmtree(displaced, ignore_errors=True)


def _fill(draft: Path, target: Path) -> None:
    """Move everything into an existing empty folder, which a shell may have as its working folder."""
    moved: list[Path] = []
    try:
        for entry in sorted(draft.iterdir()):
            # Not a comprehension: when one fails, those moved before must be known.
            moved.append(entry.rename(target / entry.name))  # noqa: PERF401
    except BaseException:
        for entry in moved:
            entry.rename(draft / entry.name)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where the system can (Linux); False where it cannot."""
    if sys.platform != "linux":
        return False
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(swap(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
