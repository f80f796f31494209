"""Two deliveries compared by what they say, not by how they are written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.deliveries import compare_deliveries, receive_delivery
from survey.errors import DeliveryError
from survey.questionnaire import Questionnaire, read_questionnaire
from tests.deliveries.conftest import QUESTIONNAIRE, USUAL, Receive

Line = dict[str, str]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"B2": "1"}, {"B2": "Доверяю"}),
        ({"B2": "1"}, {"B2": "1.0"}),
        ({"B6": "KZ"}, {"B6": "Казахстан"}),
        ({"B1": "1 3"}, {"B1": "3,1"}),
        ({"B2": "98"}, {"B2": "Білмеймін"}),
        ({"D1": "2018-03-07"}, {"D1": "07.03.2018"}),
        ({"base_weight": "100.5"}, {"base_weight": "100.50"}),
        ({"B2": "1", "B3": "2"}, {"B2": "1", "B3": "Слышал"}),
        ({"A2": "abc"}, {"A2": " abc "}),
    ],
)
def test_another_way_of_writing_is_no_change(receive: Receive, old: Line, new: Line) -> None:
    """Codes and wordings, orders of codes, dates, zeros after the point, strays and cells that nobody can read."""
    difference = compare_deliveries(receive(old, name="old.csv"), receive(new, name="new.csv"))
    assert difference.is_empty
    assert len(difference.findings_gone) == len(difference.findings_new) == 0


@pytest.mark.parametrize(
    ("old", "new", "variable", "said", "says"),
    [
        ({"B2": "1"}, {"B2": "98"}, "B2", "1", "98"),
        ({"B2": "1"}, {"B2": ""}, "B2", "1", ""),
        ({"B2": "98"}, {"B2": "99"}, "B2", "98", "99"),
        ({"B6": "KZ"}, {"B6": "UZ"}, "B6", "KZ", "UZ"),
        ({"B1": "1 3"}, {"B1": "1 2"}, "B1", "1 3", "1 2"),
        ({"A2": "abc"}, {"A2": "40"}, "A2", "abc", "40"),
        ({"A2": "140"}, {"A2": "141"}, "A2", "140", "141"),
        ({"B3": "1"}, {"B3": "2"}, "B3", "1", "2"),
        ({"B4": "a"}, {"B4": "b"}, "B4", "a", "b"),
        ({"D1": "2018-03-07"}, {"D1": "2018-03-08"}, "D1", "2018-03-07", "2018-03-08"),
        ({"base_weight": "100.5"}, {"base_weight": "101"}, "base_weight", "100.5", "101"),
    ],
)
def test_a_changed_answer_is_told_with_both_readings(
    receive: Receive, old: Line, new: Line, variable: str, said: str, says: str
) -> None:
    """Answers, blanks with their codes, strays, unreadable cells, further columns; the cells as delivered beside."""
    others: Line = {"B4": "z", "B3": "1"}
    one = receive(old, others, name="old.csv")
    difference = compare_deliveries(one, receive(new, others, name="new.csv"))
    (change,) = difference.changes.to_dict("records")
    assert (change["interview"], change["variable"], change["old"], change["new"]) == ("no-1", variable, said, says)
    assert (change["old_cell"], change["new_cell"]) == (old[variable], new[variable])


def test_interviews_added_removed_and_moved(receive: Receive) -> None:
    """A row in front shifts the others without moving them."""
    keys = ("a", "b", "c", "d")
    old = receive(*({"N1": key} for key in keys), name="old.csv")
    new = receive(*({"N1": key} for key in ("x", "b", "c", "a")), name="new.csv")
    difference = compare_deliveries(old, new)
    assert difference.added["interview"].tolist() == ["x"]
    assert difference.removed.to_dict("records") == [{"interview": "d", "row": 5}]
    assert difference.moved.to_dict("records") == [{"interview": "a", "old_row": 2, "new_row": 5}]
    assert difference.changes.empty


def test_interviews_under_one_key_are_matched_by_their_answers_first(receive: Receive) -> None:
    """Exchanged rows of one number are no changes; what is left is compared in order."""
    rows = ({"N1": "7", "A2": "20"}, {"N1": "7", "A2": "30"}, {"N1": "7", "A2": "50"})
    old = receive(*rows, name="old.csv")
    new = receive(rows[1], {"N1": "7", "A2": "21"}, rows[2], name="new.csv")
    (change,) = compare_deliveries(old, new).changes.to_dict("records")
    assert (change["variable"], change["old"], change["new"], change["old_row"], change["new_row"]) == (
        "A2", "20", "21", 2, 3,
    )  # fmt: skip


def test_interviews_without_a_key_are_matched_by_their_answers_only(receive: Receive) -> None:
    """Nothing says that two different ones are the same person."""
    old = receive({"N1": "", "A2": "20"}, {"N1": "", "A2": "30"}, {}, name="old.csv")
    new = receive({"N1": "", "A2": "30"}, {"N1": "", "A2": "40"}, {"N1": "no-3"}, name="new.csv")
    difference = compare_deliveries(old, new)
    assert (len(difference.added), len(difference.removed), len(difference.changes)) == (1, 1, 0)


def test_a_column_that_is_gone_is_told_once(receive: Receive) -> None:
    """Not once for every interview."""
    old = receive({}, {}, name="old.csv")
    difference = compare_deliveries(old, receive({}, {}, name="new.csv", without=["B2", "base_weight"]))
    assert difference.columns_removed == ("B2", "base_weight")
    assert difference.changes.empty


def test_findings_gone_new_and_remaining(receive: Receive) -> None:
    """Told by what they are about, not by row."""
    old = receive({"N1": "a", "A2": "140"}, {"N1": "b", "A2": "141"}, name="old.csv")
    new = receive({"N1": "b", "A2": "141"}, {"N1": "a"}, {"N1": "c", "U1": "9"}, name="new.csv")
    difference = compare_deliveries(old, new)
    told = [
        [(one.interview, one.variable) for one in part if one.severity == "error" and one.rule != "required"]
        for part in (difference.findings_gone, difference.findings_new, difference.findings_remaining)
    ]
    assert told == [[("a", "A2")], [("c", "U1")], [("b", "A2")]]
    table = difference.to_frame()
    assert {"interview_added", "interview_moved", "cell_changed", "finding_gone", "finding_new"} <= set(table["what"])


def test_other_formats_of_the_same_interviews_do_not_differ(form: Questionnaire, tmp_path: Path) -> None:
    """A table of numbers against the text file: option columns against a list of codes."""
    keys = [f"no-{at}" for at in range(1, 31)]
    text = pd.DataFrame([{"N1": key, **USUAL} for key in keys])
    text["B1"] = ["1 3", "2", "1 2 3"] * 10
    text["A2"] = [str(20 + at) for at in range(30)]
    text.to_csv(tmp_path / "old.csv", index=False)
    numbers = text.drop(columns=["B1", "B3", "B4", "B5"])
    for name in ("U1", "A1", "A2", "B2", "base_weight"):
        numbers[name] = numbers[name].astype(np.float64)
    for code in (1, 2, 3):
        numbers[f"B1_{code}"] = text["B1"].str.contains(str(code)).astype(np.float64)
    numbers.to_parquet(tmp_path / "new.parquet", index=False)
    old, new = (receive_delivery(tmp_path / name, form, wave="2018Q1") for name in ("old.csv", "new.parquet"))
    difference = compare_deliveries(old, new)
    assert difference.n_same == 30
    assert difference.is_empty


def test_deliveries_read_by_different_questionnaires_are_not_compared(receive: Receive, tmp_path: Path) -> None:
    """The answers would not mean the same."""
    (tmp_path / "other").mkdir()
    shorter = "\n".join(line for line in QUESTIONNAIRE.splitlines() if "{id: B5" not in line)
    (tmp_path / "other" / "questionnaire.yaml").write_text(shorter, encoding="utf-8")
    old = receive({}, name="old.csv")
    new = receive_delivery(tmp_path / "old.csv", read_questionnaire(tmp_path / "other"))
    with pytest.raises(DeliveryError) as error:
        compare_deliveries(old, new)
    assert error.value.code == "H003"
