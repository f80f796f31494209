"""What the README shows is what happens."""

import re
import shutil
from pathlib import Path

import pytest

from tests.journeys.conftest import Command

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_of_the_readme_runs(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with the wave and the questionnaire where the README has them."""
    shutil.copytree(workspace / "questionnaire", workspace / "questionnaires" / "interethnic")
    shutil.copyfile(workspace / "deliveries" / "wave_2018Q1.sav", workspace / "wave_2018Q1.sav")
    monkeypatch.chdir(workspace)
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert len(blocks) == 1
    names: dict[str, object] = {}
    exec(compile(blocks[0], "README.md", "exec"), names)
    assert str(names["sample"]).startswith("<Sample: ")


def test_every_command_of_the_readme_has_help(command: Command) -> None:
    """Six commands; the others are in the reference."""
    named = set(re.findall(r"^survey (\w+)", README, flags=re.MULTILINE))
    assert named == {"new", "run", "verify", "history", "check", "simulate"}
    for name in named:
        code, out, _ = command(name, "--help")
        assert code == 0
        assert "Example" in out


def test_what_the_readme_links_to_exists() -> None:
    """Pictures, notebooks, documents of the repository."""
    linked = re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(r"`((?:notebooks|docs)/[^`]+)`", README)
    assert len(linked) > 1
    assert [path for path in linked if not (ROOT / path).exists()] == []
