"""Tables of a quarter from the command line: every language and format, and nothing of others is overwritten."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from tests.journeys.conftest import Command


@pytest.fixture
def folder(workspace: Path, command: Command) -> Path:
    """The tables that the shipped file asks for."""
    code, printed, complaints = command("tables", "2018Q1", "--workspace", workspace, "--lang", "ru")
    assert (code, complaints) == (0, "") or "\r" in complaints
    assert "4 таблицы" in printed
    return workspace / "tables" / "2018Q1"


def test_every_language_and_format_is_written_and_nothing_else_is_lost(folder: Path, command: Command) -> None:
    """Written again over its own files; refused over a file that somebody put there, unless told to."""
    names = {f"tables.{language}.{form}" for language in ("kk", "ru") for form in ("html", "docx", "xlsx")}
    assert {path.name for path in folder.iterdir()} == {*names, "tables.json"}
    page = (folder / "tables.kk.html").read_text("utf-8")
    assert page.startswith('<!doctype html>\n<html lang="kk">')
    assert "Мемлекеттік құрылымдарға сенім" in page
    assert "Осы толқын" in page, "the table with the wave before"
    record = json.loads((folder / "tables.json").read_text("utf-8"))
    assert {one["file"] for one in record["outputs"]} == names
    again = ("tables", "2018Q1", "--workspace", folder.parent.parent, "--lang", "en")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, complaints = command(*again)
    assert code == 2
    assert "[M096]" in complaints
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert command(*again, "--force")[0] == 0
    assert {path.name for path in folder.iterdir()} == {*names, "tables.json"}


def test_what_cannot_be_written(workspace: Path, command: Command) -> None:
    """A folder of somebody else, a specification that is not there, a wave without one before: nothing is written."""
    other = workspace / "deliveries"
    before = sorted(path.name for path in other.iterdir())
    calls = {
        "[M095]": ("2018Q1", "--output", other, "--force"),
        "[D003]": ("2018Q1", "--spec", workspace / "nothing.yaml"),
        "[M097]": ("2017Q4",),
        "[M002]": ("2019Q1",),
    }
    for code, call in calls.items():
        left, _, complaints = command("tables", *call, "--workspace", workspace, "--lang", "kk")
        assert left != 0
        assert code in complaints
    assert sorted(path.name for path in other.iterdir()) == before
    assert not (workspace / "tables").exists()


def test_a_format_that_cannot_be_written_is_left_out_and_named(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the file asks for it."""
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "docx" else find(name))
    path = workspace / "tables.yaml"
    path.write_text('version: "1"\ntables: [{id: a, rows: [C01a]}]\n', "utf-8")
    code, out, _ = command("tables", "2018Q1", "--workspace", workspace, "--lang", "en")
    assert code == 0
    assert "Not written: docx." in out
    assert {one.suffix for one in (workspace / "tables" / "2018Q1").iterdir()} == {".html", ".xlsx", ".json"}
    path.write_text('version: "1"\nformats: [docx]\ntables: [{id: a, rows: [C01a]}]\n', "utf-8")
    code, _, complaints = command("tables", "2018Q1", "--workspace", workspace, "--lang", "en")
    assert code == 2
    assert "[M115]" in complaints


def test_a_table_that_fails_is_named_with_its_line(workspace: Path, command: Command) -> None:
    (workspace / "tables.yaml").write_text(
        'version: "1"\ntables:\n  - {id: texts, rows: [H01], show: [mean]}\n  - {id: nets, rows: [C02], nets: questionnaire}\n',
        encoding="utf-8",
    )
    code, _, complaints = command("tables", "2018Q1", "--workspace", workspace, "--lang", "en")
    assert code == 2
    assert "tables.yaml:3:5, table texts" in complaints
