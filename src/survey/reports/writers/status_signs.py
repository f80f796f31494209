"""Signs of levels as letters of a font, for formats without drawn shapes."""

from __future__ import annotations

from dataclasses import dataclass

from survey.indicators.status_rule import Status
from survey.reports.charts.colours import STATUS_COLOURS

SIGNS: dict[Status, str] = {
    "stable": "\N{BLACK CIRCLE}",
    "tension": "\N{BLACK UP-POINTING TRIANGLE}",
    "negative": "\N{BLACK SQUARE}",
    "inconclusive": "\N{WHITE DIAMOND}",
    "insufficient_data": "\N{WHITE CIRCLE}",
}


@dataclass(frozen=True, slots=True)
class StatusSign:
    """A sign and its colour, six hexadecimal digits."""

    sign: str
    colour: str


def status_sign(status: Status) -> StatusSign | None:
    """The sign of a level; None where a level has no sign."""
    sign = SIGNS.get(status)
    return StatusSign(sign, STATUS_COLOURS[status].strip("#").upper()) if sign else None
