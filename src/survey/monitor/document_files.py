"""Files of the documents of a run: which formats can be written here, their names, and writing them."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

from survey.errors import MonitorError, nearest
from survey.monitor.forked_writing import Task, in_two_processes
from survey.monitor.schema import Format
from survey.reports import Report
from survey.text import Language

USUAL: tuple[Format, ...] = get_args(Format)
"""Formats that are written when none is asked for."""


@dataclass(frozen=True, slots=True)
class _DocumentWriter:
    """A format: its module and function, the keyword of the date in the file, the library, the extra that installs it."""

    module: str
    function: str
    dated: str = ""
    library: str = ""
    extra: str = ""

    @property
    def is_here(self) -> bool:
        """Whether the library is installed."""
        return not self.library or importlib.util.find_spec(self.library) is not None

    def write(self, report: Report, language: Language, path: Path) -> None:
        """Write a document; its date is that of the wave, so that a run writes the same bytes on every day."""
        found = getattr(importlib.import_module(f"survey.reports.writers.{self.module}"), self.function)
        found(report, language, path, **({self.dated: report.meta.date} if self.dated else {}))


_WRITERS: Mapping[Format, _DocumentWriter] = {
    "html": _DocumentWriter("html_page", "write_html"),
    "pdf": _DocumentWriter("pdf_document", "write_pdf", "date", "typst", "pdf"),
    "docx": _DocumentWriter("docx_document", "write_docx", "created", "docx", "docx"),
    "xlsx": _DocumentWriter("workbook", "write_workbook", "created"),
}


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
        here = tuple(name for name in usual if _WRITERS[name].is_here)
        return here, tuple(name for name in usual if name not in here)
    for name in names:
        if name not in _WRITERS:
            raise MonitorError("M114", "--format", f"There is no format {name!r}.", nearest(name, _WRITERS))
    found = tuple(one for one in _WRITERS if one in names)
    for one in found:
        if not _WRITERS[one].is_here:
            fact = f"The library that writes {one} is not installed."
            raise MonitorError("M115", "--format", fact, f"Install it: {install(one)}.")
    return found, ()


def install(name: Format) -> str:
    """The command that installs what a format needs."""
    return f"pip install 'survey-barometer[{_WRITERS[name].extra}]'"


def names_of(languages: Iterable[Language], formats: Iterable[Format]) -> tuple[str, ...]:
    """Names of the files, brief first, in the order of languages and formats."""
    return tuple(name for language in languages for one in formats for name in _names(language, one))


def _names(language: Language, name: Format) -> Iterator[str]:
    if name == "xlsx":
        yield f"tables.{language}.xlsx"
    else:
        yield from (f"{kind}.{language}.{name}" for kind in ("brief", "report"))


def write_documents(report: Report, brief: Report, folder: Path, formats: Iterable[Format]) -> None:
    """Brief and report in every language and format, and the workbook of the tables of the report.

    A child writes the languages after the first, but no PDF: Typst has threads, which no forked child has.
    """
    mine: list[Task] = []
    others: list[Task] = []
    for language in report.meta.languages:
        for one in formats:
            is_mine = one == "pdf" or language == report.meta.languages[0]
            for name in _names(language, one):
                document = brief if name.startswith("brief") else report
                task = partial(_WRITERS[one].write, document, language, folder / name)
                (mine if is_mine else others).append(task)
    in_two_processes(mine, others)
