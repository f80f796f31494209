"""Identifiers that lost the zeros in front which others of their column have."""

from __future__ import annotations

from survey.ingest.factorized_columns import FactorizedColumn
from survey.ingest.numbers import shown


def without_zeros(column: FactorizedColumn) -> tuple[int, str, str] | None:
    """Number of rows whose identifier is shorter than those with zeros in front, one of them, one of the others.

    None where no identifier begins with zero, where those are of different lengths, and where others are longer: such
    identifiers have no length in common.

    Examples
    --------
    >>> import pandas as pd
    >>> without_zeros(FactorizedColumn.of(pd.Series(["007", "12", "345"]), "household"))
    (1, '12', '007')
    """
    padded = longest = 0
    example = ""
    for cell in column.cells:
        text = _figure(cell)
        longest = max(longest, len(text))
        if text.startswith("0") and len(text) > 1:
            if padded and len(text) != padded:
                return None
            padded, example = len(text), example or text
    if not padded or longest > padded:
        return None
    counts = column.counts
    short = [at for at, cell in enumerate(column.cells) if counts[at] and 0 < len(_figure(cell)) < padded]
    return (int(counts[short].sum()), _figure(column.cells[short[0]]), example) if short else None


def _figure(cell: object) -> str:
    """A cell that consists of figures; empty for any other."""
    text = cell.strip() if isinstance(cell, str) else shown(cell)
    return text if text.isascii() and text.isdecimal() else ""
