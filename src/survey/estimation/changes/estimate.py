"""Differences between two waves, with the covariance that PSUs or panel members in both bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np

from survey.argument_errors import public
from survey.arrays import Floats
from survey.design.older_interviews import under_present_ids
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.build_estimates import DegreesOfFreedom
from survey.estimation.changes.overlap import (
    Kept,
    check_name,
    common_degrees,
    common_design_degrees,
    find_kept,
    wave_covariance,
)
from survey.estimation.changes.result import Change
from survey.estimation.confidence_intervals import symmetric
from survey.estimation.domains import By, classifications, is_condition
from survey.estimation.estimand_columns import Base
from survey.estimation.estimates import Estimates
from survey.estimation.estimation_source import Source
from survey.estimation.estimators import mean, ratio, share, shares, total
from survey.estimation.grouped_interviews import named
from survey.estimation.linear_estimates import settled, t_test
from survey.estimation.multiple_testing import false_discovery_rates
from survey.estimation.quantiles import quantile
from survey.interviews import Interviews

ChangeKind = Literal["mean", "share", "shares", "total", "ratio", "quantile"]

_PLACE = "survey.change"
_NOTHING = 1e-12


@public
def change(
    previous: Sample | Source,
    current: Sample | Source,
    variables: str | Sequence[str],
    by: By = None,
    *,
    kind: ChangeKind = "mean",
    codes: Level | Sequence[Level] | None = None,
    denominator: str | Sequence[str] | None = None,
    probabilities: float | Sequence[float] | None = None,
    base: Base = "answered",
    shared: str = "psu",
    where: str | None = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    margin: float | None = None,
) -> Change:
    """Current wave minus previous wave, with the covariance that kept PSUs or panel members bring.

    Parameters
    ----------
    previous, current : Sample, or a table in a database
        Each with its own design, domain, weights and trail of weighting. Questions that the questionnaire of ``current``
        declares to have had other ids or codes are compared under the present ones.
    variables : str or sequence of str
        Names that both waves have; ``Sample.assign`` adds derived ones.
    by : str or sequence of str
        Domains, as in :func:`survey.mean`.
    kind : {"mean", "share", "shares", "total", "ratio", "quantile"}
        What is compared: the function of the package with this name.
    codes : level or sequence of levels
        For shares: the answers that count.
    denominator : str or sequence of str
        For ratios.
    probabilities : float or sequence of float
        For quantiles; 0.5 unless given.
    base : {"answered", "asked"}
        For shares: whether those who do not know or refused count.
    shared : str
        ``psu``: PSUs of the same stratum with the same name are the same PSU. ``none``: the waves are independent
        samples. Else the column with the numbers of the members of a panel: see Notes.
    where : str
        A condition for both waves, as in :meth:`Sample.where`.
    level : float
        Confidence level; equivalence is tested at ``1 - level`` (0.95: the 90 % interval within the margin).
    df : {"domain", "design"} or float
        PSUs minus strata of both waves together, those in common counted once; of the domain, or of the designs.
    margin : float, above 0, in the unit of the estimate
        Differences below it do not matter: asks for the test of equivalence.

    Returns
    -------
    Change

    Raises
    ------
    EstimationError
        ``E320`` an unknown kind, or an option of another kind; ``E321`` a name that a wave does not have; ``E322``,
        ``E323`` panel members; ``E324`` waves with different categories; ``E325`` an impossible margin; ``E326``
        kept PSUs in designs with joint probabilities or replicate weights; ``E327`` what a table in a database does not
        answer; and those of the function named by ``kind``.

    Notes
    -----
    ``V(b - a) = V(a) + V(b) - 2 C(a, b)``. Both variances are those of the waves alone, with their own calibrations
    accounted for. C adds up, over the PSUs in both waves, the products of the PSU's influences on one estimate and on
    the other, each from the mean of its stratum in its wave (:func:`survey.estimation.changes.overlap.wave_covariance`). Where all
    PSUs of a stratum were kept, this is linearisation of the two waves stacked, with the PSU as unit; where none was,
    V(a) + V(b). Members of a panel are in the same PSU in both waves, so that their covariance is part of that of the
    PSUs and needs no separate term; their numbers are checked against the PSUs, and they are the units only where the
    design selects interviews directly.

    Where one of two shares is 0 or 1, its standard error is 0 and not informative; the interval of the difference is then made
    from the intervals of the shares (Zou and Donner 2008; ``method`` is ``mover``). Equivalence: Schuirmann (1987).
    ``q``: Benjamini and Hochberg (1995) over the rows of the call.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> design = Design(psu="psu", weight="w")
    >>> first = make_sample({"y": [1, 2, 3, 6], "psu": [1, 2, 3, 4], "w": [1, 1, 1, 1]}, design)
    >>> second = make_sample({"y": [2, 3, 4, 8], "psu": [1, 2, 3, 4], "w": [1, 1, 1, 1]}, design)
    >>> kept, apart = change(first, second, "y"), change(first, second, "y", shared="none")
    >>> kept.change.round(4), kept.se.round(4), apart.se.round(4)
    (array([1.25]), array([0.25]), array([1.7017]))
    """
    options = _options(kind, codes, denominator, probabilities, base)
    _check_margin(margin)
    before, after = named(previous), named(current)
    older = under_present_ids(before, after)
    _check_in_memory(previous, current, shared, is_renamed=older is not before)
    sources = (older if isinstance(previous, Sample) else previous, current)
    _check_names(older, after, variables, denominator, by)
    kept = find_kept(older, after, shared)
    waves = tuple(_estimate(kind, source, variables, by, where, level, df, options) for source in sources)
    _check_levels(older, after, waves[0], waves[1], variables, kind)
    about = f"{_about(older, after, kept, shared)}; previous: {waves[0].about}; current: {waves[1].about}"
    return subtract(older, waves[0], waves[1], kept, level, df, margin, about)


def _check_in_memory(previous: Sample | Source, current: Sample | Source, shared: str, *, is_renamed: bool) -> None:
    """Refuse what needs the interviews of a wave that is not in memory (``E327``)."""
    if isinstance(previous, Sample) and isinstance(current, Sample):
        return
    if shared not in ("psu", "none"):
        fact = "Members of a panel are found interview by interview."
    elif is_renamed and not isinstance(previous, Sample):
        fact = (
            "The questionnaire of the current wave declares other ids or codes than the table of the previous one has."
        )
    else:
        return
    remedy = "Say shared='psu' or 'none', or give both waves as survey.make_sample makes them."
    raise EstimationError("E327", f"{_PLACE}: waves in a database", fact, remedy)


def subtract(
    sample: Sample,
    before: Estimates,
    after: Estimates,
    kept: Sequence[Kept],
    level: float,
    df: DegreesOfFreedom,
    margin: float | None = None,
    about: str = "",
) -> Change:
    """Changes between estimates of two waves that have the same rows; ``sample`` is the previous wave.

    The other parameters are those of :func:`change`, and the PSUs of :func:`find_kept`.
    """
    common, overlap = common_degrees(before.variation.presence, after.variation.presence, kept)
    if df == "design":
        common = np.full_like(common, common_design_degrees(sample, kept))
    degrees = before.df + after.df - common if isinstance(df, str) else np.full_like(common, float(df))
    return _compare(before, after, kept, degrees, overlap, level, margin, about)


def _options(
    kind: str,
    codes: Level | Sequence[Level] | None,
    denominator: str | Sequence[str] | None,
    probabilities: float | Sequence[float] | None,
    base: Base,
) -> Mapping[str, object]:
    """Arguments of the function named by the kind; refuses those of another kind (``E320``)."""
    if kind not in get_args(ChangeKind):
        fact, remedy = f"There is no kind {kind!r}.", nearest(str(kind), get_args(ChangeKind))
        raise _wrong_option(fact, remedy)
    given = {
        "codes": (codes is not None, ("share",)),
        "denominator": (denominator is not None, ("ratio",)),
        "probabilities": (probabilities is not None, ("quantile",)),
        "base": (base != "answered", ("share", "shares")),
    }
    for name, (is_given, kinds) in given.items():
        if is_given and kind not in kinds:
            raise _wrong_option(f"{name}= says nothing about {kind!r}.", f"It belongs to kind={kinds[0]!r}.")
    if kind == "ratio" and denominator is None:
        raise _wrong_option("A ratio has no denominator.", "Give denominator=.")
    found: dict[str, dict[str, object]] = {
        "share": {"codes": codes, "base": base},
        "shares": {"base": base},
        "quantile": {"probabilities": 0.5 if probabilities is None else probabilities},
        "ratio": {"denominator": denominator},
    }
    return found.get(kind, {})


def _wrong_option(fact: str, remedy: str) -> EstimationError:
    return EstimationError("E320", f"{_PLACE}: kind", fact, remedy)


def _check_margin(margin: float | None) -> None:
    if margin is not None and not 0 < margin < np.inf:
        raise EstimationError(
            "E325",
            f"{_PLACE}: margin",
            f"{margin!r} is no margin of equivalence.",
            "Give the smallest difference that matters, above 0, in the unit of the estimate (0.05: five points of a share).",
        )


def _check_names(
    previous: Sample,
    current: Sample,
    variables: str | Sequence[str],
    denominator: str | Sequence[str] | None,
    by: By,
) -> None:
    classes = [source for source in classifications(by).values() if not is_condition(source)]
    for role, names in (("variable", variables), ("denominator", denominator), ("by", classes)):
        for name in () if names is None else (names,) if isinstance(names, str) else names:
            check_name(previous, name, role, "previous")
            check_name(current, name, role, "current")


def _estimate(
    kind: ChangeKind,
    sample: Sample | Source,
    variables: str | Sequence[str],
    by: By,
    where: str | None,
    level: float,
    df: DegreesOfFreedom,
    options: Mapping[str, object],
) -> Estimates:
    verbs = {"mean": mean, "share": share, "shares": shares, "total": total, "quantile": quantile}
    if kind == "ratio":
        below = options["denominator"]
        return ratio(sample, variables, below, by, where=where, level=level, df=df)  # type: ignore[arg-type]
    return verbs[kind](sample, variables, by=by, where=where, level=level, df=df, **options)  # type: ignore[operator,no-any-return]


def _check_levels(
    previous: Sample,
    current: Sample,
    before: Estimates,
    after: Estimates,
    variables: str | Sequence[str],
    kind: ChangeKind,
) -> None:
    """Refuse waves whose rows would not be the same (``E324``)."""
    chosen = _named(variables) if kind in ("share", "shares") else ()
    pairs = [pair for name in chosen if (pair := _own_levels(previous, current, name, kind)) is not None]
    pairs += [(a.name, a.levels, b.levels) for a, b in zip(before.groups, after.groups, strict=True)]
    for name, a, b in pairs:
        if a != b:
            only = [(one, "previous") for one in a if one not in b] + [(one, "current") for one in b if one not in a]
            listed = ", ".join(f"{one!r} ({wave})" for one, wave in only[:8]) or "their order"
            raise EstimationError(
                "E324",
                f"{_PLACE}: {name!r}",
                f"The two waves have different categories; in one of them only: {listed}.",
                "Recode them to common categories; for a column of a plain table pandas.Categorical names them all, "
                "also those nobody gave.",
            )


def _named(variables: str | Sequence[str]) -> Sequence[str]:
    return (variables,) if isinstance(variables, str) else variables


def _own_levels(
    previous: Sample, current: Sample, name: str, kind: ChangeKind
) -> tuple[str, tuple[Level, ...], tuple[Level, ...]] | None:
    """Categories of a variable in both waves; None where they are merely those that occur in the answers."""
    found = [_levels(sample, name) for sample in (previous, current)]
    planned = all(isinstance(sample.data, Interviews) for sample in (previous, current))
    return (name, found[0], found[1]) if planned or kind == "shares" else None


def _levels(sample: Sample, name: str) -> tuple[Level, ...]:
    if sample.kind_of(name) != "set":
        return sample.categories(name).levels
    mentions = sample.mentions(name)
    return mentions.written or tuple(mentions.codes.tolist())


def _about(previous: Sample, current: Sample, kept: Sequence[Kept], shared: str) -> str:
    numbers = [len(sample.stages[0].stratum) for sample in (previous, current)]
    unit = "PSUs" if previous.design.psu_names and current.design.psu_names else "units"
    common = "independent samples" if shared == "none" else f"{len(kept[0])} {unit} in both"
    return f"change between waves with {numbers[0]} and {numbers[1]} {unit}, {common}"


def _compare(
    before: Estimates,
    after: Estimates,
    kept: Sequence[Kept],
    degrees: Floats,
    overlap: Floats,
    level: float,
    margin: float | None,
    about: str,
) -> Change:
    """Rows from the rows of both waves."""
    difference = after.estimate - before.estimate
    product = before.se * after.se
    common = np.clip(wave_covariance(before.variation, after.variation, kept), -product, product)
    alone = before.se**2 + after.se**2
    variance = alone - 2 * common
    se = np.sqrt(np.where(variance > _NOTHING * alone, variance, np.where(np.isnan(variance), np.nan, 0.0)))
    size = np.abs(after.estimate) + np.abs(before.estimate)
    difference = settled(difference, se, size, float(np.nansum(before.n) + np.nansum(after.n)))
    correlation = np.divide(common, product, out=np.full(len(product), np.nan), where=product > 0)
    freedom = np.where(np.isnan(difference), np.nan, degrees)
    low, high = symmetric(difference, se, freedom, level)
    edge = (before.flag("edge") | after.flag("edge")) & (freedom > 0)
    if edge.any():
        other = _mover(before, after, np.nan_to_num(correlation))
        low, high = np.where(edge, other[0], low), np.where(edge, other[1], high)
    t, p = t_test(difference, np.where(se > 0, se, np.nan), freedom)
    return Change(
        before=before,
        after=after,
        change=difference,
        se=se,
        ci_low=low,
        ci_high=high,
        df=freedom,
        t=t,
        p=p,
        q=false_discovery_rates(p),
        p_equivalence=None if margin is None else np.where(edge, np.nan, _outside(difference, se, freedom, margin)),
        margin=margin,
        correlation=correlation,
        overlap=overlap,
        method=np.where(edge, "mover", np.where(freedom > 0, "t", "none")).astype(object),
        level=level,
        about=about,
    )


def _mover(before: Estimates, after: Estimates, correlation: Floats) -> tuple[Floats, Floats]:
    """Limits of a difference from the limits of its parts (Zou and Donner 2008)."""
    a = before.estimate - before.ci_low, before.ci_high - before.estimate
    b = after.estimate - after.ci_low, after.ci_high - after.estimate
    difference = after.estimate - before.estimate
    low = difference - np.sqrt(b[0] ** 2 + a[1] ** 2 - 2 * correlation * b[0] * a[1])
    high = difference + np.sqrt(b[1] ** 2 + a[0] ** 2 - 2 * correlation * b[1] * a[0])
    return low, high


def _outside(difference: Floats, se: Floats, df: Floats, margin: float) -> Floats:
    """The larger p-value of the two one-sided tests that the difference lies outside the margin."""
    size = np.abs(difference)
    _, two_sided = t_test(margin - size, np.where(se > 0, se, np.nan), df)
    one_sided = np.where(size < margin, two_sided / 2, 1 - two_sided / 2)
    return np.where((se == 0) & (df > 0), np.where(size < margin, 0.0, 1.0), one_sided)
