"""Whole commands, each in a process of its own: start of Python to end, nothing warmed up but the disk.

    python benchmarks/quarter.py [runs]

Prints the median and the range of at least five runs in seconds.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def seconds(*command: str, cwd: Path | None = None) -> float:
    """Wall time of one process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - started


def measure(label: str, runs: int, *command: str, cwd: Path | None = None) -> None:
    """Print one line."""
    seconds(*command, cwd=cwd)
    taken = sorted(seconds(*command, cwd=cwd) for _ in range(runs))
    print(f"{label:<44} {statistics.median(taken):6.2f} s   ({taken[0]:.2f} - {taken[-1]:.2f}, {runs} runs)")


def main() -> None:
    """Measure the imports and the main job."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    measure("python, nothing imported", runs, "-c", "pass")
    measure("import survey", runs, "-c", "import survey")
    measure("import survey and its estimation", runs, "-c", "import survey; survey.mean, survey.rake")
    measure("import pandas (for comparison)", runs, "-c", "import pandas")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "almaty"
        subprocess.run([sys.executable, "-m", "survey", "new", str(workspace)], check=True, capture_output=True)
        measure(
            "survey simulate wave.csv, 1000 interviews", runs, "-m", "survey", "simulate", "wave.csv", cwd=workspace
        )
        measure("survey run 2018Q1, both languages", runs, "-m", "survey", "run", "2018Q1", cwd=workspace)


if __name__ == "__main__":
    main()
