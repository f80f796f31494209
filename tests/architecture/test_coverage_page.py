"""The coverage of the tests as it is written down: the page by room, and the figure in the README."""

import re
from pathlib import Path

import survey
from tests.architecture.measure_coverage import PAGE, Passed, by_room, page

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: [float(cell.replace(",", "")) for cell in cells[1:]]
    for line in PAGE.read_text(encoding="utf-8").splitlines()[8:]
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}


def counts(lines: int, lines_run: int, branches: int, branches_run: int) -> dict[str, dict[str, int]]:
    numbers = (lines, lines_run, branches, branches_run)
    keys = ("num_statements", "covered_lines", "num_branches", "covered_branches")
    return {"summary": dict(zip(keys, numbers, strict=True))}


def test_rooms_are_sums_of_their_files() -> None:
    """Packages first, then the modules of the root, then all."""
    files = {
        "src/survey/errors.py": counts(10, 10, 0, 0),
        "src/survey/ingest/a.py": counts(20, 15, 4, 2),
        "src/survey/ingest/deep/b.py": counts(5, 5, 0, 0),
    }
    found = by_room({"files": files})
    assert list(found) == ["ingest/", "modules of the root", "all"]
    assert found["ingest/"] == Passed(25, 20, 4, 2)
    assert found["all"] == Passed(35, 30, 4, 2)
    assert "| ingest/ | 25 | 80.0 | 4 | 50.0 | 75.8 |" in page(found)


def test_a_share_is_cut_so_that_100_means_all() -> None:
    assert Passed(10_000, 9_999, 0, 0).row("x") == "| x | 10,000 | 99.9 | 0 |  | 99.9 |"
    assert Passed(7, 7, 3, 3).row("x") == "| x | 7 | 100.0 | 3 | 100.0 | 100.0 |"


def test_the_page_has_every_room() -> None:
    """Rows add up: the last is the sum of the others."""
    rooms = {f"{path.parent.name}/" for path in Path(survey.__file__).parent.glob("*/__init__.py")}
    assert set(ROWS) == {*rooms, "modules of the root", "all"}
    for at in (0, 2):
        assert ROWS["all"][at] == sum(row[at] for room, row in ROWS.items() if room != "all")


def test_the_readme_quotes_the_page() -> None:
    """The share of all lines and branches, cut to a whole number."""
    (quoted,) = re.findall(r"The tests run (\d+) % of the lines and branches", README)
    assert int(quoted) == int(ROWS["all"][-1])
