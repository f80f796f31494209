"""Map of equal tiles: every district has the same size, because its estimate counts the same whatever its area."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from survey.reports.chart_model import Tile, TileMap
from survey.reports.charts.colours import TILE_CLASSES, text_on
from survey.reports.charts.svg_canvas import GREY, LINE, PAPER, SvgCanvas, room
from survey.reports.number_format import number
from survey.text import Language

TILE_WIDTH, TILE_HEIGHT, GAP, LEGEND, STRIPES = 86.0, 74.0, 4.0, 64.0, 12.0
NARROW_WIDTH, NARROW_GAP, MARK_STEP = 350.0, 3.0, 19.0
EDGE, PALE = "#aeb6c0", "#f4f6f8"


@dataclass(frozen=True, slots=True)
class TileSize:
    """Size of a tile in pixels, the gap after it, and the sizes of the letters of names and values."""

    width: float = TILE_WIDTH
    height: float = TILE_HEIGHT
    gap: float = GAP
    name: float = 12.0
    value: float = 15.0

    @classmethod
    def narrow(cls, chart: TileMap, columns: int, language: Language) -> TileSize:
        """Tiles of which a row is as wide as a telephone, with names that fit into them."""
        width = min(TILE_WIDTH, NARROW_WIDTH / columns - NARROW_GAP)
        longest = max((len(line) for tile in chart.tiles for line in tile.name[language].split("\n")), default=1)
        return cls(width, 66.0, NARROW_GAP, min(12.0, (width - 3) / (LETTER * longest)), 14.0)


LETTER = 0.63
"""Width of a letter in parts of its size, in the widest of the fonts of pages."""


def draw_tiles(chart: TileMap, language: Language, *, narrow: bool = False) -> SvgCanvas:
    """A sheet with the map and its legend."""
    columns = max((tile.column for tile in chart.tiles), default=0) + 1
    rows = max((tile.row for tile in chart.tiles), default=0) + 1
    size = TileSize.narrow(chart, columns, language) if narrow else TileSize()
    width, height = columns * (size.width + size.gap), rows * (size.height + size.gap)
    marks = _marks(chart, width, language)
    lines = max((line for _, line, _, _ in marks), default=0)
    paper = SvgCanvas.sheet(width, height + LEGEND + MARK_STEP * lines)
    for tile in chart.tiles:
        _tile(paper, chart, tile, size, language)
    _legend(paper, chart, width, height + 12, language)
    for x, line, words, fill in marks:
        y = height + 46 + MARK_STEP * line
        paper.box(x, y, 22, 13, fill, edge=EDGE if fill == PALE else TILE_CLASSES[-2], hatch=fill == PAPER)
        paper.text(x + 29, y + 7, words, size=11.5, colour=GREY)
    return paper


def _tile(paper: SvgCanvas, chart: TileMap, tile: Tile, size: TileSize, language: Language) -> None:
    x, y = tile.column * (size.width + size.gap), tile.row * (size.height + size.gap)
    fill = tile_fill(chart, tile)
    left, middle = x + 1, x + 1 + size.width / 2
    edge = EDGE if fill in (PAPER, PALE) else fill
    paper.box(left, y + 1, size.width, size.height, fill, edge=edge)
    low = tile.publish == "low"
    if low:
        paper.box(left, y + 1 + size.height - STRIPES, size.width, STRIPES, PAPER, edge=edge, hatch=True)
    lines = tile.name[language].split("\n")
    top = y + (size.height - (STRIPES if low else 0)) / 2 - 8 - 6.5 * (len(lines) - 1)
    colour = text_on(fill)
    for position, line in enumerate(lines):
        paper.text(middle, top + 13 * position, line, size=size.name, align="center", colour=colour)
    shown, y = _shown(chart, tile, language), top + 13 * len(lines) + 5
    paper.text(middle, y, shown, size=size.value, align="center", bold=fill not in (PAPER, PALE), colour=colour)


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


def _marks(chart: TileMap, width: float, language: Language) -> list[tuple[float, int, str, str]]:
    """Place, line, words and fill of the marks that some tile has, in lines of this width."""
    listed = (
        (any(tile.publish == "low" for tile in chart.tiles), chart.low_word, PAPER),
        (any(tile.is_same for tile in chart.tiles) and bool(chart.same_word), chart.same_word, PALE),
    )
    marks: list[tuple[float, int, str, str]] = []
    x, line = 1.0, 0
    for words, fill in [(text[language], fill) for applies, text, fill in listed if applies]:
        needed = 29 + room(words, 11.5)
        if marks and x + needed > width:
            x, line = 1.0, line + 1
        marks.append((x, line, words, fill))
        x += needed + 16
    return marks
