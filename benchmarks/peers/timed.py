"""What every measured process does: read, call once, call again, say how long and how much memory. Plain Python only.

python with_<peer>.py TASK FOLDER REPEATS
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Call = Callable[[], Sequence[float]]
Task = Callable[[Path], Call]


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Elapsed seconds of a call, and processor seconds of all threads of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def peak_mb() -> float:
    """Largest resident memory of this process so far; ``getrusage`` would count that of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def margins(folder: Path) -> dict[str, dict[int, float]]:
    given = json.loads((folder / "margins.json").read_text())
    return {name: {int(level): count for level, count in counts.items()} for name, counts in given.items()}


def main(version: str, tasks: dict[str, Task]) -> None:
    """Print one line of JSON: first call, further calls, peak memory, and numbers to compare the programs by.

    Without repeats nothing is printed: whoever started the process takes the time.
    """
    name, folder, repeats = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if name not in tasks:
        print(json.dumps({"version": version, "skipped": "has no such thing"}))
        return
    call = tasks[name](folder)
    first, _ = timed(call)
    if not repeats:
        return
    gc.collect()
    taken = [timed(call) for _ in range(repeats)]
    peak = peak_mb()
    check = [float(one) for one in call()]
    seconds, processor = ([one[at] for one in taken] for at in (0, 1))
    found = {"version": version, "first": first, "seconds": seconds, "processor": processor, "peak_mb": peak}
    print(json.dumps(found | {"check": check}))
