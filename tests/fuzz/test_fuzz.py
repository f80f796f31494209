"""A short part of the fuzzing with every test run; all of it: ``make fuzz``."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.__main__ import NEVER, kept_cases
from tests.fuzz.cases import DAMAGES, Case, chosen, decoded
from tests.fuzz.damage import Sources
from tests.fuzz.form import make_form
from tests.fuzz.judge import judge

N = 80
ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The module in a Python of its own, which may fork as it likes."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_damaged_files_mislead_nobody_and_stop_nothing(tmp_path: Path) -> None:
    """Kept cases and eighty more: a clear error, the same answers, or a finding for each change."""
    report = tmp_path / "cases.json"
    done = run(
        "-m", "tests.fuzz", "--n", str(N), "--seed", "7", "--journeys", "0", "--settings", "0", "--json", str(report)
    )
    cases: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    assert len(cases) == len(kept_cases()) + N
    assert {name: one["details"] for name, one in cases.items() if one["outcome"] in NEVER} == {}, done.stdout


def test_a_run_has_every_damage_before_it_repeats_one() -> None:
    """Two thousand files are enough for all of them."""
    assert {case.damage for case in chosen(2000, seed=1)} == set(DAMAGES)


@pytest.mark.parametrize("name", ["csv/bytes.noise#3", "tsv/cell.one.number_04#5", "odk/rows.shifted#1"])
def test_a_case_is_the_same_file_every_time(tmp_path: Path, name: str) -> None:
    """Its random numbers come from its name."""
    sources, case = Sources(tmp_path), Case.parse(name)
    sources.write()
    files = []
    for attempt in ("first", "second"):
        path = tmp_path / attempt
        DAMAGES[case.damage](random.Random(str(case)), case.format, path, sources)
        files.append(path.read_bytes())
    assert files[0] == files[1]


def test_a_change_nobody_is_told_of_is_called_silent(tmp_path: Path) -> None:
    """The judge itself: the file says 2, a person would have read 1."""
    form, sources = make_form(tmp_path), Sources(tmp_path)
    sources.write()
    whole, table = decoded(sources.file("csv"), form), sources.table("csv")
    answer = table.column("H04")[0]
    verdict = judge(whole, whole, table.put(0, "H04", 3 - int(str(answer))))
    assert verdict.outcome == "silent"
    assert "H04" in verdict.details[0]


ENDS = {
    "traceback": "raise KeyError('x')",
    "crash": "os.kill(os.getpid(), signal.SIGSEGV)",
    "memory": "bytearray(2**31)",
    "error": "raise ReadError('F999', 'a', 'b', 'c')",
    "unchanged": "return Verdict('unchanged')",
}


@pytest.mark.parametrize(("outcome", "body"), ENDS.items())
def test_every_end_of_a_child_is_noticed(outcome: str, body: str) -> None:
    """A crash, an error of Python and a lack of memory stay those of the child."""
    script = f"""
import os, signal
from survey.errors import ReadError
from tests.fuzz.forked import Job, run_jobs
from tests.fuzz.judge import Verdict
def judge_it():
    {body}
print([done.verdict.outcome for done in run_jobs([Job("one", lambda: judge_it), Job("two", lambda: judge_it)])])
"""
    done = run("-c", script)
    assert done.stdout.strip() == str([outcome, outcome]), done.stderr
