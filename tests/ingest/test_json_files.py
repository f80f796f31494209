"""Files of JSON with one object per interview."""

from __future__ import annotations

from pathlib import Path

import pytest

import survey
from survey.blank_reasons import Reason
from survey.errors import SurveyError
from survey.interviews import RawTable, Records

HOUSEHOLD = Path(__file__).parents[1] / "data" / "household_panel" / "questionnaire"


def read(text: str, folder: Path) -> RawTable:
    path = folder / "answers.json"
    path.write_text(text, encoding="utf-8")
    return survey.read_file(path)


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": 2}]', '{"a": 1}\n{"a": 2}\n', ' [ {"a": 1} ]\n[{"a":2}]'])
def test_interviews_are_a_list_or_one_after_another(text: str, tmp_path: Path) -> None:
    raw = read(text, tmp_path)
    assert (raw.format, raw.cells.to_dict("list"), raw.records) == ("json", {"a": ["1", "2"]}, Records(2))
    assert raw.row_numbers is not None
    assert raw.row_numbers.tolist() == [1, 2]


def test_cells_are_texts_as_they_are_written(tmp_path: Path) -> None:
    """Rows of a matrix are named after both, a list is its items, what is absent is empty, half a letter is replaced."""
    raw = read(
        '[{"a": 2.50, "b": [1, 98], "c": {"x": "Қ", "y": null}, "d": {}}, {"e": true, "f": [{"q": 1}]}, {"a": "\\ud800"}]',
        tmp_path,
    )
    assert raw.cells.to_dict("list") == {
        "a": ["2.50", "", "\ufffd"], "b": ["1 98", "", ""], "c/x": ["Қ", "", ""], "c/y": ["", "", ""], "d": ["", "", ""],
        "e": ["", "true", ""], "f": ["", '[{"q": "1"}]', ""],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('[{"a": 1}', "F052", "line 1, column 10"),
        ('{"a": 1} x', "F052", "line 1, column 10"),
        ('[{"a": 1}, 2]', "F053", "answers.json"),
        ('{"a":' * 20_000, "F053", "answers.json"),
        ('[{"a": 1}, {"a": 1, "a": 2}]', "F054", "answers.json"),
        ('[{"a": {"b": 1}, "a/b": 2}]', "F054", "interview 1"),
    ],
)
def test_what_cannot_be_interviews_is_refused(text: str, code: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(SurveyError) as refused:
        read(text, tmp_path)
    assert (refused.value.code, refused.value.place.endswith(place)) == (code, True)


def test_answers_of_a_form_are_decoded(tmp_path: Path) -> None:
    """What the form adds to the answers is no answer and no error."""
    form = survey.read_questionnaire(HOUSEHOLD)
    answers = '{"KEY": "K0", "A1": 19, "A5": [2, 3], "C0": 6, "C1": {"C1a": 2, "C1c": 98}, "start": "2026-11-28", "seed_C1": 7}'
    interviews, findings = survey.decode(read(answers, tmp_path), form)
    found = interviews.answers.iloc[0]
    assert (found["A1"], found["C1a"], found["A5_2"], found["A5_1"]) == (19, 2, 1, 0)
    assert interviews.reason("C1c")[0] == Reason.DONT_KNOW
    assert {one.rule for one in findings} == {"question_absent", "columns_extra"}
