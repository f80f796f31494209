"""Joint selection probabilities and the variances they give, for units drawn with unequal probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.argument_errors import noun
from survey.arrays import Floats, Indices
from survey.design.variance_form import QuadraticForm
from survey.errors import DesignError

Pps = Literal["brewer", "overton", "hartley_rao", "poisson"]
JointVariance = Literal["HT", "YG"]


_PLACE = "survey.Design: pps"


@noun
@dataclass(frozen=True, slots=True, eq=False)
class HartleyRao:
    """Approximate joint probabilities of Hartley and Rao (1962).

    Parameters
    ----------
    mean_square : float or mapping stratum -> float
        Sum of the squared selection probabilities over the *population* of the stratum, divided by the number of units
        selected. None: estimated by the mean probability of the units in the sample.
    """

    mean_square: float | Mapping[str, float] | None = None


@noun
@dataclass(frozen=True, slots=True, eq=False)
class JointProbabilities:
    r"""Joint selection probabilities of the units of the sample.

    Parameters
    ----------
    matrix : (units, units) array
        Probability that both units of a pair were selected, units in the order in which they first appear in the data;
        on the diagonal the probability of the unit itself.
    tolerance : float
        Entries of :math:`1 - \pi_i\pi_j/\pi_{ij}` that are smaller in size count as 0, as in R's ``ppsmat``.
    """

    matrix: Floats
    tolerance: float = 1e-4


def joint_form(
    pps: Pps | HartleyRao | JointProbabilities,
    variance: JointVariance,
    probability: Floats,
    stratum: Indices,
    strata: tuple[str, ...],
    order: Indices,
) -> QuadraticForm:
    r"""Quadratic form of the variance of sums over units drawn with these probabilities.

    Parameters
    ----------
    pps : {"overton", "hartley_rao", "poisson"}, HartleyRao or JointProbabilities
        Source of the joint probabilities; "brewer" needs none and does not come here.
    variance : {"HT", "YG"}
        Horvitz and Thompson (1952), or Yates and Grundy (1953), which is 0 when all weighted values are equal.
    probability : (units,) array
        Selection probability of each unit, above 0 and at most 1.
    stratum : (units,) array of int
    strata : tuple of str
        Names of the strata, as a mapping of ``HartleyRao`` may use them.
    order : (units,) array of int
        First interview of each unit.

    Raises
    ------
    DesignError
        ``S133`` a matrix that does not fit; ``S134`` a stratum without its mean square.

    Notes
    -----
    z are weighted values, y over its probability. With the matrix D of :math:`1 - \pi_i\pi_j/\pi_{ij}` the form of
    Horvitz and Thompson is z'Dz. That of Yates and Grundy subtracts from the diagonal of D its column sums, which
    makes it minus half the sum of :math:`D_{ij} (z_i - z_j)^2`. Either may be negative for a sample. Joint
    probabilities of Overton (1985) and of Hartley and Rao (1962) are approximations for samples of fixed size.
    """
    if isinstance(pps, JointProbabilities):
        check = _given(pps, probability, order)
    elif pps == "poisson":
        check = np.diag(1 - probability)
    elif pps == "overton":
        check = _approximate(probability, stratum, np.add.outer(probability, probability) / 2)
    else:
        mean_square = _mean_square(pps, probability, stratum, strata)
        check = _approximate(probability, stratum, np.add.outer(probability, probability) - mean_square[:, None])
    if variance == "YG":
        check = check - np.diag(check.sum(0))
    return QuadraticForm((check + check.T) / 2)


def _given(pps: JointProbabilities, probability: Floats, order: Indices) -> Floats:
    """(units, units) matrix D of joint probabilities that the caller gave, checked against the data."""
    joint = np.asarray(pps.matrix, np.float64)
    n = len(probability)
    if joint.shape != (n, n):
        raise _misfit(f"The matrix has shape {joint.shape}; the sample has {n} units.", "row and column")
    # Units are ordered by stratum here, but by first appearance in the matrix of the caller.
    place = np.argsort(np.argsort(order, kind="stable"))
    joint = joint[np.ix_(place, place)]
    if not (joint > 0).all() or np.abs(joint - joint.T).max() > 1e-9 * joint.max():
        raise _misfit("The matrix is not symmetric, or a pair of the sample has no probability.", "probability above 0")
    single = np.diagonal(joint)
    worst = int(np.argmax(np.abs(single - probability)))
    if abs(single[worst] - probability[worst]) > 1e-6 * probability[worst]:
        fact = f"Its diagonal says {single[worst]:.6g} where the data say {probability[worst]:.6g}."
        raise _misfit(fact, "probability of the unit on the diagonal")
    check = 1 - np.outer(single, single) / joint
    return np.where(np.abs(check) < pps.tolerance, 0.0, check)


def _misfit(fact: str, needed: str) -> DesignError:
    return DesignError(
        "S133",
        f"{_PLACE}: joint probabilities",
        fact,
        f"Give one {needed} for each unit of the sample, in the order of their first interviews in the data.",
    )


def _approximate(probability: Floats, stratum: Indices, shared: Floats) -> Floats:
    """(units, units) matrix D of joint probabilities p_i p_j (n - 1)/(n - shared) within strata.

    Units of different strata were drawn independently: 0 there. On the diagonal 1 - p.
    """
    n = np.bincount(stratum)[stratum].astype(np.float64)[:, None]
    check = 1 - (n - shared) / np.maximum(n - 1, 1)
    check[stratum[:, None] != stratum[None, :]] = 0.0
    np.fill_diagonal(check, 1 - probability)
    return np.asarray(check)


def _mean_square(
    pps: Pps | HartleyRao,
    probability: Floats,
    stratum: Indices,
    strata: tuple[str, ...],
) -> Floats:
    """(units,) squared probabilities added up over the population of the stratum, over the number selected."""
    known = pps.mean_square if isinstance(pps, HartleyRao) else None
    if known is None:
        # A unit is in the sample with probability p, so the p of the sample add up to the p^2 of the population on
        # average: the mean of the sample is an unbiased estimate.
        return np.asarray((np.bincount(stratum, probability) / np.bincount(stratum))[stratum])
    if not isinstance(known, Mapping):
        return np.full(len(stratum), float(known))
    missing = [name for name in strata if name not in known]
    if missing:
        raise DesignError(
            "S134",
            f"{_PLACE}: HartleyRao, stratum {missing[0]!r}",
            "Its mean square is not given.",
            f"Give one for each of {', '.join(strata[:12])}.",
        )
    return np.array([float(known[name]) for name in strata])[stratum]
