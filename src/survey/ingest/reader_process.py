"""Guarded readers of native code: a child process with limits of memory and time.

Libraries that read binary files may crash, panic, abort, hang or ask for all memory when a file is damaged. In a child
process each of these ends as one :class:`ReadError`. Where the system can, the child is forked: it has the bytes of
the file already, and loads nothing. Elsewhere a fresh Python is started, and only the limit of time holds there.

The result comes back pickled, its columns as plain buffers. That is safe: the child runs this program with the
rights of its parent; it guards against crashes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from survey.errors import ReadError
from survey.ingest.forked_reader import StuckError, run_forked
from survey.ingest.process_messages import EndedError, ProcessLimits
from survey.ingest.started_reader import run_started

P = ParamSpec("P")
R = TypeVar("R")

_MEGABYTE = 2**20
_LEAST_MEMORY = 640 * _MEGABYTE
_MEMORY_PER_BYTE = 60
_LEAST_SECONDS = 25.0
_SECONDS_PER_MEGABYTE = 3.0


def limits_for(size: int) -> ProcessLimits:
    """Memory and time allowed for a file of this many bytes; an honest file needs far less.

    Examples
    --------
    >>> limits_for(0)
    ProcessLimits(memory=671088640, seconds=25.0)
    """
    return ProcessLimits(
        _LEAST_MEMORY + _MEMORY_PER_BYTE * size, _LEAST_SECONDS + _SECONDS_PER_MEGABYTE * size / _MEGABYTE
    )


def can_fork() -> bool:
    """True where a child can be forked safely."""
    return hasattr(os, "fork") and sys.platform.startswith("linux")


def guarded(place: str, limits: ProcessLimits, task: Callable[P, R], *args: P.args, **keywords: P.kwargs) -> R:
    """The result of a task, run in a child process; the errors of this package pass through.

    Parameters
    ----------
    place : str
        The file, for the error.
    limits : ProcessLimits
    task : callable
        A function of a module, with arguments and a result that can be pickled.

    Raises
    ------
    ReadError
        ``F070`` when the child crashed, ``F071`` when it took too much memory, ``F072`` too much time.
    """
    run = run_forked if can_fork() else run_started
    try:
        try:
            return cast("R", run(limits, task, args, keywords))
        except StuckError:
            return cast("R", run_started(limits, task, args, keywords))
    except EndedError as ended:
        raise _error(place, limits, ended) from None


def _error(place: str, limits: ProcessLimits, ended: EndedError) -> ReadError:
    if ended.outcome == "memory":
        return ReadError(
            "F071",
            place,
            f"Reading takes more than {limits.memory // _MEGABYTE} MB of memory, too much for a file of this size.",
            "The file is damaged or blown up; ask for it again, or as CSV UTF-8.",
        )
    if ended.outcome == "time":
        return ReadError(
            "F072",
            place,
            f"Reading takes more than {limits.seconds:.0f} seconds, too long for a file of this size.",
            "The file is damaged or blown up; ask for it again, or as CSV UTF-8.",
        )
    return ReadError(
        "F070",
        place,
        f"The library that reads this format crashed on it ({ended.detail}).",
        "The file is damaged; ask for it again, or in another format (CSV UTF-8, XLSX).",
    )
