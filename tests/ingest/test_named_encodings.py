"""Texts in Latin letters, texts encoded twice, and encodings and delimiters that the wave names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import ReadError
from survey.findings import Finding
from survey.ingest import read_file
from survey.ingest.encoding import decode_bytes
from survey.ingest.read_lines import as_decisions
from survey.questionnaire import Questionnaire
from survey.text import Catalogue

Write = Callable[[str, bytes], Path]

SPANISH = "H01;K01\n1;niño con fiebre\n2;año difícil, señora\n"
RUSSIAN = "H01;K01\n1;Қарым-қатынас жақсы\n2;Отношения хорошие, «всё» спокойно\n3;И я, Иван\n"


def about(findings: object) -> list[tuple[str, str]]:
    assert hasattr(findings, "__iter__")
    return [(one.rule, one.severity) for one in findings if isinstance(one, Finding)]


@pytest.mark.parametrize(
    ("text", "encoding", "severity"),
    [
        (SPANISH, "cp1252", "info"),
        ("H01;K01\n1;Müller über größte Straße\n", "cp1252", "info"),
        ("H01;K01\n1;élève à Noël, « sœur »\n", "cp1252", "info"),
        ("H01;K01\n1;żółć, łódź, książka\n", "cp1250", "info"),
        ("H01;K01\n1;příliš žluťoučký kůň\n", "cp1250", "info"),
        ("H01;K01\n1;çocuğum ışık şehir\n", "cp1254", "info"),
        ("H01;K01\n1;São João não\n", "cp1252", "warning"),
    ],
)
def test_accented_latin_letters_are_no_cyrillic_ones(text: str, encoding: str, severity: str) -> None:
    """As Windows-1251 niño would be niсo; a warning where another encoding fits as well."""
    decoded = decode_bytes(text.encode(encoding), "wave.csv")
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert about(decoded.findings) == [("encoding_latin", severity)]


def test_a_latin_letter_in_a_cyrillic_word_makes_no_latin_text() -> None:
    """Typed on the wrong keyboard."""
    text = "H01;K01\n1;Cіз дорога Мария школа Oтношения\n"
    assert decode_bytes(text.encode("cp1251"), "wave.csv").text == text


@pytest.mark.parametrize("text", [SPANISH, RUSSIAN])
@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "latin-1"])
def test_letters_that_were_encoded_twice_are_read_as_meant(text: str, encoding: str) -> None:
    """A program took UTF-8 for a one-byte encoding; bytes that it leaves open became control characters."""
    once = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())
    decoded = decode_bytes(once.encode(), "wave.csv")
    if (text, encoding) == (SPANISH, "cp1251"):  # two letters alone are no evidence: «Р»
        assert decoded.text in (text, once)
    else:
        assert decoded.text == text
        assert about(decoded.findings) == [("encoding_twice", "warning")]


def test_a_byte_order_mark_that_was_encoded_twice_is_no_part_of_the_heading(written: Write) -> None:
    """The heading would be ï»¿H01, and no column would have the number of the interview."""
    once = ("\ufeff" + SPANISH).encode().decode("latin-1").encode()
    raw = read_file(written("wave.csv", once))
    assert list(raw.cells.columns) == ["H01", "K01"]


def test_some_rows_that_were_encoded_twice_are_repaired_and_the_others_are_kept(written: Write) -> None:
    """Two files were put together."""
    twice = "4;Казахский язык\n".encode().decode("latin-1")
    raw = read_file(written("wave.csv", (RUSSIAN + twice).encode()))
    assert raw.cells["K01"].tolist()[1:] == ["Отношения хорошие, «всё» спокойно", "И я, Иван", "Казахский язык"]
    assert [one.rule for one in raw.findings] == ["encoding_twice"]


@pytest.mark.parametrize("text", ["«Р» СССР» БІРІ СІЗ РІ", "naïve café ÁÉ ãé IRMÃ» ñandú", "ұлт «Қазақстан»… №5"])
def test_honest_letters_are_not_decoded_twice(text: str) -> None:
    """Capitals before quotation marks look like the bytes of a letter."""
    decoded = decode_bytes(f"H01;K01\n1;{text}\n".encode(), "wave.csv")
    assert decoded.text == f"H01;K01\n1;{text}\n"
    assert not decoded.findings


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("H01;K01\n1;Отношения хорошие во всей области\n", "koi8-r"),
        ("H01;K01\n1;Отношения хорошие во всей области\n", "cp866"),
        (SPANISH, "cp850"),
    ],
)
def test_an_old_encoding_is_refused_with_the_line_that_names_it(written: Write, text: str, encoding: str) -> None:
    """With this line the text is read; nothing is guessed any more."""
    path = written("wave.csv", text.encode(encoding))
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.code == "F021"
    assert f"read: {{encoding: {encoding}}}" in caught.value.remedy
    assert read_file(path, encoding=encoding).cells["K01"].tolist() == [
        line.partition(";")[2] for line in text.splitlines()[1:]
    ]


def test_a_wrong_byte_order_mark_is_left_out_where_the_encoding_is_named(written: Write) -> None:
    """The mark of UTF-8 before Windows-1251."""
    path = written("wave.csv", b"\xef\xbb\xbf" + "H01;K01\n1;Всё хорошо\n".encode("cp1251"))
    assert read_file(path, encoding="cp1251").cells["K01"].tolist() == ["Всё хорошо"]


def test_a_delimiter_is_named_by_its_name_or_by_the_sign(written: Write) -> None:
    """Where two fit alike, or where the sign is an unusual one."""
    path = written("wave.csv", b"H01~K01\n1~a;b\n2~c;d\n")
    assert list(read_file(path, delimiter="~").cells.columns) == ["H01", "K01"]
    path = written("both.csv", b"a,b;c\n" + b"x,y;z\n" * 9)
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert (caught.value.code, "read: {delimiter: " in caught.value.remedy) == ("F028", True)
    assert list(read_file(path, delimiter="semicolon").cells.columns) == ["a,b", "c"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"encoding": "no-such"}, "F055"),
        ({"encoding": "base64"}, "F055"),
        ({"encoding": "utf-8"}, "F056"),
        ({"delimiter": "dots"}, "F057"),
    ],
)
def test_a_name_that_does_not_fit_is_refused(written: Write, options: dict[str, str], code: str) -> None:
    """With the names that exist."""
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.csv", RUSSIAN.replace("қ", "к").replace("Қ", "К").encode("cp1251")), **options)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_statistical_file_has_no_encoding_to_name(written: Write) -> None:
    """Its texts are decoded by what their bytes are."""
    with pytest.raises(ReadError) as caught:
        read_file(written("wave.sav", b"$FL2" + bytes(200)), encoding="cp1251")
    assert caught.value.code == "F058"


def test_the_wave_names_encoding_and_delimiter(form: Questionnaire) -> None:
    """As lines under read:."""
    decisions = as_decisions({"encoding": "koi8-r", "delimiter": "tab"}, form)
    assert (decisions.encoding, decisions.delimiter) == ("koi8-r", "tab")


def test_the_line_that_names_an_encoding_is_in_every_sentence() -> None:
    """A reader in any language can copy it."""
    for language in ("kk", "ru", "en"):
        sentence = Catalogue.load("survey.ingest").text("encoding_latin", encoding="cp1252", words="niño")[language]
        assert "read: {encoding: cp1250}" in sentence


def test_a_link_that_leads_nowhere_says_where_it_leads(tmp_path: Path) -> None:
    """Not "Did you mean" with its own name."""
    link = tmp_path / "wave.csv"
    try:
        link.symlink_to("elsewhere.csv")
    except OSError:  # Windows without the right to make links
        link.write_bytes(b"")
        return
    with pytest.raises(ReadError) as caught:
        read_file(link)
    assert (caught.value.code, "elsewhere.csv" in caught.value.fact) == ("F003", True)
