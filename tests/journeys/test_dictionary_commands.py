"""Dictionaries from the command line."""

from pathlib import Path

from tests.journeys.conftest import Command


def test_the_codebook_of_a_quarter(workspace: Path, command: Command, tmp_path: Path) -> None:
    """With counts of the quarter, in a language; a second time it is refused, and without a quarter it has no counts."""
    target = tmp_path / "book.html"
    call = ("codebook", workspace, "--wave", "2018Q1", "--language", "ru", "--output", target, "--lang", "ru")
    code, printed, _ = command(*call)
    assert code == 0
    assert "подсчитано интервью" in printed
    assert "Доля всех интервью" in target.read_text("utf-8")
    code, _, complaints = command(*call)
    assert (code, "[M043]" in complaints) == (2, True)
    code, printed, _ = command("codebook", workspace, "--lang", "kk")
    assert code == 0
    assert "сандарсыз" in printed
    assert "Сұхбат саны" not in (workspace / "codebook.kk.html").read_text("utf-8")
    for code_, words in {"[G021]": ("--output", "a.doc"), "[G024]": ("--language", "de", "--output", "a.html")}.items():
        code, _, complaints = command("codebook", workspace, *words, "--lang", "kk")
        assert (code, code_ in complaints) == (2, True)


def test_dictionaries_in_every_format(workspace: Path, command: Command) -> None:
    """Triple-S with the interviews of a quarter; what a format does not take is said in the user's language."""
    code, printed, _ = command("dictionary", workspace, "--format", "triple-s", "--wave", "2018Q1", "--lang", "ru")
    assert code == 0
    assert "129 переменных" in printed
    assert len((workspace / "triple_s.csv").read_text("utf-8").splitlines()) > 900
    assert command("dictionary", workspace, "--lang", "kk")[0] == 0
    assert command("dictionary", workspace, "--format", "json-schema", "--language", "ru", "--lang", "kk")[0] == 0
    assert {path.name for path in workspace.glob("*.sss")} == {"triple_s.sss"}
    assert (workspace / "ddi.xml").is_file()
    assert (workspace / "response.ru.schema.json").is_file()
    for error, words in {
        "[C039]": ("--format", "sps"),
        "[M043]": ("--format", "ddi"),
        "[G029]": ("--language", "ru", "--force"),
        "[G028]": ("--format", "triple-s", "--output", workspace / "new.csv"),
    }.items():
        code, _, complaints = command("dictionary", workspace, *words, "--lang", "kk")
        assert (code, error in complaints) == (2, True)
