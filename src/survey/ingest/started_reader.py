"""A task run in a fresh Python, where no child can be forked; only the limit of time holds there."""

from __future__ import annotations

import importlib
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable

from survey.ingest.forked_reader import diagnosis
from survey.ingest.process_messages import (
    EndedError,
    ProcessLimits,
    frames_of,
    parse_message,
    result_of,
    write_frame,
)


def run_started(
    limits: ProcessLimits, task: Callable[..., object], args: tuple[object, ...], keywords: dict[str, object]
) -> object:
    """Result of the task in a fresh Python; without a Python that could be started, in this process.

    Raises
    ------
    EndedError
        The process crashed, or took too much time.
    SurveyError
        The task raised it.
    """
    if not sys.executable or getattr(sys, "frozen", False):  # no Python that could be started
        return task(*args, **keywords)
    order = pickle.dumps((task.__module__, task.__qualname__, args, keywords), 5)
    paths = os.pathsep.join(path for path in sys.path if path)
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                [sys.executable, "-c", "from survey.ingest.started_reader import serve; serve()"],
                input=order,
                stdout=subprocess.PIPE,
                stderr=said,
                timeout=limits.seconds,
                env=os.environ | {"PYTHONPATH": paths, "PYTHONWARNINGS": "ignore"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise EndedError("time", "") from None
        if done.returncode or not done.stdout:
            status = done.returncode
            raise EndedError("crash", f"exit status {status}") if status >= 0 else diagnosis(-status, said)
    return result_of(*parse_message(done.stdout))


def serve() -> None:
    """Carry out one task: read from the standard input, its answer written to the standard output."""
    module, name, args, keywords = pickle.loads(sys.stdin.buffer.read())
    task = getattr(importlib.import_module(module), name)
    answer = os.dup(1)
    os.dup2(2, 1)
    for frame in frames_of(task, args, keywords):
        write_frame(answer, frame)
