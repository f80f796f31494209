"""Rows of tables of a paper form in WordprocessingML: rows of one question stay on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from survey.reports.writers.word_xml import paragraph

WordCell = Callable[[bool], str]
"""A cell, made when it is known whether its row keeps the next one with it."""

WordRow = Callable[[bool], str]
"""A row, made when it is known whether it keeps the next one with it."""

EMPTY = ""
"""Content of a cell without words."""

_RULES = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="8A939D"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
_DOTTED = '<w:tcBorders><w:top w:val="dotted" w:sz="6" w:color="8A939D"/></w:tcBorders>'


def cell(
    content: str, width: int, *, span: int = 1, is_middle: bool = False, is_dotted: bool = False, paragraphs: str = ""
) -> WordCell:
    """A cell of runs; ``width`` in twentieths of a point, ``paragraphs`` instead of runs for a cell of several."""
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    look += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    look += _DOTTED if is_dotted else ""
    style = "TableHeadingMiddle" if is_middle else "TableText"

    def made(keeps: bool) -> str:
        return f"<w:tc><w:tcPr>{look}</w:tcPr>{paragraphs or paragraph(content, style, keep_next=keeps)}</w:tc>"

    return made


def row(cells: Sequence[WordCell], *, is_heading: bool = False) -> WordRow:
    """A row that is not divided between pages; a heading is repeated on every page of its table."""
    heading = "<w:tblHeader/>" if is_heading else ""

    def made(keeps: bool) -> str:
        return f"<w:tr><w:trPr><w:cantSplit/>{heading}</w:trPr>{''.join(one(keeps) for one in cells)}</w:tr>"

    return made


def table(widths: Sequence[int], rows: Sequence[WordRow], *, is_ruled: bool = False, is_last: bool = True) -> str:
    """A table, with lines between its cells where it is ruled; its last row keeps the next table unless that is another question's."""
    borders = f"<w:tblBorders>{_RULES}</w:tblBorders>" if is_ruled else ""
    edges = '<w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
    look = f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>{edges}</w:tblPr>'
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    made = (one(at < len(rows) - 1 or not is_last) for at, one in enumerate(rows))
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"


def gap(*, is_small: bool = False) -> str:
    """Room between two tables: a small one inside a question keeps what follows with it."""
    keeps = "<w:keepNext/>" if is_small else ""
    line = 40 if is_small else 180
    return f'<w:p><w:pPr>{keeps}<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/></w:pPr></w:p>'
