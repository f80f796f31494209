"""Table of the changes between two waves: one row per reference, indicator, grouping and category."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.errors import IndicatorError, nearest
from survey.indicators.change_rule import ChangeVerdict
from survey.indicators.publication import Publish
from survey.indicators.rule_constants import REGION
from survey.indicators.status_rule import Status

Reference: TypeAlias = Literal["previous", "year_ago"]
"""The quarter before, or the same quarter a year before."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    r"""Change of one indicator in one group.

    Parameters
    ----------
    reference : "previous" or "year_ago"
    indicator, domain, level : str
        As in :class:`survey.indicators.IndicatorRow`.
    change : float
        Now minus before, on the scale of the indicator; NaN where the row is not compared, as all numbers that follow.
    se : float
        Standard error, with what PSUs in both take from it; NaN where a share of 0 or 100 % enters, whose
        interval is not symmetric.
    ci_low, ci_high : float
        Interval at the level ``ci_level``.
    df : float
        Degrees of freedom.
    p : float
        Two-sided p-value of no change.
    q : float
        False discovery rate at which the row counts as changed in its family; of the primary indicators of the region,
        which form no family, the same as ``p``.
    ci_level : float
        0.95 for the primary indicators of the region. In a family of k rows of which R are changed,
        :math:`1 - 0.05 \max(R, 1) / k`: 0 then lies outside the interval exactly where q is at most 0.05.
    verdict : str or None
        ``improved``, ``worsened``, ``higher``, ``lower``, ``slight``, ``steady``, ``undetermined``
        (:mod:`survey.indicators.change_rule`); None where the row is not compared.
    margin, smallest : float
        Within ``margin`` a change does not matter; from ``smallest`` on it is called improved or worsened.
    n, n_before : float
        Interviews in the bases.
    psus, psus_before, psus_shared : float
        PSUs with interviews in the base: now, before, and in both.
    quarters, quarters_before : str
        The quarters compared, joined by ``;``.
    status, status_before : str or None
        Statuses of the two numbers compared; None where a side is hidden.
    note : str
        Codes joined by ``;``: ``flip_unproven`` the statuses differ without a significant change; ``edge`` a share of 0
        or 100 % enters, the interval is made from those of both shares. Reasons why a row is not compared: ``hidden`` a
        side is not published, ``thin`` a side has too few interviews or PSUs for a status, ``no_error`` the error of a
        side is not known, ``withheld`` and ``not_asked`` questions were not asked now or before, ``not_yet`` questions
        were asked in one of the two only, ``new`` there was no such number before, ``definition`` it was computed
        otherwise, ``question`` it was asked otherwise.
    publish : str
        ``ok``, ``low`` or ``hidden``: the stricter of the two sides.
    """

    reference: Reference
    indicator: str
    domain: str
    level: str
    change: float
    se: float
    ci_low: float
    ci_high: float
    df: float
    p: float
    q: float
    ci_level: float
    verdict: ChangeVerdict | None
    margin: float
    smallest: float
    n: float
    n_before: float
    psus: float
    psus_before: float
    psus_shared: float
    quarters: str
    quarters_before: str
    status: Status | None
    status_before: Status | None
    note: str
    publish: Publish

    @property
    def notes(self) -> tuple[str, ...]:
        """The codes of ``note``."""
        return tuple(self.note.split(";")) if self.note else ()

    @property
    def is_compared(self) -> bool:
        """Whether there is a verdict."""
        return self.verdict is not None

    @property
    def flips_unproven(self) -> bool:
        """Whether the statuses differ without a significant change."""
        return "flip_unproven" in self.notes


CHANGE_COLUMNS: tuple[str, ...] = tuple(one.name for one in dataclasses.fields(ChangeRow))
_WORDS = frozenset({"verdict", "status", "status_before"})


@noun
@dataclass(frozen=True, slots=True, eq=False)
class ChangeTable:
    """Changes of the indicators against earlier waves; iterating gives :class:`ChangeRow`.

    Parameters
    ----------
    frame : pandas.DataFrame
        One column per field of :class:`ChangeRow`, in that order.
    """

    frame: pd.DataFrame

    @classmethod
    def joined(cls, tables: Sequence[ChangeTable]) -> ChangeTable:
        """The rows of several tables below each other; a table without rows when there are none."""
        frames = [one.frame for one in tables if len(one)]
        if not frames:
            return cls(pd.DataFrame(columns=list(CHANGE_COLUMNS)))
        return cls(pd.concat(frames, ignore_index=True))

    def __len__(self) -> int:
        return len(self.frame)

    def __iter__(self) -> Iterator[ChangeRow]:
        make: Callable[..., ChangeRow] = ChangeRow
        columns = [self.frame[name].tolist() for name in CHANGE_COLUMNS]
        for cells in zip(*columns, strict=True):
            values = zip(CHANGE_COLUMNS, cells, strict=True)
            yield make(*(None if name in _WORDS and not isinstance(cell, str) else cell for name, cell in values))

    def row(
        self, indicator: str, domain: str = REGION, level: str = REGION, *, reference: Reference = "previous"
    ) -> ChangeRow:
        """Row of one indicator in one category.

        Raises
        ------
        IndicatorError
            ``I082`` when the table has no such row.
        """
        found = list(self.of(indicator, domain, level, reference=reference))
        if not found:
            raise IndicatorError(
                "I082",
                f"changes against {reference!r}: row {indicator!r}, {domain!r}, {level!r}",
                "There is no such row.",
                nearest(indicator, dict.fromkeys(self.frame["indicator"])),
            )
        return found[0]

    def of(
        self,
        indicator: str | None = None,
        domain: str | None = None,
        level: str | None = None,
        *,
        reference: Reference | None = None,
    ) -> ChangeTable:
        """Table of the rows that match every name given."""
        kept = np.ones(len(self), bool)
        wanted = {"indicator": indicator, "domain": domain, "level": level, "reference": reference}
        for column, name in wanted.items():
            if name is not None:
                kept &= (self.frame[column] == name).to_numpy(bool)
        return ChangeTable(self.frame[kept].reset_index(drop=True))

    def to_frame(self) -> pd.DataFrame:
        """A copy of the whole table; columns are those of :class:`ChangeRow`, in order."""
        return self.frame.copy()

    def __repr__(self) -> str:
        n_compared = int(self.frame["verdict"].notna().sum())
        return f"<ChangeTable: {len(self)} rows, {n_compared} compared>"

    def _repr_html_(self) -> str:
        shown = self.frame.head(100).to_html(index=False, na_rep="", float_format=lambda value: f"{value:.2f}")
        return f"<p>{escape(repr(self))}</p>{shown}"
