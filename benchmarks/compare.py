"""The change between two results: ``python benchmarks/compare.py [before.json after.json]``.

Without paths, the two newest results of every benchmark in ``results/``. Seconds, and after as a multiple of before; tasks
that one of them lacks are left out. Times on different machines say nothing of the code, so differences of machine
and libraries are printed first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def newest(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The two newest results of every benchmark that has two."""
    for _, paths in groupby(sorted(folder.glob("*_*.json")), key=lambda path: path.name.rpartition("_")[0]):
        *_, before, after = [None, *paths]
        if before is not None:
            yield before, after


def compared(before: Path, after: Path) -> Iterator[str]:
    """Lines: what is compared, what differs around it, seconds of every task."""
    one, other = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    yield f"{other['benchmark']}: {one['date']} ({one['version']}) to {other['date']} ({other['version']})"
    around = [found["machine"] | {"load at the start": found.get("load_at_start")} for found in (one, other)]
    for name in dict.fromkeys([*around[0], *around[1]]):
        values = around[0].get(name), around[1].get(name)
        if values[0] != values[1]:
            yield f"  another {name}: {values[0]}, then {values[1]}"
    for task, seconds in other["seconds"].items():
        if task in one["seconds"]:
            earlier = one["seconds"][task]
            yield f"  {task:<62} {earlier:>9.4g} s {seconds:>9.4g} s   x {seconds / earlier:.2f}"
    if "peak_mb" in one and "peak_mb" in other:
        yield f"  {'peak memory':<62} {one['peak_mb']:>8} MB {other['peak_mb']:>7} MB   x {other['peak_mb'] / one['peak_mb']:.2f}"


if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:]]
    pairs = list(newest(RESULTS)) if not given else [(given[0], given[1])]
    print("\n".join(line for pair in pairs for line in compared(*pair)) or "There are no two results of one benchmark.")
