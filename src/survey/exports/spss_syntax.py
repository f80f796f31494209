"""Syntax for SPSS next to a SAV file: multiple-response sets, weight, roles, which the library that writes SAV cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from survey.exports.export_columns import ExportTable
from survey.exports.label_limits import SPSS_VALUE
from survey.exports.missing_values import program_word

_NO_INPUT = frozenset({"interview", "interviewer", "psu", "weight", "design_weight", "start", "end"})
_WIDTH = 90


def spss_syntax(table: ExportTable, names: Sequence[str], file: Path) -> str:
    """The syntax that opens the file and adds what it lacks.

    Runs in SPSS and in PSPP: ``MRSETS``, ``VARIABLE ATTRIBUTE`` (the role of a column in the survey, and the whole
    wording where the label was shortened), ``VARIABLE ROLE``, ``WEIGHT BY``.
    """
    spoken = program_word("syntax_comment", table.language)
    lines = [*([f"* {spoken}."] if spoken else []), f"GET FILE={quoted(file.name)}.", ""]
    lines += added_lines(table, names)
    if table.weight:
        lines.append(f"WEIGHT BY {names[[column.name for column in table.columns].index(table.weight)]}.")
    return "\n".join([*lines, "EXECUTE.", ""])


def added_lines(table: ExportTable, names: Sequence[str]) -> list[str]:
    """Commands for multiple-response sets, attributes and roles."""
    written = {column.name: name for column, name in zip(table.columns, names, strict=True)}
    return [*_sets(table, written), *_attributes(table, written), *_roles(table, written)]


def quoted(text: str) -> str:
    """A text as a string of SPSS syntax, on one line.

    Examples
    --------
    >>> quoted("What's new?")
    "'What''s new?'"
    """
    return "'" + " ".join(text.splitlines()).replace("'", "''") + "'"


def _sets(table: ExportTable, written: dict[str, str]) -> Iterator[str]:
    for question, columns in table.choices().items():
        wording = SPSS_VALUE.shortened(table.form.variables[question].text[table.language])
        yield "MRSETS"
        yield f"  /MDGROUP NAME=${question} LABEL={quoted(wording)} CATEGORYLABELS=VARLABELS"
        yield from wrapped("  VARIABLES=", [written[column.name] for column in columns])
        yield "  VALUE=1."
    if table.choices():
        yield ""


def _attributes(table: ExportTable, written: dict[str, str]) -> Iterator[str]:
    for column in table.columns:
        if column.role:
            yield f"VARIABLE ATTRIBUTE VARIABLES={written[column.name]} ATTRIBUTE=SurveyRole({quoted(column.role)})."
    yield ""


def _roles(table: ExportTable, written: dict[str, str]) -> Iterator[str]:
    """Role "none" for identifiers, weights and texts, which do not belong into a model."""
    names = [written[column.name] for column in table.columns if column.role in _NO_INPUT or column.kind == "text"]
    if names:
        yield from wrapped("VARIABLE ROLE /NONE ", names)
        yield "."
        yield ""


def wrapped(head: str, names: Sequence[str]) -> Iterator[str]:
    """Names in lines that every version of the program reads whole."""
    line = head
    for name in names:
        if len(line) > len(head) and len(line) + len(name) > _WIDTH:
            yield line.rstrip()
            line = "    "
        line += f"{name} "
    yield line.rstrip()
