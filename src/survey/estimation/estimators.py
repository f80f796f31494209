"""Totals, means, shares and ratios of many variables in many domains at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from survey.design.margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.accumulate import Engine, accumulate
from survey.estimation.domains import By
from survey.estimation.estimates import Estimates
from survey.estimation.intervals import ShareInterval
from survey.estimation.points import Deff
from survey.estimation.quantities import (
    Base,
    Quantities,
    Reasons,
    Variables,
    add_numbers,
    add_share,
    add_shares,
    filled,
    listed,
    numbers_of,
    reasons_of,
)
from survey.estimation.solve import DegreesOfFreedom, solve


def total(
    sample: Sample,
    variables: Variables,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    reasons: Reasons | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Population totals: sums of the variables over persons, blanks counting nothing.

    Parameters
    ----------
    sample : Sample
    variables : str, sequence of str, or mapping name -> (n,) array
        Numeric variables, or derived values (one per interview of the sample, NaN where blank).
    by : str or sequence of str
        Domains: every category of the variable, or of the variables crossed, has a row, seen or not.
    where : str or (n,) array of bool
        As :meth:`Sample.where`.
    level : float
        Confidence level of the intervals.
    df : {"domain", "design"} or float
        Degrees of freedom of the intervals: PSUs minus strata of the domain (of those with an answer), or of the
        whole sample, or a number.
    deff : {"fpc", "replace"}
        Whether the simple random sample of the design effect is drawn without or with replacement.
    reasons : mapping name -> (n,) array of survey.Reason
        Reasons of the blanks of derived values.
    engine : callable
        What adds up; numpy in memory by default.

    Returns
    -------
    Estimates

    Raises
    ------
    EstimationError
        ``E001`` to ``E006`` variables; ``E012``, ``E013`` options.
    DesignError
        ``S022`` a lonely PSU under the rule "fail".

    Notes
    -----
    Särndal, Swensson and Wretman (1992), sections 4.3 and 5.5.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 3, 4], "w": [10, 10, 20, 20]}, Design(weight="w"))
    >>> float(total(sample, "y").estimate[0])
    170.0
    """
    domain = _restrict(sample, where)
    quantities = Quantities(len(sample))
    add_numbers(quantities, sample, variables, "survey.total", reasons, total=True)
    return solve("total", domain, quantities, by, level, df, deff, engine)


def mean(
    sample: Sample,
    variables: Variables,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    reasons: Reasons | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Population means over those with an answer, variable by variable.

    Parameters, returns and errors are those of :func:`total`.

    Notes
    -----
    The ratio of two totals, linearised (Binder 1983). Codes for "does not know" and the like must be blank, as they
    are in interviews that were decoded with their questionnaire.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 3, 4], "w": [10, 10, 20, 20]}, Design(weight="w"))
    >>> round(float(mean(sample, "y").estimate[0]), 4)
    2.8333
    """
    domain = _restrict(sample, where)
    quantities = Quantities(len(sample))
    add_numbers(quantities, sample, variables, "survey.mean", reasons, total=False)
    return solve("mean", domain, quantities, by, level, df, deff, engine)


def share(
    sample: Sample,
    variables: Variables,
    codes: Level | Sequence[Level] | None = None,
    by: By = None,
    *,
    base: Base = "answered",
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    interval: ShareInterval = "logit",
    reasons: Reasons | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Share of those who gave one of some answers, between 0 and 1.

    Parameters
    ----------
    sample, by, where, level, df, deff, reasons, engine
        As in :func:`total`.
    variables : str, sequence of str, or mapping name -> (n,) array
        Variables with categories, multiple choices (any of the options mentioned), or derived values: 1 counts,
        0 does not, NaN is blank.
    codes : level or sequence of levels
        The answers that count. May be left out for variables of 0 and 1.
    base : {"answered", "asked"}
        ``asked`` keeps those who do not know or refused in the base.
    interval : {"logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"}
        How the limits are made: :func:`survey.estimation.intervals.proportion` has the formulas.

    Returns
    -------
    Estimates
        Intervals never leave [0, 1] and are never NaN; the row says which method made them. At 0 and 1, where R's
        ``svyciprop`` gives NaN, fails, or has no width, every interval is that of Korn and Graubard; "mean" is cut
        at 0 and 1 (``mean_clipped``), and "asin" does not turn back there.

    Raises
    ------
    EstimationError
        ``E001`` to ``E013``; ``E100`` an unknown interval.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"trust": [1, 2, 4, 1], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> float(share(sample, "trust", [1, 2]).estimate[0])
    0.75
    """
    place = "survey.share"
    domain = _restrict(sample, where)
    wanted = [codes] if isinstance(codes, str | int | float) else codes
    quantities = Quantities(len(sample))
    for name, derived in listed(sample, variables, place).items():
        add_share(quantities, sample, name, wanted, base, place, reasons, derived)
    return solve("share", domain, quantities, by, level, df, deff, engine, interval)


def shares(
    sample: Sample,
    variables: str | Sequence[str],
    by: By = None,
    *,
    base: Base = "answered",
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    interval: ShareInterval = "logit",
    reasons: Reasons | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Share of every category of the variables, seen or not; column ``category`` says which.

    Parameters, returns and errors are those of :func:`share`.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"trust": [1, 2, 4, 1], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> shares(sample, "trust").estimate
    array([0.5 , 0.25, 0.25])
    """
    domain = _restrict(sample, where)
    quantities = Quantities(len(sample))
    for name in listed(sample, variables, "survey.shares"):
        add_shares(quantities, sample, name, base, "survey.shares", reasons)
    return solve("share", domain, quantities, by, level, df, deff, engine, interval)


def ratio(
    sample: Sample,
    numerator: Variables,
    denominator: Variables,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    engine: Engine = accumulate,
) -> Estimates:
    """Ratios of two totals, numerators and denominators taken in pairs; interviews with either blank stay out.

    Parameters
    ----------
    sample, by, where, level, df, deff, engine
        As in :func:`total`.
    numerator, denominator : as ``variables`` in :func:`total`
        As many denominators as numerators, or one for all.

    Returns
    -------
    Estimates
        Rows are named ``numerator/denominator``.

    Raises
    ------
    EstimationError
        ``E014`` when the numbers of numerators and denominators differ.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"a": [1, 2], "b": [2, 4], "w": [1, 1]}, Design(weight="w"))
    >>> float(ratio(sample, "a", "b").estimate[0])
    0.5
    """
    place = "survey.ratio"
    domain = _restrict(sample, where)
    above, below = listed(sample, numerator, place), listed(sample, denominator, place)
    if len(below) not in (1, len(above)):
        raise EstimationError(
            "E014",
            place,
            f"There are {len(above)} numerators and {len(below)} denominators.",
            "Name as many denominators as numerators, or one for all.",
        )
    quantities = Quantities(len(sample))
    denominators = list(below.items()) * (len(above) if len(below) == 1 else 1)
    for (name, derived), (other, other_derived) in zip(above.items(), denominators, strict=True):
        y = numbers_of(sample, name, place) if derived is None else derived
        x = numbers_of(sample, other, place) if other_derived is None else other_derived
        _add_ratio(quantities, f"{name}/{other}", y, x, reasons_of(sample, name, derived is not None, None))
    return solve("ratio", domain, quantities, by, level, df, deff, engine)


def _add_ratio(
    quantities: Quantities,
    name: str,
    y: NDArray[np.float64],
    x: NDArray[np.float64],
    reasons: NDArray[np.uint8] | None,
) -> None:
    (y, with_y), (x, with_x) = filled(y, name), filled(x, name)
    mask = with_y if with_x is None else with_x if with_y is None else with_x & with_y
    if mask is not None:
        y, x = np.where(mask, y, 0.0), np.where(mask, x, 0.0)
    base = quantities.add_base(mask)
    quantities.add(
        name,
        quantities.add_column(y, base),
        base,
        denominator=quantities.add_column(x, base),
        crossed=quantities.add_column(x * y, base),
        reasons=reasons,
    )


def _restrict(sample: Sample, where: str | ArrayLike | None) -> Sample:
    return sample if where is None else sample.where(where)
