"""Data of Triple-S XML, fixed or separated by commas, as its metadata file describes them (Triple-S Group, version 3.0 and before)."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from xml.etree.ElementTree import Element

import pandas as pd

from survey.errors import ReadError
from survey.ingest.encoding import decode_bytes
from survey.interviews import RawTable, Records
from survey.safe_xml import parsed

ASKED = "_asked"
"""Ending of the names of logical variables that say who was asked, as our own files have them."""

_HEAD = 4096
_ENDINGS = (".csv", ".asc", ".dat", ".txt")
_FARTHEST = 10_000_000


@dataclass(frozen=True, slots=True)
class TripleSVariable:
    """One variable as the metadata describe it.

    ``start`` and ``finish`` are columns of a line in a fixed file, numbers of fields in a file of commas, from 1.
    ``width`` is that of a subfield of a spread multiple, 0 for a multiple of one sign per code.
    """

    name: str
    kind: str
    label: str
    start: int
    finish: int
    codes: tuple[tuple[str, str], ...] = ()
    is_literal: bool = False
    width: int = 0
    filter: str = ""


def is_triple_s(data: bytes) -> bool:
    """Whether bytes are the metadata file of Triple-S XML."""
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith((b"<?xml", b"<sss", b"<!")) and re.search(rb"<(?:\w+:)?sss[\s>]", head) is not None


def read_triple_s(data: bytes, path: Path, read: Callable[[Path], bytes]) -> RawTable:
    """The table behind a metadata file.

    Parameters
    ----------
    data : bytes
        Of the metadata file.
    path : Path
    read : callable
        Gives the bytes of the data file.

    Returns
    -------
    RawTable
        A column of text per variable; of a multiple one per code, named ``NAME_CODE``, with 1 and 0, blank where the
        field is blank. Days are ``YYYY-MM-DD``, times ``HH:MM``. Logical variables named ``NAME_asked`` that filter
        ``NAME`` are left out: a question that was not asked is blank. ``sha256`` is that of both files, the metadata
        first.

    Raises
    ------
    ReadError
        ``F097`` when there is no data file, ``F098`` for metadata that cannot be read, ``F099`` for a record that is
        too short.
    """
    record, variables = _metadata(data, path)
    target = _data_file(record, path)
    content = read(target)
    decoded = decode_bytes(content, str(target))
    rows = list(_records(decoded.text, record, variables, target))
    asked = {f"{one.name}{ASKED}" for one in variables if one.filter == f"{one.name}{ASKED}"}
    cells: dict[str, list[str]] = {}
    for variable in variables:
        if variable.name not in asked:
            cells |= _columns(variable, [row[variable.name] for row in rows])
    skipped = int(record.get("skip", "0"))
    held = [one for one in variables if one.name not in asked and one.kind != "multiple"]
    return RawTable(
        str(path),
        "triple-s",
        hashlib.sha256(data + content).hexdigest(),
        pd.DataFrame(cells, dtype=object),
        first_row=skipped + 1,
        encoding=decoded.encoding,
        labels={one.name: one.label for one in held if one.label},
        value_labels={one.name: dict(one.codes) for one in held if one.codes},
        notes=(f"data of {target.name!r}, as {path.name!r} describes them",),
        records=Records(len(rows) + skipped, heading=skipped),
    )


def _metadata(data: bytes, path: Path) -> tuple[Element, list[TripleSVariable]]:
    try:
        root = parsed(data)
        records = root.findall("survey/record")
        if len(records) != 1 or root.find("hierarchy") is not None:
            raise ValueError(f"it describes {len(records)} kinds of records")
        if int(records[0].get("skip", "0")) < 0:
            raise ValueError("it skips a negative number of lines")
        variables = [_variable(one) for one in records[0].findall("variable")]
    except (ValueError, TypeError) as failure:
        raise _unreadable(path, str(failure)) from None
    names = [one.name for one in variables]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None or not names:
        raise _unreadable(path, f"two variables are named {twice}" if twice else "it describes no variable")
    return records[0], variables


def _unreadable(path: Path, reason: str) -> ReadError:
    fact = f"The metadata of Triple-S cannot be read: {reason}."
    return ReadError("F098", str(path), fact, "Export the data again, with one kind of record and all its variables.")


def _variable(element: Element) -> TripleSVariable:
    place = element.find("position")
    name = (element.findtext("name") or element.get("ident") or "").strip()
    if place is None or not name:
        raise ValueError(f"variable {name or '?'} has no position or no name")
    start = int(place.get("start", ""))
    finish = int(place.get("finish", start))
    if not 1 <= start <= finish <= _FARTHEST:
        raise ValueError(f"variable {name} has the position {start} to {finish}")
    codes = tuple((one.get("code", "").strip(), _words(one)) for one in element.findall("values/value"))
    label = element.find("label")
    spread = element.find("spread")
    width = 0
    if spread is not None:
        longest = max((len(code) for code, _ in codes), default=1)
        width = int(spread.get("width", "0")) or longest
        if width < 0:
            raise ValueError(f"variable {name} has subfields of width {width}")
    filter_ = (element.findtext("filter") or element.get("filter") or "").strip()
    kind, is_literal = element.get("type", "character"), element.get("format") == "literal"
    return TripleSVariable(
        name, kind, _words(label) if label is not None else "", start, finish, codes, is_literal, width, filter_
    )


def _words(element: Element) -> str:
    """The first wording of an element."""
    text = element.find("text")
    inside = element.text if (element.text or "").strip() or text is None else text.text
    return " ".join((inside or "").split())


def _data_file(record: Element, path: Path) -> Path:
    """The file that the metadata name, or the one of the same name, in the folder of the metadata."""
    named = PurePosixPath(PureWindowsPath(record.get("href", "")).name).name
    wanted = [path.with_name(named)] if named else []
    wanted += [path.with_suffix(ending) for ending in _ENDINGS]
    found = next((one for one in wanted if one != path and one.is_file()), None)
    if found is None:
        fact = f"The data file {wanted[0].name!r} is not there."
        raise ReadError("F097", str(path), fact, "Put it into the folder of its metadata.")
    return found


def _records(text: str, record: Element, variables: Sequence[TripleSVariable], path: Path) -> Iterator[dict[str, str]]:
    """The raw fields of every record, by variable."""
    skip = int(record.get("skip", "0"))
    if record.get("format", "fixed") != "csv":
        for line in re.split(r"\r\n|\r|\n", text)[skip:]:
            if line:
                yield {one.name: line[one.start - 1 : one.finish] for one in variables}
        return
    needed = max(one.finish for one in variables)
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
            if number > skip and fields:
                if len(fields) < needed:
                    raise csv.Error(f"record {number} has {len(fields)} fields, and its metadata name {needed}")
                yield {one.name: "".join(fields[one.start - 1 : one.finish]) for one in variables}
    except csv.Error as failure:
        fact = f"The data of Triple-S cannot be read: {failure}."
        raise ReadError("F099", str(path), fact, "Export the data again together with its metadata.") from None


def _columns(variable: TripleSVariable, fields: Sequence[str]) -> dict[str, list[str]]:
    """The columns of a variable."""
    if variable.kind == "multiple":
        chosen = [_chosen(variable, field) for field in fields]
        listed = [code for code, _ in variable.codes]
        others = {code for one in chosen if one is not None for code in one} - set(listed)
        return {
            f"{variable.name}_{code}": ["" if one is None else str(int(code in one)) for one in chosen]
            for code in (*listed, *sorted(others))
        }
    return {variable.name: [_cell(variable, field) for field in fields]}


def _chosen(variable: TripleSVariable, field: str) -> frozenset[str] | None:
    """Codes of a multiple that a field names, None for a blank field; codes that the metadata do not list are kept."""
    if not field.strip():
        return None
    listed = {_plain(code): code for code, _ in variable.codes}
    if variable.width:
        parts = [field[at : at + variable.width] for at in range(0, len(field), variable.width)]
        codes = {_plain(part) for part in parts if part.strip() and _plain(part) != "0"}
    else:
        codes = {str(place) for place, sign in enumerate(field, 1) if sign == "1"}
    return frozenset(listed.get(code, code) for code in codes)


def _cell(variable: TripleSVariable, field: str) -> str:
    text = field.strip() if variable.kind != "character" else field.rstrip()
    if variable.kind == "single" and not variable.is_literal:
        return _plain(text)
    if variable.kind == "quantity":
        return re.sub(r"^(-?)0+(?=\d)", r"\1", text)
    if variable.kind == "date" and re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if variable.kind == "time" and re.fullmatch(r"\d{4}(\d{2})?", text):
        seconds = text[4:]
        return f"{text[:2]}:{text[2:4]}" + (f":{seconds}" if seconds.strip("0") else "")
    return text


def _plain(code: str) -> str:
    """A code without the zeros that fill its field."""
    text = code.strip()
    return re.sub(r"^(-?)0+(?=\d)", r"\1", text)
