"""Requirements: what pyproject.toml asks for, what the files of constraints pin, and what the source imports."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = PROJECT["name"]


def plain(name: str) -> str:
    """A name as the package index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def bounds(requirements: Iterable[str]) -> dict[str, str]:
    """The lower bound of every requirement; each has one and nothing further."""
    found = {}
    for requirement in requirements:
        if requirement.startswith(OWN):
            continue
        parts = re.fullmatch(r"([A-Za-z0-9._-]+)>=([0-9.]+)", requirement)
        assert parts is not None, requirement
        found[plain(parts[1])] = parts[2]
    return found


def pinned(name: str) -> dict[str, str]:
    """The releases that a file of constraints pins."""
    lines = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert all(line.count("==") == 1 for line in lines)
    return {plain(package): release for package, release in (line.split("==") for line in lines)}


def release(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", number))


EXTRAS = PROJECT["optional-dependencies"]
_OF_FORMATS = [requirement for extra in ("xlsx", "docx", "pdf", "xlsform", "odk") for requirement in EXTRAS[extra]]
NEEDED = bounds([*PROJECT["dependencies"], *_OF_FORMATS])
BROUGHT = bounds(EXTRAS["duckdb"])
"""Libraries whose objects callers bring, so that the source does not import them."""
TOOLS = bounds([*PROJECT["optional-dependencies"]["test"], *PROJECT["optional-dependencies"]["dev"]])
DOCS = bounds(PROJECT["optional-dependencies"]["docs"])


def test_the_lowest_releases_are_the_bounds() -> None:
    """A bound that is raised or lowered is tested at its new place."""
    lowest = pinned("constraints-lowest.txt")
    assert len(NEEDED) > 10
    assert {name: lowest.get(name) for name in NEEDED | BROUGHT} == NEEDED | BROUGHT


def test_tools_are_the_same_in_both_sets() -> None:
    """Only what the package needs is lower; a library of these alone may be in one of the sets only."""
    lowest, usual = pinned("constraints-lowest.txt"), pinned("constraints.txt")
    both = (lowest.keys() & usual.keys()) - NEEDED.keys() - BROUGHT.keys()
    assert len(both) > 50
    assert {name: lowest[name] for name in both} == {name: usual[name] for name in both}


def test_every_requirement_is_pinned_at_its_bound_or_above() -> None:
    usual = pinned("constraints.txt")
    found = {name: usual.get(name, "0") for name in NEEDED | BROUGHT | TOOLS}
    assert [name for name, bound in (NEEDED | BROUGHT | TOOLS).items() if release(found[name]) < release(bound)] == []


def test_the_site_has_constraints_for_what_the_package_does_not_pin() -> None:
    """Each library is pinned in one file only, so that the two files cannot contradict each other."""
    site, usual = pinned("constraints-docs.txt"), pinned("constraints.txt")
    assert site.keys() & usual.keys() == set()
    found = {name: (site | usual).get(name, "0") for name in DOCS}
    assert len(found) > 3
    assert [name for name, bound in DOCS.items() if release(found[name]) < release(bound)] == []


def test_the_source_imports_what_is_required_and_nothing_else() -> None:
    imported: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                imported.add(node.module.partition(".")[0])
    known = packages_distributions()
    others = imported - sys.stdlib_module_names - {"survey"}
    assert {plain(known.get(name, [name])[0]) for name in others} == set(NEEDED)
