"""Qualtrics' exports decode to the interviews that were collected, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from survey.ingest import decode, read_file
from tests.deliveries_of_tools import qualtrics
from tests.deliveries_of_tools.collected import Collected, come_back

SURVEYS = ("interethnic", "everything")


@pytest.mark.parametrize("survey", SURVEYS)
def test_numeric_values_come_back(collected: Mapping[str, Collected], survey: str, tmp_path: Path) -> None:
    """Recodes are our codes; several choices in one column."""
    come_back(qualtrics.write(tmp_path / "values.csv", collected[survey]), collected[survey])


@pytest.mark.parametrize("language", [None, "kk", "ru"])
@pytest.mark.parametrize("split", [False, True])
def test_every_choice_of_the_export_dialog_comes_back(
    everything: Collected, language: str | None, split: bool, tmp_path: Path
) -> None:
    """Numbers or texts, in one column or a column per choice; texts have commas within."""
    come_back(qualtrics.write(tmp_path / "data.csv", everything, language=language, split=split), everything)


@pytest.mark.parametrize("split", [False, True])
def test_questions_that_were_seen_and_not_answered_are_not_recorded(
    everything: Collected, split: bool, tmp_path: Path
) -> None:
    """The export writes -99 where the option for seen but unanswered questions is set."""
    found = come_back(qualtrics.write(tmp_path / "data.csv", everything, split=split, seen=True), everything)
    assert {one.value for one in found.of(rule="blank_marker")} == {"-99"}


@pytest.mark.parametrize("split", [False, True])
def test_tags_that_qualtrics_numbers_are_recognised_by_the_text_below(
    everything: Collected, split: bool, tmp_path: Path
) -> None:
    """Q1, Q2_1, Q5_96_TEXT: the row below the tags has the wordings."""
    path = qualtrics.write(tmp_path / "data.csv", everything, language="ru", split=split, tags="numbers")
    come_back(path, everything)


@pytest.mark.parametrize(("language", "preview"), [(None, "1"), ("ru", "Survey Preview")])
def test_previews_are_no_interviews(everything: Collected, language: str | None, preview: str, tmp_path: Path) -> None:
    """They are left out and accounted for; spam is told."""
    n = len(everything)
    usual, spam = ("0", "8") if language is None else ("IP Address", "Spam")
    path = qualtrics.write(
        tmp_path / "d.csv", everything, language=language, status=[preview, spam] + [usual] * (n - 2)
    )
    interviews, found = decode(read_file(path), everything.form)
    assert len(interviews) == n - 1
    assert interviews.records is not None
    assert (interviews.records.heading, interviews.records.left_out) == (3, 1)
    assert [len(found.of(rule=rule)) for rule in ("submissions_rejected", "submissions_doubtful")] == [1, 1]
