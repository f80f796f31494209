"""The heading is found by its looks; what stands above and below it is told and never an interview."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from survey.errors import ReadError
from survey.ingest import read_file
from survey.ingest.heading_rows import find_heading
from survey.interviews import RawTable

Rows = list[list[object]]

HEADING: list[object] = ["H01", "S03", "K01", "D01"]
INTERVIEWS: Rows = [["A-1", 34, "да", 1], ["A-2", 50, "нет", 2], ["A-3", 61, "да", 1]]
IMPORT: list[object] = [f'{{"ImportId":"{name}"}}' for name in HEADING]
WORDING: list[object] = ["Номер анкеты", "Ваш возраст?", "Почему?", "Доверяете ли вы?"]


@pytest.fixture(params=["xlsx", "csv"])
def delivered(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Rows], Path]:
    """Writes the same rows as a workbook or as text."""

    def write(rows: Rows) -> Path:
        path = tmp_path / f"wave.{request.param}"
        if request.param == "csv":
            quoted = [[f'"{str(cell).replace(chr(34), 2 * chr(34))}"' for cell in row] for row in rows]
            path.write_text("".join(",".join(row) + "\n" for row in quoted), encoding="utf-8")
            return path
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([cell if cell != "" else None for cell in row])
        book.save(path)
        return path

    return write


def read(path: Path) -> tuple[list[str], list[int], list[str]]:
    raw = read_file(path)
    assert raw.records is not None
    assert raw.records.interviews == len(raw)
    return list(raw.cells.iloc[:, 0]), raw.rows.tolist(), [finding.rule for finding in raw.findings]


ABOVE: dict[str, Rows] = {
    "a title": [["Report of the agency", "", "", ""]],
    "two titles": [["Report", "", "", ""], ["2018Q1", "", "", ""]],
    "a title and a blank row": [["Report", "", "", ""], ["", "", "", ""]],
    "names of groups, merged": [["Passport", "", "Answers", ""]],
    "names of groups, repeated": [["Passport", "Passport", "Answers", "Answers"]],
    "a title with a date": [["Report", "2018-03-01", "", ""]],
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_titles_above_the_heading_are_left_out_and_told(delivered: Callable[[Rows], Path], above: Rows) -> None:
    """Rows keep the numbers of the spreadsheet."""
    ids, rows, rules = read(delivered([*above, HEADING, *INTERVIEWS]))
    first = len(above) + 2
    assert (ids, rows, rules) == (["A-1", "A-2", "A-3"], [first, first + 1, first + 2], ["titles_above"])


BELOW: dict[str, Rows] = {
    "Qualtrics": [WORDING, IMPORT],
    "only the row of ids": [IMPORT],
    "wordings": [WORDING],
}


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW)
def test_further_headings_are_no_interviews(delivered: Callable[[Rows], Path], below: Rows) -> None:
    """Question texts below the names, as exports add them."""
    rows: Rows = [[f"{name}{column}" for column in range(3) for name in HEADING]]
    rows += [row * 3 for row in [*below, *INTERVIEWS]]
    ids, numbers, rules = read(delivered(rows))
    assert (ids, numbers[0], rules) == (["A-1", "A-2", "A-3"], 2 + len(below), ["headings_below"])


def test_a_repeated_heading_is_no_interview(delivered: Callable[[Rows], Path]) -> None:
    """Files of several interviewers pasted together."""
    ids, rows, rules = read(delivered([HEADING, *INTERVIEWS, HEADING, *INTERVIEWS]))
    assert (ids, rows, rules) == (["A-1", "A-2", "A-3"] * 2, [2, 3, 4, 6, 7, 8], ["heading_repeated"])


FIRST_INTERVIEWS: dict[str, list[object]] = {
    "words where others have codes": ["A-0", "refused", "да", "refused"],
    "mostly blank": ["A-0", "", "", ""],
    "markers of blanks": ["A-0", "NA", "NA", "NA"],
    "words and one number": ["A-0", "no answer", "да", 1],
    "an open answer": ["A-0", 20, "не доверяю никому", 2],
}


@pytest.mark.parametrize("first", FIRST_INTERVIEWS.values(), ids=FIRST_INTERVIEWS)
def test_no_interview_is_taken_for_a_heading(delivered: Callable[[Rows], Path], first: list[object]) -> None:
    """What may be an interview stays one."""
    ids, _, _ = read(delivered([HEADING, first, *INTERVIEWS]))
    assert ids == ["A-0", "A-1", "A-2", "A-3"]


def test_a_doubtful_row_stays_and_is_told(delivered: Callable[[Rows], Path]) -> None:
    """Words in most columns of numbers, and a number in one."""
    heading: list[object] = ["H01", "a", "b", "c", "d"]
    rows: Rows = [heading, ["Номер", "Пол", "Возраст", "Доход", 5], *([f"A-{row}", 1, 2, 3, 4] for row in range(4))]
    ids, _, rules = read(delivered(rows))
    assert (len(ids), rules) == (5, ["heading_doubtful"])


def test_the_heading_can_be_named(delivered: Callable[[Rows], Path]) -> None:
    """By the row a spreadsheet shows."""
    path = delivered([["a", "b", "c", "d"], HEADING, *INTERVIEWS])
    assert list(read_file(path, heading_row=2).cells.columns) == HEADING


def test_a_row_that_names_almost_nothing_is_no_heading(delivered: Callable[[Rows], Path]) -> None:
    """The error says so, and how to name the row."""
    with pytest.raises(ReadError) as caught:
        read_file(delivered([["Report", "", "", ""], *INTERVIEWS]))
    assert caught.value.code == "F023"
    assert "heading_row" in caught.value.remedy


@pytest.mark.parametrize("heading_row", [0, -1])
def test_rows_are_numbered_from_1(delivered: Callable[[Rows], Path], heading_row: int) -> None:
    """Row 0 does not exist."""
    with pytest.raises(ReadError) as caught:
        read_file(delivered([HEADING, *INTERVIEWS]), heading_row=heading_row)
    assert caught.value.code == "F038"


def test_a_heading_beyond_the_last_row_is_told(delivered: Callable[[Rows], Path]) -> None:
    """Nothing stands there."""
    with pytest.raises(ReadError) as caught:
        read_file(delivered([HEADING, *INTERVIEWS]), heading_row=99)
    assert (caught.value.code, caught.value.place.endswith("row 99")) == ("F023", True)


@pytest.mark.parametrize(
    ("rows", "heading"),
    [
        ([["H01", "K01"], ["A", "да"]], 0),
        ([["H01", "", "K01"], ["A", "x", "да"]], 0),
        ([["H01", "K01", "K01"], ["A", "x", "да"]], 0),
        ([["", "H01", "S03"], ["1", "A", "34"]], 0),
        ([["1", "2"], ["3", "4"]], 0),
        ([[], ["H01", "K01"]], 1),
        ([["Титул", "", "", ""], ["H01", "E01", "E02", "1E5"], ["A", "1", "2", "3"]], 0),
        ([["Титул", "", "", ""], ["H01", "E01", "E02", "E2E"], ["A", "1", "2", "3"]], 1),
        ([], None),
    ],
)
def test_an_interview_is_never_taken_for_the_heading(rows: Rows, heading: int | None) -> None:
    """A heading with a fault stays the heading, so that its fault is told."""
    assert find_heading(rows).heading == heading


def test_what_has_names_of_its_own_has_no_heading_row(tmp_path: Path) -> None:
    """SPSS, Stata, SAS and Parquet."""
    raw_error = "F037"
    import pandas as pd

    pd.DataFrame({"H01": ["1"]}).to_parquet(tmp_path / "wave.parquet")
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / "wave.parquet", heading_row=1)
    assert caught.value.code == raw_error


def test_a_raw_table_made_by_hand_numbers_its_rows() -> None:
    """From the first row on."""
    import pandas as pd

    assert RawTable("wave.csv", "csv", "", pd.DataFrame({"H01": ["1", "2"]}), first_row=5).rows.tolist() == [5, 6]
