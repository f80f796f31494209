"""Degrees of freedom of a sample or of its domain."""

from __future__ import annotations

import dataclasses

import numpy as np

from survey.argument_errors import public
from survey.design.reweighting import replication_of
from survey.design.sample import Sample


@public
def degf(sample: Sample) -> float:
    """Degrees of freedom of variances: PSUs minus strata of the domain, of replicates the rank of their weights minus 1.

    Parameters
    ----------
    sample : Sample
        Restricted to a domain (:meth:`Sample.where`): only PSUs and strata with its interviews count. Interviews with a
        weight of 0, such as those who did not answer, do not.

    Returns
    -------
    float
        0 when there is nothing: one PSU, or nobody.

    Notes
    -----
    As R's ``degf``, with replicate weights ``degf(subset(…))``. In two phases the units of the second phase minus its
    strata. Estimates count their own from the interviews with an answer (``Estimates.df``), which may be fewer. Weighting
    adds no PSUs, so that the rank of replicates is that before any step of weighting.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"psu": [1, 1, 2, 3, 4], "h": [1, 1, 1, 2, 2], "w": [1.0] * 5}, Design("h", "psu", "w"))
    >>> degf(sample), degf(sample.where("psu <= 3"))
    (2.0, 1.0)
    """
    inside = sample.weights != 0
    if sample.domain is not None:
        inside = inside & sample.domain
    form = replication_of(sample)
    if form is not None:
        present = np.zeros(form.factors.shape[1], bool)
        present[sample.units[inside]] = True
        return form.degrees(present)
    first, psu = sample.psus
    psus = np.unique(psu[inside])
    return float(len(psus) - len(np.unique(first.stratum[psus])))


def design_degrees(sample: Sample) -> float:
    """Degrees of freedom of the whole sample, whatever its domain; of one without interviews, of all of its PSUs."""
    first = sample.stages[0]
    if not len(sample):
        return float(len(first.stratum) - len(first.strata))
    return degf(dataclasses.replace(sample, domain=None))
