"""YAML files whose every value knows its place, read strictly: the files of the instrument and the workspace.

Mistakes are collected, not raised one by one: a reader walks the whole document, then calls
:meth:`Document.finish`, which raises every complaint at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from survey.errors import Complaint, Place, QuestionnaireError, ReadError, nearest
from survey.text import Language, Text

_INTEGER = re.compile(r"[-+]?\d+")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_OLD_BOOLEANS = {"yes", "no", "on", "off", "y", "n"}

Word = TypeVar("Word", bound=str)
ValueKind = Literal["text", "integer", "number", "boolean", "mapping", "list"]


class Document:
    """One YAML file with the complaints made about it.

    Parameters
    ----------
    name : str
        The file as the user knows it.
    source : str
        Its text.
    """

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.lines = source.splitlines()
        self.complaints: list[Complaint] = []
        try:
            node = YAML(typ="safe", pure=True).compose(source)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
            fact = f"This is not YAML: {error.problem or error.context}."
            raise QuestionnaireError([self.complaint("D001", place, "", 1, fact, "Mend the text here.")]) from None
        except YAMLError as error:
            fact = f"This is not YAML: {str(error).splitlines()[0]}."
            complaint = self.complaint("D002", Place(name), "", 0, fact, "Save the file as plain UTF-8 text.")
            raise QuestionnaireError([complaint]) from None
        self.root = Item(self, node if node is not None else MappingNode("tag:yaml.org,2002:map", []), "")

    @classmethod
    def read(cls, path: str | Path) -> Document:
        """The document in this file.

        Raises
        ------
        ReadError
            ``D003`` when there is no such file, ``D004`` when it is not UTF-8 text.
        QuestionnaireError
            ``D001``, ``D002`` when it is not YAML.
        """
        path = Path(path)
        try:
            source = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            reason = "There is no such file." if isinstance(error, FileNotFoundError) else str(error.strerror)
            beside = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
            raise ReadError("D003", str(path), reason, nearest(path.name, beside)) from None
        except UnicodeDecodeError as error:
            fact = f"Byte {error.start + 1} is not UTF-8."
            raise ReadError("D004", str(path), fact, "Save the file as UTF-8 text.") from None
        return cls(str(path), source)

    def complaint(self, code: str, place: Place, element: str, length: int, fact: str, remedy: str) -> Complaint:
        """A complaint that shows the line it is about."""
        known = place.line is not None and 0 < place.line <= len(self.lines)
        line = self.lines[place.line - 1] if known and place.line else ""
        return Complaint(code, place, element, line, ((place.column or 1) - 1, length), fact, remedy)

    def finish(self) -> None:
        """Raise every complaint made so far, in the order of the file.

        Raises
        ------
        QuestionnaireError
            When there is at least one complaint.
        """
        finish([self])


def finish(documents: Iterable[Document]) -> None:
    """Raise the complaints of several documents together; what was said of one place twice is told once."""
    complaints: dict[tuple[str, Place, str], Complaint] = {}
    for document in documents:
        for one in sorted(document.complaints, key=lambda one: (one.place.line or 0, one.place.column or 0)):
            complaints.setdefault((one.code, one.place, one.fact), one)
    if complaints:
        raise QuestionnaireError(list(complaints.values()))


class Item:
    """A value in a document: it knows its place, its kind and what element of the file it belongs to.

    Asking for a value of the wrong kind records a complaint and answers with an empty value of the kind
    asked for, so that reading goes on and every mistake is found in one run.
    """

    __slots__ = ("_absent", "_node", "_used", "document", "element")

    def __init__(self, document: Document, node: Node, element: str, *, absent: bool = False) -> None:
        self.document = document
        self.element = element
        self._node = node
        self._used: set[str] = set()
        self._absent = absent

    # What it is

    @property
    def place(self) -> Place:
        """File, line and column of the first character."""
        mark = self._node.start_mark
        return Place(self.document.name, mark.line + 1, mark.column + 1) if mark else Place(self.document.name, 1, 1)

    @property
    def source(self) -> str:
        """The value as written, for a scalar; empty for a list or a mapping."""
        return str(self._node.value) if isinstance(self._node, ScalarNode) else ""

    @property
    def quote_width(self) -> int:
        """1 when the scalar is written in quotes, which push its text one column to the right; else 0."""
        return 1 if isinstance(self._node, ScalarNode) and self._node.style in ("'", '"') else 0

    def is_list(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self._node, SequenceNode)

    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return isinstance(self._node, MappingNode)

    def is_integer(self) -> bool:
        """Whether the value is a plain whole number."""
        return self._plain() is not None and _INTEGER.fullmatch(self.source) is not None

    def is_number(self) -> bool:
        """Whether the value is a plain number."""
        return self._plain() is not None and _NUMBER.fullmatch(self.source) is not None

    def named(self, element: str) -> Item:
        """The same value under the name of another element, for the complaints about it."""
        return Item(self.document, self._node, element, absent=self._absent)

    def complain(self, code: str, fact: str, remedy: str, *, start: int = 0, length: int | None = None) -> None:
        """Record a complaint about this value, or about ``length`` characters of it from ``start``.

        A value that is absent was complained of when it was needed; nothing more is said of it.
        """
        if self._absent:
            return
        place = self.place
        shift = start + (self.quote_width if length is not None else 0)
        marked = Place(place.file, place.line, (place.column or 1) + shift)
        width = length if length is not None else max(len(self.source) + 2 * self.quote_width, 1)
        self.document.complaints.append(self.document.complaint(code, marked, self.element, width, fact, remedy))

    # Scalars

    def text(self) -> str:
        """The value as text; numbers stay as written."""
        if not isinstance(self._node, ScalarNode):
            self._wrong_kind("text")
            return ""
        if not self.quote_width and self.source.casefold() in _OLD_BOOLEANS:
            self.complain(
                "D005",
                f"Some YAML readers take the bare word {self.source} for true or false.",
                f'Write "{self.source}" in quotes if the word is meant, or true or false.',
            )
        return self.source

    def integer(self) -> int:
        """The value as a whole number."""
        if self.is_integer():
            return int(self.source)
        self._wrong_kind("integer")
        return 0

    def number(self) -> float:
        """The value as a number."""
        if self.is_number():
            return float(self.source)
        self._wrong_kind("number")
        return 0.0

    def boolean(self) -> bool:
        """The value as true or false; ``yes``, ``no``, ``on`` and ``off`` are refused."""
        if self._plain() in ("true", "false"):
            return self.source == "true"
        if self._plain() is not None and self.source.casefold() in _OLD_BOOLEANS:
            fact = f"{self.source} is true or false to some YAML readers and a word to others."
            self.complain("D006", fact, "Write true or false.")
            return False
        self._wrong_kind("boolean")
        return False

    def choice(self, allowed: tuple[Word, ...]) -> Word:
        """The value as one of a few words."""
        word = self.text()
        for one in allowed:
            if word == one:
                return one
        self.complain("D007", f"{word!r} is not one of the words known here.", nearest(word, allowed))
        return allowed[0]

    # Lists and mappings

    def elements(self) -> list[Item]:
        """The elements of a list."""
        if isinstance(self._node, SequenceNode):
            return [Item(self.document, node, self.element) for node in self._node.value]
        self._wrong_kind("list")
        return []

    def integers(self) -> tuple[int, ...]:
        """A list of whole numbers."""
        return tuple(element.integer() for element in self.elements())

    def texts(self) -> tuple[str, ...]:
        """A list of words."""
        return tuple(element.text() for element in self.elements())

    def entries(self) -> Iterator[tuple[str, Item]]:
        """Keys and values of a mapping whose keys are names; a key written twice is a complaint."""
        if not isinstance(self._node, MappingNode):
            self._wrong_kind("mapping")
            return
        seen: set[str] = set()
        for key, value in self._node.value:
            name = str(key.value)
            if name in seen:
                Item(self.document, key, self.element).complain(
                    "D008", f"The key {name!r} is written twice.", "Keep one of the two; the other is lost."
                )
                continue
            seen.add(name)
            yield name, Item(self.document, value, self.element)

    def key(self, name: str) -> Item:
        """The key itself, as an item whose place is the key's."""
        if isinstance(self._node, MappingNode):
            for key, _ in self._node.value:
                if str(key.value) == name:
                    return Item(self.document, key, self.element)
        return self

    def has(self, name: str) -> bool:
        """Whether the mapping has this key."""
        return isinstance(self._node, MappingNode) and any(str(key.value) == name for key, _ in self._node.value)

    def get(self, name: str) -> Item | None:
        """The value of a key, or None when the key is absent. The key counts as known."""
        self._used.add(name)
        if isinstance(self._node, MappingNode):
            for key, value in self._node.value:
                if str(key.value) == name:
                    return Item(self.document, value, self.element)
        return None

    def need(self, name: str) -> Item:
        """The value of a key that must be there; its absence is a complaint."""
        found = self.get(name)
        if found is not None:
            return found
        if self.is_mapping():
            present = [str(key.value) for key, _ in self._node.value]
            self.complain("D009", f"The key {name!r} is missing.", f"Add it. Present: {', '.join(present) or '-'}.")
        else:
            self._wrong_kind("mapping")
        nothing = ScalarNode("tag:yaml.org,2002:str", "", self._node.start_mark, style='"')
        return Item(self.document, nothing, self.element, absent=True)

    def wording(self, languages: tuple[Language, ...], *, optional: tuple[Language, ...] = ("en",)) -> Text:
        """The text made of the language keys of this mapping; a required language that is absent or empty is a complaint."""
        wordings: list[tuple[Language, str]] = []
        for language in (*languages, *(other for other in optional if other not in languages)):
            found = self.get(language)
            wording = found.text().strip() if found is not None else ""
            if wording:
                wordings.append((language, wording))
            elif language in languages:
                (found or self).complain(
                    "D010",
                    f"The wording in language {language!r} is missing.",
                    f"Write it under {language}: it is shown to people, and nothing falls back silently.",
                )
        return Text(tuple(wordings))

    def no_other_keys(self) -> None:
        """Complain about keys that nobody asked for: a mistyped key must not be ignored."""
        if not isinstance(self._node, MappingNode):
            return
        for key, _ in self.entries():
            if key not in self._used:
                self.key(key).complain("D011", f"No key {key!r} is known here.", nearest(key, self._used))

    # Inside

    def _plain(self) -> str | None:
        return self.source if isinstance(self._node, ScalarNode) and not self._node.style else None

    def _wrong_kind(self, wanted: ValueKind) -> None:
        found = "a mapping" if self.is_mapping() else "a list" if self.is_list() else repr(self.source)
        self.complain("D012", f"{WANTED[wanted].capitalize()} was expected here, not {found}.", "Write it so.")


WANTED: dict[ValueKind, str] = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "mapping": "a mapping of keys to values",
    "list": "a list",
}
