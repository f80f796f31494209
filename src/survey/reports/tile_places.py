"""Places of the districts on the tile map."""

from __future__ import annotations

import functools
import math
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from survey.questionnaire.model import Category
from survey.text import Language, Text


@dataclass(frozen=True, slots=True)
class Spot:
    """Column from the west, row from the north, and a name short enough for a tile."""

    column: int
    row: int
    name: Text


def spots(levels: tuple[Category, ...], languages: tuple[Language, ...]) -> Mapping[str, Spot]:
    """A spot for every level, by its id.

    The drawn grid of Almaty region is used when every unit is on it by its code and by the beginning of its name in
    some language; other units are laid out in reading order, in a block somewhat wider than high.
    """
    drawn = _drawn()
    if levels and all(_is_drawn(level, drawn) for level in levels):
        return {level.id: _spot(level, drawn[level.id], languages) for level in levels}
    width = max(1, math.ceil(math.sqrt(1.3 * len(levels))))
    return {
        level.id: Spot(position % width, position // width, _broken(level.text, languages))
        for position, level in enumerate(levels)
    }


def _is_drawn(level: Category, drawn: Mapping[str, Mapping[str, str | int]]) -> bool:
    tile = drawn.get(level.id)
    wordings = {language: word.replace("|", "") for language, word in (tile or {}).items() if isinstance(word, str)}
    return any(level.text.has(one) and level.text[one].startswith(word) for one, word in wordings.items())


def _spot(level: Category, tile: Mapping[str, str | int], languages: tuple[Language, ...]) -> Spot:
    name = Text.each(languages, lambda one: str(tile.get(one, level.text[one])).replace("|", "-\n"))
    return Spot(int(tile["column"]), int(tile["row"]), name)


def _broken(name: Text, languages: tuple[Language, ...]) -> Text:
    def lines(language: Language) -> str:
        return "\n".join(textwrap.wrap(name[language], 10, max_lines=3, placeholder="…"))

    return Text.each(languages, lines)


@functools.cache
def _drawn() -> Mapping[str, Mapping[str, str | int]]:
    source = files("survey.reports").joinpath("tiles", "almaty_region_2018.toml").read_text(encoding="utf-8")
    tiles: Mapping[str, Mapping[str, str | int]] = tomllib.loads(source)["tiles"]
    return tiles
