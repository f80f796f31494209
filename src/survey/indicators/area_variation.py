"""Variation of the indicators of an area from sample to sample, kept so that two waves can be compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from survey.arrays import Floats
from survey.estimation.variation import Variation

CellKey = tuple[str, str, str]
"""Indicator, domain and level."""


@dataclass(frozen=True, slots=True, eq=False)
class AreaVariation:
    """Variation of all estimates of one area.

    Parameters
    ----------
    domain : str
    ids : tuple of str
        Variables of ``variation``: indicators, and in the region the gaps of all categories.
    levels : tuple of str
        Its domains.
    variation : Variation (ids, levels)
    spread : mapping of indicator to (levels,) array
        Variance of the values of single interviews; gaps are indicators here.
    gaps : tuple of (indicator, level)
        Gaps between a category and the region, which vary as the region does.
    gap_variation : Variation (gaps, 1), optional
    """

    domain: str
    ids: tuple[str, ...]
    levels: tuple[str, ...]
    variation: Variation
    spread: Mapping[str, Floats]
    gaps: tuple[tuple[str, str], ...] = ()
    gap_variation: Variation | None = field(default=None, repr=False)

    def of(self, kept: Sequence[int], spread: Mapping[str, Floats]) -> AreaVariation:
        """Variation of some of the variables, by position, with the spread of every indicator."""
        ids = tuple(self.ids[at] for at in kept)
        variation = self.variation.of_variables(np.array(kept, np.intp))
        return dataclasses.replace(self, ids=ids, variation=variation, spread=spread)

    def with_gaps(self, region: AreaVariation, columns: Mapping[str, Sequence[str]]) -> AreaVariation:
        """The variation with that of gaps, of which each indicator has one variable of the region per level."""
        if not columns:
            return self
        gaps = tuple((name, level) for name in columns for level in self.levels)
        at = np.array([region.ids.index(column) for own in columns.values() for column in own], np.intp)
        return dataclasses.replace(self, gaps=gaps, gap_variation=region.variation.of_variables(at))


def in_common(now: AreaVariation, before: AreaVariation) -> Iterator[tuple[list[CellKey], Variation, Variation]]:
    """Variations of the estimates that two waves have in common: names, then both in the order of the names."""
    ids = [name for name in now.ids if name in before.ids]
    levels = [level for level in now.levels if level in before.levels]
    if ids and levels:
        keys = [(name, now.domain, level) for name in ids for level in levels]
        yield keys, _part(now, ids, levels), _part(before, ids, levels)
    gaps = [gap for gap in now.gaps if gap in before.gaps]
    if gaps and now.gap_variation is not None and before.gap_variation is not None:
        places = [np.array([one.gaps.index(gap) for gap in gaps], np.intp) for one in (now, before)]
        keys = [(name, now.domain, level) for name, level in gaps]
        yield keys, now.gap_variation.of_variables(places[0]), before.gap_variation.of_variables(places[1])


def _part(whole: AreaVariation, ids: Sequence[str], levels: Sequence[str]) -> Variation:
    variables = np.array([whole.ids.index(name) for name in ids], np.intp)
    domains = np.array([whole.levels.index(level) for level in levels], np.intp)
    return whole.variation.of_variables(variables).of_domains(domains)
