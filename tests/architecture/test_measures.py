"""Bounds on what ``make house`` measures, and the measures on small sources."""

import ast
from pathlib import Path

import pytest

from tests.architecture.measure_house import PAGE, House, Module, annotated, circles, code_lines, page, read_house

LONGEST_MODULE = 420
LONGEST_FUNCTION = 60


@pytest.fixture(scope="module")
def house() -> House:
    """The source of the package."""
    return read_house()


def test_no_type_name_is_defined_in_two_modules(house: House) -> None:
    """One word, one type."""
    assert sum(len(module.types) for module in house.modules.values()) > 300
    assert house.types_named_twice() == {}


def test_no_module_has_the_name_of_what_its_package_exports(house: House) -> None:
    """Else the attribute hides the module and ``import survey.room.name as n`` gives the function."""
    assert house.hidden_modules() == []


def test_modules_and_functions_stay_short(house: House) -> None:
    """The bounds are just above the longest ones."""
    modules = house.modules.values()
    assert [module.name for module in modules if module.lines > LONGEST_MODULE] == []
    functions = [(f"{one.name}.{name}", node) for one in modules for name, node in one.functions.items()]
    assert len(functions) > 2500
    assert [name for name, node in functions if code_lines(node) > LONGEST_FUNCTION] == []


def test_every_function_is_annotated_and_every_public_name_has_a_docstring(house: House) -> None:
    """Nested functions are annotated too."""
    modules = house.modules.values()
    assert [
        f"{one.name}.{name}" for one in modules for name, node in one.functions.items() if not annotated(node)
    ] == []
    assert [f"{one.name}:{name}" for one in modules for name in one.public if name not in one.docstrings] == []


def test_modules_do_not_import_one_another(house: House) -> None:
    """Imports inside functions and those for types count: a noun does not know the verbs that act on it."""
    assert sum(map(len, house.imports(for_types=True).values())) > 1000
    assert circles(house.imports(for_types=True)) == []


def test_the_page_names_every_room(house: House) -> None:
    """A page written before a room was added would not."""
    written = PAGE.read_text("utf-8")
    assert [module.room for module in house.modules.values() if f"| `{module.room}` |" not in written] == []


def _house(**sources: str) -> House:
    """A package of these modules."""
    modules = {name: Module(name, text, is_package=False) for name, text in sources.items()}
    return House({"": Module("", "", is_package=True), **modules})


def test_a_circle_through_an_import_inside_a_function_is_found() -> None:
    """A imports b at the top, b imports a in a function, c is imported by both."""
    house = _house(
        a="from survey.b import f\nimport survey.c",
        b="def f():\n    from survey.a import g\n    from survey import c",
        c="import ast",
    )
    assert house.imports(for_types=False) == {"": set(), "a": {"b", "c"}, "b": {"a", "c"}, "c": set()}
    assert circles(house.imports(for_types=False)) == [("a", "b")]


def test_an_import_for_types_counts_when_it_is_asked_for() -> None:
    """The import of b is under TYPE_CHECKING."""
    house = _house(
        a="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from survey.b import T", b="import survey.a"
    )
    assert circles(house.imports(for_types=False)) == []
    assert circles(house.imports(for_types=True)) == [("a", "b")]


def test_types_are_classes_and_aliases_but_not_type_variables_or_constants() -> None:
    """Both modules define Row; T and LIMIT are no types."""
    source = 'Row = tuple[int, ...]\nT = TypeVar("T")\nNoun = TypeVar("Noun")\nLIMIT = 3\nclass Cell: ...'
    house = _house(a=source, b="class Row: ...")
    assert house.modules["a"].types == {"Row", "Cell"}
    assert house.types_named_twice() == {"Row": ["a", "b"]}


def test_an_exported_name_hides_a_module() -> None:
    """The package offers the function ``rake`` of the module ``rake``; the module ``trim`` is only imported."""
    modules = [
        Module("", "", is_package=True),
        Module("w", "from survey.w import trim\nfrom survey.w.rake import rake", is_package=True),
        Module("w.rake", "def rake(): ...", is_package=False),
        Module("w.trim", "", is_package=False),
    ]
    assert House({one.name: one for one in modules}).hidden_modules() == ["w.rake"]


def test_lengths_leave_out_docstrings_and_prose_counts_them() -> None:
    """Six lines, three of them a docstring; these and one comment are prose."""
    module = Module("a", 'def f(x):\n    """Double.\n\n    Fast."""\n    # twice\n    return 2 * x\n', is_package=False)
    function = module.functions["f"]
    assert (module.lines, code_lines(function), module.prose_lines) == (6, 3, 4)
    assert not annotated(function)
    assert (module.public, module.docstrings) == (["", "f"], {"f": "Double.\n\nFast."})


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ("def f(x: int) -> int: ...", True),
        ("def f(x) -> int: ...", False),
        ("def f(*x: int, **y: int): ...", False),
        ("def f(*x) -> int: ...", False),
        ("class A:\n    def f(self, *, x: int) -> int: ...", True),
    ],
)
def test_a_function_is_annotated_when_arguments_and_result_are(source: str, whole: bool) -> None:
    """``self`` needs no type."""
    (function,) = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    assert annotated(function) is whole


def test_the_page_counts_what_is_there(tmp_path: Path) -> None:
    """Two modules of one and two lines in a room."""
    (tmp_path / "room").mkdir()
    (tmp_path / "__init__.py").write_text("", "utf-8")
    (tmp_path / "room" / "__init__.py").write_text('"""Room."""\n', "utf-8")
    (tmp_path / "room" / "one.py").write_text('"""One."""\ndef f() -> None: ...\n', "utf-8")
    shown = page(read_house(tmp_path))
    assert "| `room` | 2 | 3 | 2 | 2 | 1 | 1 | 1 | 66.7 % | 100.0 % | 66.7 % | 0 | 0 |" in shown
    assert "| `room.one.f` | 1 |" in shown
