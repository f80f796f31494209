"""The instrument from its folder."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import QuestionnaireError, ReadError
from survey.questionnaire.questionnaire_folder import read_questionnaire

Tell = Callable[..., list[tuple[str, str, str]]]


def test_blocks_stand_in_order_between_header_and_observations(folder: Path) -> None:
    """H first, O last."""
    form = read_questionnaire(folder)
    assert [block.id for block in form.blocks] == ["H", "A", "O"]
    assert form.blocks[1].intro["ru"] == "Здравствуйте"


def test_variables_stand_in_the_order_of_asking(folder: Path) -> None:
    """Each row of a battery is a variable; the battery itself is none."""
    form = read_questionnaire(folder)
    assert list(form.variables) == ["H01", "H02", "A01", "A02a", "A02b", "A03", "A04", "A05", "O01"]
    assert [variable.position for variable in form.variables.values()] == list(range(9))


def test_the_head_of_the_file(folder: Path) -> None:
    """Id, version, languages, key, roles, facts."""
    form = read_questionnaire(str(folder))
    assert (form.id, form.version, form.languages, form.key) == ("small", "1", ("kk", "ru"), "H01")
    assert (form.roles, form.facts, form.folder) == ({"interview": "H01"}, (("mode", "face_to_face"),), str(folder))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: small\n", "", ("D009", "1:1", "v")),
        ('version: "1"\n', 'version: "1"\nverion: "2"\n', ("D011", "3:1", "verion")),
        ("    intro:", "    into:", ("D011", "40:5", "into")),
        ('title: {kk: "Сауалнама", ru: "Анкета"}', 'title: {kk: "Сауалнама"}', ("D010", "3:8", "{")),
        ("    questions:\n      - id: A01", "    questions: 3\n    note: x\n      - id: A01", ("D001", "43:11", ":")),
    ],
)
def test_a_mistake_in_the_frame_of_the_file_is_marked(
    told: Tell, old: str, new: str, expected: tuple[str, str, str]
) -> None:
    """Missing and unknown keys, a missing language, broken YAML."""
    assert told(old, new) == [expected]


def test_every_mistake_of_both_files_is_told_at_once(folder: Path) -> None:
    """In the order of the files."""
    for name, old, new in (
        ("questionnaire.yaml", 'kk: "Неге"', 'kk: ""'),
        ("questionnaire.yaml", "goto: A05", "goto: A02"),
        ("groups.yaml", "A01 < 30", "A11 < 30"),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        read_questionnaire(folder)
    assert [one.code for one in caught.value.complaints] == ["D010", "Q013", "X020"]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The nearest existing name is offered."""
    (tmp_path / "interethnic").mkdir()
    with pytest.raises(ReadError) as caught:
        read_questionnaire(tmp_path / "intrethnic")
    assert (caught.value.code, caught.value.place) == ("Q002", str(tmp_path / "intrethnic"))
    assert caught.value.remedy == "Did you mean 'interethnic'?"


def test_a_folder_without_a_questionnaire(tmp_path: Path) -> None:
    """The file is named."""
    with pytest.raises(ReadError) as caught:
        read_questionnaire(tmp_path)
    assert (caught.value.code, caught.value.place) == ("D003", str(tmp_path / "questionnaire.yaml"))


def test_a_questionnaire_survives_pickling(folder: Path) -> None:
    """Worker processes need it."""
    form = read_questionnaire(folder)
    back = pickle.loads(pickle.dumps(form))
    assert (back.variables, back.groupings) == (form.variables, form.groupings)


def test_the_codebook_has_one_row_per_variable(folder: Path) -> None:
    """Wordings and answers in every language."""
    codebook = read_questionnaire(folder).to_frame().set_index("variable")
    assert len(codebook) == 9
    assert codebook.at["A02b", "ru"] == "Суд"
    assert codebook.at["A02b", "answers_ru"] == "1 Доверяю; 2 Не доверяю"
    assert codebook.at["A02b", "missing"] == "98 99"
    assert codebook.at["A03", "ask_if"] == "any(A02) == 2 and A01 > 20"


def test_whatever_line_is_lost_only_complaints_come(folder: Path) -> None:
    """No other exception escapes: every file with one line less are read, or complained of."""
    path = folder / "questionnaire.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    outcomes = {"read": 0, "complained of": 0}
    for lost in range(len(lines)):
        path.write_text("\n".join(lines[:lost] + lines[lost + 1 :]), encoding="utf-8")
        try:
            read_questionnaire(folder)
            outcomes["read"] += 1
        except QuestionnaireError:
            outcomes["complained of"] += 1
    assert sum(outcomes.values()) == len(lines)
    assert min(outcomes.values()) > 10
