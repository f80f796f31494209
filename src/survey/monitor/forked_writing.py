"""Tasks shared between this process and a forked child, so that two processors write the documents of two languages at once."""

from __future__ import annotations

import gc
import os
import signal
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from survey.ingest.reader_process import can_fork

Task = Callable[[], None]
LONGEST = 60.0
"""Seconds after which the child is given up, and its tasks are done here."""

_PAUSE = 0.01


def in_two_processes(mine: Sequence[Task], others: Sequence[Task]) -> None:
    """Carry out tasks that only write files: the others in a child where the system can fork and has a second processor.

    What the child could not do is done again here, so that its error is raised as any other.
    """
    child = _forked(others) if others and can_fork() and (os.cpu_count() or 1) > 1 else None
    try:
        for task in mine:
            task()
        done = child is not None and _is_done(child)
    except BaseException:
        if child is not None:
            _end(child)
        raise
    if not done:
        for task in others:
            task()


def _forked(tasks: Sequence[Task]) -> int:
    with warnings.catch_warnings():
        # Python warns of forks while threads run; should a lock of one be held, the child is given up in time
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _live(tasks)
    return child


def _live(tasks: Sequence[Task]) -> NoReturn:
    """The life of the child, which neither returns nor prints."""
    outcome = 1
    try:
        gc.disable()
        for task in tasks:
            task()
        outcome = 0
    finally:
        os._exit(outcome)


def _is_done(child: int) -> bool:
    """Whether the child ended well; one that does not end in time is stopped."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(_PAUSE)
    _end(child)
    return False


def _end(child: int) -> None:
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
