"""The pages as a browser shows them: on a telephone, a tablet and a desk, in light and dark, on paper, by keyboard."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageStat
from tests.external.chromium import Page, chromium
from tests.external.hostile_report import hostile_report

from survey.monitor import open_monitor
from survey.monitor.publication import publish
from survey.monitor.wave_delivery import silent
from survey.monitor.workspace import new_workspace
from survey.reports import render

pytestmark = pytest.mark.external

AXE = Path(__file__).parents[2] / "build/axe/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (390, 768, 1280)
PAPER = 695
"""Pixels between the margins of an upright A4 page, 184 mm."""
SMALLEST = 8.5
"""Pixels of the smallest letters of a chart that can be read on a telephone."""

LETTERS = """
[...document.querySelectorAll('.chart svg')].filter(svg => svg.getBoundingClientRect().width > 0).flatMap(svg => {
  const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll('text')].map(text => {
    const place = text.getBoundingClientRect();
    const out = Math.max(box.left - place.left, place.right - box.right, place.bottom - box.bottom, 0);
    return [svg.closest('figure').id, text.textContent, scale * parseFloat(text.getAttribute('font-size')), out];
  });
})
"""
FOCUS = """
(() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return [at.tagName, parseFloat(style.outlineWidth), style.outlineStyle, box.left, box.width];
})()
"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All pages of a run, and one that is made of the worst that data can bring, in two languages."""
    workspace = tmp_path_factory.mktemp("browser") / "almaty"
    new_workspace(workspace, n=1000, seed=3, progress=silent)
    pages = sorted(publish(open_monitor(workspace), "2018Q1").folder.glob("*.html"))
    hostile = tmp_path_factory.mktemp("hostile") / "report.ru.html"
    hostile.write_text(render(hostile_report(), "ru"), "utf-8")
    assert len(pages) >= 2
    return [*pages, hostile]


def test_no_rule_of_accessibility_is_broken(page: Page, files: list[Path]) -> None:
    """WCAG 2.2 AA and good practice, by axe-core: every page at three widths, light and dark.

    Drawings are left out, whose contrast it cannot judge: it is tested where their colours are.
    """
    assert AXE.exists(), "make test-external installs axe-core."
    axe = AXE.read_text("utf-8")
    found: dict[str, Any] = {}
    for file in files:
        for width in WIDTHS:
            for dark in (False, True):
                page.open(file, width, dark=dark)
                page.value(f"{axe}; 0")
                # in the dark only colours are other ones
                rules = ["color-contrast"] if dark else RULES
                told = page.value(f"axe.run({{exclude: '.chart svg'}}, {{runOnly: {json.dumps(rules)}}})")
                assert len(told["passes"]) >= (1 if dark else 30)
                broken = {one["id"]: one["nodes"][0]["html"][:200] for one in told["violations"]}
                if broken:
                    found[f"{file.name} {width} {'dark' if dark else 'light'}"] = broken
    assert found == {}


def test_the_first_screen_is_neither_blank_nor_of_one_colour(page: Page, files: list[Path]) -> None:
    """On every device; a dark page is dark."""
    for file in files[:-1]:
        for width in WIDTHS:
            for dark in (False, True):
                page.open(file, width, dark=dark)
                with Image.open(io.BytesIO(page.picture())) as image:
                    light = ImageStat.Stat(image.convert("L"))
                assert image.width == width
                assert light.stddev[0] > 20
                assert (light.mean[0] < 100) is dark


def test_a_page_is_no_wider_than_its_window(page: Page, files: list[Path]) -> None:
    """Wide tables scroll inside their own frame; the page does not."""
    for file in files:
        for width in (320, *WIDTHS):
            page.open(file, width)
            assert page.value("document.documentElement.scrollWidth") <= width


def test_every_chart_can_be_read_on_a_telephone(page: Page, files: list[Path]) -> None:
    """Letters are large enough and lie inside the drawing; of two drawings one is shown."""
    for file in files[:-1]:
        page.open(file, 390)
        letters = page.value(LETTERS)
        assert len(letters) > (50 if file.name.startswith("brief") else 500)
        assert [one for one in letters if one[2] < SMALLEST or one[3] > 3] == []
        shown = "[...document.querySelectorAll('.chart')].map(one => [...one.querySelectorAll('svg')].filter("
        shown += "svg => svg.getBoundingClientRect().width > 0).length)"
        assert set(page.value(shown)) == {1}


def test_no_table_is_cut_on_paper(page: Page, files: list[Path]) -> None:
    """Also not one of thirty columns, which lies on a page of its own across."""
    cut = "[...document.querySelectorAll('table')].filter(one => one.closest('.crowded, .landscape') {} null)"
    cut += ".map(one => [one.caption.textContent, one.getBoundingClientRect().right - document.body.clientWidth])"
    for file in files:
        for width, kind in ((PAPER, "==="), (1024, "!==")):
            page.open(file, width, media="print")
            assert [one for one in page.value(cut.replace("{}", kind)) if one[1] > 2] == []


def test_a_page_prints(page: Page, files: list[Path]) -> None:
    """As a PDF: the brief on two pages, the report on more."""
    for file in files[:-1]:
        page.open(file, 1280, dark=True)
        n_pages = page.printed().count(b"/Type /Page\n")
        assert n_pages == 2 if file.name.startswith("brief") else n_pages > 10


def test_the_place_of_the_keyboard_is_seen(page: Page, files: list[Path]) -> None:
    """The first stop leads past the head; every stop has an outline and lies inside the window."""
    page.open(next(file for file in files if file.name.startswith("report")), 1280)
    stops = []
    for _ in range(40):
        page.press_tab()
        stops.append(page.value(FOCUS))
    assert {"A", "SUMMARY", "DIV"} <= {tag for tag, *_ in stops}
    assert [one for one in stops if one[1] < 2 or one[2] == "none" or one[3] < 0 or one[4] == 0] == []
