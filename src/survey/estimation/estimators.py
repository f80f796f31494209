"""Totals, means, shares and ratios of many variables in many domains at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from survey.argument_errors import public
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.estimation.build_estimates import DegreesOfFreedom, check_options, conclude
from survey.estimation.cell_sums import Engine, accumulate
from survey.estimation.confidence_intervals import ShareInterval
from survey.estimation.domains import By
from survey.estimation.estimand_columns import Base, ReasonsByVariable, Variables
from survey.estimation.estimates import EstimandKind, Estimates
from survey.estimation.estimation_source import Request, Source, ask
from survey.estimation.point_estimates import Deff


@public
def total(
    sample: Sample | Source,
    variables: Variables,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Population totals: sums of the variables over persons; blanks count as zero.

    Parameters
    ----------
    sample : Sample, or another source such as a streamed file
    variables : str, sequence of str, or mapping name -> (n,) array
        Numeric variables, or derived values (one per interview of the sample, NaN where blank).
    by : str or sequence of str
        Domains: every category of the variable, or of the variables crossed, has a row, whether seen or not.
    where : str or (n,) array of bool
        As :meth:`Sample.where`.
    level : float
        Confidence level of the intervals.
    df : {"domain", "design"} or float
        Degrees of freedom of the intervals: PSUs minus strata among those in the domain with an answer, the same of
        the whole sample, or a number.
    deff : {"fpc", "replace"}
        Whether the simple random sample of the design effect is drawn without or with replacement.
    reasons : mapping name -> (n,) array of survey.Reason
        Reasons of the blanks of derived values.
    engine : callable
        Function that adds up weighted values; numpy in memory by default.

    Returns
    -------
    Estimates

    Raises
    ------
    EstimationError
        ``E001`` to ``E006`` variables; ``E012``, ``E013`` options; ``E300`` something that is not a sample.
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
    request = Request("total", variables, by, where, reasons=reasons, engine=engine)
    return _answer("total", sample, request, level, df, deff)


@public
def mean(
    sample: Sample | Source,
    variables: Variables,
    by: By = None,
    *,
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Population means over those with an answer, variable by variable.

    Parameters, returns and errors are those of :func:`total`.

    Notes
    -----
    The ratio of two totals, linearised (Binder 1983). Codes such as "does not know" must be blank, as they are in
    interviews decoded with their questionnaire.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 3, 4], "w": [10, 10, 20, 20]}, Design(weight="w"))
    >>> round(float(mean(sample, "y").estimate[0]), 4)
    2.8333
    """
    request = Request("mean", variables, by, where, reasons=reasons, engine=engine)
    return _answer("mean", sample, request, level, df, deff)


@public
def share(
    sample: Sample | Source,
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
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Shares of those who gave one of the answers in ``codes``, between 0 and 1.

    Parameters
    ----------
    sample, by, where, level, df, deff, reasons, engine
        As in :func:`total`.
    variables : str, sequence of str, or mapping name -> (n,) array
        Variables with categories, multiple choices (any of the options mentioned), or derived values: 1 counts,
        0 does not, NaN is blank.
    codes : level or sequence of levels
        Answers that count, by code, or by wording in any language of the questionnaire; categories of groupings also by
        name (``"uyghur"``). May be left out for variables of 0 and 1.
    base : {"answered", "asked"}
        ``answered`` leaves those who do not know or refused out of the base; ``asked`` keeps them in it, as published
        indicators do. The result says its base (``Estimates.base``), and so does its print.
    interval : {"logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"}
        How the limits are made: :func:`survey.estimation.confidence_intervals.proportion` has the formulas.

    Returns
    -------
    Estimates
        Intervals never leave [0, 1] and are never NaN; ``method`` of the row says how they were made. At 0 and 1, where
        R's ``svyciprop`` gives NaN, fails, or gives an interval without width, every interval is that of Korn and
        Graubard; "mean" is cut at 0 and 1 (``mean_clipped``), and "asin" is kept from turning back there.

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
    wanted = [codes] if isinstance(codes, str | int | float | np.generic) else codes
    request = Request("share", variables, by, where, wanted, base, reasons=reasons, engine=engine)
    return _answer("share", sample, request, level, df, deff, interval)


@public
def shares(
    sample: Sample | Source,
    variables: str | Sequence[str],
    by: By = None,
    *,
    base: Base = "answered",
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    deff: Deff = "fpc",
    interval: ShareInterval = "logit",
    reasons: ReasonsByVariable | None = None,
    engine: Engine = accumulate,
) -> Estimates:
    """Shares of every category of the variables, whether seen or not; column ``category`` names it.

    The name of a battery means all its rows. Options of a multiple choice may add up to more than 1.

    Parameters, returns and errors are those of :func:`share`.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"trust": [1, 2, 4, 1], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> shares(sample, "trust").estimate
    array([0.5 , 0.25, 0.25])
    """
    request = Request("shares", variables, by, where, base=base, reasons=reasons, engine=engine)
    return _answer("share", sample, request, level, df, deff, interval)


@public
def ratio(
    sample: Sample | Source,
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
    """Ratios of two totals, numerators and denominators in pairs, over interviews in which neither is blank.

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
    request = Request("ratio", numerator, by, where, denominator=denominator, engine=engine)
    return _answer("ratio", sample, request, level, df, deff)


def _answer(
    kind: EstimandKind,
    source: Sample | Source,
    request: Request,
    level: float,
    df: DegreesOfFreedom,
    deff: Deff,
    interval: ShareInterval = "logit",
) -> Estimates:
    check_options(level, df, deff, interval)
    return conclude(kind, ask(source, request), level, df, deff, interval)
