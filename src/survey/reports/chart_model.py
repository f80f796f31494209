"""Charts of the document model: what is drawn, with numbers as numbers; hidden values are blank here already."""

from __future__ import annotations

from dataclasses import dataclass

from survey.indicators.definitions import Unit
from survey.indicators.publication import Publish
from survey.indicators.status_rule import Status
from survey.reports.report_input import NO_WORDS
from survey.text import Text


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
    """A district on the tile map; its name may hold line breaks. ``is_same`` when it may be equal to the region: drawn pale."""

    name: Text
    column: int
    row: int
    value: float | None
    publish: Publish
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class TileMap:
    """Districts as equal tiles; ``bounds`` cut the scale into classes of colour, light to dark.

    ``same_word`` says what a pale tile is.
    """

    tiles: tuple[Tile, ...]
    unit: Unit
    bounds: tuple[float, ...]
    low_word: Text
    hidden_word: Text
    same_word: Text = NO_WORDS


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


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A value of one wave; ``position`` counts periods from the first one shown, so that a missing wave leaves a gap."""

    position: int
    period: Text
    value: float | None
    low: float | None = None
    high: float | None = None
    publish: Publish = "ok"


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """Values of one indicator or group over the waves; ``breaks`` are positions from which on they are not comparable."""

    name: Text
    points: tuple[TrendPoint, ...]
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Lines over time with the bands of their 95 % intervals; ``marks`` are thresholds with their words."""

    lines: tuple[TrendSeries, ...]
    unit: Unit
    axis: tuple[float, float]
    marks: tuple[tuple[float, Text], ...]
    break_word: Text
    hidden_word: Text


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A value of a heat map, with its 95 % interval; ``is_different`` when it is known to differ from the region."""

    value: float | None
    low: float | None = None
    high: float | None = None
    publish: Publish = "ok"
    is_different: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A line of a heat map: a group, its values in the order of the columns."""

    name: Text
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Groups by indicators as coloured cells; what may be equal to the region is pale. ``axis`` are the ends of the colours."""

    columns: tuple[Text, ...]
    rows: tuple[HeatRow, ...]
    unit: Unit
    axis: tuple[float, float]
    different_word: Text
    hidden_word: Text


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of a chart of changes: the values before and now with their intervals, and the verdict in words."""

    name: Text
    before: float | None
    now: float | None
    before_ends: tuple[float, float] | None = None
    now_ends: tuple[float, float] | None = None
    is_change: bool = False
    word: Text = NO_WORDS
    publish: Publish = "ok"


@dataclass(frozen=True, slots=True)
class ChangeChart:
    """Two waves as pairs of dots joined by a line (dumbbells); a line of a change that is established is bold."""

    rows: tuple[ChangeLine, ...]
    unit: Unit
    axis: tuple[float, float]
    before_word: Text
    now_word: Text
    hidden_word: Text


Chart = DotChart | TileMap | LikertChart | TrendChart | HeatMap | ChangeChart
