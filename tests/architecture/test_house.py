"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import survey

SOURCE = Path(survey.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
CODE = re.compile(r"[A-Z]\d{3}")


def test_an_error_code_stands_in_the_source_once() -> None:
    """A code that named two situations could not be looked up."""
    codes = Counter(
        node.value
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    )
    assert len(codes) > 50
    assert {code: number for code, number in codes.items() if number > 1} == {}


def test_every_public_name_can_be_reached() -> None:
    """What the root promises is there, and has a docstring."""
    names = [name for name in survey.__all__ if name != "__version__"]
    assert len(names) > 30
    assert [name for name in names if not getattr(survey, name).__doc__] == []


def test_importing_the_package_imports_no_heavy_library() -> None:
    """``import survey`` stays light: pandas and the rest are loaded by what needs them."""
    heavy = ("pandas", "numpy", "scipy", "matplotlib", "statsmodels", "pyarrow", "typer")
    script = f"import sys, survey; print([name for name in {heavy!r} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_estimation_does_not_load_slow_libraries() -> None:
    """The first estimate must not stall on ``scipy.stats`` or ``statsmodels``."""
    script = (
        "import sys, survey; survey.mean, survey.rake, survey.compute, survey.decode; "
        "print([name for name in ('scipy.stats', 'statsmodels', 'matplotlib', 'pyreadstat') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_no_module_imports_the_package_root() -> None:
    """Rooms import rooms; the root imports nobody."""
    offenders = [
        path.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module == "survey")
        or (isinstance(node, ast.Import) and any(alias.name == "survey" for alias in node.names))
    ]
    assert offenders == []


def test_no_sentence_for_people_stands_in_code() -> None:
    """Kazakh and Russian words live in catalogues and in the instrument."""
    cyrillic = re.compile(r"[а-яәғқңөұүһі]{4,}", re.IGNORECASE)
    offenders = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        offenders += [
            f"{path.relative_to(SOURCE)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
            and cyrillic.search(node.value)
        ]
    assert offenders == []
