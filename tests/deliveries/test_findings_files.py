"""Findings for field staff: every format holds the same, nothing in it computes, free text stays inside."""

from __future__ import annotations

import html
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from survey.deliveries import Delivery, findings_workbook, write_findings
from survey.errors import DeliveryError
from tests.deliveries.conftest import Receive

SECRET = "my neighbour Asel Q. beats her son"
FORMATS = ("xlsx", "html", "csv", "json")


def content(delivery: Delivery, path: Path, *, language: str = "kk", texts: bool = False) -> str:
    """Everything a file of findings shows, as one text."""
    write_findings(delivery.findings, path, interviews=delivery.interviews, language=language, texts=texts)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    text = path.read_text("utf-8-sig")
    return html.unescape(text) if path.suffix == ".html" else text


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(("language", "question", "answer"), [
    ("kk", "Неге сенбейсіз?", "Естідім"), ("ru", "Почему не доверяете?", "Слышал"),
])  # fmt: skip
def test_field_staff_read_the_question_and_the_answer(
    receive: Receive, tmp_path: Path, suffix: str, language: str, question: str, answer: str
) -> None:
    """With the interview, the interviewer and the finding's id."""
    delivery = receive({"B3": "2", "I1": "interviewer-161"})
    shown = content(delivery, tmp_path / f"findings.{suffix}", language=language)
    (finding,) = delivery.findings.of(rule="stray")
    for part in (question, answer, "interviewer-161", "no-1", finding.id, finding.message[language]):
        assert part in shown


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("row", [{"B5": SECRET}, {"B2": SECRET}, {"A2": SECRET}, {"D1": SECRET}])
def test_free_text_is_hidden_unless_asked_for(
    receive: Receive, tmp_path: Path, suffix: str, row: dict[str, str]
) -> None:
    """In an open question, or typed where a code, a number or a date was expected."""
    delivery = receive(row, {})
    assert SECRET in [one.value for one in delivery.findings]
    path = tmp_path / f"findings.{suffix}"
    assert "Asel" not in content(delivery, path)
    assert "Asel" in content(delivery, path, texts=True)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_wording_that_nearly_fits_is_shown(receive: Receive, tmp_path: Path, suffix: str) -> None:
    """Who mends it has to see it."""
    delivery = receive({"B2": "Совсем не доверяю ему"}, {})
    assert "Совсем не доверяю ему" in content(delivery, tmp_path / f"findings.{suffix}", language="ru")


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-cmd", "@SUM(A1)", "\t=1", ' =HYPERLINK("x")'])
@pytest.mark.parametrize("column", ["N1", "I1", "B2"])
def test_no_cell_of_a_table_is_a_formula(receive: Receive, tmp_path: Path, text: str, column: str) -> None:
    """Keys, interviewers, answers."""
    delivery = receive({column: text, "A2": "140"}, {})
    content(delivery, tmp_path / "f.xlsx", texts=True)
    content(delivery, tmp_path / "f.csv", texts=True)
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    table = pd.read_csv(tmp_path / "f.csv", dtype=str, keep_default_na=False)
    cells += [str(cell) for cell in table.to_numpy().ravel()]
    assert any("'" in cell for cell in cells)
    assert [cell for cell in cells if cell.strip()[:1] in ("=", "+", "-", "@")] == []


def test_markup_in_an_answer_is_text_of_the_page(receive: Receive, tmp_path: Path) -> None:
    """A browser shows it and does not obey it."""
    delivery = receive({"N1": "<script>alert(1)</script>", "A2": "140"})
    write_findings(delivery.findings, tmp_path / "f.html", interviews=delivery.interviews, language="ru")
    page = (tmp_path / "f.html").read_text("utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert [outside for outside in ('src="', "http://", "https://") if outside in page] == []


def test_what_a_sheet_does_not_hold_is_refused(
    receive: Receive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not cut off; a file of text holds it."""
    monkeypatch.setattr(findings_workbook, "_ROWS", 1)
    delivery = receive({"A2": "140"}, {"A2": "141"})
    with pytest.raises(DeliveryError, match="2 lines are more") as error:
        content(delivery, tmp_path / "f.xlsx")
    assert error.value.code == "H010"
    assert not (tmp_path / "f.xlsx").exists()
    assert "141" in content(delivery, tmp_path / "f.csv")


def test_a_workbook_has_a_sheet_for_each_rule_with_filters_and_a_fixed_heading(
    receive: Receive, tmp_path: Path
) -> None:
    """After a summary that leads to them."""
    delivery = receive({"A2": "140"}, {"B3": "2"}, {})
    write_findings(delivery.findings, tmp_path / "f.xlsx", interviews=delivery.interviews, language="ru")
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames[0] == "Сводка"
    assert set(book.sheetnames[1:]) == {one.rule for one in delivery.findings}
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref


def test_json_has_the_shape_that_is_documented(receive: Receive, tmp_path: Path) -> None:
    """Numbers as numbers, yes and no as true and false."""
    delivery = receive({"A2": "140"}, {})
    write_findings(delivery.findings, tmp_path / "f.json", interviews=delivery.interviews, language="ru")
    told = json.loads((tmp_path / "f.json").read_text("utf-8"))
    assert (told["file"], told["language"], told["n_delivered"], told["n_set_aside"]) == ("wave.csv", "ru", 2, 1)
    (finding,) = [one for one in told["findings"] if one["rule"] == "out_of_range"]
    assert (finding["row"], finding["set_aside"], finding["value"]) == (2, True, "140")


@pytest.mark.parametrize(
    ("name", "language", "code"),
    [("f.doc", "kk", "H006"), ("f", "kk", "H006"), ("f.csv", "fr", "H007"), ("no/f.csv", "kk", "H008")],
)
def test_what_cannot_be_written_is_told(receive: Receive, tmp_path: Path, name: str, language: str, code: str) -> None:
    """A format or a language that does not exist, a folder that is not there."""
    delivery = receive({})
    with pytest.raises(DeliveryError) as error:
        write_findings(delivery.findings, tmp_path / name, interviews=delivery.interviews, language=language)
    assert error.value.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["wave.csv"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_findings_make_a_file_that_says_so(receive: Receive, tmp_path: Path, suffix: str) -> None:
    """An empty result is a result."""
    delivery = receive({}, without=["base_weight"])
    assert len(delivery.findings) == 0
    assert content(delivery, tmp_path / f"f.{suffix}")
