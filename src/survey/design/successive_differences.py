"""Successive differences: replicates for samples drawn systematically from a sorted list."""

from __future__ import annotations

import math

import numpy as np

from survey.arrays import Indices
from survey.design.hadamard_matrices import hadamard
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sampling_stages import Stage
from survey.errors import DesignError


def successive_difference(
    psus: Stage, order: Indices, replicates: int | None, kind: str, mse: bool
) -> ReplicateFactors:
    """Factors whose variance is half the sum of the squared differences of neighbours in the file.

    Parameters
    ----------
    psus : Stage
    order : (units,) array of int
        Place of each PSU in the file, which must be in the order of selection.
    replicates : int or None
        None: the fewest that keep all PSUs apart. With fewer, PSUs share rows of the Hadamard matrix, as in the
        American Community Survey with its 80.
    kind : {"SDR", "ACS"}
    mse : bool

    Raises
    ------
    DesignError
        ``S111`` fewer than two PSUs; ``S112`` a number of replicates without a Hadamard matrix.

    Notes
    -----
    Fay and Train (1995); Ash (2014) for samples larger than the matrix. The last PSU is compared with the first.
    Where populations are finite the differences are multiplied by the root of the share not selected.
    """
    n = len(psus.stratum)
    if n < 2:
        raise DesignError(
            "S111", f"survey.replicate: kind {kind!r}", "There is only one PSU.", "Neighbours are needed to compare."
        )
    signs = hadamard(n + 1 if replicates is None else replicates).astype(np.float64)
    if replicates is not None and len(signs) != replicates:
        raise DesignError(
            "S112",
            f"survey.replicate: kind {kind!r}, replicates {replicates}",
            "There is no Hadamard matrix of this order at hand.",
            f"Use {len(signs)}, or leave replicates out.",
        )
    one, other = _rows(n, len(signs) - 1)
    place = np.argsort(np.argsort(order, kind="stable"))
    root = np.sqrt((1 - psus.fraction) / 8)
    factors = 1 + (signs[1 + one[place]] - signs[1 + other[place]]).T * root
    return ReplicateFactors(kind, np.ascontiguousarray(factors), np.full(len(factors), 4 / len(factors)), mse)


def _rows(n: int, usable: int) -> tuple[Indices, Indices]:
    """The two rows of each PSU: neighbours share one; later rounds walk through the rows with a longer step."""
    one, other = np.empty(n, np.intp), np.empty(n, np.intp)
    step = 0
    for start in range(0, n, usable):
        step += 1
        while math.gcd(step, usable) > 1:
            step += 1
        size = min(usable, n - start)
        one[start : start + size] = np.arange(size) * step % usable
        other[start : start + size] = np.roll(one[start : start + size], -1)
    return one, other
