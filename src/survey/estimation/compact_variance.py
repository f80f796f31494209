"""Variances of very many units drawn directly: pairs of unit and domain without interviews are never written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.sampling_stages import Stage
from survey.estimation.cell_columns import CalibrationAdjustment, Columns, FactoredColumns
from survey.estimation.influence import Influence
from survey.estimation.lonely_psus import find_rule
from survey.estimation.presence import Presence

Dot = Callable[[Floats, Floats], Floats]

_BLOCK = 100_000
"""Numbers of a block: as many as fit the cache of a processor."""

_FEWER = 8
"""Factor on the block where blocks are multiplied: each product waits for all processors, so that few are better."""

_ROUNDING = 1e-13
"""Size of a sum, relative to its terms, below which it is rounding."""


def is_plain(part: Influence) -> bool:
    """Whether the influences are compact and deviations are from the means of strata, whatever the domain."""
    stage = part.presence.stages[-1]
    return part.is_compact and stage.form is None and not stage.unequal and find_rule(part.presence) is None


def within_domains(part: Influence, *, crossed: bool) -> Floats:
    """Variances at the last stage: (domains, variables); or covariances (domains, variables, variables) of each domain.

    Notes
    -----
    The deviation of a unit with interviews in the domain is calculated by itself. That of any other unit consists of
    the calibration adjustment and the stratum mean alone, so that its squares follow from the products of the columns
    of the calibrations over all units, minus those over the units inside.
    """
    dot = _products if crossed else _squares
    return np.stack([_within(part, domain, cells, dot) for domain, cells in _cells_by_domain(part.presence)])


def _within(part: Influence, domain: int, cells: slice | Indices, dot: Dot) -> Floats:
    """Variances, or covariances, of the last stage for the estimates of one domain."""
    stage, units, adjustment = part.presence.stages[-1], part.presence.units[cells], part.adjustment
    strata, root = stage.stratum[units], np.sqrt(stage.scale[units])
    z = part.z.take(cells).weighted(root)
    means = z.sums(strata, len(stage.strata)).T / stage.sizes[:, None]
    absent = stage.sizes - np.bincount(strata, minlength=len(stage.strata))
    at_rest = means * np.sqrt(absent)[:, None]
    if not adjustment:
        return dot(at_rest, at_rest) + _inside(z, (), strata, means, dot)
    inner = adjustment.take(units).weighted(root)
    given = adjustment.coefficients[:, :, domain]
    whole = _moments(adjustment, stage)
    less = means - whole["means"] @ given
    found = _inside(z, inner.explained(domain), strata, less, dot)
    if not absent.any():
        return found
    own = _about(inner, strata, whole["means"])
    both = dot(own["sums"] @ given, means)
    settled = dot(at_rest, at_rest) + dot(given, (whole["centred"] - own["centred"]) @ given) - both - both.T
    size = dot(at_rest, at_rest) + dot(given, whole["products"] @ given)
    return found + _settled(settled, size)


def _inside(z: Columns, explained: Sequence[FactoredColumns], strata: Indices, means: Floats, dot: Dot) -> Floats:
    """The part of the units with interviews in the domain."""
    variables = means.shape[1]
    step = max(1, _BLOCK // variables) * (_FEWER if dot is _products else 1)
    found = np.zeros((variables, variables) if dot is _products else variables)
    for start in range(0, len(strata), step):
        block = slice(start, start + step)
        own = z.rows(block)
        own -= means[strata[block]]
        for one in explained:
            own -= one.rows(block)
        found += dot(own, own)
    return found


def _moments(adjustment: CalibrationAdjustment, stage: Stage) -> dict[str, Floats]:
    """Moments of the scaled columns over all units; the same for all that is estimated with the same weights."""
    if not adjustment.known:
        scaled = adjustment.weighted(np.sqrt(stage.scale))
        means = (scaled.sums(stage.stratum, len(stage.strata)) / stage.sizes).T
        adjustment.known.update(_about(scaled, stage.stratum, means))
    return adjustment.known


def _about(scaled: CalibrationAdjustment, strata: Indices, means: Floats) -> dict[str, Floats]:
    """Products of columns, the same about (strata, p) means, and (strata, p) sums about them."""
    products, number = scaled.products(), np.bincount(strata, minlength=len(means))[:, None]
    sums = scaled.sums(strata, len(means)).T
    crossed = sums.T @ means
    centred = products - crossed - crossed.T + means.T @ (means * number)
    return {"means": means, "products": products, "centred": centred, "sums": sums - number * means}


def _settled(found: Floats, size: Floats) -> Floats:
    """Sums of terms of both signs, given the sum of their sizes; 0 where only rounding is left."""
    sizes = size if size.ndim == 1 else np.sqrt(np.outer(np.diagonal(size), np.diagonal(size)))
    return np.where(np.abs(found) > _ROUNDING * sizes, found, 0.0)


def _products(one: Floats, other: Floats) -> Floats:
    return one.T @ other


def _squares(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.einsum("uv,uv->v", one, other))


def _cells_by_domain(presence: Presence) -> Iterator[tuple[int, slice | Indices]]:
    """The cells of each domain, ordered by unit."""
    if presence.n_domains == 1:
        yield 0, slice(None)
        return
    codes = presence.domains.astype(np.min_scalar_type(presence.n_domains))
    order = np.argsort(codes, kind="stable")
    ends = np.append(0, np.cumsum(np.bincount(codes, minlength=presence.n_domains))).tolist()
    for domain in range(presence.n_domains):
        yield domain, order[ends[domain] : ends[domain + 1]]
