"""A value in a document: its place, its kind, and what element of the file it belongs to."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Literal, TypeVar

from survey.documents.document_text import DocumentText
from survey.documents.yaml_nodes import ListNode, MappingNode, ScalarNode, YamlNode
from survey.errors import Place, nearest
from survey.languages import ENGLISH, is_language, with_english
from survey.text import Language, Text

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(([0-9]|[1-9][0-9]+)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {"true", "false"}
_OLD_BOOLEANS = {"yes", "no", "on", "off", "y", "n"}

AnyWord = TypeVar("AnyWord", bound=str)
ValueKind = Literal["text", "integer", "number", "boolean", "date", "mapping", "list"]


class DocumentItem:
    """A value in a document: it knows its place, its kind and what element of the file it belongs to.

    Asking for a value of the wrong kind records a complaint and answers with an empty value of the kind
    asked for, so that reading goes on and every mistake is found in one run.
    """

    __slots__ = ("_absent", "_node", "_used", "document", "element")

    def __init__(self, document: DocumentText, node: YamlNode, element: str, *, absent: bool = False) -> None:
        self.document = document
        self.element = element
        self._node = node
        self._used: set[str] = set()
        self._absent = absent

    @property
    def place(self) -> Place:
        """File, line and column of the first character."""
        return Place(self.document.name, *self._node.mark)

    @property
    def node(self) -> YamlNode:
        """The value as composed, with everything inside it."""
        return self._node

    @property
    def source(self) -> str:
        """The value as written, for a scalar; empty for a list or a mapping."""
        return self._node.source if isinstance(self._node, ScalarNode) else ""

    @property
    def quote_width(self) -> int:
        """1 when the scalar is written in quotes, which push its text one column to the right; else 0."""
        return 1 if isinstance(self._node, ScalarNode) and self._node.quoted else 0

    def is_scalar(self) -> bool:
        """Whether the value is a single value."""
        return isinstance(self._node, ScalarNode)

    def is_list(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self._node, ListNode)

    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return isinstance(self._node, MappingNode)

    def is_integer(self) -> bool:
        """Whether the value is a plain whole number."""
        return self._plain() is not None and _INTEGER.fullmatch(self.source) is not None

    def is_number(self) -> bool:
        """Whether the value is a plain number."""
        written = self._plain()
        return written is not None and _NUMBER.fullmatch(written) is not None and math.isfinite(float(written))

    def is_null(self) -> bool:
        """Whether the value is empty, or one of the words that YAML has for nothing."""
        return self._plain() in _NULLS

    def named(self, element: str) -> DocumentItem:
        """The same value under the name of another element, for the complaints about it."""
        return DocumentItem(self.document, self._node, element, absent=self._absent)

    def complain(self, code: str, fact: str, remedy: str, *, start: int = 0, length: int | None = None) -> None:
        """Record a complaint about this value, or about ``length`` characters of it from ``start``.

        A value that is absent or of the wrong kind was complained of before; no more is reported about it.
        """
        if self._absent or self.is_spoilt:
            return
        place = self.place
        shift = start + (self.quote_width if length is not None else 0)
        marked = Place(place.file, place.line, (place.column or 1) + shift)
        width = length if length is not None else max(len(self.source) + 2 * self.quote_width, 1)
        self.document.complaints.append(self.document.complaint(code, marked, self.element, width, fact, remedy))

    def refuse(self, code: str, fact: str, remedy: str) -> None:
        """Record a complaint after which no more is reported about this value."""
        self.complain(code, fact, remedy)
        self.document.spoil(self._node)

    @property
    def is_spoilt(self) -> bool:
        """Whether the value was refused."""
        return self.document.is_spoilt(self._node)

    def text(self) -> str:
        """The value as text; numbers stay as written."""
        if not isinstance(self._node, ScalarNode):
            self._wrong_kind("text")
            return ""
        if self.is_null():
            self._wrong_kind("text")
            return ""
        if self._plain() is not None and self.source.casefold() in _OLD_BOOLEANS | _BOOLEANS:
            readers = "YAML readers" if self.source.casefold() in _BOOLEANS else "Some YAML readers"
            self.refuse(
                "D005",
                f"{readers} take the bare word {self.source} for true or false.",
                f'Write "{self.source}" in quotes if the word is meant.',
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

    def is_day(self) -> bool:
        """Whether the value is a date written as year, month and day."""
        try:
            return bool(_DAY.fullmatch(self.source) and datetime.date.fromisoformat(self.source))
        except ValueError:
            return False

    def day(self) -> datetime.date:
        """The value as a date."""
        if self.is_day():
            return datetime.date.fromisoformat(self.source)
        self._wrong_kind("date")
        return datetime.date.min

    def boolean(self) -> bool:
        """The value as true or false; ``yes``, ``no``, ``on`` and ``off`` are refused."""
        if self._plain() in ("true", "false"):
            return self.source == "true"
        if self._plain() is not None and self.source.casefold() in _OLD_BOOLEANS:
            fact = f"{self.source} is true or false to some YAML readers and a word to others."
            self.refuse("D006", fact, "Write true or false.")
            return False
        self._wrong_kind("boolean")
        return False

    def choice(self, allowed: tuple[AnyWord, ...]) -> AnyWord:
        """The value as one of a few words."""
        word = self.text()
        for one in allowed:
            if word == one:
                return one
        self.refuse("D007", f"{word!r} is not one of the words known here.", nearest(word, allowed))
        return allowed[0]

    def elements(self) -> list[DocumentItem]:
        """The elements of a list."""
        if isinstance(self._node, ListNode):
            return [DocumentItem(self.document, node, self.element) for node in self._node.elements]
        self._wrong_kind("list")
        return []

    def integers(self) -> tuple[int, ...]:
        """A list of whole numbers."""
        return tuple(element.integer() for element in self.elements())

    def texts(self) -> tuple[str, ...]:
        """A list of words."""
        return tuple(element.text() for element in self.elements())

    def entries(self) -> Iterator[tuple[str, DocumentItem]]:
        """Keys and values of a mapping whose keys are names."""
        if not isinstance(self._node, MappingNode):
            self._wrong_kind("mapping")
            return
        for name, (_, value) in self._node.pairs.items():
            yield name, DocumentItem(self.document, value, self.element)

    def names(self) -> tuple[str, ...]:
        """Keys of a mapping, in the order of the file."""
        return tuple(self._node.pairs) if isinstance(self._node, MappingNode) else ()

    def key(self, name: str) -> DocumentItem:
        """The key itself, as an item whose place is the key's."""
        if isinstance(self._node, MappingNode) and name in self._node.pairs:
            return DocumentItem(self.document, self._node.pairs[name][0], self.element)
        return self

    def has(self, name: str) -> bool:
        """Whether the mapping has this key."""
        return isinstance(self._node, MappingNode) and name in self._node.pairs

    def get(self, name: str) -> DocumentItem | None:
        """The value of a key, or None when the key is absent. The key counts as known."""
        self._used.add(name)
        if isinstance(self._node, MappingNode) and name in self._node.pairs:
            return DocumentItem(self.document, self._node.pairs[name][1], self.element)
        return None

    def flag(self, name: str, *, absent: bool = False) -> bool:
        """True or false under a key; ``absent`` when the key is absent."""
        found = self.get(name)
        return found.boolean() if found is not None else absent

    def words(self, name: str) -> str:
        """The text under a key; empty when the key is absent."""
        found = self.get(name)
        return found.text() if found is not None else ""

    def need(self, name: str) -> DocumentItem:
        """The value of a key that must be there; its absence is a complaint."""
        found = self.get(name)
        if found is not None:
            return found
        if self.is_mapping():
            self.complain(
                "D009", f"The key {name!r} is missing.", f"Add it. Present: {', '.join(self.names()) or '-'}.", length=1
            )
        else:
            self._wrong_kind("mapping")
        nothing = ScalarNode(self._node.mark, "", plain=False, quoted=True)
        return DocumentItem(self.document, nothing, self.element, absent=True)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which this mapping must have a wording: those of the document, or those it has."""
        return self.document.languages or tuple(name for name in self.names() if is_language(name))

    def wording(self) -> Text:
        """The text under the language keys of this mapping; a language of the document without words is a complaint."""
        wordings: list[tuple[Language, str]] = []
        languages = self.languages or (ENGLISH,)
        for language in with_english(languages):
            found = self.get(language)
            wording = found.text().strip() if found is not None else ""
            if found is not None and wording and not any(map(_says_something, wording)):
                found.refuse(
                    "D021",
                    f"The wording {wording!r} has no letter and no figure.",
                    "Write the words that people shall read.",
                )
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
        """Complain about keys that no reader asked for, and about a value that is not a mapping."""
        self.keep_to(self._used)

    def keep_to(self, known: Collection[str]) -> None:
        """Complain about keys that are not among these, and about a value that is not a mapping."""
        if not self.is_mapping():
            self._wrong_kind("mapping")
        for name in self.names():
            if name not in known:
                self.key(name).refuse("D011", f"No key {name!r} is known here.", nearest(name, known))

    def _plain(self) -> str | None:
        return self._node.source if isinstance(self._node, ScalarNode) and self._node.plain else None

    def _found(self) -> str:
        if self.is_mapping() or self.is_list():
            return "a mapping" if self.is_mapping() else "a list"
        if self.is_null():
            return "an empty value"
        return f"the text {self.source!r}" if self.quote_width else repr(self.source)

    def _wrong_kind(self, wanted: ValueKind) -> None:
        remedy = "Write it so."
        if self.is_null():
            remedy = "Write a value, or remove the key to leave it at what is usual."
        elif wanted in ("integer", "number") and self.quote_width:
            remedy = "Write the number without quotes."
        elif wanted in ("integer", "number"):
            remedy = "Write it in figures, such as 12" + (" or 0.5." if wanted == "number" else ".")
        self.refuse("D012", f"{WANTED[wanted].capitalize()} was expected here, not {self._found()}.", remedy)


def _says_something(sign: str) -> bool:
    return unicodedata.category(sign) in ("So", "Sm", "Sc") or sign.isalnum()


WANTED: dict[ValueKind, str] = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date such as 2018-01-08",
    "mapping": "a mapping of keys to values",
    "list": "a list",
}
