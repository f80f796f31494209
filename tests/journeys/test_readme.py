"""What the README shows is what happens."""

import re
from pathlib import Path

import pytest

from tests.docs.snippets import Reader, command_in_process

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its commands and its Python, in an empty folder; the other commands are in the reference."""
    monkeypatch.chdir(tmp_path)
    reader = Reader(command_in_process)
    reader.follow(ROOT / "README.md")
    assert reader.done == {"sh": 2, "python": 1}
    assert str(reader.names["sample"]).startswith("<Sample: ")
    named = set(re.findall(r"^survey (\w+)", README, flags=re.MULTILINE))
    assert named == {"new", "run", "verify", "history", "check", "simulate", "language", "export"}


def test_what_the_readme_links_to_exists() -> None:
    """Pictures, notebooks, documents of the repository."""
    linked = re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(r"`((?:notebooks|docs)/[^`]+)`", README)
    assert len(linked) > 1
    assert [path for path in linked if not (ROOT / path).exists()] == []
