"""Tiles of a map (``tiles`` in ``groups.yaml``): every category of a grouping at its place."""

from __future__ import annotations

from collections.abc import Sequence

from survey.documents import DocumentItem
from survey.errors import nearest
from survey.questionnaire.answer_lists import titled
from survey.questionnaire.tile_place import TilePlace
from survey.questionnaire.wordings import wording


def read_tiles(item: DocumentItem, element: str, categories: Sequence[str]) -> dict[str, TilePlace]:
    """Places by category. Empty when the tiles make no map, which is complained of.

    Complaints: ``Q072`` a tile of no category, ``Q073`` two tiles of a category or at one place, ``Q074`` a category
    without a tile, when every tile is sound.
    """
    places: dict[str, TilePlace] = {}
    for listed in item.elements():
        one = titled(listed, f"{element}, tile", "id")
        name, column, row = one.need("id"), one.need("column"), one.need("row")
        place = TilePlace(column.integer(), row.integer(), wording(one))
        one.no_other_keys()
        if name.source not in categories:
            name.complain("Q072", f"{name.source!r} is no category here.", nearest(name.source, categories))
        elif name.source in places or any(
            (place.column, place.row) == (old.column, old.row) for old in places.values()
        ):
            fact = f"The tile {name.source!r} or its place is there twice."
            name.complain("Q073", fact, "Give every category one tile, and every tile its own place.")
        else:
            places[name.source] = place
    lacking = [name for name in categories if name not in places]
    if lacking and len(places) == len(item.elements()):
        fact = f"{len(lacking)} categories have no tile: {', '.join(lacking[:5])}."
        item.complain("Q074", fact, "Give every category a tile, or leave tiles out.", length=1)
    return {} if lacking else places
