"""Data file that was written: its companions, its codebook, and what its format could not hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pandas as pd

from survey.argument_errors import noun
from survey.findings import Findings
from survey.text import Language


@noun
@dataclass(frozen=True, slots=True, eq=False)
class ExportedFile:
    """Data file that :func:`survey.write_file` wrote.

    Parameters
    ----------
    path : Path
    format : str
        ``sav``, ``zsav``, ``dta``, ``parquet`` or ``csv``.
    language : str
        Language of the labels.
    n : int
        Number of interviews in it.
    codebook : pandas.DataFrame
        One row for every code of every column; also written next to the file.
    companions : tuple of Path
        Files written with it.
    findings : Findings
        What is not in the file, and what its format changed: labels shortened, names changed, reasons left empty.
    """

    path: Path
    format: str
    language: Language
    n: int
    codebook: pd.DataFrame = field(repr=False)
    companions: tuple[Path, ...] = ()
    findings: Findings = field(default_factory=Findings, repr=False)

    def __repr__(self) -> str:
        columns = self.codebook["column"].nunique()
        return f"<ExportedFile {self.path}: {self.n} interviews x {columns} columns, {len(self.findings)} findings>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.findings.to_frame().to_html(index=False)}"
