"""Successive difference replication (SDR): replicates for systematic samples from a sorted list."""

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
    """Replicate factors whose variance is half the sum of squared differences between neighbours in the file.

    Parameters
    ----------
    psus : Stage
    order : (units,) array of int
        Place of each PSU in the file, which must be in the order of selection.
    replicates : int or None
        Number of replicates. None: the smallest order of a Hadamard matrix with a row for every PSU. With fewer, PSUs
        share rows, as in the American Community Survey with its 80.
    kind : {"SDR", "ACS"}
        Name of the method in messages and in the result.
    mse : bool
        Deviations from the estimate of the whole sample instead of from the mean of the replicates.

    Raises
    ------
    DesignError
        ``S111`` fewer than two PSUs; ``S112`` a number of replicates without a Hadamard matrix.

    Notes
    -----
    Fay and Train (1995): the factor is 1 + 2^(-3/2) (a - b), with the signs a and b of two rows of a Hadamard matrix,
    one of them shared with the next PSU; the scale is 4 over the number of replicates. Ash (2014) for samples larger
    than the matrix. The last PSU of a round through the rows is compared with the first. For a finite population the
    differences are multiplied by the root of the share that was not selected.
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
    # Row 0 is all 1, the same in every replicate: rows are counted from 1.
    factors = 1 + (signs[1 + one[place]] - signs[1 + other[place]]).T * root
    return ReplicateFactors(kind, np.ascontiguousarray(factors), np.full(len(factors), 4 / len(factors)), mse)


def _rows(n: int, usable: int) -> tuple[Indices, Indices]:
    """Rows of the Hadamard matrix, two for each PSU; neighbours share one.

    Parameters
    ----------
    n : int
        Number of PSUs, in the order of selection.
    usable : int
        Number of rows in addition to the first. When there are more PSUs, a new round begins.

    Notes
    -----
    Each round walks through the rows with another step, so that the same two rows do not meet again soon. The step has
    no divisor in common with the number of rows, else a round would come back to a row before it has seen all.
    """
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
