r"""Differences between groups of respondents: design-based tests of equal values, with the covariances between the groups.

Groups of people share sampling points, so that their estimates depend on each other;
:mod:`survey.indicators.heterogeneity` is for categories that share none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import fdtrc

from survey.arrays import Floats
from survey.estimation.multiple_testing import false_discovery_rates
from survey.estimation.variation import Variation
from survey.indicators.indicator_table import IndicatorRow, IndicatorTable
from survey.indicators.unit_differences import is_territorial

RATE = 0.05
"""False differences among those that are established, at most."""


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """Test whether an indicator is the same in all categories of a grouping.

    Parameters
    ----------
    indicator, domain : str
    levels : tuple of str
        Categories compared: those published without a mark that have interviews and PSUs enough for a status.
    statistic, df, df_within : float
        F with its degrees of freedom: categories less 1, and those of the design.
    p : float
        Probability of an F at least as large when all true values are equal.
    q : float
        False discovery rate at which the grouping counts as different, among all tests of the table.
    apart_from_rest : tuple of str
        Where a difference is established, the categories that differ from the others taken together, by t-tests at 5 % with
        Holm's correction over the categories.
    """

    indicator: str
    domain: str
    levels: tuple[str, ...]
    statistic: float
    df: float
    df_within: float
    p: float
    q: float = float("nan")
    apart_from_rest: tuple[str, ...] = ()

    @property
    def is_established(self) -> bool:
        """Whether the categories differ, with the correction for all tests."""
        return self.q <= RATE


def group_differences(table: IndicatorTable, indicators: Sequence[str]) -> tuple[GroupDifference, ...]:
    r"""Tests of indicators in every grouping but territorial ones, in the order of the table.

    Parameters
    ----------
    table : IndicatorTable
    indicators : sequence of str
        Those tested; all their tests are one family (Benjamini and Hochberg 1995).

    Returns
    -------
    tuple of GroupDifference
        Without groupings of which fewer than two categories can be compared, and without tests whose error is not known.

    Notes
    -----
    Wald test of the contrasts :math:`C e = 0` with the design's covariance, :math:`W = (Ce)' (CVC')^{-1} Ce`, adjusted for
    the degrees of freedom f of the covariance: :math:`\frac{f - k + 2}{f (k - 1)} W` is F with k - 1 and f - k + 2
    (Korn and Graubard 1990). Two groups: the square of the t-test. It does not depend on the contrasts chosen.
    """
    found = [(groups, test) for groups in _groups(table, indicators) if (test := groups.test()) is not None]
    rates = false_discovery_rates(np.array([test.p for _, test in found], np.float64))
    return tuple(
        groups.apart_from_rest(replace(test, q=float(rate))) for (groups, test), rate in zip(found, rates, strict=True)
    )


_SMALL = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Categories of a grouping that are compared: their rows, and how their estimates vary together."""

    rows: tuple[IndicatorRow, ...]
    variation: Variation

    @property
    def k(self) -> int:
        return len(self.rows)

    def contrasted(self, contrasts: Floats) -> tuple[Floats, Floats, float]:
        """Contrasts between the categories, their covariance, and its degrees of freedom."""
        estimates = np.array([row.estimate for row in self.rows], np.float64)
        combined = self.variation.combine(contrasts)
        return contrasts @ estimates, combined.covariance(), float(np.min(combined.degrees()))

    def test(self) -> GroupDifference | None:
        """The test of equal values; None where its error is not known."""
        parts = self.k - 1
        moved, covariance, f = self.contrasted(np.hstack([np.ones((parts, 1)), -np.eye(parts)]))
        within = f - parts + 1
        if not within > 0 or not np.linalg.eigvalsh(covariance)[0] > _SMALL * covariance.diagonal().max():
            return None
        statistic = within / (f * parts) * float(moved @ np.linalg.solve(covariance, moved))
        first, levels = self.rows[0], tuple(row.level for row in self.rows)
        p = float(fdtrc(parts, within, statistic))
        return GroupDifference(first.indicator, first.domain, levels, statistic, float(parts), within, p)

    def apart_from_rest(self, test: GroupDifference) -> GroupDifference:
        """The test with the categories that differ from the rest, where a difference is established."""
        if not test.is_established:
            return test
        if self.k == 2:
            return replace(test, apart_from_rest=test.levels)
        others = np.where(np.eye(self.k, dtype=bool), 0.0, [row.n for row in self.rows])
        moved, covariance, f = self.contrasted(np.eye(self.k) - others / others.sum(axis=1, keepdims=True))
        p = np.asarray(fdtrc(1, f, np.square(moved) / covariance.diagonal()), np.float64)
        return replace(test, apart_from_rest=tuple(test.levels[at] for at in _holm(p)))


def _groups(table: IndicatorTable, indicators: Sequence[str]) -> Iterator[_Groups]:
    """The categories of every indicator in every grouping of people, where there are two to compare."""
    frame = table.frame
    own = replace(table, frame=frame[frame["indicator"].isin(list(indicators))].reset_index(drop=True))
    rows: dict[tuple[str, str], list[IndicatorRow]] = {}
    for row in own:
        if _is_compared(row):
            rows.setdefault((row.domain, row.indicator), []).append(row)
    for (domain, name), compared in rows.items():
        kept = table.variations.get(domain)
        is_people = domain in table.indicators.form.groupings and not is_territorial(table.indicators, domain)
        if len(compared) > 1 and is_people and kept is not None and name in kept.ids:
            levels = np.array([kept.levels.index(row.level) for row in compared], np.intp)
            variable = np.array([kept.ids.index(name)], np.intp)
            yield _Groups(tuple(compared), kept.variation.of_variables(variable).of_domains(levels))


def _is_compared(row: IndicatorRow) -> bool:
    return row.has_estimate and row.publish == "ok" and "thin" not in row.notes and not row.withheld


def _holm(p: Floats) -> list[int]:
    """Places of the p-values that Holm's procedure (1979) rejects at 5 %, in their order."""
    kept: list[int] = []
    for rank, at in enumerate(np.argsort(p, kind="stable")):
        if p[at] * (len(p) - rank) > RATE:
            break
        kept.append(int(at))
    return sorted(kept)
