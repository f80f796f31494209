"""The report as one self-contained HTML page."""

from __future__ import annotations

import base64
import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from survey.indicators.status_rule import Status
from survey.reports.chart_model import DotChart
from survey.reports.charts import draw
from survey.reports.document_model import FIGURE, Card, DownloadFile, Figure, Report, TableCell
from survey.reports.inline_marks import STRONG, spans
from survey.reports.number_format import number
from survey.reports.phrases import STATUS_WORDS, Phrases
from survey.reports.report_input import SCALES
from survey.reports.writers.shown_cell import ShownCell, shown_cell
from survey.reports.writers.whole_file import need_language, write_whole
from survey.text import Language, Text

if TYPE_CHECKING:
    from jinja2 import Environment


def render(report: Report, language: Language) -> str:
    """The page in one language.

    Raises
    ------
    ReportError
        ``R001`` when the report was not built in this language.
    """
    need_language(report, language)
    page = _templates().get_template("report.html.j2").render(report=report, page=Page(language))
    return page.strip() + "\n"


def write_html(report: Report, language: Language, path: str | os.PathLike[str]) -> Path:
    """Write the page to a file that appears whole or not at all, and return its path."""
    return write_whole(path, render(report, language).encode("utf-8"))


@functools.cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("survey.reports.writers"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_emphasised,
    )  # fmt: skip


def _emphasised(value: object) -> object:
    """Words with their emphasis as elements; anything else as it is."""
    if isinstance(value, Markup) or not isinstance(value, str) or STRONG not in value:
        return value
    parts = (Markup("<strong>{}</strong>" if one.is_strong else "{}").format(one.text) for one in spans(value))
    return Markup("").join(parts)


@dataclass(frozen=True, slots=True)
class Page:
    """Functions that the template may call, in one language."""

    language: Language

    def say(self, key: str, **places: Text | str | int) -> str:
        """A sentence of the catalogue."""
        return self._words.say(key, **places)[self.language]

    def chart(self, figure: Figure) -> Markup:
        """The drawing of a figure."""
        return Markup(draw(figure.chart, self.language))

    def show(self, cell: TableCell) -> str:
        """Content of a cell; markup is escaped."""
        if cell.publish != "hidden" and cell.kind == "range":
            return _range(self, cell)
        shown = shown_cell(cell, self.language)
        if cell.publish != "hidden" and cell.kind == "status":
            return self.status(shown)
        if not (shown.interval or shown.word) or cell.kind == "interval":
            return escape(shown.main) + _letters(shown)
        word = Markup('<small class="word">{}</small>').format(shown.word) if shown.word else ""
        main = Markup('<span class="nowrap">{}</span>').format(shown.main)
        return main + _letters(shown) + Markup("<small>{}</small>").format(shown.interval) + word

    def figure(self, card: Card) -> Markup:
        """The estimate of a card within its words; alone when there is none."""
        shown = self.show(card.estimate)
        before, _, after = card.figure[self.language].partition(FIGURE)
        if card.estimate.value is None:
            before = after = ""
        ending = after.partition(" ")[0]
        shown, after = shown + ending, after.removeprefix(ending)
        return Markup("<span>{}</span><strong>{}</strong><span>{}</span>").format(before, shown, after)

    def status(self, shown: ShownCell) -> Markup:
        """A status as shape, colour and words."""
        shape = shown.status or "none"
        mark = Markup('<b class="alert">{}</b>').format(self.say("alert_mark")) if shown.is_alert else ""
        word = Markup(
            '<span class="status {}"><svg class="shape" aria-hidden="true"><use href="#shape-{}"/></svg>{}{}</span>'
        ).format(shape, shape, shown.main, mark)
        return word + Markup("<small>{}</small>").format(shown.word) if shown.word else word

    def quoted(self, text: Text) -> str:
        """Words in the quotation marks of the language."""
        return self._words.quoted(text)[self.language]

    def shapes(self) -> tuple[tuple[Status, str], ...]:
        """Every status with its word, for the legend."""
        return tuple((status, self.say(key)) for status, key in STATUS_WORDS.items())

    def has_shapes(self, figure: Figure) -> bool:
        """Whether the figure marks statuses by shapes."""
        return isinstance(figure.chart, DotChart)

    def place(self, value: float, axis: tuple[float, float]) -> str:
        """Position of a value on an axis, in percent of its length, as a style sheet writes it."""
        share = 100 * (value - axis[0]) / (axis[1] - axis[0])
        return f"{min(max(share, 0), 100):.2f}"

    def number(self, value: float, digits: int = 1) -> str:
        """A bare number."""
        return number(value, self.language, digits)

    def bounds(self, card: Card) -> tuple[float, ...]:
        """The thresholds on the scale of a card."""
        return tuple(start for start, _, _ in card.zones[1:])

    def link(self, file: DownloadFile) -> str:
        """Address of a file inside the page."""
        return f"data:{file.media_type};base64,{base64.b64encode(file.content).decode('ascii')}"

    def kind_class(self, cell: TableCell) -> str:
        """The class by which a cell is aligned."""
        return "words" if cell.kind in ("text", "status") else cell.kind

    @property
    def _words(self) -> Phrases:
        return Phrases((self.language,))


def _letters(shown: ShownCell) -> Markup:
    return Markup(" <sup>{}</sup>").format(shown.letters) if shown.letters else Markup("")


def _range(page: Page, cell: TableCell) -> Markup:
    if cell.value is None or cell.low is None or cell.high is None:
        return Markup("")
    axis = SCALES[cell.unit or "percent"]
    return Markup(
        '<span class="range {}" aria-hidden="true"><i style="left:{}%;right:{}%"></i><b style="left:{}%"></b></span>'
    ).format(
        cell.status or "none",
        page.place(cell.low, axis),
        f"{100 - float(page.place(cell.high, axis)):.2f}",
        page.place(cell.value, axis),
    )
