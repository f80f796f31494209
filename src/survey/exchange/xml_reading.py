"""XML of others read safely: no document type with entities, names without namespaces, texts by language."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from survey.errors import ReadError
from survey.exchange.xml_writing import LANG
from survey.safe_xml import EntityDeclaredError, parsed
from survey.text import Language, Text

NO_LANGUAGE = "und"
"""Language of a wording that names none (ISO 639-2: undetermined)."""


def read_xml(path: Path) -> Element:
    """The root element of a file; names of elements are without namespaces.

    Raises
    ------
    ReadError
        ``G030`` when the file cannot be opened, ``G031`` when it is not XML, ``G032`` when it declares entities, with
        which a small file can fill the memory.
    """
    try:
        content = path.read_bytes()
    except OSError as failure:
        fact = f"The file cannot be opened: {failure.strerror}."
        raise ReadError("G030", str(path), fact, "Look at its name and its folder.") from None
    try:
        root = parsed(content)
    except EntityDeclaredError as failure:
        fact = f"The file declares the entity {str(failure)!r}."
        raise ReadError("G032", str(path), fact, "Save it without a document type declaration.") from None
    except ValueError as failure:
        fact = f"The file is not XML: {failure}."
        raise ReadError("G031", str(path), fact, "Export it again from the program that wrote it.") from None
    for element in root.iter("br"):
        element.text = "\n"
    return root


def texts(parent: Element, tag: str, usual: Language = NO_LANGUAGE) -> Text:
    """Wordings of the children of this name, the first of each language; those that name none have the usual language."""
    found: dict[Language, str] = {}
    for child in parent.findall(tag):
        found.setdefault(language_of(child, usual), plain_words(child))
    return Text(tuple(found.items()))


def language_of(element: Element, usual: Language) -> Language:
    """Language that an element names, as the questionnaire writes codes."""
    return element.get(LANG, usual).replace("-", "_")


def plain_words(element: Element) -> str:
    """The words in an element and what it holds, with single spaces between them; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", "".join(element.itertext())).strip(" ")
