"""Classifications of respondents (``groups.yaml``): age groups, town and village, ethnic groups in five classes."""

from __future__ import annotations

from survey.documents import Document, DocumentItem
from survey.errors import nearest
from survey.expressions import Scope, check, parse
from survey.questionnaire.answer_lists import titled
from survey.questionnaire.map_tiles import read_tiles
from survey.questionnaire.model import Category, Grouping, Option, Variable
from survey.questionnaire.reading_context import read_condition
from survey.questionnaire.wordings import complain_of_twins, wording
from survey.text import Text


def read_groupings(document: Document, variables: dict[str, Variable], scope: Scope) -> dict[str, Grouping]:
    """Groupings by id; every condition is checked against the questionnaire."""
    groupings: dict[str, Grouping] = {}
    listed = document.root.need("groupings")
    document.root.no_other_keys()
    for element in listed.elements():
        item = titled(element, "grouping", "id")
        grouping = _grouping(item, variables, scope)
        if grouping.id.casefold() in {name.casefold() for name in (*scope.names(), *groupings)}:
            fact = f"The id {grouping.id!r} is taken."
            item.need("id").complain("Q030", fact, "Give the grouping an id no question or grouping has.")
        groupings[grouping.id] = grouping
    return groupings


def _grouping(item: DocumentItem, variables: dict[str, Variable], scope: Scope) -> Grouping:
    name, text, source = item.need("id").text(), wording(item), item.get("from")
    categories = (
        _from_options(source, variables) if source else _categories(item.need("categories"), item.element, scope)
    )
    tiles = item.get("tiles")
    places = read_tiles(tiles, item.element, [one.id for one in categories]) if tiles else {}
    item.no_other_keys()
    return Grouping(name, text, categories, places)


def _from_options(item: DocumentItem, variables: dict[str, Variable]) -> tuple[Category, ...]:
    variable = variables.get(item.text())
    if variable is None or variable.kind != "single":
        singles = [name for name, other in variables.items() if other.kind == "single"]
        item.complain("Q031", f"{item.source!r} is not a single choice.", nearest(item.source, singles))
        return ()
    return tuple(
        Category(option.code, option.shown, option.text, parse(f"{variable.id} == {_literal(option)}", item.place))
        for option in variable.options
    )


def _literal(option: Option) -> str:
    return f'"{option.written}"' if option.written is not None else str(option.code)


def _categories(item: DocumentItem, element: str, scope: Scope) -> tuple[Category, ...]:
    categories: list[Category] = []
    worded: list[tuple[str, DocumentItem, Text]] = []
    for listed in item.elements():
        one = titled(listed, f"{element}, category", "id")
        code, name, text, when = one.need("code"), one.need("id"), wording(one), one.need("when")
        one.no_other_keys()
        if any(str(other.code) == code.source or other.id == name.source for other in categories):
            fact = f"The code {code.source} or the id {name.source!r} is used twice."
            code.complain("Q032", fact, "Give every category its own code and id.")
        worded.append((f"category {name.source}", one, text))
        condition = read_condition(when.named(f"{one.element}, when"))
        if condition is not None:
            item.document.complaints += check(condition, scope, element=f"{one.element}, when")
            categories.append(Category(code.integer(), name.text(), text, condition))
    complain_of_twins(worded)
    return tuple(categories)
