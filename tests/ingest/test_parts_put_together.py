"""Texts that were put together of parts, and rows that are wider than their heading."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import ReadError
from survey.ingest import read_file

Write = Callable[[str, str], Path]


def test_decimals_that_a_comma_cut_in_two_are_no_row_numbers(written: Write) -> None:
    """The interviews count from 1, so the first cell looks like the number of the row; every answer would be shifted."""
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.csv", "H01,S03,G1\n1,34,4,5\n2,35,3,5\n"))
    assert caught.value.code == "F022"


@pytest.mark.parametrize("text", ['"H01","S03"\n"1","a",34\n"2","b",35\n', "H01;S03\n1;a;34\n2;b;35\n"])
def test_row_numbers_of_r_are_left_aside(written: Write, text: str) -> None:
    """R quotes them; with semicolons no decimal is cut."""
    raw = read_file(written("wave.csv", text))
    assert raw.cells["H01"].tolist() == ["a", "b"]
    assert [one.rule for one in raw.findings] == ["row_numbers"]


def test_a_byte_order_mark_before_a_second_heading_hides_it_not(written: Write) -> None:
    """Two exports of one tool, one after the other."""
    part = "\ufeffH01;S03;K01\n"
    raw = read_file(written("wave.csv", f"{part}1;34;a\n{part}2;35;b\n"))
    assert raw.cells["H01"].tolist() == ["1", "2"]
    assert [one.rule for one in raw.findings] == ["heading_repeated"]


def test_a_second_heading_in_another_order_is_refused(written: Write) -> None:
    """The ages of the second part would be numbers of interviews."""
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.csv", "H01;S03;K01;H04\n1;34;a;1\nH01;H04;S03;K01\n2;4;35;b\n"))
    assert (caught.value.code, "Row 3" in caught.value.fact) == ("F059", True)


def test_answers_that_are_names_of_columns_are_no_heading(written: Write) -> None:
    """One or two of them occur in honest answers."""
    raw = read_file(written("wave.csv", "H01;S03;K01;H04\nH04;34;H01;1\nS03;35;b;4\n"))
    assert len(raw) == 2


def test_signs_without_width_are_no_part_of_a_heading(written: Write) -> None:
    """Copied from a web page."""
    raw = read_file(written("wave.csv", "H01;\u200bS03;K01\u2060\n1;34;a\n"))
    assert list(raw.cells.columns) == ["H01", "S03", "K01"]
