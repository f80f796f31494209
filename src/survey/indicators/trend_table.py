"""Table of trends over waves: one row per indicator, grouping and category."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from survey.argument_errors import noun
from survey.errors import IndicatorError, nearest
from survey.indicators.publication import Publish
from survey.indicators.rule_constants import REGION


@dataclass(frozen=True, slots=True)
class TrendRow:
    """Trend of one indicator in one group.

    Parameters
    ----------
    indicator, domain, level : str
        As in :class:`survey.indicators.IndicatorRow`.
    n_waves : int
        Waves whose numbers enter: those published, compared like with like, and with a known error.
    first, last : str
        The first and the last of them.
    slope : float
        Change per period of the straight line through them; NaN below four waves.
    se, ci_low, ci_high : float
        Its sampling error and 95 % interval.
    df : float
        Degrees of freedom: the fewest of the waves.
    p : float
        Two-sided p-value of no slope.
    p_fit : float
        p-value that the waves lie on a straight line. When it is small, the slope compares the first wave with the
        last, and does not describe the waves between.
    smoothed, smoothed_low, smoothed_high : float
        Level of the last wave as all waves together show it, with its 95 % interval; NaN below eight waves.
    drift : float
        Standard deviation of the step of the level from one period to the next; 0 where sampling errors explain all movement.
    note : str
        ``short`` fewer than four waves, ``hidden`` the last wave is not published, ``not_a_line`` ``p_fit`` is below
        0.05; joined by ``;``.
    """

    indicator: str
    domain: str
    level: str
    n_waves: int
    first: str
    last: str
    slope: float
    se: float
    ci_low: float
    ci_high: float
    df: float
    p: float
    p_fit: float
    smoothed: float
    smoothed_low: float
    smoothed_high: float
    drift: float
    note: str


POINT_COLUMNS = ("indicator", "position", "wave", "estimate", "ci_low", "ci_high", "publish", "breaks")


@dataclass(frozen=True, slots=True)
class WaveValue:
    """Value of an indicator for the region in one wave; numbers are NaN where it is hidden or was not computed.

    ``position`` counts periods from the first wave; ``breaks`` says whether it is not comparable with the wave before it.
    """

    position: float
    wave: str
    estimate: float
    ci_low: float
    ci_high: float
    publish: Publish
    breaks: bool


TREND_COLUMNS: tuple[str, ...] = tuple(one.name for one in dataclasses.fields(TrendRow))


@noun
@dataclass(frozen=True, slots=True, eq=False)
class TrendTable:
    """Trends of the indicators; iterating gives :class:`TrendRow`.

    Parameters
    ----------
    frame : pandas.DataFrame
        One column per field of :class:`TrendRow`, in that order.
    points : pandas.DataFrame
        Values of the region in every wave, those of waves that were not compared too: ``indicator, position, wave, estimate,
        ci_low, ci_high, publish, breaks``. ``position`` counts periods from the first wave; hidden values are blank;
        ``breaks`` says whether the value is not comparable with that of the wave before it.
    """

    frame: pd.DataFrame
    points: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(POINT_COLUMNS)))

    def __len__(self) -> int:
        return len(self.frame)

    def __iter__(self) -> Iterator[TrendRow]:
        make: Callable[..., TrendRow] = TrendRow
        columns = [self.frame[name].tolist() for name in TREND_COLUMNS]
        for cells in zip(*columns, strict=True):
            yield make(*cells)

    def row(self, indicator: str, domain: str = REGION, level: str = REGION) -> TrendRow:
        """Row of one indicator in one category.

        Raises
        ------
        IndicatorError
            ``I085`` when the table has no such row.
        """
        for one in self:
            if (one.indicator, one.domain, one.level) == (indicator, domain, level):
                return one
        place = f"trends: row {indicator!r}, {domain!r}, {level!r}"
        known = dict.fromkeys(self.frame["indicator"])
        raise IndicatorError("I085", place, "There is no such row.", nearest(indicator, known))

    def values(self, indicator: str) -> tuple[WaveValue, ...]:
        """Values of one indicator for the region, wave by wave; empty where it has none."""
        own = self.points[self.points["indicator"] == indicator]
        make: Callable[..., WaveValue] = WaveValue
        columns = [own[name].tolist() for name in POINT_COLUMNS[1:]]
        return tuple(make(*cells) for cells in zip(*columns, strict=True))

    def to_frame(self) -> pd.DataFrame:
        """A copy of the whole table; columns are those of :class:`TrendRow`, in order."""
        return self.frame.copy()

    def __repr__(self) -> str:
        return f"<TrendTable: {len(self)} rows, {int(self.frame['slope'].notna().sum())} with a line>"

    def _repr_html_(self) -> str:
        shown = self.frame.head(100).to_html(index=False, na_rep="", float_format=lambda value: f"{value:.2f}")
        return f"<p>{escape(repr(self))}</p>{shown}"
