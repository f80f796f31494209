"""YAML text composed into nodes that know their line and column, with libyaml where it is installed.

Only what every reader of YAML understands in one way is composed: anchors, aliases, merge keys, tags and keys written
twice are reported, and depth and size are limited before anything is built from the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

MAX_BYTES = 20_000_000
MAX_NODES = 500_000
MAX_DEPTH = 50

_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mark(NamedTuple):
    """Line and column of a character, both from 1."""

    line: int
    column: int


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A single value as written: ``quoted`` in single or double quotes, ``plain`` without quotes or block signs."""

    mark: Mark
    source: str
    plain: bool = True
    quoted: bool = False


@dataclass(slots=True, eq=False)
class ListNode:
    """A list."""

    mark: Mark
    elements: list[YamlNode] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class MappingNode:
    """A mapping: key and value by the key's text."""

    mark: Mark
    pairs: dict[str, tuple[ScalarNode, YamlNode]] = field(default_factory=dict)


YamlNode = ScalarNode | ListNode | MappingNode

ReportComplaint = Callable[[YamlNode | None, str, Mark, int, str, str], None]
"""Called with node, code, mark, length, fact and remedy of what is refused."""


class NotYamlError(Exception):
    """Composing cannot go on.

    Parameters
    ----------
    code : str
    mark : Mark or None
    fact, remedy : str
    """

    def __init__(self, code: str, mark: Mark | None, fact: str, remedy: str) -> None:
        super().__init__(code, mark, fact, remedy)
        self.code = code
        self.mark = mark
        self.fact = fact
        self.remedy = remedy


def compose(source: str, report: ReportComplaint) -> YamlNode | None:
    """The root node of a YAML text, None when there is none.

    Parameters
    ----------
    source : str
    report : callable
        Called for everything that is refused although composing can go on.

    Raises
    ------
    NotYamlError
        When the text is not YAML or is beyond the limits of depth and size.
    """
    _check_characters(source)
    try:
        return _Composer(report).compose(_events(source))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Mark(mark.line + 1, mark.column + 1) if mark else None
        problem = error.problem or error.context
        raise NotYamlError("D001", where, f"This is not YAML: {problem}.", "Correct the text here.") from None


def _check_characters(source: str) -> None:
    found = _NOT_PRINTABLE.search(source)
    if found is None:
        return
    before = source[: found.start()].splitlines(keepends=True) or [""]
    ended = before[-1].endswith(("\n", "\r"))
    _need_shown(found[0], Mark(len(before) + ended, 1 if ended else len(before[-1]) + 1))


def _need_shown(text: str, mark: Mark) -> None:
    """Stop at a character that cannot be shown, also where it is written as an escape: no report could print it."""
    if found := _NOT_PRINTABLE.search(text):
        fact = f"This is not YAML: the character U+{ord(found[0]):04X} cannot be shown."
        raise NotYamlError("D002", mark, fact, "Remove it, and save the file as plain UTF-8 text.")


def _events(source: str) -> Iterator[Any]:
    loader = _LOADER(source)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def values_under(source: str, key: str) -> tuple[str, ...]:
    r"""The value, or the values of the list, under a key of the outermost mapping; nothing after it is read.

    Empty when the key is absent, holds a mapping, or comes after a place where the text is not YAML.

    Examples
    --------
    >>> values_under("id: x\nlanguages: [kk, ru]\nblocks: [", "languages")
    ('kk', 'ru')
    """
    depth, found, is_key, is_wanted = 0, list[str](), True, False
    try:
        for event in _events(source):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                is_wanted &= isinstance(event, yaml.SequenceStartEvent)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.ScalarEvent) and depth == 1 and is_key:
                is_key, is_wanted = False, event.value == key
                continue
            elif isinstance(event, yaml.ScalarEvent) and is_wanted and depth <= 2:
                found.append(event.value)
            if depth == 1 and not is_key and not isinstance(event, yaml.CollectionStartEvent):
                if is_wanted:
                    break
                is_key = True
    except yaml.YAMLError:
        return ()
    return tuple(found)


class _Composer:
    """Builds nodes from events, without recursion."""

    def __init__(self, report: ReportComplaint) -> None:
        self.report = report
        self.open: list[ListNode | MappingNode] = []
        self.keys: list[ScalarNode | None] = []
        self.root: YamlNode | None = None
        self.n_documents = 0
        self.n_nodes = 0

    def compose(self, events: Iterator[Any]) -> YamlNode | None:
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    self.begin(event)
                case yaml.AliasEvent():
                    fact = f"The alias *{event.anchor} stands for a value written elsewhere."
                    node = ScalarNode(_mark(event), "", plain=False)
                    self.report(node, "D013", node.mark, len(event.anchor) + 1, fact, "Write the value out here.")
                    self.add(node)
                case yaml.ScalarEvent():
                    self.complain_of_signs(event)
                    plain, quoted = not event.style, event.style in ("'", '"')
                    if event.style == '"':
                        _need_shown(event.value, _mark(event))
                    self.add(ScalarNode(_mark(event), event.value, plain, quoted))
                case yaml.SequenceStartEvent():
                    self.complain_of_signs(event)
                    self.descend(ListNode(_mark(event)))
                case yaml.MappingStartEvent():
                    self.complain_of_signs(event)
                    self.descend(MappingNode(_mark(event)))
                case yaml.CollectionEndEvent():
                    self.open.pop()
                    self.keys.pop()
        return self.root

    def begin(self, event: Any) -> None:
        self.n_documents += 1
        if self.n_documents > 1:
            remedy = "Keep one document in a file: remove the line ---, or move what follows to a separate file."
            raise NotYamlError("D014", _mark(event), "A second document begins here.", remedy)

    def complain_of_signs(self, event: Any) -> None:
        """Complain of anchors and tags: they change the meaning of a value to some readers and not to others."""
        if event.anchor is not None:
            fact = f"The anchor &{event.anchor} gives the value a name for aliases."
            remedy = "Remove it; write values out where they are needed."
            self.report(None, "D015", _mark(event), len(event.anchor) + 1, fact, remedy)
        if event.tag is not None:
            fact = f"The tag {event.tag.replace('tag:yaml.org,2002:', '!!')} says how the value is to be read."
            self.report(None, "D016", _mark(event), 1, fact, "Remove the tag; put a text in quotes.")

    def descend(self, node: ListNode | MappingNode) -> None:
        self.add(node)
        self.open.append(node)
        self.keys.append(None)
        if len(self.open) > MAX_DEPTH:
            fact = f"Values are nested more than {MAX_DEPTH} deep."
            raise NotYamlError("D017", node.mark, fact, "Look for brackets that are not closed.")

    def add(self, node: YamlNode) -> None:
        self.n_nodes += 1
        if self.n_nodes > MAX_NODES:
            fact = f"The file holds more than {MAX_NODES:,} values."
            raise NotYamlError("D018", node.mark, fact, "Split the file, or keep long lists of codes in a table.")
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, ListNode):
            parent.elements.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = self.key(node)
        else:
            self.keys[-1] = None
            self.pair(parent, key, node)

    def key(self, node: YamlNode) -> ScalarNode:
        plain = node.source if isinstance(node, ScalarNode) and node.plain else None
        if isinstance(node, ScalarNode) and node.source and plain not in ("<<", "~", "null"):
            return node
        if plain == "<<":
            fact, remedy = "The merge key << takes keys from elsewhere.", "Write the keys out here."
        else:
            fact, remedy = "A key is a name or a code, and here it is not.", "Write a name before the colon."
        self.report(node, "D019", node.mark, 1, fact, remedy)
        return ScalarNode(node.mark, "")

    def pair(self, parent: MappingNode, key: ScalarNode, value: YamlNode) -> None:
        if not key.source:
            return
        if key.source in parent.pairs:
            fact = f"The key {key.source!r} is written twice."
            width = len(key.source) + 2 * key.quoted
            self.report(None, "D008", key.mark, width, fact, "Keep one of the two; the other is lost.")
            return
        parent.pairs[key.source] = (key, value)


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)
