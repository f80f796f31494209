"""No command writes over a file it did not make."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import survey
from survey.monitor.monitor import open_monitor
from survey.monitor.publication import publish
from tests.journeys.conftest import Command

pytestmark = pytest.mark.long

WAVE = "deliveries/wave_2018Q1.sav"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def same_name(file: Path) -> Path:
    return file


def another_spelling(file: Path) -> Path:
    return file.parent / ".." / file.parent.name / file.name


def a_link(file: Path) -> Path:
    link = file.with_suffix(".csv")
    link.symlink_to(file)
    return link


def a_second_name(file: Path) -> Path:
    link = file.with_suffix(".csv")
    link.hardlink_to(file)
    return link


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "force"])
@pytest.mark.parametrize("named", [a_link, a_second_name], ids=lambda named: named.__name__)
def test_check_never_writes_over_its_delivery(
    workspace: Path, command: Command, named: Callable[[Path], Path], force: list[str]
) -> None:
    """Under no name and not by force."""
    file = workspace / WAVE
    output = named(file)
    before = contents(workspace)
    code, out, err = command("check", file, "-w", workspace, "-o", output, *force)
    assert (code, out) == (2, "")
    assert "[M040]" in err
    assert contents(workspace) == before


@pytest.mark.parametrize("named", [same_name, another_spelling], ids=lambda named: named.__name__)
def test_check_never_writes_over_a_delivery_in_csv(
    workspace: Path, command: Command, named: Callable[[Path], Path]
) -> None:
    """``survey check F -o F``."""
    file = workspace / "deliveries" / "wave_2017Q4.csv"
    before = contents(workspace)
    code, _, err = command("check", file, "-w", workspace, "-o", named(file), "--force")
    assert code == 2
    assert "[M040]" in err
    assert contents(workspace) == before


@pytest.mark.parametrize("option", ["--output", "--corrections"])
def test_check_never_writes_over_another_file_of_the_workspace(workspace: Path, command: Command, option: str) -> None:
    """The contact sheet of a wave that is not checked; before anything is read."""
    before = contents(workspace)
    target = workspace / "deliveries" / "contacts_2017Q4.csv"
    code, out, err = command("check", workspace / WAVE, "-w", workspace, option, target, "--force")
    assert (code, out) == (2, "")
    assert "[M040]" in err
    assert contents(workspace) == before


def test_check_leaves_a_file_that_is_there(workspace: Path, command: Command) -> None:
    """And replaces it when told to."""
    output = workspace / "findings.csv"
    output.write_text("mine", "utf-8")
    code, _, err = command("check", workspace / WAVE, "-w", workspace, "-o", output)
    assert (code, output.read_text("utf-8")) == (2, "mine")
    assert "[M043]" in err
    assert command("check", workspace / WAVE, "-w", workspace, "-o", output, "--force")[0] == 1
    assert "mine" not in output.read_text("utf-8")


@pytest.mark.parametrize("device", ["/dev/null", "/dev/stdout"])
def test_no_device_becomes_a_file(workspace: Path, command: Command, device: str) -> None:
    """The device is what it was."""
    before = os.lstat(device)
    code, _, _ = command("check", workspace / WAVE, "-w", workspace, "-o", device, "--force")
    after = os.lstat(device)
    assert code == 2
    assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)


def test_simulate_leaves_a_file_that_is_there(tmp_path: Path, command: Command) -> None:
    """A delivery of the field has the same kind of name."""
    file = tmp_path / "wave.sav"
    file.write_bytes(b"from the field")
    code, _, err = command("simulate", file, "--n", "30")
    assert (code, file.read_bytes()) == (2, b"from the field")
    assert "[M043]" in err
    assert command("simulate", file, "--n", "30", "--force")[0] == 0
    assert file.read_bytes().startswith(b"$FL2")


def test_new_in_the_folder_one_stands_in(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder is filled, and stays the folder of the shell."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    number = (tmp_path / "here").stat().st_ino
    code, _, err = command("new", ".", "--n", "100")
    assert (code, err) == (0, "")
    assert (tmp_path / "here").stat().st_ino == number
    assert Path("monitor.yaml").is_file()


def test_a_folder_of_the_users_under_out_stays(workspace: Path, command: Command) -> None:
    """Today's run would put its folder there; not even by force."""
    own = workspace / "out" / "2018Q1"
    own.mkdir(parents=True)
    (own / "thesis.docx").write_text("years of work", "utf-8")
    for force in ([], ["--force"]):
        code, _, err = command("run", "2018Q1", "-w", workspace, *force)
        assert code == 2
        assert "[M047]" in err
    assert contents(own) == {"thesis.docx": b"years of work"}


def test_what_a_user_adds_to_the_results_stays(workspace: Path, command: Command) -> None:
    """Until force is used."""
    assert command("run", "2018Q1", "-w", workspace)[0] == 0
    results = workspace / "out" / "2018Q1"
    (results / "letter.txt").write_text("mine", "utf-8")
    (results / "internal" / "weights.csv").write_text("edited", "utf-8")
    before = contents(results)
    code, _, err = command("run", "2018Q1", "-w", workspace)
    assert code == 2
    assert "internal/weights.csv, letter.txt" in err
    assert contents(results) == before
    assert command("run", "2018Q1", "-w", workspace, "--force")[0] == 0
    assert "letter.txt" not in contents(results)


def test_a_trial_does_not_replace_a_published_quarter(workspace: Path, command: Command) -> None:
    """The same interviews in another format; a trial replaces a trial, and the real run replaces both."""
    other = Path(shutil.copyfile(workspace / WAVE, workspace / "other.sav"))
    in_csv = workspace / "trial.csv"
    assert command("simulate", in_csv, "-w", workspace, "--n", "1000", "--seed", "6")[0] == 0
    assert command("run", "2018Q1", "-w", workspace)[0] == 0
    before = contents(workspace / "out")
    code, _, err = command("run", "2018Q1", "-w", workspace, "--file", in_csv)
    assert code == 2
    assert "[M049]" in err
    assert contents(workspace / "out") == before
    assert command("run", "2018Q1", "-w", workspace, "--file", other)[0] == 0
    assert command("run", "2018Q1", "-w", workspace, "--file", in_csv)[0] == 0
    assert command("run", "2018Q1", "-w", workspace)[0] == 0


def test_the_manifest_has_a_digest_of_every_result(workspace: Path, command: Command) -> None:
    """And of the delivery as it was read."""
    assert command("run", "2018Q1", "-w", workspace)[0] == 0
    results = workspace / "out" / "2018Q1"
    manifest = json.loads((results / "manifest.json").read_text("utf-8"))
    listed = {one["file"]: one["sha256"] for one in manifest["outputs"]}
    written = {name: hashlib.sha256(data).hexdigest() for name, data in contents(results).items()}
    assert listed == {name: found for name, found in written.items() if name != "manifest.json"}
    assert manifest["delivery"] == hashlib.sha256((workspace / WAVE).read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "name", [WAVE, "monitor.yaml", "questionnaire/rules.yaml", "questionnaire/population/adults_2018.csv"]
)
def test_an_input_edited_during_the_run_stops_it(workspace: Path, name: str) -> None:
    """The manifest would have named bytes that were not read."""
    from survey.errors import MonitorError

    def edit(step: str) -> None:
        if step == "indicators":
            (workspace / name).write_bytes((workspace / name).read_bytes() + b"\n")

    monitor = open_monitor(workspace)
    with pytest.raises(MonitorError, match="M046") as caught:
        publish(monitor, "2018Q1", progress=edit)
    assert Path(caught.value.place).name == Path(name).name
    assert not (workspace / "out" / "2018Q1").exists()


def test_two_runs_at_once_leave_one_whole_result(workspace: Path) -> None:
    """Whichever ends last; nothing else is left beside it."""
    call = [sys.executable, "-m", "survey", "run", "2018Q1", "-w", str(workspace)]
    own = {**os.environ, "PYTHONPATH": str(Path(survey.__file__).parents[1])}
    runs = [subprocess.Popen(call, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ended = [run.communicate()[1].decode() for run in runs]
    assert ([run.returncode for run in runs], ended) == ([0, 0], ["", ""])
    results = workspace / "out" / "2018Q1"
    assert [path.name for path in (workspace / "out").iterdir()] == ["2018Q1"]
    manifest = json.loads((results / "manifest.json").read_text("utf-8"))
    assert {one["file"] for one in manifest["outputs"]} == set(contents(results)) - {"manifest.json"}


def test_export_leaves_what_is_there(workspace: Path, command: Command) -> None:
    """A file of somebody under the name of the data or of one that goes with it; with --force they are replaced."""
    for name in ("2018Q1.csv", "2018Q1.csv.codebook.csv"):
        foreign = workspace / "exports" / name
        foreign.parent.mkdir(exist_ok=True)
        foreign.write_text("mine", "utf-8")
        code, out, err = command("export", "2018Q1", "-w", workspace, "--format", "csv")
        assert (code, out) == (2, "")
        assert "[M043]" in err
        assert contents(foreign.parent) == {name: b"mine"}
        foreign.unlink()
    (workspace / "exports" / "2018Q1.csv").write_text("mine", "utf-8")
    assert command("export", "2018Q1", "-w", workspace, "--format", "csv", "--force")[0] == 0
    assert b"mine" not in contents(workspace / "exports")["2018Q1.csv"][:4]


def test_export_never_writes_over_the_delivery(workspace: Path, command: Command) -> None:
    """Not even by force."""
    before = contents(workspace)
    code, _, err = command("export", "2018Q1", "-w", workspace, "--out", workspace / WAVE, "--force")
    assert code == 2
    assert "[M040]" in err
    assert contents(workspace) == before
