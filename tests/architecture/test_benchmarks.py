"""Results of measurements over time: what is kept, and how two are compared."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RESULTS = sorted((BENCHMARKS / "results").glob("*.json"))


def compare(*paths: Path) -> list[str]:
    command = [sys.executable, str(BENCHMARKS / "compare.py"), *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def result(path: Path, date: str, seconds: dict[str, float], **machine: object) -> Path:
    found = {"benchmark": "rake", "date": date, "version": "0.1.0", "machine": machine, "seconds": seconds}
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def test_two_results_are_compared(tmp_path: Path) -> None:
    """Another library is named first; a task that only one of them has is left out."""
    before = result(tmp_path / "a.json", "2026-01-01", {"rake": 0.2, "trim": 0.1}, cores=2, numpy="2.3")
    after = result(tmp_path / "b.json", "2026-02-01", {"rake": 0.1, "share": 0.1}, cores=2, numpy="2.4")
    lines = [line.split() for line in compare(before, after)]
    assert lines[1] == ["another", "numpy:", "2.3,", "then", "2.4"]
    assert lines[2:] == [["rake", "0.2", "s", "0.1", "s", "x", "0.50"]]


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_a_result_says_when_and_with_what_and_names_nobody(path: Path) -> None:
    """Benchmark and date are those of its name; nothing in it is a path."""
    found = json.loads(path.read_text(encoding="utf-8"))
    assert path.stem == f"{found['benchmark']}_{found['date']}"
    assert {"cores", "processor", "memory_gb", "python", "numpy", "pandas", "scipy", "pyarrow"} == set(found["machine"])
    assert found["load_at_start"] >= 0
    assert all(seconds > 0 for seconds in found["seconds"].values())
    assert re.search(r"/\w+/|\\\\", path.read_text(encoding="utf-8")) is None


def test_there_are_results() -> None:
    assert {path.stem.rpartition("_")[0] for path in RESULTS} >= {"quarter", "estimation", "replicates"}
