"""``survey export``: data files of a wave."""

import os
from pathlib import Path

import pytest

import survey
from survey.ingest import decode, read_file
from tests.journeys.conftest import Command


def test_the_wave_in_a_file_gives_the_weights_of_the_run(workspace: Path, command: Command) -> None:
    """Interviews used, their weights, labels in Russian; the sentences in Kazakh."""
    code, out, err = command("export", "2018Q1", "-w", workspace, "--language", "ru", "--lang", "kk")
    assert (code, err) == (0, "")
    assert "Шетке" in out or "шетке" in out
    sample = survey.open_monitor(workspace).weighted("2018Q1").sample
    raw = read_file(workspace / "exports" / "2018Q1.sav")
    again, _ = decode(raw, survey.open_monitor(workspace).form)
    assert again.values("weight").tolist() == sample.weights.tolist()
    assert raw.labels["weight"] == "Итоговый вес"
    assert sorted(path.name for path in (workspace / "exports").iterdir()) == [
        "2018Q1.sav",
        "2018Q1.sav.codebook.csv",
        "2018Q1.sav.sps",
    ]


def test_a_public_file_is_made_as_the_workspace_says(workspace: Path, command: Command) -> None:
    """And refused, with the remedy, when the settings ask for too much."""
    code, out, _ = command("export", "2018Q1", "-w", workspace, "--public", "--format", "csv", "--lang", "en")
    assert code == 0
    assert "At least 5 interviews share" in out
    settings = workspace / "monitor.yaml"
    text = settings.read_text("utf-8")
    wider = text.replace("[sex, age4, ethnic_group]}", "[unit, sex, age4, ethnic_group]}")
    assert wider != text
    settings.write_text(wider, "utf-8")
    code, out, err = command("export", "2018Q1", "-w", workspace, "--public", "--format", "dta", "--lang", "ru")
    assert (code, out) == (2, "")
    assert "[G013] monitor.yaml, public_use" in err
    assert "Уберите unit" in err
    assert not (workspace / "exports" / "2018Q1_public.dta").exists()
    settings.write_text(text.replace("[sex, age4, ethnic_group]}", "[sex, agee4]}"), "utf-8")
    code, _, err = command("export", "2018Q1", "-w", workspace, "--public")
    assert code == 2
    assert "M087" in err


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--format", "xlsx"], "C026"),
        (["--format", "csv", "--out", "wave.sav"], "C017"),
        (["--public", "--set-aside"], "C018"),
        (["--out", "wave.xlsx"], "G005"),
        (["--language", "en"], "G002"),
        (["--out", "absent/wave.sav"], "M044"),
    ],
)
def test_what_cannot_be_written_is_one_message(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch, words: list[str], error: str
) -> None:
    """Exit code 2, and nothing is left."""
    monkeypatch.chdir(workspace)
    before = files_in(workspace)
    code, out, err = command("export", "2018Q1", *words)
    assert (code, out) == (2, "")
    assert f"[{error}]" in err
    assert files_in(workspace) == before


def files_in(folder: Path) -> set[Path]:
    """Every file but those in which a child process counts the lines it ran."""
    return {path for path in folder.rglob("*") if path.is_file() and ".coverage" not in path.parts}


def test_a_full_disk_is_one_message(workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system says it when the codebook, the last of the files, does not fit."""
    from survey.exports import file_writing

    def full(table: object, names: object) -> object:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(file_writing, "codebook", full)
    code, out, err = command("export", "2018Q1", "-w", workspace, "--format", "csv", "--lang", "en")
    assert (code, out) == (2, "")
    assert "[M011]" in err
    assert list((workspace / "exports").iterdir()) == []
