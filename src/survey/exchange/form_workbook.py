"""Workbook of a form as it was delivered: sheets as rows of named texts, with the rows of Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.errors import ExchangeError, nearest


@dataclass(frozen=True, slots=True)
class DeliveredRow:
    """One row of a sheet that is not blank: its number in Excel, and its cells by column, blank ones left out."""

    number: int
    cells: Mapping[str, str]


Sheets = Mapping[str, tuple[DeliveredRow, ...]]


def read_sheets(path: Path) -> Sheets:
    """The sheets of a workbook by name in small letters.

    Raises
    ------
    ExchangeError
        ``J011`` when there is no such file, ``J012`` when it is not a workbook or damaged, ``J013`` when none of
        several sheets is named ``survey``, ``J014`` when this sheet has no column ``type``.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.is_file():
        raise ExchangeError("J011", str(path), "There is no such file.", "Check the path.")
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            tables = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        fact = f"The file cannot be read as a workbook: {str(error) or type(error).__name__}."
        raise ExchangeError("J012", str(path), fact, "Save it anew as .xlsx.") from None
    sheets: dict[str, tuple[DeliveredRow, ...]] = {}
    for name, table in tables.items():
        plain = name.strip().casefold()
        sheets[name if plain in sheets else plain] = _rows(table)
    if len(sheets) == 1:
        sheets = dict.fromkeys(["survey"], next(iter(sheets.values())))
    if "survey" not in sheets:
        raise ExchangeError("J013", str(path), "There is no sheet named survey.", nearest("survey", sheets))
    if not any("type" in row.cells for row in sheets["survey"]):
        fact = "The sheet survey has no row with a type."
        raise ExchangeError(
            "J014", f"{path}, sheet survey", fact, "The first row must name the columns, one of them type."
        )
    return sheets


def _rows(table: Sequence[Sequence[object]]) -> tuple[DeliveredRow, ...]:
    """Rows under the first one that is not blank, which names the columns."""
    texts = [[_text(cell) for cell in row] for row in table]
    start = next((at for at, row in enumerate(texts) if any(row)), None)
    if start is None:
        return ()
    header = _header(texts[start])
    rows = []
    for number, row in enumerate(texts[start + 1 :], start + 2):
        cells = {name: cell for name, cell in zip(header, row, strict=False) if cell}
        if cells:
            rows.append(DeliveredRow(number, cells))
    return tuple(rows)


def _header(names: Sequence[str]) -> list[str]:
    """Names of the columns; one without a name, or with that of another, is named by its place, so that its cells are kept."""
    header: list[str] = []
    for place, name in enumerate(map(_column, names), 1):
        header.append(name if name and name not in header else f"{name} (column {place})".strip())
    return header


def _text(cell: object) -> str:
    """A cell as text; numbers without the zero that a workbook adds."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\r\n", "\n").strip()


_ALIASES = {
    "list name": "list_name", "value": "name", "caption": "label", "calculate": "calculation", "relevance": "relevant",
    "relevant_if": "relevant", "constraint message": "constraint_message", "command": "type", "tag": "name",
    "choice filter": "choice_filter", "read_only": "readonly", "read only": "readonly", "repeat count": "repeat_count",
    "repeat_count": "repeat_count", "id_string": "form_id", "title": "form_title", "set form id": "form_id",
    "set form title": "form_title", "required message": "required_message", "default language": "default_language",
}  # fmt: skip


def _column(name: str) -> str:
    """A column as it is named today; the language after ``::`` (or ``:``) stays as it is written."""
    head, mark, language = name.partition("::")
    if not mark and name.count(":") == 1 and not name.startswith("jr:"):
        head, mark, language = name.partition(":")
    plain = " ".join(head.strip().casefold().split())
    plain = _ALIASES.get(plain, plain)
    return f"{plain}::{language.strip()}" if mark else plain
