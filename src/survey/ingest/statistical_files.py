"""Files of statistical packages with everything they declare: SPSS (SAV, ZSAV, POR), Stata (DTA), SAS (XPT, SAS7BDAT)."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import ReadError
from survey.findings import Finding
from survey.frames import is_text
from survey.ingest.reader_findings import finding
from survey.ingest.repeating_columns import of_categories, values_or_categories
from survey.ingest.size_limits import check_cell_length
from survey.ingest.statistical_checks import (
    StatisticalSource,
    broken_file,
    check_declared_size,
    check_whole,
    with_all_cases,
)
from survey.ingest.statistical_dates import moment_of, to_moments
from survey.ingest.statistical_headers import SpssHeader, stata_declares_its_encoding
from survey.ingest.statistical_texts import BYTES, FileTexts, decode_columns
from survey.interviews import FileFormat, Records, ResponseSet

if TYPE_CHECKING:
    from pyreadstat import metadata_container

Range = tuple[float | str, float | str]

_SPSS_LIMIT = 1.797e308
_LONGEST_REASON = 200
"""Characters of what a library says about a failure; some say every value."""


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Cells and everything the file says about them; as in :class:`survey.interviews.RawTable`."""

    cells: pd.DataFrame
    encoding: str
    labels: Mapping[str, str]
    value_labels: Mapping[str, Mapping[float | str, str]]
    user_missing: Mapping[str, tuple[Range, ...]]
    response_sets: Mapping[str, ResponseSet]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    records: Records


def read_statistical(data: bytes, format_: FileFormat, place: str) -> Labelled:
    """Cells, labels and declared missing values; values the file declares missing stay as they are.

    Raises
    ------
    ReadError
        ``F014`` when a portable file lost its letters, ``F040`` when the file is cut off or broken, ``F041`` when a
        Stata file holds another number of records than it declares.
    """
    try:
        return _read(data, format_, place)
    except (ReadError, MemoryError):
        raise
    except Exception as failure:
        if "memory" in str(failure).lower() or "alloc" in str(failure).lower():
            raise MemoryError from None
        fact = f"The file cannot be read to its end: {str(failure)[:_LONGEST_REASON]}."
        raise (_portable_error if format_ == "por" else broken_file)(place, fact) from None


def _read(data: bytes, format_: FileFormat, place: str) -> Labelled:
    header = SpssHeader.of(data) if format_ in ("sav", "zsav") else None
    source = StatisticalSource(data, format_, place, _options(format_))
    declared = _declared_encoding(data, format_, header)
    texts = FileTexts(declared)
    check_whole(source)
    check_declared_size(source, header)
    source, differing = with_all_cases(source, header)
    cells, meta = _read_decoded(source, texts)
    for name in cells.columns:
        distinct = values_or_categories(cells[name])
        if is_text(distinct) and len(cells):
            check_cell_length(int(np.nan_to_num(distinct.str.len().max())), f"{place}, column {name}")
    found = [*differing, *_about_text(texts, declared)]
    if format_ == "por":
        _complain_of_lost_letters(cells, place)
        found.append(finding("portable_file", "warning"))
    for name in cells.columns:
        kind = moment_of(meta.original_variable_types.get(name), format_)
        if kind is not None and not is_text(values_or_categories(cells[name])):
            cells[name] = of_categories(cells[name], functools.partial(to_moments, kind=kind, format_=format_))
    return Labelled(
        cells,
        texts.used.most_common(1)[0][0] if texts.others else str(declared or "UTF-8"),
        {name: label for name, label in meta.column_names_to_labels.items() if label},
        {name: _by_value(labels.items()) for name, labels in meta.variable_value_labels.items()},
        _missing(cells, meta),
        _response_sets(meta, list(cells.columns)),
        _encoding_notes(texts, declared),
        tuple(found),
        Records(len(cells)),
    )


def _options(format_: FileFormat) -> dict[str, object]:
    return {"user_missing": True} if format_ in ("sav", "zsav", "dta", "sas7bdat") else {}


def _declared_encoding(data: bytes, format_: FileFormat, header: SpssHeader | None) -> str | None:
    if header is not None:
        return header.encoding
    if format_ == "por" or (format_ == "dta" and stata_declares_its_encoding(data)):
        return "UTF-8"
    return None


def _read_decoded(source: StatisticalSource, texts: FileTexts) -> tuple[pd.DataFrame, metadata_container]:
    """Cells and metadata; text that is not what the file declares is decoded here."""
    if texts.declared == "utf-8":
        try:
            return source.read_in_blocks()
        except Exception as failure:
            is_text = isinstance(failure, UnicodeError) or "convert" in str(failure)
            if source.format == "por" or not is_text:
                raise
    cells, meta = source.read_in_blocks(encoding=BYTES)
    return _decoded(cells, meta, texts)


def _decoded(
    cells: pd.DataFrame, meta: metadata_container, texts: FileTexts
) -> tuple[pd.DataFrame, metadata_container]:
    """Cells and metadata with the text that their bytes mean."""
    labels = [label for labels in meta.variable_value_labels.values() for pair in labels.items() for label in pair]
    ends = [end for ranges in meta.missing_ranges.values() for part in ranges for end in _ends(part)]
    sets = [text for name, one in meta.mr_sets.items() for text in (name, one["label"], *one["variable_list"])]
    spoken = [*cells.columns, *meta.column_names_to_labels.values(), *labels, *ends, *sets]
    found = texts.decode({text for text in spoken if isinstance(text, str)})

    def say(text: object) -> object:
        return found.get(text, text) if isinstance(text, str) else text

    def named(mapping: Mapping[str, object]) -> dict[str, object]:
        return {str(say(name)): value for name, value in mapping.items()}

    about: dict[str, Any] = {
        "column_names_to_labels": named({name: say(label) for name, label in meta.column_names_to_labels.items()}),
        "variable_value_labels": named(
            {
                name: {say(value): say(label) for value, label in labels.items()}
                for name, labels in meta.variable_value_labels.items()
            }
        ),
        "missing_ranges": named(
            {
                name: [{"lo": say(low), "hi": say(high)} for low, high in map(_ends, ranges)]
                for name, ranges in meta.missing_ranges.items()
            }
        ),
        "missing_user_values": named(meta.missing_user_values),
        "original_variable_types": named(meta.original_variable_types),
        "mr_sets": {
            str(say(name)): one | {"label": say(one["label"]), "variable_list": [say(v) for v in one["variable_list"]]}
            for name, one in meta.mr_sets.items()
        },
    }
    names = [str(say(name)) for name in cells.columns]
    return decode_columns(cells.set_axis(names, axis=1), texts), replace(meta, **about)


def _about_text(texts: FileTexts, declared: str | None) -> list[Finding]:
    found = []
    if texts.others and declared is None:
        found.append(finding("encoding_undeclared", "info", encoding=", ".join(texts.others)))
    elif texts.others:
        found.append(finding("encoding_repaired", "warning", declared=declared, encoding=", ".join(texts.others)))
    if texts.damaged:
        found.append(finding("letters_damaged", "warning", n=texts.damaged))
    return found


def _encoding_notes(texts: FileTexts, declared: str | None) -> tuple[str, ...]:
    if not texts.others:
        return (f"encoding {declared}, as the file says" if declared else "encoding not declared by the file",)
    stated = f"the file declares {declared}" if declared else "the file declares none"
    columns = [
        f"columns {', '.join(names)} hold {encoding.upper()} although {stated}; read as {encoding.upper()}"
        for encoding, names in texts.columns.items()
        if declared is not None
    ]
    return f"encoding {', '.join(texts.others)}, by its letters; {stated}", *columns


def _portable_error(place: str, fact: str) -> ReadError:
    return ReadError("F014", place, fact, "Ask for it as SAV: an SPSS portable file (.por) has no Cyrillic letters.")


def _complain_of_lost_letters(cells: pd.DataFrame, place: str) -> None:
    """Complain of a portable file whose texts have no letters any more: different answers became the same."""
    for name in cells.columns:
        column = cells[name]
        if not is_text(column):
            continue
        lost = [text for text in column.dropna().unique() if "\ufffd" in text or set(text.replace(" ", "")) == {"?"}]
        if lost:
            raise _portable_error(f"{place}, column {name}", f"The text lost its letters, for example {lost[0]!r}.")


def _by_value(labels: Iterable[tuple[object, object]]) -> Mapping[float | str, str]:
    return {float(value) if isinstance(value, int | float) else str(value): str(label) for value, label in labels}


def _ends(part: object) -> Range:
    if isinstance(part, Mapping):
        return _end(part["lo"]), _end(part["hi"])
    return _end(part), _end(part)


def _end(value: object) -> float | str:
    """One end of a range; the lowest and highest number of SPSS are infinite."""
    if not isinstance(value, int | float):
        return str(value)
    if abs(value) >= _SPSS_LIMIT:
        return float(np.copysign(np.inf, value))
    return float(value)


def _missing(cells: pd.DataFrame, meta: metadata_container) -> Mapping[str, tuple[Range, ...]]:
    """Values declared missing: ranges of SPSS, letters of Stata and SAS."""
    found: dict[str, tuple[Range, ...]] = {
        name: tuple(_ends(part) for part in ranges) for name, ranges in meta.missing_ranges.items() if ranges
    }
    for name, values in meta.missing_user_values.items():
        letters = tuple(_ends(value) for value in sorted(map(str, values)))
        if letters:
            found[name] = (*found.get(name, ()), *letters)
    return {name: found[name] for name in cells.columns if name in found}


def _response_sets(meta: metadata_container, columns: list[str]) -> Mapping[str, ResponseSet]:
    known = {name.casefold(): name for name in columns}
    return {
        name.lstrip("$"): ResponseSet(
            name.lstrip("$"),
            one["label"],
            "dichotomies" if one["is_dichotomy"] else "categories",
            None if one["counted_value"] is None else float(one["counted_value"]),
            tuple(known.get(column.casefold(), column) for column in one["variable_list"]),
        )
        for name, one in meta.mr_sets.items()
    }
