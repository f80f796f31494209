"""The tests of a lone clone: every file they read is in it, and none is left out for want of one."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "tests").rglob("*.py"))

LEAVING_OUT = frozenset(
    {"skip", "skipif", "skipTest", "importorskip", "xfail", "collect_ignore", "collect_ignore_glob"}
)

ALLOWED: Mapping[tuple[str, str], str] = {
    ("tests/fuzz/conftest.py", "collect_ignore"): "the runner forks and limits memory as only Linux does",
}


def place(node: ast.expr, module: str, known: Mapping[str, str]) -> str | None:
    """The path an expression makes, from the folder of the checkout; None where it does not start from the module."""

    def joined(start: ast.expr, *parts: str) -> str | None:
        before = place(start, module, known)
        return None if before is None else posixpath.normpath(posixpath.join(before, *parts))

    match node:
        case ast.Name(id=name):
            return known.get(name)
        case ast.Call(func=ast.Name(id="Path"), args=[ast.Name(id="__file__")]):
            return module
        case ast.Call(func=ast.Attribute(value=start, attr="resolve" | "absolute"), args=[]):
            return joined(start)
        case ast.Call(func=ast.Attribute(value=start, attr="joinpath"), args=parts):
            return joined(start, *map(written, parts))
        case ast.Attribute(value=start, attr="parent"):
            return joined(start, "..")
        case ast.Subscript(value=ast.Attribute(value=start, attr="parents"), slice=ast.Constant(value=int(number))):
            return joined(start, *[".."] * (number + 1))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return joined(left, written(right))
    return None


def written(part: ast.expr) -> str:
    """A part of a path, or a name in its place where it is computed."""
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "computed"


def beyond(source: str, module: str) -> Iterator[int]:
    """Lines of a module whose paths leave the checkout."""
    tree = ast.parse(source)
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            found = place(node.value, module, known)
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            known |= {one.id: found for one in targets if isinstance(one, ast.Name) and found is not None}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and (place(node, module, known) or "").startswith(".."):
            yield node.lineno


def leaving_out(source: str) -> set[str]:
    """Names by which a module leaves out tests."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name):
                found |= {name} & LEAVING_OUT
    return found


def test_no_test_reads_a_folder_beside_the_checkout() -> None:
    offenders = {
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in MODULES
        for line in beyond(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    }
    assert offenders == set()


def test_no_test_is_left_out() -> None:
    """The few places that may are listed with their reasons; a reason that nobody needs any more goes."""
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in MODULES
        for name in leaving_out(path.read_text(encoding="utf-8"))
    }
    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    ("line", "leaves"),
    [
        ("DATA = Path(__file__).parents[2] / 'data'", False),
        ("DATA = Path(__file__).parents[2].parent", True),
        ("DATA = Path(__file__).resolve().parents[3]", True),
        ("ROOT = Path(__file__).parents[2]\nDATA = ROOT / 'tests' / '..' / 'data'", False),
        ("ROOT = Path(__file__).parents[2]\ndef f():\n    return ROOT / '../data'", True),
        ("ROOT = Path(__file__).parents[2]\nDATA = ROOT.joinpath('..', 'data')", True),
        ("HERE: Path = Path(__file__).parent\nDATA = HERE.parent.parent.parent", True),
        ("def f(path):\n    return path.parent / '..' / '..' / '..'", False),
    ],
)
def test_a_path_is_followed_upwards(line: str, leaves: bool) -> None:
    """From the module to its folder, to that of the checkout, and beyond it."""
    assert bool(list(beyond(line, "tests/room/test_it.py"))) is leaves


@pytest.mark.parametrize(
    "line",
    ["pytest.skip('no file')", "@pytest.mark.skipif(True, reason='')\ndef f(): ...", "from pytest import importorskip"],
)
def test_a_skip_is_seen_however_it_is_written(line: str) -> None:
    assert leaving_out(line)


TOP = (
    "ARCHITECTURE.md CHANGELOG.md CITATION.cff CONTRIBUTING.md LICENSE Makefile README.md SECURITY.md benchmarks "
    "constraints-docs.txt constraints-lowest.txt constraints.txt docs notebooks noxfile.py pyproject.toml questionnaires src tests"
)


def test_nothing_lies_at_the_top_by_mistake() -> None:
    """A test that writes where it runs leaves a file there, which the next commit would take along."""
    ignored = [line.strip("/\n") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]
    found = {path.name for path in ROOT.iterdir() if not any(path.match(one) for one in (".*", *ignored))}
    assert found - set(TOP.split()) == set()
