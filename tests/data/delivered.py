"""The delivered waves, unpacked once per process."""

from __future__ import annotations

import atexit
import functools
import lzma
import shutil
import tempfile
from pathlib import Path

PACKED = Path(__file__).parent / "deliveries"


@functools.cache
def deliveries() -> Path:
    """A folder with every delivered file under its own name."""
    folder = Path(tempfile.mkdtemp(prefix="deliveries-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for packed in PACKED.iterdir():
        if packed.suffix == ".xz":
            (folder / packed.stem).write_bytes(lzma.decompress(packed.read_bytes()))
        elif packed.suffix != ".md":
            shutil.copyfile(packed, folder / packed.name)
    return folder


def delivered(name: str) -> Path:
    """One delivered file."""
    return deliveries() / name
