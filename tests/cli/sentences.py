"""The English sentences of errors, read off the source: facts and remedies by code, places numbered."""

from __future__ import annotations

import ast
import itertools
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import survey

SOURCE = Path(survey.__file__).parent
CODE = re.compile(r"[A-Z]\d{3}")
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"
NEAREST = "nearest"
OF_NUMBERS = "D022"


@dataclass(frozen=True)
class Function:
    """A function (or a module) with what is assigned to each name in it."""

    node: ast.AST
    assigned: dict[str, list[ast.expr]]


@dataclass(frozen=True)
class Sentence:
    """One sentence of one code, such as ``There is no wave {0} under waves``, its places numbered."""

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
            named = [keyword.value for keyword in call.keywords if keyword.arg in ("fact", "remedy")]
            is_kind = code == OF_NUMBERS or any(keyword.arg == "code" for keyword in call.keywords)
            parts = named if is_kind else [arg for arg in call.args if not isinstance(arg, ast.Starred)] + named
            is_syntax = isinstance(call.func, ast.Name) and call.func.id == "ExpressionSyntaxError"
            for expression in parts[4:6] if is_syntax else parts[-2:]:
                texts = Texts(function, tree).of(expression)
                found += [Sentence(code, module, call.lineno, numbered(text)) for text in texts if text != NEAREST]
    return found


def numbered(text: str) -> str:
    """Places as ``{0}``, ``{1}`` in the order of the sentence."""
    count = itertools.count()
    parts = text.replace("{", "{{").replace("}", "}}").split(PLACE)
    return parts[0] + "".join(f"{{{next(count)}}}{part}" for part in parts[1:])


def _calls(tree: ast.Module) -> Iterator[tuple[Function, ast.Call, str]]:
    """Calls that are given a code, with the function they stand in."""
    yield from _inside(tree, Function(tree, _assigned(tree, tree)), tree)


def _inside(node: ast.AST, function: Function, tree: ast.Module) -> Iterator[tuple[Function, ast.Call, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield from _inside(child, Function(child, _assigned(child, tree)), tree)
            continue
        if isinstance(child, ast.Call):
            named = {keyword.arg: keyword.value for keyword in child.keywords}
            codes = [
                one.value
                for arg in (*child.args, *([named["code"]] if "code" in named else []))
                for one in (arg.values if isinstance(arg, ast.BoolOp) else [arg])
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and CODE.fullmatch(one.value)
            ]
            if "remedy" in named and not codes:
                # a kind of a schema: without a code its complaint has the code of all numbers
                codes = [OF_NUMBERS]
            yield from ((function, child, code) for code in codes)
        yield from _inside(child, function, tree)


def _assigned(node: ast.AST, tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What each name may stand for: assignments, and loops over a table of the module."""
    found: dict[str, list[ast.expr]] = {}
    for child in ast.walk(node):
        for target, value in _pairs(child, tree):
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(value)
            elif isinstance(target, ast.Tuple):
                values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
                for one, own in zip(target.elts, values, strict=False):
                    if isinstance(one, ast.Name):
                        found.setdefault(one.id, []).append(own)
    return found


def _pairs(node: ast.AST, tree: ast.Module) -> list[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign):
        return [(target, node.value) for target in node.targets]
    if isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        return [(node.target, node.value)]
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
        tables = _assigned_in_module(tree, node.iter.id)
        return [(node.target, row) for table in tables if isinstance(table, ast.Tuple) for row in table.elts]
    return []


class Texts:
    """The sentences an expression may be, its places marked; the mark alone when nothing is known of it."""

    def __init__(self, function: Function, tree: ast.Module, depth: int = 0) -> None:
        self.function, self.tree, self.depth = function, tree, depth

    def of(self, node: ast.expr) -> list[str]:
        """The sentences; a kind of expression has a method of its own."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None or self.depth > 8:
            return [PLACE]
        return list(method(node)) or [PLACE]

    def _inner(self, node: ast.expr) -> list[str]:
        return Texts(self.function, self.tree, self.depth + 1).of(node)

    def _each(self, nodes: Iterable[ast.expr]) -> list[str]:
        return [text for node in nodes for text in self._inner(node)]

    def _constant(self, node: ast.Constant) -> list[str]:
        return [str(node.value)]

    def _joinedstr(self, node: ast.JoinedStr) -> list[str]:
        parts = [[str(part.value)] if isinstance(part, ast.Constant) else self._place(part) for part in node.values]
        return ["".join(one) for one in itertools.product(*parts)]

    def _place(self, node: ast.expr) -> list[str]:
        """A place of an f-string: its sentences when they are written there, else the mark."""
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.IfExp | ast.BoolOp):
            texts = self._inner(node.value)
            return texts if all(PLACE not in text for text in texts) else [PLACE]
        return [PLACE]

    def _binop(self, node: ast.BinOp) -> list[str]:
        if not isinstance(node.op, ast.Add):
            return [PLACE]
        return [left + right for left, right in itertools.product(self._inner(node.left), self._inner(node.right))]

    def _ifexp(self, node: ast.IfExp) -> list[str]:
        return self._each([node.body, node.orelse])

    def _boolop(self, node: ast.BoolOp) -> list[str]:
        return self._each(node.values)

    def _name(self, node: ast.Name) -> list[str]:
        return self._each(self._values(node.id)) or self._given(node.id)

    def _given(self, parameter: str) -> list[str]:
        """What calls in the same module give for a parameter of this function."""
        own = self.function.node
        names = [arg.arg for arg in own.args.args if arg.arg != "self"] if isinstance(own, ast.FunctionDef) else []
        if parameter not in names or not isinstance(own, ast.FunctionDef):
            return []
        at = names.index(parameter)
        return [
            text
            for caller, call in _calls_of(own.name, self.tree)
            for value in [*call.args[at : at + 1], *(word.value for word in call.keywords if word.arg == parameter)]
            for text in Texts(caller, self.tree, self.depth + 1).of(value)
        ]

    def _values(self, name: str) -> list[ast.expr]:
        return self.function.assigned.get(name) or _assigned_in_module(self.tree, name)

    def _tuple(self, node: ast.Tuple) -> list[str]:
        return self._each(node.elts)

    def _subscript(self, node: ast.Subscript) -> list[str]:
        named = self._values(node.value.id) if isinstance(node.value, ast.Name) else []
        return [text for value in named if isinstance(value, ast.Dict) for text in self._each(value.values)]

    def _call(self, node: ast.Call) -> list[str]:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == NEAREST:
            return [NEAREST]
        if name == "format" and isinstance(node.func, ast.Attribute):
            return [_unformatted(text) for text in self._inner(node.func.value)]
        return [
            text
            for other in ast.walk(self.tree)
            if isinstance(other, ast.FunctionDef) and other.name == name
            for one in ast.walk(other)
            if isinstance(one, ast.Return) and one.value is not None
            for text in Texts(Function(other, _assigned(other, self.tree)), self.tree, self.depth + 1).of(one.value)
        ]


def _unformatted(template: str) -> str:
    """A sentence for ``str.format``: its places marked, its doubled braces single."""
    parts = string.Formatter().parse(template)
    return "".join(literal + (PLACE if name is not None else "") for literal, name, _, _ in parts)


def _calls_of(name: str, tree: ast.Module) -> list[tuple[Function, ast.Call]]:
    """Calls of a function or method of this name, with the function they stand in."""
    return [
        (Function(caller, _assigned(caller, tree)), call)
        for caller in ast.walk(tree)
        if isinstance(caller, ast.FunctionDef)
        for call in ast.walk(caller)
        if isinstance(call, ast.Call)
        and (call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", None)) == name
    ]


def _assigned_in_module(tree: ast.Module, name: str) -> list[ast.expr]:
    return [
        value
        for statement in tree.body
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and (value := statement.value) is not None
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name) and target.id == name
    ]
