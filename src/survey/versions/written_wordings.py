"""Wordings as they are written in the text files of an instrument: each with an id, its context and its place in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from survey.documents import Document
from survey.errors import QuestionnaireError
from survey.languages import with_english
from survey.questionnaire.questionnaire_folder import FILE
from survey.questionnaire.survey_languages import languages_in
from survey.text import Language
from survey.versions.instrument_content import INSTRUMENT_FILES

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_SHOWN = frozenset({"was", "accepted", "read", "facts"})
"""Keys under which nothing is to be translated: former wordings, spellings of files, notes."""


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Characters of a text from ``start`` to before ``end``; ``column`` is that of its key, from 0."""

    start: int
    end: int
    column: int
    in_braces: bool


@dataclass(frozen=True, slots=True)
class WrittenWording:
    """Wording of one element in the languages in which it is written.

    Parameters
    ----------
    id : str
        Path of names in the file: ``blocks.A.questions.A1.options.2``.
    file : str
        Name of the file.
    context : str
        Wording of the element it belongs to, in the first language; blank for one at the top.
    words : mapping of language to str
    spans : mapping of language to TextSpan
    """

    id: str
    file: str
    context: str
    words: Mapping[Language, str]
    spans: Mapping[Language, TextSpan] = field(compare=False)


def instrument_languages(folder: Path) -> tuple[Language, ...]:
    """Languages that the questionnaire in a folder states."""
    return languages_in(folder, FILE)


def written_wordings(folder: Path) -> tuple[WrittenWording, ...]:
    """Every wording in the files of an instrument, in the order of the files; languages that are missing are left out.

    Raises
    ------
    ReadError
        ``D003`` when there is no questionnaire.
    QuestionnaireError
        When a file is not YAML.
    """
    Document.read(folder / FILE)
    known = with_english(instrument_languages(folder))
    found: list[WrittenWording] = []
    for name in INSTRUMENT_FILES:
        if (folder / name).is_file():
            found += wordings_in(name, read_text(folder / name), known)
    return tuple(found)


def read_text(path: Path) -> str:
    """The text of a YAML file with its line ends as they are.

    Raises
    ------
    QuestionnaireError
        When it is not YAML.
    """
    document = Document.read(path)
    if document.complaints:
        raise QuestionnaireError(document.complaints)
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def wordings_in(file: str, text: str, languages: Sequence[Language]) -> Iterator[WrittenWording]:
    """The wordings in a text: mappings that hold texts under codes of languages."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    loader = _LOADER(text)
    try:
        while not isinstance(loader.peek_event(), yaml.NodeEvent):
            loader.get_event()
        yield from _Walk(file, starts, frozenset(languages), loader).node("", "")
    finally:
        loader.dispose()


class _Walk:
    """One walk through the events of a YAML text."""

    def __init__(self, file: str, starts: Sequence[int], languages: frozenset[Language], loader: Any) -> None:
        self.file, self.starts, self.languages, self.loader = file, starts, languages, loader

    def node(self, path: str, context: str) -> list[WrittenWording]:
        event = self.loader.get_event()
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, context)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path, context, in_braces=bool(event.flow_style))[0]
        return []

    def sequence(self, path: str, context: str) -> list[WrittenWording]:
        found: list[WrittenWording] = []
        position = 0
        while not isinstance(self.loader.peek_event(), yaml.SequenceEndEvent):
            position += 1
            event = self.loader.get_event()
            if isinstance(event, yaml.MappingStartEvent):
                inside, name = self.mapping(f"{path}.\0", context, in_braces=bool(event.flow_style))
                found += [_named(one, path, name or str(position)) for one in inside]
            elif isinstance(event, yaml.SequenceStartEvent):
                found += self.sequence(f"{path}.{position}", context)
        self.loader.get_event()
        return found

    def mapping(self, path: str, context: str, *, in_braces: bool) -> tuple[list[WrittenWording], str]:
        """The wordings inside, the mapping's first, and its ``id`` or ``code``."""
        words: dict[Language, str] = {}
        spans: dict[Language, TextSpan] = {}
        inside: list[WrittenWording] = []
        name = ""
        while not isinstance(self.loader.peek_event(), yaml.MappingEndEvent):
            key = self.loader.get_event()
            value = self.loader.peek_event()
            own = str(getattr(key, "value", ""))
            if isinstance(value, yaml.ScalarEvent):
                self.loader.get_event()
                if own in self.languages:
                    words[own] = value.value
                    spans[own] = self.span(key, value, in_braces)
                elif own in ("id", "code") and not name:
                    name = value.value
            else:
                found = self.node(f"{path}.{own}" if path else own, next(iter(words.values()), context))
                inside += found if own not in _NOT_SHOWN else []
        self.loader.get_event()
        own_wording = [WrittenWording(path, self.file, context, words, spans)] if words else []
        return own_wording + inside, name

    def span(self, key: Any, value: Any, in_braces: bool) -> TextSpan:
        def offset(mark: Any) -> int:
            return self.starts[int(mark.line)] + int(mark.column)

        return TextSpan(offset(value.start_mark), offset(value.end_mark), key.start_mark.column, in_braces)


def _named(one: WrittenWording, path: str, name: str) -> WrittenWording:
    marked = f"{path}.\0"
    return WrittenWording(one.id.replace(marked, f"{path}.{name}", 1), one.file, one.context, one.words, one.spans)
