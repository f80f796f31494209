"""Groups of respondents whose totals readers of a table know, and what can be calculated about one from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Floats, Indices, Mask
from survey.indicators.areas import Area
from survey.indicators.rule_constants import REGION

_EXACT = 1e-6
_RANK = 1e-9


Persons: TypeAlias = Mask | Floats
"""Respondents (r,) that belong to a base, or of rows (r,) that are there for several respondents how many do."""


def _persons(base: Persons) -> tuple[Mask, Floats | None]:
    """Rows with somebody in the base, and how many of whom each has; None for one each."""
    if base.dtype == np.bool_:
        return np.asarray(base, bool), None
    some = np.asarray(base > 0, bool)
    return some, np.asarray(base[some], np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class RespondentGroups:
    """The k groups of r respondents that are cells of a table, and those that readers know from elsewhere.

    Parameters
    ----------
    place : (g, r) array of int32
        In each of g groupings the group of a respondent; -1 in none.
    domain, level : tuples of k str
        The level is empty for a group that is not a cell: respondents of no category, and the region in an earlier
        quarter. Their totals count as known: a group that nobody belongs to by name hides nothing.
    quarter : (r,) array of int
        Position of the respondent's quarter, the newest last.
    pooled : (k,) array of bool
        Groups that hold the interviews of several quarters.
    """

    place: NDArray[np.int32]
    domain: tuple[str, ...]
    level: tuple[str, ...]
    quarter: Indices
    pooled: Mask

    def __len__(self) -> int:
        return len(self.domain)

    @property
    def n_quarters(self) -> int:
        """Quarters of which the respondents are."""
        return int(self.quarter.max(initial=0)) + 1

    def counts(self, base: Persons) -> Floats:
        """(q, k) respondents of ``base`` in each group by quarter."""
        total = np.zeros(self.n_quarters * len(self))
        base, number = _persons(base)
        first = self.quarter[base] * len(self)
        for whole in self.place:
            place = whole[base]
            inside = place >= 0
            own = None if number is None else number[inside]
            total += np.bincount(first[inside] + place[inside], own, minlength=len(total))
        return total.reshape(self.n_quarters, len(self))

    def overlaps(self, base: Persons) -> Overlaps:
        """Overlaps of all groups among the respondents of ``base``."""
        k = len(self)
        total = np.zeros(k * k)
        base, number = _persons(base)
        place = self.place[:, base]
        for first in range(len(place)):
            for second in range(first + 1):
                inside = (place[first] >= 0) & (place[second] >= 0)
                pair = place[first][inside].astype(np.intp) * k + place[second][inside]
                total += np.bincount(pair, None if number is None else number[inside], minlength=k * k)
        below = total.reshape(k, k)
        return Overlaps(below + below.T - np.diag(np.diag(below)))


def respondent_groups(areas: Sequence[Area], pooled: Sequence[str], quarter: Indices) -> RespondentGroups:
    """The groups of a table.

    Parameters
    ----------
    areas : sequence of Area
        The region and every grouping, of all respondents.
    pooled : sequence of str
        Groupings for which all quarters are taken together; the others have the newest quarter only.
    quarter : (r,) array of int
    """
    newest = int(quarter.max(initial=0))
    names: list[tuple[str, str]] = []
    places = []
    for area in areas:
        several = area.domain in pooled
        place = len(names) + np.where(area.codes < 0, len(area.levels), area.codes)
        names += [*((area.domain, level) for level in area.levels), (area.domain, "")]
        if area.domain == REGION:
            place = np.where(quarter < newest, len(names) + quarter, place)
            names += [(REGION, "")] * newest
        elif not several:
            place = np.where(quarter < newest, -1, place)
        places.append(place)
    domain, level = zip(*names, strict=True)
    return RespondentGroups(
        np.array(places, np.int32), domain, level, quarter, np.array([name in pooled for name in domain], bool)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """Respondents that each two of k groups have in common; the diagonal holds the sizes.

    ``common`` is the matrix of inner products of the groups' columns of 0 and 1. Whether one total is a linear combination of
    others for every possible answer of the respondents is a question about these products alone.
    """

    common: Floats

    @property
    def sizes(self) -> Floats:
        """(k,) respondents of each group."""
        return np.diag(self.common)

    def of(self, kept: Indices) -> Overlaps:
        """Overlaps of some of the groups."""
        return Overlaps(self.common[np.ix_(kept, kept)])

    def inside(self, whole: int) -> Mask:
        """(k,) groups that lie within another, which is not empty."""
        return np.asarray((self.common[whole] == self.sizes) & (self.sizes > 0), bool)

    def determined_sets(self, members: Indices, published: Mask) -> list[Indices]:
        """The sets of disjoint groups whose joint total can be calculated from what is published.

        A union of sets without a common group is left out: it says what the sets say.

        Parameters
        ----------
        members : (h,) array of int
            Groups without common respondents, all of them hidden.
        published : (k,) array of bool

        Returns
        -------
        list of arrays of int
            Positions among the k groups.

        Notes
        -----
        Combinations c of the hidden groups are determined when :math:`c'(G_{HH} - G_{HP} (G_{PP})^{+} G_{PH}) c = 0`, the
        null space of that matrix. In reduced echelon form a vector of 0 and 1 in it has 0 or 1 at every pivot, so that
        few combinations of pivots have to be tried.
        """
        at = np.flatnonzero(published)
        mixed = self.common[np.ix_(at, members)]
        inverse = np.linalg.pinv(self.common[np.ix_(at, at)], rcond=_RANK, hermitian=True)
        residual = self.common[np.ix_(members, members)] - mixed.T @ inverse @ mixed
        size = np.sqrt(self.sizes[members])
        values, vectors = np.linalg.eigh(residual / np.outer(size, size))
        rows = reduced_echelon(vectors[:, values < _EXACT].T / size)
        return [members[found] for part in _linked(rows) for found in _sets_of(part)]

    def combinations(self, targets: Floats, published: Mask) -> tuple[Mask, Floats]:
        """The targets that can be calculated from what is published, and how.

        Parameters
        ----------
        targets : (k, t) array
            Sums and differences of groups, one in each column.
        published : (k,) array of bool

        Returns
        -------
        (t,) array of bool, (k, t) array
            Whether a target lies in the span of the published groups; its coefficients there.

        Notes
        -----
        The residual of a projection: with :math:`G` the overlaps, a target :math:`t` is determined when
        :math:`t'Gt - t'G_P (G_{PP})^{+} G_P' t = 0`.
        """
        at = np.flatnonzero(published)
        mixed = self.common[at] @ targets
        inverse = np.linalg.pinv(self.common[np.ix_(at, at)], rcond=_RANK, hermitian=True)
        part = inverse @ mixed
        own = np.einsum("kt,kl,lt->t", targets, self.common, targets)
        left = own - np.einsum("kt,kt->t", part, mixed)
        weights = np.zeros_like(targets)
        weights[at] = part
        return np.asarray(left <= _EXACT * np.maximum(own, 1.0), bool), weights


_MOST_PIVOTS = 10
"""Linked rows of which every combination is tried; of more only the rows themselves."""


def reduced_echelon(rows: Floats) -> Floats:
    """Rows that span the same space, each with a 1 at a pivot where all others have 0.

    Examples
    --------
    >>> reduced_echelon(np.array([[1.0, 1.0, 2.0], [1.0, -1.0, 0.0]]))
    array([[1., 0., 1.],
           [0., 1., 1.]])
    """
    rows = rows.copy()
    done = 0
    for column in range(rows.shape[1]):
        if done == len(rows):
            break
        pivot = done + int(np.argmax(np.abs(rows[done:, column])))
        if abs(rows[pivot, column]) > _EXACT:
            rows[[done, pivot]] = rows[[pivot, done]]
            rows[done] /= rows[done, column]
            others = np.arange(len(rows)) != done
            rows[others] -= np.outer(rows[others, column], rows[done])
            done += 1
        else:
            rows[done:, column] = 0.0
    rows = rows[:done]
    return np.where(np.abs(rows) > _EXACT, rows, 0.0)


def _linked(rows: Floats) -> list[Floats]:
    """Rows in parts that have no column in common."""
    parts: list[Floats] = []
    for row in rows:
        joined = row[None]
        apart = []
        for part in parts:
            if (np.any(part != 0, axis=0) & (row != 0)).any():
                joined = np.vstack([part, joined])
            else:
                apart.append(part)
        parts = [*apart, joined]
    return parts


def _sets_of(rows: Floats) -> list[Indices]:
    """Positions of the ones of every vector of 0 and 1 that rows in echelon form span, but for the one without ones."""
    r = len(rows)
    chosen = np.eye(r) if r > _MOST_PIVOTS else (np.arange(1, 2**r)[:, None] >> np.arange(r)) % 2
    sums = chosen @ rows
    whole = (np.minimum(np.abs(sums), np.abs(sums - 1)) < _EXACT).all(axis=1)
    return [np.flatnonzero(one > 0.5) for one in sums[whole]]
