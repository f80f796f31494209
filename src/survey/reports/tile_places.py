"""Places of the districts on the tile map."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from survey.questionnaire import Grouping
from survey.questionnaire.model import Category
from survey.questionnaire.tile_place import TilePlace
from survey.text import Language, Text


@dataclass(frozen=True, slots=True)
class Spot:
    """Column from the west, row from the north, and a name short enough for a tile."""

    column: int
    row: int
    name: Text


def spots(grouping: Grouping, languages: tuple[Language, ...]) -> Mapping[str, Spot]:
    """A spot for every category, by its id.

    Categories without tiles in the questionnaire are laid out in reading order, in a block somewhat wider than high.
    """
    levels = grouping.categories
    if grouping.tiles:
        return {level.id: _drawn(level, grouping.tiles[level.id], languages) for level in levels}
    width = max(1, math.ceil(math.sqrt(1.3 * len(levels))))
    return {
        level.id: Spot(position % width, position // width, _broken(level.text, languages))
        for position, level in enumerate(levels)
    }


def _drawn(level: Category, tile: TilePlace, languages: tuple[Language, ...]) -> Spot:
    def name(language: Language) -> str:
        return tile.name[language].replace("|", "-\n") if tile.name.has(language) else level.text[language]

    return Spot(tile.column, tile.row, Text.each(languages, name))


def _broken(name: Text, languages: tuple[Language, ...]) -> Text:
    def lines(language: Language) -> str:
        return "\n".join(textwrap.wrap(name[language], 10, max_lines=3, placeholder="…"))

    return Text.each(languages, lines)
