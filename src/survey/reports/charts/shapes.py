"""Shapes of a drawing as data, each with its SVG element; lengths in pixels, y downwards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
MarkerShape = Literal["o", "s", "^", "v", "D", "P"]
"""Shapes of marks as matplotlib names them: circle, square, triangles, diamond, plus."""

ANCHORS: dict[Align, str] = {"left": "start", "center": "middle", "right": "end"}
BASELINE = 0.34
DASHES = (3.0, 2.0)
"""Lengths of strokes and gaps of a dashed line, in widths of the line."""

AREA_ALPHA = 0.16
MARK_EDGE = 1.4
HATCH_STEP = 6.0

_PLUS = [(-1, -3), (1, -3), (1, -1), (3, -1), (3, 1), (1, 1), (1, 3), (-1, 3), (-1, 1), (-3, 1), (-3, -1), (-1, -1)]
MARKS: dict[str, list[Point]] = {
    "s": [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)],
    "^": [(0, -0.5), (0.5, 0.5), (-0.5, 0.5)],
    "v": [(0, 0.5), (0.5, -0.5), (-0.5, -0.5)],
    "D": [(0, -math.sqrt(0.5)), (math.sqrt(0.5), 0), (0, math.sqrt(0.5)), (-math.sqrt(0.5), 0)],
    "P": [(x / 6, y / 6) for x, y in _PLUS],
}
"""Corners of the marks other than circles, in sizes of the mark around its middle."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line through points; ``dashes`` in widths of the line, none for a line in one stroke."""

    points: tuple[Point, ...]
    colour: str
    width: float
    dashes: tuple[float, ...] = ()

    def svg(self) -> str:
        """The line as an SVG element."""
        dashed = (
            f' stroke-dasharray="{" ".join(_short(one * self.width) for one in self.dashes)}"' if self.dashes else ""
        )
        style = f'stroke="{self.colour}" stroke-width="{_short(self.width)}"{dashed}'
        if len(self.points) == 2:
            (x1, y1), (x2, y2) = self.points
            return f'<line x1="{_short(x1)}" y1="{_short(y1)}" x2="{_short(x2)}" y2="{_short(y2)}" {style}/>'
        return f'<polyline points="{_corners(self.points)}" fill="none" stroke-linejoin="round" {style}/>'


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """A filled polygon through which what lies below shows."""

    points: tuple[Point, ...]
    fill: str

    def svg(self) -> str:
        """The area as an SVG element."""
        return f'<polygon points="{_corners(self.points)}" fill="{self.fill}" fill-opacity="{AREA_ALPHA}"/>'


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A rectangle; a hatched one has stripes in the colour of its edge. ``edge`` may be ``none``."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str
    hatch: bool

    @property
    def stripes(self) -> tuple[tuple[Point, Point], ...]:
        """Ends of the slanted stripes of a hatched box, inside it."""
        if not self.hatch:
            return ()
        found = []
        for step in range(1, int((self.width + self.height) / HATCH_STEP) + 1):
            across = step * HATCH_STEP  # the stripe where the distances from left and top add up to this
            start = (self.x + max(across - self.height, 0), self.y + min(across, self.height))
            end = (self.x + min(across, self.width), self.y + max(across - self.width, 0))
            found.append((start, end))
        return tuple(found)

    def svg(self) -> str:
        """The rectangle and its stripes as SVG elements."""
        edge = f' stroke="{self.edge}"' if self.edge != "none" else ""
        size = f'width="{_short(self.width)}" height="{_short(self.height)}"'
        whole = f'<rect x="{_short(self.x)}" y="{_short(self.y)}" {size} fill="{self.fill}"{edge}/>'
        moves = "".join(f"M{_short(x1)} {_short(y1)}L{_short(x2)} {_short(y2)}" for (x1, y1), (x2, y2) in self.stripes)
        return whole + (f'<path d="{moves}" stroke="{self.edge}" stroke-width="1.2"/>' if moves else "")


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A mark of a shape around a point; ``size`` is its height."""

    at: Point
    shape: MarkerShape
    fill: str
    edge: str
    size: float

    @property
    def corners(self) -> tuple[Point, ...]:
        """Corners of the mark; none of a circle."""
        x, y = self.at
        return tuple((x + self.size * right, y + self.size * down) for right, down in MARKS.get(self.shape, []))

    def svg(self) -> str:
        """The mark as an SVG element."""
        style = f'fill="{self.fill}" stroke="{self.edge}" stroke-width="{MARK_EDGE}"'
        if self.shape == "o":
            x, y = self.at
            return f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(self.size / 2)}" {style}/>'
        return f'<polygon points="{_corners(self.corners)}" stroke-linejoin="miter" {style}/>'


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


DrawnShape = DrawnLine | DrawnArea | DrawnBox | DrawnMark


def _short(value: float) -> str:
    """A length with at most two decimals.

    Examples
    --------
    >>> _short(12.0), _short(3.14159), _short(-0.001)
    ('12', '3.14', '0')
    """
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def _corners(points: Sequence[Point]) -> str:
    return " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
