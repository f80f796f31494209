"""Nonresponse adjustment: respondents take over the weight of those who did not answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from survey.argument_errors import public
from survey.arrays import Floats, Indices, Mask
from survey.design.data_columns import name_rows
from survey.design.reweighting import reweigh
from survey.design.sample import Sample
from survey.design.weight_trail import Calibration, memberships
from survey.errors import WeightingError
from survey.weighting.calibration_variables import Regressors
from survey.weighting.raking_margins import Crossed, cross
from survey.weighting.replicate_weighting import repeated
from survey.weighting.response_propensity import Response, fit_response

_PLACE = "survey.adjust_nonresponse"
_NOTABLE_FRACTION = 0.1
"""Selected share of a stratum above which the finite population correction of nonresponse is noted in the trail."""
_LOW_CHANCE = 0.1
"""Propensity below which respondents are counted in a note."""
_NO_CHANCE = 1e-6
"""Propensity below which the model is taken to separate respondents from the others."""


@public
@repeated()
def adjust_nonresponse(
    sample: Sample,
    respondents: str | ArrayLike,
    *,
    by: str | Sequence[str] | None = None,
    propensity: str | Sequence[str] | None = None,
    numbers: str | Sequence[str] | None = None,
    groups: int | None = None,
    weighted: bool = True,
) -> Sample:
    """Sample in which respondents take over the weight of those who did not answer, who get the weight 0.

    Parameters
    ----------
    sample : Sample
        All selected persons who belong to the population, respondents and others, with the variables known for both.
        Those who did not answer stay in the sample, because variances need them.
    respondents : str or (n,) array of bool
        Those who answered: a condition in the language of the questionnaire, or a mask.
    by : str or sequence of str
        Variables whose combinations are the weighting classes, within which the weight is taken over. None, without
        ``propensity`` and ``numbers``: one class.
    propensity : str or sequence of str
        Categorical variables of a logistic model of answering, instead of classes.
    numbers : str or sequence of str
        Numeric variables of that model.
    groups : int
        Number of classes of about equal weight, formed by estimated propensity, within which the weight is taken over.
        None: each weight is divided by its own propensity, which gives more extreme weights.
    weighted : bool
        Whether the model is fitted with the weights.

    Returns
    -------
    Sample
        With a step ``nonresponse`` in its trail.

    Raises
    ------
    WeightingError
        ``W100`` the sample is restricted; ``W130`` options that do not go together; ``W131`` nobody answered;
        ``W132`` a class, or ``W136`` a category of the model, in which nobody answered; ``W133`` a blank class;
        ``W134`` the model has no solution; ``W135`` a blank number.

    Notes
    -----
    Classes: the weights of respondents are multiplied by the sum of all weights in the class over that of its
    respondents (Oh and Scheuren 1983). Variances treat this as a calibration of the respondents to class totals that
    are estimated from the whole sample: the influence is the deviation from the class mean of the respondents, times
    the adjusted weight, plus the class mean times the weight before. Propensities: weights are divided by the fitted
    propensity; variances take into account that the model was estimated (Kim and Kim 2007, section 2). Groups are
    treated as if they had been fixed in advance. Variances cover selection and response together, as in sampling of
    PSUs with replacement. With a sizeable selected fraction (fpc) the finite population correction also reduces the
    part that comes from response, slightly too much; the trail then says so.

    When *not* to use it: unless the variables are related to response *and* to the answers, it only adds noise.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"urban": [1, 1, 1, 0, 0], "y": [5, None, 7, 3, 2], "w": [2.0] * 5}, Design(weight="w"))
    >>> adjust_nonresponse(sample, "y > 0", by="urban").weights
    array([3., 0., 3., 2., 2.])
    """
    sample.require_whole(_PLACE)
    _check_options(by, propensity, numbers, groups)
    answered = _answered(sample, respondents)
    if propensity is None and numbers is None:
        names = _names(by)
        classes = _classes(sample, names)
        return _by_classes(sample, answered, classes, " x ".join(names) or "everybody")
    model = _model(sample, answered, _names(propensity), _names(numbers), weighted)
    if groups is None:
        return _by_chance(sample, answered, model)
    return _by_groups(sample, answered, model, groups)


@dataclass(frozen=True, slots=True, eq=False)
class _Classes:
    """Weighting classes: class (n,) of each interview, and the names of the classes."""

    of_row: Indices
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """Fitted response model: propensity ``chance`` (n,) of each interview, and the variables of the model.

    ``cells``, ``categories``, ``sizes`` and ``numbers`` are as in :class:`survey.design.Calibration`.
    """

    chance: Floats
    title: str
    cells: Indices
    categories: Indices
    sizes: tuple[int, ...]
    numbers: Floats | None
    weighted: bool
    iterations: int


def _check_options(
    by: str | Sequence[str] | None,
    propensity: str | Sequence[str] | None,
    numbers: str | Sequence[str] | None,
    groups: int | None,
) -> None:
    model = propensity is not None or numbers is not None
    if (by is not None and model) or (groups is not None and (not model or groups < 2)):
        raise WeightingError(
            "W130",
            f"{_PLACE}: options",
            f"by={by!r}, propensity={propensity!r}, numbers={numbers!r}, groups={groups!r} do not go together.",
            "Give classes (by=), or a model (propensity=, numbers=) with groups=None or at least 2.",
        )


def _names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _answered(sample: Sample, respondents: str | ArrayLike) -> Mask:
    """(n,) mask of those who answered (``W131`` when none of them has a weight)."""
    domain = sample.where(respondents).domain
    answered = np.zeros(len(sample), bool) if domain is None else domain
    if not sample.weights[answered].any():
        raise WeightingError(
            "W131",
            f"{_PLACE}: respondents",
            "No interview with a weight answered.",
            "Look at the condition: it must hold for those who answered.",
        )
    return answered


def _classes(sample: Sample, names: tuple[str, ...]) -> _Classes:
    crossed = cross(sample, names)
    _no_blank(sample, crossed, names)
    titles = []
    for at in range(len(crossed.weights)):
        parts = (sample.categories(name).ids[crossed.levels[name][at]] for name in names)
        titles.append(" x ".join(parts))
    return _Classes(crossed.of_row, tuple(titles))


def _no_blank(sample: Sample, crossed: Crossed, names: tuple[str, ...]) -> None:
    """Refuse variables that are blank for a selected person with a weight (``W133``)."""
    for name in names:
        blank = (crossed.levels[name] < 0)[crossed.of_row] & (sample.weights != 0)
        if blank.any():
            raise WeightingError(
                "W133",
                f"{_PLACE}: {name!r}",
                f"It is blank in {name_rows(sample.data, blank)}.",
                "Classes must be known of everybody who was selected, whether they answered or not.",
            )


def _by_classes(sample: Sample, answered: Mask, classes: _Classes, title: str) -> Sample:
    """Sample after adjustment within classes (``W132`` when nobody of a class answered)."""
    size = len(classes.titles)
    before = np.where(answered, sample.weights, 0.0)
    everybody = np.bincount(classes.of_row, sample.weights, size)
    respondents = np.bincount(classes.of_row, before, size)
    silent = np.flatnonzero((respondents == 0) & (everybody > 0))
    if len(silent):
        raise WeightingError(
            "W132",
            f"{_PLACE}: class {classes.titles[silent[0]]!r}",
            f"Nobody of {everybody[silent[0]]:,.0f} people answered; there are {len(silent)} such classes.",
            "Join the class to a neighbour, or use fewer variables.",
        )
    factors = np.divide(everybody, respondents, out=np.ones(size), where=respondents > 0)
    weights = before * factors[classes.of_row]
    calibration = Calibration(
        classes.of_row,
        np.arange(size)[:, None],
        (size,),
        None,
        weights,
        before,
        # The class totals are estimated: only what the adjustment added to the weights is residualised.
        taken=weights - sample.weights,
    )
    detail = f"classes of {title} ({size}); {_rate(sample, before)}; factors {factors.min():.3g} to {factors.max():.3g}"
    return reweigh(sample, weights, "nonresponse", detail, notes=_notes(sample), calibration=calibration)


def _rate(sample: Sample, before: Floats) -> str:
    """Response rate in words, unweighted and weighted."""
    used = sample.weights > 0
    n = int((before > 0).sum())
    share = float(before.sum() / sample.weights.sum())
    return f"{n} of {int(used.sum())} answered ({share:.1%} by weight)"


def _notes(sample: Sample) -> tuple[str, ...]:
    """Note on the finite population correction, where it is notable."""
    fraction = float(sample.stages[0].fraction.max())
    if fraction <= _NOTABLE_FRACTION:
        return ()
    note = (
        f"up to {fraction:.0%} of the units were selected: the part of the variance that comes from nonresponse is "
        "reduced with the rest, slightly too much"
    )
    return (note,)


def _model(sample: Sample, answered: Mask, names: tuple[str, ...], numbers: tuple[str, ...], weighted: bool) -> _Model:
    """Response model fitted by cells, or by interview where numeric variables are in it."""
    crossed = cross(sample, names)
    _no_blank(sample, crossed, names)
    categories = np.stack([np.maximum(crossed.levels[name], 0) for name in names], axis=1) if names else None
    if categories is None:
        categories = np.zeros((len(crossed.weights), 1), np.intp)
    sizes = tuple(len(sample.categories(name).levels) for name in names) or (1,)
    columns = np.stack([_number(sample, name) for name in numbers], axis=1) if numbers else None
    start = sample.weights if weighted else (sample.weights != 0).astype(np.float64)
    before = np.where(answered, start, 0.0)
    _somebody_answered(sample, names, crossed, before)
    if columns is None:
        X = Regressors(memberships(categories, sizes))
        size = len(crossed.weights)
        everybody, respondents = (np.bincount(crossed.of_row, one, size) for one in (start, before))
        fit = fit_response(X, np.asarray(everybody, np.float64), np.asarray(respondents, np.float64))
        chance = fit.probabilities[crossed.of_row]
    else:
        X = Regressors(memberships(categories, sizes), crossed.of_row, columns)
        fit = fit_response(X, start, before)
        chance = fit.probabilities
    _check_fit(fit, sample, chance)
    title = ", ".join((*names, *numbers))
    return _Model(chance, title, crossed.of_row, categories, sizes, columns, weighted, fit.iterations)


def _number(sample: Sample, name: str) -> Floats:
    """(n,) values of a numeric variable, 0 where an interview has no weight (``W135`` when one is blank)."""
    values = sample.values(name)
    blank = ~np.isfinite(values) & (sample.weights != 0)
    if blank.any():
        raise WeightingError(
            "W135",
            f"{_PLACE}: number {name!r}",
            f"It is blank or infinite in {name_rows(sample.data, blank)}.",
            "It must be known of everybody who was selected; make classes of it with one for the blank.",
        )
    return np.where(sample.weights != 0, values, 0.0)


def _somebody_answered(sample: Sample, names: tuple[str, ...], crossed: Crossed, before: Floats) -> None:
    """Refuse a category in which nobody answered (``W136``): its coefficient would be minus infinity."""
    respondents = np.bincount(crossed.of_row, before, len(crossed.weights))
    for name in names:
        found = sample.categories(name)
        codes = np.maximum(crossed.levels[name], 0)
        tried = np.bincount(codes, crossed.weights, len(found.levels))
        answered = np.bincount(codes, respondents, len(found.levels))
        silent = np.flatnonzero((tried > 0) & (answered == 0))
        if len(silent):
            raise WeightingError(
                "W136",
                f"{_PLACE}: {name!r}, category {found.ids[silent[0]]!r}",
                f"Nobody of {tried[silent[0]]:,.0f} people answered, so their chance of answering would be 0.",
                "Join the category to a neighbour, or leave the variable out of the model.",
            )


def _check_fit(fit: Response, sample: Sample, chance: Floats) -> None:
    """Refuse a model whose likelihood has no maximum (``W134``)."""
    least = float(chance[sample.weights != 0].min())
    if not fit.deviation <= 1e-7 or not least > _NO_CHANCE:
        raise WeightingError(
            "W134",
            f"{_PLACE}: model",
            f"It has no solution: after {fit.iterations} iterations it misses the respondents by {fit.deviation:.2g}, "
            f"and the lowest chance is {least:.2g}.",
            "Some combination of the variables tells exactly who answers: use fewer variables, or classes (by=).",
        )


def _by_chance(sample: Sample, answered: Mask, model: _Model) -> Sample:
    """Sample with weights divided by the propensity p.

    The calibration in the trail is the linearisation of Kim and Kim (2007). With the variables x of the model and the
    weights d of its fit, d (answered - p) x'B is subtracted from the influence of an interview. B solves
    ``sum(d p (1 - p) x x') B = sum((1 - p) x z)``, z being the weighted values of the respondents.
    """
    before = np.where(answered, sample.weights, 0.0)
    weights = before / model.chance
    counted = sample.weights if model.weighted else (sample.weights != 0).astype(np.float64)
    calibration = Calibration(
        model.cells,
        model.categories,
        model.sizes,
        None,
        weights,
        weights * (1 - model.chance),
        model.numbers,
        taken=np.where(answered, counted, 0.0) - counted * model.chance,
        moments=counted * model.chance * (1 - model.chance),
    )
    used = model.chance[before > 0]
    detail = (
        f"chance of answering by {model.title}; {_rate(sample, before)}; chances {used.min():.3g} to {used.max():.3g}; "
        f"{model.iterations} iterations"
    )
    low = int((used < _LOW_CHANCE).sum())
    notes = _notes(sample) if not low else (*_notes(sample), f"{low} respondents had a chance below {_LOW_CHANCE:g}")
    return reweigh(sample, weights, "nonresponse", detail, notes=notes, calibration=calibration)


def _by_groups(sample: Sample, answered: Mask, model: _Model, groups: int) -> Sample:
    """Sample adjusted within classes of about equal weight, formed by estimated propensity."""
    order = np.argsort(model.chance, kind="stable")
    # The position of an interview is the middle of its weight in the cumulated weights.
    position = np.cumsum(sample.weights[order]) - sample.weights[order] / 2
    group = np.empty(len(sample), np.intp)
    group[order] = np.minimum((position / sample.weights.sum() * groups).astype(np.intp), groups - 1)
    group = _same_for_same(model.chance, group)
    codes = np.unique(group, return_inverse=True)[1].astype(np.intp)
    titles = tuple(f"group {at + 1} of chances" for at in range(int(codes.max()) + 1))
    found = _by_classes(sample, answered, _Classes(codes, titles), f"chances by {model.title}")
    note = "the groups are taken as if they had been fixed beforehand"
    step = dataclasses.replace(found.trail[-1], notes=(*found.trail[-1].notes, note))
    return dataclasses.replace(found, trail=(*found.trail[:-1], step))


def _same_for_same(chance: Floats, group: Indices) -> Indices:
    """(n,) group in which interviews with the same propensity are together: the lowest group of any of them."""
    rounded = np.unique(chance.round(12), return_inverse=True)[1]
    lowest = np.full(int(rounded.max()) + 1, np.iinfo(np.intp).max)
    np.minimum.at(lowest, rounded, group)
    return np.asarray(lowest[rounded], np.intp)
