"""Damaged deliveries through the command: ``survey check`` and ``survey run`` end with a word, never with a traceback."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from survey.monitor.wave_delivery import silent
from survey.monitor.workspace import new_workspace, simulate_file
from tests.fuzz.damage_bytes import CHANGES
from tests.fuzz.extremes import EXTREMES
from tests.fuzz.formats import text_of

WAVE = "2018Q1"
N = 400
_CELLS = 6
_EXIT_CODES = (0, 1, 2)
_BROKEN = ("Traceback", "M013", "[M012]")
_SECONDS = 240


@dataclass(frozen=True, slots=True)
class Journey:
    """One damaged delivery, the command it went through, and what was wrong; empty when all was well."""

    name: str
    command: str
    code: int
    wrong: str


def make_workspace(folder: Path) -> Path:
    """A workspace with two simulated waves."""
    new_workspace(folder / "workspace", n=N, seed=11, progress=silent)
    return folder / "workspace"


def journeys(workspace: Path, folder: Path, *, n: int, seed: int) -> Iterator[Journey]:
    """``n`` damaged copies of the delivered wave; every third through ``run``, the others through ``check``."""
    simulated = folder / "simulated.csv"
    simulate_file(simulated, workspace, wave=WAVE, n=N, seed=11, field_errors=False, progress=silent)
    damages = dict(_damages())
    for at, name in enumerate(random.Random(seed).sample(sorted(damages), n)):
        draw = random.Random(f"{seed}/{at}/{name}")
        path = folder / f"journey_{at}.csv"
        path.write_bytes(damages[name](draw, simulated.read_bytes()))
        yield _go(name, "check" if at % 3 else "run", path, workspace)
        path.unlink()
        shutil.rmtree(workspace / "out", ignore_errors=True)


def _go(name: str, command: str, path: Path, workspace: Path) -> Journey:
    arguments = ["check", str(path)] if command == "check" else ["run", WAVE, "--file", str(path)]
    call = [sys.executable, "-m", "survey", *arguments, "--workspace", str(workspace)]
    try:
        done = subprocess.run(call, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Journey(name, command, -1, f"more than {_SECONDS} s")
    said = done.stdout + done.stderr
    wrong = [f"exit code {done.returncode}"] if done.returncode not in _EXIT_CODES else []
    wrong += [f"{sign} in: {said[-800:]}" for sign in _BROKEN if sign in said]
    wrong += ["not a word was said"] if not said.strip() else []
    return Journey(name, command, done.returncode, "; ".join(wrong))


def _damages() -> Iterator[tuple[str, Callable[[random.Random, bytes], bytes]]]:
    for name in EXTREMES:
        yield f"cells.{name}", _cells(name)
    yield from CHANGES.items()


def _cells(name: str) -> Callable[[random.Random, bytes], bytes]:
    """The extreme cell in a few interviews, each time in another column."""

    def damage(draw: random.Random, data: bytes) -> bytes:
        lines = data.decode().split("\r\n")
        text = '"' + text_of(EXTREMES[name]).replace('"', '""') + '"'
        for at in draw.sample(range(1, len(lines) - 1), _CELLS):
            cells = lines[at].split(";")
            cells[draw.randrange(1, len(cells))] = text
            lines[at] = ";".join(cells)
        return "\r\n".join(lines).encode("utf-8", "surrogatepass")

    return damage
