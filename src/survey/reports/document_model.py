"""Document model of the report: sections of paragraphs, cards, tables and figures, with numbers as numbers.

A document holds every language at once. Values that must not be published are blank here already, so that no
writer can leak them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from survey.indicators.definitions import Unit
from survey.indicators.publication import Publish
from survey.indicators.status_rule import Status
from survey.periods import Period
from survey.reports.report_input import NO_WORDS
from survey.text import Language, Text

CellKind = Literal["estimate", "both", "interval", "difference", "count", "factor", "status", "text", "range"]
"""Content of a cell: a value in ``unit``, the value with its 95 % interval, the interval alone, a signed
difference, a whole number, a factor with two decimals, a status in words, words, or the interval drawn to scale."""


ParagraphKind = Literal["text", "lead", "note", "item", "heading"]


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table. Blank numbers are None; a hidden cell has none. ``detail`` is small print under ``text``."""

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


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: ``id`` is never shown; ``detail`` is small print under the heading."""

    id: str
    heading: Text
    detail: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its heading, or, when it has no cells, a line that opens a group of rows."""

    id: str
    heading: Text
    cells: tuple[TableCell, ...] = ()
    detail: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A numbered table; ``corner`` heads the column of row headings."""

    id: str
    title: Text
    corner: Text
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Text, ...] = ()
    wide: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class DotRow:
    """A line of a dot chart; a line without ``n`` and value is a heading."""

    name: Text
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    status: Status | None = None
    publish: Publish = "ok"
    heading: bool = False


@dataclass(frozen=True, slots=True)
class DotChart:
    """Estimates as dots with their intervals, one line each, against the band of the region.

    ``marks`` are thresholds with their words. ``compact`` is for small multiples.
    """

    rows: tuple[DotRow, ...]
    unit: Unit
    axis: tuple[float, float]
    band: DotRow | None
    marks: tuple[tuple[float, Text], ...]
    value_heading: Text
    n_heading: Text
    hidden_word: Text
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A district on the tile map; its name may hold line breaks."""

    name: Text
    column: int
    row: int
    value: float | None
    publish: Publish


@dataclass(frozen=True, slots=True)
class TileMap:
    """Districts as equal tiles; ``bounds`` cut the scale into classes of colour, light to dark."""

    tiles: tuple[Tile, ...]
    unit: Unit
    bounds: tuple[float, ...]
    low_word: Text
    hidden_word: Text


@dataclass(frozen=True, slots=True)
class LikertRow:
    """One bar: shares by answer in percent, best first; blanks are separate. ``net`` is positive less negative."""

    name: Text
    shares: tuple[float, ...]
    dont_know: float
    refused: float
    net: float
    publish: Publish = "ok"


@dataclass(frozen=True, slots=True)
class LikertChart:
    """Bars that diverge around a middle line; positive answers to the right."""

    rows: tuple[LikertRow, ...]
    answers: tuple[Text, ...]
    sides: tuple[int, ...]
    dont_know: Text
    refused: Text
    net_heading: Text
    no_answer_heading: Text
    hidden_word: Text


Chart = DotChart | TileMap | LikertChart


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure: its chart, the same in words (``alternative``), and a note."""

    id: str
    title: Text
    chart: Chart
    alternative: Text
    note: Text = NO_WORDS
    number: int = 0


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

    ``figure`` is the estimate in words, with :data:`FIGURE` where it is shown. ``lines`` are sentences, the first is what it means; ``asked`` are its questions, ``base`` says whose answers are in it;
    ``axis`` are the ends of its scale, on which
    ``zones`` (start, end, status) show the levels.
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


SectionBlock = Paragraph | Cards | ReportTable | FigureGroup | FactList | Quote


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the report."""

    id: str
    title: Text
    blocks: tuple[SectionBlock, ...]


@dataclass(frozen=True, slots=True)
class Meta:
    """Head of the report: title, wave, region, and facts such as the number of interviews.

    ``simulated`` is a warning for every page, empty when people gave the interviews.
    """

    title: Text
    wave: Period
    period: Text
    region: Text
    facts: tuple[Text, ...]
    caution: Text
    simulated: Text
    languages: tuple[Language, ...]


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
