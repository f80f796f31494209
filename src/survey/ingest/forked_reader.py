"""A task run in a forked child, which has the bytes of the file already and loads nothing; Linux only."""

from __future__ import annotations

import gc
import math
import os
import select
import signal
import struct
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import IO, NoReturn

from survey.ingest.process_messages import (
    CHUNK,
    OUT_OF_MEMORY,
    EndedError,
    ProcessFailure,
    ProcessLimits,
    frames_of,
    result_of,
    write_frame,
)

_HEARTBEAT = 0.02
"""Seconds between two looks at the child."""
_PATIENCE, _SOME_WORK = 5.0, 0.02
"""A child that has used less than the second (seconds of processor time) after the first is stuck at a lock."""
_RESERVED = 1280 * 2**20
"""Bytes allowed besides the limit: Arrow reserves a gigabyte of addresses at once, and uses little of it."""


class StuckError(Exception):
    """A forked child waits for a lock that another thread held when it was forked, and will never get it."""


def run_forked(
    limits: ProcessLimits, task: Callable[..., object], args: tuple[object, ...], keywords: dict[str, object]
) -> object:
    """Result of the task in a forked child.

    Raises
    ------
    EndedError
        The child crashed, or passed a limit.
    StuckError
        The child does not work at all.
    SurveyError
        The task raised it.
    """
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as said:
        with warnings.catch_warnings():
            # Python warns of forks while threads run; the child calls one library only, none of whose locks are shared.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            _live(limits, writing, said, task, args, keywords)
        os.close(writing)
        try:
            kind, body = _Pipe(reading, child, limits).message()
        except _DeadError as dead:
            raise diagnosis(dead.status, said) from None
        finally:
            os.close(reading)
            _bury(child)
    return result_of(kind, body)


def _live(
    limits: ProcessLimits,
    writing: int,
    said: IO[bytes],
    task: Callable[..., object],
    args: tuple[object, ...],
    keywords: dict[str, object],
) -> NoReturn:
    """The whole life of the child; it never returns into the code of its parent."""
    status = 1
    try:
        import faulthandler

        faulthandler.disable()
        gc.disable()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        _restrain(limits.memory)
        for frame in frames_of(task, args, keywords):
            write_frame(writing, frame)
        status = 0
    finally:
        os._exit(status)


def _restrain(memory: int) -> None:
    import resource

    taken = _pages(os.getpid(), 0) * resource.getpagesize()
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory + _RESERVED,) * 2)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _pages(process: int, which: int) -> int:
    """Pages of memory a process has asked for (0) or holds (1); 0 where the system does not say."""
    try:
        with open(f"/proc/{process}/statm") as about:
            return int(about.read().split()[which])
    except (OSError, ValueError, IndexError):
        return 0


def _worked(process: int) -> float:
    """Seconds of processor time a process has used; infinite where the system does not say."""
    try:
        with open(f"/proc/{process}/stat") as about:
            user, system = about.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return math.inf


class _DeadError(Exception):
    """The child died before its message was whole, or has to: its status, or the limit it has passed."""

    def __init__(self, status: int | ProcessFailure) -> None:
        super().__init__(status)
        self.status = status


class _Pipe:
    """The message of a child, read until its message is whole, the child is dead or the time is up.

    The end of the pipe is not a sign: a child forked by another thread at the same time holds it open.
    """

    def __init__(self, descriptor: int, child: int, limits: ProcessLimits) -> None:
        self.descriptor = descriptor
        self.child = child
        self.deadline = time.monotonic() + limits.seconds
        self.patient_until = time.monotonic() + _PATIENCE
        self.most_pages = _pages(os.getpid(), 1) + limits.memory // os.sysconf("SC_PAGE_SIZE")
        self.poll = select.poll()
        self.poll.register(descriptor, select.POLLIN)

    def message(self) -> tuple[bytes, list[bytearray]]:
        """The kind of the message and its frames."""
        kind = bytes(self._take(1))
        (number,) = struct.unpack("<Q", self._take(8))
        lengths = struct.unpack(f"<{number}Q", self._take(8 * number))
        return kind, [self._take(length) for length in lengths]

    def _take(self, length: int) -> bytearray:
        content = bytearray(length)
        view, filled = memoryview(content), 0
        while filled < length:
            if not self._is_ready():
                continue
            part = os.read(self.descriptor, min(length - filled, CHUNK))
            if not part:
                raise _DeadError(_status(self.child))
            view[filled : filled + len(part)] = part
            filled += len(part)
        return content

    def _is_ready(self) -> bool:
        if self.poll.poll(1000 * _HEARTBEAT):
            return True
        if time.monotonic() > self.deadline:
            raise _DeadError("time")
        if time.monotonic() > self.patient_until and _worked(self.child) < _SOME_WORK:
            raise StuckError
        if _pages(self.child, 1) > self.most_pages:
            raise _DeadError("memory")
        try:
            ended, status = os.waitpid(self.child, os.WNOHANG)
        except ChildProcessError:  # somebody else waited for it
            ended, status = self.child, 1 << 8
        if ended and not self.poll.poll(0):
            raise _DeadError(status)
        return False


def _status(child: int) -> int:
    with suppress(ChildProcessError):
        return os.waitpid(child, 0)[1]
    return 1 << 8


def _bury(child: int) -> None:
    """No child stays behind, whatever happened; one that has been waited for is gone already."""
    with suppress(ProcessLookupError, ChildProcessError):
        if os.waitpid(child, os.WNOHANG)[0] == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def diagnosis(status: int | ProcessFailure, said: IO[bytes]) -> EndedError:
    """Reason why a process ended, from its status or the limit it passed, and from its last words."""
    if isinstance(status, str):
        return EndedError(status, "")
    said.seek(max(said.seek(0, os.SEEK_END) - 4000, 0))
    last = said.read()
    if any(sign in last for sign in OUT_OF_MEMORY):
        return EndedError("memory", "")
    code = os.waitstatus_to_exitcode(status)
    return EndedError("crash", signal.Signals(-code).name if code < 0 else f"exit status {code}")
