"""The list of corrections that an office gets to fill in, and gets back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from survey.deliveries import read_corrections, write_corrections_template
from survey.errors import DeliveryError
from tests.deliveries.conftest import Receive

ROWS = ({"N1": "007", "A2": "140"}, {"B3": "1"}, {"N1": "x", "B2": "7"}, {"N1": "x"}, {"B2": "2", "B3": "1"})


def filled(path: Path, new: dict[str, str]) -> Path:
    """The list with new answers by variable, as a person fills it in."""
    if path.suffix == ".csv":
        table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
        known = table["variable"].isin(list(new))
        table.loc[known, "new"] = table.loc[known, "variable"].map(new)
        table.loc[known, ["reason", "who", "when"]] = ["бланк", "А. К.", "05.04.2018"]
        table.to_csv(path, sep=";", index=False, encoding="cp1251", errors="replace")
        return path
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(headings, row, strict=True))
        if cells["variable"].value in new:
            values = {"new": new[str(cells["variable"].value)], "reason": "бланк", "who": "А. К.", "when": "05.04.2018"}
            for name, value in values.items():
                cells[name].value = value
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_template_filled_in_comes_back_and_is_applied(
    receive: Receive, tmp_path: Path, suffix: str, language: str
) -> None:
    """Leading zeros, rows of keys that occur twice, stray answers; lines left alone change nothing."""
    delivery = receive(*ROWS)
    path = tmp_path / f"list.{suffix}"
    write_corrections_template(delivery.findings, path, interviews=delivery.interviews, language=language)
    again = receive(*ROWS, corrections=filled(path, {"A2": "41", "B2": "2", "B3": ""}))
    assert again.corrections is not None
    by_variable = {(line.variable, line.status) for line in again.corrections.lines}
    assert by_variable == {("A2", "applied"), ("B2", "applied"), ("B3", "applied"), ("N1", "open")}
    assert again.interviews.values("A2").tolist() == [41, 40, 40, 40, 40]
    assert again.interviews.values("B2").tolist() == [1, 1, 2, 1, 2]


def test_a_template_has_the_wording_of_question_and_answer(receive: Receive, tmp_path: Path) -> None:
    """As help; it is not read back."""
    delivery = receive({"B3": "2"})
    path = tmp_path / "list.csv"
    write_corrections_template(delivery.findings, path, interviews=delivery.interviews, language="ru")
    (line,) = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig").to_dict("records")
    assert (line["variable"], line["question"], line["old"], line["answer"]) == (
        "B3", "Почему не доверяете?", "2", "Слышал",
    )  # fmt: skip
    assert line["finding"] == delivery.findings.of(rule="stray")[0].id


def test_free_text_is_not_in_a_template_and_can_be_corrected_all_the_same(receive: Receive, tmp_path: Path) -> None:
    """The mark in its place stands for the answer delivered."""
    row = {"B5": "something private"}
    delivery = receive(row)
    path = tmp_path / "list.csv"
    write_corrections_template(delivery.findings, path, interviews=delivery.interviews, language="ru")
    assert "private" not in path.read_text("utf-8-sig")
    again = receive(row, corrections=filled(path, {"B5": "other"}))
    assert again.corrections is not None
    assert [line.status for line in again.corrections.lines] == ["applied"]


def test_a_text_that_looks_like_a_formula_survives_the_round_trip(receive: Receive, tmp_path: Path) -> None:
    """Marked in the list, compared without the mark."""
    rows = ({"N1": "=1+1", "A2": "140"},)
    delivery = receive(*rows)
    path = tmp_path / "list.csv"
    write_corrections_template(delivery.findings, path, interviews=delivery.interviews, language="ru")
    assert ";=1+1" not in path.read_text("utf-8-sig")
    assert read_corrections(path).lines[0].interview == "=1+1"
    again = receive(*rows, corrections=filled(path, {"A2": "41"}))
    assert again.corrections is not None
    assert again.corrections.counts()["applied"] == 1


def test_a_list_is_written_as_csv_or_xlsx_only(receive: Receive, tmp_path: Path) -> None:
    """Other names are refused before anything is written."""
    delivery = receive({})
    with pytest.raises(DeliveryError) as error:
        write_corrections_template(delivery.findings, tmp_path / "list.html", interviews=delivery.interviews)
    assert error.value.code == "H009"


def test_a_list_speaks_the_first_language_of_the_questionnaire(receive: Receive, tmp_path: Path) -> None:
    """Unless another is asked for."""
    delivery = receive({"N1": "7", "A2": "140"})
    name = tmp_path / "list.csv"
    write_corrections_template(delivery.findings, name, interviews=delivery.interviews)
    usual = name.read_bytes()
    write_corrections_template(delivery.findings, name, interviews=delivery.interviews, language="kk")
    kazakh = name.read_bytes()
    write_corrections_template(delivery.findings, name, interviews=delivery.interviews, language="ru")
    assert usual == kazakh != name.read_bytes()
