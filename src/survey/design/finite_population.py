"""Finite populations: population figures (fpc) and selection probabilities of a stage, read and checked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.design.design import Design
from survey.errors import DesignError

RowNames = Callable[[Mask], str]
"""Names the interviews that a mask selects, for messages: their number and the first one."""


def selected_fraction(
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
            f"Stratum {strata[of_stratum[at]] or '(all)'} has {sampled[at]} selected units, but the population figure is {figure[at]:.15g}.",
            remedy,
        )
    return np.asarray(sampled / figure)


def selection_probability(
    design: Design,
    number: int,
    columns: Callable[[str], pd.Series],
    unit: Indices,
    of_stratum: Indices,
    strata: tuple[str, ...],
    rows: RowNames,
) -> Floats:
    """(units,) selection probability, for units drawn with unequal probabilities."""
    del strata  # the signature is that of ``selected_fraction``
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
            f"Stratum {strata[at] or '(all)'} has two population figures, {first[at]:.15g} and {given[differing[0]]:.15g}.",
            "Give one figure per stratum and stage; mend the file where they differ.",
        )


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
