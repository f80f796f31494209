"""The proof that a statistical file was written to its end, which its library does not give."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def written_whole(path: Path, rows: int) -> Iterator[None]:
    """A block that writes a statistical file with so many rows; its last row can be read when the block ends well.

    pyreadstat does not notice that the last part of a file found no space, and reports success.

    Raises
    ------
    pyreadstat.ReadstatError
        As pyreadstat raises it when it notices that it cannot write; also when the last row is not in the file.
    """
    import pyreadstat

    yield
    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    n_last = 0
    with contextlib.suppress(pyreadstat.ReadstatError):
        n_last = len(read(str(path), row_offset=max(rows - 1, 0), row_limit=1)[0])
    if n_last != min(rows, 1):
        raise pyreadstat.ReadstatError("Unable to write data")
