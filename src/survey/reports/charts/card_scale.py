"""Scale of a card: the levels as bands, the interval as a line, the estimate as a dot, and the thresholds as numbers."""

from __future__ import annotations

from survey.indicators.status_rule import Status
from survey.reports.charts.svg_canvas import GREY, INK, PAPER, SvgCanvas
from survey.reports.document_model import Card
from survey.reports.number_format import number
from survey.text import Language

BANDS: dict[Status, str] = {"negative": "#f6d8d8", "tension": "#fbe7c8", "stable": "#d3e3f5"}
_WIDTH, _EDGE, _BAND, _MIDDLE, _WORDS = 260.0, 8.0, 12.0, 10.0, 27.0


def draw_scale(card: Card, language: Language) -> SvgCanvas | None:
    """The scale of a card; None where there is no estimate to place on it."""
    if card.estimate.value is None or card.estimate.publish == "hidden":
        return None
    sheet = SvgCanvas.sheet(_WIDTH, 36)
    for start, end, status in card.zones:
        first, last = _place(card, start), _place(card, end)
        sheet.box(first, _MIDDLE - _BAND / 2, last - first, _BAND, BANDS.get(status, PAPER))
    if not card.zones:
        sheet.lines([((_place(card, card.axis[0]), _MIDDLE), (_place(card, card.axis[1]), _MIDDLE))], GREY)
    if card.estimate.low is not None and card.estimate.high is not None:
        ends = (_place(card, card.estimate.low), _MIDDLE), (_place(card, card.estimate.high), _MIDDLE)
        sheet.lines([ends], INK, width=3)
    sheet.dots([(_place(card, card.estimate.value), _MIDDLE)], "o", INK, PAPER, size=10)
    for bound in [start for start, _, _ in card.zones[1:]]:
        sheet.text(_place(card, bound), _WORDS, number(bound, language, 0), size=11, align="center", colour=GREY)
    return sheet


def _place(card: Card, value: float) -> float:
    """Position of a value on the sheet; one beyond the scale is at its end."""
    low, high = card.axis
    share = (value - low) / (high - low) if high > low else 0.0
    return _EDGE + min(max(share, 0.0), 1.0) * (_WIDTH - 2 * _EDGE)
