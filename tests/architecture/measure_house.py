"""Measures of the source: sizes, annotations, names and import circles. ``make house`` writes them to ``docs/house.md``."""

from __future__ import annotations

import ast
import io
import re
import statistics
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import survey

SOURCE = Path(survey.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "house.md"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Imports = Mapping[str, set[str]]
TYPE_NAME = re.compile(r"_?[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
SHOWN = 10


@dataclass(frozen=True)
class Module:
    """A module of the package, by its dotted name without ``survey.``; a package has the name of its folder."""

    name: str
    text: str
    is_package: bool

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """The folder directly under ``survey``, or ``(root)`` for the modules that lie there."""
        return self.name.split(".")[0] if "." in self.name or (self.is_package and self.name) else "(root)"

    @property
    def lines(self) -> int:
        """Lines of the file, blank ones included."""
        return len(self.text.splitlines())

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Functions and methods by their name in the module, nested ones included."""
        return {name: node for name, node in _named(self.tree, "") if isinstance(node, Function)}

    @cached_property
    def docstrings(self) -> dict[str, str]:
        """Docstrings by the name of what they describe; the module's own has an empty name."""
        described: list[tuple[str, ast.Module | ast.ClassDef | Function]] = [("", self.tree), *_named(self.tree, "")]
        found = {name: ast.get_docstring(node) for name, node in described}
        return {name: text for name, text in found.items() if text is not None}

    @cached_property
    def comments(self) -> dict[int, str]:
        """Comments by line, without instructions to tools."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        found = {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
        return {line: text for line, text in found.items() if not text.startswith(("type:", "noqa", "pragma:"))}

    @property
    def prose_lines(self) -> int:
        """Lines that hold a comment or a part of a docstring; strings under an assignment count as docstrings."""
        strings = [node for node in ast.walk(self.tree) if isinstance(node, ast.Expr) and _is_text(node.value)]
        spoken = {line for node in strings for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
        return len(spoken | set(self.comments))

    @property
    def public(self) -> list[str]:
        """Names of the module itself ("") and of its public classes, functions and methods, not of nested functions."""
        inside = tuple(f"{name}." for name in self.functions)
        names = [name for name, _ in _named(self.tree, "") if not name.startswith(inside)]
        return ["", *(name for name in names if not any(part.startswith("_") for part in name.split(".")))]

    @cached_property
    def types(self) -> set[str]:
        """Classes and aliases of types defined at the top of the module; type variables are left out."""
        classes = {node.name for node in self.tree.body if isinstance(node, ast.ClassDef)}
        return classes | {name for node in self.tree.body for name in _alias_of(node)}

    @cached_property
    def exported(self) -> set[str]:
        """Names that a package offers: those of ``__all__``, or those it imports."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["__all__"]:
                return {
                    one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
        imported = [node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom)]
        return {alias.asname or alias.name for node in imported for alias in node.names}


@dataclass(frozen=True)
class House:
    """All modules of a package."""

    modules: Mapping[str, Module]

    def imports(self, *, for_types: bool) -> dict[str, set[str]]:
        """Modules that each module imports, in functions too; imports under ``TYPE_CHECKING`` only when asked for."""
        return {name: self._imports_of(module, for_types=for_types) for name, module in self.modules.items()}

    def _imports_of(self, module: Module, *, for_types: bool) -> set[str]:
        found = set()
        for node in _without_types(module.tree) if not for_types else ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "survey":
                source = (node.module or "").removeprefix("survey").removeprefix(".")
                inner = [f"{source}.{alias.name}".removeprefix(".") for alias in node.names]
                found |= {name if name in self.modules else source for name in inner}
            elif isinstance(node, ast.Import):
                found |= {
                    alias.name.removeprefix("survey.") for alias in node.names if alias.name.startswith("survey.")
                }
        return (found & set(self.modules)) - {module.name}

    def types_named_twice(self) -> dict[str, list[str]]:
        """Type names that more than one module defines, with the modules."""
        homes = defaultdict(list)
        for module in self.modules.values():
            for name in module.types:
                homes[name].append(module.name)
        return {name: sorted(found) for name, found in sorted(homes.items()) if len(found) > 1}

    def hidden_modules(self) -> list[str]:
        """Modules that have the name of something their package exports, so that the attribute hides the module."""
        return [
            name
            for name in self.modules
            if name
            and name.rsplit(".", 1)[-1] in self.modules[name.rpartition(".")[0]].exported - set(self._plain(name))
        ]

    def _plain(self, name: str) -> Iterator[str]:
        """The module's own name, when its package imports the module itself."""
        package, _, last = name.rpartition(".")
        source = f"survey.{package}".rstrip(".")
        for node in ast.walk(self.modules[package].tree):
            if isinstance(node, ast.ImportFrom) and node.module == source and last in [one.name for one in node.names]:
                yield last


def read_house(source: Path = SOURCE) -> House:
    """Every module under a folder."""
    modules = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = Module(name, path.read_text("utf-8"), parts[-1] == "__init__")
    return House(modules)


def circles(imports: Imports) -> list[tuple[str, ...]]:
    """Groups of modules that reach one another by their imports (strongly connected components of two or more)."""
    reached = {name: _reached(name, imports) for name in imports}
    groups = {tuple(sorted(other for other in found if name in reached[other])) for name, found in reached.items()}
    return sorted(group for group in groups if group)


def _reached(start: str, imports: Imports) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = imports[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def code_lines(function: Function) -> int:
    """Lines of a function from ``def`` to its end, without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and _is_text(first.value):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def annotated(function: Function) -> bool:
    """Whether every argument, ``self`` and ``cls`` aside, and the result have a type."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    rest = [one for one in (given.vararg, given.kwarg) if one is not None]
    typed = all(one.annotation is not None for one in named + rest if one.arg not in ("self", "cls"))
    return typed and function.returns is not None


def _named(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | Function):
            yield prefix + child.name, child
            yield from _named(child, f"{prefix}{child.name}.")
        else:
            yield from _named(child, prefix)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _alias_of(node: ast.stmt) -> list[str]:
    """The name of a type that an assignment makes: CamelCase, from another type."""
    target = (
        node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
    )
    if not isinstance(target, ast.Name) or not isinstance(node, ast.Assign | ast.AnnAssign):
        return []
    made = ast.unparse(node.value.func) if isinstance(node.value, ast.Call) else ""
    return [target.id] if TYPE_NAME.fullmatch(target.id) and made not in ("TypeVar", "ParamSpec") else []


def _without_types(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under ``if TYPE_CHECKING``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _without_types(child)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _sizes(numbers: Sequence[int]) -> tuple[str, str]:
    """Median and 90th percentile; blank where there is nothing."""
    if not numbers:
        return "", ""
    ninth = statistics.quantiles(numbers, n=10, method="inclusive")[-1] if len(numbers) > 1 else numbers[0]
    return f"{statistics.median(numbers):.0f}", f"{ninth:.0f}"


def _row(
    name: str, modules: Sequence[Module], runtime: Sequence[tuple[str, ...]], typed: Sequence[tuple[str, ...]]
) -> str:
    functions = [node for module in modules for node in module.functions.values()]
    public = sum(len(module.public) for module in modules)
    documented = sum(one in module.docstrings for module in modules for one in module.public)
    lines = sum(module.lines for module in modules)
    here = {module.name for module in modules}
    cells = [
        name,
        str(len(modules)),
        str(lines),
        *_sizes([module.lines for module in modules]),
        str(len(functions)),
        *_sizes([code_lines(node) for node in functions]),
        _percent(sum(module.prose_lines for module in modules), lines),
        _percent(sum(map(annotated, functions)), len(functions)),
        _percent(documented, public),
        str(sum(bool(here & set(group)) for group in runtime)),
        str(sum(bool(here & set(group)) for group in typed)),
    ]
    return "| " + " | ".join(cells) + " |"


def _longest(found: Iterable[tuple[str, int]]) -> list[str]:
    ranked = sorted(found, key=lambda one: (-one[1], one[0]))[:SHOWN]
    return [f"| `{name}` | {lines} |" for name, lines in ranked]


def page(house: House) -> str:
    """The page in Markdown."""
    modules = list(house.modules.values())
    runtime = circles(house.imports(for_types=False))
    typed = [group for group in circles(house.imports(for_types=True)) if group not in runtime]
    rooms = defaultdict(list)
    for module in modules:
        rooms[module.room].append(module)
    functions = [
        (f"{module.name}.{name}", code_lines(node)) for module in modules for name, node in module.functions.items()
    ]
    return "\n".join(
        [
            "# Measures of the source",
            "",
            "Written by `make house` from `src/survey`; bounds are held by `tests/architecture/`. A function's length leaves out its",
            "docstring. Prose is the share of lines with a comment or a docstring. Annotated: every argument and the result. Documented:",
            "modules and public classes, functions and methods. Circles: groups of modules that import one another, imports inside",
            "functions included; those that need an import under `TYPE_CHECKING` are counted apart.",
            "",
            "| room | modules | lines | median | 90 % | functions | median | 90 % | prose | annotated | documented | circles | for types |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
            *(_row(f"`{room}`", found, runtime, typed) for room, found in sorted(rooms.items())),
            _row("**all**", modules, runtime, typed),
            "",
            "## Longest modules",
            "",
            "| module | lines |",
            "|---|---|",
            *_longest((module.name, module.lines) for module in modules),
            "",
            "## Longest functions",
            "",
            "| function | lines |",
            "|---|---|",
            *_longest(functions),
            "",
            "## Names and circles",
            "",
            "| measure | number | which |",
            "|---|---|---|",
            _which("type names defined in two modules", [f"`{name}`" for name in house.types_named_twice()]),
            _which("modules hidden by an exported name", [f"`{name}`" for name in house.hidden_modules()]),
            _which("import circles", [_circle(group) for group in runtime]),
            _which("import circles with an import for types only", [_circle(group) for group in typed]),
            "",
        ]
    )


def _which(measure: str, found: Sequence[str]) -> str:
    return f"| {measure} | {len(found)} | {'; '.join(found)} |"


def _circle(group: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in group)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(read_house()), "utf-8")


if __name__ == "__main__":
    main()
