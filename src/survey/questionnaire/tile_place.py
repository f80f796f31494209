"""Place of a category on a tile map."""

from __future__ import annotations

from dataclasses import dataclass

from survey.text import Text


@dataclass(frozen=True, slots=True)
class TilePlace:
    """Place of a category on a tile map: ``column`` from the west and ``row`` from the north, both from 0.

    ``name`` is short enough for a tile; ``|`` is where it may be broken.
    """

    column: int
    row: int
    name: Text
