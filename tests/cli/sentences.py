"""The English sentences of errors, read off the source: facts and remedies by code, places numbered."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import survey

SOURCE = Path(survey.__file__).parent
CODE = re.compile(r"[A-Z]\d{3}")
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"
NEAREST = "nearest"


@dataclass(frozen=True)
class Function:
    """A function (or a module) with what is assigned to each name in it."""

    node: ast.AST
    assigned: dict[str, list[ast.expr]]


@dataclass(frozen=True)
class Sentence:
    """One sentence of one code: ``There is no wave {0} under waves.``"""

    code: str
    module: str
    line: int
    template: str


def sentences(modules: Iterable[Path] | None = None) -> list[Sentence]:
    """Every fact and remedy of the source with its code."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")) if modules is None else modules:
        tree = ast.parse(path.read_text("utf-8"))
        module = path.relative_to(SOURCE).as_posix()
        for function, call, code in _calls(tree):
            parts = [arg for arg in call.args if not isinstance(arg, ast.Starred)] + [
                keyword.value for keyword in call.keywords if keyword.arg in ("fact", "remedy")
            ]
            for expression in parts[-2:]:
                for text in _texts(expression, function, tree, 0):
                    if text != NEAREST:
                        found.append(Sentence(code, module, call.lineno, numbered(text)))
    return found


def numbered(text: str) -> str:
    """Places as ``{0}``, ``{1}`` in the order of the sentence."""
    count = itertools.count()
    parts = text.replace("{", "{{").replace("}", "}}").split(PLACE)
    return parts[0] + "".join(f"{{{next(count)}}}{part}" for part in parts[1:])


def _calls(tree: ast.Module) -> Iterator[tuple[Function, ast.Call, str]]:
    """Calls that are given a code, with the function they stand in."""
    yield from _inside(tree, Function(tree, _assigned(tree)))


def _inside(node: ast.AST, function: Function) -> Iterator[tuple[Function, ast.Call, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield from _inside(child, Function(child, _assigned(child)))
            continue
        if isinstance(child, ast.Call):
            for arg in child.args:
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str) and CODE.fullmatch(arg.value):
                    yield function, child, arg.value
        yield from _inside(child, function)


def _assigned(node: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for child in ast.walk(node):
        pairs: list[tuple[ast.expr, ast.expr]] = []
        if isinstance(child, ast.Assign):
            pairs = [(target, child.value) for target in child.targets]
        elif isinstance(child, (ast.AnnAssign, ast.NamedExpr)) and child.value is not None:
            pairs = [(child.target, child.value)]
        for target, value in pairs:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(value)
            elif isinstance(target, ast.Tuple):
                values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
                for one, own in zip(target.elts, values, strict=True):
                    if isinstance(one, ast.Name):
                        found.setdefault(one.id, []).append(own)
    return found


def _texts(node: ast.expr, function: Function, tree: ast.Module, depth: int) -> list[str]:
    """The sentences an expression may be, its places marked; the mark alone when nothing is known of it."""
    if depth > 6:
        return [PLACE]
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        parts = [
            [str(part.value)] if isinstance(part, ast.Constant) else _place(part, function, tree, depth)
            for part in node.values
        ]
        return ["".join(one) for one in itertools.product(*parts)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        both = itertools.product(
            _texts(node.left, function, tree, depth + 1), _texts(node.right, function, tree, depth + 1)
        )
        return [left + right for left, right in both]
    if isinstance(node, ast.IfExp):
        return _texts(node.body, function, tree, depth + 1) + _texts(node.orelse, function, tree, depth + 1)
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in _texts(value, function, tree, depth + 1)]
    if isinstance(node, ast.Name):
        values = function.assigned.get(node.id) or _assigned_in_module(tree, node.id)
        return [text for value in values for text in _texts(value, function, tree, depth + 1)] or [PLACE]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        for value in function.assigned.get(node.value.id) or _assigned_in_module(tree, node.value.id):
            if isinstance(value, ast.Dict):
                return [text for one in value.values for text in _texts(one, function, tree, depth + 1)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "nearest":
            return [NEAREST]
        for other in ast.walk(tree):
            if isinstance(other, ast.FunctionDef) and other.name == node.func.id:
                inner = Function(other, _assigned(other))
                returned = [one.value for one in ast.walk(other) if isinstance(one, ast.Return) and one.value]
                return [text for one in returned for text in _texts(one, inner, tree, depth + 1)] or [PLACE]
    return [PLACE]


def _assigned_in_module(tree: ast.Module, name: str) -> list[ast.expr]:
    return [
        value
        for statement in tree.body
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and (value := statement.value) is not None
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name) and target.id == name
    ]


def _place(node: ast.expr, function: Function, tree: ast.Module, depth: int) -> list[str]:
    """A place of an f-string: its sentences when they are written in the source, else the mark."""
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.IfExp | ast.BoolOp):
        texts = _texts(node.value, function, tree, depth + 1)
        return texts if all(PLACE not in text for text in texts) else [PLACE]
    return [PLACE]
