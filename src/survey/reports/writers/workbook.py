"""Tables as a workbook (XLSX): contents, a sheet per table, all cells as rows, and the questions in full."""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from survey.reports.document_model import Cards, Quote, Report, ReportTable
from survey.reports.phrases import Phrases
from survey.reports.report_input import NO_WORDS
from survey.reports.writers.cell_number_format import LONGEST_CODE, value_format
from survey.reports.writers.document_head import DocumentHead
from survey.reports.writers.table_sheet import TableSheet
from survey.reports.writers.tidy_cells import TIDY_COLUMNS, tidy_rows, worded
from survey.reports.writers.whole_file import NO_DATE, need_language, write_whole
from survey.reports.writers.workbook_styles import WorkbookStyles, plain_text
from survey.safe_workbook import new_workbook, sheet_names
from survey.text import Language

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST_FORMATS = 180
"""Number formats of a workbook; Excel promises 200. With more of them letters get a column each."""

_LONGEST_HEADER = 240
_A4 = 9


def write_workbook(
    report: Report, language: Language, path: str | os.PathLike[str], *, created: datetime.date | None = None
) -> Path:
    """Write every table of a report into a workbook that appears whole or not at all, and return its path.

    Parameters
    ----------
    report : Report
    language : str
        A language of the report.
    path : path
    created : date, optional
        Date of creation among the properties of the file; without it 1 January 1980, so that two runs give the same bytes.

    Raises
    ------
    ReportError
        ``R001`` when the report was not built in this language.
    """
    need_language(report, language)
    content = _content(report.tables, _questions(report), language, DocumentHead.of(report.meta), created)
    return write_whole(path, content)


def write_table_workbook(
    tables: Sequence[ReportTable],
    language: Language,
    path: str | os.PathLike[str],
    *,
    head: DocumentHead | None = None,
    created: datetime.date | None = None,
) -> Path:
    """Write tables into a workbook that appears whole or not at all, and return its path.

    Parameters
    ----------
    tables : sequence of ReportTable
        Those without a number are numbered by their place.
    language : str
        A language of all their texts.
    path : path
    head : DocumentHead, optional
        Title, lines under it, warnings and issuer.
    created : date, optional
        As in :func:`write_workbook`.

    Raises
    ------
    TextError
        ``T001`` when a text has no wording in this language.
    """
    numbered = [table if table.number else replace(table, number=at) for at, table in enumerate(tables, 1)]
    asked = [Quote("", NO_WORDS, one, (), (), ()) for table in tables for one in table.asked]
    return write_whole(path, _content(numbered, asked, language, head or DocumentHead(), created))


def _questions(report: Report) -> list[Quote]:
    """Questions in full: of sections, cards and tables."""
    found: list[Quote] = []
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Quote):
                found.append(block)
            elif isinstance(block, Cards):
                found += [replace(one, serves=one.serves or card.name) for card in block.cards for one in card.asked]
            elif isinstance(block, ReportTable):
                found += [Quote("", NO_WORDS, one, (), (), ()) for one in block.asked]
    return found


def _content(
    tables: Sequence[ReportTable],
    asked: Sequence[Quote],
    language: Language,
    head: DocumentHead,
    created: datetime.date | None,
) -> bytes:
    content = io.BytesIO()
    with new_workbook(content) as book:
        issuer = worded(head.issuer, language)
        book.set_properties(
            {
                "title": plain_text(worded(head.title, language))[:250],
                "author": plain_text(issuer)[:250],
                "company": plain_text(issuer)[:250],
                "created": datetime.datetime.combine(created or NO_DATE, datetime.time()),
            }
        )
        book.set_custom_property("Language", language)
        BookWriting(WorkbookStyles(book), language, head, _letters_apart(tables, language)).fill(tables, asked)
    return content.getvalue()


def _letters_apart(tables: Sequence[ReportTable], language: Language) -> bool:
    """Whether letters need columns, because a workbook cannot hold so many number formats, or one so long."""
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    lettered = [cell for cell in cells if cell.letters and cell.publish != "hidden"]
    codes = {value_format(cell, language) for cell in lettered}
    return len(codes) > MOST_FORMATS or any(len(code) > LONGEST_CODE for code in codes)


@dataclass(frozen=True, slots=True)
class BookWriting:
    """A workbook that is being written, in one language."""

    styles: WorkbookStyles
    language: Language
    head: DocumentHead
    letters_apart: bool

    def fill(self, tables: Sequence[ReportTable], asked: Sequence[Quote]) -> None:
        """Add every sheet, the contents first."""
        titles = [plain_text(f"{table.number} {worded(table.title, self.language)}") for table in tables]
        further = [self._say("sheet_cells"), *([self._say("sheet_questions")] if asked else [])]
        contents, *names = sheet_names([self._say("contents"), *titles, *further])
        first = self._sheet(contents)
        self._contents(first, tables, names)
        for table, name in zip(tables, names, strict=False):
            sheet = self._sheet(name)
            TableSheet.of(
                sheet, self.styles, self.language, table, self._warnings, letters_apart=self.letters_apart
            ).fill(contents)
        self._cells(self._sheet(names[len(tables)]), tables)
        if asked:
            self._asked(self._sheet(names[-1]), asked, contents)

    def _say(self, key: str) -> str:
        return Phrases((self.language,)).say(key)[self.language]

    @property
    def _warnings(self) -> tuple[str, ...]:
        return tuple(self.head.warnings_in(self.language))

    def _sheet(self, name: str) -> Worksheet:
        """An empty sheet with its set-up for print: A4, as wide as a page, warnings above, title and page number below."""
        sheet = self.styles.book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        if self._warnings:
            each = _LONGEST_HEADER // len(self._warnings)
            sheet.set_header("&C" + "\n".join(_header_words(one, each - 4) for one in self._warnings))
        page = Phrases((self.language,)).say("page_of", page="&P", pages="&N")[self.language]
        title = _header_words(worded(self.head.title, self.language), _LONGEST_HEADER - len(page) - 8)
        sheet.set_footer(f"&L{title}&R{page}")
        return sheet

    def _contents(self, sheet: Worksheet, tables: Sequence[ReportTable], names: Sequence[str]) -> None:
        sheet.set_column(0, 0, 9)
        sheet.set_column(1, 1, 90)
        write, row = self.styles.write, 0
        if self.head.title:
            write(sheet, row, 0, worded(self.head.title, self.language), "title")
            row += 1
        for line in self.head.lines_in(self.language):
            write(sheet, row, 0, line, "subtitle")
            row += 1
        for warning in self._warnings:
            self.styles.merge(sheet, (row, 0), (row, 1), warning, "warning")
            sheet.set_row(row, 14 * (1 + len(warning) // 95))
            row += 1
        write(sheet, row + 1, 0, self._say("contents"), "group")
        row += 2
        for table, name in zip(tables, names, strict=False):
            sheet.write_number(row, 0, table.number, self.styles.style("text"))
            self.styles.link(sheet, row, 1, name, worded(table.title, self.language))
            row += 1
        for name in names[len(tables) :]:
            self.styles.link(sheet, row, 1, name, name)
            row += 1

    def _cells(self, sheet: Worksheet, tables: Sequence[ReportTable]) -> None:
        """One row per cell, with the names of columns in the first row, as programs read it."""
        plain = self.styles.style("subtitle")
        for at, name in enumerate(TIDY_COLUMNS):
            self.styles.write(sheet, 0, at, name, "heading")
            sheet.set_column(at, at, 28 if name.endswith(("_title", "_label")) or name == "text" else 11)
        row = 0
        for row, values in enumerate(tidy_rows(tables, self.language), 1):
            for at, value in enumerate(values):
                if isinstance(value, str) and value:
                    self.styles.write(sheet, row, at, value, "subtitle")
                elif isinstance(value, int | float):
                    sheet.write_number(row, at, value, plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(row, 1), len(TIDY_COLUMNS) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)

    def _asked(self, sheet: Worksheet, asked: Sequence[Quote], contents: str) -> None:
        """A row per question: the indicators that use it, its wording, rows and answers, and the answers that count."""
        self.styles.link(sheet, 0, 0, contents, self._say("workbook_back"))
        heads = ("column_serves", "column_question", "column_question_rows", "column_answers", "column_counted")
        for at, (key, width) in enumerate(zip(heads, (30, 60, 36, 36, 30), strict=True)):
            sheet.set_column(at, at, width)
            self.styles.write(sheet, 1, at, self._say(key), "heading")
        for row, cells in enumerate(dict.fromkeys(self._asked_row(one) for one in asked), 2):
            for at, words in enumerate(cells):
                self.styles.write(sheet, row, at, words, "row")
        sheet.freeze_panes(2, 0)
        sheet.set_landscape()
        sheet.repeat_rows(1)

    def _asked_row(self, one: Quote) -> tuple[str, ...]:
        lists: Iterator[str] = (
            "\n".join(worded(each, self.language) for each in many) for many in (one.rows, one.answers, one.counted)
        )
        return worded(one.serves, self.language), worded(one.question, self.language), *lists


def _header_words(words: str, longest: int) -> str:
    """A text for the head or foot of a page: one line, cut where it is too long, without codes."""
    line = " ".join(plain_text(words).split())
    shown = line if len(line) <= longest else line[: longest - 1] + "…"
    return shown.replace("&", "&&")[: longest + 2]
