"""A child process ends every crash, hang and hunger of a reader as one clear error."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from survey.errors import ReadError
from survey.ingest import forked_reader, reader_process
from survey.ingest.process_messages import ProcessLimits
from survey.ingest.reader_process import guarded

LIMITS = ProcessLimits(400 * 2**20, 20.0)


def crash() -> None:
    """A segmentation fault."""
    ctypes.string_at(0)


def abort() -> None:
    """What native code does when it gives up."""
    os.abort()


def exit_early() -> None:
    """A library that ends the process."""
    os._exit(3)


def take_memory() -> float:
    """More than the limit allows."""
    return float(np.ones(10**9).sum())


def take_memory_slowly() -> int:
    """More than the limit allows, in pieces that no single request gives away."""
    pieces = []
    for _ in range(4000):
        pieces.append(np.ones(2**17))
        time.sleep(0.0005)
    return len(pieces)


def hang() -> None:
    """Longer than the limit allows."""
    time.sleep(60)


def panic() -> None:
    """An error beside the usual ones, as Rust's panics come to Python."""
    raise BaseException("index out of bounds")


LOCKED = {"here": False}


def wait_for_a_lock() -> str:
    """Waits for ever where the lock was held when the child was forked."""
    if LOCKED["here"]:
        time.sleep(60)
    return "read"


def complain() -> None:
    """An error of this package."""
    raise ReadError("T999", "wave.sav", "It is broken.", "Ask again.")


def frame() -> pd.DataFrame:
    """Every kind of column that readers give."""
    return pd.DataFrame(
        {
            "number": [1.5, np.nan],
            "text": pd.array(["да", None], dtype="str"),
            "mixed": pd.Series([1, "a"], dtype=object),
            "moment": pd.Series(["2018-01-01 10:00:00", None]).astype("datetime64[us]"),
        }
    )


@pytest.fixture(params=["forked", "started"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to have a child, whatever the system."""
    name: str = request.param
    if name == "forked" and not reader_process.can_fork():
        pytest.fail("these tests need a system that forks")
    monkeypatch.setattr(reader_process, "can_fork", lambda: name == "forked")
    monkeypatch.setattr(sys, "path", [os.getcwd(), *sys.path])
    return name


ENDS: list[tuple[Callable[[], object], str]] = [
    (crash, "F070"),
    (abort, "F070"),
    (exit_early, "F070"),
    (panic, "F070"),
    (take_memory, "F071"),
    (take_memory_slowly, "F071"),
    (hang, "F072"),
]


@pytest.mark.parametrize(("task", "code"), ENDS, ids=lambda value: getattr(value, "__name__", value))
def test_every_end_of_a_forked_child_is_one_error(task: Callable[[], object], code: str) -> None:
    """The file is named, and nothing of the parent is touched."""
    limits = ProcessLimits(300 * 2**20, 1.0 if task is hang else 20.0)
    with pytest.raises(ReadError) as caught:
        guarded("wave.sav", limits, task)
    assert (caught.value.code, caught.value.place) == (code, "wave.sav")


@pytest.mark.parametrize("task", [json.loads])
def test_a_child_gives_the_result(way: str, task: Callable[..., object]) -> None:
    """Forked, or a fresh Python."""
    assert guarded("wave.sav", LIMITS, task, '{"a": [1, 2]}') == {"a": [1, 2]}, way


def test_a_fresh_python_that_crashes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be forked."""
    monkeypatch.setattr(reader_process, "can_fork", lambda: False)
    with pytest.raises(ReadError) as caught:
        guarded("wave.sav", LIMITS, ctypes.string_at, 0)
    assert caught.value.code == "F070"


def test_a_fresh_python_that_hangs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of time holds everywhere."""
    monkeypatch.setattr(reader_process, "can_fork", lambda: False)
    with pytest.raises(ReadError) as caught:
        guarded("wave.sav", ProcessLimits(2**30, 1.0), time.sleep, 30)
    assert caught.value.code == "F072"


def test_an_error_of_the_package_passes_through() -> None:
    """With code, place, fact and remedy."""
    with pytest.raises(ReadError) as caught:
        guarded("wave.sav", LIMITS, complain)
    assert (caught.value.code, caught.value.fact) == ("T999", "It is broken.")


def test_a_table_comes_back_as_it_was() -> None:
    """Values, blanks and types of columns."""
    pd.testing.assert_frame_equal(guarded("wave.sav", LIMITS, frame), frame(), check_exact=True)


def test_a_large_table_comes_back_whole() -> None:
    """More than a pipe holds at once."""
    result = guarded("wave.sav", ProcessLimits(2**30, 20.0), np.arange, 3_000_000)
    assert (len(result), int(result[-1])) == (3_000_000, 2_999_999)


def test_children_of_many_threads_do_not_wait_for_each_other() -> None:
    """Each holds the pipes of the others open."""
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(lambda number: guarded("wave.sav", LIMITS, abs, -number), range(12)))
    assert results == list(range(12))


def test_a_child_that_inherited_a_locked_lock_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread held it at the moment of the fork; a fresh Python has no such lock."""
    monkeypatch.setitem(LOCKED, "here", True)
    monkeypatch.setattr(forked_reader, "_PATIENCE", 0.3)
    monkeypatch.setattr(sys, "path", [os.getcwd(), *sys.path])
    assert guarded("wave.sav", LIMITS, wait_for_a_lock) == "read"
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_no_child_stays_behind() -> None:
    """Neither after a result nor after a crash."""
    guarded("wave.sav", LIMITS, abs, -1)
    with pytest.raises(ReadError):
        guarded("wave.sav", LIMITS, crash)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_an_interrupt_of_the_user_ends_the_child_too() -> None:
    """Ctrl-C while a file is read; where the tests run in the background of a shell, it is ignored until asked for."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        guarded("wave.sav", LIMITS, time.sleep, 30)
    timer.join()
    signal.signal(signal.SIGINT, before)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_child_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Traces of a crash would frighten and help nobody."""
    with pytest.raises(ReadError):
        guarded("wave.sav", LIMITS, crash)
    assert capfd.readouterr() == ("", "")


DAEMON = """
import multiprocessing, pathlib, sys
from survey import read_file

def work(path, queue):
    queue.put(len(read_file(path)))

if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    worker = context.Process(target=work, args=(sys.argv[1], queue), daemon=True)
    worker.start()
    print(queue.get(timeout=30))
    worker.join()
"""


def test_a_worker_that_may_have_no_children_reads_too(tmp_path: object) -> None:
    """Daemonic workers of multiprocessing, as task queues use them."""
    path = f"{tmp_path}/wave.parquet"
    pd.DataFrame({"H01": ["1", "2"]}).to_parquet(path)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DAEMON, path], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("2", "")
