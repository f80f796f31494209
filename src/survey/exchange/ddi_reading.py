"""A dictionary read from DDI Codebook (2.5, 2.1 or 1.2.2), with a list of what was not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from survey.blank_reasons import Reason
from survey.exchange.ddi_codebook import OPTION_NOTE
from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryKind, DictionaryVariable
from survey.exchange.xml_reading import NO_LANGUAGE, language_of, plain_words, texts
from survey.text import Text

_READ = {"labl", "qstn", "valrng", "invalrng", "universe", "catgry", "varFormat"}
_REASONS = {reason.name.lower(): reason for reason in Reason}


class DdiReading:
    """The reading of one document: ``dictionary`` is what was understood, ``left_out`` pairs of place and what is there."""

    def __init__(self, root: Element) -> None:
        self._usual = language_of(root, NO_LANGUAGE)
        self._root = root
        self.left_out: list[tuple[str, str]] = []
        self.dictionary = self._whole()

    def _whole(self) -> Dictionary:
        groups = [one for one in self._root.iter("varGrp") if one.get("type") in ("section", "grid", "multipleResp")]
        self.left_out += [
            (one.get("name") or one.get("ID") or "", f"varGrp type={one.get('type') or 'other'}")
            for one in self._root.iter("varGrp")
            if one not in groups
        ]
        variables = tuple(self._variables(groups))
        blocks = [
            (one.get("name", ""), texts(one, "labl", self._usual)) for one in groups if one.get("type") == "section"
        ]
        languages = dict.fromkeys(language for one in variables for language in one.text.languages)
        statement = next(self._root.iter("titlStmt"), Element("titlStmt"))
        titles = [*statement.findall("titl"), *statement.findall("parTitl")]
        title = Text(tuple((language_of(one, self._usual), plain_words(one)) for one in titles))
        version = next((plain_words(one) for one in self._root.iter("version")), "")
        number = statement.find("IDNo")
        id_ = plain_words(number) if number is not None else ""
        return Dictionary(id_, version, title, tuple(languages), tuple(blocks), variables)

    def _variables(self, groups: list[Element]) -> Iterator[DictionaryVariable]:
        of: dict[str, dict[str, Element]] = {"section": {}, "grid": {}, "multipleResp": {}}
        for group in groups:
            of[group.get("type", "")].update(dict.fromkeys(group.get("var", "").split(), group))
        members: dict[int, list[Element]] = {}
        elements = list(self._root.iter("var"))
        for element in elements:
            choice = of["multipleResp"].get(element.get("ID", ""))
            members.setdefault(id(choice if choice is not None else element), []).append(element)
        for group_members in members.values():
            id_ = group_members[0].get("ID", "")
            section = of["section"].get(id_)
            block = section.get("name", "") if section is not None else ""
            choice = of["multipleResp"].get(id_)
            if choice is not None:
                yield self._multiple(choice, group_members, block)
            else:
                yield self._single(group_members[0], of["grid"].get(id_), block)

    def _single(self, element: Element, grid: Element | None, block: str) -> DictionaryVariable:
        name = element.get("name", "")
        self._note(element, name)
        codes = tuple(self._codes(element, name))
        question = next(element.iter("qstn"), Element("qstn"))
        low, high = self._bounds(element, name)
        kind = _kind(element, question, has_answers=any(code.reason == Reason.ANSWERED for code in codes))
        return DictionaryVariable(
            name,
            kind,
            texts(element, "labl", self._usual) or texts(question, "qstnLit", self._usual),
            codes,
            grid.get("name", "") if grid is not None else "",
            texts(grid, "labl", self._usual) if grid is not None else Text(),
            block,
            _universe(element),
            low,
            high,
            is_written=_is_text(element) and kind in ("single", "whole", "decimal"),
        )

    def _multiple(self, group: Element, members: list[Element], block: str) -> DictionaryVariable:
        name = group.get("name", "")
        codes = []
        for member in members:
            column = member.get("name", "")
            self._note(member, column)
            written = [plain_words(one) for one in member.findall("notes") if one.get("type") == OPTION_NOTE]
            code = written[0] if written else column.removeprefix(f"{name}_")
            codes.append(DictionaryCode(code, texts(member, "labl", self._usual), column=column))
        first = members[0]
        codes += [one for one in self._codes(first, name) if one.reason != Reason.ANSWERED]
        return DictionaryVariable(
            name,
            "multiple",
            texts(group, "labl", self._usual),
            tuple(codes),
            block=block,
            universe=_universe(first),
            is_written=_is_text(first),
        )

    def _codes(self, element: Element, name: str) -> Iterator[DictionaryCode]:
        known = set()
        for category in element.findall("catgry"):
            code = (category.findtext("catValu") or "").strip()
            known.add(code)
            reason = Reason.ANSWERED
            if category.get("missing") == "Y":
                reason = _REASONS.get(category.get("missType", ""), Reason.NOT_RECORDED)
                if category.get("missType", "") not in _REASONS:
                    self.left_out.append((name, f"missType {category.get('missType', '')!r} of {code}"))
            wording = texts(category, "labl", self._usual)
            is_point = element.get("intrvl") == "contin" and not wording and category.get("missing") != "Y"
            if not is_point:
                yield DictionaryCode(code, wording, reason)
        for item in element.findall("invalrng/item"):
            if item.get("VALUE", "") not in known:
                self.left_out.append((name, f"invalrng {item.get('VALUE', '')}"))
        if element.findall("invalrng/range"):
            self.left_out.append((name, "invalrng range"))

    def _bounds(self, element: Element, name: str) -> tuple[float | None, float | None]:
        found = element.find("valrng/range")
        if found is None:
            return None, None
        return self._number(found, "min", name), self._number(found, "max", name)

    def _number(self, limits: Element, end: str, name: str) -> float | None:
        text = limits.get(end)
        if text is None:
            return None
        try:
            return float(text)
        except ValueError:
            self.left_out.append((name, f"range {end} {text!r}"))
            return None

    def _note(self, element: Element, name: str) -> None:
        """Note the children of a variable that are not read, each kind once."""
        tags = Counter(
            child.tag
            for child in element
            if child.tag not in _READ and not (child.tag == "notes" and child.get("type") == OPTION_NOTE)
        )
        tags += Counter(one.tag for category in element.findall("catgry") for one in category
                        if one.tag not in ("catValu", "labl"))  # fmt: skip
        self.left_out += [(name, tag) for tag in tags]


def _universe(element: Element) -> str:
    found = element.find("universe")
    return plain_words(found) if found is not None else ""


def _is_text(element: Element) -> bool:
    found = element.find("varFormat")
    return found is not None and found.get("type") == "character"


def _kind(element: Element, question: Element, *, has_answers: bool) -> DictionaryKind:
    """Kind of the answer: what the question says, else what format, categories and decimals say."""
    found = element.find("varFormat")
    category = found.get("category") if found is not None else None
    if category == "date":
        return "date"
    if category == "time":
        return "time"
    domain = question.get("responseDomainType")
    if domain == "numeric" or element.get("intrvl") == "contin":
        return "whole" if element.get("dcml") == "0" else "decimal"
    if has_answers or domain == "category":
        return "single"
    if _is_text(element) or domain == "text":
        return "text"
    return "whole" if element.get("dcml") == "0" else "decimal"
