"""Zip archives, Parquet, and files whose size is a trap."""

import datetime
import hashlib
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from survey.errors import ReadError
from survey.ingest import read_file
from survey.ingest.file_suffixes import SUFFIXES

Write = Callable[[str, bytes | str], Path]

CSV = "H01;S03\n1;34\n2;50\n"


def packed(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def error_of(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_file(path)
    return caught.value


# Archives


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"media/photo.jpg": "..."},
        {"__MACOSX/._form.csv": "..."},
        {"README.txt": "see form.csv"},
        {".hidden.csv": ""},
    ],
)
def test_the_only_table_of_an_archive_is_read(tmp_path: Path, more: dict[str, str]) -> None:
    """As ODK Central packs submissions beside their media."""
    raw = read_file(packed(tmp_path / "form.zip", **{"form.csv": CSV}, **more))
    assert (len(raw), raw.format, raw.notes[0]) == (2, "csv", "'form.csv' of the archive")
    assert raw.sha256 == hashlib.sha256((tmp_path / "form.zip").read_bytes()).hexdigest()


def test_tables_of_repeats_beside_the_submissions_are_told(tmp_path: Path) -> None:
    """ODK Central names them after the form."""
    raw = read_file(packed(tmp_path / "form.zip", **{"form.csv": CSV, "form-child.csv": "KEY\n1\n"}))
    assert (len(raw), [finding.rule for finding in raw.findings]) == (2, ["tables_unread"])


def test_several_tables_are_refused_until_one_is_named(tmp_path: Path) -> None:
    """The error names them, and how to choose."""
    path = packed(tmp_path / "wave.zip", **{"one.csv": CSV, "two.csv": CSV + "3;60\n"})
    error = error_of(path)
    assert error.code == "F018"
    assert "one.csv, two.csv" in error.fact
    assert "sheet: one.csv" in error.remedy
    assert len(read_file(path, sheet="two.csv")) == 3


def test_a_workbook_within_an_archive_is_read(tmp_path: Path) -> None:
    """Whatever format the table has."""
    pd.DataFrame({"H01": ["1"]}).to_parquet(tmp_path / "wave.parquet")
    path = packed(tmp_path / "wave.zip", **{"wave.parquet": (tmp_path / "wave.parquet").read_bytes()})
    assert read_file(path).format == "parquet"


@pytest.mark.parametrize(
    "suffix", sorted({suffix for name, suffixes in SUFFIXES.items() if name != "triple-s" for suffix in suffixes})
)
def test_a_table_in_an_archive_is_found_by_every_suffix(tmp_path: Path, suffix: str) -> None:
    """Its format is recognised by content all the same: here it is a CSV, beside a file that is no table."""
    path = packed(tmp_path / "wave.zip", **{f"wave{suffix}": b"H01;H04\n1;2\n", "notes.doc": b"x"})
    assert read_file(path).cells.to_dict("list") == {"H01": ["1"], "H04": ["2"]}


def test_an_archive_within_an_archive_is_not_opened(tmp_path: Path) -> None:
    """Archives may be nested without end."""
    inner = packed(tmp_path / "inner.zip", **{"form.csv": CSV}).read_bytes()
    error = error_of(packed(tmp_path / "outer.zip", **{"inner.zip": inner}))
    assert (error.code, error.remedy.startswith("Unpack it")) == ("F016", True)
    assert error_of(packed(tmp_path / "named.zip", **{"form.csv": inner})).code == "F034"


@pytest.mark.parametrize("name", ["form.csv", "form.sav", "form.xlsx"])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, name: str) -> None:
    """Some hundred kilobytes that become hundreds of megabytes."""
    path = packed(tmp_path / "bomb.zip", **{name: b"0" * 300_000_000})
    began = time.process_time()
    assert error_of(path).code == "F081"
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("name", ["form.csv", "wave.xlsx"])
def test_the_remedy_for_an_archive_is_never_excel(tmp_path: Path, name: str) -> None:
    """Excel opens no archive."""
    path = packed(tmp_path / "wave.zip", **{"photo.jpg": "...", f"{name}.zip": "..."})
    assert "Excel" not in error_of(path).remedy


# Sizes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("H01;" + ";".join(f"Q{column}" for column in range(190)) + "\n" * 900_000 + "1" + ";" * 190 + "\n", "F080"),
        ("\n" * 1_000_000, "F023"),
        ("H01;K01\n1;" + "x" * 900_000 + "\n", "F082"),
        ('H01;K01\n1;"' + "x" * 900_000 + '"\n', "F082"),
        ("H01;K01\n" + '"' * 900_001 + "\n", "F082"),
        (";" * 900_000 + "\n", "F082"),
    ],
)
def test_a_small_text_takes_little(written: Write, text: str, code: str) -> None:
    """A second or two, whatever its million characters are."""
    path = written("wave.csv", text)
    began = time.process_time()
    assert error_of(path).code == code
    assert time.process_time() - began < 3.0


def test_a_million_blank_lines_at_the_end_are_counted_and_cost_nothing(written: Write) -> None:
    """An editor that went wild."""
    raw = read_file(written("wave.csv", "H01;S03\n1;34\n" + "\n" * 1_000_000))
    assert raw.records is not None
    assert (len(raw), raw.records.blank) == (1, 1_000_000)


def test_a_repeated_text_does_not_become_gigabytes(tmp_path: Path) -> None:
    """A dictionary of one long text, named by thousands of rows."""
    column = pa.array(["x" * 1_000_000]).dictionary_encode().take(pa.array([0] * 8000))
    pq.write_table(pa.table({"H01": column}), tmp_path / "wave.parquet", compression="zstd")
    assert error_of(tmp_path / "wave.parquet").code in ("F071", "F081")


def test_many_rows_of_one_number_do_not_become_gigabytes(tmp_path: Path) -> None:
    """Runs of the same number take no place in the file."""
    column = pa.array(np.zeros(2_000_000))
    pq.write_table(pa.table({f"Q{number}": column for number in range(60)}), tmp_path / "wave.parquet")
    assert error_of(tmp_path / "wave.parquet").code == "F080"


# Parquet


def test_columns_of_every_kind_come_plain(tmp_path: Path) -> None:
    """Dictionaries as their values, bytes as text, decimals as numbers, dates that no calendar has as text."""
    table = pa.table(
        {
            "H01": pa.array(["a", "b"]).dictionary_encode(),
            "K01": pa.array([b"\xd0\xb4\xd0\xb0", None], pa.binary()),
            "w": pa.array([1, 2], pa.decimal128(10, 2)),
            "H10": pa.array([datetime.date(2018, 3, 1), None]),
            "far": pa.array([6_000_000, 17_000], pa.int32()).cast(pa.date32()),
        }
    )
    pq.write_table(table, tmp_path / "wave.parquet")
    cells = read_file(tmp_path / "wave.parquet").cells
    assert cells["H01"].tolist() == ["a", "b"]
    assert (cells["K01"][0], cells["w"].tolist(), cells["H10"][0]) == ("да", [1.0, 2.0], datetime.date(2018, 3, 1))
    assert str(cells["far"][0]).startswith("18397")


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system says why."""

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "wave.csv"
    path.write_text(CSV)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    error = error_of(path)
    assert (error.code, "Permission denied" in error.fact) == ("F036", True)
