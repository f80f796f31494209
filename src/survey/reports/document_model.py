"""Document model of the report: sections of paragraphs, cards, tables and figures, with numbers as numbers.

A document holds every language at once. Values that must not be published are blank here already, so that no
writer can leak them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from survey.indicators.definitions import Unit
from survey.indicators.publication import Publish
from survey.indicators.status_rule import Status
from survey.periods import Period
from survey.reports.chart_model import Chart, DotChart
from survey.reports.report_input import NO_WORDS
from survey.text import Language, Text

CellKind = Literal["estimate", "both", "interval", "difference", "count", "factor", "status", "text", "range"]
"""Content of a cell: a value in ``unit``, the value with its 95 % interval, the interval alone, a signed
difference, a whole number, a factor with two decimals, a status in words, words, or the interval drawn to scale."""

RowRole = Literal["data", "net", "total", "base"]
"""Part of a row in its table: an answer or group, several answers together, everybody, or numbers of interviews."""

DocumentKind = Literal["report", "brief"]
"""Kinds of document: everything about a wave, or its two pages for a reader in a hurry. Also the names of their files."""


ParagraphKind = Literal["text", "lead", "note", "item", "heading"]


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table. Blank numbers are None; a hidden cell has none.

    ``detail`` is small print under ``text``; ``letters`` name the columns from which the value differs; ``before`` is
    the status in the wave before. ``se``, ``n`` (interviews) and ``n_eff`` (effective interviews) are for tables of
    data, pages do not show them in the cell. ``digits`` are decimals where they are not those of the kind.
    """

    kind: CellKind
    unit: Unit | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    status: Status | None = None
    publish: Publish = "ok"
    text: Text = NO_WORDS
    detail: Text = NO_WORDS
    alert: bool = False
    se: float | None = None
    n: int | None = None
    n_eff: float | None = None
    letters: str = ""
    before: Status | None = None
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: ``id`` is never shown; ``detail`` is small print under the heading."""

    id: str
    heading: Text
    detail: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class ColumnSpanner:
    """A heading over neighbouring columns, ``first`` and ``last`` by their ids; ``level`` 1 is nearest to the columns."""

    heading: Text
    first: str
    last: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its heading, or, when it has no cells, a line that opens a group of rows; ``indent`` in steps."""

    id: str
    heading: Text
    cells: tuple[TableCell, ...] = ()
    detail: Text = NO_WORDS
    role: RowRole = "data"
    indent: int = 0


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A numbered table; ``corner`` heads the column of row headings.

    ``asked`` are the questions in full, ``base`` says whose answers are counted, ``source`` where the numbers come from.
    """

    id: str
    title: Text
    corner: Text
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Text, ...] = ()
    wide: bool = False
    number: int = 0
    spanners: tuple[ColumnSpanner, ...] = ()
    asked: tuple[Text, ...] = ()
    base: Text = NO_WORDS
    source: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure: its chart, the same in words (``alternative``), and a note."""

    id: str
    title: Text
    chart: Chart
    alternative: Text
    note: Text = NO_WORDS
    number: int = 0

    @property
    def has_levels(self) -> bool:
        """Whether dots mark levels by their shapes, which a legend explains."""
        return isinstance(self.chart, DotChart) and any(row.status is not None for row in self.chart.rows)


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures side by side where the page has room; ``small`` for many narrow ones."""

    figures: tuple[Figure, ...]
    small: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words: running text, a lead, a note set apart, a line of a list, or a heading inside a section."""

    id: str
    text: Text
    kind: ParagraphKind = "text"


FIGURE = "{value}"
"""Place of the estimate in the words of a card."""


@dataclass(frozen=True, slots=True)
class Card:
    """A headline indicator at a glance.

    ``figure`` is the estimate in words, with :data:`FIGURE` where it is shown. ``lines`` are sentences, the first is
    what it means; ``asked`` are its questions, ``base`` says whose answers are in it; ``axis`` are the ends of its
    scale, on which ``zones`` (start, end, status) show the levels.
    """

    id: str
    name: Text
    unit: Unit
    figure: Text
    estimate: TableCell
    interval: Text
    status: TableCell
    change: Text
    lines: tuple[Text, ...]
    asked: tuple[Quote, ...]
    base: Text
    axis: tuple[float, float]
    zones: tuple[tuple[float, float, Status], ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Headline cards."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a list of facts. ``code`` is a file name or a digest: the only text outside the language."""

    id: str
    name: Text
    value: Text = NO_WORDS
    code: str = ""


@dataclass(frozen=True, slots=True)
class FactList:
    """Facts, each with its name."""

    id: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A question as it was asked: its indicators, wording, rows and answers; ``counted`` are the answers that count."""

    id: str
    serves: Text
    question: Text
    rows: tuple[Text, ...]
    answers: tuple[Text, ...]
    counted: tuple[Text, ...]


KeyMessageKind = Literal["bad", "changed", "unknown", "good"]


@dataclass(frozen=True, slots=True)
class KeyMessage:
    """A sentence a reader must not miss: what is bad, what changed, what cannot be said, what is good."""

    id: str
    kind: KeyMessageKind
    text: Text


@dataclass(frozen=True, slots=True)
class KeyMessages:
    """The sentences that lead a document, in the order of their weight."""

    id: str
    messages: tuple[KeyMessage, ...]


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term of the report with its meaning."""

    id: str
    term: Text
    meaning: Text


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms used in the report, in alphabetical order of the language by which a writer sorts them."""

    id: str
    entries: tuple[GlossaryEntry, ...]


@dataclass(frozen=True, slots=True)
class DownloadFile:
    """A file inside the page: a public table. Formats without files inside name it instead."""

    name: str
    description: Text
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Downloads:
    """Files a reader may take along."""

    id: str
    files: tuple[DownloadFile, ...]


SectionBlock = Paragraph | Cards | KeyMessages | ReportTable | FigureGroup | FactList | Quote | Glossary | Downloads


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the report.

    ``level`` 2 is a part of the section before. The first annex opens the annexes. ``starts_page`` and ``is_landscape``
    are for formats with pages.
    """

    id: str
    title: Text
    blocks: tuple[SectionBlock, ...]
    level: int = 1
    is_annex: bool = False
    starts_page: bool = False
    is_landscape: bool = False


@dataclass(frozen=True, slots=True)
class Meta:
    """Head of a document: title, wave, region, and facts such as the number of interviews.

    ``simulated`` and ``draft`` are warnings for every page, empty when people gave the interviews and the document is a
    release. ``day`` is the day of issue. ``issuer``, ``contact``, ``issued`` (a date in words) and ``revision`` are
    lines of the title page; empty ones are left out. ``counterparts`` are the other documents of the wave that lie in
    the same folder.
    """

    title: Text
    wave: Period
    period: Text
    region: Text
    facts: tuple[Text, ...]
    caution: Text
    simulated: Text
    languages: tuple[Language, ...]
    kind: DocumentKind = "report"
    issuer: Text = NO_WORDS
    contact: Text = NO_WORDS
    issued: Text = NO_WORDS
    revision: Text = NO_WORDS
    draft: Text = NO_WORDS
    counterparts: tuple[DocumentKind, ...] = ()
    day: datetime.date | None = None

    @property
    def date(self) -> datetime.date:
        """Date in the properties of files, the same in every run: the day of issue, else the last day of the wave."""
        return self.day or self.wave.last_day

    def file_name(self, language: Language, ending: str) -> str:
        """Name of the file of this document in a language: ``report.kk.html``."""
        return f"{self.kind}.{language}.{ending}"


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report, in all its languages.

    Examples
    --------
    A report is built by :func:`survey.reports.build_report` and shown by :func:`survey.reports.render`::

        report = build_report(facts)
        page = render(report, "kk")
    """

    meta: Meta
    sections: tuple[ReportSection, ...] = field(default=())

    @property
    def tables(self) -> tuple[ReportTable, ...]:
        """Every table, in order."""
        return tuple(block for block in self._blocks() if isinstance(block, ReportTable))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in order."""
        return tuple(figure for block in self._blocks() if isinstance(block, FigureGroup) for figure in block.figures)

    def _blocks(self) -> Iterator[SectionBlock]:
        for section in self.sections:
            yield from section.blocks

    def __repr__(self) -> str:
        size = f"{len(self.sections)} sections, {len(self.tables)} tables, {len(self.figures)} figures"
        return f"<Report {self.meta.wave}: {size}, {', '.join(self.meta.languages)}>"
