"""Variances of very many units drawn directly: what has no interviews is never written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.sampling_stages import Stage
from survey.estimation.cell_sums import add_up
from survey.estimation.compact_columns import CalibrationAdjustment, FactoredColumns
from survey.estimation.influence import Influence
from survey.estimation.lonely_psus import find_rule

Dot = Callable[[Floats, Floats], Floats]

_BLOCK = 100_000
"""Numbers looked at together: what fits near the processor."""

_FEWER = 8
"""By how much more at a time where blocks are multiplied: each product waits for all processors."""

_ROUNDING = 1e-13
"""Share of the terms of a sum below which it is rounding."""


def is_plain(part: Influence) -> bool:
    """Whether the influences are compact and deviations are from the means of strata, whatever the domain."""
    stage = part.stages[-1]
    return part.is_compact and stage.form is None and not stage.unequal and find_rule(part) is None


def within_domains(part: Influence, *, crossed: bool) -> Floats:
    """Variances at the last stage: (domains, variables); or covariances (domains, variables, variables) of each domain.

    Notes
    -----
    The deviation of a unit with interviews in the domain is looked at by itself. That of any other unit is what
    calibrations take off and the mean of its stratum: the squares follow from the products of the columns of the
    calibrations over all units, less those over the units inside.
    """
    dot = _products if crossed else _squares
    return np.stack([_within(part, domain, cells, dot) for domain, cells in _cells_by_domain(part)])


def _within(part: Influence, domain: int, cells: slice | Indices, dot: Dot) -> Floats:
    """What the last stage adds to the estimates of one domain."""
    stage, units, taken = part.stages[-1], part.units[cells], part.taken
    strata, root = stage.stratum[units], np.sqrt(stage.scale[units])
    if isinstance(part.z, FactoredColumns):
        z: Floats | FactoredColumns = part.z.take(cells).weighted(root)
    else:
        z = (part.z if isinstance(cells, slice) else np.take(part.z, cells, axis=1)) * root
    means = add_up(strata, len(stage.strata), z).T / stage.sizes[:, None]
    absent = stage.sizes - np.bincount(strata, minlength=len(stage.strata))
    at_rest = means * np.sqrt(absent)[:, None]
    if taken is None:
        return dot(at_rest, at_rest) + _inside(z, (), strata, means, dot)
    inner = taken.take(units).weighted(root)
    given = taken.coefficients[:, :, domain]
    whole = _moments(taken, stage)
    less = means - whole["means"] @ given
    found = _inside(z, inner.explained(domain), strata, less, dot)
    if not absent.any():
        return found
    own = _about(inner, strata, whole["means"])
    both = dot(own["sums"] @ given, means)
    settled = dot(at_rest, at_rest) + dot(given, (whole["centred"] - own["centred"]) @ given) - both - both.T
    size = dot(at_rest, at_rest) + dot(given, whole["products"] @ given)
    return found + _settled(settled, size)


def _inside(
    z: Floats | FactoredColumns, explained: Sequence[FactoredColumns], strata: Indices, means: Floats, dot: Dot
) -> Floats:
    """Of the units with interviews in the domain."""
    variables = means.shape[1]
    step = max(1, _BLOCK // variables) * (_FEWER if dot is _products else 1)
    found = np.zeros((variables, variables) if dot is _products else variables)
    for start in range(0, len(strata), step):
        block = slice(start, start + step)
        own = z.rows(block) if isinstance(z, FactoredColumns) else np.ascontiguousarray(z[:, block].T)
        own -= means[strata[block]]
        for one in explained:
            own -= one.rows(block)
        found += dot(own, own)
    return found


def _moments(taken: CalibrationAdjustment, stage: Stage) -> dict[str, Floats]:
    """Of the scaled columns over all units; the same for all that is estimated with the same weights."""
    if not taken.known:
        scaled = taken.weighted(np.sqrt(stage.scale))
        means = (scaled.sums(stage.stratum, len(stage.strata)) / stage.sizes).T
        taken.known.update(_about(scaled, stage.stratum, means))
    return taken.known


def _about(scaled: CalibrationAdjustment, strata: Indices, means: Floats) -> dict[str, Floats]:
    """Products of columns, the same about (strata, p) means, and (strata, p) sums about them."""
    products, number = scaled.products(), np.bincount(strata, minlength=len(means))[:, None]
    sums = scaled.sums(strata, len(means)).T
    crossed = sums.T @ means
    centred = products - crossed - crossed.T + means.T @ (means * number)
    return {"means": means, "products": products, "centred": centred, "sums": sums - number * means}


def _settled(found: Floats, size: Floats) -> Floats:
    """Sums of terms that add up to a size without their signs; zero where they are rounding."""
    sizes = size if size.ndim == 1 else np.sqrt(np.outer(np.diagonal(size), np.diagonal(size)))
    return np.where(np.abs(found) > _ROUNDING * sizes, found, 0.0)


def _products(one: Floats, other: Floats) -> Floats:
    return one.T @ other


def _squares(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.einsum("uv,uv->v", one, other))


def _cells_by_domain(part: Influence) -> Iterator[tuple[int, slice | Indices]]:
    """The cells of each domain, ordered by unit."""
    if part.n_domains == 1:
        yield 0, slice(None)
        return
    codes = part.domains.astype(np.min_scalar_type(part.n_domains))
    order = np.argsort(codes, kind="stable")
    ends = np.append(0, np.cumsum(np.bincount(codes, minlength=part.n_domains))).tolist()
    for domain in range(part.n_domains):
        yield domain, order[ends[domain] : ends[domain + 1]]
