"""Dictionary of a questionnaire as SPSS syntax that reads a data file without labels and labels it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.exports.export_columns import ExportColumn, ExportTable, Value
from survey.exports.format_limits import with_readable_dates
from survey.exports.label_limits import SPSS_LABEL, SPSS_TEXT, SPSS_VALUE
from survey.exports.missing_values import declared_missing, program_word
from survey.exports.name_rules import SPSS, n_bytes
from survey.exports.spss_syntax import added_lines, quoted
from survey.exports.statistical_files import ShownLabels, spss_format
from survey.safe_text import guard

_LONGEST_CODE = 255
"""Bytes of a text code, an identifier or a time of day."""

_ATTRIBUTE = "SurveyWording"


def spss_dictionary(table: ExportTable, data: str) -> str:
    """The syntax for a table, in the language of the table.

    Parameters
    ----------
    table : ExportTable
        Of a questionnaire, or of interviews.
    data : str
        Name of the CSV file, as :func:`survey.write_file` writes it.

    Notes
    -----
    Runs in SPSS and in PSPP: ``GET DATA``, ``VARIABLE LABELS``, ``VALUE LABELS``, ``MISSING VALUES``,
    ``VARIABLE LEVEL``, ``FORMATS``, ``MRSETS``, ``VARIABLE ATTRIBUTE``, ``VARIABLE ROLE``. A label over 255 bytes and a
    label of a value over 120 are shortened; the whole wording of a shortened label is the attribute ``SurveyWording``.
    """
    names = SPSS.names([column.name for column in table.columns])
    pairs = list(zip(names, table.columns, strict=True))
    spoken = program_word("syntax_dictionary", table.language)
    lines = [f"* {spoken}."] if spoken else []
    lines += [*_data(pairs, table, data), "", *_labels(pairs), ""]
    lines += [line for name, column in pairs for line in _about(name, column, table.language)]
    lines += ["", *added_lines(table, names), *_wordings(pairs), "EXECUTE.", ""]
    return "\n".join(lines)


def _data(pairs: Sequence[tuple[str, ExportColumn]], table: ExportTable, data: str) -> Iterator[str]:
    """The command that reads the file: names in the first line, every column with a format that holds it."""
    yield f"GET DATA /TYPE=TXT /FILE={quoted(data)} /ENCODING='UTF8'"
    yield "  /ARRANGEMENT=DELIMITED /DELIMITERS=',' /QUALIFIER='\"' /FIRSTCASE=2"
    yield "  /VARIABLES="
    for name, column in pairs:
        yield f"    {name} {_read_as(column, table)}"
    yield "  ."


def _read_as(column: ExportColumn, table: ExportTable) -> str:
    """The format a column is read with; a text is as wide as its longest cell, or as the longest that may occur."""
    if with_readable_dates(column)[0].kind == "date":
        return "SDATE10"
    if column.is_text:
        return f"A{_longest(column, table)}"
    return "F8.0" if column.whole else "F18.6"


def _longest(column: ExportColumn, table: ExportTable) -> int:
    if table.n:
        cells = (n_bytes(guard(text)) for text in column.coded_texts() if text is not None)
        return min(max([1, *cells]), SPSS_TEXT.longest)
    variable = table.form.variables.get(column.name)
    return SPSS_TEXT.longest if variable is not None and variable.is_free_text else _LONGEST_CODE


def _labels(pairs: Sequence[tuple[str, ExportColumn]]) -> Iterator[str]:
    yield "VARIABLE LABELS"
    for name, column in pairs:
        yield f"  {name} {quoted(SPSS_LABEL.shortened(column.label))}"
    yield "  ."


def _about(name: str, column: ExportColumn, language: str) -> Iterator[str]:
    """Labels of values, missing values, measure and format of one column."""
    labels = ShownLabels(SPSS_LABEL, SPSS_VALUE).of_values(column, with_codes=True)
    if labels:
        yield f"VALUE LABELS {name}"
        yield from (f"  {_value(value)} {quoted(label)}" for value, label in labels.items())
        yield "  ."
    declared = declared_missing(column)
    if declared.ranges and not (column.is_text and column.kind != "written"):
        stated = ", ".join(
            _value(low) if low == high else f"{_value(low)} THRU {_value(high)}" for low, high in declared.ranges
        )
        yield f"MISSING VALUES {name} ({stated})."
    if declared.undeclared:
        codes = ", ".join(_value(code) for code in declared.undeclared)
        said = program_word("syntax_undeclared", language, column=name, codes=codes)
        yield f"* {said or f'{name}: {codes}'}."
    yield f"VARIABLE LEVEL {name} ({column.measure.upper()})."
    shown = spss_format(with_readable_dates(column)[0])
    if shown is not None:
        yield f"FORMATS {name} ({shown})."


def _wordings(pairs: Sequence[tuple[str, ExportColumn]]) -> Iterator[str]:
    """The whole wording of every label that was shortened."""
    for name, column in pairs:
        if not SPSS_LABEL.holds(column.label):
            yield f"VARIABLE ATTRIBUTE VARIABLES={name} ATTRIBUTE={_ATTRIBUTE}({quoted(column.label)})."


def _value(value: Value) -> str:
    return quoted(value) if isinstance(value, str) else f"{value:.15g}"
