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

_BLOCK = 16_384
"""Cells looked at together: what fits near the processor."""

_ROUNDING = 1e-13
"""Share of what calibrations explain below which a difference is rounding."""


def is_plain(part: Influence) -> bool:
    """Whether the influences are compact and deviations are from the means of strata, whatever the domain."""
    stage = part.stages[-1]
    return part.is_compact and stage.form is None and not stage.unequal and find_rule(part) is None


class _Columns(NamedTuple):
    """Columns of calibrations: (strata, p) means, (p, p) scaled products over all units of what differs from them."""

    means: Floats
    products: Floats


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
    strata, root = stage.stratum[units], np.sqrt(stage.scale)
    z = part.z.take(cells) if isinstance(part.z, Classed) else part.z[:, cells]
    means = add_up(strata, len(stage.strata), z).T / stage.sizes[:, None]
    absent = stage.sizes - np.bincount(strata, minlength=len(stage.strata))
    at_rest = means * (root[stage.first_units] * np.sqrt(absent))[:, None]
    outside = dot(at_rest, at_rest)
    inside, less = np.zeros_like(outside), np.zeros_like(outside)
    if part.taken is not None:
        columns, given = _columns(part.taken, stage), part.taken.coefficients[:, :, domain]
        explain, explained_means = part.taken.explainer(domain), columns.means @ given
    for start in range(0, len(units), _BLOCK):
        block = slice(start, start + _BLOCK)
        of, scale = strata[block], root[units[block]][:, None]
        mean = means[of] * scale
        own = (z.rows(block) if isinstance(z, Classed) else z[:, block].T) * scale
        own -= mean
        if part.taken is not None:
            explained = (explain(units[block]) - explained_means[of]) * scale
            own -= explained
            mean += mean
            mean += explained
            less += _symmetric(dot(explained, mean))
        inside += dot(own, own)
    if part.taken is not None and absent.any():
        outside = _settled(outside + dot(given, columns.products @ given), less)
    return inside + outside


def _symmetric(found: Floats) -> Floats:
    return found if found.ndim == 1 else (found + found.T) / 2


def _settled(whole: Floats, less: Floats) -> Floats:
    """What is left, zero where it is rounding."""
    left = whole - less
    size = whole if whole.ndim == 1 else np.sqrt(np.outer(np.diagonal(whole), np.diagonal(whole)))
    return np.where(np.abs(left) > _ROUNDING * size, left, 0.0)


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
    """Means and products, which are the same for all that is estimated with the same weights."""
    if "means" not in taken.known:
        root = np.sqrt(stage.scale)
        means = (taken.sums(stage.stratum, len(stage.strata)) / stage.sizes).T
        products = np.zeros((means.shape[1], means.shape[1]))
        for start in range(0, len(root), 4 * _BLOCK):
            block = slice(start, start + 4 * _BLOCK)
            rows = (taken.rows(block) - means[stage.stratum[block]]) * root[block][:, None]
            products += rows.T @ rows
        taken.known.update(means=means, products=products)
    return _Columns(taken.known["means"], taken.known["products"])
