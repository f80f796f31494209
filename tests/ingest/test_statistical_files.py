"""SPSS, Stata and SAS: everything declared is carried, damage and wrong encodings are told."""

import datetime
import random
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from survey.errors import ReadError, SurveyError
from survey.ingest import read_file, statistical_checks
from survey.ingest.repeating_columns import written_out
from survey.ingest.statistical_headers import SpssHeader
from survey.interviews import RawTable, ResponseSet

CELLS = pd.DataFrame({"H01": [f"A-{row}" for row in range(40)], "S03": [20.0 + row for row in range(40)]})
WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    "sav": pyreadstat.write_sav,
    "zsav": lambda cells, path: pyreadstat.write_sav(cells, path, compress=True),
    "dta": pyreadstat.write_dta,
    "xpt": pyreadstat.write_xport,
    "por": pyreadstat.write_por,
}
READERS: dict[str, Callable[[Path], tuple[pd.DataFrame, object]]] = {
    "sav": pyreadstat.read_sav,
    "dta": pyreadstat.read_dta,
    "xpt": pyreadstat.read_xport,
}
CASES_AT = 80


def delivered(folder: Path, format_: str, cells: pd.DataFrame = CELLS) -> Path:
    path = folder / f"wave.{format_}"
    WRITERS[format_](cells, path)
    return path


def rules(raw: RawTable) -> dict[str, str]:
    return {finding.rule: finding.severity for finding in raw.findings}


def with_cases(path: Path, number: int) -> Path:
    data = bytearray(path.read_bytes())
    struct.pack_into("<i", data, CASES_AT, number)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("format_", WRITERS)
def test_every_format_is_read_and_counted(tmp_path: Path, format_: str) -> None:
    """The same interviews from every program."""
    raw = read_file(delivered(tmp_path, format_))
    assert raw.format == format_
    assert raw.cells.to_dict("list") == CELLS.to_dict("list")
    assert raw.records is not None
    assert (raw.records.physical, raw.records.interviews) == (40, 40)


# Declared missing values


def test_missing_values_of_spss_are_carried(tmp_path: Path) -> None:
    """Single values, ranges, a range with a value, and those of text variables."""
    cells = pd.DataFrame({"H01": ["1"], "a": [1.0], "b": [1.0], "c": [1.0], "d": ["да"]})
    pyreadstat.write_sav(
        cells,
        tmp_path / "wave.sav",
        missing_ranges={
            "a": [9999, -9],
            "b": [{"lo": 97, "hi": 99}],
            "c": [{"lo": -np.inf, "hi": -1}, 98],
            "d": ["NA", "ZZ"],
        },
    )
    missing = read_file(tmp_path / "wave.sav").user_missing
    assert set(missing["a"]) == {(9999.0, 9999.0), (-9.0, -9.0)}
    assert missing["b"] == ((97.0, 99.0),)
    assert set(missing["c"]) == {(-np.inf, -1.0), (98.0, 98.0)}
    assert missing["d"] == (("NA", "NA"), ("ZZ", "ZZ"))


def test_letters_of_stata_are_declared_missing(tmp_path: Path) -> None:
    """`.a` and `.b` are different answers, and neither is a plain blank."""
    cells = pd.DataFrame({"H01": ["1", "2", "3", "4"], "S03": pd.Series([1, "a", "b", None], dtype=object)})
    pyreadstat.write_dta(cells, tmp_path / "wave.dta", missing_user_values={"S03": ["a", "b"]})
    raw = read_file(tmp_path / "wave.dta")
    assert raw.cells["S03"].tolist()[:3] == [1, "a", "b"]
    assert raw.user_missing == {"S03": (("a", "a"), ("b", "b"))}


def multiple_response(path: Path, definition: bytes) -> Path:
    """An SPSS file with a record of multiple-response sets before its data."""
    data = path.read_bytes()
    at = data.index(struct.pack("<iii", 7, 3, 4))
    record = struct.pack("<iiii", 7, 7, 1, len(definition)) + definition
    path.write_bytes(data[:at] + record + data[at:])
    return path


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (
            b"$media=D1 1 5 Media b1 b2\n",
            ResponseSet("media", "Media", "dichotomies", 1.0, ("B1", "B2")),
        ),
        (b"$media=C 5 Media b1 b2\n", ResponseSet("media", "Media", "categories", None, ("B1", "B2"))),
    ],
)
def test_multiple_response_sets_are_carried(tmp_path: Path, definition: bytes, expected: ResponseSet) -> None:
    """Columns under the names of the file."""
    pyreadstat.write_sav(pd.DataFrame({"B1": [1.0, 0.0], "B2": [0.0, 1.0]}), tmp_path / "wave.sav")
    assert read_file(multiple_response(tmp_path / "wave.sav", definition)).response_sets == {"media": expected}


# Dates


SECONDS = {
    datetime.date(1985, 3, 15): "date",
    datetime.date(1900, 1, 1): "date",
    datetime.date(9999, 12, 31): "date",
    datetime.date(1582, 10, 15): "date",
}
SPSS_ORIGIN = datetime.datetime(1582, 10, 14)


def spss_seconds(day: datetime.date) -> float:
    return (datetime.datetime.combine(day, datetime.time()) - SPSS_ORIGIN).total_seconds()


def test_dates_within_the_calendar_are_dates(tmp_path: Path) -> None:
    """Also the ones that stand for something else."""
    cells = pd.DataFrame({"H10": [spss_seconds(day) for day in SECONDS]})
    pyreadstat.write_sav(cells, tmp_path / "wave.sav", variable_format={"H10": "DATE11"})
    assert read_file(tmp_path / "wave.sav").cells["H10"].tolist() == list(SECONDS)


@pytest.mark.parametrize(
    ("format_", "seconds", "read"),
    [
        ("DATE11", spss_seconds(datetime.date(2018, 3, 1)) + 18162 * 365.2425 * 86400, "20180"),
        ("DATE11", -86400.0 * 400 * 366, "1181"),
        ("DATETIME20", spss_seconds(datetime.date(2018, 3, 1)) + 9000 * 365.2425 * 86400, "11018"),
        ("TIME8", 30 * 3600.0 + 15 * 60, "30:15:00"),
        ("TIME8", -3600.0, "-01:00:00"),
    ],
)
def test_moments_outside_the_calendar_are_kept_as_text(tmp_path: Path, format_: str, seconds: float, read: str) -> None:
    """One cell stops no file, and its neighbours keep their values."""
    good = 36_000.0 if format_ == "TIME8" else spss_seconds(datetime.date(2018, 3, 1))
    cells = pd.DataFrame({"H10": [good, seconds, np.nan]})
    pyreadstat.write_sav(cells, tmp_path / "wave.sav", variable_format={"H10": format_})
    shown = read_file(tmp_path / "wave.sav").cells["H10"].tolist()
    assert str(shown[1]).startswith(read)
    assert not isinstance(shown[0], str | float)
    assert pd.isna(shown[2])


@pytest.mark.parametrize("number", [1e300, -1e300, np.inf, -np.inf, 1.7e308])
def test_numbers_that_are_no_moment_stop_nothing(tmp_path: Path, number: float) -> None:
    """They come as the numbers they are, or blank."""
    cells = pd.DataFrame({"H10": [spss_seconds(datetime.date(2018, 3, 1)), number]})
    pyreadstat.write_sav(cells, tmp_path / "wave.sav", variable_format={"H10": "DATE11"})
    assert read_file(tmp_path / "wave.sav").cells["H10"][0] == datetime.date(2018, 3, 1)


@pytest.mark.parametrize("format_", ["sav", "dta", "xpt"])
def test_moments_are_those_of_the_library(tmp_path: Path, format_: str) -> None:
    """Same values and types as a direct read of the library gives; it gives nanoseconds before pandas 3."""
    cells = CELLS.assign(
        day=pd.Series([datetime.date(2018, 1, 1 + row % 28) if row % 3 else None for row in range(40)], dtype=object),
        hour=pd.Series([datetime.time(row % 24, row % 60) if row % 4 else None for row in range(40)], dtype=object),
        moment=pd.date_range("2018-01-01 10:07:09", periods=40, freq="37min"),
    )
    path = delivered(tmp_path, format_, cells)
    direct, _ = READERS[format_](path)
    expected = direct.astype({"moment": "datetime64[us]"})
    pd.testing.assert_frame_equal(read_file(path).cells, expected, check_exact=True)


@pytest.mark.parametrize("display", ["%tdDD/NN/CCYY", "%tdCCYY.NN.DD", "%td", "%d"])
def test_every_display_of_a_date_of_stata_is_a_date(tmp_path: Path, display: str) -> None:
    """The library knows some only; the others would come as numbers of days."""
    cells = pd.DataFrame({"H10": [21244.0, 21245.0]})
    pyreadstat.write_dta(cells, tmp_path / "wave.dta", variable_format={"H10": display})
    assert read_file(tmp_path / "wave.dta").cells["H10"].tolist() == [
        datetime.date(2018, 3, 1),
        datetime.date(2018, 3, 2),
    ]


# Number of records


@pytest.mark.parametrize("format_", ["sav", "zsav"])
@pytest.mark.parametrize("declared", [39, 1, 0])
def test_a_header_with_fewer_cases_blocks_and_loses_none(tmp_path: Path, format_: str, declared: int) -> None:
    """All cases are read, and the difference is told."""
    raw = read_file(with_cases(delivered(tmp_path, format_), declared))
    assert (len(raw), rules(raw)) == (40, {"cases_differ": "error"})
    assert f"{declared}" in raw.findings[0].message["kk"]


@pytest.mark.parametrize("format_", ["sav", "zsav"])
def test_a_header_that_leaves_the_number_open_is_read(tmp_path: Path, format_: str) -> None:
    """Some programs do not know it when they begin to write."""
    raw = read_file(with_cases(delivered(tmp_path, format_), -1))
    assert (len(raw), rules(raw)) == (40, {})


@pytest.mark.parametrize("format_", ["sav", "zsav"])
@pytest.mark.parametrize("declared", [41, 1000, 10**8, 2**31 - 1])
def test_a_header_with_more_cases_is_a_file_cut_off(tmp_path: Path, format_: str, declared: int) -> None:
    """No memory is taken for cases that cannot be there."""
    with pytest.raises(ReadError) as caught:
        read_file(with_cases(delivered(tmp_path, format_), declared))
    assert caught.value.code in ("F040", "F080")


@pytest.mark.parametrize("version", [8, 10, 12, 14, 15])
@pytest.mark.parametrize("declared", [0, 39, 41])
@pytest.mark.parametrize("labels", [None, {"S03": {20: "Да"}}])
def test_a_stata_header_with_another_number_of_records_is_told(
    tmp_path: Path, version: int, declared: int, labels: dict[str, dict[int | float, str]] | None
) -> None:
    """Its records are not lost, and its labels not taken for records."""
    path = tmp_path / "wave.dta"
    pyreadstat.write_dta(CELLS.astype({"S03": int}), path, version=version, variable_value_labels=labels)
    assert len(read_file(path)) == 40
    data = bytearray(path.read_bytes())
    if version < 13:
        struct.pack_into("<i", data, 6, declared)
    else:
        struct.pack_into("<Q", data, data.index(b"<N>") + 3, declared)
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.code in ("F040", "F041")


@pytest.mark.parametrize("format_", ["sav", "zsav", "dta", "xpt", "por"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_file_cut_off_is_never_a_small_wave(tmp_path: Path, format_: str, part: float) -> None:
    """A transfer that broke."""
    path = delivered(tmp_path, format_)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part) | 1])
    with pytest.raises(ReadError):
        read_file(path)


@pytest.mark.parametrize("format_", WRITERS)
def test_flipped_bytes_end_in_a_table_or_a_clear_error(tmp_path: Path, format_: str) -> None:
    """Forty damaged files of every format; a crash of the library would end the test run."""
    path = delivered(tmp_path, format_)
    data, chance = path.read_bytes(), random.Random(2018)
    outcomes = []
    for _ in range(40):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 3, 20))):
            damaged[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            outcomes.append(len(read_file(path)))
        except SurveyError as error:
            outcomes.append(int(error.code[1:]))
    assert len(outcomes) == 40


# Encodings

KAZAKH, RUSSIAN, GERMAN = "Қазақ тілі", "Русский да", "Größe Müller"
WIDTH = 20


def encoded(path: Path, data: str, labels: str, declared: str | None, code: int, text: str) -> Path:
    """An SPSS file whose data and labels are in given encodings, and which declares one."""
    cells = pd.DataFrame({"H01": ["1", "2"], "K01": ["Q" * WIDTH] * 2, "S03": [1.0, 2.0]})
    label = "W" * WIDTH
    pyreadstat.write_sav(cells, path, column_labels={"K01": label}, variable_value_labels={"S03": {1.0: label}})
    content = path.read_bytes()
    content = content.replace(b"Q" * WIDTH, text.encode(data).ljust(WIDTH))
    content = content.replace(label.encode(), text.encode(labels).ljust(WIDTH))
    named = content.index(struct.pack("<iii", 7, 20, 1))
    record = struct.pack("<iiii", 7, 20, 1, len(declared)) + declared.encode() if declared else b""
    content = content[:named] + record + content[named + 16 + len(b"UTF-8") :]
    coded = content.index(struct.pack("<iiii", 7, 3, 4, 8)) + 44
    path.write_bytes(content[:coded] + struct.pack("<i", code) + content[coded + 4 :])
    return path


ENCODINGS = [
    ("utf-8", "utf-8", "UTF-8", 65001, KAZAKH, None),
    ("cp1251", "cp1251", "windows-1251", 1251, RUSSIAN, None),
    ("cp866", "cp866", "cp866", 866, RUSSIAN, None),
    ("cp1252", "cp1252", "windows-1252", 1252, GERMAN, None),
    ("kz1048", "kz1048", "windows-1252", 1252, KAZAKH, "encoding_repaired"),
    ("cp1251", "cp1251", "windows-1252", 1252, RUSSIAN, "encoding_repaired"),
    ("kz1048", "kz1048", "windows-1251", 1251, KAZAKH, "encoding_repaired"),
    ("kz1048", "utf-8", "UTF-8", 65001, KAZAKH, "encoding_repaired"),
    ("utf-8", "cp1251", "UTF-8", 65001, RUSSIAN, "encoding_repaired"),
    ("cp1251", "utf-8", "windows-1251", 1251, RUSSIAN, "encoding_repaired"),
    ("utf-8", "cp1251", "windows-1251", 1251, RUSSIAN, "encoding_repaired"),
    ("utf-8", "utf-8", "windows-1252", 1252, KAZAKH, "encoding_repaired"),
    ("cp1251", "cp1251", "nonsense", 99, RUSSIAN, "encoding_repaired"),
    ("cp1251", "cp1251", None, 2, RUSSIAN, "encoding_undeclared"),
    ("kz1048", "kz1048", None, 2, KAZAKH, "encoding_undeclared"),
    ("utf-8", "utf-8", None, 2, KAZAKH, "encoding_undeclared"),
]


@pytest.mark.parametrize(("data", "labels", "declared", "code", "text", "rule"), ENCODINGS)
def test_text_is_read_as_what_it_is(
    tmp_path: Path, data: str, labels: str, declared: str | None, code: int, text: str, rule: str | None
) -> None:
    """Whatever the file declares; a difference is told."""
    raw = read_file(encoded(tmp_path / "wave.sav", data, labels, declared, code, text))
    assert (raw.cells["K01"].tolist(), raw.labels["K01"], raw.value_labels["S03"]) == ([text] * 2, text, {1.0: text})
    assert list(rules(raw)) == ([rule] if rule else [])


def test_letters_that_no_encoding_reads_are_counted(tmp_path: Path) -> None:
    """One broken letter does not turn the other texts into signs."""
    path = tmp_path / "wave.sav"
    pyreadstat.write_sav(pd.DataFrame({"H01": ["1", "2"], "K01": [KAZAKH, "Маңғыстау"]}), path)
    path.write_bytes(path.read_bytes().replace("ңғ".encode(), b"\xd2\xff\xd2\x93"))
    raw = read_file(path)
    assert raw.cells["K01"][0] == KAZAKH
    assert rules(raw)["letters_damaged"] == "warning"


@pytest.mark.parametrize("version", [8, 10, 12, 14, 15])
def test_every_version_of_stata_keeps_kazakh(tmp_path: Path, version: int) -> None:
    """Only the newer ones say that their text is UTF-8."""
    pyreadstat.write_dta(pd.DataFrame({"H01": ["1"], "K01": [KAZAKH]}), tmp_path / "wave.dta", version=version)
    assert read_file(tmp_path / "wave.dta").cells["K01"].tolist() == [KAZAKH]


# Portable files


def test_a_portable_file_is_read_with_a_warning(tmp_path: Path) -> None:
    """It cannot hold what the questionnaire needs."""
    assert rules(read_file(delivered(tmp_path, "por"))) == {"portable_file": "warning"}


@pytest.mark.parametrize("lost", [b"???", b"\xca\xe0\xe7"])
def test_a_portable_file_that_lost_its_letters_is_refused(tmp_path: Path, lost: bytes) -> None:
    """Different answers have become the same."""
    path = delivered(tmp_path, "por", pd.DataFrame({"K01": ["Qpq", "abc"]}))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Qpq", lost))
    assert path.read_bytes() != whole
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.code == "F014"
    assert caught.value.place.endswith("column K01")


# Blocks of records


@pytest.fixture
def in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of ten records are large ones, read seven at a time."""
    monkeypatch.setattr(statistical_checks, "MANY_INTERVIEWS", 10)
    monkeypatch.setattr(statistical_checks, "_BLOCK", 7)


BLOCKS = ["sav", "zsav", "dta", "xpt"]


def varied() -> pd.DataFrame:
    """Forty records whose columns change their type on the way, or repeat or never repeat."""
    return CELLS.assign(
        a=[float(row % 3) if row % 5 else np.nan for row in range(40)],
        b=[1.0 if row < 20 else np.nan for row in range(40)],
        c=[f"слово {row % 4}" if row % 3 else "" for row in range(40)],
        d=[float(row) + 0.5 * (row == 33) for row in range(40)],
        day=pd.Series([datetime.date(2018, 1, 1 + row % 5) if row % 3 else None for row in range(40)], dtype=object),
        moment=pd.date_range("2018-01-01 10:07:09", periods=40, freq="37min"),
        e=pd.array([row % 2 for row in range(40)], dtype="Int8"),
        f=pd.array([row % 2 if row < 20 else None for row in range(40)], dtype="Int8"),
    )


@pytest.mark.parametrize("format_", BLOCKS)
def test_blocks_hold_what_the_whole_file_holds(tmp_path: Path, format_: str, request: pytest.FixtureRequest) -> None:
    """Every cell, of whatever type; values that repeat come as categories."""
    path = delivered(tmp_path, format_, varied())
    whole = read_file(path)
    request.getfixturevalue("in_blocks")
    parts = read_file(path)
    assert parts.records == whole.records
    assert isinstance(parts.cells["a"].dtype, pd.CategoricalDtype)
    written = pd.DataFrame({name: written_out(parts.cells[name]) for name in parts.cells.columns})
    pd.testing.assert_frame_equal(written.drop(columns="f"), whole.cells.drop(columns="f"), check_exact=True)
    assert written["f"].dropna().tolist() == whole.cells["f"].dropna().tolist() == [0, 1] * 10


def test_letters_of_a_later_block_are_declared_missing(tmp_path: Path, in_blocks: None) -> None:
    """The library names the letters that it has met, which are others in every block."""
    scores: list[object] = [1.0] * 40
    scores[3], scores[18], scores[39] = "b", "c", "a"
    cells = CELLS.assign(S03=pd.Series(scores, dtype=object))
    pyreadstat.write_dta(cells, tmp_path / "wave.dta", missing_user_values={"S03": ["a", "b", "c"]})
    raw = read_file(tmp_path / "wave.dta")
    assert raw.user_missing == {"S03": (("a", "a"), ("b", "b"), ("c", "c"))}
    assert raw.cells["S03"].tolist() == scores


def test_old_letters_of_a_later_block_are_read(tmp_path: Path, in_blocks: None) -> None:
    """Where a declared encoding fails in the fourth block, all blocks are decoded by what their bytes are."""
    cells = CELLS.assign(word=["plain"] * 33 + ["Қала"] * 7)
    path = delivered(tmp_path, "sav", cells)
    path.write_bytes(path.read_bytes().replace("Қала".encode(), "Дала ул.".encode("cp1251")))
    raw = read_file(path)
    assert raw.cells["word"].tolist() == ["plain"] * 33 + ["Дала ул."] * 7
    assert rules(raw) == {"encoding_repaired": "warning"}


@pytest.mark.parametrize("format_", ["sav", "zsav"])
@pytest.mark.parametrize("declared", [39, 10, 1, -1])
def test_blocks_go_on_to_the_end_of_the_file(tmp_path: Path, format_: str, declared: int, in_blocks: None) -> None:
    """Whatever number of cases the header has."""
    raw = read_file(with_cases(delivered(tmp_path, format_), declared))
    assert raw.cells["S03"].tolist() == CELLS["S03"].tolist()
    assert rules(raw) == ({"cases_differ": "error"} if declared > 0 else {})


@pytest.mark.parametrize("format_", BLOCKS)
@pytest.mark.parametrize("part", [0.6, 0.8, 0.95])
def test_a_file_cut_off_in_a_later_block_is_refused(tmp_path: Path, format_: str, part: float, in_blocks: None) -> None:
    """The blocks before it are no delivery."""
    path = delivered(tmp_path, format_)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part) | 1])
    with pytest.raises(ReadError):
        read_file(path)


def test_a_header_with_one_case_more_is_refused_in_blocks(tmp_path: Path, in_blocks: None) -> None:
    """The last block lacks a record."""
    with pytest.raises(ReadError):
        read_file(with_cases(delivered(tmp_path, "sav"), 41))


def test_no_copy_of_a_file_is_made_to_declare_other_cases(tmp_path: Path) -> None:
    """The four bytes alone are others, wherever a read begins."""
    data = delivered(tmp_path, "sav").read_bytes()
    header = SpssHeader.of(data)
    assert header is not None
    expected = data[:80] + struct.pack("<i", 41) + data[84:]
    for start in (0, 78, 80, 81, 83, 84):
        for size in (1, 2, 3, 4, 8, -1):
            stream = header.with_cases(data, 41)
            stream.seek(start)
            assert stream.read(size) == (expected[start:] if size < 0 else expected[start : start + size])
