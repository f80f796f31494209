"""Variances that strata and stages alone do not tell: joint probabilities of selection, replicate weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from survey.arrays import Floats


class VarianceForm(Protocol):
    """How variances follow from the values of the units of a stage, in place of squared deviations within strata."""

    def variance(self, z: Floats) -> Floats:
        """(k,) variances of the sums of the columns of z (units, k)."""
        ...

    def covariance(self, z: Floats) -> Floats:
        """(k, k) covariances of the sums of the columns of z (units, k)."""
        ...

    def twice(self) -> VarianceForm:
        """The form of two independent samples side by side."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class QuadraticForm:
    r"""Variance z'Qz of the sum of z.

    Parameters
    ----------
    matrix : (units, units) array
        Q, symmetric. With joint probabilities :math:`1 - \pi_i \pi_j / \pi_{ij}`.
    """

    matrix: Floats

    def variance(self, z: Floats) -> Floats:
        """(k,) variances; an estimator with joint probabilities may be below zero, which is no variance: NaN."""
        found = np.einsum("uk,uk->k", z, self.matrix @ z)
        tiny = 1e-12 * np.einsum("uk,u,uk->k", z, np.abs(np.diagonal(self.matrix)), z)
        return np.where(found < -tiny, np.nan, np.maximum(found, 0.0))

    def covariance(self, z: Floats) -> Floats:
        """(k, k) covariances."""
        return np.asarray(z.T @ (self.matrix @ z))

    def twice(self) -> QuadraticForm:
        """The form of two independent samples side by side."""
        return QuadraticForm(np.asarray(np.kron(np.eye(2), self.matrix), np.float64))
