"""The encoding is chosen by evidence, and the evidence is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import ReadError
from survey.ingest import read_file
from survey.ingest.encoding import decode_bytes

TEXT = "H01;K01\n1;Қарым-қатынас жақсы, өңірде тұрақты\n2;Отношения хорошие\n"
RUSSIAN = "H01;K01\n1;Отношения хорошие, «всё» спокойно\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("kz1048", "kz1048"),
    ],
)
def test_kazakh_text_survives_every_encoding_that_has_its_letters(
    written: Callable[[str, bytes], Path], encoding: str, found: str
) -> None:
    """The same cells come out, and the encoding is named."""
    raw = read_file(written("wave.csv", TEXT.encode(encoding)))
    assert raw.cells["K01"].tolist() == ["Қарым-қатынас жақсы, өңірде тұрақты", "Отношения хорошие"]
    assert list(raw.cells.columns) == ["H01", "K01"]
    assert raw.encoding == found


def test_russian_text_is_windows_1251() -> None:
    """Both one-byte encodings read it alike; the one everybody knows is named."""
    decoded = decode_bytes(RUSSIAN.encode("cp1251"), "wave.csv")
    assert (decoded.text, decoded.encoding) == (RUSSIAN, "cp1251")
    assert decoded.note == "encoding cp1251, not UTF-8, and no letter in which KZ-1048 would differ"


def test_the_evidence_for_kz1048_is_told() -> None:
    """Letters that would be Serbian, Macedonian or Ukrainian in Windows-1251."""
    decoded = decode_bytes("қала қала өңір".encode("kz1048"), "wave.csv")
    assert decoded.note == "encoding kz1048, not UTF-8, and 4 letters such as қ ө ң would be ќ ґ ѕ in cp1251"


def test_ascii_is_read_as_utf8() -> None:
    """Codes alone need no Cyrillic; every encoding reads them alike."""
    assert decode_bytes(b"H01;S03\n", "wave.csv").note == "encoding ASCII only, read as utf-8"


def test_utf8_with_a_broken_byte_is_told_with_its_line() -> None:
    """Read as Windows-1251 it would be a page of nonsense."""
    data = ("H01;K01\n" + "1;Отношения хорошие\n" * 3).encode()
    broken = data[:-6] + b"\xd0;" + data[-6:]
    with pytest.raises(ReadError) as caught:
        decode_bytes(broken, "wave.csv")
    assert caught.value.code == "F020"
    assert "line 4" in caught.value.fact


def test_letters_of_no_encoding_known_here_are_told() -> None:
    """A file of old MS-DOS."""
    with pytest.raises(ReadError) as caught:
        decode_bytes("H01;K01\n1;Отношения хорошие во всей области\n".encode("cp866"), "wave.csv")
    assert (caught.value.code, caught.value.place) == ("F021", "wave.csv")


@pytest.mark.parametrize("encoding", ["koi8-r", "koi8-u", "iso8859-5"])
def test_words_that_go_on_in_capitals_are_of_another_encoding(encoding: str) -> None:
    """Every letter of KOI8-R is a Cyrillic letter of Windows too; only the case is the wrong way round."""
    text = "H01;K01\n" + "1;Построить Дорогу, Открыть Школу\n" * 3
    with pytest.raises(ReadError) as caught:
        decode_bytes(text.encode(encoding), "wave.csv")
    assert caught.value.code == "F021"


def test_abbreviations_are_of_no_other_encoding() -> None:
    """Capitals within words occur in honest text."""
    text = "H01;K01\n" + "1;ҚХАның ЖШСдағы кВт, работа и школы в ТОО, хорошие дороги\n" * 3
    assert decode_bytes(text.encode("kz1048"), "wave.csv").text == text


@pytest.mark.parametrize("n", [1, 3, 40])
def test_few_letters_of_utf8_beside_many_broken_bytes_are_still_utf8(n: int) -> None:
    """Letters of Windows-1251 hardly ever make a letter of UTF-8."""
    data = ("H01;K01\n" + "1;Построить дорогу\n" * 3).encode() + b"2;\xed\xa0\x80\n" * n
    with pytest.raises(ReadError) as caught:
        decode_bytes(data, "wave.csv")
    assert caught.value.code == "F020"


def test_a_line_of_utf8_in_windows_text_is_told() -> None:
    """Two files were joined; read as one encoding, the line would be nonsense."""
    data = ("H01;K01\n" + "1;Построить дорогу\n" * 10).encode("cp1251") + "2;Построить школу\n".encode()
    with pytest.raises(ReadError) as caught:
        decode_bytes(data, "wave.csv")
    assert caught.value.code == "F020"
    assert "line 12" in caught.value.fact
