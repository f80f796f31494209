"""Multiple testing: p-values of several tests adjusted for their number."""

from __future__ import annotations

import numpy as np

from survey.arrays import Floats


def false_discovery_rates(p: Floats) -> Floats:
    """False discovery rates at which each test of a family just rejects.

    Parameters
    ----------
    p : (k,) array, between 0 and 1
        P-values of one family. NaN means that a test was not made: it does not count in the family. A test that was
        planned and has no result counts only when it enters with p = 1.

    Returns
    -------
    (k,) array
        In the order of ``p``, never below it and at most 1; NaN where ``p`` is NaN.

    Notes
    -----
    Benjamini and Hochberg (1995), by ``statsmodels.stats.multitest``; as ``p.adjust(p, "BH")`` of R, which leaves
    NaN out in the same way. Dependent tests: valid when all dependence is positive.

    Examples
    --------
    >>> false_discovery_rates(np.array([0.01, 0.04, np.nan, 0.03, 0.20])).round(3)
    array([0.04 , 0.053,   nan, 0.053, 0.2  ])
    """
    rates = np.array(p, np.float64)
    known = ~np.isnan(rates)
    # One test has nothing to be adjusted for, and none makes statsmodels before 0.15 divide by zero.
    if known.sum() > 1:
        from statsmodels.stats.multitest import multipletests

        rates[known] = multipletests(rates[known], method="fdr_bh")[1]
    return rates


def familywise_levels(p: Floats) -> Floats:
    """Familywise error rates at which each test of a family just rejects.

    Parameters
    ----------
    p : (k,) array, between 0 and 1
        P-values of one family. NaN means that a test was not made: it does not count in the family.

    Returns
    -------
    (k,) array
        In the order of ``p``, never below it and at most 1; NaN where ``p`` is NaN.

    Notes
    -----
    Holm (1979), as ``p.adjust(p, "holm")`` of R. Valid whatever the dependence between the tests.

    Examples
    --------
    >>> familywise_levels(np.array([0.01, 0.04, np.nan, 0.03, 0.20])).round(3)
    array([0.04, 0.09,  nan, 0.09, 0.2 ])
    """
    levels = np.array(p, np.float64)
    known = np.flatnonzero(~np.isnan(levels))
    order = known[np.argsort(levels[known], kind="stable")]
    steps = levels[order] * np.arange(len(order), 0, -1)
    levels[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return levels
