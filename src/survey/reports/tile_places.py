"""Where each district stands on the tile map."""

from __future__ import annotations

import functools
import math
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from survey.reports.report_input import GroupLevel
from survey.text import Language, Text


@dataclass(frozen=True, slots=True)
class Spot:
    """Column from the west, row from the north, and a name short enough for a tile."""

    column: int
    row: int
    name: Text


def spots(levels: tuple[GroupLevel, ...], languages: tuple[Language, ...]) -> Mapping[str, Spot]:
    """A spot for every level, by its id.

    The drawn grid of Almaty region is used when every unit is on it by code and name; other units are set
    out in reading order, in a block somewhat wider than high.
    """
    drawn = _drawn()
    if levels and all(_is_drawn(level, drawn) for level in levels):
        return {level.id: _spot(level, drawn[level.id], languages) for level in levels}
    width = max(1, math.ceil(math.sqrt(1.3 * len(levels))))
    return {
        level.id: Spot(position % width, position // width, _broken(level.short or level.name, languages))
        for position, level in enumerate(levels)
    }


def _is_drawn(level: GroupLevel, drawn: Mapping[str, Mapping[str, str | int]]) -> bool:
    tile = drawn.get(level.id)
    return tile is not None and level.name.has("kk") and level.name["kk"].startswith(str(tile["kk"]).replace("|", ""))


def _spot(level: GroupLevel, tile: Mapping[str, str | int], languages: tuple[Language, ...]) -> Spot:
    wordings = {one: str(tile.get(one, level.name[one])).replace("|", "-\n") for one in languages}
    return Spot(int(tile["column"]), int(tile["row"]), Text(tuple(wordings.items())))


def _broken(name: Text, languages: tuple[Language, ...]) -> Text:
    def lines(language: Language) -> str:
        return "\n".join(textwrap.wrap(name[language], 10, max_lines=3, placeholder="…"))

    return Text(tuple((language, lines(language)) for language in languages))


@functools.cache
def _drawn() -> Mapping[str, Mapping[str, str | int]]:
    source = files("survey.reports").joinpath("tiles", "almaty_region_2018.toml").read_text(encoding="utf-8")
    tiles: Mapping[str, Mapping[str, str | int]] = tomllib.loads(source)["tiles"]
    return tiles
