"""Files that are committed: each ends with one line feed, holds no mark of a conflict, and is not large.

    python .ci/check_files.py path ...

Prints what is wrong and exits with 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

LARGEST = 1024 * 1024
CONFLICT = re.compile(rb"^(<{7} |={7}$|>{7} )", re.MULTILINE)


def complaints(content: bytes) -> Iterator[str]:
    """What is wrong with a file; one with a zero byte, or packed, is not text and may end as it does."""
    if len(content) > LARGEST:
        yield f"{len(content) / 1024:,.0f} kB; pack it, or make it from something smaller"
    if b"\0" in content:
        return
    if content and not content.endswith(b"\n"):
        yield "no line feed at its end"
    if content.endswith(b"\n\n"):
        yield "empty lines at its end"
    if CONFLICT.search(content):
        yield "a mark of a conflict"


def main(paths: list[str]) -> int:
    """The number to exit with."""
    found = [f"{path}: {one}" for path in paths for one in complaints(Path(path).read_bytes())]
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
