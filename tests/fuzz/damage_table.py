"""Damages to rows, columns and headings, in every format; what a person reads in the table stays known."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.fuzz.damage import Damage, Damaged, Sources
from tests.fuzz.form import Cell, Table
from tests.fuzz.formats import write_table

Change = Callable[[random.Random, Table], tuple[Table, Table | None]]
"""The table as it is written, and as a person reads it under the ids of the questions (None: the same)."""


def _written(change: Change, *, must_tell: bool = False) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        table, meant = change(draw, sources.table(format_))
        said = write_table(table, path, format_)
        if meant is not None:
            beside = path.with_name(f"meant_{path.name}")
            said = write_table(meant, beside, format_)
            beside.unlink()
        return Damaged(path, said, must_tell)

    return damage


# Rows


def _row_shifted(draw: random.Random, table: Table) -> tuple[Table, None]:
    at = draw.randrange(len(table.rows))
    row = table.rows[at]
    by = draw.choice((1, -1, 2))
    return _with_row(table, at, (row[0], *_rotated(row[1:], by))), None


def _rotated(cells: tuple[Cell, ...], by: int) -> tuple[Cell, ...]:
    return (*cells[-by:], *cells[:-by])


def _with_row(table: Table, at: int, row: tuple[Cell, ...]) -> Table:
    return replace(table, rows=(*table.rows[:at], row, *table.rows[at + 1 :]))


def _with_more(table: Table, at: int, rows: tuple[tuple[Cell, ...], ...]) -> Table:
    return replace(table, rows=(*table.rows[:at], *rows, *table.rows[at:]))


def _row_repeated(draw: random.Random, table: Table) -> tuple[Table, None]:
    at = draw.randrange(len(table.rows))
    return _with_more(table, draw.randrange(len(table.rows)), (table.rows[at],) * draw.choice((1, 3))), None


def _rows_blank(draw: random.Random, table: Table) -> tuple[Table, None]:
    blank: tuple[Cell, ...] = (None,) * len(table.names)
    return _with_more(table, draw.randrange(len(table.rows)), (blank,) * draw.choice((1, 5, 200))), None


def _rows_removed(draw: random.Random, table: Table) -> tuple[Table, None]:
    kept = draw.sample(table.rows, draw.choice((0, 1, len(table.rows) - 1)))
    return replace(table, rows=tuple(kept)), None


def _heading_again(draw: random.Random, table: Table) -> tuple[Table, Table]:
    return _with_more(table, draw.randrange(1, len(table.rows)), (tuple(table.names),)), table


def _row_of_totals(draw: random.Random, table: Table) -> tuple[Table, None]:
    row = (draw.choice(("Итого", "Total", "Барлығы")), *(len(table.rows) for _ in table.names[1:]))
    return _with_more(table, len(table.rows), (row,)), None


# Columns


def _columns_moved(draw: random.Random, table: Table) -> tuple[Table, Table]:
    order = draw.sample(range(len(table.names)), len(table.names))
    moved = Table(tuple(table.names[at] for at in order), tuple(tuple(row[at] for at in order) for row in table.rows))
    return moved, moved


def _column_renamed(draw: random.Random, table: Table) -> tuple[Table, Table]:
    at = draw.randrange(1, len(table.names))
    written = _with_name(table, at, draw.choice(("unknown", "вопрос", "q", "Q99", "X" * 300, "=1+1", "H0I")))
    return written, _without(table, at)


def _without(table: Table, at: int) -> Table:
    return Table((*table.names[:at], *table.names[at + 1 :]), tuple((*row[:at], *row[at + 1 :]) for row in table.rows))


def _with_name(table: Table, at: int, name: str) -> Table:
    return replace(table, names=(*table.names[:at], name, *table.names[at + 1 :]))


def _column_removed(draw: random.Random, table: Table) -> tuple[Table, Table]:
    left = _without(table, draw.randrange(1, len(table.names) - 1))
    return left, left


def _column_twice(draw: random.Random, table: Table) -> tuple[Table, None]:
    at = draw.randrange(len(table.names))
    name = draw.choice((table.names[at], table.names[at].lower(), f" {table.names[at]} ", f"{table.names[at]}."))
    twice = Table((*table.names, name), tuple((*row, draw.choice(table.rows)[at]) for row in table.rows))
    return twice, None


def _name_respelled(draw: random.Random, table: Table) -> tuple[Table, Table]:
    at = draw.randrange(len(table.names) - 1)
    name = table.names[at]
    spelled = draw.choice(
        (name.lower(), f"{name} ", f"\u00a0{name}", name.replace("H", "Н").replace("B", "В"), f"{name}. Вопрос")
    )
    return _with_name(table, at, spelled), table


def _names_exchanged(draw: random.Random, table: Table) -> tuple[Table, Table]:
    first, second = draw.sample(range(1, len(table.names)), 2)
    names = list(table.names)
    names[first], names[second] = names[second], names[first]
    changed = replace(table, names=tuple(names))
    return changed, changed


def _many_columns(draw: random.Random, table: Table) -> tuple[Table, Table]:
    more = draw.choice((100, 3_000))
    names = (*table.names, *(f"extra{at}" for at in range(more)))
    return Table(names, tuple((*row, *(at % 7 for at in range(more))) for row in table.rows)), table


def _row_numbers(draw: random.Random, table: Table) -> tuple[Table, Table]:
    name = draw.choice(("", "Unnamed: 0", "X"))
    return Table((name, *table.names), tuple((at + 1, *row) for at, row in enumerate(table.rows))), table


# Whole columns written another way


def _column_as(names: tuple[str, ...], write: Callable[[random.Random, Cell, int], Cell]) -> Change:
    def change(draw: random.Random, table: Table) -> tuple[Table, None]:
        for name in names:
            if name in table.names:
                cells = [None if cell is None else write(draw, cell, at) for at, cell in enumerate(table.column(name))]
                table = table.put_column(name, cells)
        return table, None

    return change


def _meaning(names: tuple[str, ...], write: Callable[[random.Random, Cell, int], Cell]) -> Change:
    """Written another way, but a person reads the same: any reading but the old one has to be told."""

    def change(draw: random.Random, table: Table) -> tuple[Table, Table]:
        written, _ = _column_as(names, write)(draw, table)
        return written, table

    return change


def _thousands(draw: random.Random, table: Table) -> tuple[Table, Table]:
    """Whole weights with a comma between thousands: a decimal comma cannot be told from it."""
    weights = [round(float(str(cell))) for cell in table.column("base_weight")]
    return table.put_column("base_weight", [f"{one:,}" for one in weights]), table.put_column("base_weight", [*weights])


def _day(cell: Cell, form: str) -> str:
    return cell.strftime(form) if isinstance(cell, datetime.date) else str(cell)


_MARKS = ("B03_1", "B03_2", "B03_3", "B03_14")
_CODES = ("H04", "S03", "B02", "C01a", "C01b", "D05", "D07")
_DATES = ("H10", "D08")

TABLES: dict[str, Damage] = {
    "rows.shifted": _written(_row_shifted),
    "rows.repeated": _written(_row_repeated),
    "rows.blank": _written(_rows_blank),
    "rows.removed": _written(_rows_removed),
    "rows.heading_again": _written(_heading_again),
    "rows.totals": _written(_row_of_totals),
    "columns.moved": _written(_columns_moved),
    "columns.renamed": _written(_column_renamed),
    "columns.removed": _written(_column_removed, must_tell=True),
    "columns.twice": _written(_column_twice, must_tell=True),
    "columns.respelled": _written(_name_respelled),
    "columns.exchanged": _written(_names_exchanged),
    "columns.many": _written(_many_columns),
    "columns.row_numbers": _written(_row_numbers),
    "whole.yes_no": _written(_meaning(_MARKS, lambda draw, cell, at: 1 if cell == 1 else 2)),
    "whole.yes_no_words": _written(_meaning(_MARKS, lambda draw, cell, at: "Да" if cell == 1 else "Нет")),
    "whole.two_digit_years": _written(_meaning(_DATES, lambda draw, cell, at: _day(cell, "%d.%m.%y"))),
    "whole.month_first": _written(_meaning(_DATES, lambda draw, cell, at: _day(cell, "%m/%d/%Y"))),
    "whole.day_first": _written(_meaning(_DATES, lambda draw, cell, at: _day(cell, "%d/%m/%Y"))),
    "whole.two_orders": _written(
        _meaning(_DATES, lambda draw, cell, at: _day(cell, "%d/%m/%Y" if at % 2 else "%m/%d/%Y"))
    ),
    "whole.excel_serials": _written(
        _meaning(
            _DATES,
            lambda draw, cell, at: (
                (cell - datetime.date(1899, 12, 30)).days if isinstance(cell, datetime.date) else cell
            ),
        )
    ),
    "whole.unix_seconds": _written(
        _meaning(
            _DATES,
            lambda draw, cell, at: (
                (cell - datetime.date(1970, 1, 1)).days * 86_400 if isinstance(cell, datetime.date) else cell
            ),
        )
    ),
    "whole.decimal_comma": _written(
        _meaning(("base_weight", "D09"), lambda draw, cell, at: str(cell).replace(".", ","))
    ),
    "whole.thousands": _written(_thousands),
    "whole.thousands_apart": _written(
        _meaning(
            ("base_weight",),
            lambda draw, cell, at: f"{cell:,.3f}".replace(",", " ") if isinstance(cell, float) else cell,
        )
    ),
    "whole.quoted_numbers": _written(_meaning(_CODES, lambda draw, cell, at: f"'{cell}'")),
    "whole.floats": _written(_meaning(_CODES, lambda draw, cell, at: f"{cell}.0")),
    "whole.sentinel": _written(_column_as(_CODES, lambda draw, cell, at: 9999 if at % 3 == 0 else cell)),
    "whole.minus_nine": _written(_column_as(_CODES, lambda draw, cell, at: -9 if at % 3 == 0 else cell)),
    "whole.one_code_more": _written(
        _column_as(_CODES, lambda draw, cell, at: cell + 1 if isinstance(cell, int) else cell)
    ),
    "whole.marker_of_blank": _written(
        _column_as(
            (*_CODES, "K01", "H11"),
            lambda draw, cell, at: draw.choice(("NA", "NaN", "null", "-")) if at % 3 == 0 else cell,
        )
    ),
    "whole.true_false": _written(_column_as((*_CODES, *_MARKS), lambda draw, cell, at: cell == 1)),
}
RENAMING = ("columns.renamed", "columns.twice", "columns.respelled", "columns.row_numbers")
"""Damages that give columns names which packages do not allow."""
