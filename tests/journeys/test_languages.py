"""Further languages of a workspace: started, checked and used by the command."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Command
from tests.mechanical_language import translated

pytestmark = pytest.mark.usefixtures("languages_as_before")


def test_a_language_is_started_checked_and_finished(workspace: Path, command: Command) -> None:
    """Exit code 1 as long as a sentence is missing."""
    path = workspace / "languages" / "es.toml"
    code, out, err = command("language", "es", "-w", workspace, "--lang", "en")
    assert (code, err) == (0, "")
    assert str(path) in out
    code, out, err = command("language", "es", "-w", workspace, "--lang", "en", "--show", 3)
    assert (code, err) == (1, "")
    assert len(out.splitlines()) == 5
    path.write_text(translated("es"), "utf-8")
    code, out, err = command("language", "es", "-w", workspace, "--lang", "en")
    assert (code, err) == (0, "")
    assert "every sentence is there" in out


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    ("language", "text", "error"),
    [
        ("kk", None, "T016"),
        ("Spanish", None, "T010"),
        ("kz", None, "T010"),
        ("es", "[reports\n", "T011"),
        ("es", '[reports]\nheadline_titel = "Título"\n', "T012"),
    ],
)
def test_a_mistake_is_said(
    workspace: Path, command: Command, lang: str, language: str, text: str | None, error: str
) -> None:
    """By the command, and by every other that opens the workspace."""
    if text is not None:
        (workspace / "languages").mkdir()
        (workspace / "languages" / f"{language}.toml").write_text(text, "utf-8")
        assert command("run", "2018Q1", "-w", workspace, "--lang", lang)[0] == 2
    code, out, err = command("language", language, "-w", workspace, "--lang", lang)
    assert (code, out) == (2, "")
    assert f"[{error}]" in err or error in err


def test_a_catalogue_of_a_language_of_the_package_is_refused(workspace: Path, command: Command) -> None:
    """It would never be read."""
    (workspace / "languages").mkdir()
    (workspace / "languages" / "ru.toml").write_text("", "utf-8")
    code, _, err = command("run", "2018Q1", "-w", workspace, "--lang", "en")
    assert code == 2
    assert "T016" in err


def test_there_is_no_language_outside_a_workspace(tmp_path: Path, command: Command) -> None:
    """The file would be found by nothing."""
    code, _, err = command("language", "es", "-w", tmp_path, "--lang", "en")
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "monitor.yaml" in err
