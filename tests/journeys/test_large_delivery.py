"""Memory and findings of a hundred thousand interviews from the file to the indicators, each file in a process for it alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "million.py"
ROWS = 100_000
KINDS = ("parquet", "csv", "sav")
TO_SPSS = """
import sys, pandas, pyreadstat
table = pandas.read_parquet(f"{sys.argv[1]}/wave.parquet")
plain = {name: "float64" for name in table.select_dtypes("number").columns}
pyreadstat.write_sav(table.astype(plain), f"{sys.argv[1]}/wave.sav")
"""
READ = """
import resource, sys, survey
survey.read_file(sys.argv[1])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
CEILING = 1_000
"""Megabytes of a process; what Python and the libraries take alone is about 170 of them."""
READING = 450
"""Megabytes of the process that reads a file for another, besides the file; the SPSS file below is 220 MB."""
AFTER_VALIDATION = 400
"""Megabytes held when only interviews and findings are left: ten times as many interviews fit into 4 GB."""


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What the benchmark says of each file."""
    folder = tmp_path_factory.mktemp("large")
    run("--make", folder, ROWS)
    run(folder, program=["-c", TO_SPSS])
    found = {kind: json.loads(run("--carry", folder / f"wave.{kind}")) for kind in KINDS}
    size = (folder / "wave.sav").stat().st_size / 2**20
    return found | {"reading": {"mb": json.loads(run(folder / "wave.sav", program=["-c", READ])) - size}}


def run(*words: object, program: Sequence[str] = (str(BENCHMARK),)) -> str:
    command = [sys.executable, *program, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_thousand_interviews_take_less_than_a_gigabyte(
    carried: dict[str, dict[str, object]], kind: str
) -> None:
    """At their peak, indicators included; and far less before."""
    found = carried[kind]
    held = found["held_mb"]
    assert isinstance(held, dict)
    assert set(held) == {"read", "decode", "validate", "weight", "compute"}
    assert float(str(found["peak_mb"])) < CEILING
    assert held["validate"] < AFTER_VALIDATION


def test_all_formats_give_the_same_findings(carried: dict[str, dict[str, object]]) -> None:
    """And the same interviews and rows of the table of indicators."""
    facts = [{name: carried[kind][name] for name in ("findings", "accepted", "rows", "size")} for kind in KINDS]
    assert facts[0] == facts[1] == facts[2]
    assert int(str(facts[0]["findings"])) > 1_000


def test_a_file_of_spss_is_read_in_blocks(carried: dict[str, dict[str, object]]) -> None:
    """Besides the file, the process that reads it holds a block of records and bytes instead of numbers."""
    assert float(str(carried["reading"]["mb"])) < READING
