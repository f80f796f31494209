"""Damages to text files: quotation marks, delimiters, line ends, encodings, and lines without end."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.fuzz.damage import Damage, Damaged, Sources
from tests.fuzz.form import Table
from tests.fuzz.formats import as_texts, delimited

_DELIMITERS = {"csv": ";", "csv_1251": ";", "tsv": "\t", "odk": ",", "zip": ","}
Changed = tuple[list[bytes], Callable[[Table], Table], bool]
"""Lines, what a person reads in them, and whether something can be seen and must be told."""
Change = Callable[[random.Random, list[bytes], bytes], Changed]
"""Random numbers, lines and their delimiter to other lines."""


def _same(table: Table) -> Table:
    return table


def _made(change: Change, end: bytes = b"\r\n") -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        table = sources.table(format_)
        delimiter = _DELIMITERS[format_]
        encoding = "cp1251" if format_ == "csv_1251" else "utf-8"
        lines = delimited(table, delimiter, "\n").encode(encoding, "replace").split(b"\n")[:-1]
        changed, read, must_tell = change(draw, lines, delimiter.encode())
        path.write_bytes(end.join((*changed, b"")))
        said = Table(
            table.names, tuple(tuple(_through(cell, encoding) for cell in row) for row in as_texts(table).rows)
        )
        return Damaged(path, read(said), must_tell)

    return damage


def _through(cell: object, encoding: str) -> str:
    return str(cell).encode(encoding, "replace").decode(encoding)


def _line(draw: random.Random, lines: list[bytes]) -> int:
    return draw.randrange(1, len(lines) - 1)


def _quote_opened(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    at = _line(draw, lines)
    cells = lines[at].split(delimiter)
    column = draw.randrange(1, 6)
    cells[column] = b'"' + cells[column]
    changed = [*lines[:at], delimiter.join(cells), *lines[at + 1 :]]
    return changed, lambda table: replace(table, rows=(*table.rows[: at - 1], *table.rows[at:])), True


def _quote_inside(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    at = _line(draw, lines)
    cells = lines[at].split(delimiter)
    cells[2] = cells[2][:1] + b'"' + cells[2][1:]
    changed = [*lines[:at], delimiter.join(cells), *lines[at + 1 :]]
    text = cells[2].decode()
    return changed, lambda table: table.put(at - 1, table.names[2], text), False


def _delimiter_inside(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    at = _line(draw, lines)
    where = lines[at].rindex(delimiter)
    return [*lines[:at], lines[at][:where] + delimiter + lines[at][where:], *lines[at + 1 :]], _same, True


def _cell_lost(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    at = _line(draw, lines)
    return [*lines[:at], lines[at][: lines[at].rindex(delimiter)], *lines[at + 1 :]], _same, True


def _nul(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    at = _line(draw, lines)
    where = draw.randrange(len(lines[at]))
    return [*lines[:at], lines[at][:where] + b"\x00" + lines[at][where:], *lines[at + 1 :]], _same, True


def _other_encoding(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    at = _line(draw, lines)
    try:
        mixed = lines[at].decode("utf-8").encode("cp1251", "replace")
    except UnicodeDecodeError:
        mixed = lines[at].decode("cp1251").encode("utf-8")
    must_tell = mixed != lines[at]
    return [*lines[:at], mixed, *lines[at + 1 :]], _same, must_tell


def _blank_lines(number: int) -> Change:
    def change(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
        at = _line(draw, lines)
        return [*lines[:at], *([b""] * number), *lines[at:]], _same, False

    return change


def _delimiters_alone(number: int) -> Change:
    def change(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
        at = _line(draw, lines)
        return [*lines[:at], *([delimiter] * number), *lines[at:]], _same, False

    return change


def _huge(content: bytes) -> Change:
    def change(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
        at = _line(draw, lines)
        cells = lines[at].split(delimiter)
        cells[2] = content
        text = content.decode()
        return (
            [*lines[:at], delimiter.join(cells), *lines[at + 1 :]],
            lambda table: table.put(at - 1, table.names[2], text),
            False,
        )

    return change


def _wide(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    return [line + delimiter * 30_000 for line in lines], _same, False


def _quotes(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    at = _line(draw, lines)
    return [*lines[:at], b'"' * draw.choice((3, 99_999, 100_000)), *lines[at:]], _same, True


def _hint(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    return [b"sep=" + delimiter, *lines], _same, False


def _wrong_hint(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    return [b"sep=|", *lines], _same, True


def _title(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    width = lines[0].count(delimiter)
    return [draw.choice((b"Title", b"Title" + delimiter * width)), *lines], _same, False


def _only_heading(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    return lines[:1], lambda table: replace(table, rows=()), True


def _second_heading(draw: random.Random, lines: list[bytes], delimiter: bytes) -> Changed:
    wordings = delimiter.join(f'"Wording of {at}?"'.encode() for at in range(lines[0].count(delimiter) + 1))
    ids = delimiter.join(b'"{""ImportId"":""Q%d""}"' % at for at in range(lines[0].count(delimiter) + 1))
    return [lines[0], wordings, ids, *lines[1:]], _same, False


def _many_interviews(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
    """As many interviews under one key as a megabyte holds, each without an answer."""
    path.write_text("H01;S03\n" + "1;\n" * 330_000, encoding="ascii")
    return Damaged(path, must_tell=True)


TEXT: dict[str, Damage] = {
    "text.quote_opened": _made(_quote_opened),
    "text.quote_inside": _made(_quote_inside),
    "text.delimiter_inside": _made(_delimiter_inside),
    "text.cell_lost": _made(_cell_lost),
    "text.nul": _made(_nul),
    "text.other_encoding": _made(_other_encoding),
    "text.blank_lines": _made(_blank_lines(7)),
    "text.blank_lines_1e5": _made(_blank_lines(100_000), b"\n"),
    "text.blank_lines_1e6": _made(_blank_lines(900_000), b"\n"),
    "text.delimiters_alone": _made(_delimiters_alone(300_000), b"\n"),
    "text.many_interviews": _many_interviews,
    "text.huge_cell": _made(_huge(b"x" * 900_000)),
    "text.huge_list": _made(_huge(b"1 " * 400_000)),
    "text.huge_number": _made(_huge(b"9" * 900_000)),
    "text.huge_brackets": _made(_huge(b"(" * 900_000)),
    "text.wide": _made(_wide),
    "text.quotes": _made(_quotes),
    "text.hint": _made(_hint),
    "text.wrong_hint": _made(_wrong_hint),
    "text.title": _made(_title),
    "text.only_heading": _made(_only_heading),
    "text.second_heading": _made(_second_heading),
    "text.carriage_returns": _made(lambda draw, lines, delimiter: (lines, _same, False), b"\r"),
}
TEXT_FORMATS = ("csv", "csv_1251", "tsv", "odk")


def _recoded(encoding: str, cut: int = 0) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        table = sources.table(format_)
        data = delimited(table, _DELIMITERS[format_]).encode(encoding, "replace")
        path.write_bytes(data[: len(data) - cut])
        said = Table(
            table.names, tuple(tuple(_through(cell, encoding) for cell in row) for row in as_texts(table).rows)
        )
        return Damaged(path, None if cut else said, must_tell=bool(cut))

    return damage


def _last_line_open(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
    """The last line without the line end that all others have; its last cell may be cut."""
    data = sources.file(format_).read_bytes().rstrip(b"\r\n")
    path.write_bytes(data[: len(data) - draw.randrange(3)])
    return Damaged(path, must_tell=True)


TEXT |= {
    "text.last_line_open": _last_line_open,
    "text.utf_16": _recoded("utf-16"),
    "text.utf_16_le": _recoded("utf-16-le"),
    "text.utf_16_cut": _recoded("utf-16", 1),
    "text.utf_32": _recoded("utf-32"),
    "text.utf_8_sig": _recoded("utf-8-sig"),
    "text.cp866": _recoded("cp866"),
    "text.koi8_r": _recoded("koi8-r"),
    "text.kz1048": _recoded("kz1048"),
    "text.ebcdic": _recoded("cp1140"),
}
