"""Cells of a table as Typst code that needs nothing but Typst."""

from __future__ import annotations

from survey.indicators.status_rule import Status
from survey.reports.charts.colours import STATUS_COLOURS
from survey.reports.document_model import TableCell
from survey.reports.phrases import STATUS_WORDS, Phrases
from survey.reports.report_input import SCALES
from survey.reports.writers.shown_cell import ShownCell, shown_cell
from survey.reports.writers.typst_words import literal, words
from survey.text import Language

GREY = 'rgb("#55606c")'
RANGE_WIDTH = 62.0
"""Points of an interval drawn to scale."""

_SHAPES: dict[Status | None, str] = {
    "stable": "circle(radius: 0.3em, fill: {colour})",
    "tension": "polygon((0.35em, 0em), (0.7em, 0.62em), (0em, 0.62em), fill: {colour})",
    "negative": "rect(width: 0.6em, height: 0.6em, fill: {colour})",
    "inconclusive": "polygon((0.35em, 0em), (0.7em, 0.35em), (0.35em, 0.7em), (0em, 0.35em), stroke: 0.9pt + {colour})",
    "insufficient_data": 'circle(radius: 0.28em, stroke: (paint: {colour}, thickness: 0.9pt, dash: "densely-dotted"))',
    None: "box(width: 0.6em, height: 0.6em, align(horizon, line(length: 100%, stroke: 0.9pt + {colour})))",
}


def small(expression: str) -> str:
    """Small grey print."""
    return f"text(size: 0.84em, fill: {GREY}, {expression})"


def status_colour(status: Status | None) -> str:
    """The colour of a status as Typst code."""
    return f'rgb("{STATUS_COLOURS[status]}")' if status else GREY


def shape(status: Status | None) -> str:
    """The mark of a status; the words next to it say the same."""
    return f"box({_SHAPES[status].format(colour=status_colour(status))})"


def status_word(status: Status | None, word: str) -> str:
    """A status as shape and coloured words."""
    return f"{shape(status)} + h(0.3em) + text(fill: {status_colour(status)}, weight: 600, {words(word)})"


def cell_content(cell: TableCell, language: Language) -> str:
    """Expression of Typst code for what a cell shows."""
    if cell.publish != "hidden" and cell.kind == "range":
        return _range(cell)
    shown = shown_cell(cell, language)
    if cell.publish != "hidden" and cell.kind == "status":
        return status_content(shown, language)
    letters = f" + super({literal(shown.letters)})" if shown.letters else ""
    below = [f"linebreak() + {small(words(one))}" for one in (shown.interval, shown.word) if one]
    return " + ".join([words(shown.main) + letters, *below])


def status_content(shown: ShownCell, language: Language) -> str:
    """A status now with its details, and under it the one before where the cell has it."""
    say = Phrases((language,)).say
    parts = [status_word(shown.status, shown.main)]
    if shown.is_alert:
        mark = literal(say("alert_mark")[language])
        box = "box(inset: (x: 0.25em), outset: (y: 0.12em), radius: 1.5pt, stroke: 0.8pt + {}, strong({}))"
        parts.append("h(0.3em) + " + box.format(status_colour(shown.status), mark))
    if shown.word:
        parts.append(f"linebreak() + {small(words(shown.word))}")
    if shown.before is not None:
        before = words(say("status_before")[language])
        word = status_word(shown.before, say(STATUS_WORDS[shown.before])[language])
        parts.append(f'linebreak() + text(size: 0.84em, {before} + " " + {word})')
    return " + ".join(parts)


def _range(cell: TableCell) -> str:
    """The interval on the scale of its unit, with a dot at the value."""
    if cell.value is None or cell.low is None or cell.high is None:
        return '""'
    axis = SCALES[cell.unit or "percent"]
    low, high, value = (RANGE_WIDTH * share(one, axis) for one in (cell.low, cell.high, cell.value))
    colour = status_colour(cell.status)
    drawn = (
        f'place(dy: 3pt, rect(width: 100%, height: 1pt, fill: rgb("#d5dae0"))); '
        f"place(dx: {low:.2f}pt, dy: 2.5pt, rect(width: {max(high - low, 0.6):.2f}pt, height: 2pt, fill: {colour})); "
        f"place(dx: {value - 2:.2f}pt, dy: 1.5pt, circle(radius: 2pt, fill: {colour}))"
    )
    return f"box(width: {RANGE_WIDTH:g}pt, height: 7pt, {{ {drawn} }})"


def share(value: float, axis: tuple[float, float]) -> float:
    """Place of a value on an axis, from 0 to 1."""
    return min(max((value - axis[0]) / (axis[1] - axis[0]), 0.0), 1.0)
