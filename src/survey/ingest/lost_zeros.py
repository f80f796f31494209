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
    counts = column.counts
    texts = {at: shown(cell).strip() for at, cell in enumerate(column.cells) if counts[at]}
    figures = {at: text for at, text in texts.items() if text.isascii() and text.isdecimal()}
    padded = [text for text in figures.values() if text.startswith("0") and len(text) > 1]
    width = len(padded[0]) if padded else 0
    if any(len(text) != width for text in padded) or any(len(text) > width for text in figures.values()):
        return None
    short = [at for at, text in figures.items() if len(text) < width]
    return (int(counts[short].sum()), figures[short[0]], padded[0]) if short else None
