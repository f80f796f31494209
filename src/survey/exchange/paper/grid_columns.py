"""Widths on paper: of ids, of the columns of a battery, and whether the words of its answers fit over them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from survey.exchange.paper.paper_model import ChoiceList, MarkGrid, PaperForm, WriteGrid
from survey.reports.writers.typst_words import extent, widest_word
from survey.text import Language

LINE_WIDTH, ID_WIDTH = 510.0, 38.0
"""Points of a line, and of a usual id before a question."""

_ROW_ID_WIDTH, _MOST_ID_WIDTH = 30.0, 110.0
"""Points of a usual id of a row, and of the longest id that is not broken."""

_ID_SIZE, _ID_EDGE, _ROW_ID_SIZE, _ROW_ID_EDGE = 10.5, 8.0, 8.5, 6.0
"""Points of the letters of the id of a question and of the room after it; the same of a row."""

_NARROW, _NARROWEST, _LEAST_TEXT = 24.0, 15.0, 90.0
"""Points of a column that has a code over it, usual and least, and of the words of a row in each language."""

_WIDEST, _SHARE = 54.0, 0.62
"""Points of the widest column, and the share of a line that the columns of answers may take; two languages need the room for rows."""

_HEAD_SIZE, _HEAD_EDGE = 6.8, 7.0
"""Points of the letters over a column, and of its edges."""


def column_width(grid: MarkGrid, languages: Sequence[Language]) -> float:
    """Points of a column of answers with their words over it; 0 where the words do not fit, so that they go before the grid."""
    if len(languages) > 1:
        return 0.0
    share = _SHARE * (LINE_WIDTH - ID_WIDTH) - _NARROW * len(grid.missing)
    width = min(share / len(grid.answers), _WIDEST)
    longest = max((widest_word(said, _HEAD_SIZE) for one in grid.answers for _, said in one.text), default=0.0)
    return width if longest + _HEAD_EDGE <= width else 0.0


def narrow_width(grid: MarkGrid, paper: PaperForm) -> float:
    """Points of a column that has a code over it: narrower where there are many, so that the words of rows keep their room."""
    room = LINE_WIDTH - sum(id_widths(paper)) - _LEAST_TEXT * len(paper.languages)
    return max(_NARROWEST, min(_NARROW, room / (len(grid.answers) + len(grid.missing))))


def code_width(paper: PaperForm, size: float) -> float:
    """Points of the longest code of a list, in letters of this size."""
    parts = [part for section in paper.sections for one in section.questions for part in one.parts]
    lists = [part for part in parts if isinstance(part, ChoiceList)]
    return max((extent(one.code, size) for part in lists for one in (*part.answers, *part.missing)), default=0.0)


def id_widths(paper: PaperForm) -> tuple[float, float]:
    """Points that the ids of questions and those of rows take in a form."""
    questions = [one for section in paper.sections for one in section.questions]
    rows = [
        row.id for one in questions for part in one.parts if isinstance(part, MarkGrid | WriteGrid) for row in part.rows
    ]
    longest = max(extent(one.id, _ID_SIZE) for one in questions)
    longest_row = max((extent(one, _ROW_ID_SIZE) for one in rows), default=0.0)
    return (
        min(max(ID_WIDTH, longest + _ID_EDGE), _MOST_ID_WIDTH),
        min(max(_ROW_ID_WIDTH, longest_row + _ROW_ID_EDGE), _MOST_ID_WIDTH),
    )


def id_in_lines(name: str, *, is_row: bool = False) -> str:
    """The id of a question or row with places where a line may end, where it is longer than its column.

    Examples
    --------
    >>> id_in_lines("C01a"), id_in_lines("income_of_the_household_2024_total").split("\u200b")
    ('C01a', ['income_of_the_', 'household_2024_', 'total'])
    """
    size, edge = (_ROW_ID_SIZE, _ROW_ID_EDGE) if is_row else (_ID_SIZE, _ID_EDGE)
    lines = [""]
    for part in re.findall(r"[^_]*_+|[^_]+", name):
        # a part that is longer than a line is broken between letters
        pieces = [part] if extent(part, size) <= _MOST_ID_WIDTH - edge else list(part)
        for piece in pieces:
            if extent(lines[-1] + piece, size) <= _MOST_ID_WIDTH - edge:
                lines[-1] += piece
            else:
                lines.append(piece)
    return "\N{ZERO WIDTH SPACE}".join(lines)
