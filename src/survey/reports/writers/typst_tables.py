"""Tables as Typst source that needs nothing but Typst: repeated heads, unbroken rows, parts where columns are too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.reports.document_model import ReportTable, TableCell, TableRow
from survey.reports.phrases import Phrases
from survey.reports.writers.shown_cell import shown_cell
from survey.reports.writers.typst_cells import RANGE_WIDTH, cell_content, small
from survey.reports.writers.typst_words import extent, widest_word, words
from survey.text import Language, Text

PORTRAIT, LANDSCAPE = 498.0, 745.0
"""Points of a line on an A4 page with margins of 17 mm."""
SIZES = (8.0, 7.2, 6.5)
"""Sizes of the letters of a table in points; a smaller one where the columns need it."""
PADDING = 4.0
SMALL, HEAD = 0.84, 0.9
ACCENT, LINE, FAINT = 'rgb("#17365c")', 'rgb("#d5dae0")', 'rgb("#f4f6f8")'
LEFT = frozenset({"text", "status", "range"})
MOST_NAME = 170.0
"""Points that row headings take before they are broken into lines."""


def typst_table(table: ReportTable, language: Language, *, width: float = PORTRAIT) -> str:
    """A table with its title, questions, base and notes as Typst source for any document.

    Parameters
    ----------
    table : ReportTable
        Hidden cells are blank in it already.
    language : str
    width : float
        Points of a line. Columns that need more come in parts below each other, with the row headings in each.

    Returns
    -------
    str
        One figure per part. Every text is a string of Typst code, so that no character of it is markup.
    """
    layout = TableLayout.of(table, language, width)
    figures = [
        _figure(table, language, layout, part, is_first=number == 0, is_last=number == len(layout.parts) - 1)
        for number, part in enumerate(layout.parts)
    ]
    return "\n".join(figures) + "\n"


@dataclass(frozen=True, slots=True)
class ColumnRoom:
    """Points of a column: ``natural`` so that nothing is broken but headings, ``least`` so that no word is."""

    natural: float
    least: float

    @classmethod
    def of(cls, lines: Sequence[tuple[str, float, bool]]) -> ColumnRoom:
        """Room for lines: a text, its size, and whether it may be broken between words."""
        natural = max((extent(text, size) for text, size, _ in lines), default=0.0)
        least = max((widest_word(text, size) if may else extent(text, size) for text, size, may in lines), default=0.0)
        return cls(natural + 2 * PADDING + 1, least + 2 * PADDING + 1)


@dataclass(frozen=True, slots=True)
class TablePart:
    """Columns of a part by their positions, with the widths of the row headings and of the columns in points."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Size of the letters and the parts of a table."""

    size: float
    parts: tuple[TablePart, ...]

    @classmethod
    def of(cls, table: ReportTable, language: Language, width: float) -> TableLayout:
        """The largest letters with which the columns fit; parts where they do not fit with the smallest."""
        names, rooms, size = ColumnRoom(0, 0), [], SIZES[0]
        for size in SIZES:
            names, rooms = _names_room(table, language, size), _rooms(table, language, size)
            if names.least + sum(one.least for one in rooms) <= width:
                break
        parts = [
            TablePart(columns, _widths([names, *(rooms[one] for one in columns)], width))
            for columns in _parts(names, rooms, width)
        ]
        return cls(size, tuple(parts))


def _names_room(table: ReportTable, language: Language, size: float) -> ColumnRoom:
    lines = [(table.corner[language], size, True)]
    for row in table.rows:
        if row.cells:
            lines.append((row.heading[language], size, True))
            lines += [(row.detail[language], size * SMALL, True)] if row.detail else []
    room = ColumnRoom.of(lines)
    indent = max((row.indent for row in table.rows), default=0) * size
    least = min(max(room.least, 60.0), MOST_NAME) + indent
    return ColumnRoom(max(min(room.natural + indent, MOST_NAME), least), least)


def _rooms(table: ReportTable, language: Language, size: float) -> list[ColumnRoom]:
    rows = [row for row in table.rows if row.cells]
    found = []
    for position, column in enumerate(table.columns):
        lines = [(column.heading[language], size * HEAD, True)]
        lines += [(column.detail[language], size * SMALL, True)] if column.detail else []
        room = ColumnRoom.of([line for row in rows for line in _lines(row.cells[position], language, size)])
        heads = ColumnRoom.of(lines)
        found.append(ColumnRoom(max(room.natural, min(heads.natural, 1.6 * heads.least)), max(room.least, heads.least)))
    return found


def _lines(cell: TableCell, language: Language, size: float) -> Iterator[tuple[str, float, bool]]:
    """The lines of a cell with their sizes, and whether they may be broken."""
    if cell.kind == "range" and cell.publish != "hidden":
        yield "n" * int(RANGE_WIDTH / (0.572 * size) + 1), size, False
        return
    shown = shown_cell(cell, language)
    mark = "mm" if cell.kind == "status" else ""
    yield mark + shown.main + shown.letters, size, cell.kind in ("text", "status")
    yield shown.interval, size * SMALL, False
    yield shown.word, size * SMALL, True


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
    """Widths of the columns: the natural ones, with some air where there is room; nearer to the least where there is not."""
    natural, least = sum(one.natural for one in rooms), sum(one.least for one in rooms)
    if natural <= width:
        air = min(width - natural, 0.3 * natural) / len(rooms)
        return tuple(one.natural + air for one in rooms)
    if least >= width:
        return tuple(one.least * width / least for one in rooms)
    portion = (width - least) / (natural - least)
    return tuple(one.least + portion * (one.natural - one.least) for one in rooms)


def _figure(
    table: ReportTable, language: Language, layout: TableLayout, part: TablePart, *, is_first: bool, is_last: bool
) -> str:
    below = _below(table, language) if is_last else []
    inside = [f"set text(size: {layout.size:g}pt)", "set par(leading: 0.45em)", "set table.cell(breakable: false)"]
    inside += [_body(table, language, part)]
    inside += [f"block(above: 3pt, below: 0pt, {small(words(line))})" for line in below]
    caption = _caption(table, language, is_first=is_first)
    lines = ";\n  ".join(inside)
    return (
        "#figure(kind: table, supplement: none, numbering: none, outlined: false, "
        f"caption: figure.caption(position: top, {caption}), align(left, {{\n  {lines}\n}}))"
    )


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


def _body(table: ReportTable, language: Language, part: TablePart) -> str:
    aligned = ["left"] + ["left" if _is_left(table, one) else "right" for one in part.columns]
    rows = [line for row in table.rows for line in _row(row, language, part)]
    given = [
        f"columns: ({', '.join(f'{one:.1f}pt' for one in part.widths)},)",
        f"align: ({', '.join(f'{one} + top' for one in aligned)},)",
        f"inset: (x: {PADDING:g}pt, y: 3pt)",
        f"stroke: (x: none, top: none, bottom: 0.5pt + {LINE})",
        _header(table, language, part),
        *rows,
    ]
    return "table(\n    " + ",\n    ".join(given) + ",\n  )"


def _is_left(table: ReportTable, position: int) -> bool:
    kinds = {row.cells[position].kind for row in table.rows if row.cells}
    return bool(kinds) and kinds <= LEFT


def _header(table: ReportTable, language: Language, part: TablePart) -> str:
    """Spanners from the highest level down, then the headings of the columns; repeated on every page."""
    levels = sorted({one.level for one in table.spanners}, reverse=True)
    corner = f"table.cell(rowspan: {len(levels) + 1}, align: left + bottom, strong({words(table.corner[language])}))"
    cells = [corner]
    for level in levels:
        cells += _spanned(table, language, part, level)
    for position in part.columns:
        column = table.columns[position]
        content = f"text(size: {HEAD}em, strong({words(column.heading[language])}))"
        if column.detail:
            content += f" + linebreak() + {small(words(column.detail[language]))}"
        side = "left" if _is_left(table, position) else "right"
        cells.append(f"table.cell(align: {side} + bottom, {content})")
    cells.append(f"table.hline(stroke: 1.2pt + {ACCENT})")
    return "table.header(" + ", ".join(cells) + ")"


def _spanned(table: ReportTable, language: Language, part: TablePart, level: int) -> list[str]:
    """The row of spanners of one level; columns under none have an empty cell."""
    places = {column.id: position for position, column in enumerate(table.columns)}
    over: dict[int, int] = {}
    spanners = [one for one in table.spanners if one.level == level]
    for number, one in enumerate(spanners):
        over |= dict.fromkeys(range(places[one.first], places[one.last] + 1), number)
    cells: list[str] = []
    at = 0
    while at < len(part.columns):
        number = over.get(part.columns[at])
        end = at + 1
        while number is not None and end < len(part.columns) and over.get(part.columns[end]) == number:
            end += 1
        if number is None:
            cells.append("table.cell(stroke: none, [])")
        else:
            heading = words(spanners[number].heading[language])
            cells.append(f"table.cell(colspan: {end - at}, align: center + bottom, strong({heading}))")
        at = end
    return cells


def _row(row: TableRow, language: Language, part: TablePart) -> Iterator[str]:
    """The cells of a row, one line of source each; a line that opens a group is a head of the second level."""
    heading = words(row.heading[language])
    if not row.cells:
        content = f"text(fill: {ACCENT}, strong({heading}))"
        cell = f"table.cell(colspan: {len(part.columns) + 1}, align: left, inset: (x: {PADDING:g}pt, top: 8pt, bottom: 3pt), {content})"
        yield f"table.header(level: 2, {cell})"
        return
    style = _style(row)
    indent = f"h({row.indent}em) + " if row.indent else ""
    named = _emphasised(row, indent + heading)
    if row.detail:
        named += f" + linebreak() + {small(words(row.detail[language]))}"
    yield f"table.cell({style}{named})"
    for position in part.columns:
        yield f"table.cell({style}{_emphasised(row, cell_content(row.cells[position], language))})"


def _is_total(row: TableRow) -> bool:
    return row.role == "total" or row.id in ("region", "total")


def _style(row: TableRow) -> str:
    return f"fill: {FAINT}, " if _is_total(row) else ""


def _emphasised(row: TableRow, content: str) -> str:
    if _is_total(row) or row.role == "net":
        return f"text(weight: 600, {content})"
    return small(content) if row.role == "base" else content
