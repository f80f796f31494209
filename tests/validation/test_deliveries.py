"""Two waves as an agency delivered them: every real mistake is told, and nothing floods."""

from collections import Counter
from pathlib import Path

import pytest
from tests.data.delivered import delivered

from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.questionnaire import read_questionnaire
from survey.validation import read_rules, validate

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"


def findings_of(path: str) -> Findings:
    """Findings of validation about a delivered file."""
    form = read_questionnaire(INSTRUMENT)
    read = {"Z04": {"words": {"Білмеймін": 4}}} if path.endswith("xlsx") else None
    interviews, _ = decode(read_file(delivered(path)), form, read=read)
    return validate(interviews, read_rules(INSTRUMENT, form))


ERRORS = {"key_twice": 3, "unit_and_point": 3, "ended": 2, "required": 1}
"""Two interviews delivered twice and a number used twice; units mistyped; two aged 16; one aged 150."""

WARNINGS = {
    "too_short": 9,
    "stray": 5,
    "date_apart": 3,
    "language_held": 3,
    "too_many": 2,
    "exclusive": 2,
    "not_offered": 1,  # for the file: most answers to I04 were not chosen in I03
    "before_known": 1,  # for the file: I02c was asked before it was announced
    "age_of_student": 1,  # for the file
    "age_of_pensioner": 1,  # for the file
}


@pytest.mark.parametrize(
    ("path", "others"),
    [
        ("wave_2017Q4_cp1251.csv", {"not_recorded": 15}),
        ("wave_2018Q1_cp1251.csv", {"not_recorded": 11, "city_and_unit": 1, "town_and_unit": 1}),
        ("wave_2018Q1.sav", {"not_recorded": 11, "city_and_unit": 1, "town_and_unit": 1}),
        ("wave_2018Q1_labels.xlsx", {"not_recorded": 11, "city_and_unit": 1, "town_and_unit": 1}),
        ("wave_2018Q1_odk.csv", {"not_recorded": 11, "city_and_unit": 1, "town_and_unit": 1}),
    ],
)
def test_findings_of_a_delivered_wave(path: str, others: dict[str, int]) -> None:
    """Counted by hand in the files; the four ways of delivering one wave tell the same."""
    findings = findings_of(path)
    assert Counter(one.rule for one in findings.of("error")) == ERRORS
    assert Counter(one.rule for one in findings.of("warning")) == {**WARNINGS, **others}
