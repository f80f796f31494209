"""Estimates from columns: sums by unit, linearisation, residuals from the calibrations, variances, rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from scipy.special import logit

from survey.arrays import Floats, Indices, Mask
from survey.design.degrees_of_freedom import design_degrees
from survey.design.replicate_factors import ReplicateFactors
from survey.design.reweighting import replication_of
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.calibration_residuals import project
from survey.estimation.cell_columns import WrittenColumns
from survey.estimation.cell_sums import Engine
from survey.estimation.classification import Grouped
from survey.estimation.confidence_intervals import LimitRule, ShareInterval, check_interval, limits_of
from survey.estimation.domains import By, Domains
from survey.estimation.estimand_columns import EstimandColumns
from survey.estimation.estimates import FLAGS, EstimandKind, Estimates
from survey.estimation.estimation_source import Tabulation, tabulate
from survey.estimation.influence import Influence
from survey.estimation.legend import Legend
from survey.estimation.lonely_psus import touches_lonely
from survey.estimation.point_estimates import Deff, Points, design_effects, find_points
from survey.estimation.presence import Presence
from survey.estimation.replicate_estimates import replicate_totals, with_replicates
from survey.estimation.variation import Linearised, Variation

DegreesOfFreedom = Literal["domain", "design"] | float

THIN = 30
"""Effective number of interviews below which a row is flagged."""

_ROUNDING = 1e-14
"""Standard error over the estimate below which it is rounding, of a few interviews: see :func:`_settled`."""


def solve(
    kind: EstimandKind,
    sample: Sample,
    quantities: EstimandColumns,
    by: By,
    level: float,
    df: DegreesOfFreedom,
    deff: Deff,
    engine: Engine,
    interval: ShareInterval = "logit",
) -> Estimates:
    """Estimates of the quantities in every domain.

    Raises
    ------
    EstimationError
        ``E012`` an unknown classification; ``E013`` an impossible option; ``E100`` an unknown interval.
    """
    check_options(level, df, deff, interval)
    return conclude(kind, tabulate(sample, quantities, by, engine), level, df, deff, interval)


def conclude(
    kind: EstimandKind,
    found: Tabulation,
    level: float,
    df: DegreesOfFreedom,
    deff: Deff,
    interval: ShareInterval = "logit",
) -> Estimates:
    """Estimates from a table of sums, wherever it comes from; the options have been checked."""
    quantities, domains = found.quantities, found.domains
    points = find_points(found.table, quantities)
    variation: Variation = Linearised(_influence(found, points))
    se_limits, form = None, replication_of(found.sample)
    if form is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = _replicates(found, points, form)
        variation = with_replicates(found.sample, variation, points.estimate, lambda _: values)
        if kind == "share" and interval == "logit":
            se_limits = _logit_errors(form, values, points.estimate)
    return assemble(
        kind,
        found.sample,
        points,
        variation,
        (level, df, deff, interval),
        variable=tuple(name for name in quantities.names for _ in range(domains.number)),
        category=_category(quantities, domains.number),
        by=domains.grouped(len(quantities.names)),
        unanswered=found.unanswered,
        about=describe(kind, found.sample, quantities.names, domains, df, _base_of(kind, quantities)),
        asked=quantities.asked,
        se_limits=se_limits,
        legend=Legend.of(found.sample, quantities.counted),
    )


def assemble(
    kind: EstimandKind,
    sample: Sample,
    points: Points,
    variation: Variation,
    options: tuple[float, DegreesOfFreedom, Deff, ShareInterval],
    *,
    variable: tuple[str, ...],
    category: Grouped | None,
    by: tuple[Grouped, ...],
    unanswered: tuple[Floats, Floats],
    about: str,
    asked: bool = False,
    se_limits: Floats | None = None,
    legend: Legend | None = None,
) -> Estimates:
    """Rows with everything that follows from points and their variation.

    Parameters
    ----------
    kind : EstimandKind
    sample : Sample
    points : Points
    variation : Variation
        One variable per row of the points.
    options : tuple
        Level, degrees of freedom, design effect, interval of shares.
    variable, category, by, about, asked
        As in :class:`Estimates`.
    se_limits : (variables, domains) array, or None
        Standard errors for the limits where these differ from those of the rows; NaN elsewhere.
    unanswered : pair of (variables, domains) arrays
        Interviews that do not know, and that refused.
    legend : Legend, or None
        Wordings of the names; by default those of the sample.
    """
    level, df, deff, interval = options
    variances, variation = _settled(points, variation)
    n_psus, own_df = variation.presence.psus(), variation.degrees()
    effect, n_eff = design_effects(sample, points, variances, own_df, n_psus, deff)
    se = np.sqrt(variances)
    # one PSU has no spread, and no number of degrees of freedom makes certainty of that
    alone = (own_df <= 0) & (se == 0)
    used_df = np.where(points.empty, np.nan, np.where(alone, own_df, _degrees(sample, own_df, df)))
    is_share = kind == "share"
    # a share of everybody is exactly 1
    whole = is_share & (np.abs(points.estimate - 1) < 1e-14)
    estimate = np.where(whole, 1.0, points.estimate)
    rule: LimitRule = interval if is_share else "t"
    limits = limits_of(rule, estimate, se, used_df, n_eff, points.n, level, se_limits)
    known = points.kish_n if kind == "total" else n_eff
    flags = _flags(kind, estimate, n_psus, touches_lonely(variation.presence), np.minimum(points.n, known))
    return Estimates(
        kind=kind,
        variable=variable,
        category=category,
        by=by,
        estimate=estimate.ravel(),
        se=se.ravel(),
        ci_low=limits.low.ravel(),
        ci_high=limits.high.ravel(),
        df=used_df.ravel(),
        n=points.n.ravel(),
        n_dont_know=unanswered[0].ravel(),
        n_refused=unanswered[1].ravel(),
        weight=points.weight.ravel(),
        n_eff=n_eff.ravel(),
        deff=effect.ravel(),
        method=limits.method.ravel(),
        flags=flags.reshape(len(FLAGS), -1),
        level=level,
        variation=variation,
        about=about,
        asked=asked,
        rule=rule,
        limit_se=None if se_limits is None else se_limits.ravel(),
        legend=Legend.of(sample) if legend is None else legend,
    )


def _settled(points: Points, variation: Variation) -> tuple[Floats, Variation]:
    """(variables, domains) variances, and their variation; both exactly 0 where only rounding varies.

    Where all answers are equal, or a total is fixed by the weights, PSUs differ in the last digits only. If these stayed in
    the variation, a difference between two such rows would be as large as its standard error. The error of a sum grows with
    the root of its terms.
    """
    variances = np.where(points.empty, np.nan, variation.variance())
    size = np.maximum(_ROUNDING, np.sqrt(points.n) * np.finfo(np.float64).eps)
    still = variances <= (size * points.estimate) ** 2
    if (variances[still] > 0).any():
        variation = variation.scaled(np.where(still, 0.0, 1.0))
    variances[still] = 0.0
    return variances, variation


def check_options(level: float, df: DegreesOfFreedom, deff: Deff, interval: ShareInterval = "logit") -> None:
    """Refuse impossible options (``E013``), and unknown intervals (``E100``)."""
    check_interval(interval, get_args(ShareInterval))
    good_df = df in ("domain", "design") if isinstance(df, str) else df > 0
    for good, said, remedy in (
        (0 < level < 1, f"level={level!r}", "A level is between 0 and 1: 0.95 means 95 %."),
        (good_df, f"df={df!r}", "df is 'domain', 'design' or a positive number."),
        (
            deff in get_args(Deff),
            f"deff={deff!r}",
            "The design effect is always there; deff says against which sample: 'fpc' without, 'replace' with replacement.",
        ),
    ):
        if not good:
            raise EstimationError("E013", "options of an estimate", f"{said} is not possible.", remedy)


def _influence(found: Tabulation, points: Points) -> Influence:
    """Influence of each unit on each estimate, after calibration."""
    sample, table, quantities = found.sample, found.table, found.quantities
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(points.is_total, 1.0, 1 / points.denominator)
    scale = np.where(np.isfinite(scale), scale, 0.0)
    shift = np.where(points.is_total | points.empty, 0.0, points.estimate)

    size = len(sample.stages[-1].stratum) * table.n_domains

    def linear(sums: Floats, domains: Indices) -> Floats:
        found = np.empty((len(scale), sums.shape[1]))
        is_grid = domains is table.domains and len(domains) == size
        shape = (-1, table.n_domains) if is_grid else (-1,)
        own = slice(None) if is_grid else domains
        for at, row in enumerate(found):
            out = row.reshape(shape)
            np.multiply(sums[quantities.denominator[at]].reshape(shape), shift[at][own], out=out)
            np.subtract(sums[quantities.numerator[at]].reshape(shape), out, out=out)
            out *= scale[at][own]
        return found

    cells = table.units, table.domains, table.n_domains
    presence = Presence.of(sample, *cells, WrittenColumns(table.counts), np.array(quantities.base))
    before = Influence.before_calibration(presence, WrittenColumns(linear(table.sums, table.domains)))
    return before if found.cells is None else project(sample, before, found.cells, quantities.columns, linear)


def _replicates(found: Tabulation, points: Points, form: ReplicateFactors) -> Floats:
    """(replicates, variables, domains) the estimates of every replicate."""
    table, quantities = found.table, found.quantities
    used, place = np.unique([*quantities.numerator, *quantities.denominator], return_inverse=True)
    used = np.maximum(used, 0)
    if found.replicate_totals is None:
        totals = replicate_totals(form, table.units, table.domains, table.n_domains, table.sums[used])
    else:
        totals = found.replicate_totals[:, used]
    above, below = np.split(place, 2)
    return np.where(points.is_total, totals[:, above], totals[:, above] / totals[:, below])


def _logit_errors(form: ReplicateFactors, values: Floats, estimate: Floats) -> Floats:
    """(variables, domains) standard errors of the log odds of every replicate, in shares; NaN where one has no odds.

    With them the limits are those of log odds calculated in every replicate, as in R's ``svyciprop``.
    """
    known = ((values > 0) & (values < 1)).all(0) & (estimate > 0) & (estimate < 1)
    inside, at = np.where(known, values, 0.5), np.where(known, estimate, 0.5)
    deviations = form.deviations(logit(inside), logit(at))
    return np.where(known, np.sqrt((deviations**2).sum(0)) * at * (1 - at), np.nan)


def _degrees(sample: Sample, own: Floats, df: DegreesOfFreedom) -> Floats:
    if df == "domain":
        return own
    return np.full_like(own, design_degrees(sample) if df == "design" else float(df))


def _flags(kind: EstimandKind, estimate: Floats, n_psus: Floats, lonely: Mask, n_eff: Floats) -> Mask:
    """(flags, variables, domains) in the order of ``FLAGS``."""
    empty = np.isnan(estimate)
    edge = ((estimate == 0) | (estimate == 1)) & (kind == "share")
    return np.stack([empty, n_psus == 1, lonely, edge, ~(n_eff >= THIN)])


def _category(quantities: EstimandColumns, n_domains: int) -> Grouped | None:
    """Categories of the rows; one level may have different wordings in different questions."""
    pairs = zip(quantities.category, quantities.labels, strict=True)
    given = [(level, label) for level, label in pairs if level is not None]
    if not given:
        return None
    place = {pair: at for at, pair in enumerate(dict.fromkeys(given))}
    labels = tuple(label for _, label in place if label is not None)
    return Grouped(
        "category",
        tuple(level for level, _ in place),
        labels if len(labels) == len(place) else (),
        np.repeat(np.array([place[pair] for pair in given]), n_domains),
    )


def _base_of(kind: EstimandKind, quantities: EstimandColumns) -> str:
    """Base of a share in a word, for the description; of other kinds it follows from the kind."""
    return "" if kind != "share" else "asked" if quantities.asked else "answered"


def describe(
    kind: EstimandKind, sample: Sample, variables: Sequence[str], domains: Domains, df: DegreesOfFreedom, base: str = ""
) -> str:
    """Line about an estimation: what was estimated, of whom and how."""
    names = list(dict.fromkeys(variables))
    shown = ", ".join(names[:4]) + (f", … ({len(names)})" if len(names) > 4 else "")
    by = f" by {' x '.join(name for name, _, _ in domains.classes)}" if domains.classes else ""
    domain = f"; domain: {' and '.join(sample.conditions)}" if sample.conditions else ""
    steps = " -> ".join(step.kind for step in sample.trail)
    count = "PSUs - strata" if replication_of(sample) is None else "rank - 1 of the replicates"
    freedom = {"domain": f"{count} of the domain", "design": f"{count} of the sample"}.get(str(df), str(df))
    base = f"; base: {base}" if base else ""
    return f"{kind} of {shown}{by}{domain}{base}; weights: {steps}; df: {freedom}; lonely PSU: {sample.variance_rule}"
