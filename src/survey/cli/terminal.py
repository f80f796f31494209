"""Printing to the terminal: any letter in any encoding, and no control sequence that came from data."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from survey.safe_text import one_line

Say = Callable[..., str]
"""A sentence of the command's catalogue in the language of the user: key and places in, sentence out."""

_LONGEST = 2000


def prepare_streams() -> None:
    """Let both streams take every letter; one that the encoding lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if _is_narrow(stream) and not stream.isatty() and not os.environ.get("PYTHONIOENCODING"):
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors="backslashreplace")


def _is_narrow(stream: TextIO) -> bool:
    try:
        return not codecs.lookup(stream.encoding).name.startswith("utf")
    except LookupError:
        return True


def show(text: str) -> None:
    """Print lines to standard output."""
    _print(text, sys.stdout)


def complain(text: str) -> None:
    """Print lines to standard error."""
    _print(text, sys.stderr)


def _print(text: str, stream: TextIO | None) -> None:
    if stream is None:
        return
    lines = (one_line(line, longest=_LONGEST) for line in text.split("\n"))
    print("\n".join(lines), file=stream, flush=True)


def silent(step: str) -> None:
    """Say nothing."""


@contextmanager
def progress(say: Say) -> Iterator[Callable[[str], None]]:
    """A status line for a person at a terminal, silent in a pipe; the function it yields takes the key of each step."""
    if sys.stderr is None or not sys.stderr.isatty():  # None: the stream was closed before the program began
        yield silent
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("survey") as status:
        yield lambda step: status.update(Text(one_line(step_words(say, step), longest=70)))


def step_words(say: Say, step: str) -> str:
    """A step in words; ``simulate 2018Q1`` is the step ``simulate`` of a wave."""
    name, wave = ("simulate", step.partition(" ")[2]) if step.startswith("simulate ") else (step, "")
    return say(f"step_{name.replace(' ', '_')}", wave=wave)
