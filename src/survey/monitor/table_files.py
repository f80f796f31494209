"""Tables of results as CSV files, in which no text is a formula."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from survey.safe_text import cell


def write_table(frame: pd.DataFrame, path: Path, digits: str | None = None) -> Path:
    """Write a table as UTF-8 text with commas and decimal points; blanks are empty cells.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of numbers, truth values and texts.
    path : Path
    digits : str, optional
        Format of numbers that are not whole, such as ``%.10g``; the shortest that gives the number back when not given.

    Returns
    -------
    Path
        The file.

    Notes
    -----
    The bytes are those of ``pandas.DataFrame.to_csv``, which takes longer: it formats numbers one by one.
    """
    safe = _Safe()
    columns = [_written(frame.iloc[:, at], digits, safe) for at in range(frame.shape[1])]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow([safe[str(name)] for name in frame.columns])
        lines.writerows(zip(*columns, strict=True))
    return path


class _Safe(dict[str, str]):
    """Texts as :func:`survey.safe_text.cell` makes them safe, each made once."""

    def __missing__(self, text: str) -> str:
        self[text] = safe = cell(text)
        return safe


def _written(column: pd.Series, digits: str | None, safe: _Safe) -> list[object]:
    """Cells of a column as the writer of lines takes them."""
    blank = column.isna().tolist()
    cells = column.tolist()
    if pd.api.types.is_float_dtype(column.dtype):
        cells = column.to_numpy("float64", na_value=float("nan")).tolist()
        if digits is not None and cells:
            # one format for all cells takes half as long as one for each
            cells = ("\n".join([digits] * len(cells)) % tuple(cells)).split("\n")
        return ["" if no else one for one, no in zip(cells, blank, strict=True)]
    return ["" if no else safe[one] if isinstance(one, str) else one for one, no in zip(cells, blank, strict=True)]
