"""Colours and shapes of the report: shapes repeat what colours say, and blue and red differ to colour-blind readers."""

from __future__ import annotations

from survey.indicators.status_rule import Status
from survey.reports.charts.shapes import MarkerShape

STATUS_COLOURS: dict[Status | None, str] = {
    "stable": "#1f5fa8",
    "tension": "#9a5b00",
    "negative": "#b2182b",
    "inconclusive": "#5b6470",
    "insufficient_data": "#5b6470",
    None: "#1b1f24",
}
STATUS_MARKERS: dict[Status | None, MarkerShape] = {
    "stable": "o",
    "tension": "^",
    "negative": "s",
    "inconclusive": "D",
    "insufficient_data": "o",
    None: "o",
}
OPEN_MARKERS: frozenset[Status | None] = frozenset({"inconclusive", "insufficient_data"})

POSITIVE = ("#0571b0", "#92c5de", "#d1e5f0")
"""ColorBrewer RdBu, from the strongest to the weakest positive answer."""
NEGATIVE = ("#ca0020", "#f4a582", "#fddbc7")
NEUTRAL = "#e3e6ea"
NO_ANSWER = ("#8a929c", "#c3c9d0")

TILE_CLASSES = ("#f7fbff", "#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#2171b5", "#084594")
"""ColorBrewer Blues, light to dark: one hue, because a district's colour is a value, not a verdict."""

SERIES = ("#1f5fa8", "#c04a00", "#3d8073", "#1b1f24", "#5b3fd6", "#6b2d12")
"""Colours of lines, told apart by colour-blind readers; marks and strokes repeat them for print in grey."""
SERIES_MARKERS: tuple[MarkerShape, ...] = ("o", "s", "^", "D", "v", "P")
SERIES_DASHES: tuple[tuple[float, ...], ...] = ((), (5, 1.6), (1.6, 1.4), (6, 1.6, 1.4, 1.6), (3, 1.4), (8, 2))


def text_on(fill: str) -> str:
    """White or nearly black, whichever reads better on this colour; on paper the ink of other words.

    A page in dark colours changes ink and paper, but not the words on coloured ground: that is why these are another black.

    Examples
    --------
    >>> text_on("#084594"), text_on("#deebf7"), text_on("#ffffff")
    ('#ffffff', '#10141a', '#1b1f24')
    """
    if fill == "#ffffff":
        return "#1b1f24"
    return "#ffffff" if contrast(fill, "#ffffff") > contrast(fill, "#10141a") else "#10141a"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.1), 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
