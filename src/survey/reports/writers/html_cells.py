"""Cells of a table as HTML: values with intervals and letters, statuses as shapes and words, intervals drawn to scale."""

from __future__ import annotations

import functools

from markupsafe import Markup, escape

from survey.indicators.status_rule import Status
from survey.reports.document_model import TableCell
from survey.reports.phrases import Phrases
from survey.reports.report_input import SCALES
from survey.reports.writers.shown_cell import ShownCell, shown_cell
from survey.text import Language

SHAPES: dict[Status | None, str] = {
    "stable": '<circle cx="6" cy="6" r="5"/>',
    "tension": '<path d="M6 .6 11.6 11H.4z"/>',
    "negative": '<path d="M1.2 1.2h9.6v9.6H1.2z"/>',
    "inconclusive": '<path class="open" d="M6 1.2 10.8 6 6 10.8 1.2 6z"/>',
    "insufficient_data": '<circle class="open dashed" cx="6" cy="6" r="4.2"/>',
    None: '<path class="open" d="M2 6h8"/>',
}
"""Drawing of each status on a square of 12 by 12, in the colour of its words."""

NO_MARK = Markup()
"""Nothing after a word."""

_INTERVAL = Markup("<small>%s</small>")
_WORD = Markup('<small class="word">%s</small>')
_CELL = Markup('<span class="nowrap">%s%s</span>%s%s')
_STATUS = Markup('<span class="status %s">%s%s%s</span>')


def cell_markup(cell: TableCell, language: Language) -> Markup:
    """Content of a cell in a language; words of data are escaped, a hidden cell is its mark alone."""
    shown = shown_cell(cell, language)
    if cell.publish != "hidden" and cell.kind == "range":
        return _range(cell)
    if cell.publish != "hidden" and cell.kind == "status":
        return status_markup(shown, language)
    letters = _letters(shown, language)
    if not (shown.interval or shown.word):
        return escape(shown.main) + letters
    # percent signs, not format: this is done for every cell, and takes a third of the time
    interval = _INTERVAL % shown.interval if shown.interval else NO_MARK
    word = _WORD % shown.word if shown.word else NO_MARK
    return _CELL % (shown.main, letters, interval, word)


def status_markup(shown: ShownCell, language: Language) -> Markup:
    """A status as shape, colour and words, with the mark of an alert, a word on it, and the status before."""
    words = Phrases((language,))
    mark = NO_MARK
    if shown.is_alert:
        mark = Markup('<b class="alert">{}</b>').format(words.say("alert_mark")[language])
    parts = [status_word(shown.status, shown.main, mark)]
    if shown.word:
        parts.append(Markup("<small>{}</small>").format(shown.word))
    if shown.before is not None:
        before = status_word(shown.before, words.status(shown.before)[language])
        parts.append(Markup('<small class="before">{} {}</small>').format(words.say("status_before")[language], before))
    return Markup("").join(parts)


def status_word(status: Status | None, words: str, after: Markup = NO_MARK) -> Markup:
    """A shape with words in the colour of a status."""
    return _STATUS % (status or "none", shape(status), words, after)


@functools.cache
def shape(status: Status | None) -> Markup:
    """The shape of a status; what it says is in the words after it."""
    return Markup('<svg class="shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">{}</svg>').format(
        Markup(SHAPES[status])
    )


def kind_class(cell: TableCell) -> str:
    """The class by which a cell is aligned."""
    return "words" if cell.kind in ("text", "status") else cell.kind


def place(value: float, axis: tuple[float, float]) -> str:
    """Position of a value on an axis, in percent of its length, as a style sheet writes it.

    Examples
    --------
    >>> place(30, (20, 40)), place(50, (20, 40)), place(3, (3, 3))
    ('50.00', '100.00', '50.00')
    """
    low, high = axis
    share = 100 * (value - low) / (high - low) if high > low else 50.0
    return f"{min(max(share, 0), 100):.2f}"


def _letters(shown: ShownCell, language: Language) -> Markup:
    if not shown.letters:
        return Markup("")
    meaning = Phrases((language,)).say("letters_meaning", letters=shown.letters)[language]
    return Markup('<sup title="{}">{}</sup>').format(meaning, shown.letters)


def _range(cell: TableCell) -> Markup:
    if cell.value is None or cell.low is None or cell.high is None:
        return Markup("")
    axis = SCALES[cell.unit or "percent"]
    return Markup(
        '<span class="range {}" aria-hidden="true"><i style="left:{}%;right:{}%"></i><b style="left:{}%"></b></span>'
    ).format(
        cell.status or "none",
        place(cell.low, axis),
        f"{100 - float(place(cell.high, axis)):.2f}",
        place(cell.value, axis),
    )
