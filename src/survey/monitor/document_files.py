"""Files of the documents of a run: which formats can be written here, their names, and writing them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from survey.errors import MonitorError, nearest
from survey.reports import Report, write_html
from survey.text import Language

Format: TypeAlias = Literal["html", "pdf", "docx", "xlsx"]
"""Formats of the documents, by the endings of their files."""

FORMATS: tuple[Format, ...] = get_args(Format)
WriteDocument: TypeAlias = Callable[[Report, Language, Path], object]


@dataclass(frozen=True, slots=True)
class _Writer:
    """A format: the library that writes it, the extra that installs the library, and the function."""

    write: WriteDocument
    library: str = ""
    extra: str = ""

    @property
    def is_here(self) -> bool:
        """Whether the library is installed."""
        return not self.library or importlib.util.find_spec(self.library) is not None


_WRITERS: Mapping[Format, _Writer] = {"html": _Writer(write_html)}


def chosen(names: Sequence[str] | None) -> tuple[tuple[Format, ...], tuple[Format, ...]]:
    """The formats to write, and those left out because a library for them is not installed.

    Parameters
    ----------
    names : sequence of str or None
        The formats asked for; None for all that can be written.

    Raises
    ------
    MonitorError
        ``M089`` for a name that is no format, ``M090`` for a format asked for whose library is not installed.
    """
    if names is None:
        return tuple(one for one in _WRITERS if _WRITERS[one].is_here), tuple(
            one for one in _WRITERS if not _WRITERS[one].is_here
        )
    for name in names:
        if name not in _WRITERS:
            raise MonitorError("M089", "--format", f"There is no format {name!r}.", nearest(name, _WRITERS))
    found = tuple(one for one in _WRITERS if one in names)
    for one in found:
        if not _WRITERS[one].is_here:
            fact = f"The library that writes {one} is not installed."
            raise MonitorError("M090", "--format", fact, f"Install it: {install(one)}.")
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
    """Brief and report in every language and format, and the workbook of the tables of the report."""
    for one in formats:
        for language in report.meta.languages:
            write = _WRITERS[one].write
            if one == "xlsx":
                write(report, language, folder / f"tables.{language}.xlsx")
            else:
                write(brief, language, folder / brief.meta.file_name(language, one))
                write(report, language, folder / report.meta.file_name(language, one))
