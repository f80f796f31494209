"""The command that looks for mistakes in the text files of a survey."""

import json
from pathlib import Path

import pytest

from tests.journeys.conftest import Command
from tests.linting.test_lint import linted


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_command_says_it_in_the_language(tmp_path: Path, command: Command, lang: str) -> None:
    """Exit code 0 with notes, 1 with an error or, if strict, a warning."""
    linted(tmp_path, ('ru: "Вы доверяете соседям?"', 'ru: "Вы живёте здесь?"'))
    code, out, err = command("lint", tmp_path, "--lang", lang)
    assert (code, err) == (0, "")
    assert "[repeated-question]" in out
    assert command("lint", tmp_path, "--strict", "--lang", lang)[0] == 1
    linted(tmp_path, ("ask_if: A1 == 1", "ask_if: A9 == 1"))
    code, out, err = command("lint", tmp_path, "--lang", lang)
    assert (code, err) == (1, "")
    assert "X020" in out


def test_a_workspace_is_linted_by_its_questionnaires(workspace: Path, command: Command) -> None:
    """The questionnaire named in monitor.yaml."""
    code, out, err = command("lint", workspace, "--format", "json", "--lang", "en")
    assert (code, err) == (0, "")
    assert json.loads(out)["counts"]["error"] == 0


def test_an_unknown_format_is_refused(tmp_path: Path, command: Command) -> None:
    """With the nearest one."""
    code, _, err = command("lint", tmp_path, "--format", "sariff", "--lang", "en")
    assert code == 2
    assert "C016" in err
    assert "sarif" in err
