"""Map of equal tiles: every district has the same size, because its estimate counts the same whatever its area."""

from __future__ import annotations

from bisect import bisect_right

from survey.reports.chart_model import Tile, TileMap
from survey.reports.charts.colours import TILE_CLASSES, text_on
from survey.reports.charts.svg_canvas import GREY, LINE, PAPER, SvgCanvas, room
from survey.reports.number_format import number
from survey.text import Language

TILE_WIDTH, TILE_HEIGHT, GAP, LEGEND, STRIPES = 86.0, 74.0, 4.0, 64.0, 12.0
EDGE, PALE = "#aeb6c0", "#f4f6f8"


def draw_tiles(chart: TileMap, language: Language) -> SvgCanvas:
    """A sheet with the map and its legend."""
    columns = max((tile.column for tile in chart.tiles), default=0) + 1
    rows = max((tile.row for tile in chart.tiles), default=0) + 1
    width, height = columns * (TILE_WIDTH + GAP), rows * (TILE_HEIGHT + GAP)
    paper = SvgCanvas.sheet(width, height + LEGEND)
    for tile in chart.tiles:
        _tile(paper, chart, tile, language)
    _legend(paper, chart, width, height + 12, language)
    return paper


def _tile(paper: SvgCanvas, chart: TileMap, tile: Tile, language: Language) -> None:
    x, y = tile.column * (TILE_WIDTH + GAP), tile.row * (TILE_HEIGHT + GAP)
    fill = tile_fill(chart, tile)
    left, middle = x + 1, x + 1 + TILE_WIDTH / 2
    edge = EDGE if fill in (PAPER, PALE) else fill
    paper.box(left, y + 1, TILE_WIDTH, TILE_HEIGHT, fill, edge=edge)
    low = tile.publish == "low"
    if low:
        paper.box(left, y + 1 + TILE_HEIGHT - STRIPES, TILE_WIDTH, STRIPES, PAPER, edge=edge, hatch=True)
    lines = tile.name[language].split("\n")
    top = y + (TILE_HEIGHT - (STRIPES if low else 0)) / 2 - 8 - 6.5 * (len(lines) - 1)
    colour = text_on(fill)
    for position, line in enumerate(lines):
        paper.text(middle, top + 13 * position, line, size=12, align="center", colour=colour)
    shown, y = _shown(chart, tile, language), top + 13 * len(lines) + 5
    paper.text(middle, y, shown, size=15, align="center", bold=fill not in (PAPER, PALE), colour=colour)


def tile_fill(chart: TileMap, tile: Tile) -> str:
    """Colour of a tile: the class of its value; pale where it may be equal to the region, paper without a value."""
    if tile.value is None:
        return PAPER
    return PALE if tile.is_same else TILE_CLASSES[min(bisect_right(chart.bounds, tile.value), len(TILE_CLASSES) - 1)]


def _shown(chart: TileMap, tile: Tile, language: Language) -> str:
    if tile.publish == "hidden":
        return chart.hidden_word[language]
    if tile.value is None:
        return "–"
    shown = number(tile.value, language, 1 if chart.unit == "scale10" else 0, signed=chart.unit == "pp")
    return f"{shown}*" if tile.publish == "low" else shown


def _legend(paper: SvgCanvas, chart: TileMap, width: float, y: float, language: Language) -> None:
    box = min(44.0, width / (len(chart.bounds) + 1))
    for position, fill in enumerate(TILE_CLASSES[: len(chart.bounds) + 1]):
        paper.box(1 + position * box, y, box, 12, fill, edge=LINE)
    for position, bound in enumerate(chart.bounds):
        paper.text(1 + (position + 1) * box, y + 21, number(bound, language, 0), size=11.5, align="center", colour=GREY)
    x = 1.0
    for applies, words, fill in (
        (any(tile.publish == "low" for tile in chart.tiles), chart.low_word, PAPER),
        (any(tile.is_same for tile in chart.tiles) and bool(chart.same_word), chart.same_word, PALE),
    ):
        if applies:
            edge = EDGE if fill == PALE else TILE_CLASSES[-2]
            paper.box(x, y + 34, 22, 13, fill, edge=edge, hatch=fill == PAPER)
            paper.text(x + 29, y + 41, words[language], size=11.5, colour=GREY)
            x += 29 + room(words[language], 11.5) + 16
