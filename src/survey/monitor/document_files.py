"""Files of the documents of a run: which formats can be written here, their names, and writing them."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

from survey.errors import MonitorError, nearest
from survey.monitor.forked_writing import Task, in_two_processes
from survey.monitor.schema import Format
from survey.reports import Report
from survey.text import Language

FORMATS: tuple[Format, ...] = get_args(Format)

USUAL = FORMATS
"""Formats that are written when none is asked for."""

_LIBRARIES: Mapping[Format, str] = {"pdf": "typst", "docx": "docx"}
"""Library by which a format is written; the extra that installs it has the name of the format."""


def _is_here(name: Format) -> bool:
    """Whether what writes a format is installed."""
    return name not in _LIBRARIES or importlib.util.find_spec(_LIBRARIES[name]) is not None


def _write(name: Format, report: Report, language: Language, path: Path) -> None:
    """Write a document; its date is that of the wave, so that a run writes the same bytes on every day.

    Writers are loaded where they are used: a run that writes pages only needs no other.
    """
    match name:
        case "html":
            from survey.reports.writers.html_page import write_html

            write_html(report, language, path)
        case "pdf":
            from survey.reports.writers.pdf_document import write_pdf

            write_pdf(report, language, path, date=report.meta.date)
        case "docx":
            from survey.reports.writers.docx_document import write_docx

            write_docx(report, language, path, created=report.meta.date)
        case "xlsx":
            from survey.reports.writers.workbook import write_workbook

            write_workbook(report, language, path, created=report.meta.date)


def chosen(
    names: Sequence[str] | None, usual: Sequence[Format] | None = None
) -> tuple[tuple[Format, ...], tuple[Format, ...]]:
    """The formats to write, and those left out because a library for them is not installed.

    Parameters
    ----------
    names : sequence of str or None
        The formats asked for; None for all that can be written.
    usual : sequence of str, optional
        What "all" is; by default the formats of a report.

    Raises
    ------
    MonitorError
        ``M114`` for a name of another kind, ``M115`` for a format asked for whose library is not installed.
    """
    if names is None:
        usual = USUAL if usual is None else usual
        here = tuple(name for name in usual if _is_here(name))
        return here, tuple(name for name in usual if name not in here)
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        fact = f"There is no format {', '.join(map(repr, unknown))}."
        raise MonitorError("M114", "--format", fact, nearest(unknown[0], FORMATS))
    found = tuple(one for one in FORMATS if one in names)
    lacking = [one for one in found if not _is_here(one)]
    if lacking:
        fact = f"The library that writes {', '.join(lacking)} is not installed."
        raise MonitorError("M115", "--format", fact, f"Install it: {install(*lacking)}.")
    return found, ()


def install(*names: Format) -> str:
    """The command that installs what formats need; it is the same in every shell, that of Windows included."""
    return f'pip install "survey-barometer[{",".join(names)}]"'


def names_of(languages: Iterable[Language], formats: Iterable[Format]) -> tuple[str, ...]:
    """Names of the files, brief first, in the order of languages and formats."""
    return tuple(name for language in languages for one in formats for name in _names(language, one))


def _names(language: Language, name: Format) -> Iterator[str]:
    if name == "xlsx":
        yield f"tables.{language}.xlsx"
    else:
        yield from (f"{kind}.{language}.{name}" for kind in ("brief", "report"))


def write_documents(report: Report, brief: Report, folder: Path, formats: Collection[Format]) -> None:
    """Brief and report in every language and format, and the workbook of the tables of the report.

    A child writes the languages after the first, but no PDF (Typst has threads, which no forked child has) and no page, which
    takes less time than the fork.
    """
    mine: list[Task] = []
    others: list[Task] = []
    for language in report.meta.languages:
        for one in formats:
            is_mine = one in ("pdf", "html") or language == report.meta.languages[0]
            for name in _names(language, one):
                document = brief if name.startswith("brief") else report
                task = partial(_write, one, document, language, folder / name)
                (mine if is_mine else others).append(task)
    in_two_processes(mine, others)
