"""Writing of the workbook in which answers from paper are entered."""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from survey.argument_errors import public
from survey.errors import ExchangeError
from survey.exchange.form_words import FormWords
from survey.exchange.paper.entry_checks import EntryChecks
from survey.exchange.paper.entry_columns import EntryColumn, EntryKind, entry_columns
from survey.exchange.written_form import WrittenForm
from survey.exchange.written_language import written_language
from survey.ledger.result_folder import new_file
from survey.questionnaire.model import Questionnaire
from survey.safe_workbook import new_workbook, sheet_names, workbook_text
from survey.text import Language

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 100_000

_NO_MOMENT = datetime.datetime(2000, 1, 1)
_STAIRS = 3
"""Rows over which wordings are spread, each over as many columns: so each row is mostly empty, and no reader takes it for the
heading."""

_FIRST = _STAIRS + 2
"""Row of the first interview, counted from 0, after the wordings of questions, the stairs and the ids."""

_WIDTHS: Mapping[EntryKind, float] = {
    "choice": 9,
    "mark": 9,
    "whole": 9,
    "decimal": 9,
    "date": 11,
    "time": 9,
    "text": 16,
}
_FORMATS: Mapping[EntryKind, str] = {"text": "@", "date": "yyyy-mm-dd", "time": "hh:mm"}
_LETTERS_OF_A_LINE, _LINE_HEIGHT, _MOST_LINES = 30, 11.5, 4


@public
def write_entry_sheet(
    form: Questionnaire,
    path: str | os.PathLike[str],
    *,
    language: Language | None = None,
    rows: int = 1000,
    force: bool = False,
) -> WrittenForm:
    """Write a workbook in which answers from paper are entered, one interview a row.

    Parameters
    ----------
    form : Questionnaire
    path : str or path
        Ends with ``.xlsx``.
    language : str, optional
        One of the questionnaire's that the program has words in, too; the first of the questionnaire by default.
    rows : int
        Number of interviews that the cells are checked for, up to 100,000.
    force : bool
        Whether a file of this name may be replaced.

    Returns
    -------
    WrittenForm

    Raises
    ------
    ExchangeError
        ``J042`` another ending, ``J043`` rows that no sheet has.
    ExportError
        ``G020`` and ``G024`` for a language.
    MonitorError
        ``M040`` to ``M044`` when the file would take the place of another one, or its folder does not exist.

    Notes
    -----
    Headings are the names that :func:`survey.decode` knows, so that the filled workbook is a delivery. Cells of a
    choice take a code or an answer of the list; numbers are held to their limits; an option that excludes others, and
    more options than are allowed, are refused. A question that was not asked stays blank.

    Examples
    --------
    >>> import survey, tempfile
    >>> form = survey.read_questionnaire("questionnaires/interethnic")
    >>> survey.write_entry_sheet(form, Path(tempfile.mkdtemp()) / "entry.xlsx", language="ru").format
    'entry-sheet'
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        fact = f"A sheet for entering answers is not written as {target.suffix!r}."
        raise ExchangeError("J042", str(target), fact, "End the name with .xlsx.")
    if not 1 <= rows <= MOST_ROWS:
        fact = f"A sheet cannot be made for {rows} interviews."
        raise ExchangeError("J043", "survey.write_entry_sheet: rows", fact, f"Give a number from 1 to {MOST_ROWS}.")
    spoken = written_language(form, language)
    content = _workbook(form, spoken, rows)
    with new_file(target, force=force) as draft:
        draft.write_bytes(content)
    return WrittenForm(target, "entry-sheet", len(form.variables))


def _workbook(form: Questionnaire, language: Language, rows: int) -> bytes:
    columns = entry_columns(form, language)
    words = FormWords((language,))
    content = io.BytesIO()
    with new_workbook(content) as book:
        book.set_properties({"created": _NO_MOMENT, "title": workbook_text(form.title[language])})
        names = sheet_names([words.say("sheet_answers")[language], words.say("sheet_lists")[language]])
        sheet, lists = (book.add_worksheet(name) for name in names)
        _head(book, sheet, columns, language)
        EntryChecks(columns, words, sheet, lists, _FIRST, _FIRST + rows - 1).add()
        lists.hide()
    return content.getvalue()


def _head(book: Workbook, sheet: Worksheet, columns: Sequence[EntryColumn], language: Language) -> None:
    """Wordings of questions, wordings of columns in stairs, ids; formats of columns."""
    question = book.add_format({"bold": True, "valign": "top"})
    wording = book.add_format(
        {
            "text_wrap": True,
            "valign": "top",
            "font_size": 8,
            "bg_color": "#F5F7F9",
            "border": 1,
            "border_color": "#C9CFD6",
        }
    )
    heading = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1, "num_format": "@"})
    for at, column in enumerate(columns):
        look = {"num_format": _FORMATS[column.kind]} if column.kind in _FORMATS else {}
        sheet.set_column(at, at, max(_WIDTHS[column.kind], len(column.heading) + 1), book.add_format(look))
        sheet.write_string(_STAIRS + 1, at, column.heading, heading)
        is_first = at == 0 or columns[at - 1].question is not column.question
        has_more = at + 1 < len(columns) and columns[at + 1].question is column.question
        if is_first and has_more:
            sheet.write_string(0, at, workbook_text(column.question.text[language]), question)
        if len(columns) >= _STAIRS:
            _stair(sheet, at, min(at + _STAIRS, len(columns)) - 1, workbook_text(column.text), wording)
    for step in range(_STAIRS):
        texts = [column.text for column in columns[step::_STAIRS]]
        lines = max((len(wrap(text, _LETTERS_OF_A_LINE)) for text in texts), default=1)
        sheet.set_row(1 + step, _LINE_HEIGHT * min(max(lines, 1), _MOST_LINES))
    sheet.freeze_panes(_FIRST, 1)


def _stair(sheet: Worksheet, first: int, last: int, text: str, look: object) -> None:
    """A wording over a few columns, in the row of its stair."""
    at = 1 + first % _STAIRS
    if last > first:
        sheet.merge_range(at, first, at, last, text, look)
    else:
        sheet.write_string(at, first, text, look)
