"""A dictionary, and interviews, as Triple-S XML 3.0 (Triple-S Group): a metadata file and a data file of
comma-separated values.

Singles and multiples keep their codes, those of blanks included; numbers are quantities, texts characters, days and times of
day dates and times; texts are in every language (``xml:lang``). A blank without a code is an empty field.
"""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from survey.exchange.dictionary import Dictionary
from survey.exchange.triple_s_fields import TripleSField, cells_of
from survey.exchange.xml_writing import LANG, add, as_document
from survey.interviews import Interviews
from survey.safe_text import xml_text
from survey.text import Text


def triple_s_metadata(dictionary: Dictionary, fields: list[TripleSField], data_name: str) -> bytes:
    """The metadata file.

    Parameters
    ----------
    dictionary : Dictionary
    fields : list of TripleSField
    data_name : str
        Name of the data file.
    """
    languages = " ".join(language.replace("_", "-") for language in dictionary.languages)
    root = Element("sss", {"version": "3.0", "languages": languages})
    survey = add(root, "survey")
    # Readers know no element for the version of a survey.
    add(survey, "name", f"{dictionary.id} {dictionary.version}")
    # Readers show what is inside the title as it is, so that it has one language.
    add(survey, "title", next((wording for _, wording in dictionary.title), dictionary.id))
    record = add(survey, "record", ident="A", href=data_name, format="csv", skip="1")
    for at, field in enumerate(fields, 1):
        _variable(record, field, at)
    return as_document(root)


def triple_s_data(fields: list[TripleSField], interviews: Interviews) -> bytes:
    """The data file: names in the first line, then a line per accepted interview."""
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow([field.name for field in fields])
    writer.writerows(zip(*(cells_of(field, interviews) for field in fields), strict=True))
    return content.getvalue().encode("utf-8")


def _variable(record: Element, field: TripleSField, at: int) -> None:
    element = add(record, "variable", ident=str(at), type=field.kind)
    if field.is_key:
        element.set("use", "serial")
    if field.is_literal:
        element.set("format", "literal")
    add(element, "name", field.name)
    _worded(element, "label", field.text)
    if field.filter:
        add(element, "filter", field.filter)
    add(element, "position", start=str(at))
    if field.kind == "multiple":
        add(element, "spread", subfields=str(len(field.codes)), width=str(field.width))
    if field.kind == "character":
        add(element, "size", str(field.size))
    if field.kind in ("single", "multiple", "quantity"):
        values = add(element, "values")
        if field.kind == "quantity":
            add(values, "range", **{"from": f"{field.low:.15g}", "to": f"{field.high:.15g}"})
        for code in field.codes:
            _worded(values, "value", code.text).set("code", code.code)


def _worded(parent: Element, tag: str, text: Text) -> Element:
    """An element whose text is the first wording, with every wording by its language inside."""
    element = ElementTree.SubElement(parent, tag)
    for at, (language, wording) in enumerate(text):
        if at == 0:
            element.text = xml_text(wording)
        add(element, "text", wording).set(LANG, language.replace("_", "-"))
    return element
