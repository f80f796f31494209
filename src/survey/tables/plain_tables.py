"""Tables as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from survey.reports.document_model import ReportTable, TableRow
from survey.reports.writers.shown_cell import shown_cell
from survey.text import Language

_GAP = "  "


def plain_table(table: ReportTable, language: Language) -> str:
    """A table in columns of equal letters, with its question, base and notes."""
    bodies = [[row.heading[language], *_cells(row, table, language)] for row in table.rows]
    shown = [
        [("  " * row.indent if row.role != "base" else "") + body[0], *body[1:]]
        for row, body in zip(table.rows, bodies, strict=True)
    ]
    heads = [*_spanner_lines(table, language), [table.corner[language], *_headings(table, language)]]
    counted = [*heads, *(line for row, line in zip(table.rows, shown, strict=True) if row.cells)]
    widths = [max(len(line[at]) for line in counted) for at in range(len(table.columns) + 1)]
    lines = [table.title[language], *(_line(line, widths) for line in heads)]
    lines.append("─" * len(lines[-1]))
    lines += [_line(line, widths) for line in shown]
    lines += [one[language] for one in (*table.asked, *((table.base,) if table.base else ()), *table.notes)]
    return "\n".join(lines)


def _cells(row: TableRow, table: ReportTable, language: Language) -> list[str]:
    if not row.cells:
        return [""] * len(table.columns)
    return [shown_cell(cell, language).plain for cell in row.cells]


def _headings(table: ReportTable, language: Language) -> list[str]:
    return [
        f"{one.heading[language]} {one.detail[language]}" if one.detail else one.heading[language]
        for one in table.columns
    ]


def _spanner_lines(table: ReportTable, language: Language) -> list[list[str]]:
    """Headings over columns, each over the first of its columns, as short as these are."""
    depth = max((one.level for one in table.spanners), default=0)
    places = {one.id: at for at, one in enumerate(table.columns, 1)}
    widths = [0, *(len(one) for one in _headings(table, language))]
    lines = []
    for level in range(depth, 0, -1):
        line = [""] * (len(table.columns) + 1)
        for one in table.spanners:
            if one.level == level:
                first, last = places[one.first], places[one.last]
                room = sum(max(widths[at], 7) + len(_GAP) for at in range(first, last + 1))
                line[first] = _short(one.heading[language], max(room, 12))
        lines.append(line)
    return lines


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _line(parts: Sequence[str], widths: Sequence[int]) -> str:
    first = parts[0].ljust(widths[0])
    return _GAP.join([first, *(part.rjust(width) for part, width in zip(parts[1:], widths[1:], strict=True))]).rstrip()
