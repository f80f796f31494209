"""SurveyCTO's exports decode to the interviews that were collected, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from survey.errors import ReadError
from survey.ingest import decode, read_file
from tests.deliveries_of_tools import surveycto
from tests.deliveries_of_tools.collected import Collected, come_back, write_csv

SURVEYS = ("interethnic", "everything")


@pytest.mark.parametrize("survey", SURVEYS)
def test_the_wide_export_comes_back(collected: Mapping[str, Collected], survey: str, tmp_path: Path) -> None:
    """Dates as “Mar 9, 2018”, times as “2:05:00 PM”, every select multiple as codes and as dummies."""
    come_back(write_csv(tmp_path / "wide.csv", surveycto.table(collected[survey])), collected[survey])


def test_a_question_called_like_a_column_of_the_tool_is_refused(
    collected: Mapping[str, Collected], tmp_path: Path
) -> None:
    """The household panel has a question KEY; nothing in the heading says which of two columns KEY is the question."""
    path = write_csv(tmp_path / "wide.csv", surveycto.table(collected["household"]))
    with pytest.raises(ReadError, match="are both named 'KEY'"):
        read_file(path)


def test_dates_of_the_other_option_come_back(everything: Collected, tmp_path: Path) -> None:
    come_back(write_csv(tmp_path / "wide.csv", surveycto.table(everything, iso=True)), everything)


def test_repeats_of_the_wide_export_are_kept_and_told(everything: Collected, tmp_path: Path) -> None:
    """A repeated field has a column per member; none of them is an answer of the questionnaire."""
    table = surveycto.with_wide_repeat(surveycto.table(everything), "member_age", 3)
    path = write_csv(tmp_path / "wide.csv", table)
    found = come_back(path, everything)
    assert len(found.of(rule="columns_extra")) == 1
    extras = decode(read_file(path), everything.form)[0].extras
    assert [int(extras[f"member_age_{time}"].notna().sum()) for time in (1, 2, 3)] == [151, 100, 50]


def test_the_long_export_is_read_without_its_repeats(everything: Collected, tmp_path: Path) -> None:
    """The table of the members is counted in the finding."""
    path = surveycto.long_export(tmp_path / "long.zip", "everything", surveycto.table(everything), "member")
    (told,) = come_back(path, everything).of(rule="tables_unread")
    assert f"everything-member.csv ({2 * len(everything)})" in told.message["en"]


def test_rejected_submissions_are_left_out_and_fakes_are_told(everything: Collected, tmp_path: Path) -> None:
    n = len(everything)
    table = surveycto.table(
        everything, status=["REJECTED"] + ["APPROVED"] * (n - 1), quality=["", "FAKE"] + ["GOOD"] * (n - 2)
    )
    interviews, found = decode(read_file(write_csv(tmp_path / "wide.csv", table)), everything.form)
    assert len(interviews) == n - 1
    assert [len(found.of(rule=rule)) for rule in ("submissions_rejected", "submissions_doubtful")] == [1, 1]
