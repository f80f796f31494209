"""What a damage gives: a file, and what a person would read in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.form import Table, small_table
from tests.fuzz.formats import OPTION_COLUMNS, SUFFIXES, write_table


@dataclass(frozen=True, slots=True)
class Sources:
    """Undamaged files, by format, and what they say."""

    folder: Path

    def table(self, format_: str) -> Table:
        """The small table in the layout of a format."""
        return small_table(options=format_ in OPTION_COLUMNS)

    def file(self, format_: str) -> Path:
        """The undamaged file of a format."""
        return self.folder / f"small_{format_}{SUFFIXES[format_]}"

    def write(self) -> None:
        """Write every undamaged file."""
        for format_ in SUFFIXES:
            write_table(self.table(format_), self.file(format_), format_)


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged file.

    Parameters
    ----------
    path : Path
    truth : Table, optional
        What a person reads in it; None where only the reader can know.
    must_tell : bool
        Something is wrong with the file itself and can be seen, so silence is a fault even if no answer changed.
    """

    path: Path
    truth: Table | None = None
    must_tell: bool = False


Damage = Callable[[random.Random, str, Path, Sources], Damaged]
"""Random numbers, the format, where to write, undamaged files."""
