"""Lists that an office keeps about a delivery and that are judged line by line: corrections and waivers."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import ClassVar, Protocol

import pandas as pd

from survey.findings import Findings
from survey.text import Text


class JudgedLine(Protocol):
    """One line of a list, with what became of it."""

    @property
    def line(self) -> int:
        """Its row in the list, as a spreadsheet numbers it."""
        ...

    @property
    def status(self) -> str:
        """Result of judging the line; "read" before that."""
        ...

    @property
    def detail(self) -> Text:
        """The reason of a refusal in words; empty otherwise."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class OfficeList:
    """Lines in the order of the file.

    Parameters
    ----------
    path, sha256 : str
        The list, and the digest of its bytes.
    lines : tuple of JudgedLine
    unclear : Findings
        What the reader of the file found in it.
    """

    columns: ClassVar[tuple[str, ...]]
    statuses: ClassVar[tuple[str, ...]]

    path: str
    sha256: str
    lines: tuple[JudgedLine, ...]
    unclear: Findings

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def file(self) -> str:
        """Name of the file without its folder."""
        return os.path.basename(self.path)

    def counts(self) -> dict[str, int]:
        """Number of lines, in all and by status; lines that nobody has judged yet only in all."""
        counted = Counter(line.status for line in self.lines)
        return {"lines": len(self), **{status: counted[status] for status in self.statuses if status != "read"}}

    def to_frame(self) -> pd.DataFrame:
        """One row per line: its number and cells, ``status``, ``refusal``, and ``detail_<language>``."""
        names = ["line", *self.columns]
        languages = sorted({language for line in self.lines for language in line.detail.languages})
        records = [
            {name: getattr(line, name) for name in names}
            | {f"detail_{one}": line.detail[one] if line.detail.has(one) else "" for one in languages}
            for line in self.lines
        ]
        return pd.DataFrame(records, columns=[*names, *(f"detail_{language}" for language in languages)])

    def __repr__(self) -> str:
        counted = Counter(line.status for line in self.lines)
        parts = [f"{counted[status]} {status}" for status in self.statuses if counted[status]]
        return f"<{type(self).__name__} {self.path}: {', '.join(parts) or 'none'}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().to_html(index=False)}"
