"""Tables of a document for Word: headings repeated on every page, rows whole, styles that an editor can go on with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.reports.document_model import ReportTable, RowRole, TableCell, TableRow
from survey.reports.phrases import Phrases
from survey.reports.writers.shown_cell import shown_cell
from survey.reports.writers.status_signs import status_sign
from survey.reports.writers.table_head import HeadCell, head_of_columns
from survey.reports.writers.tidy_cells import worded
from survey.reports.writers.word_xml import line_end, paragraph, run, words
from survey.text import Language, Text

_INDENT = 200
_LETTER, _SMALL_LETTER, _EDGE = 98, 88, 130
"""Room of a letter of a table and of small print, and of the edges of a cell, in twentieths of a point."""
_MOST_HEADING, _MOST_WORDS, _MOST_BROKEN, _MOST_REMARK = 46, 34, 16, 20
"""Letters of the widest column of row headings and of words, of a word that is not broken, and of a remark under a number."""

_LOOKS: dict[RowRole, tuple[bool, bool, str]] = {
    "data": (False, False, ""),
    "net": (False, True, ""),
    "total": (True, False, ""),
    "base": (False, False, "5B6470"),
}
"""Whether a row is bold, and in italics, and its colour where it is not that of the text."""


@dataclass(frozen=True, slots=True)
class JoinedCell:
    """A cell of the heading over ``span`` columns; ``merge`` is ``restart`` at the top of joined rows, ``continue`` below."""

    words: str = ""
    detail: str = ""
    span: int = 1
    merge: str = ""


def shown_columns(table: ReportTable) -> tuple[int, ...]:
    """Columns (from 0) that hold numbers or words; one that is drawn to scale repeats the numbers of its neighbours."""
    kinds = [{row.cells[at].kind for row in table.rows if row.cells} for at in range(len(table.columns))]
    return tuple(at for at, found in enumerate(kinds) if found != {"range"})


def table_xml(table: ReportTable, language: Language, width: int) -> str:
    """A table as wide as the page; one with more columns than that holds is cut into several below each other."""
    parts = list(_parts(table, language, width))
    return paragraph("", "TableNote").join(_WordTable(table, language, part, width).xml() for part in parts)


def natural_width(table: ReportTable, language: Language) -> int:
    """Width that a table asks for, in twentieths of a point."""
    rooms = [column_room(table, at, language) for at in shown_columns(table)]
    return _heading_room(table, language).wanted + sum(room.wanted for room in rooms)


def plain_table(rows: Sequence[Sequence[str]], widths: Sequence[int], style: str) -> str:
    """A table without heading from cells that are already paragraphs."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(_cell(cell, width) for cell, width in zip(row, widths, strict=True))}</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{_properties(style, sum(widths), head=False)}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def is_words(table: ReportTable, at: int) -> bool:
    """Whether a column holds words only."""
    return all(row.cells[at].kind in ("text", "status") for row in table.rows if row.cells)


def _parts(table: ReportTable, language: Language, width: int) -> Iterator[tuple[int, ...]]:
    """Columns of each part of a table; one that is wider than the page is a part alone."""
    room = width - _heading_room(table, language).least
    part: list[int] = []
    left = room
    for at in shown_columns(table):
        least = column_room(table, at, language).least
        if part and left < least:
            yield tuple(part)
            part, left = [], room
        part.append(at)
        left -= least
    yield tuple(part)


@dataclass(frozen=True, slots=True)
class WidthRange:
    """Width that a column asks for, and the least that it can do with, in twentieths of a point."""

    wanted: int
    least: int


def column_room(table: ReportTable, at: int, language: Language) -> WidthRange:
    """Room for the longest line of a column of numbers; words may be broken into lines."""
    column = table.columns[at]
    shown = [shown_cell(row.cells[at], language) for row in table.rows if row.cells]
    name = worded(column.heading, language)
    heading = _longest_word(f"{name} {worded(column.detail, language)}") * (_LETTER + 12)
    in_two_lines = min(len(name) // 2 + 2, _MOST_BROKEN) * (_LETTER + 12)
    main = [len(one.main) + 2 * bool(one.status) + len(one.letters) for one in shown]
    if is_words(table, at):
        most = max([*main, *(len(one.word) for one in shown)], default=0)
        words_room = [_longest_word(f"{one.main} {one.word}") for one in shown]
        least = max(heading, min(max(words_room, default=0), _MOST_BROKEN) * _LETTER + 150)
        return WidthRange(max(least, min(most, _MOST_WORDS) * _SMALL_LETTER) + _EDGE, least + _EDGE)
    below = max((len(one.interval) for one in shown), default=0) * _SMALL_LETTER
    remark = min(max((len(one.word) for one in shown), default=0), _MOST_REMARK) * _SMALL_LETTER
    room = max(heading, in_two_lines, max(main, default=0) * _LETTER, below, remark)
    return WidthRange(room + _EDGE, max(min(room, heading), max(main, default=0) * _LETTER, min(below, 800)) + _EDGE)


def _heading_room(table: ReportTable, language: Language) -> WidthRange:
    headings = [worded(row.heading, language) for row in table.rows if row.cells]
    longest = max((len(one) for one in headings), default=0)
    indent = max((row.indent for row in table.rows), default=0) * _INDENT
    broken = max((_longest_word(one) for one in headings), default=0)
    wanted = min(max(longest, 12), _MOST_HEADING) * _LETTER + indent + _EDGE
    return WidthRange(wanted, min(wanted, max(min(broken, 18), 14) * _LETTER + indent + _EDGE))


def _longest_word(text: str) -> int:
    return min(max((len(part) for part in re.split(r"[\s/-]+", text)), default=0), _MOST_BROKEN)


@dataclass(frozen=True, slots=True)
class _WordTable:
    """Some columns of a table, in one language."""

    table: ReportTable
    language: Language
    columns: tuple[int, ...]
    width: int

    def xml(self) -> str:
        widths = self._widths()
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(self._head_row(row, widths) for row in self._head())
        body = "".join(self._row(row, widths, is_first=not at) for at, row in enumerate(self.table.rows))
        look = _properties("SurveyTable", sum(widths), head=True)
        return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"

    def _widths(self) -> list[int]:
        """Widths that the contents ask for, narrowed together where the page is narrower."""
        rooms = [
            _heading_room(self.table, self.language),
            *(column_room(self.table, at, self.language) for at in self.columns),
        ]
        wanted, least = [room.wanted for room in rooms], [room.least for room in rooms]
        over = sum(wanted) - self.width
        return wanted if over <= 0 else _narrowed(wanted, least, over)

    def _words(self, text: Text) -> str:
        return worded(text, self.language)

    def _head(self) -> list[list[JoinedCell]]:
        """Rows of the heading; a cell over several rows is repeated below without words, as Word joins cells."""
        rows = head_of_columns(self.table, self.columns)
        corner = JoinedCell(self._words(self.table.corner), merge="restart" if len(rows) > 1 else "")
        head = []
        above: dict[int, tuple[int, JoinedCell]] = {}
        for number, row in enumerate(rows):
            line, new = [corner if not number else JoinedCell(merge="continue")], iter(row)
            place = 0
            while place < len(self.columns):
                left, cell = above.pop(place, (0, JoinedCell()))
                if not left:
                    left, cell = self._joined(next(new))
                line.append(cell)
                if left > 1:
                    above[place] = (left - 1, JoinedCell(span=cell.span, merge="continue"))
                place += cell.span
            head.append(line)
        return head

    def _joined(self, cell: HeadCell) -> tuple[int, JoinedCell]:
        """A heading as the first of so many joined cells."""
        detail = self._words(cell.column.detail) if cell.column is not None else ""
        words = self._words(cell.heading) if cell.heading is not None else ""
        return cell.height, JoinedCell(words, detail, cell.width, "restart" if cell.height > 1 else "")

    def _head_row(self, cells: list[JoinedCell], widths: list[int]) -> str:
        found, place = [], 0
        for cell in cells:
            small = line_end() + words(cell.detail, "SmallPrint") if cell.detail else ""
            content = "" if cell.merge == "continue" else words(cell.words) + small
            side = self._side(place, cell.span)
            width = sum(widths[place : place + cell.span])
            found.append(_cell(paragraph(content, side, keep_next=True), width, span=cell.span, merge=cell.merge))
            place += cell.span
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(found)}</w:tr>"

    def _side(self, place: int, span: int) -> str:
        """The style of a heading: over words on the left, over numbers on the right, over several columns in the middle."""
        if span > 1:
            return "TableHeadingMiddle"
        return "TableHeadingLeft" if not place or is_words(self.table, self.columns[place - 1]) else "TableHeading"

    def _row(self, row: TableRow, widths: list[int], *, is_first: bool) -> str:
        """A row; the first one keeps the next with it, so that no page ends with a single row under the heading."""
        bold, italic, colour = _LOOKS[row.role]
        heading = words(self._words(row.heading), bold=bold or not row.cells, italic=italic, colour=colour)
        heading += line_end() + words(self._words(row.detail), "SmallPrint") if row.detail else ""
        indent = _INDENT * row.indent
        if not row.cells:
            opening = paragraph(heading, "TableText", keep_next=True, indent=indent)
            return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(opening, sum(widths), span=len(widths))}</w:tr>"
        cells = [_cell(paragraph(heading, "TableText", indent=indent, keep_next=is_first), widths[0])]
        for at, width in zip(self.columns, widths[1:], strict=True):
            cell = row.cells[at]
            side = "TableText" if is_words(self.table, at) else "TableNumber"
            cells.append(
                _cell(paragraph(cell_xml(cell, self.language, bold=bold, italic=italic, colour=colour), side), width)
            )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _narrowed(widths: list[int], least: list[int], over: int) -> list[int]:
    """Widths made narrower together by ``over``, none below its least."""
    spare = [width - low for width, low in zip(widths, least, strict=True)]
    share = min(over / sum(spare), 1.0) if sum(spare) else 0.0
    return [width - int(room * share) for width, room in zip(widths, spare, strict=True)]


def cell_xml(cell: TableCell, language: Language, *, bold: bool = False, italic: bool = False, colour: str = "") -> str:
    """Words of a cell as runs: letters raised, interval and remarks in small print, each on a line."""
    shown = shown_cell(cell, language)
    sign = status_sign(shown.status) if shown.status else None
    content = run(f"{sign.sign} ", colour=sign.colour) if sign else ""
    content += words(shown.main, bold=bold, italic=italic, colour=colour)
    if shown.is_alert:
        content += run(f" {Phrases((language,)).say('alert_mark')[language]}", "Strong")
    content += run(f" {shown.letters}", "Letters") if shown.letters else ""
    below = [part for part in (shown.interval, shown.word, _before(cell, language)) if part]
    return content + "".join(line_end() + words(part, "SmallPrint") for part in below)


def _before(cell: TableCell, language: Language) -> str:
    if cell.before is None or cell.publish == "hidden":
        return ""
    phrases = Phrases((language,))
    return f"{phrases.say('status_before')[language]} {phrases.status(cell.before)[language]}"


def _cell(content: str, width: int, *, span: int = 1, merge: str = "") -> str:
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    look += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    look += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{content}</w:tc>"


def _properties(style: str, width: int, *, head: bool) -> str:
    look = f'<w:tblLook w:val="0{"4A" if head else "48"}0" w:firstRow="{int(head)}" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
    return f'<w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
