"""A dictionary read from the metadata file of Triple-S XML, with a list of what was not understood."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryKind, DictionaryVariable
from survey.exchange.xml_reading import NO_LANGUAGE, language_of, plain_words, texts
from survey.text import Language, Text

_KINDS: dict[str, DictionaryKind] = {
    "single": "single",
    "multiple": "multiple",
    "logical": "single",
    "quantity": "decimal",
    "date": "date",
    "time": "time",
}
_READ = {"name", "label", "filter", "position", "size", "spread", "values"}


class TripleSReading:
    """The reading of one document: ``dictionary`` is what was understood, ``left_out`` pairs of place and what is there.

    The standard does not say which codes are blanks, so that all are answers; a logical variable becomes a choice of 1 and
    0, and one that filters others becomes their universe, in its own words.
    """

    def __init__(self, root: Element) -> None:
        named = root.get("languages", "").replace("-", "_").split()
        self._usual: Language = named[0] if named else NO_LANGUAGE
        self.left_out: list[tuple[str, str]] = []
        survey = next(root.iter("survey"), Element("survey"))
        id_, _, version = (survey.findtext("name") or "").strip().rpartition(" ")
        record = survey.find("record")
        elements = record.findall("variable") if record is not None else []
        for hierarchy in root.iter("hierarchy"):
            self.left_out.append((hierarchy.get("ident", ""), "hierarchy"))
        title = self._worded(survey.find("title"))
        variables = tuple(self._variables(elements))
        languages = tuple(named) or (self._usual,)
        key = next((_name(one) for one in elements if one.get("use") == "serial"), "")
        self.dictionary = Dictionary(id_ or version, version if id_ else "", title, languages, (), variables, key)

    def _variables(self, elements: list[Element]) -> list[DictionaryVariable]:
        filters = {(one.findtext("filter") or one.get("filter") or "").strip() for one in elements}
        labels = {_name(one): self._worded(one.find("label")) for one in elements}
        found = []
        for element in elements:
            name = _name(element)
            if name in filters and element.get("type") == "logical":
                continue
            asked = (element.findtext("filter") or element.get("filter") or "").strip()
            wording = next((words for _, words in labels.get(asked, Text())), asked)
            found.append(self._variable(element, name, wording))
        return found

    def _variable(self, element: Element, name: str, universe: str) -> DictionaryVariable:
        self.left_out += [(name, one) for one in dict.fromkeys(child.tag for child in element) if one not in _READ]
        kind = _KINDS.get(element.get("type", ""), "text")
        limits = element.find("values/range")
        low, high = (limits.get("from", ""), limits.get("to", "")) if limits is not None else ("", "")
        if kind == "decimal" and "." not in low + high:
            kind = "whole"
        codes = tuple(DictionaryCode(one.get("code", ""), self._worded(one)) for one in element.findall("values/value"))
        if element.get("type") == "logical":
            codes = (DictionaryCode("1", Text()), DictionaryCode("0", Text()))
        if kind in ("single", "multiple") and limits is not None:
            self.left_out.append((name, "values range"))
        return DictionaryVariable(
            name,
            kind,
            self._worded(element.find("label")),
            codes,
            universe=universe,
            low=_number(low) if kind in ("whole", "decimal") else None,
            high=_number(high) if kind in ("whole", "decimal") else None,
            is_written=element.get("format") == "literal",
        )

    def _worded(self, element: Element | None) -> Text:
        """Wordings inside an element: its texts by language, else the words in it."""
        if element is None:
            return Text()
        inside = texts(element, "text", self._usual)
        if inside:
            return inside
        return Text(((language_of(element, self._usual), plain_words(element)),))


def _name(element: Element) -> str:
    return (element.findtext("name") or element.get("ident") or "").strip()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
