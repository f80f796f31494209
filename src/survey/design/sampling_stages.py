"""Stages of selection as tables of units and strata, built from the data and checked against the design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.design.design import Design
from survey.design.population_margin import Level, code, compress
from survey.design.variance_form import VarianceForm
from survey.errors import DesignError

Result = TypeVar("Result")

RowNames = Callable[[Mask], str]
"""Names the interviews that a mask selects, for messages: their number and the first one."""


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Stage of selection: the units selected at it, ordered by stratum.

    Parameters
    ----------
    stratum : (units,) array of int
        Stratum of each unit, ascending from 0.
    parent : (units,) array of int
        Unit of the stage before that contains it; zeros at the first stage.
    fraction : (units,) array
        Selected share of the units of the stratum; 0 where the population figure is not known, which is selection with
        replacement. With unequal probabilities: the selection probability of the unit.
    factor : (units,) array
        Product of the fractions of the stages before, by which the variance of this stage is multiplied (Särndal,
        Swensson and Wretman 1992, section 4.3).
    strata, units : tuple of str
        Names of strata and units, for messages. ``units`` is empty where interviews were selected directly.
    form : VarianceForm or None
        Rule for variances that replaces deviations within strata.
    """

    stratum: Indices
    parent: Indices
    fraction: Floats
    factor: Floats
    strata: tuple[str, ...]
    units: tuple[str, ...]
    form: VarianceForm | None = None
    _known: dict[str, object] = field(init=False, repr=False, default_factory=dict)

    @property
    def unequal(self) -> bool:
        """Whether the units of a stratum were selected with different probabilities."""
        return self._once(
            "unequal", lambda: bool((self.fraction != self.fraction[self.first_units][self.stratum]).any())
        )

    @property
    def sizes(self) -> Indices:
        """(strata,) number of units selected in each stratum."""
        return self._once("sizes", lambda: np.bincount(self.stratum, minlength=len(self.strata)))

    @property
    def first_units(self) -> Indices:
        """(strata,) the first unit of each stratum."""
        return self._once("first_units", lambda: np.searchsorted(self.stratum, np.arange(len(self.strata))))

    @property
    def scale(self) -> Floats:
        """(units,) factor on the squared deviation of a unit from the mean of its stratum in a variance."""
        return self._once("scale", self._scale)

    def _scale(self) -> Floats:
        size = self.sizes
        correction = np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
        return np.asarray(self.factor * (1 - self.fraction) * correction[self.stratum])

    def _once(self, name: str, find: Callable[[], Result]) -> Result:
        """Value found at the first call and kept, because there may be millions of units."""
        if name not in self._known:
            self._known[name] = find()
        return cast("Result", self._known[name])

    @property
    def lonely(self) -> Mask:
        """(strata,) whether only one unit was selected although the stratum has more."""
        return np.asarray((self.sizes == 1) & (self.fraction[self.first_units] < 1))


@dataclass(frozen=True, slots=True, eq=False)
class _Unit:
    """Units of the stage above: unit (n,) of each interview, names (units,), and the factor (units,) they pass on."""

    of_row: Indices
    names: tuple[str, ...]
    factor: Floats


def build_stages(
    design: Design, columns: Callable[[str], pd.Series], n: int, rows: RowNames
) -> tuple[tuple[Stage, ...], Indices, Floats | None]:
    """Stages of selection, unit of each interview at the last of them, and weights implied by the population figures.

    Parameters
    ----------
    design : Design
    columns : callable
        Column of the data by name.
    n : int
        Number of interviews.
    rows : callable
        Names the interviews of a mask in error messages.

    Returns
    -------
    stages : tuple of Stage
        Stages that can add to a variance: the first, and further ones as long as population figures are known.
    units : (n,) array of int
        Unit of the last of these stages.
    weight : (n,) array or None
        One over the product of the selected fractions; None when not every stage has population figures.

    Raises
    ------
    DesignError
        ``S005`` text where numbers are needed; ``S010`` a blank stratum or PSU; ``S011`` a PSU in two strata; ``S012``
        to ``S014`` population figures that do not fit; ``S135`` selection probabilities that do not fit.
    """
    above = _Unit(np.zeros(n, np.intp), ("",), np.ones(1))
    stages: list[Stage] = []
    units = above.of_row
    weight = np.ones(n) if len(design.fpc_names) == design.n_stages else None
    for number in range(design.n_stages):
        stratum, strata = _strata(design, number, columns, above, rows)
        unit, stage = _stage(design, number, columns, above, stratum, strata, rows)
        if weight is not None:
            weight = weight / np.where(stage.fraction > 0, stage.fraction, np.nan)[unit]
        # Without population figures a stage has the fraction 0, and so the next ones the factor 0: drawn with
        # replacement, the units of a stage already show all the variance of the stages below.
        if (stage.factor > 0).any():
            stages.append(stage)
            units = unit
        above = _Unit(unit, stage.units, stage.factor * stage.fraction)
    return tuple(stages), units, weight


def _strata(
    design: Design, number: int, columns: Callable[[str], pd.Series], above: _Unit, rows: RowNames
) -> tuple[Indices, tuple[str, ...]]:
    """(n,) stratum of each interview at a stage, and the names of the strata.

    Each unit of the stage before has strata to itself; without named strata it is one stratum.
    """
    if number >= len(design.strata_names):
        codes, present = compress(above.of_row, len(above.names))
        return codes, tuple(above.names[key] for key in present)
    codes, levels = _whole_column(columns, design.strata_names[number], "stratum", rows)
    keys = codes if len(above.names) == 1 else above.of_row * len(levels) + codes
    codes, present = compress(keys, len(above.names) * len(levels))
    return codes, tuple(
        " / ".join(part for part in (above.names[key // len(levels)], str(levels[key % len(levels)])) if part)
        for key in present.tolist()
    )


def _stage(
    design: Design,
    number: int,
    columns: Callable[[str], pd.Series],
    above: _Unit,
    stratum: Indices,
    strata: tuple[str, ...],
    rows: RowNames,
) -> tuple[Indices, Stage]:
    """(n,) unit of each interview at a stage, and the stage; without PSUs every interview is a unit."""
    n = len(stratum)
    if design.psu_names:
        name = design.psu_names[number]
        codes, levels = _whole_column(columns, name, "PSU", rows)
        keys = codes if len(strata) == 1 else stratum * len(levels) + codes
        unit, present = compress(keys, len(strata) * len(levels))
        of_stratum, of_level = np.divmod(present, len(levels))
        if number == 0 and design.strata_names and not design.nested:
            _no_unit_in_two_strata(name, present, unit, strata, levels, rows)
        names = tuple(str(levels[key]) for key in of_level.tolist())
    else:
        order = np.argsort(stratum, kind="stable")
        unit = np.empty(n, np.intp)
        unit[order] = np.arange(n)
        of_stratum, names = stratum[order], ()
    parent = _parents(unit, above.of_row, len(of_stratum)) if number else np.zeros(len(of_stratum), np.intp)
    fractions = _fraction if design.pps is None else _probability
    fraction = fractions(design, number, columns, unit, of_stratum, strata, rows)
    return unit, Stage(of_stratum, parent, fraction, above.factor[parent], strata, names)


def _parents(unit: Indices, above: Indices, n_units: int) -> Indices:
    """(units,) unit of the stage before that contains each unit."""
    parent = np.empty(n_units, np.intp)
    parent[unit] = above
    return parent


def _whole_column(
    columns: Callable[[str], pd.Series], name: str, role: str, rows: RowNames
) -> tuple[Indices, tuple[Level, ...]]:
    """Codes (n,) and levels of a column that must not have blanks (``S010``)."""
    codes, levels = code(columns(name))
    if len(codes) and codes.min() < 0:
        blank = codes < 0
        raise DesignError(
            "S010",
            f"survey.make_sample: {role} {name!r}",
            f"The {role} is blank in {rows(blank)}.",
            "Fill it from the field records, or set these interviews aside.",
        )
    return codes, levels


def _no_unit_in_two_strata(
    name: str,
    keys: Indices,
    unit: Indices,
    strata: tuple[str, ...],
    levels: tuple[Level, ...],
    rows: RowNames,
) -> None:
    """Refuse a PSU that occurs in two strata (``S011``): a misprint, or numbering that begins again in every stratum.

    Names the interviews of the smaller part, where the mistake is more likely to be.
    """
    of_stratum, of_level = np.divmod(keys, len(levels))
    repeated = np.flatnonzero(np.bincount(of_level, minlength=len(levels)) > 1)
    if not len(repeated):
        return
    units = np.flatnonzero(of_level == repeated[0])
    sizes = np.bincount(unit, minlength=len(keys))[units]
    least, most = units[np.argmin(sizes)], units[np.argmax(sizes)]
    if least == most:
        least = units[-1]
    raise DesignError(
        "S011",
        f"survey.make_sample: psu {name!r}",
        f"PSU {levels[repeated[0]]} lies in stratum {strata[of_stratum[most]]} and in stratum {strata[of_stratum[least]]}: "
        f"the latter {rows(unit == least)}. There are {len(repeated)} such PSUs.",
        "If the numbers of PSUs start anew in every stratum, say nested=True; else mend the stratum or the PSU, or set "
        "these interviews aside.",
    )


def _fraction(
    design: Design,
    number: int,
    columns: Callable[[str], pd.Series],
    unit: Indices,
    of_stratum: Indices,
    strata: tuple[str, ...],
    rows: RowNames,
) -> Floats:
    """(units,) selected share of the units of the stratum; 0 where no population figure is given."""
    if number >= len(design.fpc_names):
        return np.zeros(len(of_stratum))
    name = design.fpc_names[number]
    place = f"survey.make_sample: fpc {name!r}"
    given = numbers(columns(name), place)
    bad = ~(given > 0)
    if bad.any():
        raise DesignError(
            "S012",
            place,
            f"The population figure is missing, zero or negative in {rows(bad)}.",
            "Give how many units there were to choose from, or the share of them that was selected.",
        )
    figure = np.zeros(len(of_stratum))
    figure[unit] = given
    _one_figure_per_stratum(figure, given, unit, of_stratum, strata, place)
    sampled = np.bincount(of_stratum, minlength=len(strata))[of_stratum]
    if (given <= 1).all():
        return figure
    if (sampled > figure).any():
        at = int(np.flatnonzero(sampled > figure)[0])
        remedy = "The figure counts the units to choose from in the stratum at this stage (Inf: with replacement)."
        if figure[at] < 1:
            remedy = "Counts and shares are mixed: give one or the other in all strata."
        raise DesignError(
            "S013",
            place,
            f"Stratum {strata[of_stratum[at]] or '(all)'} has {sampled[at]} selected units, but the population figure is {figure[at]:g}.",
            remedy,
        )
    return np.asarray(sampled / figure)


def _probability(
    design: Design,
    number: int,
    columns: Callable[[str], pd.Series],
    unit: Indices,
    of_stratum: Indices,
    strata: tuple[str, ...],
    rows: RowNames,
) -> Floats:
    """(units,) selection probability, for units drawn with unequal probabilities."""
    del strata  # the signature is that of ``_fraction``
    name = design.selection_names[number]
    place = f"survey.make_sample: pps, probability {name!r}"
    given = numbers(columns(name), place)
    figure = np.zeros(len(of_stratum))
    figure[unit] = given
    bad = ~((given > 0) & (given <= 1)) | (figure[unit] != given)
    if bad.any():
        raise DesignError(
            "S135",
            place,
            f"The probability is missing, not above 0, above 1 or differs within its unit in {rows(bad)}.",
            "Give each unit the probability with which it was selected from those of its stage.",
        )
    return figure


def _one_figure_per_stratum(
    figure: Floats,
    given: Floats,
    unit: Indices,
    of_stratum: Indices,
    strata: tuple[str, ...],
    place: str,
) -> None:
    """Refuse population figures that differ within a stratum (``S014``)."""
    first = figure[np.searchsorted(of_stratum, np.arange(len(strata)))]
    differing = np.flatnonzero(given != first[of_stratum][unit])
    if len(differing):
        at = of_stratum[unit[differing[0]]]
        raise DesignError(
            "S014",
            place,
            f"Stratum {strata[at] or '(all)'} has two population figures, {first[at]:g} and {given[differing[0]]:g}.",
            "Give one figure per stratum and stage; mend the file where they differ.",
        )


def first_interviews(units: Indices, n_units: int) -> Indices:
    """(units,) position of the first interview of each unit, given the unit (n,) of each interview."""
    first = np.empty(n_units, np.intp)
    first[units[::-1]] = np.arange(len(units))[::-1]  # backwards: the last value written is the first interview
    return first


def numbers(column: pd.Series, place: str) -> Floats:
    """(n,) numbers of a column, NaN where blank; ``S005`` when it holds text."""
    if not pd.api.types.is_numeric_dtype(column.dtype):
        shown = column.dropna()
        example = repr(shown.iloc[0]) if len(shown) else "nothing"
        raise DesignError(
            "S005",
            place,
            f"The column holds text, for example {example}.",
            "Numbers are needed here; convert the column.",
        )
    return column.to_numpy(np.float64, na_value=np.nan)
