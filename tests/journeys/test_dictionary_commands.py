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
