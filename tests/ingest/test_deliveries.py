"""Four deliveries of one wave decode to the same interviews; what the formats themselves cannot carry is listed."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from tests.data.delivered import deliveries

from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, Reason, read_questionnaire

REPOSITORY = Path(__file__).parents[2]
FILES: Mapping[str, str] = {
    "sav": "wave_2018Q1.sav",
    "csv": "wave_2018Q1_cp1251.csv",
    "labels": "wave_2018Q1_labels.xlsx",
    "odk": "wave_2018Q1_odk.csv",
    "before": "wave_2017Q4_cp1251.csv",
}
SAME_WAVE = ("sav", "csv", "labels", "odk")

# The wording "does not know" was that of an option of Z04 when these waves were fielded: the office says so in its line.
DECIDED: Mapping[str, Mapping[str, object]] = {"labels": {"Z04": {"words": {"Білмеймін": 4}}}}

# Why a delivery has columns that another lacks. None of them is an answer of the questionnaire.
SPECIFY = ("B03_other", "D05_other", "G02_other", "G05_other", "I03_other", "R02_other", "S03_other")
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "sav": (*SPECIFY, "base_weight"),
    "csv": ("base_weight",),  # the agency left the words of "other, specify" out
    "labels": (*SPECIFY, "base_weight"),
    "odk": (  # ... and ODK Central adds what it knows of the submission
        "SubmissionDate",
        "base_weight",
        "meta-instanceID",
        "KEY",
        "SubmitterName",
        "DeviceID",
        "FormVersion",
    ),
    "before": ("base_weight",),
}

# Findings by rule. They differ only by the columns above: S03_other is in two of the files.
FOUND: Mapping[str, Mapping[str, int]] = {
    "sav": {
        "question_absent": 1,
        "columns_extra": 1,
        "specify_unexpected": 1,
        "specify_unchosen": 3,
        "code_unknown": 7,
        "out_of_range": 1,
    },
    "csv": {"question_absent": 1, "columns_extra": 1, "code_unknown": 7, "out_of_range": 1},
    "labels": {
        "question_absent": 1,
        "columns_extra": 1,
        "specify_unexpected": 1,
        "specify_unchosen": 3,
        "code_unknown": 7,
        "out_of_range": 1,
    },
    "odk": {"question_absent": 1, "columns_extra": 1, "code_unknown": 7, "out_of_range": 1},
    "before": {"question_absent": 1, "columns_extra": 1, "code_unknown": 11, "out_of_range": 1},
}

# Differences between the answers of two deliveries that a format forces: (delivery, column) -> (cells, why).
# Option columns could not tell an empty set from one not recorded, but no such set was delivered.
FORCED: Mapping[tuple[str, str], tuple[int, str]] = {}

Delivered = Mapping[str, tuple[Interviews, Findings]]


@pytest.fixture(scope="module")
def instrument() -> Questionnaire:
    return read_questionnaire(REPOSITORY / "questionnaires" / "interethnic")


@pytest.fixture(scope="module")
def delivered(instrument: Questionnaire) -> Delivered:
    return {
        name: decode(read_file(deliveries() / file), instrument, read=DECIDED.get(name)) for name, file in FILES.items()
    }


def differing(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, int]:
    """Cells that differ, by column; two blanks are the same."""
    same = (one == other) | (one.isna() & other.isna())
    return {str(column): int(number) for column, number in (~same).sum().items() if number}


@pytest.mark.parametrize("name", ["csv", "labels", "odk"])
def test_a_delivery_holds_the_interviews_of_the_spss_file(delivered: Delivered, name: str) -> None:
    """Cell by cell over 188 columns of answers, 129 of reasons, and the weights."""
    reference, other = delivered["sav"][0], delivered[name][0]
    assert reference.answers.shape == other.answers.shape == (1002, 188)
    assert reference.reasons.shape == other.reasons.shape == (1002, 129)
    forced = {column: cells for (delivery, column), (cells, _) in FORCED.items() if delivery == name}
    assert differing(reference.answers, other.answers) == forced
    assert differing(reference.reasons, other.reasons) == {}
    np.testing.assert_array_equal(reference.values("base_weight"), other.values("base_weight"))
    np.testing.assert_array_equal(reference.rows, other.rows)


@pytest.mark.parametrize("name", ["csv", "labels", "odk"])
def test_a_delivery_has_the_stray_answers_of_the_spss_file(delivered: Delivered, name: str) -> None:
    """Answers where nobody was to be asked are the same to the letter, whether they came as codes or wordings."""
    assert delivered[name][0].strays == delivered["sav"][0].strays
    assert len(delivered["sav"][0].strays) == 206


@pytest.mark.parametrize("name", FILES)
def test_what_was_found_is_known(delivered: Delivered, name: str) -> None:
    """Counts by rule; nothing else could not be read."""
    assert Counter(finding.rule for finding in delivered[name][1]) == FOUND[name]


@pytest.mark.parametrize("name", FILES)
def test_columns_beside_the_answers_are_known(delivered: Delivered, name: str) -> None:
    """What belongs to no question is kept, and it is the same wherever it stands."""
    extras = delivered[name][0].extras
    assert tuple(extras.columns) == EXTRAS[name]
    if name == "labels":
        assert differing(extras, delivered["sav"][0].extras) == {}


def test_findings_about_cells_are_the_same_in_every_delivery(delivered: Delivered) -> None:
    """Interview, row, variable, value as delivered, message."""
    found = [[finding for finding in delivered[name][1] if finding.row is not None] for name in SAME_WAVE]
    assert found[0] == found[1] == found[2] == found[3]
    assert [(finding.row, finding.variable, finding.value) for finding in found[0]] == [
        (559, "S03", "150"),
        (311, "C01a", "7"),
        (380, "C01a", "7"),
        (782, "C01a", "7"),
        (843, "C01a", "7"),
        (267, "G01f", "3"),
        (183, "Z02", "44"),
        (712, "Z02", "44"),
    ]


def test_every_answer_is_the_number_in_the_spss_file(delivered: Delivered, instrument: Questionnaire) -> None:
    """Read with nothing but pyreadstat: answered means the number itself, 98 and 99 their reason, the rest is blank."""
    cells, _ = pyreadstat.read_sav(deliveries() / FILES["sav"], user_missing=True)
    interviews = delivered["sav"][0]
    stray = {(stray.variable, stray.position) for stray in interviews.strays}
    unread = {(finding.variable, finding.row) for finding in delivered["sav"][1]}
    checked = 0
    for name, variable in instrument.variables.items():
        if variable.kind not in ("single", "scale") or name not in cells:
            continue
        raw, values, reasons = cells[name].to_numpy(), interviews.values(name), interviews.reason(name)
        np.testing.assert_array_equal(values[reasons == Reason.ANSWERED], raw[reasons == Reason.ANSWERED])
        assert set(raw[reasons == Reason.DONT_KNOW]) <= {98}
        assert set(raw[reasons == Reason.REFUSED]) <= {99}
        assert set(raw[reasons == Reason.NOT_APPLICABLE]) <= {97}
        for reason, told in ((Reason.NOT_ASKED, stray), (Reason.NOT_RECORDED, unread)):
            shift = 0 if told is stray else 2
            filled = np.flatnonzero((reasons == reason) & ~np.isnan(raw))
            assert {(name, int(row) + shift) for row in filled} <= told
        checked += 1
    assert checked == 107


ROUTED: Mapping[str, str] = {
    "D05": "D04 in (3, 4) or D01a in (4, 5)",
    "E02": "E01a <= 4 or E01b <= 4 or E01c <= 4 or E01d <= 4",
    "G02": "G01a == 1 or G01b == 1 or G01c == 1",
    "G03": "G01a == 1 or G01b == 1 or G01c == 1",
    "G05": "G04 in (2, 3, 4)",
    "M02": "M01e == 1",
    "R02": "R01 in (2, 3, 4)",
}


@pytest.mark.parametrize("name", ROUTED)
def test_who_was_asked_is_what_pandas_says(delivered: Delivered, name: str) -> None:
    """The routing written once more, as a query over the codes of the SPSS file; under 18 nobody was asked."""
    cells, _ = pyreadstat.read_sav(deliveries() / FILES["sav"], user_missing=True)
    asked = np.asarray(cells.eval(f"({ROUTED[name]}) and S03 >= 18"), bool)
    np.testing.assert_array_equal(delivered["sav"][0].reason(name) != Reason.NOT_ASKED, asked)
    assert 0 < asked.sum() < len(asked)


def test_the_wave_before_decodes_too(delivered: Delivered) -> None:
    """It came as CSV only."""
    interviews, _ = delivered["before"]
    assert (len(interviews), set(interviews.texts("H02"))) == (1002, {"2017Q4"})
    assert (interviews.reasons["C02"] == Reason.NOT_RECORDED).sum() == 0
