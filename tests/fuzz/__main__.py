"""``python -m tests.fuzz``: damaged files, counted by what became of them; exit code 1 when one must never be."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from tests.fuzz.cases import Case, chosen, job_of, path_of
from tests.fuzz.damage import Sources
from tests.fuzz.forked import Done, run_jobs
from tests.fuzz.form import make_form
from tests.fuzz.journeys import Journey, journeys, make_workspace
from tests.fuzz.judge import Outcome
from tests.fuzz.settings import mutated_settings
from tests.settings.mutation import Outcome as Mutated

KEPT = Path(__file__).parent / "kept_cases.txt"
_LIBRARIES = ("pyarrow.parquet", "pyarrow.csv", "pyreadstat", "python_calamine", "openpyxl")
"""Loaded once, so that no child has to."""
NEVER = ("silent", "traceback", "crash", "memory", "hang", "unwritten")


def main(arguments: list[str] | None = None) -> int:
    """Run, print, and say by the exit code whether all went well."""
    asked = _arguments(arguments)
    if not sys.platform.startswith("linux"):
        print("Limits of memory and forked processes are those of Linux; run this there.")
        return 2
    for library in _LIBRARIES:
        importlib.import_module(library)

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(asked.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        done = list(_run(asked, folder, Path(scratch)))
        is_whole = not (asked.case or asked.only)
        gone = list(_journeys(asked, Path(scratch))) if is_whole else []
        settings = list(_settings(asked, Path(scratch))) if is_whole else []
    _tell(done, asked)
    _tell_of_journeys(gone)
    _tell_of_settings(settings)
    is_wrong = any(one.verdict.outcome in NEVER for one in done), any(one.wrong for one in gone)
    return int(any(is_wrong) or any(one.is_fault for one in settings))


def _settings(asked: argparse.Namespace, folder: Path) -> Iterator[Mutated]:
    if asked.settings:
        yield from mutated_settings(folder, n=asked.settings, seed=asked.seed)


def _tell_of_settings(settings: list[Mutated]) -> None:
    for one in settings:
        if one.is_fault:
            print(f"settings: {one.verdict}: {one.mutant.file}{one.mutant.path} <- {one.mutant.what}; {one.told[:300]}")
    if settings:
        counts = Counter(one.verdict for one in settings)
        print(f"{len(settings)} wrong settings: " + ", ".join(f"{counts[name]} {name}" for name in sorted(counts)))


def _journeys(asked: argparse.Namespace, folder: Path) -> Iterator[Journey]:
    if asked.journeys:
        yield from journeys(make_workspace(folder), folder, n=asked.journeys, seed=asked.seed)


def _tell_of_journeys(gone: list[Journey]) -> None:
    for one in gone:
        if one.wrong:
            print(f"journey: survey {one.command}, {one.name}: {one.wrong}")
    if gone:
        codes = Counter(one.code for one in gone)
        counted = ", ".join(f"{codes[code]} with exit code {code}" for code in sorted(codes))
        print(f"{len(gone)} files through the command: {counted}")


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--n", type=int, default=2000, help="damaged files beside the kept cases")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other files")
    parser.add_argument("--journeys", type=int, default=36, help="damaged files through survey check and survey run")
    parser.add_argument("--settings", type=int, default=40, help="wrong values in each YAML file of a workspace")
    parser.add_argument("--case", action="append", help="only this case: format/damage#number")
    parser.add_argument("--only", help="only cases whose name contains this")
    parser.add_argument("--keep", help="write the damaged files of --case into this folder and leave them")
    parser.add_argument("--json", help="write every case and its outcome to this file")
    return parser.parse_args(arguments)


def _cases(asked: argparse.Namespace) -> list[Case]:
    if asked.case:
        return [Case.parse(name) for name in asked.case]
    cases = dict.fromkeys([*kept_cases(), *chosen(asked.n, asked.seed)])
    return [case for case in cases if not asked.only or asked.only in str(case)]


def kept_cases() -> list[Case]:
    """Cases that went wrong once and are run every time."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return [Case.parse(line) for line in lines if line.strip() and not line.startswith("#")]


def _run(asked: argparse.Namespace, folder: Path, scratch: Path) -> Iterator[Done]:
    form = make_form(scratch)
    sources = Sources(scratch)
    sources.write()
    cases = _cases(asked)
    for one in run_jobs(job_of(case, form, sources, folder) for case in cases):
        if not asked.keep:
            path_of(Case.parse(one.name), folder).unlink(missing_ok=True)
        yield one


def _tell(done: list[Done], asked: argparse.Namespace) -> None:
    counts = Counter(one.verdict.outcome for one in done)
    for one in done:
        if one.verdict.outcome in NEVER or asked.case:
            print(f"{one.verdict.outcome}: {one.name}  ({one.seconds:.1f} s, {one.memory // 2**20} MB)")
            for line in one.verdict.details[:5]:
                print("    " + line[-3000:].replace("\n", "\n    "))
    print(f"{len(done)} files: " + ", ".join(f"{name} {counts[name]}" for name in get_args(Outcome)))
    slowest, largest = max(done, key=lambda one: one.seconds), max(done, key=lambda one: one.memory)
    print(f"slowest {slowest.name} {slowest.seconds:.1f} s; largest {largest.name} {largest.memory // 2**20} MB")
    if asked.json:
        listed = {
            one.name: {
                "outcome": one.verdict.outcome,
                "seconds": round(one.seconds, 2),
                "memory": one.memory,
                "details": one.verdict.details,
            }
            for one in done
        }
        Path(asked.json).write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(code)
