"""Estimates of 20 million rows that stay in their file: ``python benchmarks/streaming.py [rows]``.

The file is made in pieces in a temporary folder; the estimates are made in a process of their own, whose peak memory
is told.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from measure import machine, peak_mb, processed, recorded, written

PIECE = 1_000_000
STRATA, PSUS, DISTRICTS = 50, 5_000, 19


def pieces(n: int, seed: int = 3) -> Iterator[dict[str, np.ndarray]]:
    """Columns of a million rows at a time; answers resemble those of the same PSU."""
    fixed = np.random.default_rng(seed)
    leaning = fixed.normal(0, 0.35, PSUS)
    for at in range(0, n, PIECE):
        random = np.random.default_rng([seed, at])
        size = min(PIECE, n - at)
        psu = random.integers(0, PSUS, size, np.int32)
        score = random.normal(leaning[psu], 1)
        found = {"psu": psu, "stratum": (psu % STRATA).astype(np.int16), "weight": random.uniform(50, 3000, size)}
        found["district"] = (psu % DISTRICTS).astype(np.int8)
        found |= {f"q{item}": np.digitize(score + random.normal(0, 1, size), [-2, -1, 1, 2]) + 1 for item in range(4)}
        found["income"] = np.exp(11 + 0.4 * score)
        found["income"][random.random(size) < 0.1] = np.nan
        found["members"] = random.integers(1, 8, size, np.int8)
        yield found


def make(path: Path, n: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: pq.ParquetWriter | None = None
    for columns in pieces(n):
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def estimate(path: Path) -> None:
    """Print seconds of each estimate, and the peak memory, as JSON."""
    import survey

    design = survey.Design(strata="stratum", psu="psu", weight="weight")
    start = time.perf_counter()
    sample = survey.stream(path, design)
    seconds = {"first pass: strata, PSUs, weights": time.perf_counter() - start}
    calls: dict[str, Callable[[], object]] = {
        "4 means by 19 districts": lambda: survey.mean(sample, ["q0", "q1", "q2", "q3"], by="district"),
        "shares of 5 answers by 19 districts": lambda: survey.shares(sample, "q0", by="district"),
        "total of incomes by district": lambda: survey.total(sample, "income", by="district"),
        "income per member": lambda: survey.ratio(sample, "income", "members"),
        "share where another answer is given": lambda: survey.share(sample, "q1", [1, 2], where="q0 >= 4"),
    }
    for name, call in calls.items():
        start = time.perf_counter()
        call()
        seconds[name] = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb()}))


def main(n: int) -> None:
    about = machine()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        make(path, n)
        size = path.stat().st_size / 2**20
        found = processed(sys.executable, __file__, "--estimate", path)
    if "skipped" in found:
        raise SystemExit(str(found["skipped"]))
    seconds = found["seconds"]
    assert isinstance(seconds, dict)
    recorded(
        "streaming", {f"{n:,} rows: {name}": taken for name, taken in seconds.items()}, float(str(found["peak_mb"]))
    )
    lines = [f"{n:,} rows, a file of {size:,.0f} MB. {about}.", "", "| estimate | seconds |", "| --- | --- |"]
    lines += [f"| {name} | {taken:.1f} |" for name, taken in seconds.items()]
    written(
        Path(__file__).parent / "RESULTS.md",
        "A file that is streamed",
        "\n".join([*lines, "", f"Peak memory of the process: {found['peak_mb']:.0f} MB."]),
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--estimate"]:
        estimate(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000)
