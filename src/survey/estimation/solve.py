"""From columns to estimates: accumulate, linearise, project on the calibrations, take variances, make rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey.design.margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.accumulate import Cells, Engine, Table, find_cells
from survey.estimation.estimates import FLAGS, Estimates, Grouped, Kind
from survey.estimation.intervals import proportion, symmetric
from survey.estimation.project import calibrations, project
from survey.estimation.quantities import Quantities
from survey.estimation.variance import Influence
from survey.questionnaire.model import Reason
from survey.text import Text

DegreesOfFreedom = Literal["domain", "design"] | float
Deff = Literal["fpc", "replace"]

THIN = 30
"""Effective number of interviews below which a row is flagged."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Domains:
    """Domains of the estimates: (n,) codes with -1 outside, or None for everybody; and the names of the domains."""

    codes: NDArray[np.intp] | None
    number: int
    grouped: tuple[tuple[str, tuple[Level, ...], tuple[Text, ...]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    """Estimates and what they are made of, all (variables, domains); n, weight by variable too."""

    estimate: Floats
    denominator: Floats
    n: Floats
    weight: Floats
    weight_squares: Floats
    residual_squares: Floats


def solve(
    kind: Kind,
    sample: Sample,
    quantities: Quantities,
    by: str | Sequence[str] | None,
    level: float,
    df: DegreesOfFreedom,
    deff: Deff,
    engine: Engine,
) -> Estimates:
    """Estimates of the quantities in every domain.

    Raises
    ------
    EstimationError
        ``E012`` an unknown classification; ``E013`` an option that cannot be.
    """
    _check_options(level, df, deff)
    domains = find_domains(sample, by)
    cells = find_cells(sample.units, len(sample.stages[-1].stratum), domains.codes, domains.number)
    table = engine(cells, sample.weights, quantities.columns, quantities.bases)
    points = _points(table, quantities)
    influence = _influence(sample, cells, table, points, quantities)
    return _rows(kind, sample, cells, domains, quantities, points, influence, level, df, deff)


def find_domains(sample: Sample, by: str | Sequence[str] | None) -> Domains:
    """The domains of ``by`` within the domain of the sample."""
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    codes: NDArray[np.intp] | None = None
    number = 1
    grouped = []
    for name in names:
        _check_known(sample, name)
        found = sample.categories(name)
        blank = found.codes < 0
        if codes is None:
            codes = found.codes
        else:
            codes = np.where(blank | (codes < 0), -1, codes * len(found.levels) + found.codes)
        number *= len(found.levels)
        grouped.append((name, found.levels, found.labels))
    if sample.domain is not None:
        codes = np.where(sample.domain, 0 if codes is None else codes, -1)
    return Domains(codes, number, tuple(grouped))


def _check_known(sample: Sample, name: str) -> None:
    known = sample.names
    if name not in known and not _is_option(sample, name):
        raise EstimationError("E012", f"by {name!r}", "Nothing in the sample has this name.", nearest(name, known))


def _is_option(sample: Sample, name: str) -> bool:
    columns = getattr(sample.data, "answers", None)
    return columns is not None and name in columns.columns


def _check_options(level: float, df: DegreesOfFreedom, deff: Deff) -> None:
    good_df = df in ("domain", "design") if isinstance(df, str) else df > 0
    if 0 < level < 1 and good_df and deff in ("fpc", "replace"):
        return
    raise EstimationError(
        "E013",
        "options of an estimate",
        f"level={level!r}, df={df!r}, deff={deff!r} cannot be.",
        "level is between 0 and 1, df is 'domain', 'design' or a positive number, deff is 'fpc' or 'replace'.",
    )


def _points(table: Table, quantities: Quantities) -> _Points:
    sums = table.by_domain(table.sums)
    counts = table.by_domain(table.counts)
    numerator, weight = sums[quantities.numerator], sums[quantities.weight]
    is_total = np.array(quantities.denominator)[:, None] < 0
    denominator = np.where(is_total, weight, sums[quantities.denominator])
    n = counts[quantities.base]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = numerator / denominator
        estimate = np.where(is_total, np.where(n > 0, numerator, np.nan), slope)
    estimate[~np.isfinite(estimate)] = np.nan
    crossed = np.where(
        np.array(quantities.crossed)[:, None] == np.array(quantities.numerator)[:, None],
        numerator,
        sums[quantities.crossed],
    )
    below = np.where(is_total, weight, table.squares[quantities.denominator])
    above = table.squares[quantities.numerator]
    residual = above - 2 * slope * crossed + slope**2 * below
    residual = np.where(residual > 1e-12 * above, residual, 0.0)
    return _Points(estimate, denominator, n, weight, table.weight_squares[quantities.base], residual)


def _influence(sample: Sample, cells: Cells, table: Table, points: _Points, quantities: Quantities) -> Influence:
    is_total = np.array(quantities.denominator)[:, None] < 0
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(is_total, 1.0, 1 / points.denominator)
        shift = np.where(is_total, 0.0, points.estimate)
    scale, shift = np.nan_to_num(scale, posinf=0, neginf=0), np.nan_to_num(shift)

    def linear(sums: Floats, domains: NDArray[np.intp]) -> Floats:
        below = sums[quantities.denominator] * shift[:, domains]
        return (sums[quantities.numerator] - below) * scale[:, domains]

    z = linear(table.sums, table.domains)
    units, domains, counts = table.units, table.domains, table.counts
    spread = bool(calibrations(sample))
    if spread:
        size = len(sample.stages[-1].stratum) * table.n_domains
        z, counts = (
            _on_grid(z, units, domains, table.n_domains, size),
            _on_grid(counts, units, domains, table.n_domains, size),
        )
        units, domains = np.divmod(np.arange(size), table.n_domains)
        z = project(sample, z, cells, quantities.columns, linear)
    return Influence(
        sample.stages,
        units,
        domains,
        table.n_domains,
        z,
        counts,
        np.array(quantities.base),
        spread,
        sample.design.lonely,
        sample.design.lonely_domains,
    )


def _on_grid(rows: Floats, units: NDArray[np.intp], domains: NDArray[np.intp], n_domains: int, size: int) -> Floats:
    if rows.shape[1] == size:
        return rows
    full = np.zeros((len(rows), size))
    full[:, units * n_domains + domains] = rows
    return full


def _rows(
    kind: Kind,
    sample: Sample,
    cells: Cells,
    domains: Domains,
    quantities: Quantities,
    points: _Points,
    influence: Influence,
    level: float,
    df: DegreesOfFreedom,
    deff: Deff,
) -> Estimates:
    empty = np.isnan(points.estimate)
    variance = np.where(empty, np.nan, influence.variance())
    psus = influence.psus()
    base = np.array(quantities.base)
    own = (psus.sum(1) - (psus > 0).sum(1))[base]
    effect, n_eff = _design_effect(kind, sample, points, variance, own, psus.sum(1)[base], deff)
    chosen = _degrees(sample, own, df)
    se = np.sqrt(variance)
    shape = points.estimate.shape
    if kind == "share":
        estimate = np.where(np.abs(points.estimate - 1) < 1e-14, 1.0, points.estimate)
        low, high, method = proportion(estimate, se, chosen, n_eff, points.n, level)
    else:
        estimate = points.estimate
        low, high = symmetric(estimate, se, chosen, level)
        method = np.where(chosen > 0, "t", "none").astype(object)
    flags = np.zeros((len(FLAGS), *shape), bool)
    flags[0] = empty
    flags[1] = (psus.sum(1)[base] == 1) & ~empty
    flags[2] = influence.lonely_touched()[base] & ~empty
    flags[3] = (kind == "share") & ((estimate == 0) | (estimate == 1))
    flags[4] = ~(n_eff >= THIN)
    dont_know, refused = _unanswered(cells, quantities)
    return Estimates(
        kind,
        tuple(np.repeat(quantities.names, shape[1]).tolist()),
        _category(quantities, shape[1]),
        _by(domains, shape[0]),
        *(
            part.ravel()
            for part in (
                estimate,
                se,
                low,
                high,
                np.where(empty, np.nan, chosen),
                points.n,
                dont_know,
                refused,
                points.weight,
                n_eff,
                effect,
                method,
            )
        ),
        flags=flags.reshape(len(FLAGS), -1),
        level=level,
        influence=influence,
        about=_about(kind, sample, quantities, domains, df),
    )


def _degrees(sample: Sample, own: Floats, df: DegreesOfFreedom) -> Floats:
    if df == "domain":
        return own
    if df == "design":
        return np.full_like(own, float(len(sample.stages[0].stratum) - len(sample.stages[0].strata)))
    return np.full_like(own, float(df))


def _design_effect(
    kind: Kind, sample: Sample, points: _Points, variance: Floats, df: Floats, psus: Floats, deff: Deff
) -> tuple[Floats, Floats]:
    """Design effect and effective number of interviews."""
    n, weight = points.n, points.weight
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = points.residual_squares / weight * n / (n - 1)
        reference = spread / n * (weight**2 if kind == "total" else (weight / points.denominator) ** 2)
        if deff == "fpc":
            reference = reference * _without_replacement(sample, n, weight)
        effect = np.where((reference > 0) & (df > 0), variance / reference, np.nan)
        kish = weight**2 / points.weight_squares
        n_eff = np.where(np.isnan(effect), kish, n / effect)
    n_eff = np.where(df > 0, n_eff, np.minimum(kish, psus))
    return effect, np.where(n > 0, n_eff, 0.0)


def _without_replacement(sample: Sample, n: Floats, weight: Floats) -> Floats | float:
    """Share of the population not in the sample; 1 when the weights do not add up to a population."""
    before = weight
    for earlier, step in zip(sample.trail, sample.trail[1:], strict=False):
        if step.kind == "normalize":
            before = before * (earlier.total / step.total)
    scale = sample.trail[0].total if len(sample.trail) == 1 else _population(sample)
    if scale <= sample.trail[0].n * (1 + 1e-9):
        return 1.0
    return (before - n) / before


def _population(sample: Sample) -> float:
    """Sum of the weights with every normalisation undone."""
    total = sample.trail[-1].total
    for earlier, step in zip(sample.trail, sample.trail[1:], strict=False):
        if step.kind == "normalize":
            total *= earlier.total / step.total
    return total


def _unanswered(cells: Cells, quantities: Quantities) -> tuple[Floats, Floats]:
    """(variables, domains) interviews that do not know, and that refused."""
    found = np.full((2, len(quantities.names), cells.n_domains), np.nan)
    known: dict[int, Floats] = {}
    for at, reasons in enumerate(quantities.reasons):
        if reasons is None:
            continue
        if id(reasons) not in known:
            known[id(reasons)] = np.stack(
                [
                    np.bincount(cells.domain_of_row[reasons == reason], minlength=cells.n_domains + 1)[:-1]
                    for reason in (Reason.DONT_KNOW, Reason.REFUSED)
                ]
            )
        found[:, at] = known[id(reasons)]
    return found[0], found[1]


def _category(quantities: Quantities, n_domains: int) -> Grouped | None:
    if all(level is None for level in quantities.category):
        return None
    given = [level for level in quantities.category if level is not None]
    levels = tuple(dict.fromkeys(given))
    place = {level: at for at, level in enumerate(levels)}
    return Grouped("category", levels, (), np.repeat([place[level] for level in given], n_domains))


def _by(domains: Domains, n_variables: int) -> tuple[Grouped, ...]:
    shape = [len(levels) for _, levels, _ in domains.grouped]
    positions = np.unravel_index(np.arange(domains.number), shape) if shape else ()
    return tuple(
        Grouped(name, levels, labels, np.tile(at, n_variables))
        for (name, levels, labels), at in zip(domains.grouped, positions, strict=True)
    )


def _about(kind: Kind, sample: Sample, quantities: Quantities, domains: Domains, df: DegreesOfFreedom) -> str:
    names = list(dict.fromkeys(quantities.names))
    by = f" by {' x '.join(name for name, _, _ in domains.grouped)}" if domains.grouped else ""
    domain = f"; domain: {' and '.join(sample.conditions)}" if sample.conditions else ""
    shown = ", ".join(names[:4]) + (f", … ({len(names)})" if len(names) > 4 else "")
    steps = " -> ".join(step.kind for step in sample.trail)
    freedom = {"domain": "PSUs - strata of the domain", "design": "PSUs - strata of the sample"}.get(str(df), str(df))
    return f"{kind} of {shown}{by}{domain}; weights: {steps}; df: {freedom}; lonely PSU: {sample.design.lonely}"
