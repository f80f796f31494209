"""Jobs in processes of their own, two at a time, with limits: a crash, a hang, or a lack of memory stays theirs."""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from survey.errors import SurveyError
from tests.fuzz.judge import Verdict

MEMORY = 2**30
SECONDS = 30.0
"""Of a processor; a busy machine takes longer."""
_PATIENCE = 4 * SECONDS
_READY = b"R"
_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Job:
    """A name; ``prepare`` writes the file without limits, what it returns judges it within them."""

    name: str
    prepare: Callable[[], Callable[[], Verdict]]


@dataclass(frozen=True, slots=True)
class Done:
    """A job that has ended: its verdict, seconds of a processor, peak of resident memory in bytes."""

    name: str
    verdict: Verdict
    seconds: float
    memory: int


@dataclass(slots=True)
class _Running:
    job: Job
    pid: int
    pipe: int
    started: float
    received: bytearray = field(default_factory=bytearray)
    is_ready: bool = False
    has_ended: bool = False
    is_late: bool = False


def run_jobs(jobs: Iterable[Job], *, at_once: int = 2) -> Iterator[Done]:
    """The jobs as they end."""
    waiting = iter(jobs)
    running: dict[int, _Running] = {}
    exhausted = False
    while running or not exhausted:
        while len(running) < at_once and not exhausted:
            job = next(waiting, None)
            if job is None:
                exhausted = True
            else:
                one = _start(job)
                running[one.pipe] = one
        if running:
            yield from _wait(running)


def _start(job: Job) -> _Running:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work(job, writing)
    os.close(writing)
    return _Running(job, pid, reading, time.monotonic())


def _wait(running: dict[int, _Running]) -> Iterator[Done]:
    readable, _, _ = select.select(list(running), [], [], 0.2)
    for pipe in readable:
        one = running[pipe]
        chunk = os.read(pipe, 2**16)
        one.has_ended = not chunk
        one.received += chunk
        if not one.is_ready and one.received.startswith(_READY):
            one.is_ready, one.started = True, time.monotonic()
    for one in list(running.values()):
        if not one.has_ended and time.monotonic() - one.started > _PATIENCE:
            os.killpg(one.pid, signal.SIGKILL)
            one.has_ended = one.is_late = True
        if one.has_ended:
            del running[one.pipe]
            yield _ended(one)


def _ended(one: _Running) -> Done:
    os.close(one.pipe)
    _, status, used = os.wait4(one.pid, 0)
    memory, seconds = used.ru_maxrss * 1024, used.ru_utime + used.ru_stime
    verdict = _verdict(one, status, memory)
    if seconds > SECONDS and verdict.outcome not in ("crash", "unwritten"):
        verdict = Verdict("hang", (f"{seconds:.0f} s; {verdict.outcome}", *verdict.details))
    return Done(one.job.name, verdict, seconds, memory)


def _verdict(one: _Running, status: int, memory: int) -> Verdict:
    if one.is_late:
        return Verdict("hang" if one.is_ready else "unwritten", (f"more than {_PATIENCE:.0f} s",))
    if not one.is_ready:
        return Verdict("unwritten", (one.received.decode(errors="replace")[:_WORDS] or f"status {status}",))
    if status or len(one.received) < 2:
        return Verdict("crash", (f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"status {status}",))
    verdict: Verdict = pickle.loads(bytes(one.received[1:]))
    if memory > MEMORY and verdict.outcome not in ("traceback", "memory"):
        return Verdict("memory", (f"{memory // 2**20} MB; {verdict.outcome}", *verdict.details))
    return verdict


def _work(job: Job, pipe: int) -> NoReturn:
    os.setpgid(0, 0)
    try:
        judge_it = job.prepare()
    except BaseException:
        os.write(pipe, traceback.format_exc()[-_WORDS:].encode(errors="replace"))
        os._exit(3)
    os.write(pipe, _READY)
    _limit()
    verdict = _judged(judge_it)
    with os.fdopen(pipe, "wb") as out:
        out.write(pickle.dumps(verdict))
    os._exit(0)


def _limit() -> None:
    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _judged(judge_it: Callable[[], Verdict]) -> Verdict:
    try:
        return judge_it()
    except SurveyError as error:
        return Verdict("error", (str(error),))
    except MemoryError:
        return Verdict("memory", (traceback.format_exc()[-_WORDS:],))
    except BaseException:
        return Verdict("traceback", (traceback.format_exc()[-_WORDS:],))
