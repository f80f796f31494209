"""Population figures from files: what is read, and mistakes told with their line."""

import re
from pathlib import Path

import pytest

from survey.design import read_population
from survey.errors import QuestionnaireError
from survey.questionnaire import Questionnaire

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
HEAD = """file: people.csv
count: adults
status: approximate
source: {kk: Санақ, ru: Перепись}
date: 2018-01-01
retrieved: 2018-02-01
"""
TABLE = "z,sex,adults\nnorth,1,10\nnorth,2,20\nsouth,1,30\nsouth,2,40\n"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def complaints(folder: Path, body: str, form: Questionnaire | None = None) -> list[tuple[str, int | None]]:
    (folder / "population.yaml").write_text(HEAD + body, encoding="utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_population(folder, form)
    return [(complaint.code, complaint.place.line) for complaint in caught.value.complaints]


def test_the_shipped_figures(form: Questionnaire) -> None:
    """1,332,540 adults, approximate; by default unit, urban, sex x age and ethnic group."""
    people = read_population(INSTRUMENT / "population", form)
    assert people.total == 1_332_540
    assert people.status == "approximate"
    assert people.default_margins == (("unit",), ("urban",), ("sex", "age4"), ("ethnic_group",))
    assert dict(zip(people.margin("sex").categories, people.margin("sex").counts, strict=True))[("1",)] < 666_270


def test_a_folder_and_its_file_are_the_same(written: Path) -> None:
    """A column may have another name in the table; merges are made."""
    (written / "population.yaml").write_text(
        HEAD + "columns: {sex: sex, z: zone}\nmargins: [[sex], [zone]]\nmerge: {zone: {all: [north, south]}}\n",
        encoding="utf-8",
    )
    for path in (written, written / "population.yaml"):
        people = read_population(path)
        assert people.margin("sex").counts.tolist() == [40, 60]
        assert people.margin("zone").categories == (("all",),)


def test_mistakes_are_told_together(written: Path) -> None:
    """A column that is not there and a margin nobody described, each on its line."""
    assert complaints(written, "columns:\n  sxe: sex\nmargins: [[zone]]\n") == [("P015", 8), ("P011", 9)]


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    """The file is named on line 1."""
    assert complaints(tmp_path, "columns: {sex: sex}\n") == [("P013", 1)]


def test_a_column_of_counts_that_is_not_there(written: Path) -> None:
    """The count is named on line 2."""
    (written / "people.csv").write_text("sex,m\n1,1\n", encoding="utf-8")
    assert complaints(written, "columns: {sex: sex}\n") == [("P010", 2)]


def test_a_key_that_is_not_known(written: Path) -> None:
    """A mistyped key must not be ignored."""
    assert complaints(written, "columns: {sex: sex}\nmargin: [[sex]]\n") == [("D011", 8)]


def test_names_and_categories_the_questionnaire_lacks(written: Path, form: Questionnaire) -> None:
    """Zone is no grouping; north is no code of sex."""
    assert complaints(written, "columns:\n  z: zone\n", form) == [("P016", 8)]
    assert complaints(written, "columns:\n  z: sex\n", form) == [("P012", 8)]


@pytest.mark.parametrize(
    ("table", "code", "line", "fact"),
    [
        ("sex,adults\n1,ten\n2,4\n", "P018", 2, "Line 2: 'ten' is not a number"),
        ("sex,adults\n1,10\n2,-4\n", "P018", 2, "Line 3: '-4' is not a number"),
        ("sex,adults\n1,10\n2,\n", "P018", 2, "Line 3 has no number"),
        ("sex,adults\n1,10\n2,nan\n", "P018", 2, "'nan'"),
        ("sex,adults\n1,10\n2,1e999\n", "P018", 2, "'1e999'"),
        ("sex;adults\n1;1,250\n2;4\n", "P018", 2, "'1,250' is 1250 or 1.250"),
        ("sex,adults\n1,0\n2,0\n", "P018", 2, "above zero"),
        ("sex,adults\n1,10\n2,4\n1,10\n", "P021", 2, "Lines 2 and 4"),
        ("sex,adults\n1,10\n,4\n", "P020", 7, "Line 3"),
        ("sex,adults\n1,1,000\n2,4\n", "P013", 1, "Line 2 has 3 cells"),
        ("sex,sex,adults\n1,1,10\n", "P013", 1, "Two columns"),
        ("sex,adults\n", "P013", 1, "no rows"),
        ('sex,adults\n"1"x,10\n', "P013", 1, "not CSV"),
        ("sex,adult\n1,10\n", "P010", 2, "'adults'"),
    ],
)
def test_a_table_that_cannot_be_counted_is_refused(written: Path, table: str, code: str, line: int, fact: str) -> None:
    """The line of the table is named, and the line of population.yaml that names the column."""
    (written / "people.csv").write_text(table, encoding="utf-8")
    (written / "population.yaml").write_text(HEAD + "columns: {sex: sex}\n", encoding="utf-8")
    with pytest.raises(QuestionnaireError, match=re.escape(fact)) as caught:
        read_population(written)
    assert [(one.code, one.place.line) for one in caught.value.complaints] == [(code, line)]


@pytest.mark.parametrize("table", ["\ufeffsex;adults\r\n1;10\r\n2;20\r\n", "sex\tadults\n1\t 10 \n\n2\t20"])
def test_a_table_as_spreadsheets_save_it_is_read(written: Path, table: str) -> None:
    """Byte order mark, semicolons or tabs, empty lines, spaces around cells."""
    (written / "people.csv").write_text(table, encoding="utf-8")
    (written / "population.yaml").write_text(HEAD + "columns: {sex: sex}\n", encoding="utf-8")
    assert read_population(written).total == 30
