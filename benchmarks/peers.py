"""Ours beside other programs, each task in a process of its own: ``python benchmarks/peers.py [folder of environments]``.

``make bench-peers`` makes the environments first, one for each program, and then runs this. A program that is not
there, or has no such task, or fails, is left out with a line that says so. Data are made once, by a seed. Times include
building the design and, for raking, everything a program makes of the same counts by category; they do not include
reading the file. Memory includes everything.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from measure import busy, machine, processed, spread, written

from data import write

HERE = Path(__file__).parent
PEERS = ("survey", "svy", "samplics", "weightipy", "balance", "r")
SHOWN = {"survey": "**ours**", "r": "R survey"}
BUSY = ", every core busy with something else"
TASKS = {
    "10 means by 19 domains (SE, CI, deff), 1k": ("means", 1_000, 15, 0.004),
    "10 means by 19 domains (SE, CI, deff), 1M": ("means", 1_000_000, 5, 0.2),
    "rake, 4 margins, 1k": ("rake", 1_000, 15, 0.003),
    "rake, 4 margins, 1M": ("rake", 1_000_000, 5, 0.1),
    "crosstab, Rao-Scott F, 1k": ("crosstab", 1_000, 15, None),
    "crosstab, Rao-Scott F, 1M": ("crosstab", 1_000_000, 5, 0.3),
    "500 bootstrap replicates, 10 means, 1k": ("bootstrap", 1_000, 15, 0.015),
    f"500 bootstrap replicates, 10 means, 1k{BUSY}": ("bootstrap", 1_000, 15, None),
    "500 bootstrap replicates, 10 means, 100k": ("bootstrap", 100_000, 5, 0.15),
}
IMPORTS = {
    "survey": "import survey",
    "svy": "import svy",
    "samplics": "import warnings; warnings.simplefilter('ignore'); import samplics",
    "weightipy": "import weightipy",
    "balance": "import balance",
}


LOADED = "import survey; survey.make_sample, survey.mean, survey.rake, survey.crosstab, survey.replicate"
"""Ours with what the tasks need: its names are loaded when they are first used, those of the others with the package."""


def command(peer: str, environments: Path) -> tuple[Path | str, ...] | None:
    """What runs a peer; None when it is not installed."""
    if peer == "r":
        found = shutil.which("Rscript")
        return (found, HERE / "peers" / "with_r.R") if found else None
    python = sys.executable if peer == "survey" else environments / peer / "bin" / "python"
    return (python, HERE / "peers" / f"with_{peer}.py") if Path(python).exists() else None


def cell(found: dict[str, object]) -> str:
    """Median seconds with their range, processor time, first call, peak memory."""
    if "skipped" in found:
        return ""
    seconds, processor = found["seconds"], found["processor"]
    assert isinstance(seconds, list)
    assert isinstance(processor, list)
    used = f"processor {statistics.median(processor):.3g} s, first call {found['first']:.2g} s"
    return f"{spread(seconds)}; {used}, {found['peak_mb']:.0f} MB"


def rows(folder: Path, present: dict[str, tuple[Path | str, ...]], versions: dict[str, str]) -> Iterator[str]:
    for title, (task, n, repeats, target) in TASKS.items():
        cells, checks = [], {}
        for peer in PEERS:
            found: dict[str, object] = {"skipped": ""}
            if peer in present:
                with busy() if title.endswith(BUSY) else nullcontext():
                    found = processed(*present[peer], task, folder / str(n), str(repeats))
            if found.get("skipped"):
                print(f"{title}: {peer} left out, {found['skipped']}", flush=True)
            else:
                print(f"{title}: {peer} {cell(found)}", flush=True)
                versions.setdefault(peer, str(found["version"]))
                checks[peer] = found["check"]
            cells.append(cell(found))
        print(f"{title}: {checks}", flush=True)
        yield f"| {title} | {f'{target:g} s' if target else ''} | {' | '.join(cells)} |"


def fresh(*parts: Path | str) -> list[float]:
    """Seconds of whole new processes."""
    times = []
    for _ in range(9):
        start = time.perf_counter()
        subprocess.run([str(part) for part in parts], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return times


def row(title: str, target: str, seconds: dict[str, list[float]]) -> str:
    cells = " | ".join(spread(seconds[peer]) if peer in seconds else "" for peer in PEERS)
    return f"| {title} | {target} | {cells} |"


def main() -> None:
    environments = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / ".venvs"
    present = {peer: known for peer in PEERS if (known := command(peer, environments))}
    for peer in PEERS:
        if peer not in present:
            print(f"{peer} left out: not installed")
    about, versions = machine(), dict[str, str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in sorted({n for _, n, _, _ in TASKS.values()}):
            write(folder, n, csv=True)
        lines = list(rows(folder, present, versions))
        small = folder / "1000"
        whole = {
            peer: fresh(*present[peer], "means", small, "0") for peer in present if peer not in ("weightipy", "balance")
        }
    lines.append(row("start of the program, data read, 10 means by 19 domains, 1k", "", whole))
    nothing = statistics.median(fresh(sys.executable, "-c", "pass"))
    for title, scripts in (("import", IMPORTS), ("import, loaded", IMPORTS | {"survey": LOADED})):
        taken = {
            peer: [one - nothing for one in fresh(present[peer][0], "-c", script)]
            for peer, script in scripts.items()
            if peer in present
        }
        lines.append(row(title, "0.3 s" if title == "import" else "", taken))
    head = [
        f"| task | target | {' | '.join(SHOWN.get(peer, peer) for peer in PEERS)} |",
        "| --- " * (len(PEERS) + 2) + "|",
    ]
    told = ", ".join(f"{SHOWN.get(peer, peer).strip('*')} {version}" for peer, version in versions.items())
    notes = (
        "Median seconds of a call (smallest to largest), processor time of all threads, first call in a new process, peak "
        f"memory of the process; import is what a process takes longer than an empty one. {about}. {told}. "
        "Empty: not installed, no such task, or it fails. weightipy starts from equal weights; balance takes shares."
    )
    written(HERE / "RESULTS.md", "Beside other programs", "\n".join([notes, "", *head, *lines]))


if __name__ == "__main__":
    main()
