"""The pages of the documentation point to what there is."""

import re
from pathlib import Path

import pytest

import survey

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    """Links to other sites are not followed."""
    links = [link for link in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")) if "://" not in link]
    assert links or page.name not in ("README.md", "index.md")
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_and_name_that_is_mentioned_exists(page: Path) -> None:
    """Paths of tests, and names of the package root."""
    text = page.read_text("utf-8")
    paths = re.findall(r"`((?:tests|notebooks|docs)/[\w./]+)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert [name for name in re.findall(r"`survey\.(\w+)", text) if name not in survey.__all__] == []


def test_the_index_names_every_page_and_notebook() -> None:
    """A page nobody finds is not there."""
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    others = [page.name for page in PAGES if page.name != "index.md"]
    notebooks = [path.name for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    assert [name for name in others + notebooks if name not in index] == []
