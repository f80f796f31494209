"""Variances of very many units drawn directly: what has no interviews is never written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey.design.stages import Stage
from survey.estimation.accumulate import add_up
from survey.estimation.classed import Classed, Taken
from survey.estimation.influence import Influence
from survey.estimation.lonely import find_rule

Floats = NDArray[np.float64]
Part = slice | NDArray[np.intp]

_BLOCK = 100_000
"""Numbers looked at together: what fits near the processor."""

_FEWER = 8
"""By how much more at a time where blocks are multiplied: each product waits for all processors."""

_ROUNDING = 1e-13
"""Share of what calibrations explain below which a difference is rounding."""


def is_plain(part: Influence) -> bool:
    """Whether the influences are compact and deviations are from the means of strata, whatever the domain."""
    stage = part.stages[-1]
    return part.is_compact and stage.form is None and not stage.unequal and find_rule(part) is None


class _Columns(NamedTuple):
    """Columns of calibrations, the same for all that is estimated with the same weights.

    ``means`` (strata, p); scaled ``products`` (p, p) over all units, and of what differs from the ``means``.
    """

    means: Floats
    products: Floats
    centred: Floats


def within_domains(part: Influence, *, crossed: bool) -> Floats:
    """Variances at the last stage: (domains, variables); or covariances (domains, variables, variables) of each domain.

    Notes
    -----
    The deviation of a unit with interviews in the domain is looked at by itself. That of any other unit is what
    calibrations take off and the mean of its stratum; the squares follow from the products of the columns over all
    units, less those of the units inside.
    """
    dot = _products if crossed else _squares
    return np.stack([_within(part, domain, cells, dot) for domain, cells in _cells_by_domain(part)])


def _within(part: Influence, domain: int, cells: Part, dot: Callable[[Floats, Floats], Floats]) -> Floats:
    """What the last stage adds to the estimates of one domain."""
    stage, units = part.stages[-1], part.units[cells]
    root = np.sqrt(stage.scale)
    strata, per_stratum = stage.stratum[units], root[stage.first_units]
    z = _scaled(part, cells, root[units])
    means = add_up(strata, len(stage.strata), z).T / stage.sizes[:, None]
    absent = stage.sizes - np.bincount(strata, minlength=len(stage.strata))
    at_rest = means * np.sqrt(absent)[:, None]
    outside = dot(at_rest, at_rest)
    inside, less = np.zeros_like(outside), np.zeros_like(outside)
    if part.taken is not None:
        columns, given = _columns(part.taken, stage), part.taken.coefficients[:, :, domain]
        explain = part.taken.explainer(domain, root, units)
        explained_means = columns.means @ given * per_stratum[:, None]
    step = max(1, _BLOCK // part.n_variables * (1 if outside.ndim == 1 else _FEWER))
    for start in range(0, len(units), step):
        block = slice(start, start + step)
        own = z.rows(block) if isinstance(z, Classed) else np.ascontiguousarray(z[:, block].T)
        mean = means[strata[block]]
        own -= mean
        if part.taken is not None:
            explained = explain(block)
            explained -= explained_means[strata[block]]
            own -= explained
            mean *= 2
            mean += explained
            less += _symmetric(dot(explained, mean))
        inside += dot(own, own)
    if part.taken is not None and absent.any():
        size = outside + dot(given, columns.products @ given)
        outside = _settled(outside + dot(given, columns.centred @ given) - less, size)
    return inside + outside


def _scaled(part: Influence, cells: Part, root: Floats) -> Floats | Classed:
    """(variables, k) what some cells hold, times the roots of the scales of their units."""
    if not isinstance(part.z, Classed):
        return part.z[:, cells] * root
    own = part.z.take(cells)
    return Classed(own.table, own.of, own.weights * root)


def _symmetric(found: Floats) -> Floats:
    return found if found.ndim == 1 else (found + found.T) / 2


def _settled(found: Floats, size: Floats) -> Floats:
    """Sums of terms that add up to a size without their signs; zero where they are rounding."""
    sizes = size if size.ndim == 1 else np.sqrt(np.outer(np.diagonal(size), np.diagonal(size)))
    return np.where(np.abs(found) > _ROUNDING * sizes, found, 0.0)


def _products(one: Floats, other: Floats) -> Floats:
    return one.T @ other


def _squares(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.einsum("uv,uv->v", one, other))


def _cells_by_domain(part: Influence) -> Iterator[tuple[int, Part]]:
    """The cells of each domain, ordered by unit."""
    if part.n_domains == 1:
        yield 0, slice(None)
        return
    codes = part.domains.astype(np.min_scalar_type(part.n_domains))
    order = np.argsort(codes, kind="stable")
    ends = np.append(0, np.cumsum(np.bincount(codes, minlength=part.n_domains))).tolist()
    for domain in range(part.n_domains):
        yield domain, order[ends[domain] : ends[domain + 1]]


def _columns(taken: Taken, stage: Stage) -> _Columns:
    if "means" not in taken.known:
        means = (taken.sums(stage.stratum, len(stage.strata)) / stage.sizes).T
        products = taken.products(stage.scale)
        centred = products - means.T @ (means * (stage.scale[stage.first_units] * stage.sizes)[:, None])
        taken.known.update(means=means, products=products, centred=centred)
    return _Columns(**taken.known)
