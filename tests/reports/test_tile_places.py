"""Where districts stand on the map."""

from survey.expressions import parse
from survey.questionnaire.model import Category
from survey.reports.tile_places import spots
from survey.text import Text

BOTH = ("kk", "ru")


def level(code: str, name: Text) -> Category:
    return Category(int(code), code, name, parse("A == 1"))


def levels(*names: str) -> tuple[Category, ...]:
    return tuple(level(str(code), Text.of(kk=name, ru=name)) for code, name in enumerate(names, 1))


def test_the_drawn_grid_has_one_tile_per_unit_and_no_two_on_a_spot(facts) -> None:  # type: ignore[no-untyped-def]
    """19 units in the first quarter of 2018."""
    units = facts.table.indicators.form.groupings["unit"]
    placed = {(spot.column, spot.row) for spot in spots(units.categories, BOTH).values()}
    assert len(placed) == 19


def test_west_is_left_and_north_is_up(facts) -> None:  # type: ignore[no-untyped-def]
    """Alakol is the far north-east, Zhambyl the west, Raiymbek the south-east."""
    units = facts.table.indicators.form.groupings["unit"]
    drawn = spots(units.categories, BOTH)
    alakol, zhambyl, raiymbek, balkhash = (drawn[code] for code in ("5", "9", "16", "6"))
    assert alakol.column == max(spot.column for spot in drawn.values())
    assert alakol.row == 0 == balkhash.row
    assert zhambyl.column == 0
    assert raiymbek.row == max(spot.row for spot in drawn.values())


def test_the_same_codes_with_other_names_are_another_region() -> None:
    """They are set out in reading order."""
    drawn = spots(levels("Бірінші", "Екінші", "Үшінші", "Төртінші"), BOTH)
    assert [(spot.column, spot.row) for spot in drawn.values()] == [(0, 0), (1, 0), (2, 0), (0, 1)]


def test_no_units_need_no_spots() -> None:
    """An empty map is no error."""
    assert spots((), BOTH) == {}


def test_a_long_name_is_broken_over_lines() -> None:
    """At most three, so that it stays on its tile."""
    (spot,) = spots(levels("Солтүстік Қазақстан облысының аудандары мен қалалары"), BOTH).values()
    assert spot.name["kk"].count("\n") == 2


def test_one_language_is_enough_to_know_a_district() -> None:
    """A questionnaire in Russian alone knows the grid by its Russian names; the drawing's own first tile is "6"."""
    russian = level("6", Text.of(ru="Балхашский район"))
    other = level("6", Text.of(ru="Другой район"))
    assert [spots((one,), ("ru",))["6"].column for one in (russian, other)] == [1, 0]
