"""Columns to add up for each estimate; blanks are excluded here, variable by variable."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from survey.arrays import AnyFloats, Floats, Mask, ReasonCodes
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.cell_sums import SummedColumn
from survey.estimation.chosen_answers import check_known, choice_of, wanted_levels
from survey.interviews import Interviews
from survey.questionnaire.model import Reason
from survey.text import Text

Variables: TypeAlias = str | Sequence[str] | Mapping[str, AnyFloats]
"""Names in the sample, or a mapping of name to (n,) derived values with NaN where blank."""

ReasonsByVariable: TypeAlias = Mapping[str, ReasonCodes]
"""Reasons of the blanks of derived values: name to (n,) codes of ``survey.Reason``."""

Base = Literal["answered", "asked"]
"""Interviews that make the base of a share: those with a substantive answer, or also those who do not know or refused."""


@dataclass(slots=True, eq=False)
class EstimandColumns:
    """Columns to add up, and the positions of those that make each estimate.

    ``numerator`` and ``denominator`` are positions in ``columns`` (a denominator of -1 means a total), ``crossed`` the
    column of their product, ``weight`` the column of ones on the base. ``reasons`` are those of the blanks, None where
    unknown; ``labels`` are the wordings of the categories; ``counted`` are the answers that a share counts. ``asked``
    says that those who were asked count in the base even without an answer. ``apart`` gives every variable a separate
    base, even where nobody is blank, so that all batches of a file have the same columns.
    """

    n: int
    apart: bool = False
    asked: bool = False
    columns: list[SummedColumn] = field(default_factory=list)
    bases: list[Mask | None] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    category: list[Level | None] = field(default_factory=list)
    numerator: list[int] = field(default_factory=list)
    denominator: list[int] = field(default_factory=list)
    crossed: list[int] = field(default_factory=list)
    weight: list[int] = field(default_factory=list)
    base: list[int] = field(default_factory=list)
    reasons: list[ReasonCodes | None] = field(default_factory=list)
    labels: list[Text | None] = field(default_factory=list)
    counted: dict[str, tuple[Level, ...]] = field(default_factory=dict)
    _base_columns: dict[int, int] = field(default_factory=dict)
    _whole: int = -1

    def add_base(self, mask: Mask | None) -> int:
        """Position of a base; None means everybody, which is stored only once."""
        if mask is None and self.apart:
            mask = np.ones(self.n, bool)
        if mask is None and self._whole >= 0:
            return self._whole
        self.bases.append(mask)
        at = len(self.bases) - 1
        self.columns.append(SummedColumn(mask, at, binary=True))
        self._base_columns[at] = len(self.columns) - 1
        if mask is None:
            self._whole = at
        return at

    def add_column(self, values: AnyFloats | NDArray[np.integer] | Mask, base: int, known: Mask | None = None) -> int:
        """Position of a column without blanks where ``known`` is true; by default without any."""
        self.columns.append(SummedColumn(values, base, binary=values.dtype == np.bool_, known=known))
        return len(self.columns) - 1

    def add(
        self,
        name: str,
        numerator: int,
        base: int,
        *,
        reasons: ReasonCodes | None,
        denominator: int | None = None,
        crossed: int | None = None,
        category: Level | None = None,
        label: Text | None = None,
    ) -> None:
        """An estimate: numerator over the base, unless another denominator is given."""
        weight = self._base_columns[base]
        self.names.append(name)
        self.category.append(category)
        self.numerator.append(numerator)
        self.denominator.append(weight if denominator is None else denominator)
        self.crossed.append(numerator if crossed is None else crossed)
        self.weight.append(weight)
        self.base.append(base)
        self.reasons.append(reasons)
        self.labels.append(label)


def filled(values: Floats, name: str) -> tuple[Floats, Mask | None]:
    """Values with zeros for blanks, and the mask of the values that are not blank, None when none is blank.

    Raises
    ------
    EstimationError
        ``E003`` when a value is infinite.
    """
    known = known_values(values, name)
    return (values, None) if known is None else (np.where(known, values, 0.0), known)


def known_values(values: AnyFloats, name: str) -> Mask | None:
    """The mask of the values that are not blank, None when none is blank; raises as :func:`filled` does."""
    # one sum finds out about NaN and infinity without a further array; an overflow only leads to the slow way
    with np.errstate(invalid="ignore", over="ignore"):
        if np.isfinite(values.sum()):
            return None
    n_infinite = int(np.isinf(values).sum())
    if n_infinite:
        raise infinite(name, n_infinite)
    known = ~np.isnan(values)
    return None if known.all() else known


def infinite(name: str, number: int) -> EstimationError:
    """Error for a variable with infinite values."""
    return EstimationError(
        "E003",
        f"variable {name!r}",
        f"{number} values are infinite.",
        "Probably a division by zero made them; make them blank (NaN) or mend the formula.",
    )


def listed(sample: Sample, variables: Variables, place: str) -> dict[str, Floats | None]:
    """Names with their derived values, or None for names of the sample; a battery is all of its rows."""
    found = listed_as_given(sample, variables, place)
    return {name: None if values is None else values.astype(np.float64, copy=False) for name, values in found.items()}


def listed_as_given(sample: Sample, variables: Variables, place: str) -> dict[str, AnyFloats | None]:
    """The same with derived values of single precision as they are; all of them are numbers of double precision, too.

    Raises
    ------
    EstimationError
        ``E001`` nothing to estimate; ``E002`` derived values of the wrong shape.
    """
    if isinstance(variables, Mapping):
        found: dict[str, AnyFloats | None] = {
            name: _derived(sample, name, values, place) for name, values in variables.items()
        }
    else:
        given = [variables] if isinstance(variables, str) else variables
        found = dict.fromkeys(row for name in given for row in rows_of(sample, name))
    if not found:
        raise EstimationError("E001", place, "No variable is named.", "Name at least one variable.")
    return found


def rows_of(sample: Sample, name: str) -> tuple[str, ...]:
    """Rows of a battery; the name itself for everything else."""
    rows = () if sample.has(name) else sample.rows_of(name)
    return rows or (name,)


def _derived(sample: Sample, name: str, given: AnyFloats, place: str) -> AnyFloats:
    values = sample.arranged(given, f"{place}: derived variable {name!r}")
    if values.shape != (len(sample),) or values.dtype.kind not in "biuf":
        raise EstimationError(
            "E002",
            f"{place}: derived variable {name!r}",
            f"Its values have shape {values.shape} and type {values.dtype}; the sample has {len(sample)} interviews.",
            "Give one number per interview of the sample, also outside the domain; NaN where blank.",
        )
    return values.astype(np.float32 if values.dtype == np.float32 else np.float64, copy=False)


def numbers_of(sample: Sample, name: str, place: str) -> Floats:
    """(n,) numbers of a variable of the sample.

    Raises
    ------
    EstimationError
        ``E004`` when it holds text or several answers.
    """
    if sample.has(name) and sample.kind_of(name) != "number":
        raise EstimationError(
            "E004",
            f"{place}: variable {name!r}",
            "It does not hold numbers.",
            "survey.shares estimates the share of each of its categories, survey.share of some of them.",
        )
    check_known(sample, name, place)
    return sample.values(name)


def reasons_of(sample: Sample, name: str, derived: bool, given: ReasonsByVariable | None) -> ReasonCodes | None:
    """(n,) reasons of the blanks, None where the data do not give them."""
    if given is not None and name in given:
        return np.asarray(given[name], np.uint8)
    if not derived and name in sample.classes:
        return sample.classes[name].reasons
    if derived or not isinstance(sample.data, Interviews) or name in sample.assigned:
        return None
    return sample.reason(name)


def add_numbers(
    quantities: EstimandColumns,
    sample: Sample,
    variables: Variables,
    place: str,
    reasons: ReasonsByVariable | None,
    *,
    total: bool,
) -> None:
    """Add means or totals of variables; an interview with a blank is left out of that variable only."""
    for name, derived in listed_as_given(sample, variables, place).items():
        whole = None if derived is not None else sample.integers(name)
        mask = None
        values: AnyFloats | NDArray[np.integer]
        if whole is not None:
            values = whole
        else:
            numbers = numbers_of(sample, name, place) if derived is None else derived
            values, mask = numbers, known_values(numbers, name)
        base = quantities.add_base(mask)
        quantities.add(
            name,
            quantities.add_column(values, base, mask),
            base,
            denominator=-1 if total else None,
            reasons=reasons_of(sample, name, derived is not None, reasons),
        )


def add_share(
    quantities: EstimandColumns,
    sample: Sample,
    name: str,
    codes: Sequence[Level] | None,
    base: Base,
    place: str,
    reasons: ReasonsByVariable | None,
    derived: Floats | None,
) -> None:
    """Add the share of those who gave one of the answers in ``codes``, or the mean of derived values of 0 to 1."""
    why = reasons_of(sample, name, derived is not None, reasons)
    if derived is not None:
        clean, answered = filled(derived, name)
        _check_unit(clean, name, place)
        chosen: Floats | Mask = clean
    else:
        choice = choice_of(sample, name, place)
        wanted = wanted_levels(choice, codes, name, place, strict=isinstance(sample.data, Interviews))
        quantities.counted[name] = tuple(wanted)
        chosen = choice.chosen(wanted)
        answered = None if choice.answered.all() else choice.answered
    at = quantities.add_base(_base(answered, why, base, name, place))
    quantities.asked = base == "asked"
    quantities.add(name, quantities.add_column(chosen, at), at, reasons=why)


def add_shares(
    quantities: EstimandColumns, sample: Sample, name: str, base: Base, place: str, reasons: ReasonsByVariable | None
) -> None:
    """Add the share of every category, whether seen or not."""
    why = reasons_of(sample, name, False, reasons)
    choice = choice_of(sample, name, place)
    if not choice.levels:
        raise EstimationError(
            "E018",
            f"{place}: variable {name!r}",
            "It is blank in all interviews, so it has no categories.",
            "Leave it out, or give the column its categories (pandas: astype('category')).",
        )
    answered = None if choice.answered.all() else choice.answered
    at = quantities.add_base(_base(answered, why, base, name, place))
    quantities.asked = base == "asked"
    for level, label in itertools.zip_longest(choice.levels, choice.labels):
        column = quantities.add_column(choice.chosen([level]), at)
        quantities.add(name, column, at, reasons=why, category=level, label=label)


def _base(answered: Mask | None, reasons: ReasonCodes | None, base: Base, name: str, place: str) -> Mask | None:
    """Base of a share: the mask of its interviews, None for everybody."""
    if base not in ("answered", "asked"):
        raise EstimationError("E007", f"{place}: base", f"{base!r} is not a base.", "Say 'answered' or 'asked'.")
    if answered is None or base == "answered":
        return answered
    if reasons is None:
        raise unknown_base(name, place)
    return np.asarray(answered | (reasons == Reason.DONT_KNOW) | (reasons == Reason.REFUSED))


def unknown_base(name: str, place: str) -> EstimationError:
    """Error for blanks without reasons, of which it is not known who was asked."""
    return EstimationError(
        "E008",
        f"{place}: variable {name!r}, base 'asked'",
        "The data do not say why answers are blank, so it is not known who was asked.",
        "Give reasons={name: codes of survey.Reason}, or use base='answered'.",
    )


def _check_unit(values: Floats, name: str, place: str) -> None:
    if values.size and (values.min() < 0 or values.max() > 1):
        raise EstimationError(
            "E011",
            f"{place}: derived variable {name!r}",
            f"Its values reach from {values.min():g} to {values.max():g}.",
            "A share needs 1 for those who count, 0 for the others, NaN for blank; survey.mean takes any numbers.",
        )


def add_ratio(
    quantities: EstimandColumns,
    name: str,
    y: Floats,
    x: Floats,
    reasons: ReasonCodes | None,
) -> None:
    """Add the ratio of two totals over the interviews with both."""
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
