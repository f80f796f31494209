"""Styles of the cells of a workbook: each combination is one format of the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from survey.reports.document_model import RowRole
from survey.reports.inline_marks import unmarked
from survey.safe_text import is_formula
from survey.safe_workbook import workbook_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

StyleName = Literal[
    "title", "subtitle", "warning", "heading", "group", "note", "link", "text", "row", "words", "number", "mark"
]
Properties = dict[str, str | int | bool]

_START = 64
"""Letters that decide whether a text looks like a formula."""

_INK, _GREY, _LINE, _FILL = "#1B1F24", "#5B6470", "#D5DAE0", "#EEF1F4"
_BASIC: Properties = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "top"}
_STYLES: dict[StyleName, Properties] = {
    "title": {"bold": True, "font_size": 14},
    "subtitle": {"font_color": _GREY},
    "warning": {"bold": True, "font_color": "#9C1C1C", "text_wrap": True},
    "heading": {"bold": True, "text_wrap": True, "bg_color": _FILL, "border": 1, "border_color": _LINE, "align": "center", "valign": "vcenter"},
    "group": {"bold": True, "align": "left", "top": 1, "top_color": _GREY},
    "note": {"font_color": _GREY, "text_wrap": True, "font_size": 9},
    "link": {"font_color": "#0B5394", "underline": 1},
    "text": {"text_wrap": True},
    "row": {"text_wrap": True, "align": "left", "bottom": 1, "bottom_color": _LINE},
    "words": {"text_wrap": True, "bottom": 1, "bottom_color": _LINE, "align": "left", "indent": 1},
    "number": {"align": "right", "bottom": 1, "bottom_color": _LINE},
    "mark": {"align": "right", "bottom": 1, "bottom_color": _LINE, "font_color": _GREY},
}  # fmt: skip
_ROLES: dict[RowRole, Properties] = {
    "data": {},
    "net": {"italic": True},
    "total": {"bold": True},
    "base": {"font_color": _GREY},
}


def plain_text(text: str) -> str:
    """A text as a cell can hold it, without marks of emphasis and of places where a line may be broken: Excel shows them."""
    return workbook_text(unmarked(text).replace("\N{SOFT HYPHEN}", ""))


@dataclass(frozen=True, slots=True)
class WorkbookStyles:
    """Formats of a workbook, each made once."""

    book: Workbook
    made: dict[tuple[str, RowRole, int, str, bool], Format] = field(default_factory=dict)

    def style(
        self, name: StyleName, role: RowRole = "data", indent: int = 0, code: str = "", *, is_quoted: bool = False
    ) -> Format:
        """The format of a style, for a row of a role, with an indent and a number format.

        ``is_quoted`` marks a text that looks like a formula, so that it stays a text when somebody edits the cell.
        """
        key = (name, role, indent, code, is_quoted)
        if key not in self.made:
            properties = _BASIC | _STYLES[name] | _ROLES[role]
            if indent:
                properties |= {"indent": min(indent, 15)}
            if code:
                properties |= {"num_format": code}
            if is_quoted:
                properties |= {"quote_prefix": True}
            self.made[key] = self.book.add_format(properties)
        return self.made[key]

    def write(
        self, sheet: Worksheet, row: int, column: int, text: str, name: StyleName = "text", role: RowRole = "data", indent: int = 0
    ) -> None:  # fmt: skip
        """Write a text as a text; nothing but the format where it is empty."""
        style = self.style(name, role, indent, is_quoted=is_formula(text[:_START]))
        if text:
            sheet.write_string(row, column, plain_text(text), style)
        else:
            sheet.write_blank(row, column, None, style)

    def link(self, sheet: Worksheet, row: int, column: int, target: str, words: str) -> None:
        """Write words that lead to another sheet."""
        place = target.replace("'", "''")
        sheet.write_url(
            row,
            column,
            f"internal:'{place}'!A1",
            self.style("link", is_quoted=is_formula(words[:_START])),
            plain_text(words),
        )

    def merge(
        self, sheet: Worksheet, first: tuple[int, int], last: tuple[int, int], text: str, name: StyleName
    ) -> None:
        """Write a text over several cells; over one cell it is only written."""
        if first == last:
            self.write(sheet, *first, text, name)
            return
        style = self.style(name, is_quoted=is_formula(text[:_START]))
        sheet.merge_range(*first, *last, "", style)
        sheet.write_string(*first, plain_text(text), style)
