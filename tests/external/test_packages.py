"""The wheel and the source package: what is in them, and that the wheel works where the checkout is not."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

import survey

ROOT = Path(__file__).parents[2]
STEM = f"survey_barometer-{survey.__version__}"
DESCRIPTION = {
    f"{STEM}.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
}

pytestmark = pytest.mark.external


def files_of(folder: Path, prefix: str) -> set[str]:
    """Every file of a folder but compiled modules, under its name in the wheel."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {f"{prefix}/{path.as_posix()}" for path in found if "__pycache__" not in path.parts}


def contents(wheel: Path) -> Mapping[str, bytes]:
    """Names and bytes of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both packages made of the checkout, and the wheel made again of the source package."""
    folder = tmp_path_factory.mktemp("packages")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "hatchling"], check=True)
    build: list[str | Path] = [python, "-m", "hatchling", "build", "--directory"]
    subprocess.run([*build, folder], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(folder / f"{STEM}.tar.gz") as archive:
        archive.extractall(folder / "unpacked", filter="data")
    again: list[str | Path] = [*build, folder / "again", "--target", "wheel"]
    subprocess.run(again, cwd=folder / "unpacked" / STEM, check=True, stdout=subprocess.DEVNULL)
    return folder


def test_the_wheel_has_every_file_of_the_package_and_no_other(packages: Path) -> None:
    """Modules, catalogues, templates, fonts, the shipped questionnaire, the licence."""
    expected = files_of(ROOT / "src" / "survey", "survey") | DESCRIPTION
    expected |= files_of(ROOT / "questionnaires", "survey/questionnaires_shipped")
    found = set(contents(packages / f"{STEM}-py3-none-any.whl"))
    assert found == expected
    assert {"survey/py.typed", "survey/reports/fonts/OpenSans-Regular.ttf"} <= found


def test_the_source_package_makes_the_same_wheel_and_has_what_its_tests_read(packages: Path) -> None:
    made, again = (contents(one / f"{STEM}-py3-none-any.whl") for one in (packages, packages / "again"))
    assert len(made) > 800
    assert made == again
    unpacked = packages / "unpacked" / STEM
    needed = [
        "docs",
        "notebooks",
        "benchmarks",
        "constraints.txt",
        "Makefile",
        "noxfile.py",
        "ARCHITECTURE.md",
        "CITATION.cff",
        ".github",
    ]
    assert [name for name in needed if not (unpacked / name).exists()] == []
    assert list(unpacked.rglob("__pycache__")) == []


def test_the_wheel_works_where_the_checkout_is_not(packages: Path, tmp_path: Path) -> None:
    """Libraries come from the environment of the tests, the package from the wheel."""
    site = tmp_path / "site"
    with zipfile.ZipFile(packages / f"{STEM}-py3-none-any.whl") as archive:
        archive.extractall(site)
    path = os.pathsep.join([str(site), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    environment = {**os.environ, "PYTHONPATH": path}

    def python(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert Path(python("-c", "import survey; print(survey.__file__)").strip()).is_relative_to(site)
    python("-m", "survey", "new", "almaty", "--n", "300")
    assert "almaty/out/2018Q1" in python("-m", "survey", "run", "2018Q1", "-w", "almaty", "--draft", "--lang", "en")
    made = {path.name for path in (tmp_path / "almaty" / "out" / "2018Q1").iterdir()}
    assert {"report.kk.html", "report.ru.pdf", "brief.ru.docx", "tables.kk.xlsx"} <= made
