"""What the pages show is what happens: every block of Python, shell and YAML is executed, page by page."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.snippets import ROOT, START, Reader, command_in_process, merged, snippets

EXECUTED = {"python", "sh", "yaml", "csv"}
PAGES = [
    page
    for page in sorted((ROOT / "docs").rglob("*.md"))
    if page != START and any(one.language in EXECUTED for one in snippets(page.read_text("utf-8")))
]


@dataclass(frozen=True, slots=True)
class Started:
    """What there is when the first page has been followed: the workspace, and the names of Python."""

    workspace: Path
    names: dict[str, object]
    done: dict[str, int]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """The first page, followed in an empty folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "agg")
        patch.chdir(tmp_path_factory.mktemp("newcomer"))
        reader = Reader(command_in_process)
        reader.follow(START)
        return Started(Path.cwd(), reader.names, reader.done)


def test_a_newcomer_gets_a_report_a_table_and_a_figure_by_the_first_page_alone(started: Started) -> None:
    """In an empty folder, doing what the page shows and nothing else."""
    assert started.done["sh"] >= 3
    assert (started.workspace / "out" / "2018Q1" / "report.ru.html").stat().st_size > 100_000
    assert len(started.names["table"].to_frame()) == 2  # type: ignore[attr-defined]
    assert (started.workspace / "trust.png").stat().st_size > 1_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT / "docs").as_posix())
def test_a_page_can_be_followed(page: Path, started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a copy of the workspace that the first page leaves, with its names."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.chdir(shutil.copytree(started.workspace, tmp_path / "almaty"))
    reader = Reader(command_in_process, dict(started.names))
    reader.follow(page)
    assert sum(reader.done.values()) > 0


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "how_to").glob("[!i]*.md")), ids=lambda page: page.stem)
def test_a_how_to_page_shows_something_and_is_short(page: Path) -> None:
    """At most 60 lines, and at least one block that is executed."""
    text = page.read_text("utf-8")
    assert any(one.language in EXECUTED for one in snippets(text))
    assert len(text.splitlines()) <= 60


def test_no_command_escapes_execution() -> None:
    """An indented block is code, too, and has no language: commands and Python are in fenced blocks."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    outside = [re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL) for page in pages]
    assert len(outside) > 40
    assert [
        line
        for text in outside
        for line in re.findall(r"^ {4}(?:survey |import |.*survey\.\w+\().*", text, re.MULTILINE)
    ] == []
    bare = [page.name for page in pages if re.search(r"^ *```\n *survey (?!\[)", page.read_text("utf-8"), re.MULTILINE)]
    assert bare == []


def test_settings_are_merged_by_key_and_by_id() -> None:
    """An element of a list that has the same id is completed, another is added; other lists are replaced."""
    old = {"a": {"b": 1}, "q": [{"id": "x", "n": 1}, {"id": "y"}], "l": [1, 2]}
    new = {"a": {"c": 2}, "q": [{"id": "x", "m": 2}, {"id": "z"}], "l": [3]}
    assert merged(old, new) == {
        "a": {"b": 1, "c": 2},
        "q": [{"id": "x", "n": 1, "m": 2}, {"id": "y"}, {"id": "z"}],
        "l": [3],
    }


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ("```sh\nsurvey chek file.csv\n```", "exit code 2"),
        ("```sh\nrm -rf out\n```", "nobody knows what to do with the line"),
        ("```ruby\nputs 1\n```", "nobody knows what to do with a block"),
        ("```sh\nsurvey --version # exit code 1\n```", "exit code 0"),
    ],
)
def test_a_block_that_fails_is_reported(
    block: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the page and the line."""
    monkeypatch.setattr("tests.docs.snippets.ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{block}\n", "utf-8")
    with pytest.raises(AssertionError, match=complaint):
        Reader(command_in_process).follow(page)
