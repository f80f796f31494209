"""A file as a whole: extra columns, absent questions, empty rows, versions; the answers stay in their domain."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire, Reason

Decode = Callable[..., tuple[Interviews, Findings]]


def test_extra_columns_of_numbers_become_numbers(decoded: Decode) -> None:
    """Decimal comma, spaces of three kinds between thousands; one word makes the column text."""
    columns: dict[str, list[object]] = {
        "base_weight": ["1881,0", "1 881,5", "1\u00a0881", "1\u202f250,25", ""],
        "zone": ["1", "2", "да", "", "4"],
    }
    interviews, findings = decoded(columns)
    np.testing.assert_array_equal(interviews.values("base_weight"), [1881.0, 1881.5, 1881.0, 1250.25, np.nan])
    assert interviews.texts("zone").tolist() == ["1", "2", "да", None, "4"]
    (finding,) = findings.of(rule="columns_extra")
    assert (finding.severity, finding.message["en"][:12]) == ("info", "2 columns be")


def test_other_specify_is_kept_as_text_without_a_word(decoded: Decode) -> None:
    """B03 has an answer "other (specify)", so B03_other is expected."""
    interviews, findings = decoded({"B03_other": ["дороги", "12"], "B-B03": ["96", "96"]})
    assert interviews.texts("B03_other").tolist() == ["дороги", "12"]
    assert len(findings.of(rule="columns_extra")) == len(findings.of(rule="specify_unexpected")) == 0


def test_other_specify_of_a_question_without_such_an_answer_is_told(decoded: Decode) -> None:
    """S03 asks for an age."""
    _, findings = decoded({"S03_other": ["другое", "", "другое"], "S03": [96, 34, 96]})
    (finding,) = findings.of(rule="specify_unexpected")
    assert (finding.severity, finding.variable) == ("warning", "S03_other")
    assert "2 texts" in finding.message["en"]


def test_absent_questions_are_told_once_each(decoded: Decode) -> None:
    """A battery by its id, or by the rows that lack; an error where an interview cannot do without."""
    _, findings = decoded({"C01a": [1], "S01": [1], "H04": [1], "H02": ["2018Q1"]})
    absent = {finding.variable: finding.severity for finding in findings.of(rule="question_absent")}
    assert (absent["S03"], absent["B03"], absent["C01"]) == ("error", "warning", "warning")
    (battery,) = findings.of(rule="question_absent", variable="C01")
    assert "question C01b:" in battery.message["en"]
    assert "C01a" not in absent


def test_a_question_absent_is_not_recorded(decoded: Decode) -> None:
    """Every variable has its columns, whether the file has them or not."""
    interviews, _ = decoded({"S01": [1]})
    assert interviews.reason("B03").tolist() == [Reason.NOT_RECORDED]
    assert interviews.answers[["B03_1", "S03", "K01"]].isna().all().all()


def test_rows_without_a_filled_cell_are_left_out(form: Questionnaire) -> None:
    """The others keep the numbers a spreadsheet gives them."""
    cells = pd.DataFrame({"H01": ["a", "", "b"], "C02": ["1", " ", "7"]})
    interviews, findings = decode(RawTable("wave.csv", "csv", "ab", cells, first_row=5), form)
    assert interviews.rows.tolist() == [5, 7]
    assert [finding.row for finding in findings.of(rule="code_unknown")] == [7]
    assert findings.of(rule="rows_empty")[0].message["en"] == "1 row without a single filled cell was left out."


def test_a_row_without_a_key_stays(decoded: Decode) -> None:
    """It is a record; that its key is missing is for validation to tell."""
    interviews, _ = decoded({"H01": ["", "b"], "C02": ["1", "2"]})
    assert interviews.ids.tolist() == [None, "b"]


def test_the_bound_of_a_list_experiment_is_that_of_its_version(decoded: Decode) -> None:
    """Version 1 reads out two statements, version 2 three; without the version only the larger bound holds."""
    interviews, findings = decoded({"H13": [1, 1, 2, 2, None], "D07": [2, 3, 3, 4, 3]})
    np.testing.assert_array_equal(interviews.values("D07"), [2, np.nan, 3, np.nan, 3])
    assert [(finding.row, finding.value) for finding in findings.of(rule="out_of_range")] == [(3, "3"), (5, "4")]
    assert "(0–2)" in findings.of(rule="out_of_range")[0].message["en"]


def test_a_file_without_records_gives_no_interviews(form: Questionnaire) -> None:
    """Its columns are there all the same."""
    cells = pd.DataFrame({"H01": pd.Series([], dtype="str"), "C02": pd.Series([], dtype="str")})
    interviews, _ = decode(RawTable("wave.csv", "csv", "", cells), form)
    assert (len(interviews), interviews.answers.shape[1]) == (0, interviews.answers.columns.nunique())


def test_source_and_digest_go_with_the_interviews(form: Questionnaire) -> None:
    """A number published must lead back to its file."""
    raw = RawTable("deliveries/wave.csv", "csv", "f" * 64, pd.DataFrame({"H01": ["a"]}))
    interviews, _ = decode(raw, form)
    assert (interviews.source, interviews.sha256) == ("deliveries/wave.csv", "f" * 64)
    assert interviews.accepted.all()


def test_the_raw_table_is_not_altered(form: Questionnaire) -> None:
    """What was delivered stays as delivered."""
    cells = pd.DataFrame({"H01": ["a", ""], "C02": ["1", ""]})
    before = cells.copy()
    decode(RawTable("wave.csv", "csv", "", cells), form)
    pd.testing.assert_frame_equal(cells, before)


CELLS: list[object] = [0, 1, 2, 3, 4, 14, 44, 96, 97, 98, 99, 999, -1, 7.5, "1", "98", "1 2", "да", "Полиция", "", None]


def test_every_answer_is_in_the_domain_of_its_variable(decoded: Decode, form: Questionnaire) -> None:
    """Whatever stands in a cell: codes, bounds, 1 and 0, ISO dates, HH:MM, or a blank with a reason."""
    columns = {name: CELLS for name in form.variables if name != "H01"}
    interviews, _ = decoded(columns)
    checked = 0
    for name, variable in form.variables.items():
        answers = interviews.answers[list(variable.columns)]
        answered = interviews.reason(name) == Reason.ANSWERED
        assert (answers.notna().all(axis=1) == answered).all()
        assert (answers.isna().all(axis=1) == ~answered).all()
        given = answers[answered].to_numpy()
        if variable.kind == "single":
            assert set(given.ravel()) <= set(variable.codes)
        elif variable.kind == "multiple":
            assert set(given.ravel()) <= {0, 1}
            assert (given.sum(axis=1) > 0).all()
        elif variable.kind in ("integer", "scale", "count"):
            assert ((given >= variable.question.minimum) & (given <= variable.question.maximum)).all()
        checked += 1
    assert checked == len(form.variables) == 23


def test_an_spss_file_gives_the_same_interviews_as_the_same_codes_in_csv(tmp_path: Path, form: Questionnaire) -> None:
    """Numbers with a declared missing range, and text with a semicolon between."""
    codes = pd.DataFrame(
        {
            "H01": ["a", "b", "c"],
            "S01": [1.0, 1.0, 1.0],
            "S03": [34.0, 98.0, 999.0],
            "B03_1": [1.0, 0.0, np.nan],
            "B03_96": [0.0, 1.0, np.nan],
            "C01a": [1.0, 98.0, np.nan],
            "base_weight": [1881.0, 1881.5, 2000.0],
        }
    )
    sav, csv = tmp_path / "wave.sav", tmp_path / "wave.csv"
    pyreadstat.write_sav(codes, sav, missing_ranges={"C01a": [{"lo": 97, "hi": 99}]}, row_compress=True)
    codes.to_csv(csv, sep=";", decimal=",", index=False)
    (one, found), (other, found_too) = decode(read_file(sav), form), decode(read_file(csv), form)
    pd.testing.assert_frame_equal(one.answers, other.answers)
    pd.testing.assert_frame_equal(one.reasons, other.reasons)
    pd.testing.assert_frame_equal(one.extras, other.extras)
    assert found == found_too
    assert one.values("S03").tolist()[:2] == [34.0, 98.0]


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00ad", " \u2060\u00a0", "\u3000"])
def test_a_cell_that_shows_nothing_is_empty(decoded: Decode, unseen: str) -> None:
    """No key, no code, no text: not what a reader cannot see."""
    interviews, _ = decoded({"H01": ["K-1", unseen], "H03": [unseen, "7"], "K01": [unseen, "Жол"]})
    assert list(interviews.ids) == ["K-1", None]
    assert interviews.texts("H03").tolist() == [None, "7"]
    assert interviews.texts("K01").tolist() == [None, "Жол"]
