"""A drawing surface in pixels, and what becomes of it: SVG text for a page or a file, or a PNG image."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.transforms import Transform

INK = "#1b1f24"
GREY = "#5b6470"
LINE = "#d5dae0"
FAINT = "#eef1f4"
PAPER = "#ffffff"

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
ANCHORS: dict[Align, str] = {"left": "start", "center": "middle", "right": "end"}


def wrapped(words: str, width: int) -> list[str]:
    """The words in lines of at most this many letters; a longer word has a line to itself.

    Examples
    --------
    >>> wrapped("Parliament (lower and upper house)", 22)
    ['Parliament (lower and', 'upper house)']
    """
    return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False) or [""]


def room(words: str, size: float) -> float:
    """Pixels that words take in the widest of the fonts in which they may be set.

    Examples
    --------
    >>> room("Алматы", 10)
    36.0
    """
    return 0.6 * size * len(words)


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """Words on one line, at ``x`` by their alignment, centred on ``y``."""

    x: float
    y: float
    words: str
    size: float
    align: Align
    colour: str
    bold: bool

    def svg(self) -> str:
        """The words as an SVG element."""
        # A third of the size below the middle is where the baseline of every system font wants to be.
        weight = ' font-weight="600"' if self.bold else ""
        return (
            f'<text x="{self.x:.1f}" y="{self.y + BASELINE * self.size:.1f}" font-size="{self.size:g}" '
            f'text-anchor="{ANCHORS[self.align]}" fill="{self.colour}"{weight}>{escape(self.words)}</text>'
        )


BASELINE = 0.34
NARROWER = 0.9
"""Size of the letters of an image: DejaVu Sans is that much wider than the fonts of pages, for which charts are laid out."""


@dataclass(frozen=True, slots=True, eq=False)
class SvgCanvas:
    """A sheet ``width`` by ``height`` pixels, its origin above left. What is drawn later lies above; words above all.

    Shapes are matplotlib artists, words are kept as data. In SVG they are text on top of the shapes: a browser sets
    them in the font of the page, which has every Kazakh letter if the page itself has; an image has them in DejaVu
    Sans, which matplotlib brings. Nothing is measured here; labels are anchored where they must not move.
    """

    width: float
    height: float
    figure: Figure
    pixels: Transform
    words: list[PlacedWords]
    levels: Iterator[int]

    @classmethod
    def sheet(cls, width: float, height: float) -> SvgCanvas:
        """An empty sheet."""
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        figure = Figure(figsize=(width / 72, height / 72), dpi=72, frameon=False)
        FigureCanvasSVG(figure)
        pixels = Affine2D().scale(1 / 72, -1 / 72).translate(0, height / 72) + figure.dpi_scale_trans
        return cls(width, height, figure, pixels, [], count(1))

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
        """Straight lines in one batch."""
        from matplotlib.collections import LineCollection

        if ends:
            style = (0, (3, 2)) if dashed else "solid"
            drawn = LineCollection(ends, colors=colour, linewidths=width, linestyles=[style], capstyle="butt")
            self._add(drawn)

    def path(self, points: Sequence[Point], colour: str, *, width: float = 2, dashes: Sequence[float] = ()) -> None:
        """A line through points; ``dashes`` are lengths of strokes and gaps, none for a line in one stroke."""
        from matplotlib.lines import Line2D

        x, y = zip(*points, strict=True)
        drawn = Line2D(x, y, color=colour, linewidth=width, solid_joinstyle="round")
        if dashes:
            drawn.set_linestyle((0, tuple(dashes)))
        self._add(drawn)

    def area(self, points: Sequence[Point], fill: str) -> None:
        """A filled polygon through which what lies below shows."""
        from matplotlib.patches import Polygon

        self._add(Polygon(points, closed=True, facecolor=fill, edgecolor="none", alpha=0.16))

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, edge: str = "none", hatch: bool = False
    ) -> None:
        """A rectangle; a hatched one has stripes in the colour of its edge."""
        from matplotlib.patches import Rectangle

        stripes = "////" if hatch else None
        self._add(Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=1, hatch=stripes))

    def dots(self, points: Sequence[Point], marker: str, fill: str, edge: str, *, size: float = 8) -> None:
        """Marks of one shape in one batch."""
        from matplotlib.lines import Line2D

        if points:
            x, y = zip(*points, strict=True)
            drawn = Line2D(x, y, linestyle="none", marker=marker, markersize=size, markeredgewidth=1.4)
            drawn.set(markerfacecolor=fill, markeredgecolor=edge)
            self._add(drawn)

    def svg(self, salt: str) -> str:
        """The drawing as an SVG element for the inside of a page: no declarations, no addresses, no dates."""
        import matplotlib

        written = io.StringIO()
        with matplotlib.rc_context({"svg.hashsalt": salt, "hatch.linewidth": 1.2}):
            self.figure.savefig(
                written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
            )
        words = "".join(one.svg() for one in self.words)
        return inlined(written.getvalue(), words, self.width, self.height)

    def svg_file(self, font: str) -> str:
        """The drawing as an SVG file with its namespace, its words in this font."""
        family = escape(font, quote=True)
        return self.svg(font).replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{family}" ', 1)

    def png(self, scale: float) -> bytes:
        """The drawing as an image on white paper, ``scale`` dots to a pixel; the same drawing gives the same bytes."""
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        written = io.BytesIO()
        with matplotlib.rc_context({"hatch.linewidth": 1.2, "text.hinting": "none", "text.antialiased": True}):
            for one in self.words:
                self._set(one)
            self.figure.patch.set(visible=True, facecolor=PAPER)
            FigureCanvasAgg(self.figure).print_figure(
                written, format="png", dpi=72 * scale, facecolor=PAPER, metadata={"Software": None}
            )
        return written.getvalue()

    def _set(self, one: PlacedWords) -> None:
        """Words as a matplotlib artist; a dollar is a letter."""
        from matplotlib.text import Text

        place = one.y + BASELINE * NARROWER * one.size
        drawn = Text(one.x, place, one.words, color=one.colour, ha=one.align, va="baseline", parse_math=False)
        drawn.set_fontproperties(_font(one.bold, NARROWER * one.size))
        self._add(drawn)

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self.pixels)
        artist.set_zorder(next(self.levels))
        self.figure.add_artist(artist)


def _font(bold: bool, size: float) -> FontProperties:
    """DejaVu Sans by its file, so that no font of the computer takes its place."""
    import matplotlib
    from matplotlib.font_manager import FontProperties

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=f"{matplotlib.get_data_path()}/fonts/ttf/{name}", size=size)


def inlined(written: str, words: str, width: float, height: float) -> str:
    """SVG as matplotlib writes it, made fit for the inside of a page, with the words added.

    Comments, unused names, clip paths and addresses of namespaces are removed.
    """
    body = written[written.index("<svg") :]
    body = body[body.index(">") + 1 : body.rindex("</svg>")]
    body = re.sub(
        r"<!--.*?-->|<style.*?</style>|<metadata>.*?</metadata>|<clipPath.*?</clipPath>", "", body, flags=re.DOTALL
    )
    body = re.sub(r' clip-path="[^"]*"', "", body).replace("xlink:href", "href")
    named = set(re.findall(r'(?:url\(|href=")#([^")]+)', body))
    body = re.sub(r' id="([^"]+)"', lambda match: match[0] if match[1] in named else "", body)
    body = re.sub(r"\d+\.\d{3,}", lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), body)
    body = re.sub(r"<g>\s*</g>|<defs>\s*</defs>", "", body)
    body = re.sub(r"\s+", " ", body).strip()
    opening = (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        'focusable="false" aria-hidden="true">'
    )
    return f"{opening}{body}{words}</svg>"
