"""Delimited text: its records balance, its quotation marks swallow nothing, its delimiter is the right one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import ReadError
from survey.ingest import read_file
from survey.interviews import RawTable, Records

Write = Callable[[str, bytes | str], Path]

WIDE = 12
HEADING = ";".join(f"Q{column:02d}" for column in range(WIDE)) + "\n"


def record(number: int, **cells: str) -> str:
    """One record of the wide table: its number, then plain codes; ``c3=...`` replaces a cell."""
    values = [str(number), *(str(column % 5) for column in range(1, WIDE))]
    for name, cell in cells.items():
        values[int(name[1:])] = cell
    return ";".join(values) + "\n"


def table(changed: dict[int, str], n: int = 300) -> str:
    """The wide table with some records replaced."""
    return HEADING + "".join(changed.get(number, record(number)) for number in range(n))


def rules(raw: RawTable) -> list[str]:
    return [finding.rule for finding in raw.findings]


def balance(raw: RawTable) -> bool:
    assert raw.records is not None
    return raw.records.interviews == len(raw.cells)


# Quotation marks

SWALLOWING = {
    "never closed": {10: record(10, c3='"first')},
    "closed by another one that opens": {10: record(10, c3='"first'), 210: record(210, c3='"second')},
    "closed by one at the end of a cell": {10: record(10, c3='"first'), 210: record(210, c3='second"')},
    "closed in the next line": {10: record(10, c3='"first'), 11: record(11, c3='second"')},
    "closed by a quoted answer": {10: record(10, c3='"first'), 210: record(210, c3='"a; b"')},
    "opened in the last cell": {10: record(10, c11='"first'), 210: record(210, c11='second"')},
    "opened in the first cell": {10: '"' + record(10), 210: record(210, c0='210"')},
}


@pytest.mark.parametrize("changed", SWALLOWING.values(), ids=SWALLOWING)
def test_a_quotation_mark_swallows_no_records(written: Write, changed: dict[int, str]) -> None:
    """The line in which it was opened is named; records begin in line 2."""
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.csv", table(changed)))
    assert caught.value.code == "F026"
    assert caught.value.place.endswith("wave.csv, line 12")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("width", [3, 4, 8])
def test_narrow_tables_are_guarded_too(written: Write, delimiter: str, width: int) -> None:
    """Few cells per line look like prose soonest."""
    lines = [delimiter.join(str(number + column) for column in range(width)) for number in range(100)]
    lines[20] = lines[20].replace(delimiter, delimiter + '"', 1)
    lines[60] = lines[60].replace(delimiter, delimiter + '"', 1)
    heading = delimiter.join(f"Q{column}" for column in range(width))
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.csv", "\n".join([heading, *lines, ""])))
    assert caught.value.code == "F026"


ANSWERS = [
    "one\ntwo",
    "yes, no\nperhaps, never\nnot at all, really",
    "first; second; third\nfourth; fifth",
    "1) a, b\n2) c, d\n\n3) e",
    'said "no"\nand left',
    "\n",
    "a\r\nb",
]


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("width", [2, 3, 5, 12])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_an_honest_answer_of_several_lines_is_read(written: Write, answer: str, width: int, delimiter: str) -> None:
    """Commas and semicolons in it are prose."""
    quoted = '"' + answer.replace('"', '""') + '"'
    lines = [delimiter.join([str(number), *["7"] * (width - 2), quoted]) for number in range(30)]
    heading = delimiter.join(f"Q{column}" for column in range(width))
    raw = read_file(written("wave.csv", "\n".join([heading, *lines, ""])))
    assert raw.cells[f"Q{width - 1}"].tolist() == [answer] * 30
    assert balance(raw)


@pytest.mark.parametrize(
    ("cell", "read"),
    [('LLP "Rose"', 'LLP "Rose"'), ('"Rose" LLP', "Rose LLP"), ('5" pipe', '5" pipe'), ('a "b" c "d"', 'a "b" c "d"')],
)
def test_a_quotation_mark_inside_an_answer_is_read_and_told(written: Write, cell: str, read: str) -> None:
    """No record is lost; the line is named."""
    raw = read_file(written("wave.csv", table({10: record(10, c3=cell)})))
    assert (len(raw), raw.cells["Q03"][10]) == (300, read)
    assert rules(raw) == ["quotes_stray"]
    assert "12" in raw.findings[0].message["en"]


# Records


def test_a_quotation_mark_in_a_file_without_a_last_line_end_is_read(written: Write) -> None:
    """The last record is whole, and so are the others."""
    raw = read_file(written("wave.csv", table({7: record(7, c3='1" 2')}).rstrip("\n")))
    assert len(raw) == 300
    assert raw.cells["Q03"][7] == '1" 2'


def test_every_record_of_a_text_is_counted(written: Write) -> None:
    """A hint, a title, the heading, its repetition, blank lines within and at the end, and interviews."""
    text = "sep=;\nReport;;\nH01;S03;K01\n1;34;a\n\nH01;S03;K01\n2;50;b\n;;\n\n\n"
    raw = read_file(written("wave.csv", text))
    assert raw.records == Records(10, heading=4, blank=3)
    assert raw.rows.tolist() == [4, 5, 7]
    assert rules(raw) == ["titles_above", "heading_repeated"]
    assert balance(raw)


def test_a_last_line_without_its_end_is_told(written: Write) -> None:
    """All other lines have one: the transfer may have been cut off."""
    assert rules(read_file(written("a.csv", "H01;S03\n1;34\n2;50"))) == ["last_line_open"]
    assert rules(read_file(written("b.csv", "H01;S03\n1;34\n2;50\n"))) == []


def test_zero_bytes_are_told_with_their_line(written: Write) -> None:
    """A disk or a transfer that failed leaves them."""
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.csv", table({10: record(10, c3="\0\0\0")})))
    assert caught.value.code == "F027"
    assert caught.value.place.endswith("line 12")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "utf-32"])
def test_every_end_of_line_in_every_encoding(written: Write, end: str, encoding: str) -> None:
    """Windows, Unix and the old Macintosh."""
    text = end.join(["H01;K01", *(f"{number};да" for number in range(50)), ""])
    raw = read_file(written("wave.csv", text.encode(encoding)))
    assert raw.cells["K01"].tolist() == ["да"] * 50
    assert (len(raw), rules(raw)) == (50, [])


def test_mixed_ends_of_lines_are_read(written: Write) -> None:
    """Files pasted together from two systems."""
    raw = read_file(written("wave.csv", "H01;K01\n1;a\r\n2;b\n3;c\r\n"))
    assert raw.cells["K01"].tolist() == ["a", "b", "c"]


# Delimiters

SAMPLES = {
    "decimal commas": ("a;b;c\n" + "1,5;2,5;3,5\n" * 9, ";", 3),
    "a heading full of commas": ("H01;K01, a, b;c\n" + "1;2,5;3,5\n" * 9, ";", 3),
    "one decimal comma per line": ("H01;B,03\n" + "1;2,5\n" * 9, ";", 2),
    "semicolons within quotation marks": ('H01,"K; 1"\n' + '1,"a; b"\n' * 9, ",", 2),
    "lists with semicolons": ("H01,B03\n1,1;2\n2,3\n3,1;2;3\n", ",", 2),
    "texts full of commas": ("H01\tK01\n" + "1\tyes, no, perhaps\n" * 9, "\t", 2),
    "a title above": ("Report, first quarter\nH01;S03;K01\n1;2;a, b\n2;3;c\n", ";", 3),
    "one column": ("K01\nyes, no\nperhaps; or, not\nno\n", None, 1),
    "one column of codes": ("H01\n1\n2\n", None, 1),
}


@pytest.mark.parametrize(("text", "delimiter", "width"), SAMPLES.values(), ids=SAMPLES)
def test_the_delimiter_is_found_in_hostile_text(written: Write, text: str, delimiter: str | None, width: int) -> None:
    """Only the true one cuts a table with a heading."""
    raw = read_file(written("wave.csv", text))
    assert (raw.delimiter, len(raw.cells.columns)) == (delimiter, width)


def test_two_delimiters_that_fit_alike_are_told(written: Write) -> None:
    """Either reading gives a table, and nothing tells which is meant."""
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.csv", "a,b;c\n" + "x,y;z\n" * 9))
    assert caught.value.code == "F028"


@pytest.mark.parametrize(
    "text",
    [
        "H01;S03\n1;34;\n2;50;\n",
        "H01;S03;\n1;34\n2;50\n",
        "H01;S03;;\n1;34;;\n2;50;;\n",
        ";H01;S03\n1;1;34\n2;2;50\n",
        ";H01;S03\n0;1;34\n1;2;50\n",
        'H01;S03\n"1";1;34\n"2";2;50\n',
    ],
)
def test_a_column_that_holds_nothing_is_left_out(written: Write, text: str) -> None:
    """A delimiter at the end of lines, and the row numbers of R and pandas."""
    raw = read_file(written("wave.csv", text))
    assert raw.cells.to_dict("list") == {"H01": ["1", "2"], "S03": ["34", "50"]}
    assert balance(raw)


@pytest.mark.parametrize("numbers", [("5", "9"), ("2", "1"), ("a", "b"), ("1", "")])
def test_a_column_without_a_name_that_holds_more_is_an_error(written: Write, numbers: tuple[str, str]) -> None:
    """It may be the key of the interviews."""
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.csv", f";H01\n{numbers[0]};1\n{numbers[1]};2\n"))
    assert caught.value.code == "F024"
