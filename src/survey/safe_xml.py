"""XML of others parsed safely: no entities, with which a small file can fill the memory, and names without namespaces."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat


class EntityDeclaredError(ValueError):
    """Entity that a document declares; its text is the name."""


def parsed(content: bytes) -> Element:
    """The root element of a document; names of elements are without namespaces.

    Raises
    ------
    EntityDeclaredError
        When it declares an entity.
    ValueError
        When it is not XML.
    """
    _refuse_entities(content)
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError) as failure:
        raise ValueError(str(failure)) from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _refuse_entities(content: bytes) -> None:
    declared: list[str] = []
    parser = expat.ParserCreate()

    def entity(name: str, *_: object) -> None:
        declared.append(name)
        raise ValueError(name)

    parser.EntityDeclHandler = entity
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as failure:
        if declared:
            raise EntityDeclaredError(declared[0]) from None
        raise ValueError(str(failure)) from None
