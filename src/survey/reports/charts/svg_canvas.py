"""A drawing surface in pixels, and what becomes of it: SVG text for a page or a file, or a PNG image."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from survey.reports.charts.shapes import (
    DASHES,
    Align,
    DrawnArea,
    DrawnBox,
    DrawnLine,
    DrawnMark,
    DrawnShape,
    MarkerShape,
    PlacedWords,
    Point,
)

INK = "#1b1f24"
GREY = "#5b6470"
LINE = "#d5dae0"
FAINT = "#eef1f4"
PAPER = "#ffffff"


def wrapped(words: str, width: int) -> list[str]:
    """The words in lines of at most this many letters; a longer word has a line to itself.

    Examples
    --------
    >>> wrapped("Parliament (lower and upper house)", 22)
    ['Parliament (lower and', 'upper house)']
    """
    return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False) or [""]


def fitting(lines: Sequence[str], size: float, width: float) -> float:
    """Size of the letters at which lines fit a width: a name that needs more room is set smaller, not cut.

    Examples
    --------
    >>> fitting(["Алматы"], 12, 100), round(fitting(["Енбекшиказахский"], 12, 100), 1)
    (12, 9.2)
    """
    widest = WIDE_LETTER * max(map(len, lines), default=0)
    return min(size, width / widest) if widest else size


WIDE_LETTER = 0.68
"""Width of a letter in parts of its size, in words of wide letters."""


def room(words: str, size: float) -> float:
    """Pixels that words take in the widest of the fonts in which they may be set.

    Examples
    --------
    >>> room("Алматы", 10)
    36.0
    """
    return 0.6 * size * len(words)


@dataclass(frozen=True, slots=True, eq=False)
class SvgCanvas:
    """A sheet ``width`` by ``height`` pixels, its origin above left. What is drawn later lies above; words above all.

    Shapes and words are kept as data. In SVG words are text: a browser sets them in the font of the page, which has every
    Kazakh letter if the page itself has; an image has them in DejaVu Sans, which matplotlib brings. Nothing is measured
    here; labels are anchored where they must not move.
    """

    width: float
    height: float
    shapes: list[DrawnShape]
    words: list[PlacedWords]

    @classmethod
    def sheet(cls, width: float, height: float) -> SvgCanvas:
        """An empty sheet."""
        return cls(width, height, [], [])

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        align: Align = "left",
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Words on one line, centred on ``y``."""
        self.words.append(PlacedWords(x, y, words, size, align, colour, bold))

    def paragraph(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        size: float,
        align: Align,
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Several lines, their middle at ``y``."""
        for position, line in enumerate(lines):
            place = y + (position - (len(lines) - 1) / 2) * 1.15 * size
            self.text(x, place, line, size=size, align=align, colour=colour, bold=bold)

    def lines(
        self,
        ends: Sequence[tuple[Point, Point]],
        colour: str | Sequence[str],
        *,
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """Straight lines, in one colour or each in its own."""
        colours = [colour] * len(ends) if isinstance(colour, str) else colour
        dashes = DASHES if dashed else ()
        self.shapes.extend(DrawnLine(pair, shade, width, dashes) for pair, shade in zip(ends, colours, strict=True))

    def path(self, points: Sequence[Point], colour: str, *, width: float = 2, dashes: Sequence[float] = ()) -> None:
        """A line through points; ``dashes`` are lengths of strokes and gaps, none for a line in one stroke."""
        self.shapes.append(DrawnLine(tuple(points), colour, width, tuple(dashes)))

    def area(self, points: Sequence[Point], fill: str) -> None:
        """A filled polygon through which what lies below shows."""
        self.shapes.append(DrawnArea(tuple(points), fill))

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, edge: str = "none", hatch: bool = False
    ) -> None:
        """A rectangle; a hatched one has stripes in the colour of its edge."""
        self.shapes.append(DrawnBox(x, y, width, height, fill, edge, hatch))

    def dots(self, points: Sequence[Point], marker: MarkerShape, fill: str, edge: str, *, size: float = 8) -> None:
        """Marks of one shape."""
        self.shapes.extend(DrawnMark(point, marker, fill, edge, size) for point in points)

    def svg(self) -> str:
        """The drawing as an SVG element for the inside of a page: no declarations, no addresses, no names."""
        opening = (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" height="{self.height:g}" '
            'focusable="false" aria-hidden="true">'
        )
        return opening + "".join(one.svg() for one in (*self.shapes, *self.words)) + "</svg>"

    def svg_file(self, font: str) -> str:
        """The drawing as an SVG file with its namespace, its words in this font."""
        family = escape(font, quote=True)
        return self.svg().replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{family}" ', 1)

    def png(self, scale: float) -> bytes:
        """The drawing as an image on white paper, ``scale`` dots to a pixel; the same drawing gives the same bytes."""
        from survey.reports.charts.png_image import png_image

        return png_image(self.shapes, self.words, (self.width, self.height), scale=scale, paper=PAPER)
