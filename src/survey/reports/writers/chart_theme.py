"""Charts in the dark: their colours as variables of the style sheet, so that one drawing serves light and dark pages."""

from __future__ import annotations

import re

DARK: dict[str, str] = {
    "#1b1f24": "#e6e9ed",
    "#5b6470": "#a9b3be",
    "#d5dae0": "#3a424c",
    "#eef1f4": "#262d35",
    "#ffffff": "#14181d",
    "#e4ebf4": "#2a3748",
    "#1f5fa8": "#8abcf5",
    "#9a5b00": "#f0b429",
    "#b2182b": "#ff9a9a",
    "#c04a00": "#ff9d5c",
    "#3d8073": "#5fc9b1",
    "#5b3fd6": "#b9a2ff",
    "#6b2d12": "#d09a75",
    "#6b7480": "#9aa5b1",
}
"""Colours on paper and in the dark: ink, lines, paper, the band of the region, statuses, lines of trends.

Fills that carry words (tiles, parts of bars) are the same in both.
"""

_SHAPES = "<(?:line|polyline|polygon|rect|path|circle) [^>]*>"
_COLOUR = re.compile('(fill|stroke)="(' + "|".join(DARK) + ')"')
_ELEMENTS = re.compile(f"{_SHAPES}|<text [^>]*>")


def themed(svg: str) -> str:
    """A drawing whose colours the style sheet can change; without it they are as drawn.

    White words are on coloured ground and stay white, white shapes are paper.

    Examples
    --------
    >>> themed('<rect fill="#ffffff"/><text fill="#ffffff">5</text>')
    '<rect fill="var(--c-ffffff, #ffffff)"/><text fill="#ffffff">5</text>'
    """
    return _ELEMENTS.sub(lambda element: _COLOUR.sub(lambda found: _coloured(found, element[0]), element[0]), svg)


def _coloured(found: re.Match[str], element: str) -> str:
    if found[2] == "#ffffff" and element.startswith("<text"):
        return found[0]
    return f'{found[1]}="{_variable(found[2])}"'


def dark_colours() -> str:
    """Values of the variables in the dark, for the style sheet."""
    return " ".join(f"{_name(colour)}: {dark};" for colour, dark in DARK.items())


def _variable(colour: str) -> str:
    return f"var({_name(colour)}, {colour})"


def _name(colour: str) -> str:
    return f"--c-{colour[1:]}"
