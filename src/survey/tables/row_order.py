"""Order of the answers of a question by their shares; answers stay with their nets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from survey.arrays import Floats
from survey.tables.analysis_table import AnalysisRow
from survey.tables.block_cells import RowGroup
from survey.tables.row_blocks import RowOrder

_LAST = frozenset({"dont_know", "refused"})


def order_of(group: RowGroup, order: RowOrder) -> list[int]:
    """Positions of the rows by the first column that is shown; those without an answer and the total come last."""
    values = group.cells.value
    shown = np.flatnonzero(~np.isnan(values).all(axis=0))
    if order == "given" or not len(shown):
        return list(range(len(group.rows)))
    return row_order(group.rows, values[:, shown[0]], descending=order == "descending")


def rearranged(group: RowGroup, at: Sequence[int]) -> RowGroup:
    """The rows in another order; without the estimates, which have the order given."""
    return RowGroup([group.rows[one] for one in at], group.cells.arranged(at), None)


def row_order(rows: Sequence[AnalysisRow], values: Floats, *, descending: bool) -> list[int]:
    """Positions of the rows in order; the indented rows of a net are ordered among themselves and follow it.

    Examples
    --------
    >>> from survey.text import Text
    >>> rows = [AnalysisRow(0, level, Text(), "share") for level in (1, 2, 3)]
    >>> row_order(rows, np.array([10.0, np.nan, 30.0]), descending=True)
    [2, 0, 1]
    """
    units: list[list[int]] = []
    for at, row in enumerate(rows):
        if row.indent and units:
            units[-1].append(at)
        else:
            units.append([at])
    sign = -1.0 if descending else 1.0

    def key(at: int) -> tuple[bool, bool, float]:
        value = float(values[at])
        fixed = rows[at].role == "total" or rows[at].level in _LAST
        return fixed, not fixed and np.isnan(value), 0.0 if fixed or np.isnan(value) else sign * value

    ordered = sorted(units, key=lambda unit: key(unit[0]))
    return [at for unit in ordered for at in (unit[0], *sorted(unit[1:], key=key))]
