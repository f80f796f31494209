"""The pages of the documentation point to what there is."""

import itertools
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import survey
from tests.architecture.measure_house import read_house

ROOT = Path(__file__).parents[2]
SOURCE = Path(survey.__file__).parent
PAGES = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
OF_THE_SOURCE = ("ARCHITECTURE.md", "CONTRIBUTING.md")
OF_A_WORKSPACE = ("archive", "internal", "out")
FOLDERS = ("tests", "notebooks", "docs", "src", "benchmarks", "questionnaires")


def named(page: Path) -> str:
    """A page as it is called in reports of tests."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    """Links to other sites are not followed."""
    links = [link for link in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")) if "://" not in link]
    assert links or page.name not in ("README.md", "index.md")
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_that_is_mentioned_exists(page: Path) -> None:
    """Paths from the root of the repository, and of modules from ``src/survey``; stars and braces are patterns."""
    paths = [path for path in IN_BACKTICKS.findall(page.read_text("utf-8")) if re.fullmatch(r"[\w./*{},-]+", path)]
    rooted = [path for path in paths if path.split("/")[0] in FOLDERS and "/" in path]
    ends = (".py", "/") if page.name in OF_THE_SOURCE else (".py",)
    others = [path for path in paths if path not in rooted and path.endswith(ends) and "test_" not in path]
    others = [path for path in others if path.split("/")[0] not in OF_A_WORKSPACE]
    assert [path for path in rooted if not any(found(ROOT, path))] == []
    places = (SOURCE, *(path for path in SOURCE.rglob("*") if path.is_dir()), ROOT, ROOT / "tests")
    assert [path for path in others if not any(any(found(place, path)) for place in places)] == []


def found(folder: Path, path: str) -> Iterator[Path]:
    """Files of a path with stars and ``{one,other}``; all of the others must exist."""
    choice = re.search(r"\{(.*?)\}", path)
    if choice is None:
        yield from folder.glob(path.rstrip("/"))
        return
    each = [list(found(folder, path.replace(choice.group(), one, 1))) for one in choice.group(1).split(",")]
    if all(each):
        yield from itertools.chain(*each)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_name_and_target_that_is_mentioned_exists(page: Path) -> None:
    """Names of the package root, targets of ``make``, and in the pages on the source types of any module."""
    text = page.read_text("utf-8")
    quoted = IN_BACKTICKS.findall(text)
    rooms = {path.stem for path in SOURCE.iterdir()}
    assert [name for name in re.findall(r"`survey\.(\w+)", text) if name not in {*survey.__all__, *rooms}] == []
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    named = [target for one in quoted for target in re.findall(r"^make ([a-z][\w-]*)$", one)]
    assert [target for target in named if target not in targets] == []
    if page.name in OF_THE_SOURCE:
        known = set.union(*(module.types for module in read_house().modules.values()))
        types = [one.split(".")[0].split("(")[0] for one in quoted if re.match(r"[A-Z][a-z]\w+(?:[.(]|$)", one)]
        assert len(types) >= 3
        assert [name for name in types if name not in known | {"Makefile"}] == []


def test_a_path_that_does_not_exist_is_noticed(tmp_path: Path) -> None:
    """A star fits any file; with braces each of the names must exist."""
    (tmp_path / "kk.toml").touch()
    assert list(found(tmp_path, "*.toml")) == list(found(tmp_path, "{kk}.toml")) == [tmp_path / "kk.toml"]
    assert list(found(tmp_path, "{kk,ru}.toml")) == list(found(tmp_path, "ru.toml")) == []


@pytest.mark.parametrize("folder", [ROOT / "docs", ROOT / "docs" / "how_to", ROOT / "docs" / "api"], ids=named)
def test_an_index_names_every_page_of_its_folder(folder: Path) -> None:
    """A page nobody finds is not there; the index of all pages names notebooks, the pages of the root and other indexes, too."""
    index = (folder / "index.md").read_text("utf-8")
    paths = [path for path in folder.glob("*.md") if path.name != "index.md"]
    if folder.name == "docs":
        paths += [
            *folder.glob("*/index.md"),
            *ROOT.glob("notebooks/*.ipynb"),
            *(path for path in PAGES if path.parent == ROOT),
        ]
    assert len(paths) > 5
    assert [path for path in paths if f"]({os.path.relpath(path, folder)})" not in index] == []


def test_every_public_name_is_in_the_reference_once() -> None:
    """With the directive that fits it, on the page that the index of the reference gives it."""
    index = (ROOT / "docs" / "api" / "index.md").read_text("utf-8")
    listed = []
    for page in (ROOT / "docs" / "api").glob("*.md"):
        entries = re.findall(
            r"^\.\. auto(class|function):: survey\.(\w+)$", page.read_text("utf-8"), flags=re.MULTILINE
        )
        assert all((kind == "class") is isinstance(getattr(survey, name), type) for kind, name in entries)
        row = next((line for line in index.splitlines() if f"]({page.name})" in line), "")
        assert [name for _, name in entries if f"`{name}`" not in row] == []
        listed += [name for _, name in entries]
    assert sorted(listed) == sorted(name for name in survey.__all__ if name != "__version__")


def test_forms_for_issues_ask_for_something() -> None:
    """Each field has an id that no other has, and a label; the first page of a form has a name and a description."""
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
    assert len(forms) >= 3
    for form in forms:
        told = yaml.safe_load(form.read_text("utf-8"))
        fields = [field for field in told["body"] if field["type"] != "markdown"]
        assert told["name"]
        assert told["description"]
        assert len({field["id"] for field in fields}) == len(fields) >= 3
        assert all(field["attributes"]["label"] for field in fields)


def test_the_citation_agrees_with_the_package() -> None:
    """The licence is that of pyproject.toml; no version is named, because each number has that of the run."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert citation["license"] == project["license"]
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["version"] == survey.__version__
