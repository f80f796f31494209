r"""Status rule: probabilities that an indicator lies above, between or below two borders, and the status they give.

For an indicator whose higher values are more stable, with borders :math:`T_S > T_N`:
:math:`p_S = P(\theta \ge T_S)`, :math:`p_M = P(T_N \le \theta < T_S)`, :math:`p_N = P(\theta < T_N)`;
mirrored where lower values are more stable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, expit, stdtr, stdtrit

from survey.arrays import Floats, Mask, Objects
from survey.indicators.definitions import StatusRule

Status = Literal["stable", "tension", "negative", "inconclusive", "insufficient_data", "withheld"]
Class3 = Literal["stable", "tension", "negative"]
CLASSES: tuple[Class3, ...] = ("stable", "tension", "negative")


@dataclass(frozen=True, slots=True, eq=False)
class UncertainEstimates:
    """Estimates with their standard errors and sizes; every field has one element per estimate.

    Parameters
    ----------
    estimate, se : (m,) array
        On the indicator's scale (a share in per cent). NaN where there is none.
    df : (m,) array
        Degrees of freedom of the variance.
    n, n_eff : (m,) array
        Interviews in the base and their effective number.
    n_cases : (m,) array
        Interviews that show the trait; used for shares only.
    is_share : (m,) array of bool
        Whether the estimate is a share of people.
    """

    estimate: Floats
    se: Floats
    df: Floats
    n: Floats
    n_eff: Floats
    n_cases: Floats
    is_share: Mask

    def small(self, rule: StatusRule) -> Mask:
        """(m,) shares too near 0 or 100, or with too few cases, for the logit scale.

        A share with standard error 0 is one of them: four PSUs that happen to agree on nine of ten do not make 90 %
        certain.
        """
        near: Mask = (self.estimate < rule.small_share) | (self.estimate > 100 - rule.small_share)
        return np.asarray(self.is_share & (near | (self.n_cases < rule.few_cases) | (self.se == 0)), bool)

    @property
    def known(self) -> Mask:
        """(m,) estimates whose error is known."""
        return np.isfinite(self.estimate) & np.isfinite(self.se) & (self.df >= 1) & (self.n_eff > 0)


def beta_shapes(these: UncertainEstimates) -> tuple[Floats, Floats]:
    r"""(m,), (m,) shapes :math:`p n_{eff} + 0.5` and :math:`(1-p) n_{eff} + 0.5` of the beta distribution of small shares.

    This is the posterior under Jeffreys' prior (Brown, Cai and DasGupta 2001). ``n_eff`` is cut at ``n``,
    because the design effect of a few cases is itself poorly known (Korn and Graubard 1998 truncate likewise).
    """
    n_eff = np.minimum(these.n_eff, these.n)
    p = these.estimate / 100
    return p * n_eff + 0.5, (1 - p) * n_eff + 0.5


def probability_below(border: Floats, these: UncertainEstimates, rule: StatusRule) -> Floats:
    r"""(m,) probability that the true value is less than ``border``; NaN where the error is not known.

    Shares: :math:`t_{df}` on the logit scale, :math:`(\mathrm{logit}\, T - \mathrm{logit}\, p)\, p(1-p) / se`;
    small shares: the beta distribution of :func:`beta_shapes`; everything else: :math:`t_{df}` on the scale of the
    indicator. A mean or score with ``se`` 0 is treated as known exactly.

    Examples
    --------
    >>> one = np.ones(1)
    >>> fifty = UncertainEstimates(50 * one, 5 * one, 80 * one, 200 * one, 100 * one, 100 * one, one == 1)
    >>> probability_below(np.array([50.0]), fifty, StatusRule())
    array([0.5])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        on_own_scale = (border - these.estimate) / these.se
        p, cut = these.estimate / 100, border / 100
        spread = these.se / 100 / (p * (1 - p))
        on_logit = (_logit(cut) - _logit(p)) / spread
    distance = np.where(these.is_share, on_logit, on_own_scale)
    point = these.se == 0
    distance = np.where(point, np.where(these.estimate < border, np.inf, -np.inf), distance)
    below = stdtr(np.maximum(these.df, 1), distance)
    first, second = beta_shapes(these)
    inside = np.clip(cut, 0, 1)
    below = np.where(these.small(rule), betainc(np.maximum(first, 0.5), np.maximum(second, 0.5), inside), below)
    return np.where(these.known, below, np.nan)


def _logit(p: Floats) -> Floats:
    return np.log(p) - np.log1p(-p)


def probabilities(
    these: UncertainEstimates, stable: Floats, negative: Floats, sign: NDArray[np.int64], rule: StatusRule
) -> Floats:
    """(m, 3) probabilities of stable, tension and negative; each row adds up to 1, or is NaN.

    Parameters
    ----------
    these : UncertainEstimates
    stable, negative : (m,) arrays
        The borders; NaN where the indicator has none.
    sign : (m,) array
        1 when higher is more stable, -1 when lower is.
    rule : StatusRule
    """
    below_stable = probability_below(stable, these, rule)
    below_negative = probability_below(negative, these, rule)
    p_stable = np.where(sign > 0, 1 - below_stable, _at_most(stable, below_stable, these, rule))
    p_negative = np.where(sign > 0, below_negative, 1 - _at_most(negative, below_negative, these, rule))
    # two tails of one distribution cannot add up to more than 1, but their rounding errors can
    p_negative = np.minimum(p_negative, 1 - p_stable)
    return np.column_stack([p_stable, np.clip(1 - p_stable - p_negative, 0, 1), p_negative])


def _at_most(border: Floats, below: Floats, these: UncertainEstimates, rule: StatusRule) -> Floats:
    """Probability of at most ``border``; it differs from that of less only for an exactly known value on the border."""
    on_border = (these.se == 0) & (these.estimate == border) & ~these.small(rule) & these.known
    return np.where(on_border, 1.0, below)


def statuses(probability: Floats, these: UncertainEstimates, rule: StatusRule) -> tuple[Objects, Objects]:
    """Status of each estimate, and the leaning class where the status is inconclusive.

    Parameters
    ----------
    probability : (m, 3) array
        Of stable, tension and negative, as from :func:`probabilities`.
    these : UncertainEstimates
    rule : StatusRule

    Returns
    -------
    status, leaning : (m,) arrays of text
        ``leaning`` is None where the status is not ``inconclusive``.

    Notes
    -----
    The first line that holds decides (the rule is cautious on purpose: a hint of a negative state suffices for
    tension, stability must be shown):

    =====================================  =================
    condition                              status
    =====================================  =================
    n or n_eff < 30, or error not known    insufficient_data
    pN >= 0.80                             negative
    pN + pM >= 0.80 and pN >= 0.20         tension
    pM >= 0.80                             tension
    pS >= 0.90                             stable
    otherwise                              inconclusive
    =====================================  =================
    """
    p_stable, p_tension, p_negative = probability.T
    few = ~(np.minimum(these.n_eff, these.n) >= rule.least_n_eff) | ~np.isfinite(p_stable)
    # sums of probabilities carry rounding errors in the last digit; a limit that is met exactly must count as met
    reached = 1e-12
    conditions = [
        few,
        p_negative >= rule.negative - reached,
        (p_negative + p_tension >= rule.tension - reached) & (p_negative >= rule.alert - reached),
        p_tension >= rule.tension - reached,
        p_stable >= rule.stable - reached,
    ]
    names: list[Status] = ["insufficient_data", "negative", "tension", "tension", "stable"]
    position = np.select(conditions, range(len(names)), len(names))
    status = np.array([*names, "inconclusive"], object)[position]
    likeliest = np.array(CLASSES, object)[np.argmax(np.nan_to_num(probability), axis=1)]
    likeliest[position != len(names)] = None
    return status, likeliest


def lower_bound(these: UncertainEstimates, rule: StatusRule, level: float = 0.95) -> Floats:
    """(m,) one-sided lower confidence bounds, from the same distributions as the statuses; NaN where the error is not known."""
    quantile = stdtrit(np.maximum(these.df, 1), 1 - level)
    p = these.estimate / 100
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(these.se == 0, 0, these.se / 100 / (p * (1 - p)))
        on_logit = 100 * expit(_logit(p) + quantile * spread)
    first, second = beta_shapes(these)
    small = 100 * betaincinv(np.maximum(first, 0.5), np.maximum(second, 0.5), 1 - level)
    bound = np.where(these.is_share, on_logit, these.estimate + quantile * these.se)
    bound = np.where(these.small(rule), small, bound)
    return np.where(these.known, bound, np.nan)
