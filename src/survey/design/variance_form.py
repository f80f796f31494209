"""Variance forms: variances from joint selection probabilities or replicates instead of deviations within strata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from survey.arrays import Floats


class VarianceForm(Protocol):
    """Rule by which variances follow from the weighted values of the units of a stage.

    A stage without a form uses squared deviations within strata.
    """

    def variance(self, z: Floats) -> Floats:
        """(k,) variances of the sums of the columns of z (units, k)."""
        ...

    def covariance(self, z: Floats) -> Floats:
        """(k, k) covariances of the sums of the columns of z (units, k)."""
        ...

    def twice(self) -> VarianceForm:
        """Form of two independent samples, the units of the first before those of the second."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class QuadraticForm:
    r"""Quadratic form z'Qz as the variance of the sum of z.

    Parameters
    ----------
    matrix : (units, units) array
        Q, symmetric. With joint probabilities :math:`1 - \pi_i \pi_j / \pi_{ij}`.
    """

    matrix: Floats

    def variance(self, z: Floats) -> Floats:
        """(k,) variances; NaN where the estimate is negative, as it may be with joint probabilities."""
        return quadratic_variances(self.matrix, z)

    def covariance(self, z: Floats) -> Floats:
        """(k, k) covariances."""
        return np.asarray(z.T @ (self.matrix @ z))

    def twice(self) -> QuadraticForm:
        """Form of two independent samples, the units of the first before those of the second."""
        return QuadraticForm(np.asarray(np.kron(np.eye(2), self.matrix), np.float64))


def quadratic_variances(matrix: Floats, z: Floats) -> Floats:
    """Variances z'Qz of the sums of columns, NaN where they are negative.

    Parameters
    ----------
    matrix : (units, units) array
        Q, symmetric.
    z : (units, k) array

    Returns
    -------
    (k,) array
    """
    found = np.einsum("uk,uk->k", z, matrix @ z)
    # Rounding can turn a variance of 0 into a tiny negative number. It is judged by the diagonal, whose part of the sum
    # does not cancel.
    tiny = 1e-12 * np.einsum("uk,u,uk->k", z, np.abs(np.diagonal(matrix)), z)
    return np.where(found < -tiny, np.nan, np.maximum(found, 0.0))
