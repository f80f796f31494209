"""A drawing surface in pixels, and the SVG text that a browser can take into a page."""

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


@dataclass(frozen=True, slots=True, eq=False)
class SvgCanvas:
    """A sheet ``width`` by ``height`` pixels, its origin above left. What is drawn later lies above; words above all.

    Shapes are matplotlib artists. Words are written as SVG text on top of them: the browser sets them in the
    font of the page, which has every Kazakh letter if the page itself has. Nothing is measured here; labels
    are anchored where they must not move.
    """

    width: float
    height: float
    figure: Figure
    pixels: Transform
    words: list[str]
    levels: Iterator[int]

    @classmethod
    def sheet(cls, width: float, height: float) -> SvgCanvas:
        """An empty sheet."""
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        figure = Figure(figsize=(width / 72, height / 72), dpi=72, frameon=False)
        FigureCanvasSVG(figure)
        return cls(width, height, figure, Affine2D().scale(1, -1).translate(0, height), [], count(1))

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
        # A third of the size below the middle is where the baseline of every system font wants to be.
        weight = ' font-weight="600"' if bold else ""
        self.words.append(
            f'<text x="{x:.1f}" y="{y + 0.34 * size:.1f}" font-size="{size:g}" text-anchor="{ANCHORS[align]}" '
            f'fill="{colour}"{weight}>{escape(words)}</text>'
        )

    def paragraph(
        self, x: float, y: float, lines: Sequence[str], *, size: float, align: Align, colour: str = INK
    ) -> None:
        """Several lines, their middle at ``y``."""
        for position, line in enumerate(lines):
            self.text(
                x, y + (position - (len(lines) - 1) / 2) * 1.15 * size, line, size=size, align=align, colour=colour
            )

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
        return inlined(written.getvalue(), "".join(self.words), self.width, self.height)

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self.pixels)
        artist.set_zorder(next(self.levels))
        self.figure.add_artist(artist)


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
