"""Memory and findings of a hundred thousand interviews from the file to the indicators, each file in a process for it alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "million.py"
ROWS = 100_000
CEILING = 1_000
"""Megabytes of a process; what Python and the libraries take alone is about 170 of them."""
AFTER_VALIDATION = 400
"""Megabytes held when only interviews and findings are left: ten times as many interviews fit into 4 GB."""


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What the benchmark says of the two files."""
    folder = tmp_path_factory.mktemp("large")
    run("--make", folder, ROWS)
    return {kind: json.loads(run("--carry", folder / f"wave.{kind}")) for kind in ("parquet", "csv")}


def run(*words: object) -> str:
    command = [sys.executable, str(BENCHMARK), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["parquet", "csv"])
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


def test_both_formats_give_the_same_findings(carried: dict[str, dict[str, object]]) -> None:
    """And the same interviews and rows of the table of indicators."""
    facts = [{name: carried[kind][name] for name in ("findings", "accepted", "rows", "size")} for kind in carried]
    assert facts[0] == facts[1]
    assert int(str(facts[0]["findings"])) > 1_000
