"""A drawing as a PNG image, by matplotlib: the same shapes as in SVG, the words in DejaVu Sans."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from survey.reports.charts.shapes import (
    AREA_ALPHA,
    BASELINE,
    MARK_EDGE,
    DrawnArea,
    DrawnBox,
    DrawnLine,
    DrawnMark,
    DrawnShape,
    PlacedWords,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.font_manager import FontProperties

NARROWER = 0.9
"""Size of the letters of an image: DejaVu Sans is that much wider than the fonts of pages, for which charts are laid out."""


def png_image(
    shapes: Iterable[DrawnShape], words: Sequence[PlacedWords], size: tuple[float, float], *, scale: float, paper: str
) -> bytes:
    """The drawing on paper of a colour, ``scale`` dots to a pixel; the same drawing gives the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    width, height = size
    figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=paper)
    canvas = FigureCanvasAgg(figure)
    pixels = Affine2D().scale(1 / 72, -1 / 72).translate(0, height / 72) + figure.dpi_scale_trans
    artists = [artist for shape in shapes for artist in _drawn(shape)] + [_set(one) for one in words]
    for level, artist in enumerate(artists, 1):
        artist.set_transform(pixels)
        artist.set_zorder(level)
        figure.add_artist(artist)
    written = io.BytesIO()
    with matplotlib.rc_context({"text.hinting": "none", "text.antialiased": True}):
        canvas.print_figure(written, format="png", dpi=72 * scale, facecolor=paper, metadata={"Software": None})
    return written.getvalue()


def _drawn(shape: DrawnShape) -> list[Artist]:
    """The artists of a shape, the lowest first."""
    from matplotlib.patches import Circle, Polygon, Rectangle

    match shape:
        case DrawnLine():
            return [_line(shape.points, shape.colour, shape.width, shape.dashes)]
        case DrawnArea():
            return [Polygon(shape.points, closed=True, facecolor=shape.fill, edgecolor="none", alpha=AREA_ALPHA)]
        case DrawnBox():
            whole = Rectangle((shape.x, shape.y), shape.width, shape.height, facecolor=shape.fill)
            whole.set(edgecolor=shape.edge, linewidth=1)
            return [whole, *(_line(ends, shape.edge, 1.2) for ends in shape.stripes)]
        case DrawnMark():
            style = {"facecolor": shape.fill, "edgecolor": shape.edge, "linewidth": MARK_EDGE}
            if shape.shape == "o":
                return [Circle(shape.at, shape.size / 2, **style)]
            return [Polygon(shape.corners, closed=True, joinstyle="miter", **style)]


def _line(points: Sequence[tuple[float, float]], colour: str, width: float, dashes: Sequence[float] = ()) -> Artist:
    from matplotlib.lines import Line2D

    x, y = zip(*points, strict=True)
    drawn = Line2D(x, y, color=colour, linewidth=width, solid_joinstyle="round", solid_capstyle="butt")
    if dashes:
        drawn.set_linestyle((0, tuple(dashes)))
    return drawn


def _set(one: PlacedWords) -> Artist:
    """Words as a matplotlib artist; a dollar is a letter."""
    from matplotlib.text import Text

    place = one.y + BASELINE * NARROWER * one.size
    drawn = Text(one.x, place, one.words, color=one.colour, ha=one.align, va="baseline", parse_math=False)
    drawn.set_fontproperties(_font(bold=one.bold, size=NARROWER * one.size))
    return drawn


def _font(*, bold: bool, size: float) -> FontProperties:
    """DejaVu Sans by its file, so that no font of the computer takes its place."""
    import matplotlib
    from matplotlib.font_manager import FontProperties

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=f"{matplotlib.get_data_path()}/fonts/ttf/{name}", size=size)
