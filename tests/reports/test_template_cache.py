"""Compiled templates that are kept: used again, made anew when the template changes, and never needed."""

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from survey.reports.writers.template_cache import TemplateCache


def rendered(folder: Path) -> str:
    """The template in a folder, as a new process renders it."""
    return Environment(loader=FileSystemLoader(folder), bytecode_cache=TemplateCache(folder)).get_template("a").render()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a").write_text("one", encoding="utf-8")
    return tmp_path


def test_a_compiled_template_is_kept_and_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rendered(folder) == "one"
    assert len([*(folder / "__pycache__").iterdir()]) == 1
    monkeypatch.setattr(Environment, "compile", lambda *given, **named: pytest.fail("compiled again"))
    assert rendered(folder) == "one"


def test_a_changed_template_is_compiled_again(folder: Path) -> None:
    assert rendered(folder) == "one"
    (folder / "a").write_text("two", encoding="utf-8")
    assert rendered(folder) == "two"


@pytest.mark.parametrize("content", [b"", b"j2", b"nonsense" * 9])
def test_a_damaged_copy_does_no_harm(folder: Path, content: bytes) -> None:
    rendered(folder)
    for kept in (folder / "__pycache__").iterdir():
        kept.write_bytes(content)
    assert rendered(folder) == "one"


def test_a_folder_that_cannot_be_written_to_does_no_harm(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file where the folder would be", encoding="utf-8")
    assert rendered(folder) == "one"


def test_nothing_is_kept_where_python_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(folder) == "one"
    assert not (folder / "__pycache__").exists()
