"""The coverage of the tests by room, from the report of a run: ``python -m tests.architecture.measure_coverage report.json``."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "test_coverage.md"

_HEAD = """# What the tests run

Lines and branches of the source that the tests pass through, in per cent, by room (`ARCHITECTURE.md` says what a room holds).
`make coverage` writes this page; tests that need Chromium, Java or R are left out. A line that is run is not a line that is
checked: what the tests compare results with is said in [fuzzing](fuzzing.md), [conventions](conventions.md) and their own names.

| room | lines | run | branches | run | both |
| --- | ---: | ---: | ---: | ---: | ---: |
"""


@dataclass(frozen=True, slots=True)
class Passed:
    """Lines and branches that there are and that the tests passed through."""

    lines: int
    lines_run: int
    branches: int
    branches_run: int

    @property
    def share(self) -> float:
        """Lines and branches run, in per cent of both."""
        return 100 * (self.lines_run + self.branches_run) / max(self.lines + self.branches, 1)

    def row(self, room: str) -> str:
        """One row of the page; shares are cut, not rounded, so that 100 means all."""
        parts = (100 * self.lines_run / max(self.lines, 1), 100 * self.branches_run / max(self.branches, 1), self.share)
        lines, branches, both = (f"{math.floor(10 * part + 1e-9) / 10:.1f}" for part in parts)
        return (
            f"| {room} | {self.lines:,} | {lines} | {self.branches:,} | {branches if self.branches else ''} | {both} |"
        )


_COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def by_room(report: Mapping[str, Mapping[str, Mapping[str, Mapping[str, int]]]]) -> dict[str, Passed]:
    """What was passed through in every room, and last in ``all``."""
    found: dict[str, Counter[str]] = {}
    for name, file in report["files"].items():
        parts = Path(name).parts
        inside = parts[parts.index("survey") + 1 :]
        room = f"{inside[0]}/" if len(inside) > 1 else "modules of the root"
        for one in (room, "all"):
            found.setdefault(one, Counter()).update({key: file["summary"][key] for key in _COUNTS})
    rooms = sorted(found, key=lambda room: (room == "all", not room.endswith("/"), room))
    return {room: Passed(*(found[room][key] for key in _COUNTS)) for room in rooms}


def page(rooms: Mapping[str, Passed]) -> str:
    """The page in Markdown."""
    return _HEAD + "\n".join(passed.row(room) for room, passed in rooms.items()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(by_room(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
