"""Ways in which programs and people write one answer: formulas of a text, wordings with codes, years before days, points."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire

Decode = Callable[..., tuple[Interviews, Findings]]


@pytest.mark.parametrize("text", ['H01;S03;lot\n="007";="34";="05"\n', 'H01;S03;lot\n"=""007""";34;"=""05"""\n'])
def test_a_text_that_is_written_as_a_formula_is_that_text(
    written: Callable[[str, str], Path], form: Questionnaire, text: str
) -> None:
    """Otherwise the number of the interview would be ="007"."""
    interviews, findings = decode(read_file(written("wave.csv", text)), form)
    assert interviews.ids.tolist() == ["007"]
    assert interviews.values("S03").tolist() == [34.0]
    assert interviews.texts("lot").tolist() == ["05"]
    assert [one.severity for one in findings.of(rule="formula_texts")] == ["info"]


@pytest.mark.parametrize("cell", ["Аксуский район (4)", "Ақсу ауданы [4]", "4. Аксуский район", "(4) Ақсу ауданы"])
def test_a_wording_with_its_code_is_read(decoded: Decode, cell: str) -> None:
    """Before it or behind it."""
    interviews, _ = decoded({"H04": [cell]})
    assert interviews.values("H04").tolist() == [4.0]


def test_a_wording_with_the_code_of_another_is_a_finding(decoded: Decode) -> None:
    """Nothing says which of the two is right."""
    interviews, findings = decoded({"H04": ["Аксуский район (1)", "1. Аксуский район"]})
    assert np.isnan(interviews.values("H04")).all()
    assert [one.row for one in findings.of(rule="wording_unknown")] == [2, 3]


def test_a_year_before_day_and_month_is_decided_by_the_column(decoded: Decode) -> None:
    """After 2018-20-02 and 2018-21-02 2018-05-03 is the 5th of March; one such date among many is a mistake."""
    interviews, _ = decoded({"H10": ["2018-20-02", "2018-05-03", "2018-21-02"]})
    assert interviews.texts("H10").tolist() == ["2018-02-20", "2018-03-05", "2018-02-21"]
    usual: list[object] = [*(f"2018-02-{day}" for day in range(13, 29))] * 4
    interviews, findings = decoded({"H10": [*usual, "2018-20-02", "2018-05-03"]})
    assert interviews.texts("H10").tolist() == [*usual, None, "2018-05-03"]
    assert len(findings.of(rule="date_unreadable")) == 1


def test_a_point_or_a_colon_after_the_id_is_no_part_of_the_heading(decoded: Decode) -> None:
    """As questions are numbered on paper."""
    interviews, _ = decoded({"H04.": [4], "S03:": [34], "B03_1.": [1]})
    assert interviews.values("H04").tolist() == [4.0]
    assert interviews.values("S03").tolist() == [34.0]
    assert interviews.values("B03_1").tolist() == [1.0]


def test_a_missing_value_of_every_column_is_named_once(decoded: Decode) -> None:
    """Answers and missing codes of the questionnaire stay; what was blanked is reported for each question."""
    columns: dict[str, list[object]] = {
        "S03": [-999, 34, "n/d."],
        "H04": ["n/d.", 4, -999],
        "C01a": [4, "n/d.", 98],
        "weight": [1.5, -999, 2],
        "B03_1": [1, 0, -999],
        "B03_2": [0, 1, -999],
    }
    interviews, findings = decoded(columns, read={"missing": [-999, "n/d.", 4, 1]})
    np.testing.assert_array_equal(interviews.values("S03"), [np.nan, 34, np.nan])
    np.testing.assert_array_equal(interviews.values("H04"), [np.nan, 4, np.nan])
    np.testing.assert_array_equal(interviews.values("C01a"), [4, np.nan, np.nan])
    np.testing.assert_array_equal(interviews.values("weight"), [1.5, np.nan, 2])
    np.testing.assert_array_equal(interviews.values("B03_1"), [1, 0, np.nan])
    assert not findings.of(rule="decision_unused")
    assert {one.variable for one in findings.of(rule="missing_decided")} >= {"S03", "H04", "C01a", "weight"}
    assert not [
        one for one in findings if one.row and one.rule in ("code_unknown", "wording_unknown", "number_unreadable")
    ]


def test_a_missing_value_that_occurs_nowhere_is_reported(decoded: Decode) -> None:
    """As every line that decides nothing."""
    _, findings = decoded({"S03": [34]}, read={"missing": [-999]})
    assert [one.value for one in findings.of(rule="decision_unused")] == ["missing"]
