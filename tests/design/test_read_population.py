"""Population figures from files: what is read, and mistakes told with their line."""

from pathlib import Path

import pytest

from survey.design import read_population
from survey.errors import PopulationError, QuestionnaireError
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


def test_a_count_that_cannot_be(written: Path) -> None:
    """The category is named."""
    (written / "people.csv").write_text("sex,adults\n1,ten\n2,4\n", encoding="utf-8")
    (written / "population.yaml").write_text(HEAD + "columns: {sex: sex}\n", encoding="utf-8")
    with pytest.raises(PopulationError) as caught:
        read_population(written)
    assert caught.value.code == "P001"
    assert "category 1" in caught.value.place
