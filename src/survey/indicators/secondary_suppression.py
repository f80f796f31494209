"""Secondary suppression: further cells of one indicator are hidden until no hidden cell can be calculated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Mask
from survey.indicators.publication import discloses
from survey.indicators.respondent_groups import Overlaps
from survey.indicators.rule_constants import REGION, PublicationRule

_NOT_IN_IT = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class CellGroups:
    """The groups of one indicator.

    Parameters
    ----------
    overlaps : Overlaps
    domain : (k,) array of str
    is_cell : (k,) array of bool
        False for groups that are known without the table.
    n_cases : (k,) array
        Interviews of each group that show the trait; NaN when the indicator is not a share.
    """

    overlaps: Overlaps
    domain: tuple[str, ...]
    is_cell: Mask
    n_cases: Floats

    @property
    def n(self) -> Floats:
        """(k,) interviews of each group."""
        return self.overlaps.sizes


def hide_more(hidden: Mask, groups: CellGroups, families: Sequence[CellFamily], rule: PublicationRule) -> Mask:
    """The hidden cells, with the fewest interviews hidden in addition so that none of them can be calculated.

    Parameters
    ----------
    hidden : (k,) array of bool
        Cells that are hidden for themselves.
    groups : CellGroups
    families : sequence of CellFamily
        Groups with parts in another grouping; from :func:`families_of`.
    rule : PublicationRule

    Returns
    -------
    (k,) array of bool
        After it, from the totals of all other groups nobody can calculate (1) the total of a hidden cell, (2) the total of
        several hidden cells of a grouping together that would disclose answers or that leaves a hidden share a range
        narrower than ``rule.least_width``, (3) the total of the few people by whom a group differs from its parts.

    Notes
    -----
    Linear algebra instead of a pattern per table: a total can be calculated for every possible answer exactly when the
    group is a linear combination of the published ones. The rule of joint totals is the one for the sum of suppressed cells
    in Hundepool et al. (2012, chapter 4); cells are chosen one after another, the smallest first, as their hypercube method
    does, which hides a little more than an optimal choice (for that: tau-argus).
    """
    hidden = hidden.copy()
    rests = list(small_rests(families, groups.n, groups.n_cases, rule))
    left_alone: set[bytes] = set()
    while True:
        targets = [*_hidden_sums(hidden, groups, rule), *rests]
        found = _recoverable([one for one in targets if one.tobytes() not in left_alone], hidden, groups)
        if found is None:
            return hidden
        target, weights = found
        more = _companion(target, weights, hidden, groups, rule)
        if more is None:
            left_alone.add(target.tobytes())
        else:
            hidden[more] = True


def _recoverable(targets: list[Floats], hidden: Mask, groups: CellGroups) -> tuple[Floats, Floats] | None:
    """The first target that can be calculated and what it is calculated from."""
    if not targets:
        return None
    determined, _ = groups.overlaps.combinations(np.column_stack(targets), ~hidden)
    if not determined.any():
        return None
    target = targets[int(np.argmax(determined))]
    for readable in _by_few_groupings(target, hidden, groups):
        found, weights = groups.overlaps.combinations(target[:, None], readable)
        if found[0]:
            break
    return target, weights[:, 0]


def _by_few_groupings(target: Floats, hidden: Mask, groups: CellGroups) -> Iterator[Mask]:
    """Published groups of one grouping, then of two, then of all: the shortest way to a target is the one to block."""
    domain = np.array(groups.domain, object)
    region = domain == REGION
    own = np.isin(domain, domain[target != 0])
    names = list(dict.fromkeys(domain[~region]))
    for together in (own, *(domain == name for name in names), *(own | (domain == name) for name in names)):
        yield (region | together) & ~hidden
    yield ~hidden


def _hidden_sums(hidden: Mask, groups: CellGroups, rule: PublicationRule) -> Iterator[Floats]:
    """Hidden cells, each by itself, and several of a grouping whose total can be calculated and would say too much."""
    concealed = hidden & (groups.n > 0)
    for at in np.flatnonzero(concealed):
        yield _sum_of(np.arange(len(hidden)) == at)
    domain = np.array(groups.domain, object)
    for name in dict.fromkeys(domain[concealed]):
        members = np.flatnonzero(concealed & (domain == name))
        for some in groups.overlaps.determined_sets(members, ~hidden):
            together = np.isin(np.arange(len(hidden)), some)
            if len(some) > 1 and (_is_disclosing(together, groups, rule) or _is_narrow(together, groups, rule)):
                yield _sum_of(together)


@dataclass(frozen=True, slots=True, eq=False)
class CellFamily:
    """Categories of one grouping that lie within a group of another grouping, ``whole``."""

    whole: int
    parts: Mask


def families_of(overlaps: Overlaps, domain: Sequence[str], is_cell: Mask) -> list[CellFamily]:
    """Every group with the categories of another grouping that lie within it."""
    named = np.array(domain, object)
    of = {name: (named == name) & is_cell for name in dict.fromkeys(domain) if name != REGION}
    families = []
    for whole in np.flatnonzero(is_cell & (overlaps.sizes > 0) & (named != REGION)):
        within = overlaps.inside(int(whole))
        for name, cells in of.items():
            if name != named[whole] and (cells & within).any():
                families.append(CellFamily(int(whole), cells & within))
    return families


def small_rests(families: Sequence[CellFamily], n: Floats, n_cases: Floats, rule: PublicationRule) -> Iterator[Floats]:
    """Groups less their parts in another grouping, where the few people left over would be disclosed; (k,) arrays of 1,
    -1, 0.

    The region is left out: those of no category are not a group that a reader could name.
    """
    for family in families:
        rest = _sum_of(np.arange(len(n)) == family.whole) - _sum_of(family.parts)
        if discloses(np.array([rest @ n]), np.array([rest @ n_cases]), rule)[0]:
            yield rest


def _sum_of(which: Mask) -> Floats:
    return which.astype(np.float64)


def _is_disclosing(together: Mask, groups: CellGroups, rule: PublicationRule) -> bool:
    n, cases = groups.n[together].sum(), groups.n_cases[together].sum()
    return bool(discloses(np.array([n]), np.array([cases]), rule)[0])


def _is_narrow(together: Mask, groups: CellGroups, rule: PublicationRule) -> bool:
    """Whether the total of hidden shares leaves one of them, hidden for itself, a narrow range."""
    n, cases = groups.n[together], groups.n_cases[together]
    closed = discloses(n, cases, rule)
    least, greatest = _range_of_cases(n, cases.sum(), n.sum())
    width = 100 * (greatest - least) / n
    return bool((width[closed] < rule.least_width).any())


def _range_of_cases(n: Floats, cases: float, of: float) -> tuple[Floats, Floats]:
    """(m,) fewest and most cases that groups of n interviews can have when all of them together are known."""
    return np.maximum(0.0, cases - (of - n)), np.minimum(n, cases)


def _companion(target: Floats, weights: Floats, hidden: Mask, groups: CellGroups, rule: PublicationRule) -> int | None:
    """The cell to hide so that the target cannot be calculated in this way; None when there is none.

    A cell of the same grouping, the smallest one. When the range of a hidden share would be too narrow, the smallest one
    that makes it wide enough, or else the one with the most cases. The region only to save a group that would disclose.
    """
    domain = np.array(groups.domain, object)
    usable = groups.is_cell & ~hidden & (groups.n > 0) & (np.abs(weights) > _NOT_IN_IT)
    mine = np.isin(domain, domain[target != 0])
    for choice in (usable & mine & (domain != REGION), usable & (domain != REGION)):
        if choice.any():
            return _smallest(choice, target, groups, rule)
    n, cases = np.array([target @ groups.n]), np.array([target @ groups.n_cases])
    return int(np.flatnonzero(usable)[0]) if usable.any() and discloses(n, cases, rule)[0] else None


def _smallest(choice: Mask, target: Floats, groups: CellGroups, rule: PublicationRule) -> int:
    together = (target > 0) & groups.is_cell
    at = np.flatnonzero(choice)
    if np.isfinite(groups.n_cases).all() and (target >= 0).all():
        widened = [not _is_narrow(together | (np.arange(len(choice)) == one), groups, rule) for one in at]
        if not any(widened):
            return int(at[np.argmax(np.minimum(groups.n_cases, groups.n - groups.n_cases)[at])])
        at = at[widened]
    return int(at[np.argmin(groups.n[at])])
