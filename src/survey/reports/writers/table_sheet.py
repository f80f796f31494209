"""Sheet of one table: title, warnings, headings, numbers, and under them bases, questions, notes and source."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.reports.document_model import ReportTable, TableRow
from survey.reports.phrases import Phrases
from survey.reports.writers.sheet_columns import CellPart, SheetCell, SheetColumn, sheet_cell, sheet_columns
from survey.reports.writers.table_head import HeadCell, head_of_columns
from survey.reports.writers.tidy_cells import worded
from survey.reports.writers.workbook_styles import StyleName, WorkbookStyles
from survey.text import Language, Text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_PART_WORDS: dict[CellPart, str] = {
    "value": "column_value",
    "low": "column_low",
    "high": "column_high",
    "letters": "column_letters",
    "in_words": "column_explanation",
    "before": "column_before",
}
_NARROW, _WIDE, _WIDEST_ROW = 11, 34, 52
_LINE_HEIGHT, _LONG = 13.5, 3000
_PORTRAIT, _LANDSCAPE = 110, 240
"""Width of a sheet, in letters, that a page holds upright, and across in small print."""


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet that is being filled with a table, in one language; ``warnings`` are shown on every sheet."""

    sheet: Worksheet
    styles: WorkbookStyles
    language: Language
    table: ReportTable
    columns: tuple[SheetColumn, ...]
    widths: tuple[int, ...]
    warnings: tuple[str, ...]
    letters_apart: bool

    @classmethod
    def of(
        cls, sheet: Worksheet, styles: WorkbookStyles, language: Language, table: ReportTable, warnings: tuple[str, ...], *, letters_apart: bool
    ) -> TableSheet:  # fmt: skip
        """The sheet with the columns that the table needs, and their widths in letters."""
        columns = sheet_columns(table, letters_apart=letters_apart)
        names = [table.corner, *(row.heading for row in table.rows if row.cells), *(row.detail for row in table.rows)]
        longest = max((len(worded(name, language)) + 2 for name in names), default=_NARROW)
        widths = [min(max(longest, 16), _WIDEST_ROW)]
        for column in columns:
            is_words = column.part in ("in_words", "before") or _is_words(table, column.at)
            width = _width_of_words(table, column, language) if is_words else _NARROW
            alone = [one.at for one in columns].count(column.at) == 1
            widths.append(max(width, _longest_word(table, column.at, language) if alone else 0))
        return cls(sheet, styles, language, table, columns, tuple(widths), warnings, letters_apart)

    def fill(self, contents: str) -> None:
        """Write everything; ``contents`` is the name of the sheet to go back to."""
        for at, width in enumerate(self.widths):
            self.sheet.set_column(at, at, width)
        head = self._head(contents)
        first = head + self._heading_rows
        self._headings(head)
        for row, line in enumerate(self.table.rows, first):
            self._row(row, line)
        self._under(first + len(self.table.rows) + 1)
        self.sheet.freeze_panes(first, 1)
        if self._heading_rows:
            self.sheet.repeat_rows(head, first - 1)
        self._page()

    @property
    def _last(self) -> int:
        return len(self.columns)

    @property
    def _levels(self) -> int:
        return len(head_of_columns(self.table, list(dict.fromkeys(column.at for column in self.columns)))) - 1

    @property
    def _has_parts(self) -> bool:
        ats = [column.at for column in self.columns]
        return len(set(ats)) < len(ats) or any(column.part in ("low", "high") for column in self.columns)

    @property
    def _heading_rows(self) -> int:
        return self._levels + 1 + self._has_parts

    def _say(self, key: str) -> str:
        return Phrases((self.language,)).say(key)[self.language]

    def _head(self, contents: str) -> int:
        """Title, way back and warnings; the row after them."""
        title = Phrases((self.language,)).say("table_label", number=self.table.number)[self.language]
        self.styles.write(self.sheet, 0, 0, f"{title} {worded(self.table.title, self.language)}", "title")
        self.sheet.set_row(0, 21, self.styles.style("title"))
        self.styles.link(self.sheet, 1, 0, contents, self._say("workbook_back"))
        row = 2
        for warning in self.warnings:
            self._over_all(row, warning, "warning")
            row += 1
        return row + 1

    def _headings(self, head: int) -> None:
        """Headings over the columns of the sheet: spanners, names of columns, and names of their parts."""
        shown = list(dict.fromkeys(column.at for column in self.columns))
        bottom = head + self._heading_rows - 1
        corner = worded(self.table.corner, self.language)
        self.styles.merge(self.sheet, (head, 0), (bottom, 0), corner, "heading")
        taken: set[tuple[int, int]] = set()
        for row, cells in enumerate(head_of_columns(self.table, shown), head):
            place = 0
            for cell in cells:
                while (row, place) in taken:
                    place += 1
                covered = range(place, place + cell.width)
                taken |= {(row + down, one) for down in range(cell.height) for one in covered}
                self._heading(row, cell, [shown[one] for one in covered], bottom)
                place += cell.width
        self._heights(head, head + self._levels)

    def _heading(self, row: int, cell: HeadCell, ats: list[int], bottom: int) -> None:
        """A heading over the parts of its columns; one of a single column has their names below, or reaches down."""
        places = [place for place, one in enumerate(self.columns, 1) if one.at in ats]
        words = worded(cell.heading, self.language) if cell.heading is not None else ""
        last = row + cell.height - 1
        if cell.column is not None:
            words = _two_lines(cell.column.heading, cell.column.detail, self.language)
            is_split = self._has_parts and (len(places) > 1 or self.columns[places[0] - 1].part != "value")
            last = bottom - 1 if is_split else bottom
            for place in places if is_split else ():
                self.styles.write(self.sheet, bottom, place, self._part(self.columns[place - 1]), "heading")
        self.styles.merge(self.sheet, (row, places[0]), (last, places[-1]), words, "heading")

    def _heights(self, head: int, row: int) -> None:
        """Heights of the rows of headings: programs fit rows by themselves, but not those with joined cells."""
        for level in range(head, row):
            self.sheet.set_row(level, 2 * _LINE_HEIGHT)
        lines = 1
        for at, column in enumerate(self.table.columns):
            width = sum(self.widths[place] for place, one in enumerate(self.columns, 1) if one.at == at)
            if width:
                lines = max(lines, _lines(_two_lines(column.heading, column.detail, self.language), width - 1))
        lines = max(lines, _lines(worded(self.table.corner, self.language), self.widths[0]) - self._has_parts)
        self.sheet.set_row(row, min(lines * _LINE_HEIGHT + 4, 400))
        if self._has_parts:
            words = [(self._part(one), width - 2) for one, width in zip(self.columns, self.widths[1:], strict=True)]
            self.sheet.set_row(row + 1, max(_lines(*one) for one in words) * _LINE_HEIGHT + 4)

    def _part(self, column: SheetColumn) -> str:
        """The heading of a part of a column; the value of a level is called a level."""
        is_status = any(row.cells[column.at].kind == "status" for row in self.table.rows if row.cells)
        return self._say("column_status" if is_status and column.part == "value" else _PART_WORDS[column.part])

    def _row(self, row: int, line: TableRow) -> None:
        words = _two_lines(line.heading, line.detail, self.language)
        if not line.cells:
            self.styles.write(self.sheet, row, 0, words, "group", line.role, line.indent)
            for place in range(1, self._last + 1):
                self.sheet.write_blank(row, place, None, self.styles.style("group"))
            return
        self.styles.write(self.sheet, row, 0, words, "row", line.role, line.indent)
        lines = _lines(words, self.widths[0] - 2 * line.indent)
        for place, column in enumerate(self.columns, 1):
            cell = line.cells[column.at]
            content = sheet_cell(cell, column.part, self.language, letters_apart=self.letters_apart)
            is_words = column.part in ("in_words", "before") or cell.kind in ("text", "status")
            self._cell(row, place, content, line, "words" if is_words and cell.publish != "hidden" else "mark")
            lines = max(lines, _lines(content.words, self.widths[place] - 2))
        if lines > 1:
            self.sheet.set_row(row, min(lines * _LINE_HEIGHT, 400))

    def _cell(self, row: int, place: int, content: SheetCell, line: TableRow, style: StyleName) -> None:
        if content.number is None:
            self.styles.write(self.sheet, row, place, content.words, style, line.role)
        else:
            code = self.styles.style("number", line.role, code=content.number_format)
            self.sheet.write_number(row, place, content.number, code)

    def _under(self, row: int) -> None:
        """Base, questions in full, notes and source, each over the width of the table."""
        table, asked = self.table, self._say("card_asked")
        lines = [worded(table.base, self.language), *(f"{asked} {worded(one, self.language)}" for one in table.asked)]
        lines += [worded(note, self.language) for note in (*table.notes, table.source)]
        for words in lines:
            if words:
                self._over_all(row, words, "note")
                row += 1

    def _over_all(self, row: int, words: str, style: StyleName) -> None:
        """A text over the width of the table, at most of a page, with the height that it needs."""
        last, width = 0, self.widths[0]
        while last < self._last and width < _PORTRAIT:
            last += 1
            width += self.widths[last]
        self.styles.merge(self.sheet, (row, 0), (row, last), words, style)
        self.sheet.set_row(row, min(_lines(words, int(width * 1.15)) * _LINE_HEIGHT, 400))

    def _page(self) -> None:
        """Across where the table is wide; on several pages side by side where it would be too small otherwise."""
        first, rest = self.widths[0], sum(self.widths[1:])
        if self.table.wide or first + rest > _PORTRAIT:
            self.sheet.set_landscape()
        pages = -(-rest // (_LANDSCAPE - first))
        if pages > 1:
            self.sheet.repeat_columns(0)
            self.sheet.fit_to_pages(pages, 0)


def _is_words(table: ReportTable, at: int) -> bool:
    kinds = [row.cells[at].kind for row in table.rows if row.cells]
    return bool(kinds) and all(kind in ("text", "status") for kind in kinds)


def _width_of_words(table: ReportTable, column: SheetColumn, language: Language) -> int:
    cells = [row.cells[column.at] for row in table.rows if row.cells and row.cells[column.at].publish != "hidden"]
    texts = [cell.detail if column.part == "in_words" else cell.text for cell in cells]
    longest = max((len(worded(text, language)) for text in texts), default=0)
    return min(max(longest + 2, _NARROW + 3), _WIDE)


def _longest_word(table: ReportTable, at: int, language: Language) -> int:
    """Width at which no word of a heading is broken, within reason."""
    column = table.columns[at]
    words = f"{worded(column.heading, language)} {worded(column.detail, language)}".split()
    return min(max((len(word) for word in words), default=0) + 3, _WIDE)


def _two_lines(heading: Text, detail: Text, language: Language) -> str:
    return "\n".join(part for part in (worded(heading, language), worded(detail, language)) if part)


def _lines(words: str, width: int) -> int:
    """Lines that a text needs in a column of so many letters; roughly, where they are more than a row can be high."""
    if len(words) > _LONG:
        return len(words) // max(width, 4)
    return sum(max(1, len(textwrap.wrap(part, max(width, 4)))) for part in words.split("\n"))
