"""Writing all or nothing: a folder of results appears whole, or the previous one stays whole."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextlib.contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A new folder to write into, which takes the place of ``target`` when the block ends well.

    When the block raises, or the process is killed inside it, ``target`` is what it was before. What an
    earlier killed run left beside it is cleared away.

    Parameters
    ----------
    target : Path
        The folder to make or to replace. Its parent is made when absent.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _recover(target)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.draft-{os.getpid()}-", dir=target.parent))
    draft.chmod(0o755)
    try:
        yield draft
        _replace(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def _recover(target: Path) -> None:
    """Undo what a killed run may have left: put a displaced folder back, remove drafts of dead processes."""
    previous = _previous(target)
    if previous.is_dir() and not target.exists():
        previous.rename(target)
    shutil.rmtree(previous, ignore_errors=True)
    for draft in target.parent.glob(f".{target.name}.draft-*"):
        if not _is_running(int(draft.name.rpartition(".draft-")[2].split("-")[0])):
            shutil.rmtree(draft, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":  # elsewhere signal 0 ends a process instead of asking for it
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _replace(draft: Path, target: Path) -> None:
    if not target.exists():
        draft.rename(target)
    elif not _exchange(draft, target):
        # Without an atomic exchange there is an instant in which the old folder stands under the name that
        # _recover looks for; it is never gone.
        target.rename(_previous(target))
        draft.rename(target)
        shutil.rmtree(_previous(target), ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where the system can (Linux); False where it cannot."""
    if sys.platform != "linux":
        return False
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(swap(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write a file under, which becomes ``target`` in one step when the block ends well."""
    draft = target.with_name(f".{target.name}.draft-{os.getpid()}-{target.suffix}")
    try:
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
