"""Files of JSON with one object per interview, as pages and services of SurveyJS keep them: a list, or objects one after another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.errors import ReadError
from survey.frames import text_column
from survey.ingest.encoding import decode_bytes
from survey.ingest.sheet_table import Contents
from survey.ingest.size_limits import check_cell_length, check_cells
from survey.interviews import Records

_INSIDE = "/"
_WHITE = " \t\r\n"


@dataclass(frozen=True, slots=True)
class JsonRecords:
    """Cells of a file of JSON as text, with the encoding found."""

    contents: Contents
    encoding: str


def read_json(data: bytes, place: str, encoding: str | None = None) -> JsonRecords:
    """Cells of a file of JSON, each as text; rows are the objects, numbered from 1.

    Raises
    ------
    ReadError
        ``F052`` when the text is not JSON, ``F053`` when it holds something else than interviews, ``F054`` when
        an interview has two answers of one name, and the codes of :mod:`survey.ingest.size_limits` and :func:`survey.ingest.encoding.decode_bytes`.

    Notes
    -----
    An answer inside another (a row of a matrix) is a column named after both, ``C01/C01a``. A list is its items with spaces
    between them, an absent answer and ``null`` an empty text. What is neither (a list of objects) stays as it is written.
    """
    decoded = decode_bytes(data, place, encoding)
    interviews = [_cells(one, f"{place}, interview {at}") for at, one in enumerate(_objects(decoded.text, place), 1)]
    names = list(dict.fromkeys(name for one in interviews for name in one))
    check_cells(len(interviews), len(names), len(data), place)
    for name in names:
        check_cell_length(max(len(one.get(name, "")) for one in interviews), f"{place}, {name}")
    columns = {name: text_column([one.get(name, "") for one in interviews]) for name in names}
    cells = pd.DataFrame(columns, index=pd.RangeIndex(len(interviews)))
    rows = np.arange(1, len(interviews) + 1, dtype=np.int64)
    notes = (decoded.note, "one object of JSON per interview")
    return JsonRecords(Contents(cells, rows, 1, Records(len(interviews)), notes, decoded.findings), decoded.encoding)


def _objects(text: str, place: str) -> Iterator[Mapping[str, object]]:
    """The interviews, whether in a list or one after another."""
    for value in _values(text.removeprefix("\ufeff"), place):
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                raise _no_interviews(place, f"It holds something else than interviews: {_shown(one)}.")
            yield one


def _no_interviews(place: str, fact: str) -> ReadError:
    remedy = "Give a list with one object per interview, as the page of the form sends them."
    return ReadError("F053", place, fact, remedy)


def _values(text: str, place: str) -> Iterator[object]:
    decoder = json.JSONDecoder(
        parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=lambda pairs: _once(pairs, place)
    )
    at, end = 0, len(text.rstrip(_WHITE))
    while at < end:
        if text[at] in _WHITE:
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError:
            raise _no_interviews(place, "Objects are inside one another too deeply.") from None
        except json.JSONDecodeError as broken:
            where = f"{place}, line {broken.lineno}, column {broken.colno}"
            raise ReadError(
                "F052", where, "The text is not JSON.", "Ask for the file again; it may be cut off."
            ) from None
        yield value


def _once(pairs: list[tuple[str, object]], place: str) -> dict[str, object]:
    """An object; a name that it holds twice would lose an answer."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _twice(next(name for name in names if names.count(name) > 1), place)
    return found


def _twice(name: str, place: str) -> ReadError:
    return ReadError("F054", place, f"An interview has two answers named {name!r}.", "Ask for the file again.")


def _cells(interview: Mapping[str, object], place: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in _flat(interview, ""):
        if name in cells:
            raise _twice(name, place)
        cells[name] = value
    return cells


def _flat(value: Mapping[str, object], before: str) -> Iterator[tuple[str, str]]:
    for name, one in value.items():
        if isinstance(one, dict) and one:
            yield from _flat(one, f"{before}{name}{_INSIDE}")
        else:
            yield before + name, _text(one)


def _text(value: object) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return _whole(" ".join(value))
    return _whole(json.dumps(value, ensure_ascii=False))


def _whole(text: str) -> str:
    """The text with a sign of replacement for each half of a letter, which no file could hold."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _shown(value: object) -> str:
    text = _text(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
