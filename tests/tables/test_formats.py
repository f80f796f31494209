"""Tables in every format: the same numbers, and no hidden one."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import survey
from survey.errors import SurveyError
from tests.tables.people import people
from tests.tables.shipped_wave import wave


def hidden_table() -> survey.AnalysisTable:
    """A column of 7 people with a share that occurs nowhere else: 4 of 7, 57.1 %."""
    answers = ["a"] * 4 + ["b"] * 3 + ["a", "b", "b"] * 20 + ["a", "b"] * 30
    groups = ["small"] * 7 + ["middle"] * 60 + ["large"] * 60
    return survey.tabulate(people(q=answers, g=groups), "q", "g")


def plain_text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", markup, flags=re.DOTALL))


def everything(path: Path) -> str:
    """The text of all parts of an Office file."""
    with zipfile.ZipFile(path) as parts:
        return " ".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())


def test_a_terminal_shows_columns_of_equal_width() -> None:
    lines = repr(survey.tabulate(wave(), "C01a", ["sex", "urban x sex"], language="ru")).splitlines()
    body = [line for line in lines if re.search(r"\d\s%", line) and "Уровень" not in line]
    assert len(body) == 4
    assert len({line.index("%") for line in body}) == 1
    assert lines[0] == "Президент Республики Казахстан"


def test_html_is_what_a_notebook_shows() -> None:
    made = survey.tabulate(wave(), "C01a", "sex", language="ru")
    assert made.to_html() == made._repr_html_()
    assert "61," in plain_text(made.to_html("kk")) or "60," in plain_text(made.to_html("kk"))
    assert "Мужчины" in made.to_html("ru")
    assert "Ерлер" in made.to_html("kk")
    assert "prefers-color-scheme" in made.to_html()


def test_a_language_that_the_table_does_not_have() -> None:
    with pytest.raises(SurveyError, match="B051"):
        survey.tabulate(wave(), "C01a").to_html("en")


def test_no_format_holds_a_hidden_number(tmp_path: Path) -> None:
    """Neither the share nor the base of seven people, in the markup, in parts of the files, or in the frame."""
    made = hidden_table()
    shown = survey.tabulate(people(q=["a"] * 4 + ["b"] * 3), "q", publication=None)
    assert "57.1" in repr(shown)
    forms = [repr(made), plain_text(made.to_html()), made.to_frame().to_csv(), made.to_typst()]
    forms += [everything(made.to_xlsx(tmp_path / "a.xlsx")), everything(made.to_docx(tmp_path / "a.docx"))]
    for form in forms:
        assert not re.search(r"57[.,]1|0\.5714|57\.14", form)


def test_formats_show_the_same_numbers(tmp_path: Path) -> None:
    """The cells of the frame, as the page writes them, are in all formats."""
    made = survey.tabulate(wave(), survey.RowBlock("C01a", nets="questionnaire"), "sex", language="kk")
    values = [f"{value:.1f}".replace(".", ",") for value in made.to_frame().query("statistic == 'share'")["value"]]
    assert len(values) == 18
    word = everything(made.to_docx(tmp_path / "a.docx"))
    for form in (repr(made), plain_text(made.to_html()), made.to_typst(), word):
        assert [value for value in values if value not in form] == []
