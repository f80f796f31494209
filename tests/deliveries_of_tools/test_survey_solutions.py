"""Survey Solutions' exports decode to the interviews that were collected, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from survey.ingest import decode, read_file
from tests.deliveries_of_tools import survey_solutions
from tests.deliveries_of_tools.collected import Collected, come_back, write_csv


@pytest.mark.parametrize(("survey", "ordered"), [("interethnic", False), ("everything", False), ("everything", True)])
def test_the_archive_comes_back(collected: Mapping[str, Collected], survey: str, ordered: bool, tmp_path: Path) -> None:
    """Choices as 1 and 0, or in the order of mention; -999999999 and ##N/A## are blanks; files of the system are told."""
    main = survey_solutions.table(collected[survey], ordered=ordered)
    found = come_back(survey_solutions.archive(tmp_path / "x_1_Tabular_All.zip", main), collected[survey])
    (told,) = found.of(rule="tables_unread")
    assert f"interview__actions.tab ({2 * len(collected[survey])})" in told.message["en"]
    assert {one.value for one in found.of(rule="blank_marker")} >= {"-999999999"}


def test_a_roster_is_told_and_not_read(everything: Collected, tmp_path: Path) -> None:
    """The table of the questionnaire is the one with the states of interviews, wherever it is among the files."""
    path = survey_solutions.archive(tmp_path / "data.zip", survey_solutions.table(everything), roster="member")
    (told,) = come_back(path, everything).of(rule="tables_unread")
    assert f"member.tab ({len(everything)})" in told.message["en"]


@pytest.mark.parametrize(("rejected", "started"), [("125", "60"), ("RejectedByHeadquarters", "InterviewerAssigned")])
def test_rejected_interviews_are_left_out_and_unfinished_ones_told(
    everything: Collected, rejected: str, started: str, tmp_path: Path
) -> None:
    status = [rejected, started] + ["130"] * (len(everything) - 2)
    path = write_csv(tmp_path / "everything.tab", survey_solutions.table(everything, status=status), "\t")
    interviews, found = decode(read_file(path), everything.form)
    assert len(interviews) == len(everything) - 1
    assert [len(found.of(rule=rule)) for rule in ("submissions_rejected", "submissions_doubtful")] == [1, 1]


def test_stata_files_of_the_tool_come_back(everything: Collected, tmp_path: Path) -> None:
    """Numbers are numbers there; ``.a`` says that a question was enabled and not answered."""
    path = survey_solutions.write_stata(
        tmp_path / "everything.dta", survey_solutions.table(everything), everything.form
    )
    come_back(path, everything)
