"""A reader of native code run in a process of its own, with limits of memory and time.

Libraries that read binary files may crash, panic, abort, hang or ask for all memory when a file is damaged. In a child
process each of these ends as one :class:`ReadError`. Where the system can, the child is forked: it has the bytes of
the file already, and loads nothing. Elsewhere a fresh Python is started, and only the limit of time holds there.

The result comes back pickled, its columns as plain buffers. That is no risk: the child runs this program with the
rights of its parent; it guards against crashes.
"""

from __future__ import annotations

import gc
import importlib
import math
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Literal, NoReturn, ParamSpec, TypeVar, cast

from survey.errors import ReadError, SurveyError

P = ParamSpec("P")
R = TypeVar("R")

ProcessFailure = Literal["crash", "memory", "time"]

_MEGABYTE = 2**20
_LEAST_MEMORY = 640 * _MEGABYTE
_MEMORY_PER_BYTE = 60
_LEAST_SECONDS = 25.0
_SECONDS_PER_MEGABYTE = 3.0
_HEARTBEAT = 0.02
_PATIENCE = 5.0
_SOME_WORK = 0.02
_RESERVED = 1280 * _MEGABYTE  # Arrow reserves a gigabyte of addresses at once, and takes little of it
_CHUNK = 2**20
_OUT_OF_MEMORY = (b"memory allocation of", b"out of memory", b"bad_alloc", b"Unable to allocate", b"capacity overflow")


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """Memory in bytes beyond what the process has now, and seconds."""

    memory: int
    seconds: float


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


class _EndedError(Exception):
    """The child ended without a result."""

    def __init__(self, outcome: ProcessFailure, detail: str) -> None:
        super().__init__(outcome, detail)
        self.outcome = outcome
        self.detail = detail


class _StuckError(Exception):
    """A forked child waits for a lock that another thread held when it was forked, and will never get it."""


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
    run = _forked if can_fork() else _started
    try:
        try:
            return cast("R", run(limits, task, args, keywords))
        except _StuckError:
            return cast("R", _started(limits, task, args, keywords))
    except _EndedError as ended:
        raise _error(place, limits, ended) from None


def _error(place: str, limits: ProcessLimits, ended: _EndedError) -> ReadError:
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


def _unfold(kind: bytes, body: list[bytearray]) -> object:
    result = pickle.loads(body[0], buffers=body[1:])
    if kind == b"R":
        return result
    if isinstance(result, SurveyError):
        raise result
    outcome, detail = result
    raise _EndedError(outcome, detail)


def _answer(task: Callable[..., object], args: tuple[object, ...], keywords: dict[str, object]) -> list[bytes]:
    """The message of the child as frames, ready to be written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _frames(b"R", task(*args, **keywords))
        except SurveyError as error:
            return _frames(b"E", error)
        except MemoryError:
            return _frames(b"E", ("memory", ""))
        except BaseException as failure:
            detail = f"{type(failure).__name__}: {failure}"[:200]
            is_memory = any(sign in detail.encode(errors="replace") for sign in _OUT_OF_MEMORY)
            return _frames(b"E", ("memory" if is_memory else "crash", detail))


def _frames(kind: bytes, result: object) -> list[bytes]:
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(result, 5, buffer_callback=buffers.append)
    parts = [memoryview(body), *(buffer.raw() for buffer in buffers)]
    head = kind + struct.pack("<Q", len(parts)) + b"".join(struct.pack("<Q", part.nbytes) for part in parts)
    return [head, *parts]  # type: ignore[list-item]


# A forked child


def _forked(
    limits: ProcessLimits, task: Callable[..., object], args: tuple[object, ...], keywords: dict[str, object]
) -> object:
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as said:
        with warnings.catch_warnings():
            # Python warns of forks beside threads; the child calls one library only, none of whose locks are shared.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            _live(limits, writing, said, task, args, keywords)
        os.close(writing)
        try:
            kind, body = _Pipe(reading, child, limits).message()
        except _DeadError as dead:
            raise _diagnosis(dead.status, said) from None
        finally:
            os.close(reading)
            _bury(child)
    return _unfold(kind, body)


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
        for frame in _answer(task, args, keywords):
            _write(writing, frame)
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


def _write(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view.nbytes:
        view = view[os.write(descriptor, view[:_CHUNK]) :]


class _DeadError(Exception):
    """The child died before its message was whole, or has to: its status, or the limit it has passed."""

    def __init__(self, status: int | ProcessFailure) -> None:
        super().__init__(status)
        self.status = status


class _Pipe:
    """The message of a child, read until its message is whole, the child is dead or the time is up.

    The end of the pipe tells nothing: a child forked by another thread at the same time holds it open.
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
            part = os.read(self.descriptor, min(length - filled, _CHUNK))
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
            raise _StuckError
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


def _diagnosis(status: int | ProcessFailure, said: IO[bytes]) -> _EndedError:
    if isinstance(status, str):
        return _EndedError(status, "")
    said.seek(max(said.seek(0, os.SEEK_END) - 4000, 0))
    last = said.read()
    if any(sign in last for sign in _OUT_OF_MEMORY):
        return _EndedError("memory", "")
    code = os.waitstatus_to_exitcode(status)
    return _EndedError("crash", signal.Signals(-code).name if code < 0 else f"exit status {code}")


# A fresh Python


def _started(
    limits: ProcessLimits, task: Callable[..., object], args: tuple[object, ...], keywords: dict[str, object]
) -> object:
    if not sys.executable or getattr(sys, "frozen", False):  # no Python that could be started
        return task(*args, **keywords)
    order = pickle.dumps((task.__module__, task.__qualname__, args, keywords), 5)
    paths = os.pathsep.join(path for path in sys.path if path)
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                [sys.executable, "-c", "from survey.ingest.reader_process import serve; serve()"],
                input=order,
                stdout=subprocess.PIPE,
                stderr=said,
                timeout=limits.seconds,
                env=os.environ | {"PYTHONPATH": paths, "PYTHONWARNINGS": "ignore"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _EndedError("time", "") from None
        if done.returncode or not done.stdout:
            status = done.returncode
            raise _EndedError("crash", f"exit status {status}") if status >= 0 else _diagnosis(-status, said)
    return _unfold(*_cut(done.stdout))


def serve() -> None:
    """One task from the standard input, its answer to the standard output."""
    module, name, args, keywords = pickle.loads(sys.stdin.buffer.read())
    task = getattr(importlib.import_module(module), name)
    answer = os.dup(1)
    os.dup2(2, 1)
    for frame in _answer(task, args, keywords):
        _write(answer, frame)


def _cut(message: bytes) -> tuple[bytes, list[bytearray]]:
    (number,) = struct.unpack_from("<Q", message, 1)
    lengths = struct.unpack_from(f"<{number}Q", message, 9)
    start, frames = 9 + 8 * number, []
    for length in lengths:
        frames.append(bytearray(message[start : start + length]))
        start += length
    return message[:1], frames
