"""An archived run is whole, is found again, and is never written over."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from survey.errors import LedgerError
from survey.ledger import Archive
from tests.ledger.conftest import MADE, AddRun, MakeRun


def test_the_id_is_the_time_and_the_beginning_of_a_digest_of_the_inputs(make_run: MakeRun) -> None:
    """The order of the inputs does not count, their digests do."""
    run = make_run()
    assert run.id == f"20181102T101500Z-{run.digest_of_inputs[:6]}"
    assert dataclasses.replace(run, inputs=run.inputs[::-1]).id == run.id
    assert make_run(delivery="d2").id != run.id
    assert make_run(settings={"design.weight": "other"}).id != run.id
    assert make_run(versions={"numpy": "2.2"}).id != run.id


def test_a_run_comes_back_as_it_was_archived(archive: Archive, add_run: AddRun) -> None:
    """With the digest of every file in its folder."""
    run = add_run(reason="late interviews", counts={"used": 990}, marks=("trial",))
    assert archive.runs("2018Q1") == (run,)
    assert [one.file for one in run.files] == [
        "internal/sample.json",
        "results/indicators.csv",
        "texts/questionnaire/indicators.yaml",
    ]
    assert [one.respondents for one in run.files] == [True, False, False]
    assert archive.edited_files(run) == ()
    assert archive.waves() == ("2018Q1",)


def test_an_empty_archive_has_no_waves_and_no_runs(archive: Archive) -> None:
    """It is not made by looking."""
    assert (archive.waves(), archive.runs("2018Q1"), archive.newest("2018Q1")) == ((), (), None)
    assert archive.runs("../archive") == ()
    assert not archive.folder.exists()


def test_two_runs_in_one_second_stay_in_order(archive: Archive, add_run: AddRun) -> None:
    """The second has a later second; so has a run of a clock that was set back."""
    first, second = add_run(), add_run(delivery="d2")
    assert [run.made.second for run in archive.runs("2018Q1")] == [0, 1]
    assert archive.newest("2018Q1") == second
    assert first.made == MADE


def test_a_trial_is_newest_only_when_asked_for(archive: Archive, add_run: AddRun) -> None:
    """Published numbers are revised by published numbers."""
    published, trial = add_run(), add_run(delivery="d2", marks=("trial",))
    assert archive.newest("2018Q1") == published
    assert archive.newest("2018Q1", trials=True) == trial


def test_a_run_is_found_by_the_beginning_of_its_id(archive: Archive, add_run: AddRun) -> None:
    """When it is the only one that begins so."""
    first, second = add_run(), add_run(delivery="d2")
    assert archive.run("2018Q1", first.id) == first
    assert archive.find(second.id[:17]) == second
    with pytest.raises(LedgerError, match=r"\[L003\]"):
        archive.find("2018")
    with pytest.raises(LedgerError, match=r"\[L002\]"):
        archive.run("2018Q1", "2019")
    with pytest.raises(LedgerError, match=r"\[L002\]"):
        archive.find("")


def test_an_archived_run_is_never_written_over(archive: Archive, add_run: AddRun) -> None:
    """Not even by the same run."""
    run = add_run()
    with pytest.raises(LedgerError, match=r"\[L004\]"):
        archive.add(run, lambda draft: None, is_of_respondents=lambda name: False)
    assert archive.edited_files(run) == ()


def test_a_run_that_cannot_be_written_leaves_nothing(archive: Archive, make_run: MakeRun) -> None:
    """No folder, no draft."""

    def fail(draft: Path) -> None:
        (draft / "half.csv").write_text("half", "utf-8")
        raise OSError("disk full")

    with archive.locked("2018Q1"), pytest.raises(OSError, match="disk full"):
        archive.add(make_run(), fail, is_of_respondents=lambda name: False)
    assert [path.name for path in (archive.folder / "2018Q1").iterdir()] == [".lock"]


def test_edited_removed_and_added_files_are_named(archive: Archive, add_run: AddRun) -> None:
    """Each of them, by its path in the folder of the run."""
    run = add_run()
    folder = archive.folder_of(run)
    (folder / "results/indicators.csv").write_text("edited", "utf-8")
    (folder / "internal/sample.json").unlink()
    (folder / "results/added.csv").write_text("", "utf-8")
    assert archive.edited_files(run) == ("internal/sample.json", "results/added.csv", "results/indicators.csv")


@pytest.mark.parametrize("edit", ["", "{}", "[1]", "{", "null"])
def test_a_record_that_was_edited_is_refused(archive: Archive, add_run: AddRun, edit: str) -> None:
    """Whatever it holds now."""
    run = add_run()
    (archive.folder_of(run) / "run.json").write_text(edit, "utf-8")
    with pytest.raises(LedgerError, match=r"\[L001\]"):
        archive.runs("2018Q1")


def test_a_record_in_which_one_digit_was_edited_is_refused(archive: Archive, add_run: AddRun) -> None:
    """Its seal does not fit any more; nor does the record of another run."""
    run, other = add_run(counts={"used": 990}), add_run(delivery="d2")
    path = archive.folder_of(run) / "run.json"
    whole = path.read_text("utf-8")
    path.write_text(whole.replace("990", "991"), "utf-8")
    with pytest.raises(LedgerError, match=r"\[L001\]"):
        archive.run("2018Q1", run.id)
    path.write_text((archive.folder_of(other) / "run.json").read_text("utf-8"), "utf-8")
    with pytest.raises(LedgerError, match=r"\[L001\]"):
        archive.run("2018Q1", run.id)
    path.write_text(whole, "utf-8")
    assert archive.run("2018Q1", run.id) == run


def test_a_process_killed_while_it_archives_leaves_no_run_and_its_draft_goes(
    archive: Archive, add_run: AddRun, tmp_path: Path
) -> None:
    """SIGKILL in the middle: the lock is free again, the draft is removed by the next who archives."""
    script = (
        "import pathlib, sys, time\n"
        "from survey.ledger import Archive\n"
        "from survey.ledger.result_folder import whole_folder\n"
        "archive = Archive(pathlib.Path(sys.argv[1]))\n"
        "with archive.locked('2018Q1'), whole_folder(archive.folder / '2018Q1' / 'run') as draft:\n"
        "    (draft / 'half.csv').write_text('half')\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(archive.folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert archive.runs("2018Q1") == ()
    assert len(list((archive.folder / "2018Q1").glob(".run.draft-*"))) == 1
    run = add_run()
    assert sorted(path.name for path in (archive.folder / "2018Q1").iterdir()) == [".lock", run.id]


def test_a_second_process_waits_for_the_lock(archive: Archive, tmp_path: Path) -> None:
    """It goes on when the first has ended its block."""
    script = (
        "import pathlib, sys\n"
        "from survey.ledger import Archive\n"
        "print('asking', flush=True)\n"
        "with Archive(pathlib.Path(sys.argv[1])).locked('2018Q1'):\n"
        "    print('has it', flush=True)\n"
    )
    with archive.locked("2018Q1"):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(archive.folder)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "asking\n"
        time.sleep(0.3)
        assert process.poll() is None
    assert process.communicate(timeout=60)[0] == "has it\n"
