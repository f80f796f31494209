"""Content of the text files of an instrument: what counts for a seal, and its digest."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from survey.documents import Document
from survey.documents.yaml_nodes import ListNode, MappingNode, ScalarNode, YamlNode
from survey.errors import QuestionnaireError

INSTRUMENT_FILES = ("questionnaire.yaml", "groups.yaml", "indicators.yaml", "rules.yaml")
"""Files that a seal covers, in the order of reading; those that do not exist count as absent."""


def instrument_digests(folder: Path) -> Mapping[str, str]:
    """Digest (SHA-256) of the content of every file of the instrument in a folder, by its name.

    Values count, in the order of lists, and whether a number is written as a text (``"1"``). Comments, blank lines, the
    order of keys, line breaks inside a value that YAML folds, and other quotation marks do not count.

    Raises
    ------
    QuestionnaireError
        When a file is not YAML.
    """
    return {name: _digest(folder / name) for name in INSTRUMENT_FILES if (folder / name).is_file()}


def instrument_digest(digests: Mapping[str, str]) -> str:
    """Digest of the instrument, made of the digests of its files."""
    return _hashed(dict(digests))


def _digest(path: Path) -> str:
    document = Document.read(path)
    if document.complaints:
        raise QuestionnaireError(document.complaints)
    return _hashed(_content(document.root.node))


def _hashed(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _content(node: YamlNode) -> object:
    match node:
        case MappingNode():
            return {unicodedata.normalize("NFC", name): _content(value) for name, (_, value) in node.pairs.items()}
        case ListNode():
            return [_content(one) for one in node.elements]
        case ScalarNode():
            text = unicodedata.normalize("NFC", node.source)
            return ["text", text] if node.quoted and _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text in ("", "true", "false", "null", "~")
    return True
