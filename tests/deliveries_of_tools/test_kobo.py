"""KoboToolbox's exports decode to the interviews that were collected, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from survey.ingest import decode, read_file
from tests.deliveries_of_tools import kobo
from tests.deliveries_of_tools.collected import Collected, Table, come_back, write_csv, write_xlsx

SURVEYS = ("interethnic", "household", "everything")


@pytest.mark.parametrize("survey", SURVEYS)
def test_xml_values_and_headers_come_back(collected: Mapping[str, Collected], survey: str, tmp_path: Path) -> None:
    """As CSV with semicolons, every select multiple both joined and split."""
    path = write_csv(tmp_path / "export.csv", kobo.table(collected[survey]), ";", bom=True)
    come_back(path, collected[survey])


@pytest.mark.parametrize(
    ("survey", "language"),
    [("interethnic", "kk"), ("household", "eu"), ("household", "es"), ("everything", "kk"), ("everything", "ru")],
)
def test_labels_come_back(collected: Mapping[str, Collected], survey: str, language: str, tmp_path: Path) -> None:
    """As a workbook, groups before the labels, every select multiple split."""
    table = kobo.table(collected[survey], language=language, choices="split")
    come_back(write_xlsx(tmp_path / "export.xlsx", table), collected[survey])


@pytest.mark.parametrize("choices", ["joined", "split", "both"])
@pytest.mark.parametrize("language", [None, "kk", "ru"])
def test_every_coding_of_choices_comes_back(
    everything: Collected, choices: kobo.Choices, language: str | None, tmp_path: Path
) -> None:
    """Labels of several choices in one cell have nothing but spaces between, some have commas and words of others within."""
    table = kobo.table(everything, language=language, choices=choices)
    come_back(write_csv(tmp_path / "export.csv", table, ";"), everything)


def test_names_without_groups_come_back(everything: Collected, tmp_path: Path) -> None:
    come_back(write_csv(tmp_path / "export.csv", kobo.table(everything, groups=False), ";"), everything)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_labels_without_groups_come_back_by_the_lines_that_the_findings_name(
    everything: Collected, language: str, tmp_path: Path
) -> None:
    """Two rows of batteries have one label; their columns are told apart by letters, and the wave says which is which."""
    table = kobo.table(everything, language=language, groups=False)
    path = write_csv(tmp_path / "export.csv", table, ";")
    blocking = decode(read_file(path), everything.form)[1].of("error").about_the_file
    assert [one.rule for one in blocking] == ["columns_ambiguous"] * 2
    columns = {str(one.variable): {"question": row} for one, row in zip(blocking, ("TRb", "METb"), strict=True)}
    lines = [f'{{"{column}": {{question: {said["question"]}}}}}' for column, said in columns.items()]
    assert all(line in one.message["en"] for line, one in zip(lines, blocking, strict=True))
    come_back(path, everything, read={"columns": columns})


def test_columns_of_two_versions_side_by_side_are_one_question(everything: Collected, tmp_path: Path) -> None:
    """In the older version a single and a multiple choice were in another group."""
    table = kobo.table(everything)
    moved = [name for name in table if name.startswith(("block_A/WORK", "block_A/MEDIA"))]
    for name in moved:
        table = kobo.with_older_version(table, name, f"old/{name.rpartition('block_A/')[2]}", older=40)
    found = come_back(write_csv(tmp_path / "export.csv", table, ";"), everything)
    assert len(found.of(rule="columns_joined")) == len(moved) >= 9
    (versions,) = found.of(rule="form_versions")
    assert f"v1 (40), v2 ({len(everything) - 40})" in versions.message["en"]


@pytest.mark.parametrize("said", ["validation_status_not_approved", "Not Approved"])
def test_submissions_that_were_not_approved_are_left_out(everything: Collected, said: str, tmp_path: Path) -> None:
    validation = [said, "validation_status_on_hold"] + ["validation_status_approved"] * (len(everything) - 2)
    path = write_xlsx(tmp_path / "export.xlsx", kobo.table(everything, validation=validation))
    interviews, found = decode(read_file(path), everything.form)
    assert len(interviews) == len(everything) - 1
    assert [len(found.of(rule=rule)) for rule in ("submissions_rejected", "submissions_doubtful")] == [1, 1]


def test_a_repeat_on_a_sheet_of_the_workbook_is_told_with_its_records(everything: Collected, tmp_path: Path) -> None:
    """The sheet of the household members has more records than there are interviews."""
    table = kobo.table(everything)
    members = [row for row in range(len(everything)) for _ in range(3)]
    repeat: Table = {
        "name": [f"Адам {at}" for at in range(len(members))],
        "years": ["30"] * len(members),
        "_index": [str(at + 1) for at in range(len(members))],
        "_parent_table_name": ["everything"] * len(members),
        "_parent_index": [str(row + 1) for row in members],
        "_submission__id": [table["_id"][row] for row in members],
        "_submission__uuid": [table["_uuid"][row] for row in members],
        "_submission__submission_time": [table["_submission_time"][row] for row in members],
    }
    found = come_back(write_xlsx(tmp_path / "export.xlsx", table, member=repeat), everything)
    (told,) = found.of(rule="sheets_unread")
    assert f"member ({len(members)} × 8)" in told.message["en"]
