"""Classifications of respondents."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import QuestionnaireError
from survey.questionnaire.questionnaire_folder import read_questionnaire

Tell = Callable[..., list[tuple[str, str, str]]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("from: H02", "from: A01", ("Q031", "5:11", "A01")),
        ("from: H02", "from: H03", ("Q031", "5:11", "H03")),
        ("A01 < 30", "A01 <  30 and A11 == 1", ("X020", "10:77", "A11")),
        ("A01 < 30", "A01 < 0", ("X030", "10:63", "A01 < 0")),
        ("A01 < 30", "A01 <", ("X013", "10:68", '"')),
        ("code: 2, id: old", "code: 1, id: old", ("Q032", "11:16", "1")),
        ("code: 2, id: old", "code: 2, id: young", ("Q032", "11:16", "2")),
        ("id: age", "id: a01", ("Q030", "6:9", "a01")),
        ("id: age", "id: version", ("Q030", "6:9", "version")),
        ('ru: "Старшие", ', "", ("D010", "11:9", "{")),
        ('kk: "Үлкен"', 'kk: "Жас"', ("Q021", "11:32", '"Жас"')),
        ("id: version\n", "id: version\n    note: x\n", ("D011", "3:5", "note")),
    ],
)
def test_a_mistake_in_a_grouping_is_marked(told: Tell, old: str, new: str, expected: tuple[str, str, str]) -> None:
    """Code, line and column, offending characters."""
    assert told(old, new, "groups.yaml") == [expected]


def test_a_grouping_can_be_made_of_the_answers_of_a_question(folder: Path) -> None:
    """One category per option, under its code and wording."""
    grouping = read_questionnaire(folder).groupings["version"]
    assert [(one.code, one.id, one.text["ru"], one.when.source) for one in grouping.categories] == [
        (1, "1", "Первая", "H02 == 1"),
        (2, "2", "Вторая", "H02 == 2"),
    ]


def test_a_grouping_keeps_the_order_of_its_categories(folder: Path) -> None:
    """The first whose condition holds wins."""
    grouping = read_questionnaire(folder).groupings["age"]
    assert [(one.code, one.id) for one in grouping.categories] == [(1, "young"), (2, "old")]


def test_a_questionnaire_may_have_no_groupings(folder: Path) -> None:
    """Then nothing is classified."""
    (folder / "groups.yaml").unlink()
    assert read_questionnaire(folder).groupings == {}


TILES = '    tiles:\n      - {id: "1", column: 0, row: 0, kk: "А|ә", ru: "А|я"}\n      - {id: "2", column: 1, row: 0, kk: "Ә", ru: "Я"}\n'


def with_tiles(folder: Path, tiles: str) -> Path:
    groups = folder / "groups.yaml"
    groups.write_text(groups.read_text("utf-8").replace("    from: H02\n", "    from: H02\n" + tiles), "utf-8")
    return folder


def test_tiles_give_every_category_a_place_and_a_short_name(folder: Path) -> None:
    """Column, row, and where the name may be broken."""
    tiles = read_questionnaire(with_tiles(folder, TILES)).groupings["version"].tiles
    assert [(name, one.column, one.row, one.name["ru"]) for name, one in tiles.items()] == [
        ("1", 0, 0, "А|я"),
        ("2", 1, 0, "Я"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('id: "2"', 'id: "7"', ["Q072"]),
        ("column: 1", "column: 0", ["Q073"]),
        ('id: "2"', 'id: "1"', ["Q073"]),
        ('      - {id: "2", column: 1, row: 0, kk: "Ә", ru: "Я"}\n', "", ["Q074"]),
    ],
)
def test_a_map_with_a_hole_or_two_tiles_on_one_place_is_refused(
    folder: Path, old: str, new: str, codes: list[str]
) -> None:
    """A category without a tile could not be shown."""
    with pytest.raises(QuestionnaireError) as raised:
        read_questionnaire(with_tiles(folder, TILES.replace(old, new)))
    assert [one.code for one in raised.value.complaints] == codes
