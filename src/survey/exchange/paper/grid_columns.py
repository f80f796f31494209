"""Widths of the columns of a battery on paper, and whether the words of its answers fit over them."""

from __future__ import annotations

from collections.abc import Sequence

from survey.exchange.paper.paper_model import MarkGrid
from survey.reports.writers.typst_words import widest_word
from survey.text import Language

LINE_WIDTH, ID_WIDTH = 510.0, 38.0
"""Points of a line, and of the id before a question."""

NARROW = 24.0
"""Points of a column that has a code over it."""

_WIDEST, _SHARE = 54.0, 0.62
"""Points of the widest column, and the share of a line that the columns of answers may take; two languages need the room for rows."""

_HEAD_SIZE, _HEAD_EDGE = 6.8, 7.0
"""Points of the letters over a column, and of its edges."""


def column_width(grid: MarkGrid, languages: Sequence[Language]) -> float:
    """Points of a column of answers with their words over it; 0 where the words do not fit, so that they go before the grid."""
    if len(languages) > 1:
        return 0.0
    share = _SHARE * (LINE_WIDTH - ID_WIDTH) - NARROW * len(grid.missing)
    width = min(share / len(grid.answers), _WIDEST)
    longest = max((widest_word(said, _HEAD_SIZE) for one in grid.answers for _, said in one.text), default=0.0)
    return width if longest + _HEAD_EDGE <= width else 0.0
