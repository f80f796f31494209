"""The source knows no instrument: no question, indicator, unit or region of the shipped one is named in its code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import survey
from survey.indicators import read_indicators
from survey.questionnaire import read_questionnaire

SOURCE = Path(survey.__file__).parent
INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
FORM = read_questionnaire(INSTRUMENT)
REGION = {"Almaty", "Алматы", "Алматинск", "Zhetisu", "Жетісу", "Жетысу", "Казахстан", "Қазақстан", "Kazakhstan"}
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def strings(tree: ast.AST) -> Iterator[str]:
    """Texts of the code that are not docstrings."""
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def parsed() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the source with its name."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


def units() -> set[str]:
    """Names of territorial units in every language."""
    return {name for one in FORM.groupings["unit"].categories for _, name in one.text}


def test_no_question_or_indicator_is_named() -> None:
    """Ids are data."""
    ids = {*FORM.variables, *(one.id for one in read_indicators(INSTRUMENT, FORM))}
    assert len(ids) > 150
    assert [(name, text) for name, tree in parsed() for text in strings(tree) if text in ids] == []


def test_no_unit_or_region_is_named() -> None:
    """Names of places are data."""
    places = {*REGION, *units()}
    assert len(places) > 40
    named = re.compile("|".join(re.escape(place) for place in sorted(places)))
    assert [(name, text) for name, tree in parsed() for text in strings(tree) if named.search(text)] == []


def test_no_grouping_is_known_by_its_name() -> None:
    """What a grouping is about follows from the roles of questions; nothing asks whether it is called ``unit``."""
    asked = []
    for name, tree in parsed():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare | ast.Subscript | ast.Call):
                continue
            source = ast.unparse(node)
            about = re.search(r"groupings|\bdivision|\bdomains?\b|\bone\.id\b", source)
            given = [one.value for one in ast.iter_child_nodes(node) if isinstance(one, ast.Constant)]
            if about and any(one in FORM.groupings for one in given):
                asked.append((name, source))
    assert asked == []
