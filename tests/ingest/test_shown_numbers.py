"""Numbers whose sheet shows more than the number: zeros in front, percent; merged cells; identifiers that lost zeros."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from survey.errors import QuestionnaireError
from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire, read_questionnaire

QUESTIONNAIRE = """
id: money
version: "1"
title: {ru: "Предприятия", en: "Business"}
languages: [ru, en]
roles: {interview: BIN}
missing:
  - {code: -8, reason: dont_know, ru: "Не знаю", en: "Do not know"}
missing_default: [-8]
header:
  title: {ru: "Титул", en: "Cover"}
  questions:
    - {id: BIN, type: code, ru: "БИН", en: "Business number"}
blocks:
  - id: M
    title: {ru: "Деньги", en: "Money"}
    questions:
      - {id: SH, type: decimal, min: 0, max: 100, ru: "Доля экспорта, %", en: "Share of exports, %"}
      - {id: RATE, type: decimal, min: 0, max: 100, ru: "Ставка", en: "Rate"}
      - {id: LOSS, type: decimal, min: 0, max: 1, ru: "Доля потерь", en: "Share of losses"}
      - {id: EMP, type: integer, min: 0, max: 100000, ru: "Работники", en: "Employees"}
"""

Decode = Callable[..., tuple[Interviews, Findings]]


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    folder = tmp_path_factory.mktemp("business")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return read_questionnaire(folder)


@pytest.fixture(scope="module")
def read(business: Questionnaire) -> Decode:
    def decoded(read: object = None, **columns: list[object]) -> tuple[Interviews, Findings]:
        n = len(next(iter(columns.values())))
        cells = pd.DataFrame({"BIN": [f"{at:03}" for at in range(n)], **columns}, dtype=object)
        return decode(RawTable("wave.csv", "csv", "", cells), business, read=read)  # type: ignore[arg-type]

    return decoded


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Numbers with formats, as an office saves them; two cells merged in the data and two in the title."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (
        ["Предприятия", None, None, None],
        ["BIN", "SH", "EMP", "household"],
        [7, 0.125, 12, 7],
        [240, 0.5, None, 15],
        ["000000001111", 0.3333, 3, 100],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("C3:C4")
    for row in sheet.iter_rows(min_row=3):
        row[0].number_format, row[1].number_format, row[3].number_format = "0" * 12, "0.0%", '000;-000;"-"'
    path = tmp_path_factory.mktemp("formats") / "wave.xlsx"
    made.save(path)
    return path


def test_numbers_are_read_with_the_zeros_that_the_sheet_shows(workbook: Path, business: Questionnaire) -> None:
    """What a person reads in the sheet is the identifier, also in a column of no question."""
    raw = read_file(workbook)
    interviews, _ = decode(raw, business)
    assert interviews.ids.tolist() == ["000000000007", "000000000240", "000000001111"]
    assert interviews.texts("household").tolist() == ["007", "015", "100"]
    (told,) = raw.findings.of(rule="zeros_shown")
    assert (told.severity, told.message["en"].endswith("read as shown: A, D.")) == ("info", True)


def test_percent_of_a_sheet_is_read_as_it_is_shown(workbook: Path, business: Questionnaire) -> None:
    """The cell keeps 0.125; the question asks for percent and the sheet shows 12.5%."""
    interviews, findings = decode(read_file(workbook), business)
    assert interviews.values("SH").tolist() == [12.5, 50.0, 33.33]
    assert [one.severity for one in findings.of(rule="percent_number")] == ["info"]
    shares, _ = decode(read_file(workbook), business, read={"SH": {"percent": "share"}})
    assert shares.values("SH").tolist() == [0.125, 0.5, 0.3333]


def test_merged_cells_of_answers_are_told_and_those_of_a_title_are_not(workbook: Path) -> None:
    """The second interview has an empty cell, although the sheet shows an answer."""
    raw = read_file(workbook)
    (told,) = raw.findings.of(rule="cells_merged")
    assert (told.severity, "C3:C4" in told.message["ru"], "A1" in told.message["ru"]) == ("warning", True, False)


def test_percent_signs_are_read_by_range_and_by_wording(read: Decode) -> None:
    """A share of losses is at most 1; twelve employees are not 0.12; the wording of exports has the sign."""
    interviews, findings = read(SH=["0,5%", "50 %"], LOSS=["5%", "10%"], EMP=["12%", "13 %"])
    assert interviews.values("SH").tolist() == [0.5, 50.0]
    assert interviews.values("LOSS").tolist() == [0.05, 0.1]
    assert interviews.values("EMP").tolist() == [12.0, 13.0]
    assert {(one.rule, one.variable) for one in findings if one.rule.startswith("percent")} == {
        ("percent_number", "SH"),
        ("percent_share", "LOSS"),
        ("percent_number", "EMP"),
    }


def test_percent_signs_that_may_be_both_block_the_file_until_the_wave_decides(read: Decode) -> None:
    """A rate of 12% is 12 or 0.12."""
    _, findings = read(RATE=["12%", "7%"])
    (told,) = findings.of(rule="percent_unclear")
    assert (told.severity, told.interview) == ("error", None)
    for reading, expected in (("number", [12.0, 7.0]), ("share", [0.12, 0.07])):
        assert f"read: {{RATE: {{percent: {reading}}}}}" in told.message["kk"]
        interviews, decided = read(RATE=["12%", "7%"], read={"RATE": {"percent": reading}})
        assert interviews.values("RATE").tolist() == expected
        assert not [one for one in decided if one.rule.startswith(("percent", "decision"))]


def test_percent_means_nothing_for_an_identifier(read: Decode) -> None:
    """Refused with its place."""
    with pytest.raises(QuestionnaireError) as caught:
        read(RATE=["1"], read={"BIN": {"percent": "number"}})
    assert [one.code for one in caught.value.complaints] == ["F092"]


def test_percent_of_a_column_of_no_question_is_a_share(read: Decode) -> None:
    """As the spreadsheet keeps it."""
    interviews, _ = read(SH=[1, 2], growth=["12,5%", "7%"])
    assert interviews.values("growth").tolist() == [0.125, 0.07]


@pytest.mark.parametrize(
    ("given", "n"),
    [
        (["007", "12", "345"], 1),
        (["007", 12, 345.0, 5], 2),
        (["1", "12", "345"], 0),
        (["007", "012", "345"], 0),
        (["007", "12", "3456"], 0),
        (["A-7", "A-12", "0"], 0),
    ],
)
def test_identifiers_that_lost_zeros_are_told(read: Decode, given: list[object], n: int) -> None:
    """Where those with zeros have one length and none is longer."""
    _, findings = read(BIN=given, EMP=[1] * len(given))
    told = findings.of(rule="zeros_lost")
    assert [one.message["en"].partition(": ")[2][:2].strip() for one in told] == ([str(n)] if n else [])


def test_an_ods_is_read_as_its_sheet_shows_it(tmp_path: Path, business: Questionnaire) -> None:
    """Percent with every digit that the cell keeps, zeros in front; other numbers stay numbers."""
    kinds = {"BIN": "float", "SH": "percentage", "EMP": "float"}
    rows = [
        [("7", "007"), ("0.12345", "12%"), ("12", "12")],
        [("8", "008"), ("0.5", "50%"), ("1000", "1 000")],
    ]

    def cell(kind: str, value: str, shown: str) -> str:
        what = f'office:value-type="{kind}"' + (f' office:value="{value}" calcext:value-type="{kind}"' if value else "")
        return f"<table:table-cell {what}><text:p>{shown}</text:p></table:table-cell>"

    lines = ["".join(cell("string", "", name) for name in kinds)]
    lines += ["".join(cell(kind, *one) for kind, one in zip(kinds.values(), row, strict=True)) for row in rows]
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "manifest")
    )
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    content = (
        f'<office:document-content {names} xmlns:calcext="urn:x"><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(tmp_path / "wave.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {names}></manifest:manifest>")
    raw = read_file(tmp_path / "wave.ods")
    assert raw.format == "ods"
    interviews, _ = decode(raw, business)
    assert interviews.ids.tolist() == ["007", "008"]
    assert interviews.values("SH").tolist() == [12.345, 50.0]
    assert interviews.values("EMP").tolist() == [12.0, 1000.0]
