"""Where districts stand on the map."""

from dataclasses import replace

from survey.expressions import parse
from survey.questionnaire import Grouping
from survey.questionnaire.model import Category
from survey.questionnaire.tile_place import TilePlace
from survey.reports import ReportInput
from survey.reports.tile_places import spots
from survey.text import Text

BOTH = ("kk", "ru")


def units(*names: str) -> Grouping:
    levels = tuple(
        Category(code, str(code), Text.of(kk=name, ru=name), parse("A == 1")) for code, name in enumerate(names, 1)
    )
    return Grouping("unit", Text.of(kk="Аудан", ru="Район"), levels)


def test_the_drawn_grid_has_one_tile_per_unit_and_no_two_on_a_spot(facts: ReportInput) -> None:
    """19 units in the first quarter of 2018."""
    unit = facts.table.indicators.form.groupings["unit"]
    placed = {(spot.column, spot.row) for spot in spots(unit, BOTH).values()}
    assert len(placed) == 19


def test_west_is_left_and_north_is_up(facts: ReportInput) -> None:
    """Alakol is the far north-east, Zhambyl the west, Raiymbek the south-east."""
    drawn = spots(facts.table.indicators.form.groupings["unit"], BOTH)
    alakol, zhambyl, raiymbek, balkhash = (drawn[code] for code in ("5", "9", "16", "6"))
    assert alakol.column == max(spot.column for spot in drawn.values())
    assert alakol.row == 0 == balkhash.row
    assert zhambyl.column == 0
    assert raiymbek.row == max(spot.row for spot in drawn.values())


def test_units_without_tiles_are_set_out_in_reading_order() -> None:
    """A block somewhat wider than high."""
    drawn = spots(units("Бірінші", "Екінші", "Үшінші", "Төртінші"), BOTH)
    assert [(spot.column, spot.row) for spot in drawn.values()] == [(0, 0), (1, 0), (2, 0), (0, 1)]


def test_no_units_need_no_spots() -> None:
    """An empty map is no error."""
    assert spots(units(), BOTH) == {}


def test_a_long_name_is_broken_over_lines() -> None:
    """At most three, so that it stays on its tile."""
    (spot,) = spots(units("Солтүстік Қазақстан облысының аудандары мен қалалары"), BOTH).values()
    assert spot.name["kk"].count("\n") == 2


def test_a_tile_without_a_name_in_a_language_has_that_of_its_category() -> None:
    """And is broken only where the questionnaire says."""
    given = units("Район")
    drawn = spots(replace(given, tiles={"1": TilePlace(3, 2, Text.of(ru="Рай|он"))}), BOTH)
    assert dict(drawn["1"].name) == {"kk": "Район", "ru": "Рай-\nон"}
