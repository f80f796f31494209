"""Lists as offices keep them: other separators, encodings, languages of headings, blank lines, workbooks."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from survey.deliveries import read_corrections, read_waivers
from survey.errors import DeliveryError

ENGLISH = ("interview", "variable", "old", "new", "reason", "who", "when")
RUSSIAN = (
    "Интервью", "Переменная", "Переданный ответ", "Верный ответ", "Причина исправления", "Кто исправил",
    "Дата исправления",
)  # fmt: skip
KAZAKH = (
    "Сұхбат", "Айнымалы", "Тапсырылған жауап", "Дұрыс жауап", "Түзету себебі", "Кім түзетті", "Түзету күні",
)  # fmt: skip
CELLS = ("no-1", "B2", "1", "2", "бланк", "А. К.", "05.03.2018")


def _text(separator: str, encoding: str, headings: tuple[str, ...]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        lines = [separator.join(headings), "", separator.join(CELLS), separator * (len(CELLS) - 1), ""]
        path = folder / "list.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return write


def _workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(ENGLISH)
    sheet.append([*CELLS[:2], 1, 2, *CELLS[4:6], datetime.datetime(2018, 3, 5)])
    sheet.append([None] * len(CELLS))
    path = folder / "list.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    "write",
    [
        _text(",", "utf-8", ENGLISH),
        _text(";", "utf-8-sig", ENGLISH),
        _text(";", "cp1251", RUSSIAN),
        _text("\t", "utf-16", RUSSIAN),
        _text(";", "utf-8-sig", KAZAKH),
        _workbook,
    ],
)
def test_a_list_reads_alike_however_an_office_saved_it(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    """One line, its cells as text, its day understood."""
    (line,) = read_corrections(write(tmp_path)).lines
    assert (line.interview, line.variable, line.old, line.new, line.reason, line.who) == CELLS[:6]
    assert line.day == datetime.date(2018, 3, 5)


def test_a_list_without_a_needed_column_is_refused(tmp_path: Path) -> None:
    """The column is named."""
    path = tmp_path / "list.csv"
    path.write_text("interview;variable;old;new;reason;who\nno-1;B2;1;2;r;w\n", encoding="utf-8")
    with pytest.raises(DeliveryError, match="'when'") as error:
        read_corrections(path)
    assert error.value.code == "H001"


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """In two languages, for example: which of them counts cannot be known."""
    path = tmp_path / "list.csv"
    path.write_text("finding;who;Кто исправил;why\nf1;a;b;c\n", encoding="utf-8")
    with pytest.raises(DeliveryError) as error:
        read_waivers(path)
    assert error.value.code == "H002"


def test_an_apostrophe_before_a_formula_is_taken_off_again(tmp_path: Path) -> None:
    """The mark is of the writer, not of the answer."""
    path = tmp_path / "list.csv"
    path.write_text(";".join(ENGLISH) + "\nno-1;B4;'=1+1;b;r;w;2018-03-05\n", encoding="utf-8")
    assert read_corrections(path).lines[0].old == "=1+1"


def test_a_number_of_a_workbook_is_never_taken_for_thousands(tmp_path: Path) -> None:
    """1.875 is a number there, and would be two as text; a text written as a formula is that text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(ENGLISH)
    sheet.append(["no-1", "B7", 7.5, 1.875, "бланк", "А. К.", datetime.datetime(2018, 3, 5)])
    book.save(tmp_path / "list.xlsx")
    assert read_corrections(tmp_path / "list.xlsx").lines[0].new == "1.8750"
    cells = ['="007"', "B7", "7,5", '="8,25"', "бланк", "А. К.", "05.03.2018"]
    (tmp_path / "list.csv").write_text(";".join(ENGLISH) + "\n" + ";".join(cells) + "\n", encoding="utf-8")
    line = read_corrections(tmp_path / "list.csv").lines[0]
    assert (line.interview, line.new) == ("007", "8,25")
