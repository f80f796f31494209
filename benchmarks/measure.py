"""Taking times and memory, and saying on what machine."""

from __future__ import annotations

import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
LOAD = os.getloadavg()


def repeat(times: int, call: Callable[[], object]) -> list[float]:
    """Seconds of each call, after one that warms up."""
    call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return taken


def median(times: int, call: Callable[[], object]) -> tuple[float, float]:
    """Median and smallest seconds, after one call that warms up."""
    taken = repeat(times, call)
    return statistics.median(taken), min(taken)


def spread(seconds: Sequence[float]) -> str:
    """Median seconds with the smallest and the largest.

    Examples
    --------
    >>> spread([2.0, 1.25, 1.5])
    '1.5 s (1.25 to 2)'
    """
    return f"{statistics.median(seconds):.3g} s ({min(seconds):.3g} to {max(seconds):.3g})"


def peak_mb() -> float:
    """Largest resident memory of this process so far."""
    if sys.platform.startswith("linux"):  # where getrusage counts the memory of the process that started this one, too
        return _status("VmHWM")
    if sys.platform == "win32":
        return _peak_of_windows() / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # bytes on macOS


def held_mb() -> float:
    """Resident memory of this process now; the largest so far where the system does not say."""
    return _status("VmRSS") if sys.platform.startswith("linux") else peak_mb()


def _status(name: str) -> float:
    text = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(text.partition(f"{name}:")[2].split()[0]) / 1024


def _peak_of_windows() -> int:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *(
                (name, ctypes.c_size_t)
                for name in (
                    "PeakWorkingSetSize",
                    "WorkingSetSize",
                    "QuotaPeakPagedPoolUsage",
                    "QuotaPagedPoolUsage",
                    "QuotaPeakNonPagedPoolUsage",
                    "QuotaNonPagedPoolUsage",
                    "PagefileUsage",
                    "PeakPagefileUsage",
                )
            ),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    process = ctypes.windll.kernel32.GetCurrentProcess  # type: ignore[attr-defined]
    process.restype = wintypes.HANDLE
    ask = ctypes.windll.psapi.GetProcessMemoryInfo  # type: ignore[attr-defined]
    ask.argtypes = (wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD)
    ask(process(), ctypes.byref(counters), counters.cb)
    return int(counters.PeakWorkingSetSize)


def processed(*command: str | Path, timeout: float = 3600) -> dict[str, object]:
    """The line of JSON a process of its own ends with; ``skipped`` says why there is none."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return {"skipped": f"not done after {timeout:.0f} s"}
    if done.returncode:
        return {"skipped": f"fails: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


@contextmanager
def busy() -> Iterator[None]:
    """Keep every core busy: with as many processes as there are cores, which count and do nothing else."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for one in others:
            one.kill()
            one.wait()


def facts() -> dict[str, str | int]:
    """Cores, memory, versions: nothing that names the machine."""
    import numpy
    import pandas
    import pyarrow
    import scipy

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = {part.__name__: str(part.__version__) for part in (numpy, pandas, scipy, pyarrow)}
    cores = {"cores": os.cpu_count() or 0, "processor": platform.machine(), "memory_gb": round(memory)}
    return cores | {"python": platform.python_version()} | versions


def threads() -> str:
    """Threads of linear algebra in the libraries, and in the command, which takes one unless it is told another number."""
    named = [os.environ[name] for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS") if os.environ.get(name)]
    if named:
        return f"{named[0]} thread{'s' if named[0] != '1' else ''} of linear algebra"
    return "as many threads of linear algebra as cores, but one in the command `survey`"


def machine() -> str:
    """The same in words, with the load."""
    known = facts()
    versions = ", ".join(f"{name} {known[name]}" for name in ("numpy", "pandas", "scipy", "pyarrow"))
    load = ", ".join(f"{one:.1f}" for one in LOAD)
    return (
        f"{known['cores']} cores ({known['processor']}), {known['memory_gb']} GB; Python {known['python']}, {versions}; "
        f"{threads()}; load at the start {load}"
    )


def recorded(benchmark: str, seconds: Mapping[str, float], peak: float | None = None) -> Path:
    """Put the seconds of every task, and the peak memory in MB, into ``results/<benchmark>_<date>.json``."""
    import survey

    today = datetime.date.today().isoformat()
    found: dict[str, object] = {
        "benchmark": benchmark,
        "date": today,
        "version": survey.__version__,
        "machine": facts(),
    }
    found["load_at_start"] = round(LOAD[0], 1)
    found["seconds"] = {name: float(f"{taken:.3g}") for name, taken in seconds.items()}
    if peak is not None:
        found["peak_mb"] = round(peak)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{benchmark}_{today}.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def written(path: Path, heading: str, body: str) -> None:
    """Put a section into a Markdown file, in place of the one of the same heading."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Measurements\n"
    before, _, rest = text.partition(f"\n## {heading}\n")
    after = rest[rest.index("\n## ") :] if "\n## " in rest else ""
    path.write_text(f"{before.rstrip()}\n\n## {heading}\n\n{body.strip()}\n{after}", encoding="utf-8")
    print(f"\n## {heading}\n\n{body.strip()}\n", file=sys.stdout)
