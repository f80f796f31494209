"""Data files for SPSS and Stata."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from survey.arrays import Objects
from survey.blank_reasons import Reason
from survey.exports.export_columns import ExportColumn, ExportTable, MissingValue, Value, finding
from survey.exports.format_limits import TextRule, unstated, with_readable_dates
from survey.exports.label_limits import (
    SPSS_LABEL,
    SPSS_TEXT,
    SPSS_TITLE,
    SPSS_VALUE,
    STATA_LABEL,
    STATA_TEXT,
    STATA_TITLE,
    STATA_VALUE,
    LabelLimit,
)
from survey.exports.long_stata_names import short_names, under, write_names
from survey.exports.missing_values import declared_missing
from survey.exports.name_rules import SPSS, STATA
from survey.exports.written_columns import ColumnsWritten
from survey.findings import Finding
from survey.ingest.written_file import written_whole

LETTERS = {Reason.DONT_KNOW: "a", Reason.REFUSED: "b", Reason.NOT_APPLICABLE: "c", Reason.NOT_ASKED: "d"}
"""Extended missing values of Stata by reason: ``.a`` does not know, ``.b`` refused, ``.c`` not applicable, ``.d`` not asked."""

_SPSS_TEXTS = TextRule(SPSS_TEXT, pads=True)
_STATA_TEXTS = TextRule(STATA_TEXT)


def write_spss(table: ExportTable, path: Path, *, compress: bool) -> ColumnsWritten:
    """Write SAV, or ZSAV when ``compress`` is set."""
    import pyreadstat

    names = SPSS.names([column.name for column in table.columns])
    labels = ShownLabels(SPSS_LABEL, SPSS_VALUE)
    cells: dict[str, object] = {}
    values: dict[str, dict[Any, str]] = {}
    missing: dict[str, list[Any]] = {}
    formats: dict[str, str] = {}
    found = labels.findings
    for name, given in zip(names, table.columns, strict=True):
        column, about = with_readable_dates(given)
        found += about
        labels.add(name, column)
        cells[name], about = _spss_cells(column)
        found += about
        values[name] = labels.of_values(column, with_codes=True)
        declared = declared_missing(column)
        if declared.ranges:
            missing[name] = [low if low == high else {"lo": low, "hi": high} for low, high in declared.ranges]
        if declared.undeclared:
            found.append(finding("missing_undeclared", "warning", column.name, codes=_shown(declared.undeclared)))
        if (shown := spss_format(column)) is not None:
            formats[name] = shown
    title = _title(table, SPSS_TITLE, found)
    with written_whole(path, table.n):
        pyreadstat.write_sav(
            pd.DataFrame(cells),
            str(path),
            file_label=title,
            column_labels=labels.columns,
            variable_value_labels={name: given for name, given in values.items() if given},
            missing_ranges=missing,
            variable_measure={name: column.measure for name, column in zip(names, table.columns, strict=True)},
            variable_format=formats,
            compress=compress,
            row_compress=not compress,
        )
    return ColumnsWritten(tuple(names), tuple(found))


def write_stata(table: ExportTable, path: Path) -> ColumnsWritten:
    """Write DTA of version 118, which Stata 14 and later read."""
    import pyreadstat

    names = STATA.names([column.name for column in table.columns])
    labels = ShownLabels(STATA_LABEL, STATA_VALUE)
    cells: dict[str, object] = {}
    values: dict[str, dict[Any, str]] = {}
    missing: dict[str, list[str]] = {}
    formats: dict[str, str] = {}
    found = labels.findings
    for name, given in zip(names, table.columns, strict=True):
        column, about = with_readable_dates(given)
        column = with_numbers(column)
        labels.add(name, column)
        values[name] = labels.of_values(column, with_codes=False)
        cells[name], letters, odd = _stata_cells(column)
        found += [*about, *odd]
        if letters:
            missing[name] = [letter for letter, _ in letters]
            values[name] |= {letter: one.label for letter, one in letters if one.label}
        if column.kind == "date":
            formats[name] = "%td"
    title = _title(table, STATA_TITLE, found)
    short = short_names(names)
    with written_whole(path, table.n):
        pyreadstat.write_dta(
            pd.DataFrame(under(short, cells)),
            str(path),
            file_label=title,
            column_labels=under(short, labels.columns),
            version=15,
            variable_value_labels=under(short, {name: given for name, given in values.items() if given}),
            missing_user_values=under(short, missing),
            variable_format=under(short, formats),
        )
    if short != dict(zip(names, names, strict=True)):
        write_names(path, names)
    return ColumnsWritten(tuple(names), tuple(found))


class ShownLabels:
    """Labels of columns and values within the limits of a format; those shortened become findings."""

    def __init__(self, limit: LabelLimit, value_limit: LabelLimit) -> None:
        self.limit, self.value_limit = limit, value_limit
        self.columns: dict[str, str | None] = {}
        self.findings: list[Finding] = []

    def add(self, name: str, column: ExportColumn) -> None:
        """Keep the label of a column."""
        self.columns[name] = self.limit.shortened(column.label)
        if not self.limit.holds(column.label):
            rule = f"label_over_{self.limit.unit}"
            self.findings.append(finding(rule, "info", column.name, limit=self.limit.longest))

    def of_values(self, column: ExportColumn, *, with_codes: bool) -> dict[Any, str]:
        """Labels of the answers, and of the codes of reasons."""
        labels = dict(column.value_labels)
        if with_codes and column.kind in ("code", "number", "written"):
            coded = (*column.missing, *column.further)
            labels |= {one.code: one.label for one in coded if one.code is not None and one.label}
        for value, label in labels.items():
            if not self.value_limit.holds(label):
                place = {"value": _shown((value,)), "limit": self.value_limit.longest}
                self.findings.append(finding("value_label_shortened", "info", column.name, **place))
        return {value: self.value_limit.shortened(label) for value, label in labels.items() if label}


def _title(table: ExportTable, limit: LabelLimit, found: list[Finding]) -> str:
    if not limit.holds(table.title):
        found.append(finding("title_shortened", "info", limit=limit.longest))
    return limit.shortened(table.title)


def _spss_cells(column: ExportColumn) -> tuple[object, list[Finding]]:
    if column.kind == "date":
        return _days(column.coded_texts()), []
    if column.is_text:
        texts, found = _SPSS_TEXTS.written(column.name, column.coded_texts())
        return _as_wide_as_codes(["" if text is None else text for text in texts], column), found + unstated(column)
    return column.coded_numbers(), unstated(column)


def _as_wide_as_codes(texts: list[str], column: ExportColumn) -> list[str]:
    """Texts of a column of SPSS, the first of them padded to the longest text code.

    SPSS ignores blanks at the end of a text. pyreadstat takes the width of a column from bytes of texts, but from letters of
    codes with labels, so that a code of two-byte letters that nobody chose would not fit.
    """
    widest = max((len(code.encode()) for code in column.value_labels if isinstance(code, str)), default=0)
    first = texts[0] if texts else ""
    return [first + " " * (widest - len(first.encode())), *texts[1:]] if widest else texts


def spss_format(column: ExportColumn) -> str | None:
    """The format in which SPSS shows a column; None for a text, whose format is its length."""
    if column.kind == "date":
        return "DATE11"
    if column.is_text:
        return None
    return "F8.0" if column.whole else "F12.4"


def _days(values: Objects) -> object:
    """Days as both programs keep them; a column without one is a column of dates all the same."""
    days = [None if text is None else datetime.date.fromisoformat(text) for text in values]
    if any(day is not None for day in days):
        return pd.Series(days, dtype=object)
    return pd.Series(np.full(len(days), np.datetime64("NaT"), "datetime64[ns]"))


def with_numbers(column: ExportColumn) -> ExportColumn:
    """A choice with text codes as numbers with labels, because texts of Stata have none.

    Labels are distinct: the questionnaire refuses two answers with one wording (``Q044``).
    """
    if column.kind != "written":
        return column
    number = {text: float(place) for place, text in enumerate(column.value_labels, 1)}
    cells = np.array([np.nan if text is None else number[text] for text in column.cells], np.float64)
    named: dict[Value, str] = {number[str(text)]: label for text, label in column.value_labels.items()}
    return dataclasses.replace(column, kind="code", cells=cells, value_labels=named, whole=True)


def _stata_cells(column: ExportColumn) -> tuple[object, list[tuple[str, MissingValue]], list[Finding]]:
    """Cells of a column, its extended missing values, and findings."""
    if column.kind == "date":
        return _days(column.coded_texts()), [], []
    if column.is_text:
        texts, found = _STATA_TEXTS.written(column.name, column.coded_texts())
        return ["" if text is None else text for text in texts], [], found + unstated(column)
    letters = [(LETTERS[one.reason], one) for one in column.missing if column.n_of(one.reason)]
    if not letters or column.reasons is None:
        return column.cells, [], []
    cells = column.cells.astype(object)
    for letter, one in letters:
        cells[column.reasons == one.reason] = letter
    return pd.Series(cells, dtype=object), letters, []


def _shown(values: tuple[Value, ...]) -> str:
    return ", ".join(value if isinstance(value, str) else f"{value:.15g}" for value in values)
