"""Respondents' data are removed from an archived run, and everything else stays."""

import pytest

from survey.errors import LedgerError
from survey.ledger import Archive
from survey.ledger.purged_runs import purge, read_purge, respondents_files
from tests.ledger.conftest import AddRun


def test_respondents_data_go_and_the_record_says_who_and_when(archive: Archive, add_run: AddRun) -> None:
    """The run is still whole: what was purged is not missing."""
    run = add_run()
    folder = archive.folder_of(run)
    assert respondents_files(folder, run) == ("internal/sample.json",)
    done = purge(folder, run)
    assert not (folder / "internal/sample.json").exists()
    assert (folder / "results/indicators.csv").exists()
    assert done.files == ("internal/sample.json",)
    assert done == read_purge(folder)
    assert len(done.made) == len("2018-11-02T10:15:00+00:00")
    assert archive.edited_files(run) == ()
    assert archive.run("2018Q1", run.id) == run
    assert respondents_files(folder, run) == ()


def test_a_purge_that_was_interrupted_is_completed(archive: Archive, add_run: AddRun) -> None:
    """The first record stays: it says when the data were given up."""
    run = add_run()
    folder = archive.folder_of(run)
    first = purge(folder, run)
    (folder / "internal/sample.json").write_text("{}", "utf-8")
    assert purge(folder, run) == first
    assert not (folder / "internal/sample.json").exists()


def test_a_record_of_a_purge_that_was_edited_is_refused(archive: Archive, add_run: AddRun) -> None:
    """It would hide files that are missing."""
    run = add_run()
    folder = archive.folder_of(run)
    purge(folder, run)
    path = folder / "purged.json"
    path.write_text(path.read_text("utf-8").replace("sample", "other"), "utf-8")
    with pytest.raises(LedgerError, match=r"\[L005\]"):
        archive.edited_files(run)
