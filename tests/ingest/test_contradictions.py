"""What a file says twice and differently: labels against wordings, texts of "other" against the answer."""

from collections.abc import Callable

import pytest

from survey.findings import Findings
from survey.interviews import Interviews

Decode = Callable[..., tuple[Interviews, Findings]]


def test_labels_that_resemble_no_wording_are_reported_together(decoded: Decode) -> None:
    """Yes and no for districts; a short label, another spelling and the wording itself are no contradiction."""
    labels = {
        "H04": {1.0: "Да", 4.0: "Нет"},
        "C01a": {1.0: "Толық сенемін", 2.0: "Скорее дов.", 3.0: "СКОРЕЕ НЕ ДОВЕРЯЮ", 4.0: "4"},
    }
    _, findings = decoded({"H04": [1.0, 4.0], "C01a": [1.0, 2.0]}, value_labels=labels)
    (told,) = findings.of(rule="labels_unlike")
    assert (told.severity, told.interview) == ("warning", None)
    assert "H04 1 “Да”, H04 4 “Нет”" in told.message["kk"]
    assert "C01a" not in told.message["ru"]


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ({"B03": ["1", "96", "96", "1", ""], "B03_other": ["дороги", "вода", "", "-", "газ"]}, "2, 6"),
        ({"B03_1": [1, 0], "B03_96": [0, 1], "B03_other": ["дороги", "вода"]}, "2"),
        ({"B03": ["96", "1"], "B03_other": ["вода", "0"]}, ""),
    ],
)
def test_a_text_of_other_without_that_answer_is_reported(
    decoded: Decode, columns: dict[str, list[object]], rows: str
) -> None:
    """One of the two is wrong; 0 and - are no text."""
    _, findings = decoded(columns)
    told = findings.of(rule="specify_unchosen")
    assert [one.severity for one in told] == (["warning"] if rows else [])
    assert all(rows in one.message["en"] for one in told)


def test_words_in_the_column_of_other_have_a_name_of_their_own(decoded: Decode) -> None:
    """The column of the answer is called B03_96, too: a table may not have two columns of one name."""
    interviews, _ = decoded({"B03_1": [0, 1], "B03_96": ["дороги", ""]})
    assert interviews.texts("B03_other").tolist() == ["дороги", None]
    assert interviews.values("B03_96").tolist() == [1.0, 0.0]
    assert interviews.to_frame().columns.is_unique


def test_words_of_other_in_both_columns_are_kept(decoded: Decode) -> None:
    """The column of the texts keeps its name."""
    interviews, _ = decoded({"B03_1": [0, 1], "B03_96": ["дороги", ""], "B03_other": ["вода", ""]})
    assert interviews.texts("B03_other").tolist() == ["вода", None]
    assert interviews.texts("B03_96_other").tolist() == ["дороги", None]


def test_no_typed_on_a_russian_keyboard_is_no_text_of_other(decoded: Decode) -> None:
    """Жок for жоқ, ия for иә: as words of a respondent they would mean that "other" was chosen."""
    interviews, findings = decoded({"B03_1": ["ия", "жок"], "B03_96": ["жок", "Ия"]})
    assert interviews.answers[["B03_1", "B03_96"]].to_numpy().tolist() == [[1, 0], [0, 1]]
    assert not findings.of(rule="wording_unknown")
