"""The language of the command: asked for, else that of the system, else English."""

import pytest

from survey.cli.user_language import language_of
from survey.errors import CommandError

KNOWN = ("en", "kk", "ru")


@pytest.mark.parametrize(
    "words",
    [["--lang", "kk", "run", "2018Q1"], ["run", "2018Q1", "--lang", "kk"], ["run", "--lang=kk"], ["--lang=kk"]],
)
def test_the_language_asked_for_wins(words: list[str]) -> None:
    """Before or after the command, whatever the system speaks."""
    assert language_of(words, KNOWN, {"SURVEY_LANG": "ru", "LC_ALL": "en_US.UTF-8"}) == "kk"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "kk_KZ.UTF-8"}, "kk"),
        ({"LC_MESSAGES": "ru_RU.UTF-8", "LANG": "kk_KZ"}, "ru"),
        ({"LANG": "ru"}, "ru"),
        ({"LANG": "ru-KZ"}, "ru"),
        ({"LANG": "kk_KZ@latin"}, "kk"),
        ({"LC_ALL": "", "LANG": "kk_KZ.KZ1048"}, "kk"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "rus"}, "en"),
        ({"LC_ALL": "C", "LANG": "ru_RU.UTF-8"}, "en"),
        ({"SURVEY_LANG": "ru", "LC_ALL": "kk_KZ.UTF-8"}, "ru"),
        ({}, "en"),
    ],
)
def test_else_the_system_decides(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str) -> None:
    """The first variable that is set speaks; a language without words is English."""
    monkeypatch.setattr("sys.platform", "linux")
    assert language_of(["run", "2018Q1"], KNOWN, environment) == language


def test_a_language_without_words_is_refused_when_asked_for() -> None:
    """Rather than falling back to another."""
    with pytest.raises(CommandError, match="M014"):
        language_of(["--lang", "fr"], KNOWN, {})


def test_nothing_after_two_dashes_asks_for_a_language() -> None:
    """A file may be called so."""
    assert language_of(["check", "--", "--lang=kk"], KNOWN, {}) == "en"
