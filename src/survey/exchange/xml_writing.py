"""Elements of XML with texts in several languages."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from survey.safe_text import xml_text
from survey.text import Text

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """A new last child with this text and these attributes; signs that XML forbids are replaced."""
    child = ElementTree.SubElement(parent, tag, {name: xml_text(value) for name, value in attributes.items()})
    if text:
        child.text = xml_text(text)
    return child


def add_texts(parent: Element, tag: str, text: Text, **attributes: str) -> None:
    """A new child per language, in the order of the wordings."""
    for language, wording in text:
        add(parent, tag, wording, **attributes).set(LANG, language.replace("_", "-"))


def as_document(root: Element) -> bytes:
    """The document in UTF-8, indented, the same bytes in every run."""
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
