"""Contacts belong to the interviews of the wave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.monitor.contact_sheet import Contacts, check_contacts, read_contacts
from survey.monitor.shipped_files import shipped_questionnaire
from survey.periods import Quarter
from survey.questionnaire import read_questionnaire

WAVE = Quarter(2018, 1)
Sheet = Callable[[str], Contacts]


@pytest.fixture(scope="module")
def interviews() -> Interviews:
    """A hundred, in ten sampling points."""
    rows = [{"H01": f"K-{at}", "H07": f"01-{at % 10:03d}", "S03": "40"} for at in range(100)]
    form = read_questionnaire(shipped_questionnaire())
    return decode(RawTable("w.csv", "csv", "", pd.DataFrame(rows)), form)[0]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    def make(text: str) -> Contacts:
        path = tmp_path / "contacts.csv"
        path.write_text(text, "utf-8")
        return read_contacts(path)

    return make


def lines(heading: str, line: Callable[[int], str], n: int = 100) -> str:
    return "\n".join([heading, *(line(at) for at in range(n))]) + "\n"


def told(contacts: Contacts, interviews: Interviews) -> list[tuple[str, str]]:
    return [(one.rule, one.severity) for one in check_contacts(contacts, interviews, WAVE)]


GOOD = lines("wave,psu,disposition", lambda at: f"2018Q1,01-{at % 10:03d},1.1")


def test_contacts_of_these_interviews_pass(sheet: Sheet, interviews: Interviews) -> None:
    """As many completed, in the same points, of the same wave."""
    assert told(sheet(GOOD), interviews) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (GOOD.replace("2018Q1", "2017Q4"), "contacts_wave"),
        (GOOD.replace("2018Q1", "2017-Q4", 1), "contacts_wave"),
        (GOOD.replace(",01-", ",02-"), "contacts_points"),
        (lines("psu,disposition", lambda at: f"01-{at % 9:03d},1.1"), "contacts_points"),
        (lines("H01,disposition", lambda at: f"L-{at},1.1"), "contacts_keys"),
        (lines("interview,disposition", lambda at: f"K-{at + 6},1.1"), "contacts_keys"),
        (lines("household,disposition", lambda at: f"{at},1.1", 60), "contacts_number"),
        (lines("household,disposition", lambda at: f"{at},{'1.1' if at < 89 else '2.1'}"), "contacts_number"),
    ],
)
def test_contacts_of_other_interviews_are_an_error(sheet: Sheet, interviews: Interviews, text: str, rule: str) -> None:
    """By whatever the sheet tells: wave, sampling points, numbers, or only how many."""
    assert told(sheet(text), interviews) == [(rule, "error")]


def test_a_slip_of_the_pen_is_none(sheet: Sheet, interviews: Interviews) -> None:
    """Two interviews of a hundred have a number that the sheet does not have."""
    assert told(sheet(lines("interview,disposition", lambda at: f"K-{at + 2},1.1")), interviews) == []


def test_households_without_an_interview_do_not_count(sheet: Sheet, interviews: Interviews) -> None:
    """Refusals and empty homes stand in the sheet, not in the file."""
    refused = lines("wave,psu,disposition", lambda at: f"2018Q1,01-{at % 10:03d},2.1")
    assert told(sheet(GOOD + refused.split("\n", 1)[1]), interviews) == []
