"""Results appear whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from survey.ledger import result_folder
from survey.ledger.result_folder import whole_folder


def test_a_folder_appears_when_the_block_ends(tmp_path: Path) -> None:
    """What was written in the block is in the target; nothing else is left beside it."""
    with whole_folder(tmp_path / "out" / "w") as draft:
        (draft / "a.csv").write_text("new")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["w"]
    assert (tmp_path / "out" / "w" / "a.csv").read_text() == "new"


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_new_folder_replaces_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool) -> None:
    """Files of the old folder do not survive in the new one, with and without an atomic exchange."""
    if not can_exchange:
        monkeypatch.setattr(result_folder, "_exchange", lambda one, other: False)
    target = tmp_path / "w"
    target.mkdir()
    (target / "old.csv").write_text("old")
    with whole_folder(target) as draft:
        (draft / "new.csv").write_text("new")
    assert [path.name for path in target.iterdir()] == ["new.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_a_failed_block_leaves_the_old_folder_whole(tmp_path: Path) -> None:
    """An error in the middle of writing changes nothing."""
    target = tmp_path / "w"
    target.mkdir()
    (target / "a.csv").write_text("old")

    def fail() -> None:
        with whole_folder(target) as draft:
            (draft / "a.csv").write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert (target / "a.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_a_killed_process_leaves_the_old_folder_whole_and_the_next_run_clears_up(tmp_path: Path) -> None:
    """SIGKILL in the middle of writing: the old folder stands; the draft is gone after the next run."""
    target = tmp_path / "w"
    target.mkdir()
    (target / "a.csv").write_text("old")
    script = (
        "import pathlib, sys, time\n"
        "from survey.ledger.result_folder import whole_folder\n"
        "with whole_folder(pathlib.Path(sys.argv[1])) as draft:\n"
        "    (draft / 'a.csv').write_text('half')\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert (target / "a.csv").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2
    with whole_folder(target) as draft:
        (draft / "a.csv").write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_a_folder_displaced_by_a_killed_run_is_put_back(tmp_path: Path) -> None:
    """A run killed between the two renames left the old folder under another name: it returns."""
    displaced = tmp_path / ".w.previous"
    displaced.mkdir()
    (displaced / "a.csv").write_text("old")

    def fail() -> None:
        with whole_folder(tmp_path / "w"):
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert (tmp_path / "w" / "a.csv").read_text() == "old"
