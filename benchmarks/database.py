"""Estimates of rows that stay in Parquet files, streamed and in databases: ``python benchmarks/database.py [rows …]``.

The files are made in parts in a temporary folder; every engine makes the same estimates in a process of its own, whose
peak memory is told. Spark is measured when PySpark is installed (``pip install .[spark]``).
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import machine, peak_mb, processed, recorded, written
from streaming import PIECE, pieces

CALLS = ("10 means by 19 districts", "4 shares of 5 answers by 19 districts", "share where another answer is given")


def make(folder: Path, n: int) -> None:
    """Ten variables, a file per million rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for at, columns in enumerate(pieces(n)):
        more = {f"v{item}": columns["income"] / (item + 1) for item in range(4)}
        pq.write_table(pa.table(columns | more), folder / f"part-{at:04}.parquet")


def opened(engine: str, folder: Path) -> object:
    """The rows as a source of estimates."""
    import survey

    design = survey.Design(strata="stratum", psu="psu", weight="weight")
    if engine == "survey.stream":
        return survey.stream(folder, design)
    if engine == "DuckDB":
        import duckdb

        connection = duckdb.connect(config={"memory_limit": "2GB"})
        return survey.in_database(connection, f"SELECT * FROM '{folder}/*.parquet'", design)
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.read.parquet(str(folder)).createOrReplaceTempView("wave")
    return survey.in_database(session, "wave", design)


def estimate(engine: str, folder: Path) -> None:
    """Print seconds of each estimate, a checksum and the peak memory, as JSON."""
    import survey

    start = time.perf_counter()
    source = opened(engine, folder)
    seconds = {"opening: strata, PSUs, weights": time.perf_counter() - start}
    variables = ["q0", "q1", "q2", "q3", "income", "members", "v0", "v1", "v2", "v3"]
    calls: dict[str, Callable[[], object]] = dict(
        zip(
            CALLS,
            (
                lambda: survey.mean(source, variables, by="district"),  # type: ignore[arg-type]
                lambda: survey.shares(source, variables[:4], by="district"),  # type: ignore[arg-type]
                lambda: survey.share(source, "q1", [1, 2], where="q0 >= 4"),  # type: ignore[arg-type]
            ),
            strict=True,
        )
    )
    checked = 0.0
    for name, call in calls.items():
        start = time.perf_counter()
        found = call()
        seconds[name] = time.perf_counter() - start
        checked += float(found.se.sum() + found.estimate.sum())  # type: ignore[attr-defined]
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "checked": checked}))


def main(sizes: list[int]) -> None:
    engines = ["survey.stream", "DuckDB", *(["Spark"] if importlib.util.find_spec("pyspark") else [])]
    lines = [f"{machine()}. Ten variables, 19 domains, 5,000 sampling points; files of {PIECE:,} rows.", ""]
    lines += ["| rows | engine | opening | " + " | ".join(CALLS) + " | peak MB |", "| --- " * (len(CALLS) + 4) + "|"]
    taken: dict[str, dict[str, float]] = {engine: {} for engine in engines}
    peaks: dict[str, float] = {}
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), n)
            answers = []
            for engine in engines:
                found = processed(sys.executable, __file__, "--estimate", engine, folder)
                if "skipped" in found:
                    lines.append(f"| {n:,} | {engine} | {found['skipped']} |" + " |" * (len(CALLS) + 1))
                    continue
                seconds = found["seconds"]
                assert isinstance(seconds, dict)
                answers.append(float(str(found["checked"])))
                peak = float(str(found["peak_mb"]))
                taken[engine] |= {f"{n:,} rows, {engine}: {name}": one for name, one in seconds.items()}
                peaks[engine] = max(peak, peaks.get(engine, 0.0))
                lines.append(
                    f"| {n:,} | {engine} | {' | '.join(f'{one:.1f}' for one in seconds.values())} | {peak:.0f} |"
                )
            if max(answers) - min(answers) > 1e-9 * max(answers):
                raise SystemExit(f"The engines disagree: {answers}")
    for engine, peak in peaks.items():
        recorded(f"database-{engine}", taken[engine], peak)
    written(Path(__file__).parent / "RESULTS.md", "Rows in a database", "\n".join(lines))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--estimate"]:
        estimate(sys.argv[2], Path(sys.argv[3]))
    else:
        main([int(one) for one in sys.argv[1:]] or [1_000_000, 5_000_000])
