"""Whole commands, each in a process of its own: start of Python to end, nothing warmed up but the disk.

    python benchmarks/quarter.py [runs]

Prints the median and the range of at least five runs in seconds; the medians go into ``results/``.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import recorded


def seconds(*command: str, cwd: Path | None = None) -> float:
    """Wall time of one process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - started


def measure(found: dict[str, float], label: str, runs: int, *command: str, cwd: Path | None = None) -> None:
    """Print one line, and keep the median."""
    seconds(*command, cwd=cwd)
    taken = sorted(seconds(*command, cwd=cwd) for _ in range(runs))
    found[label] = statistics.median(taken)
    print(f"{label:<44} {found[label]:6.2f} s   ({taken[0]:.2f} - {taken[-1]:.2f}, {runs} runs)")


def main() -> None:
    """Measure the imports and the main job."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    found: dict[str, float] = {}
    measure(found, "python, nothing imported", runs, "-c", "pass")
    measure(found, "import survey", runs, "-c", "import survey")
    measure(found, "import survey and its estimation", runs, "-c", "import survey; survey.mean, survey.rake")
    measure(found, "import pandas (for comparison)", runs, "-c", "import pandas")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "almaty"
        subprocess.run([sys.executable, "-m", "survey", "new", str(workspace)], check=True, capture_output=True)
        simulate = ("-m", "survey", "simulate", "wave.csv", "--force")
        measure(found, "survey simulate wave.csv, 1000 interviews", runs, *simulate, cwd=workspace)
        measure(found, "survey run 2018Q1, both languages", runs, "-m", "survey", "run", "2018Q1", cwd=workspace)
    recorded("quarter", found)


if __name__ == "__main__":
    main()
