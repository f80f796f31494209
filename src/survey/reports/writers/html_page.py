"""The report as one self-contained HTML page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from survey.errors import ReportError
from survey.reports.chart_model import DotChart
from survey.reports.charts import draw
from survey.reports.document_model import FIGURE, Card, Figure, Report, TableCell
from survey.reports.number_format import number
from survey.reports.phrases import STATUS_WORDS, Phrases
from survey.reports.writers.html_cells import cell_markup, place, status_word
from survey.reports.writers.html_table import TableWords
from survey.reports.writers.html_templates import templates
from survey.text import Language, Text


def render(report: Report, language: Language) -> str:
    """The page in one language.

    Raises
    ------
    ReportError
        ``R001`` when the report was not built in this language.
    """
    if language not in report.meta.languages:
        raise ReportError(
            "R001",
            f"report of {report.meta.wave}, language {language!r}",
            "The report was not built in this language.",
            f"Ask for one of: {', '.join(report.meta.languages)}, or add it to ReportInput.languages.",
        )
    page = templates().get_template("report.html.j2").render(report=report, page=Page(language))
    return page.strip() + "\n"


def write_html(report: Report, language: Language, path: str | os.PathLike[str]) -> Path:
    """Write the page to a file that appears whole or not at all, and return its path."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.draft-{os.getpid()}")
    try:
        draft.write_text(render(report, language), encoding="utf-8", newline="\n")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


@dataclass(frozen=True, slots=True)
class Page:
    """Functions that the template may call, in one language."""

    language: Language

    def say(self, key: str, **places: Text | str | int) -> str:
        """A sentence of the catalogue."""
        return self._words.say(key, **places)[self.language]

    def chart(self, figure: Figure) -> Markup:
        """The drawing of a figure."""
        return Markup(draw(figure.chart, self.language, figure.id))

    place = staticmethod(place)

    @property
    def table_words(self) -> TableWords:
        """Functions for tables."""
        return TableWords(self.language)

    def show(self, cell: TableCell) -> Markup:
        """Content of a cell."""
        return cell_markup(cell, self.language)

    def figure(self, card: Card) -> Markup:
        """The estimate of a card within its words; alone when there is none."""
        shown = self.show(card.estimate)
        before, _, after = card.figure[self.language].partition(FIGURE)
        if card.estimate.value is None:
            before = after = ""
        ending = after.partition(" ")[0]
        shown, after = shown + ending, after.removeprefix(ending)
        return Markup("<span>{}</span><strong>{}</strong><span>{}</span>").format(before, shown, after)

    def quoted(self, text: Text) -> str:
        """Words in the quotation marks of the language."""
        return self._words.quoted(text)[self.language]

    def shapes(self) -> Markup:
        """Every status with its shape and word, for the legend."""
        return Markup(" ").join(status_word(status, self.say(key)) for status, key in STATUS_WORDS.items())

    def has_shapes(self, figure: Figure) -> bool:
        """Whether the figure marks statuses by shapes."""
        return isinstance(figure.chart, DotChart)

    def number(self, value: float, digits: int = 1) -> str:
        """A bare number."""
        return number(value, self.language, digits)

    def bounds(self, card: Card) -> tuple[float, ...]:
        """The thresholds on the scale of a card."""
        return tuple(start for start, _, _ in card.zones[1:])

    @property
    def _words(self) -> Phrases:
        return Phrases((self.language,))
