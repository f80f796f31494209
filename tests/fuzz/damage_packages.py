"""Damages to what files of statistical packages and Parquet say of themselves: counts, codes, labels, types."""

from __future__ import annotations

import datetime
import random
import struct
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.fuzz.damage import Damage, Damaged, Sources
from tests.fuzz.form import Cell, Table

_SAV_CASES, _SAV_SIZE, _SAV_LAYOUT, _SAV_COMPRESSION = 80, 68, 64, 72


def _patched(at: int, values: tuple[int, ...], *, known: bool, must_tell: bool) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        data = bytearray(sources.file(format_).read_bytes())
        data[at : at + 4] = struct.pack("<i", draw.choice(values))
        path.write_bytes(bytes(data))
        return Damaged(path, sources.table(format_) if known else None, must_tell)

    return damage


def _cases_changed(by: int) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        data = bytearray(sources.file(format_).read_bytes())
        (cases,) = struct.unpack_from("<i", data, _SAV_CASES)
        struct.pack_into("<i", data, _SAV_CASES, cases + by)
        path.write_bytes(bytes(data))
        return Damaged(path, sources.table(format_), must_tell=True)

    return damage


def _replaced(old: str, new: str, encoding: str = "utf-8") -> Damage:
    """One text inside the file for another of the same length."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        data = sources.file(format_).read_bytes()
        path.write_bytes(data.replace(old.encode(encoding), new.encode(encoding)))
        return Damaged(path)

    return damage


def _sav(**options: Any) -> Damage:
    """The small SAV written with other declarations; the answers are the same."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        import pandas as pd
        import pyreadstat

        table = sources.table(format_)
        frame = pd.DataFrame({name: table.column(name) for name in table.names})
        pyreadstat.write_sav(frame, str(path), compress=format_ == "zsav", **options)
        return Damaged(path, table)

    return damage


def _mixed_encoding(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
    """Windows-1251 bytes in a file that says it is UTF-8."""
    data = sources.file(format_).read_bytes()
    for word in ("Построить дорогу", "Ничего"):
        utf8, old = word.encode(), word.encode("cp1251")
        data = data.replace(utf8, old + b" " * (len(utf8) - len(old)))
    path.write_bytes(data)
    return Damaged(path, must_tell=format_ == "sav")


_TRUST = {1: "Скорее доверяю", 2: "Полностью доверяю", 3: "Совсем не доверяю"}
SAV: dict[str, Damage] = {
    "sav.cases_1e8": _patched(_SAV_CASES, (100_000_000, 2**31 - 1), known=True, must_tell=True),
    "sav.cases_negative": _patched(_SAV_CASES, (-2, -(2**31)), known=False, must_tell=False),
    "sav.cases_unknown": _patched(_SAV_CASES, (-1,), known=True, must_tell=False),
    "sav.cases_fewer": _cases_changed(-1),
    "sav.cases_more": _cases_changed(1),
    "sav.case_size": _patched(_SAV_SIZE, (0, -1, 1, 2**31 - 1, 10_000_000), known=False, must_tell=False),
    "sav.layout": _patched(_SAV_LAYOUT, (0, 1, 4, 2**31 - 1), known=False, must_tell=False),
    "sav.compression": _patched(_SAV_COMPRESSION, (0, 1, 2, 3, -1), known=False, must_tell=False),
    "sav.labels_exchanged": _sav(variable_value_labels={"C01a": _TRUST}),
    "sav.labels_elsewhere": _sav(variable_value_labels={"S03": {20: "twenty"}, "H03": {"001": "Petrov"}}),
    "sav.missing_range": _sav(missing_ranges={"C01a": [{"lo": 1, "hi": 2}], "B02": [98, 99]}),
    "sav.missing_infinite": _sav(missing_ranges={"S03": [{"lo": float("-inf"), "hi": 30}]}),
    "sav.missing_texts": _sav(missing_ranges={"H03": ["001"], "K01": ["NA"]}),
    "sav.measure": _sav(variable_measure={"C01a": "scale", "S03": "nominal", "base_weight": "ordinal"}),
    "sav.formats": _sav(variable_format={"S03": "DATE11", "base_weight": "DOLLAR12.2", "B02": "TIME8"}),
    "sav.column_labels": _sav(column_labels={"C01a": "Полиция", "K01": "x" * 255, "S03": "\x01"}),
    "sav.mixed_encoding": _mixed_encoding,
    "sav.name_changed": _replaced("C01b", "C01a"),
    "sav.encoding_named": _replaced("UTF-8", "CP437"),
    "sav.encoding_unknown": _replaced("UTF-8", "ABC-9"),
}


def _dta(version: int) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        import pandas as pd
        import pyreadstat

        table = sources.table(format_)
        pyreadstat.write_dta(
            pd.DataFrame({name: table.column(name) for name in table.names}), str(path), version=version
        )
        return Damaged(path, table if version >= 14 else None)

    return damage


def _after(tag: bytes, size: int) -> Damage:
    """Another count behind a tag of a Stata file."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        data = bytearray(sources.file(format_).read_bytes())
        at = data.index(tag) + len(tag)
        data[at : at + size] = draw.choice((0, 1, 7, 2**31 - 1, 2**15)).to_bytes(8, "little")[:size]
        path.write_bytes(bytes(data))
        return Damaged(path, must_tell=True)

    return damage


DTA: dict[str, Damage] = {
    **{f"dta.version_{version}": _dta(version) for version in (8, 10, 12, 13, 14, 15)},
    "dta.variables": _after(b"<K>", 2),
    "dta.observations": _after(b"<N>", 8),
    "dta.release": _replaced("<release>118", "<release>117"),
    "dta.byte_order": _replaced("<byteorder>LSF", "<byteorder>MSF"),
    "dta.no_data": _replaced("<data>", "<dada>"),
}


# Parquet


def _parquet(change: Callable[[random.Random, dict[str, object], Table], None], *, known: bool = True) -> Damage:
    """The small table with some columns of another type."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = sources.table(format_)
        arrays: dict[str, object] = {name: pa.array(table.column(name)) for name in table.names}
        change(draw, arrays, table)
        pq.write_table(pa.table(arrays), path)
        return Damaged(path, table if known else None)

    return damage


def _typed(name: str, kind: str, write: Callable[[Cell], object]) -> Callable[..., None]:
    def change(draw: random.Random, arrays: dict[str, object], table: Table) -> None:
        import pyarrow as pa

        made = pa.type_for_alias(kind) if kind != "decimal" else pa.decimal128(38, 10)
        arrays[name] = pa.array([None if cell is None else write(cell) for cell in table.column(name)], made)

    return change


def _nested(make: Callable[[Cell], object]) -> Callable[..., None]:
    def change(draw: random.Random, arrays: dict[str, object], table: Table) -> None:
        import pyarrow as pa

        arrays["K01"] = pa.array([make(cell) for cell in table.column("K01")])

    return change


def _category(draw: random.Random, arrays: dict[str, object], table: Table) -> None:
    import pyarrow as pa

    arrays["K01"] = pa.array(table.column("K01")).dictionary_encode()
    arrays["S03"] = pa.array(table.column("S03")).dictionary_encode()


def _bomb(rows: int) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        import pyarrow as pa
        import pyarrow.parquet as pq

        ones = pa.array([1]).take(pa.array([0] * 1_000_000))
        keys = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int8()), pa.array(["x" * 1000]))
        block = pa.table({"H01": keys, "S03": ones, "B02": ones, "K01": keys})
        with pq.ParquetWriter(path, block.schema, compression="zstd") as writer:
            for _ in range(rows // 1_000_000):
                writer.write_table(block)
        return Damaged(path)

    return damage


def _same_name(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = sources.table(format_)
    names = [*table.names, "S03"]
    arrays = [pa.array(table.column(name)) for name in names]
    pq.write_table(pa.Table.from_arrays(arrays, names=names), path)
    return Damaged(path, None, must_tell=True)


def _far_stamp(unit: str) -> Callable[..., None]:
    def change(draw: random.Random, arrays: dict[str, object], table: Table) -> None:
        import pyarrow as pa

        far = draw.choice((2**52, -(2**52), 2**40, 253402300800))
        stamps = [far if at == 3 else 1_520_000_000 for at in range(len(table.rows))]
        arrays["H10"] = pa.array(stamps, pa.int64()).cast(pa.timestamp(unit))

    return change


PARQUET: dict[str, Damage] = {
    "parquet.decimals": _parquet(_typed("base_weight", "decimal", lambda cell: Decimal(str(cell)))),
    "parquet.half": _parquet(_typed("S03", "float32", lambda cell: float(str(cell)))),
    "parquet.unsigned": _parquet(_typed("S03", "uint64", lambda cell: 2**64 - 1 if cell == 20 else cell), known=False),
    "parquet.large_text": _parquet(_typed("K01", "large_string", str)),
    "parquet.bytes": _parquet(_typed("K01", "binary", lambda cell: str(cell).encode()), known=False),
    "parquet.bytes_broken": _parquet(_typed("K01", "binary", lambda cell: b"\xff\xfe\x00"), known=False),
    "parquet.days": _parquet(_typed("H10", "date64", lambda cell: cell)),
    "parquet.times": _parquet(_typed("H11", "time32[s]", lambda cell: datetime.time.fromisoformat(str(cell)))),
    "parquet.durations": _parquet(_typed("H11", "duration[s]", lambda cell: datetime.timedelta(hours=30)), known=False),
    "parquet.nothing": _parquet(_typed("K01", "null", lambda cell: None), known=False),
    "parquet.category": _parquet(_category),
    "parquet.list": _parquet(_nested(lambda cell: [1, 2, None]), known=False),
    "parquet.struct": _parquet(_nested(lambda cell: {"a": 1, "b": [cell]}), known=False),
    "parquet.deep_list": _parquet(_nested(lambda cell: [[[[["x"]]]]]), known=False),
    "parquet.far_seconds": _parquet(_far_stamp("s"), known=False),
    "parquet.far_nanoseconds": _parquet(_far_stamp("ns"), known=False),
    "parquet.same_name": _same_name,
    "parquet.rows_2e7": _bomb(20_000_000),
}
