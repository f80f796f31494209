"""Stages of selection as tables of units and strata, built from the data and checked against the design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.design.design import Design
from survey.design.finite_population import RowNames, selected_fraction, selection_probability
from survey.design.population_margin import Level, code, compress
from survey.design.variance_form import VarianceForm
from survey.errors import DesignError

Result = TypeVar("Result")


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
    fractions = selected_fraction if design.pps is None else selection_probability
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


def first_interviews(units: Indices, n_units: int) -> Indices:
    """(units,) position of the first interview of each unit, given the unit (n,) of each interview."""
    first = np.empty(n_units, np.intp)
    first[units[::-1]] = np.arange(len(units))[::-1]  # backwards: the last value written is the first interview
    return first
