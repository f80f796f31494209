"""Packages that import their names on first use say the same thrice, and load nothing that was not asked for."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

import survey
from survey.lazy_names import lazy_names

SOURCE = Path(survey.__file__).parent


def lazy_packages() -> dict[str, ast.Module]:
    trees = {
        ".".join(("survey", *path.parent.relative_to(SOURCE).parts)): ast.parse(path.read_text("utf-8"))
        for path in SOURCE.glob("*/**/__init__.py")
    }
    return {name: tree for name, tree in trees.items() if "lazy_names" in ast.dump(tree)}


def names_for_type_checkers(tree: ast.Module, package: str) -> Iterator[tuple[str, str]]:
    for block in tree.body:
        if isinstance(block, ast.If):
            for one in ast.walk(block):
                if isinstance(one, ast.ImportFrom) and one.module is not None:
                    for alias in one.names:
                        yield one.module.removeprefix(f"{package}."), alias.name


def homes_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "lazy_names":
            for home, names in ast.literal_eval(one.args[1]).items():
                for name in names.split():
                    yield home, name


def test_homes_of_names_are_those_that_type_checkers_see() -> None:
    for package, tree in lazy_packages().items():
        homes = sorted(homes_of(tree))
        assert homes, package
        assert homes == sorted(names_for_type_checkers(tree, package)), package


def test_every_name_of_a_package_can_be_had() -> None:
    for package, tree in lazy_packages().items():
        module = importlib.import_module(package)
        assert {name for _, name in homes_of(tree)} <= set(module.__all__), package
        assert all(hasattr(module, name) for name in module.__all__), package


def test_names_that_nobody_has_asked_for_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """For completion, ``dir`` and ``help``."""
    room = types.ModuleType("room")
    monkeypatch.setitem(sys.modules, "room", room)
    lazy_names("room", {"decoding": "decode", "files": "read_file RawTable"})
    assert {"decode", "read_file", "RawTable", "__name__"} <= set(dir(room))
    assert "decode" not in vars(room)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'survey\.ingest' has no attribute 'decodes'"):
        lazy_names("survey.ingest", {"decoding": "decode"})("decodes")


def test_a_check_of_a_file_loads_neither_statistics_nor_reports() -> None:
    code = "import sys, json, survey.monitor.delivery_check; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(json.loads(run.stdout))
    unwanted = ("scipy", "matplotlib", "jinja2", "survey.reports", "survey.tables", "survey.simulate")
    assert not loaded & set(unwanted)
    assert "pandas" in loaded
