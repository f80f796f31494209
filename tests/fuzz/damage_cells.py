"""Extreme cells, in every question at once or in one alone."""

from __future__ import annotations

import random
from pathlib import Path

from tests.fuzz.damage import Damage, Damaged, Sources
from tests.fuzz.extremes import EXTREMES
from tests.fuzz.form import Table
from tests.fuzz.formats import write_table

_UNTOUCHED = ("H01",)


def in_every_question(extreme: str) -> Damage:
    """One extreme cell in each column, each in another interview; the keys stay."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        table = sources.table(format_)
        rows = draw.sample(range(len(table.rows)), len(table.rows))
        for at, name in enumerate(one for one in table.names if one not in _UNTOUCHED):
            table = table.put(rows[at % len(rows)], name, EXTREMES[extreme])
        return Damaged(path, write_table(table, path, format_))

    return damage


def in_one_question(extreme: str) -> Damage:
    """One extreme cell in one column, in one, three, or half of the interviews."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        table = sources.table(format_)
        name = draw.choice(table.names)
        many = 1 if name in _UNTOUCHED else draw.choice((1, 1, 3, len(table.rows) // 2))
        for row in draw.sample(range(len(table.rows)), many):
            table = table.put(row, name, EXTREMES[extreme])
        return Damaged(path, write_table(table, path, format_))

    return damage


def in_a_whole_column(extreme: str) -> Damage:
    """The same extreme cell down a whole column."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        table: Table = sources.table(format_)
        name = draw.choice([one for one in table.names if one not in _UNTOUCHED])
        table = table.put_column(name, [EXTREMES[extreme]] * len(table.rows))
        return Damaged(path, write_table(table, path, format_))

    return damage


CELLS: dict[str, Damage] = {
    f"cell.{place}.{name}": make(name)
    for place, make in (("all", in_every_question), ("one", in_one_question), ("column", in_a_whole_column))
    for name in EXTREMES
}
