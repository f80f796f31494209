"""Tables as Typst source that needs nothing but Typst: repeated heads, unbroken rows, parts where columns are too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.reports.document_model import ReportTable, TableCell, TableRow
from survey.reports.phrases import Phrases
from survey.reports.writers.shown_cell import shown_cell
from survey.reports.writers.table_head import HeadCell, head_of_columns
from survey.reports.writers.typst_cells import RANGE_WIDTH, cell_content, small
from survey.reports.writers.typst_words import extent, widest_word, words
from survey.text import Language, Text

PORTRAIT, LANDSCAPE = 498.0, 745.0
"""Points of a line on an A4 page with margins of 17 mm."""
USUAL = 8.0
SMALLER = (1.0, 0.9, 0.82)
"""Points of the letters of a table, and what they are multiplied with where the columns need it."""
PADDING = 4.0
SMALL, HEAD = 0.84, 0.9
ACCENT, LINE, FAINT = 'rgb("#17365c")', 'rgb("#d5dae0")', 'rgb("#f4f6f8")'
LEFT = frozenset({"text", "status", "range"})
HEAD_LINES = 2.6
"""Lines over which the heading of a column is spread where its cells are narrower."""
MOST_WHOLE, LAST = 6, 2
"""Rows of a table that is not broken over pages, and rows of a longer one that stay together at its end."""
MOST_BELOW, MOST_CELL = 1500, 700
"""Letters of questions, base and notes that stay with the last rows, and of the source of a cell whose row is not
broken: what is longer may not fit a page.
"""
BROKEN = "breakable: true"
MOST_NAME, MOST_LINE = 170.0, 140.0
"""Points that row headings and other words take before they are broken into lines."""


def typst_table(
    table: ReportTable,
    language: Language,
    *,
    width: float = PORTRAIT,
    size: float = USUAL,
    most_whole: int = MOST_WHOLE,
) -> str:
    """A table with its title, questions, base and notes as Typst source for any document.

    Parameters
    ----------
    table : ReportTable
        Hidden cells are blank in it already.
    language : str
    width : float
        Points of a line. Columns that need more come in parts below each other, with the row headings in each.
    size : float
        Points of the letters; smaller where that makes the columns fit.
    most_whole : int
        Rows of a table that is not broken over pages.

    Returns
    -------
    str
        One figure per part. Every text is a string of Typst code, so that no character of it is markup.
    """
    layout = TableLayout.of(table, language, width, size, most_whole)
    figures = [
        _figure(table, language, layout, part, is_first=number == 0, is_last=number == len(layout.parts) - 1)
        for number, part in enumerate(layout.parts)
    ]
    return "\n".join(figures) + "\n"


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """A line of a cell in letters of one point: its width, that of its longest word, and whether it may be broken."""

    whole: float
    word: float
    may_break: bool

    @classmethod
    def of(cls, text: str, size: float, *, may_break: bool = True) -> MeasuredLine:
        """A text in letters of this part of the size of the table."""
        whole = extent(text, size)
        return cls(whole, widest_word(text, size) if may_break else whole, may_break)


@dataclass(frozen=True, slots=True)
class ColumnRoom:
    """Points of a column: ``whole`` so that no line is broken, ``natural`` so that long ones are, ``least`` so that no word is."""

    whole: float
    natural: float
    least: float

    @classmethod
    def of(cls, lines: Sequence[MeasuredLine], size: float, longest: float = MOST_LINE) -> ColumnRoom:
        """Room for lines in letters of a size; those that may be broken are where they are long."""
        whole = max((one.whole for one in lines), default=0.0) * size
        least = max((one.word if one.may_break else one.whole for one in lines), default=0.0) * size
        natural = max(
            (min(one.whole * size, longest) if one.may_break else one.whole * size for one in lines), default=0.0
        )
        room = 2 * PADDING + 1
        return cls(max(whole, least) + room, max(natural, least) + room, least + room)


@dataclass(frozen=True, slots=True)
class TablePart:
    """Columns of a part by their positions, with the widths of the row headings and of the columns in points."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Size of the letters and the parts of a table; ``most_whole`` rows are not broken over pages."""

    size: float
    parts: tuple[TablePart, ...]
    most_whole: int

    @classmethod
    def of(cls, table: ReportTable, language: Language, width: float, largest: float, most_whole: int) -> TableLayout:
        """The largest letters with which the columns fit; parts where they do not fit with the smallest."""
        lines, columns = _names(table, language), _columns(table, language)
        indents = max((row.indent for row in table.rows), default=0)
        names, rooms, size = ColumnRoom(0, 0, 0), list[ColumnRoom](), largest
        for size in (largest * one for one in SMALLER):
            names, rooms = _names_room(lines, size, indents), [_column_room(one, size) for one in columns]
            if names.least + sum(one.least for one in rooms) <= width:
                break
        parts = [
            TablePart(columns, _widths([names, *(rooms[one] for one in columns)], width))
            for columns in _parts(names, rooms, width)
        ]
        return cls(size, tuple(parts), most_whole)


def _names(table: ReportTable, language: Language) -> list[MeasuredLine]:
    lines = [MeasuredLine.of(table.corner[language], 1)]
    for row in table.rows:
        if row.cells:
            lines.append(MeasuredLine.of(row.heading[language], 1))
            lines += [MeasuredLine.of(row.detail[language], SMALL)] if row.detail else []
    return lines


def _names_room(lines: Sequence[MeasuredLine], size: float, indents: int) -> ColumnRoom:
    room = ColumnRoom.of(lines, size, MOST_NAME)
    indent = indents * size
    least = min(max(room.least, 60.0), MOST_NAME) + indent
    natural = max(min(room.natural, MOST_NAME) + indent, least)
    return ColumnRoom(max(room.whole + indent, natural), natural, least)


ColumnLines = tuple[list[MeasuredLine], list[MeasuredLine]]
"""Lines of the heading of a column and of its cells."""


def _columns(table: ReportTable, language: Language) -> list[ColumnLines]:
    found: list[ColumnLines] = []
    for position, column in enumerate(table.columns):
        heads = [MeasuredLine.of(column.heading[language], HEAD)]
        heads += [MeasuredLine.of(column.detail[language], SMALL)] if column.detail else []
        found.append(
            (heads, [line for row in table.rows if row.cells for line in _lines(row.cells[position], language)])
        )
    return found


def _column_room(lines: ColumnLines, size: float) -> ColumnRoom:
    heads, cells = (ColumnRoom.of(one, size) for one in lines)
    natural = max(cells.natural, min(heads.natural, max(heads.least, heads.whole / HEAD_LINES)))
    return ColumnRoom(max(cells.whole, natural), natural, max(cells.least, heads.least))


def _lines(cell: TableCell, language: Language) -> Iterator[MeasuredLine]:
    """The lines of a cell."""
    if cell.kind == "range" and cell.publish != "hidden":
        wide = RANGE_WIDTH / (USUAL * SMALLER[-1])
        yield MeasuredLine(wide, wide, False)
        return
    shown = shown_cell(cell, language)
    mark = "mm" if cell.kind == "status" else ""
    yield MeasuredLine.of(mark + shown.main + shown.letters, 1, may_break=cell.kind in ("text", "status"))
    yield MeasuredLine.of(shown.interval, SMALL, may_break=False)
    yield MeasuredLine.of(shown.word, SMALL)


def _parts(names: ColumnRoom, rooms: Sequence[ColumnRoom], width: float) -> list[tuple[int, ...]]:
    """Positions of the columns of each part: as few parts as there is room for, and these alike in width."""
    needed = _filled(names, rooms, width)
    low, high = names.least, width
    while high - low > 5:
        middle = (low + high) / 2
        if len(_filled(names, rooms, middle)) > len(needed):
            low = middle
        else:
            high = middle
    return _filled(names, rooms, high)


def _filled(names: ColumnRoom, rooms: Sequence[ColumnRoom], width: float) -> list[tuple[int, ...]]:
    """Parts filled one after another, each with at least one column."""
    parts: list[list[int]] = [[]]
    taken = names.least
    for position, room in enumerate(rooms):
        if parts[-1] and taken + room.least > width:
            parts.append([])
            taken = names.least
        parts[-1].append(position)
        taken += room.least
    return [tuple(part) for part in parts]


def _widths(rooms: Sequence[ColumnRoom], width: float) -> tuple[float, ...]:
    """Widths of the columns: as much as they need for unbroken lines, where there is room for it, and some air; else less."""
    least, natural, whole = (
        sum(one) for one in zip(*((room.least, room.natural, room.whole) for room in rooms), strict=True)
    )
    if whole <= width:
        air = min(width - whole, 0.3 * whole) / len(rooms)
        return tuple(one.whole + air for one in rooms)
    if natural <= width:
        return _between([(one.natural, one.whole) for one in rooms], width)
    if least <= width:
        return _between([(one.least, one.natural) for one in rooms], width)
    return tuple(one.least * width / least for one in rooms)


def _between(ends: Sequence[tuple[float, float]], width: float) -> tuple[float, ...]:
    """Widths between two ends, each at the same part of the way, that fill the line."""
    low, high = (sum(end) for end in zip(*ends, strict=True))
    portion = (width - low) / (high - low) if high > low else 0.0
    return tuple(one + portion * (other - one) for one, other in ends)


def _figure(
    table: ReportTable, language: Language, layout: TableLayout, part: TablePart, *, is_first: bool, is_last: bool
) -> str:
    below = [small(words(line)) for line in _below(table, language)] if is_last else []
    n_last = _n_last(table, language, layout.most_whole)
    inside = [
        f"set text(size: {layout.size:g}pt)", "set par(leading: 0.45em)", "set table.cell(breakable: false)",
        _body(table, language, part, n_last, below if n_last else []),
        *(f"block(above: 3pt, below: 0pt, {line})" for line in below if not n_last),
    ]  # fmt: skip
    caption = _caption(table, language, is_first=is_first)
    lines = ";\n  ".join(inside)
    figure = (
        "figure(kind: table, supplement: none, numbering: none, outlined: false, "
        f"caption: figure.caption(position: top, {caption}), align(left, {{\n  {lines}\n}}))"
    )
    is_whole = len(table.rows) <= layout.most_whole and BROKEN not in lines
    return f"#block(breakable: false, {figure})" if is_whole else f"#{figure}"


def _caption(table: ReportTable, language: Language, *, is_first: bool) -> str:
    say = Phrases((language,)).say
    label = say("table_label", number=table.number)[language] if table.number else ""
    parts = [f'text(weight: 600, fill: {ACCENT}, {words(label)}) + " "'] if label else []
    parts.append(words(table.title[language]))
    if not is_first:
        parts.append(f'" " + {words(say("table_continued")[language])}')
    return " + ".join(parts)


def _below(table: ReportTable, language: Language) -> list[str]:
    """Questions in full, whose answers are counted, the source, and notes."""
    say = Phrases((language,)).say
    asked = [say("quoted", text=one)[language] for one in table.asked]
    others: list[Text] = [one for one in (table.base, table.source, *table.notes) if one]
    return asked + [one[language] for one in others]


def _n_last(table: ReportTable, language: Language, most_whole: int) -> int:
    """Rows that stay together at the end of the table, with what is said below it: none of a short table, which is not broken."""
    if len(table.rows) <= most_whole or not all(row.cells for row in table.rows[-LAST:]):
        return 0
    return LAST if sum(len(line) for line in _below(table, language)) < MOST_BELOW else 0


def _body(table: ReportTable, language: Language, part: TablePart, n_last: int, below: Sequence[str]) -> str:
    aligned = ["left"] + ["left" if _is_left(table, one) else "right" for one in part.columns]
    end = len(table.rows) - n_last
    rows = [line for row in table.rows[:end] for line in _row(row, language, part)]
    foot = [line for row in table.rows[end:] for line in _row(row, language, part)]
    if below:
        said = " + linebreak() + ".join(below)
        span = len(part.columns) + 1
        foot.append(f"table.cell(colspan: {span}, align: left, stroke: none, inset: (x: 0pt, y: 4pt), {said})")
    given = [
        f"columns: ({', '.join(f'{one:.1f}pt' for one in part.widths)},)",
        f"align: ({', '.join(f'{one} + top' for one in aligned)},)",
        f"inset: (x: {PADDING:g}pt, y: 3pt)",
        f"stroke: (x: none, top: none, bottom: 0.5pt + {LINE})",
        _header(table, language, part),
        *rows,
        *([f"table.footer(repeat: false, {', '.join(foot)})"] if foot else []),
    ]
    return "table(\n    " + ",\n    ".join(given) + ",\n  )"


def _is_left(table: ReportTable, position: int) -> bool:
    kinds = {row.cells[position].kind for row in table.rows if row.cells}
    return bool(kinds) and kinds <= LEFT


def _header(table: ReportTable, language: Language, part: TablePart) -> str:
    """Spanners from the highest level down, then the headings of the columns; repeated on every page."""
    rows = head_of_columns(table, part.columns)
    places = {column.id: position for position, column in enumerate(table.columns)}
    cells = [f"table.cell(rowspan: {len(rows)}, align: left + bottom, strong({words(table.corner[language])}))"]
    for cell in (cell for row in rows for cell in row):
        content, side = _heading(cell, language), "center"
        if cell.column is not None:
            side = "left" if _is_left(table, places[cell.column.id]) else "right"
        stroke = "stroke: none, " if cell.heading is None else ""
        size = f"colspan: {cell.width}, rowspan: {cell.height}"
        cells.append(f"table.cell({size}, {stroke}align: {side} + bottom, {content})")
    cells.append(f"table.hline(stroke: 1.2pt + {ACCENT})")
    return "table.header(" + ", ".join(cells) + ")"


def _heading(cell: HeadCell, language: Language) -> str:
    if cell.heading is None:
        return "[]"
    content = f"text(size: {HEAD}em, strong({words(cell.heading[language])}))"
    if cell.column is not None and cell.column.detail:
        content += f" + linebreak() + {small(words(cell.column.detail[language]))}"
    return content


def _row(row: TableRow, language: Language, part: TablePart) -> Iterator[str]:
    """The cells of a row, one line of source each; a line that opens a group is a head of the second level."""
    heading = words(row.heading[language])
    if not row.cells:
        content = f"text(fill: {ACCENT}, strong({heading}))"
        cell = f"table.cell(colspan: {len(part.columns) + 1}, align: left, inset: (x: {PADDING:g}pt, top: 8pt, bottom: 3pt), {content})"
        yield f"table.header(level: 2, {cell})"
        return
    contents = [cell_content(row.cells[position], language) for position in part.columns]
    style = _style(row)
    if max(map(len, (heading, *contents))) > MOST_CELL:
        style += f"{BROKEN}, "
    indent = f"h({row.indent}em) + " if row.indent else ""
    named = _emphasised(row, indent + heading)
    if row.detail:
        named += f" + linebreak() + {small(words(row.detail[language]))}"
    yield f"table.cell({style}{named})"
    for content in contents:
        yield f"table.cell({style}{_emphasised(row, content)})"


def _is_total(row: TableRow) -> bool:
    return row.role == "total" or row.id in ("region", "total")


def _style(row: TableRow) -> str:
    return f"fill: {FAINT}, " if _is_total(row) else ""


def _emphasised(row: TableRow, content: str) -> str:
    if _is_total(row) or row.role == "net":
        return f"text(weight: 600, {content})"
    return small(content) if row.role == "base" else content
