"""Workbooks for field staff: findings by rule, and the list of corrections to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import TYPE_CHECKING, BinaryIO

import pandas as pd

from survey.errors import DeliveryError
from survey.safe_text import cell
from survey.safe_workbook import new_workbook, sheet_names, workbook_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from survey.deliveries.findings_layout import Handout

_WIDTHS = {"message": 70, "question": 50, "answer": 30, "old": 25, "new": 25, "reason": 30, "rule": 20, "unit": 24}
_USUAL_WIDTH = 14
_ROWS = 1_000_000


def findings_workbook(handout: Handout, content: BinaryIO) -> None:
    """A summary, then one sheet per rule: heading fixed, filters on, long texts wrapped."""
    with new_workbook(content) as book:
        named = sheet_names([handout.say("sheet_summary"), *(rule for rule, _ in handout.groups())])
        summary = book.add_worksheet(named[0])
        _summary(book, summary, handout, dict(zip([rule for rule, _ in handout.groups()], named[1:], strict=True)))
        for name, (_, group) in zip(named[1:], handout.groups(), strict=True):
            columns = [column for column in group.columns if column != "rule"]
            fill_sheet(book, book.add_worksheet(name), group[columns], handout.headings)


def fill_sheet(
    book: Workbook,
    sheet: Worksheet,
    table: pd.DataFrame,
    headings: Mapping[str, str],
    notes: Mapping[str, str] | None = None,
    to_fill: Sequence[str] = (),
) -> None:
    """Write a table into a sheet; ``notes`` explain columns, ``to_fill`` are those that a person fills in.

    Raises
    ------
    DeliveryError
        ``H010`` when it has more rows than a sheet.
    """
    if len(table) > _ROWS:
        fact = f"{len(table)} lines are more than a sheet of a workbook holds."
        raise DeliveryError("H010", sheet.get_name(), fact, "Name a file that ends in .csv.")
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7E6E6", "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    open_cell = book.add_format(
        {"text_wrap": True, "valign": "top", "num_format": "@", "bg_color": "#FFF9DB", "border": 1}
    )
    for position, name in enumerate(table.columns):
        sheet.set_column(position, position, _WIDTHS.get(name, _USUAL_WIDTH))
        sheet.write_string(0, position, headings.get(name, name), heading)
        if notes is not None and name in notes:
            sheet.write_comment(0, position, notes[name], {"x_scale": 2, "y_scale": 1.5})
        style = open_cell if name in to_fill else text
        for row, value in enumerate(table[name], start=1):
            _write(sheet, row, position, value, style)
    sheet.freeze_panes(1, 0)
    if len(table.columns):
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    if isinstance(value, Integral):
        sheet.write_number(row, column, int(value), style)
    elif value is None or value is pd.NA or value == "":
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, clean(str(value)), style)


def clean(text: str) -> str:
    """A text as a cell of a list for field staff holds it: harmless too when the sheet is saved as CSV."""
    return workbook_text(cell(text))


def _summary(book: Workbook, sheet: Worksheet, handout: Handout, sheets: Mapping[str, str]) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1})
    link = book.add_format({"font_color": "blue", "underline": 1})
    file = handout.file.replace("\\", "/").rpartition("/")[2]
    sheet.write_string(0, 0, clean(handout.say("title_findings", file=file)), title)
    counts = {"delivered": handout.n_delivered, "set_aside": handout.n_set_aside, "n": len(handout.table)}
    sheet.write_string(1, 0, handout.say("text_findings", **counts))
    if handout.hides_texts:
        sheet.write_string(2, 0, handout.say("text_hidden"))
    columns = ("severity", "rule", "findings", "interviews")
    for position, name in enumerate(columns):
        sheet.set_column(position, position, 24)
        sheet.write_string(4, position, handout.headings[name], bold)
    for row, record in enumerate(handout.summary().to_dict("records"), start=5):
        sheet.write_string(row, 0, clean(str(record["severity"])))
        target = sheets[str(record["rule"])].replace("'", "''")
        sheet.write_url(row, 1, f"internal:'{target}'!A1", link, clean(str(record["rule"])))
        sheet.write_number(row, 2, int(record["findings"]))
        sheet.write_number(row, 3, int(record["interviews"]))
    sheet.freeze_panes(5, 0)
