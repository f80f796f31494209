"""Grids of a foreign form: choices from one list that are shown as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey.exchange.foreign_answers import asked_type
from survey.exchange.form_workbook import DeliveredRow

_OF_ITS_OWN = frozenset({"relevant", "choice_filter", "constraint", "disabled", "default", "calculation"})
"""Columns in which a row of a grid differs from others, so that it is a question and no row of a battery."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Battery as an XLSForm writes it.

    ``head`` is the row that names it: the group, or the row with the appearance ``label``. ``rows`` are its questions.
    ``closing`` is the end of the group, where the group is the grid; ``n`` is the number of rows of the sheet in all.
    """

    head: DeliveredRow
    rows: tuple[DeliveredRow, ...]
    closing: DeliveredRow | None
    n: int


def grids(rows: Sequence[DeliveredRow]) -> Mapping[int, Grid]:
    """The grids of the sheet ``survey``, by the place of their first row."""
    return dict(_found(rows))


def _found(rows: Sequence[DeliveredRow]) -> Iterator[tuple[int, Grid]]:
    for at, row in enumerate(rows):
        grid = _group(rows, at) if _shows(row, "table-list") else _labelled(rows, at) if _shows(row, "label") else None
        if grid is not None:
            yield at, grid


def _shows(row: DeliveredRow, look: str) -> bool:
    return look in row.cells.get("appearance", "").casefold().split()


def _kind(row: DeliveredRow) -> str:
    return _written(row).casefold()


def _group(rows: Sequence[DeliveredRow], at: int) -> Grid | None:
    """A group with the appearance ``table-list`` that holds nothing but rows of a battery."""
    if not _kind(rows[at]).replace("_", " ").startswith("begin group") or "disabled" in rows[at].cells:
        return None
    end = at + 1
    while end < len(rows) and _is_row(rows[end], rows[at + 1]):
        end += 1
    closes = end < len(rows) and _kind(rows[end]).replace("_", " ").startswith("end group")
    if end == at + 1 or not closes or not rows[at].cells.get("name"):
        return None
    return Grid(rows[at], tuple(rows[at + 1 : end]), rows[end], end - at + 1)


def _labelled(rows: Sequence[DeliveredRow], at: int) -> Grid | None:
    """A row that only shows the answers, and rows under it that show none."""
    end = at + 1
    while end < len(rows) and _shows(rows[end], "list-nolabel") and _is_row(rows[end], rows[at]):
        end += 1
    is_head = end > at + 1 and bool(rows[at].cells.get("name")) and not _OF_ITS_OWN & set(rows[at].cells)
    return Grid(rows[at], tuple(rows[at + 1 : end]), None, end - at) if is_head else None


def _is_row(row: DeliveredRow, first: DeliveredRow) -> bool:
    """Whether a question can be a row of the battery whose first row is given."""
    asked, of_first = asked_type(_written(row)), asked_type(_written(first))
    is_named = bool(row.cells.get("name")) and not _OF_ITS_OWN & set(row.cells)
    return asked is not None and asked == of_first and asked.kind == "single" and is_named


def _written(row: DeliveredRow) -> str:
    return " ".join(row.cells.get("type", "").split())
