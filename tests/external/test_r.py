"""The stored answers of R are what R still answers."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

OWN = Path(__file__).parents[1] / "reference" / "own"
SCRIPTS = sorted(OWN.glob("*.R"))

pytestmark = pytest.mark.external


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every number and text of nested lists and mappings, with its place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{at}]")
    else:
        yield path, value


def test_there_are_scripts() -> None:
    """Else the next test would check nothing."""
    assert len(SCRIPTS) >= 4


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_gives_the_stored_answers_again(script: Path, tmp_path: Path) -> None:
    """Run in a copy of the folder, with the data it reads beside it; versions of R may differ."""
    shutil.copytree(OWN.parent, tmp_path / "reference")
    folder = tmp_path / "reference" / "own"
    stored = folder / ("answers.json" if script.stem == "make" else f"{script.stem}.json")
    before = dict(leaves(json.loads(stored.read_text("utf-8"))))
    subprocess.run(["Rscript", "--vanilla", script.name], cwd=folder, check=True, capture_output=True, timeout=600)
    after = dict(leaves(json.loads(stored.read_text("utf-8"))))
    assert after.keys() == before.keys()
    compared = [
        (path, value, after[path])
        for path, value in before.items()
        if isinstance(value, int | float) and "version" not in path.lower()
    ]
    assert len(compared) > 10
    different = [one for one in compared if one[2] != pytest.approx(one[1], rel=1e-7, abs=1e-9)]
    assert different == []
