"""Steps of weighting in ``monitor.yaml``: their keys, and the weights that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from survey.design import Population, Sample
from survey.documents import DocumentItem
from survey.documents.schema_kinds import Bool, Key, ListOf, NumberKind, OneOf, Record, String
from survey.errors import MonitorError
from survey.weighting.calibration_distances import CalibrationMethod
from survey.weighting.raking_margins import Unknown

Names = tuple[str, ...]
FactorBounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rake:
    """Raking to margins of the population; ``margins`` empty means those the population names."""

    margins: tuple[Names, ...] = ()
    bounds: FactorBounds | None = None
    unknown: Unknown = "few"


@dataclass(frozen=True, slots=True)
class Calibrate:
    """Calibration to margins of the population, as :class:`Rake`, by a method of choice."""

    margins: tuple[Names, ...] = ()
    bounds: FactorBounds | None = None
    unknown: Unknown = "few"
    method: CalibrationMethod = "linear"


@dataclass(frozen=True, slots=True)
class Poststratify:
    """Adjustment to the number of people in every cell of some variables crossed; ``by`` empty means the whole table."""

    by: Names = ()
    partial: bool = False
    unknown: Unknown = "few"


@dataclass(frozen=True, slots=True)
class AdjustNonresponse:
    """Weight of those who did not answer taken over by ``respondents``, a condition, within classes or by propensity."""

    respondents: str
    by: Names = ()
    propensity: Names = ()
    groups: int | None = None


@dataclass(frozen=True, slots=True)
class Trim:
    """Weights cut to limits: at a multiple of the median weight, or in persons."""

    times_median: float | None = None
    upper: float | None = None
    lower: float | None = None
    by: str | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Normalize:
    """Weights multiplied so that they add up to a total; None means the number of interviews."""

    total: float | None = None


WeightingStep = Rake | Calibrate | Poststratify | AdjustNonresponse | Trim | Normalize
ToPopulation = Rake | Calibrate | Poststratify
"""Steps that need population figures."""

_NAMES = ListOf(String("grouping or question"))
_MARGINS = Key(ListOf(_NAMES), "Margins of the population to meet.", usual="those the population names")
_BOUNDS = Key(
    ListOf(NumberKind(low=0), least=2, most=2), "Least and greatest factor of a weight, around 1.", usual="no limits"
)
_UNKNOWN = Key(OneOf(get_args(Unknown)), "What becomes of interviews whose category is not known.", usual="few")
_PERSONS = NumberKind(above=0, high=1e12)
_TIMES = NumberKind(above=1, high=1_000_000, code="M022", remedy="For example 5: five times the median weight.")

_KINDS: dict[str, Record] = {
    "rake": Record({"margins": _MARGINS, "bounds": _BOUNDS, "unknown": _UNKNOWN}),
    "calibrate": Record(
        {
            "margins": _MARGINS,
            "bounds": _BOUNDS,
            "unknown": _UNKNOWN,
            "method": Key(OneOf(get_args(CalibrationMethod)), "Distance that is kept small.", usual="linear"),
        }
    ),
    "poststratify": Record(
        {
            "by": Key(_NAMES, "Variables whose combinations are the cells.", usual="those of the table"),
            "partial": Key(Bool(), "Leave out cells without interviews instead of stopping.", usual="false"),
            "unknown": _UNKNOWN,
        }
    ),
    "adjust_nonresponse": Record(
        {
            "respondents": Key(String("condition"), "Who answered.", required=True),
            "by": Key(_NAMES, "Variables whose combinations are the classes.", usual="one class"),
            "propensity": Key(_NAMES, "Variables of a model of response, instead of classes."),
            "groups": Key(NumberKind(low=2, high=100, whole=True), "Classes formed by propensity."),
        }
    ),
    "trim": Record(
        {
            "times_median": Key(_TIMES, "Weights above this multiple of the median are cut."),
            "upper": Key(_PERSONS, "Weights above this number of people are cut."),
            "lower": Key(_PERSONS, "Weights below this number of people are raised."),
            "by": Key(
                String("grouping or question"), "Classes within which weights are shared out.", usual="everybody"
            ),
            "strict": Key(Bool(), "Repeat until no weight is beyond the limits.", usual="false"),
        },
        least=1,
    ),
    "normalize": Record({"total": Key(_PERSONS, "What the weights add up to.", usual="the number of interviews")}),
}
_MEANINGS = {
    "rake": "Raking to margins of the population.",
    "calibrate": "Calibration to margins of the population.",
    "poststratify": "Adjustment to cells of the population.",
    "adjust_nonresponse": "Adjustment for those who did not answer.",
    "trim": "Trimming of large weights.",
    "normalize": "Weights that add up to a total.",
}

STEP = Record({name: Key(kind, _MEANINGS[name]) for name, kind in _KINDS.items()}, one_of=tuple(_KINDS))


def read_steps(listed: DocumentItem | None) -> Iterator[WeightingStep]:
    """The steps of a list, in order; mistakes are complaints (``M004``, ``M081``)."""
    for step in listed.elements() if listed is not None else ():
        for name in step.names() if step.is_mapping() else ():
            if name in _KINDS:
                found = _step(name, step.need(name).named(f"weighting, {name}"))
                if found is not None:
                    yield found


def _step(name: str, item: DocumentItem) -> WeightingStep | None:
    if not item.is_mapping():
        return None
    if name in ("rake", "calibrate"):
        return _calibration(name, item)
    if name == "poststratify":
        return Poststratify(_names(item, "by"), item.flag("partial"), _unknown(item))
    if name == "adjust_nonresponse":
        groups = item.get("groups")
        return AdjustNonresponse(
            item.need("respondents").text(),
            _names(item, "by"),
            _names(item, "propensity"),
            groups.integer() if groups is not None else None,
        )
    if name == "normalize":
        return Normalize(_number(item, "total"))
    return _trim(item)


def _calibration(name: str, item: DocumentItem) -> Rake | Calibrate:
    margins, bounds, method = item.get("margins"), item.get("bounds"), item.get("method")
    named = tuple(one.texts() for one in margins.elements()) if margins is not None else ()
    limits = _bounds(bounds) if bounds is not None else None
    if name == "rake":
        return Rake(named, limits, _unknown(item))
    how: CalibrationMethod = method.choice(get_args(CalibrationMethod)) if method is not None else "linear"
    return Calibrate(named, limits, _unknown(item), how)


def _trim(item: DocumentItem) -> Trim | None:
    times, upper, lower = (_number(item, name) for name in ("times_median", "upper", "lower"))
    if (times is not None and upper is not None) or (times is None and upper is None and lower is None):
        fact = "Weights are cut at one limit: times_median, or upper and lower."
        item.complain("M081", fact, "For example times_median: 5.")
        return None
    return Trim(times, upper, lower, item.words("by") or None, item.flag("strict"))


def _bounds(item: DocumentItem) -> FactorBounds | None:
    limits = tuple(one.number() for one in item.elements())
    if len(limits) == 2 and limits[0] < 1 < limits[1]:
        return limits[0], limits[1]
    item.complain("M004", "Bounds are two numbers around 1.", "For example [0.3, 3].")
    return None


def _names(item: DocumentItem, key: str) -> Names:
    given = item.get(key)
    return given.texts() if given is not None else ()


def _number(item: DocumentItem, key: str) -> float | None:
    given = item.get(key)
    return given.number() if given is not None else None


def _unknown(item: DocumentItem) -> Unknown:
    given = item.get("unknown")
    return given.choice(get_args(Unknown)) if given is not None else "few"


def margins_of(steps: Sequence[WeightingStep], population: Population | None) -> tuple[Names, ...]:
    """Margins of the population that the steps meet, each once."""
    found: list[Names] = []
    for step in steps:
        if population is not None and isinstance(step, Rake | Calibrate):
            found += step.margins or population.default_margins
        elif population is not None and isinstance(step, Poststratify):
            found.append(step.by or population.tables[0].names)
    return tuple(dict.fromkeys(found))


def classes_of(steps: Sequence[WeightingStep]) -> Names:
    """Variables that the steps need in addition to margins of the population."""
    found: list[str] = []
    for step in steps:
        if isinstance(step, AdjustNonresponse):
            found += [*step.by, *step.propensity]
        elif isinstance(step, Trim) and step.by is not None:
            found.append(step.by)
    return tuple(dict.fromkeys(found))


def weigh(sample: Sample, steps: Sequence[WeightingStep], population: Population | None) -> Sample:
    """The sample after the steps, in order.

    Raises
    ------
    MonitorError
        ``M082`` when a step needs population figures and there are none.
    SurveyError
        Of the step that cannot be taken.
    """
    for step in steps:
        sample = _to_population(sample, step, population) if isinstance(step, ToPopulation) else _alone(sample, step)
    return sample


def _to_population(sample: Sample, step: ToPopulation, population: Population | None) -> Sample:
    if population is None:
        fact = f"The step {type(step).__name__.lower()} needs population figures, and the workspace names none."
        raise MonitorError(
            "M082", "monitor.yaml, weighting", fact, "Write population: and the folder of population.yaml."
        )
    from survey.weighting import calibrate, poststratify, rake

    match step:
        case Rake(margins, bounds, unknown):
            return rake(sample, population, margins=margins or None, bounds=bounds, unknown=unknown)
        case Calibrate(margins, bounds, unknown, method):
            named = list(margins) or None
            return calibrate(sample, population, margins=named, bounds=bounds, unknown=unknown, method=method)
        case Poststratify(by, partial, unknown):
            return poststratify(sample, population, by or None, partial=partial, unknown=unknown)


def _alone(sample: Sample, step: AdjustNonresponse | Trim | Normalize) -> Sample:
    from survey.weighting import adjust_nonresponse, normalize, trim

    match step:
        case AdjustNonresponse(respondents, by, propensity, groups):
            return adjust_nonresponse(sample, respondents, by=by or None, propensity=propensity or None, groups=groups)
        case Trim(times, upper, lower, by_class, strict):
            return trim(sample, times_median=times, upper=upper, lower=lower, by=by_class, strict=strict)
        case Normalize(total):
            return normalize(sample, total)
