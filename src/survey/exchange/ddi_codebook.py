"""A dictionary as DDI Codebook 2.5 (DDI Alliance, 2012), the standard of social science archives.

A column of data files is a ``var``; a multiple choice is a group of the columns of its options, a battery a group of
its rows, a block a section. Wordings are in every language (``xml:lang``). Codes of blanks are categories with
``missing="Y"`` and the reason as ``missType``, and values of ``invalrng``; the universe is the condition of asking.
Counts, where there are data, are ``catStat`` of categories and ``sumStat`` of variables, unweighted, and missing where
a codebook hides them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from survey.exchange.answer_counts import CountsByQuestion
from survey.exchange.answer_frequencies import CountLines, frequencies, option_frequencies
from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryKind, DictionaryVariable
from survey.exchange.xml_writing import add, add_texts, as_document
from survey.text import Text

NAMESPACE = "ddi:codebook:2_5"
OPTION_NOTE = "option"
"""Type of the note that holds the code of the option whose column a variable is."""

_DOMAINS: dict[DictionaryKind, str] = {
    "single": "category",
    "multiple": "multiple",
    "whole": "numeric",
    "decimal": "numeric",
    "date": "datetime",
    "time": "datetime",
    "text": "text",
}


def ddi_codebook(dictionary: Dictionary, counts: CountsByQuestion | None = None, n: int = 0) -> bytes:
    """The document, valid against the schema of DDI Codebook 2.5.

    Parameters
    ----------
    dictionary : Dictionary
    counts : mapping of variable to tuple of AnswerCount, optional
        Of :func:`survey.exchange.answer_counts.count_answers`, small counts hidden.
    n : int
        Number of interviews that were counted.
    """
    counted = counts or {}
    root = Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5"})
    _study(root, dictionary)
    if counts is not None:
        file = add(add(add(root, "fileDscr"), "fileTxt"), "dimensns")
        add(file, "caseQnty", str(n))
        add(file, "varQnty", str(len(list(_columns(dictionary)))))
    data = add(root, "dataDscr")
    ids = {name: f"V{at}" for at, name in enumerate(_columns(dictionary), 1)}
    for group in _groups(dictionary, ids):
        data.append(group)
    for variable in dictionary.variables:
        if variable.kind == "multiple":
            for code in variable.answers:
                _option(data, variable, code, ids[code.column], counted.get(variable.name, ()))
        else:
            _single(data, variable, ids[variable.name], counted.get(variable.name, ()))
    return as_document(root)


def columns_of(variable: DictionaryVariable) -> tuple[str, ...]:
    """Columns of a variable in data files."""
    if variable.kind == "multiple":
        return tuple(code.column for code in variable.answers)
    return (variable.name,)


def _columns(dictionary: Dictionary) -> Iterator[str]:
    for variable in dictionary.variables:
        yield from columns_of(variable)


def _study(root: Element, dictionary: Dictionary) -> None:
    citation = add(add(root, "stdyDscr"), "citation")
    titles = add(citation, "titlStmt")
    first, *others = dictionary.title.wordings or (("", dictionary.id),)
    add_texts(titles, "titl", Text((first,)) if first[0] else Text())
    if not first[0]:
        add(titles, "titl", dictionary.id)
    add_texts(titles, "parTitl", Text(tuple(others)))
    add(titles, "IDNo", dictionary.id)
    add(add(citation, "verStmt"), "version", dictionary.version)


def _groups(dictionary: Dictionary, ids: dict[str, str]) -> Iterator[Element]:
    for block, title in dictionary.blocks:
        own = [one for one in dictionary.variables if one.block == block]
        if own:
            yield _group("section", block, title, own, ids)
    batteries = dict.fromkeys(one.question for one in dictionary.variables if one.question)
    for battery in batteries:
        rows = [one for one in dictionary.variables if one.question == battery]
        yield _group("grid", battery, rows[0].question_text, rows, ids)
    for variable in dictionary.variables:
        if variable.kind == "multiple":
            yield _group("multipleResp", variable.name, variable.text, [variable], ids)


def _group(kind: str, name: str, text: Text, members: Sequence[DictionaryVariable], ids: dict[str, str]) -> Element:
    columns = [ids[column] for variable in members for column in columns_of(variable)]
    group = Element("varGrp", {"type": kind, "name": name, "var": " ".join(columns)})
    add_texts(group, "labl", text)
    return group


def _single(data: Element, variable: DictionaryVariable, id_: str, lines: CountLines) -> None:
    is_number = variable.kind in ("whole", "decimal")
    element = add(data, "var", ID=id_, name=variable.name, intrvl="contin" if is_number else "discrete")
    if variable.kind == "whole":
        element.set("dcml", "0")
    add_texts(element, "labl", variable.text)
    _question(element, variable)
    if variable.low is not None or variable.high is not None:
        bounds = {"min": variable.low, "max": variable.high}
        shown = {name: f"{bound:.15g}" for name, bound in bounds.items() if bound is not None}
        units = "INT" if variable.kind == "whole" else "REAL"
        add(add(element, "valrng"), "range", UNITS=units, **shown)
    _invalid(element, variable.blanks)
    _universe(element, variable)
    _totals(element, lines)
    _categories(element, (*variable.codes, *_points(variable, lines)), frequencies(variable, lines))
    _format(element, variable)


def _option(data: Element, variable: DictionaryVariable, option: DictionaryCode, id_: str, lines: CountLines) -> None:
    """The column of an option: 1 chosen, 0 not chosen, and the codes of blanks of its question."""
    element = add(data, "var", ID=id_, name=option.column, intrvl="discrete")
    add_texts(element, "labl", option.text)
    _question(element, variable)
    _invalid(element, variable.blanks)
    _universe(element, variable)
    _totals(element, lines)
    marks = (DictionaryCode("1", Text()), DictionaryCode("0", Text()))
    _categories(element, (*marks, *variable.blanks), option_frequencies(variable, option, lines))
    _format(element, variable)
    add(element, "notes", option.code, type=OPTION_NOTE)


def _question(element: Element, variable: DictionaryVariable) -> None:
    question = add(element, "qstn", responseDomainType=_DOMAINS[variable.kind])
    add_texts(question, "qstnLit", variable.question_text or variable.text)


def _invalid(element: Element, blanks: Sequence[DictionaryCode]) -> None:
    if blanks:
        invalid = add(element, "invalrng")
        for one in blanks:
            add(invalid, "item", VALUE=one.code)


def _universe(element: Element, variable: DictionaryVariable) -> None:
    if variable.universe:
        add(element, "universe", variable.universe, clusion="I")


def _totals(element: Element, lines: CountLines) -> None:
    """Numbers of answers and of blanks, where no count is hidden that could be calculated from them."""
    if not lines or any(line.is_hidden for line in lines if line.is_part):
        return
    answered = sum(line.n or 0 for line in lines if line.kind in ("answer", "answered"))
    blank = sum(line.n or 0 for line in lines if line.kind == "reason")
    add(element, "sumStat", str(answered), type="vald", wgtd="not-wgtd")
    add(element, "sumStat", str(blank), type="invd", wgtd="not-wgtd")


def _points(variable: DictionaryVariable, lines: CountLines) -> list[DictionaryCode]:
    """Points of a scale that have no wording, so that their counts have a place."""
    known = {code.code for code in variable.codes}
    return [DictionaryCode(line.code, Text()) for line in lines if line.kind == "answer" and line.code not in known]


def _categories(element: Element, codes: Sequence[DictionaryCode], shown: Mapping[str, int]) -> None:
    for one in codes:
        category = add(element, "catgry")
        if one.reason:
            category.set("missing", "Y")
            category.set("missType", one.reason.name.lower())
        add(category, "catValu", one.code)
        add_texts(category, "labl", one.text)
        if one.code in shown:
            add(category, "catStat", str(shown[one.code]), type="freq", wgtd="not-wgtd")


def _format(element: Element, variable: DictionaryVariable) -> None:
    is_text = variable.is_written or variable.kind in ("text", "date", "time")
    found = add(element, "varFormat", type="character" if is_text else "numeric")
    if variable.kind in ("date", "time"):
        found.set("category", variable.kind)
