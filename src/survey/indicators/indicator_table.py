"""Table of the indicators of one wave: one row per indicator, grouping and category."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Indices
from survey.errors import IndicatorError, nearest
from survey.indicators.area_variation import AreaVariation
from survey.indicators.crossings import domain_text, level_texts
from survey.indicators.definitions import Indicator, Indicators, Unit
from survey.indicators.publication import Publish, WhyHidden
from survey.indicators.rule_constants import REGION
from survey.indicators.status_rule import Class3, Status
from survey.indicators.unit_differences import no_differences, no_models
from survey.text import Language, Text


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator in one group.

    Parameters
    ----------
    wave, indicator, domain, level : str
        ``domain`` is the id of a grouping, ``level`` the id of its category; both are ``region`` for the whole.
    estimate, se, ci_low, ci_high : float
        On the scale named by ``unit``, with a 95 % interval; NaN where there is none.
    df : float
        Degrees of freedom of the standard error.
    n : int
        Interviews in the base: those asked for shares and net balances, those with a value for means and scores.
    n_eff, deff : float
        Effective number of interviews; design effect; both of this group alone.
    status : str or None
        ``stable``, ``tension``, ``negative``, ``inconclusive``, ``insufficient_data``; None for a descriptive indicator;
        ``withheld`` for any indicator that was not computed because a question behind it was not asked.
    p_stable, p_tension, p_negative : float
        Add up to 1, or are NaN.
    note : str
        Codes joined by ``;``: ``empty`` nobody in the base, ``one_psu`` its own error cannot be estimated, ``lonely`` its own
        error rests on the rule for lonely PSUs, ``edge`` no spread (its ``n_eff`` is that of the weights alone), ``thin``
        too few interviews or PSUs for a status, ``alert`` tension with a high probability of negative, ``unreached``
        stable but for an event that so few PSUs could have missed, ``newest`` stable but for the newest quarter's own
        estimate, ``one_place`` an event met in one PSU only, ``veto`` a negative dimension forbade the status stable,
        ``split`` a list experiment spread unevenly over the languages, ``norm`` a status that depends on norms.
    share_valid : float
        The same number among substantive answers only; for shares and net balances, otherwise NaN.
    bound_low, bound_high : float
        The number if nobody, or everybody, who did not answer met the condition; for the same.
    share_dk, share_refused : float
        Per cent of those asked who have no value because they do not know, or refused.
    leaning : str or None
        The likeliest class of an inconclusive status.
    unit : str
        ``percent``, ``points`` (0-100), ``pp`` (percentage points) or ``scale10``.
    n_cases : int
        Interviews that show the trait; for shares only, otherwise 0.
    publish : str
        ``ok``, ``low`` (print with the mark of low precision) or ``hidden``.
    deff_pooled, df_pooled : float
        Design effect of the indicator in all categories of the grouping together, at least 1, and its degrees of
        freedom: what interval, probabilities and status rest on, with ``n / deff_pooled`` effective interviews.
    n_psus : int
        PSUs with interviews in the base.
    quarters : str
        The quarters whose interviews are in the number, joined by ``;``; empty when the interviews name none.
    withheld : str
        Questions that were not asked in this wave and without which the number cannot be computed, joined by ``;``.
        Empty for a number that was computed.
    why_hidden : str
        Reason of ``publish`` = ``hidden``: ``empty`` nobody in the base, ``small`` too few interviews, ``extreme`` nobody or
        everybody of a small group, ``part`` the newest quarter of a window is too small and follows from the window before,
        ``difference`` another hidden cell could be calculated from it. Empty for what is shown.
    """

    wave: str
    indicator: str
    domain: str
    level: str
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    df: float
    n: int
    n_eff: float
    deff: float
    status: Status | None
    p_stable: float
    p_tension: float
    p_negative: float
    note: str
    share_valid: float
    bound_low: float
    bound_high: float
    share_dk: float
    share_refused: float
    leaning: Class3 | None
    unit: Unit
    n_cases: int
    publish: Publish
    deff_pooled: float
    df_pooled: float
    n_psus: int
    quarters: str = ""
    withheld: str = ""
    why_hidden: WhyHidden = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The codes of ``note``."""
        return tuple(self.note.split(";")) if self.note else ()

    @property
    def questions_lacking(self) -> tuple[str, ...]:
        """The questions of ``withheld``."""
        return tuple(self.withheld.split(";")) if self.withheld else ()

    @property
    def quarters_used(self) -> tuple[str, ...]:
        """The quarters of ``quarters``."""
        return tuple(self.quarters.split(";")) if self.quarters else ()

    @property
    def has_estimate(self) -> bool:
        """Whether there is a number."""
        return not math.isnan(self.estimate)

    @property
    def is_hidden(self) -> bool:
        """Whether the number must not be published; one that was not computed has nothing to hide."""
        return self.publish == "hidden" and not self.withheld

    @property
    def n_answered(self) -> float:
        """Interviews with a substantive answer; in the base of a share and a balance there are others."""
        silent = math.nan if math.isnan(self.bound_high) else self.share_dk + self.share_refused
        return float(self.n) if math.isnan(silent) else round(self.n * (1 - silent / 100), 6)

    @property
    def n_eff_pooled(self) -> float:
        """Effective number of interviews by the pooled design effect; NaN where that is not known."""
        return self.n / self.deff_pooled


def blank_row(indicator: str, domain: str = REGION, level: str = REGION, publish: Publish = "ok") -> IndicatorRow:
    """Row without any number, for a category that has none or whose numbers are hidden.

    Examples
    --------
    >>> blank_row("ISI").has_estimate
    False
    """
    numbers = {one.name: math.nan for one in dataclasses.fields(IndicatorRow) if one.type == "float"}
    words = {"wave": "", "note": "", "status": None, "leaning": None, "unit": "percent", "publish": publish}
    make: Callable[..., IndicatorRow] = IndicatorRow
    return make(indicator=indicator, domain=domain, level=level, n=0, n_cases=0, n_psus=0, **numbers, **words)


COLUMNS: tuple[str, ...] = tuple(one.name for one in dataclasses.fields(IndicatorRow))


@noun
@dataclass(frozen=True, slots=True, eq=False)
class IndicatorTable:
    """Indicators of one wave, for the region and for groups.

    Iterating gives :class:`IndicatorRow` in the order of the definitions, then of the domains, then of the categories.

    Parameters
    ----------
    indicators : Indicators
        The definitions the numbers come from.
    wave : str
    frame : pandas.DataFrame
        One column per field of :class:`IndicatorRow`, in that order.
    ranks : pandas.DataFrame
        Rank ranges of the indicators that ask for them: ``indicator, domain, level, rank, rank_low, rank_high``;
        rank 1 is the most stable.
    variations : mapping of domain to AreaVariation
        Variation of the estimates from sample to sample, for comparisons with other waves.
    newest : IndicatorTable or None
        The region and the groupings of the window from the newest quarter alone; None when no window was used.
    differences : pandas.DataFrame
        Tests whether the categories of a grouping differ by more than chance explains: ``indicator, domain, n_levels, q, df,
        df_within, p, between_sd, between_low, between_high, i2, p_adjusted, verdict``
        (:mod:`survey.indicators.heterogeneity`).
    small_areas : pandas.DataFrame
        Model-based values of the primary indicators in territorial units, with the direct ones: ``indicator, domain, level,
        direct, direct_se, model, model_se, model_low, model_high, shrinkage, rank, limited``
        (:mod:`survey.indicators.model_based`). Never a status.
    """

    indicators: Indicators
    wave: str
    frame: pd.DataFrame
    ranks: pd.DataFrame
    variations: Mapping[str, AreaVariation] = field(default_factory=dict, repr=False)
    newest: IndicatorTable | None = field(default=None, repr=False)
    differences: pd.DataFrame = field(default_factory=no_differences)
    small_areas: pd.DataFrame = field(default_factory=no_models)
    _positions: Mapping[tuple[str, str, str], int] = field(init=False, repr=False)
    _listed: list[list[object]] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        positions = MappingProxyType({key: position for position, key in enumerate(_keys(self.frame))})
        object.__setattr__(self, "_positions", positions)

    def __len__(self) -> int:
        return len(self.frame)

    def __iter__(self) -> Iterator[IndicatorRow]:
        for cells in zip(*self._columns(), strict=True):
            yield _row(cells)

    def row(self, indicator: str, domain: str = REGION, level: str = REGION) -> IndicatorRow:
        """Row of one indicator in one category.

        Raises
        ------
        IndicatorError
            ``I002`` when the table has no such row.
        """
        position = self._positions.get((indicator, domain, level))
        if position is None:
            raise self._missing(indicator, domain, level)
        return _row(column[position] for column in self._columns())

    def positions(self, rows: pd.DataFrame) -> Indices:
        """(m,) positions of the rows of this table with the indicator, domain and level of other rows; -1 where there is none."""
        return np.array([self._positions.get(key, -1) for key in _keys(rows)], np.intp)

    def _columns(self) -> list[list[object]]:
        """Cells by column as Python values, made once: asking a frame for single cells takes a hundred times as long."""
        if not self._listed:
            self._listed.extend(_plain(name, self.frame[name]) for name in COLUMNS)
        return self._listed

    def public_rows(self) -> tuple[IndicatorRow, ...]:
        """Every row as it may be published: a hidden one has its name only."""
        return tuple(
            blank_row(row.indicator, row.domain, row.level, publish="hidden") if row.is_hidden else row for row in self
        )

    def of(self, indicator: str | None = None, domain: str | None = None, level: str | None = None) -> IndicatorTable:
        """Table of the rows that match every name given."""
        wanted = {"indicator": indicator, "domain": domain, "level": level}
        tables = (self.frame, self.ranks, self.differences, self.small_areas)
        frame, ranks, differences, small_areas = (_rows_of(one, wanted) for one in tables)
        return dataclasses.replace(self, frame=frame, ranks=ranks, differences=differences, small_areas=small_areas)

    def definition(self, indicator: str) -> Indicator:
        """The definition behind a row."""
        return self.indicators[indicator]

    def levels(self, domain: str) -> tuple[str, ...]:
        """Ids of the categories of a domain, in order."""
        return tuple(dict.fromkeys(self.frame.loc[self.frame["domain"] == domain, "level"]))

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """A copy of the whole table; columns are those of :class:`IndicatorRow`, in order.

        With a language, columns ``indicator_label``, ``domain_label`` and ``level_label`` follow; the last two are empty for the
        region, which the questionnaire does not name.
        """
        frame = self.frame.copy()
        if labels is None:
            return frame
        form = self.indicators.form
        names = {one.id: one.name for one in self.indicators}
        domains = {name: domain_text(form, name) for name in frame["domain"].unique()}
        levels = {name: level_texts(form, name) for name in domains}
        cells = zip(frame["domain"], frame["level"], strict=True)
        return frame.assign(
            indicator_label=[_wording(names.get(one), labels) for one in frame["indicator"]],
            domain_label=[_wording(domains[one], labels) for one in frame["domain"]],
            level_label=[_wording(levels[domain].get(level), labels) for domain, level in cells],
        )

    def _missing(self, indicator: str, domain: str, level: str) -> IndicatorError:
        known = dict.fromkeys(self.frame["indicator"])
        if indicator not in known:
            wrong, names = indicator, list(known)
        else:
            here = self.frame[self.frame["indicator"] == indicator]
            domains = list(dict.fromkeys(here["domain"]))
            wrong, names = (level, list(self.levels(domain))) if domain in domains else (domain, domains)
        place = f"indicators of {self.wave or 'a wave'}: row {indicator!r}, {domain!r}, {level!r}"
        return IndicatorError("I002", place, f"There is no {wrong!r} here.", nearest(wrong, names))

    def __repr__(self) -> str:
        shown = len(dict.fromkeys(self.frame["indicator"]))
        domains = len(dict.fromkeys(self.frame["domain"]))
        return f"<IndicatorTable {self.wave}: {shown} indicators, {domains} domains, {len(self)} rows>"

    def _repr_html_(self) -> str:
        whole = self.frame[self.frame["domain"] == REGION] if REGION in set(self.frame["domain"]) else self.frame
        shown = whole.head(100).to_html(index=False, na_rep="", float_format=lambda value: f"{value:.2f}")
        return f"<p>{escape(repr(self))}</p>{shown}"


def _keys(frame: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Indicator, domain and level of each row."""
    return zip(*(frame[name].tolist() for name in ("indicator", "domain", "level")), strict=True)


def _rows_of(table: pd.DataFrame, wanted: Mapping[str, str | None]) -> pd.DataFrame:
    """Rows that match every name; a name for which the table has no column says nothing of it."""
    kept = pd.Series(True, index=table.index)
    for column, name in wanted.items():
        if name is not None and column in table:
            kept &= table[column] == name
    return table[kept].reset_index(drop=True)


def _wording(text: Text | None, language: Language) -> str:
    """Wording in a language; empty where there is no text, an error where it lacks this language."""
    return text[language] if text else ""


_BLANK_WORDS = frozenset({"status", "leaning"})


def _row(cells: Iterable[object]) -> IndicatorRow:
    make: Callable[..., IndicatorRow] = IndicatorRow
    return make(*cells)


def _plain(name: str, column: pd.Series) -> list[object]:
    """Cells of a column as Python values; a blank word, which pandas keeps as NaN, as None."""
    cells = column.tolist()
    if name in _BLANK_WORDS:
        return [cell if isinstance(cell, str) else None for cell in cells]
    return [cell.item() if isinstance(cell, np.generic) else cell for cell in cells]
