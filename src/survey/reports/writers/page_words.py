"""Words, drawings, links and contents for the template of a page, in one language."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from survey.reports.alphabetical import alphabetical
from survey.reports.chart_model import DotChart
from survey.reports.charts import draw
from survey.reports.document_model import (
    FIGURE,
    Card,
    DocumentKind,
    DownloadFile,
    Figure,
    Glossary,
    GlossaryEntry,
    KeyMessages,
    Meta,
    Report,
    ReportSection,
    TableCell,
)
from survey.reports.number_format import number
from survey.reports.phrases import STATUS_WORDS, Phrases
from survey.reports.writers.chart_theme import dark_colours, themed
from survey.reports.writers.html_cells import cell_markup, place, status_word
from survey.reports.writers.html_table import TableWords
from survey.text import Language, Text


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A section in the contents with its parts; ``opens_annexes`` for the first annex."""

    section: ReportSection
    parts: tuple[ReportSection, ...]
    opens_annexes: bool


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A file with this document in another language, named in that language, or with another document of the wave."""

    language: Language
    name: str
    file: str


DOCUMENT_WORDS: dict[DocumentKind, str] = {"report": "document_report", "brief": "document_brief"}


@dataclass(frozen=True, slots=True)
class PageWords:
    """Functions that the template may call, in one language."""

    language: Language

    place = staticmethod(place)

    def say(self, key: str, **places: Text | str | int) -> str:
        """A sentence of the catalogue."""
        return self._words.say(key, **places)[self.language]

    def chart(self, figure: Figure) -> Markup:
        """The drawing of a figure, and a narrow one, of which the style sheet shows one; small multiples are narrow."""
        drawn = themed(draw(figure.chart, self.language))
        if isinstance(figure.chart, DotChart) and figure.chart.compact:
            return Markup(drawn)
        narrow = themed(draw(figure.chart, self.language, narrow=True))
        return Markup('<div class="broad" style="--width:{:.0f}px">{}</div><div class="narrow">{}</div>').format(
            LARGEST * width_of(drawn), Markup(drawn), Markup(narrow)
        )

    dark_colours = staticmethod(dark_colours)

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
        return figure.has_levels

    def number(self, value: float, digits: int = 1) -> str:
        """A number without its unit."""
        return number(value, self.language, digits)

    def bounds(self, card: Card) -> tuple[float, ...]:
        """The thresholds on the scale of a card."""
        return tuple(start for start, _, _ in card.zones[1:])

    def link(self, file: DownloadFile) -> str:
        """Address of a file inside the page."""
        return f"data:{file.media_type};base64,{base64.b64encode(file.content).decode('ascii')}"

    def sorted_terms(self, glossary: Glossary) -> list[GlossaryEntry]:
        """Entries of a glossary in the alphabetical order of the language."""
        return sorted(glossary.entries, key=lambda one: alphabetical(one.term[self.language]))

    def contents(self, report: Report) -> list[ContentsLine]:
        """Sections with their parts; a part without a section before it has a line to itself."""
        lines: list[tuple[ReportSection, list[ReportSection]]] = []
        for section in report.sections:
            if section.level > 1 and lines:
                lines[-1][1].append(section)
            else:
                lines.append((section, []))
        return [ContentsLine(one, tuple(parts), self.opens_annexes(report, one)) for one, parts in lines]

    def opens_annexes(self, report: Report, section: ReportSection) -> bool:
        """Whether the section is the first annex."""
        return section is next((one for one in report.sections if one.is_annex), None)

    def others(self, meta: Meta) -> list[DocumentLink]:
        """Links to the other documents of the wave in this language, and to this document in other languages."""
        documents = [
            DocumentLink(self.language, self.say(DOCUMENT_WORDS[kind]), f"{kind}.{self.language}.html")
            for kind in meta.counterparts
        ]
        spoken = (one for one in meta.languages if one != self.language)
        return documents + [DocumentLink(one, language_name(one), meta.file_name(one, "html")) for one in spoken]

    def metadata(self, report: Report) -> Iterator[tuple[str, str]]:
        """Names and contents of the description of the page for catalogues and search engines (Dublin Core terms)."""
        meta = report.meta
        blocks = [block for section in report.sections for block in section.blocks if isinstance(block, KeyMessages)]
        said = [message.text for block in blocks for message in block.messages] or [meta.region, *meta.facts]
        yield "description", " ".join(text[self.language] for text in said)
        yield "dcterms.type", meta.kind
        yield "dcterms.language", self.language
        named = (("title", meta.title), ("spatial", meta.region), ("temporal", meta.period), ("publisher", meta.issuer))
        for name, text in named:
            if text:
                yield f"dcterms.{name}", text[self.language]

    @property
    def _words(self) -> Phrases:
        return Phrases((self.language,))


LARGEST = 1.12
"""Scale to which a drawing may grow: its letters become no larger than those of the page."""


def width_of(svg: str) -> float:
    """Width of a drawing in pixels.

    Examples
    --------
    >>> width_of('<svg viewBox="0 0 520 300" width="520" height="300">')
    520.0
    """
    return float(svg.partition(' width="')[2].partition('"')[0])


def language_name(language: Language) -> str:
    """Name of a language in the language; its code where no name is known.

    Examples
    --------
    >>> language_name("ru"), language_name("kk"), language_name("en")
    ('Русский', 'Қазақ тілі', 'English')
    """
    from babel import Locale

    name = Locale.parse(language).get_language_name(language) or language
    return name[:1].upper() + name[1:]
