"""Samples made from interviews or any table; the design is checked against the data here."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.arrays import Floats, Mask
from survey.design.data_columns import data_column, name_rows
from survey.design.design import Design
from survey.design.finite_population import numbers
from survey.design.replicate_spec import Replicates
from survey.design.reweighting import attach
from survey.design.sample import Sample
from survey.design.sampling_stages import build_stages
from survey.design.stage_rules import apply_rules
from survey.design.supplied_replicates import supplied
from survey.design.two_phase_design import TwoPhase
from survey.design.two_phase_sample import make_phases
from survey.design.weight_trail import describe_step
from survey.errors import DesignError
from survey.frames import to_pandas
from survey.interviews import Interviews
from survey.selected_interviews import select_interviews, snapshot_of

_PLACE = "survey.make_sample"
_SMALLEST, _LARGEST = 1e-100, 1e100
"""Range of the largest weight in which squares of weighted sums stay finite and above zero."""


@public
def make_sample(data: object, design: Design | TwoPhase) -> Sample:
    """Sample of the accepted interviews, with design weights.

    Parameters
    ----------
    data : Interviews, or any table (pandas, polars, pyarrow, mapping of columns)
        Of ``Interviews`` only those that were not set aside enter; all of them stay in ``Sample.source``.
    design : Design or TwoPhase

    Returns
    -------
    Sample
        For a two-phase design: the interviews of the second phase.

    Raises
    ------
    DesignError
        ``S003`` a column does not exist; ``S004`` no interview is left; ``S005`` text where numbers are needed;
        ``S006`` to ``S009`` weights missing, infinite, negative or all zero; ``S024`` weights too large or too small to
        calculate with; ``S010`` a blank stratum or PSU; ``S011`` a PSU in two strata; ``S012`` to ``S014`` population
        figures that do not fit; ``S020`` nothing gives a weight; ``S021`` a probability outside (0, 1]; ``S113`` to
        ``S118`` replicate weights; ``S133`` to ``S135`` unequal probabilities; ``S142`` to ``S144``, ``S147`` a second
        phase; ``S150`` no stratum to which a lonely one could be joined.

    Examples
    --------
    >>> sample = make_sample({"y": [1, 2, 3, 4], "unit": [1, 1, 2, 2], "w": [10, 10, 20, 20]},
    ...                      Design(psu="unit", weight="w"))
    >>> sample.n, float(sample.weights.sum())
    (4, 60.0)
    """
    source = snapshot_of(data) if isinstance(data, Interviews) else to_pandas(data, _PLACE)
    kept = _accepted(source)
    if isinstance(design, TwoPhase):
        first = _one_phase(source, kept, design.first, unweighted=True)
        first = dataclasses.replace(first, index=data.index) if isinstance(data, pd.DataFrame) else first
        return make_phases(first, design, lambda mask: _rows_of(kept, mask))
    sample = _one_phase(source, kept, design)
    return dataclasses.replace(sample, index=data.index) if isinstance(data, pd.DataFrame) else sample


def _one_phase(
    source: Interviews | pd.DataFrame, kept: Interviews | pd.DataFrame, design: Design, *, unweighted: bool = False
) -> Sample:
    """Sample of a design with one phase; ``unweighted``: each interview weighs 1 where nothing gives a weight."""
    if not len(kept):
        remedy = "Look at the findings that set the interviews aside." if len(source) else "The table has no rows."
        raise DesignError("S004", _PLACE, f"None of {len(source)} interviews is left.", remedy)

    def rows(mask: Mask) -> str:
        return name_rows(kept, mask)

    stages, units, implied = build_stages(
        design, lambda name: data_column(kept, name, f"{_PLACE}: column {name!r}"), len(kept), rows
    )
    if unweighted and implied is None and not (design.weight or design.probability_names):
        weights, detail = np.ones(len(kept)), "everybody weighs 1"
    else:
        weights, detail = _weights(design, kept, implied)
    _check_weights(weights, kept, detail)
    stages, notes = apply_rules(design, stages, units)
    trail = (describe_step("design", weights, detail, notes),)
    sample = Sample(source, kept, design, stages, units, weights, trail, design_weights=weights)
    return sample if design.replicates is None else _with_replicates(sample, design.replicates)


def _with_replicates(sample: Sample, given: Replicates) -> Sample:
    """Sample with the replicate weights that its data contain."""
    source, data = sample.source, sample.data
    accepted = source.accepted if isinstance(source, Interviews) else None
    matrix = given.matrix(data.to_frame() if isinstance(data, Interviews) else data, accepted)
    psus, unit = sample.psus
    made, parent, units = supplied(given, matrix, sample.weights, unit)
    freedom = made.degrees(np.ones(len(parent), bool)) if given.df is None else given.df
    made = dataclasses.replace(made, freedom=freedom)
    step = sample.trail[0]
    detail = f"{step.detail}; {given.kind}: {matrix.shape[1]} replicate weights"
    notes = (*step.notes, *given.notes(matrix, sample.weights))
    return dataclasses.replace(
        attach(sample, psus, parent, units, made), trail=(dataclasses.replace(step, detail=detail, notes=notes),)
    )


def _accepted(source: Interviews | pd.DataFrame) -> Interviews | pd.DataFrame:
    """Interviews that were not set aside; a table as it is."""
    if not isinstance(source, Interviews) or source.accepted.all():
        return source
    return _rows_of(source, source.accepted)


def _rows_of(data: Interviews | pd.DataFrame, mask: Mask) -> Interviews | pd.DataFrame:
    """Interviews, or rows of a table, that a mask selects."""
    if isinstance(data, Interviews):
        return select_interviews(data, mask)
    return data.iloc[np.flatnonzero(mask)].reset_index(drop=True)


def _weights(design: Design, data: Interviews | pd.DataFrame, implied: Floats | None) -> tuple[Floats, str]:
    """(n,) design weights, and their source in words for the trail."""
    if design.weight is not None:
        place = f"{_PLACE}: weight {design.weight!r}"
        return numbers(data_column(data, design.weight, place), place), f"weight {design.weight}"
    if design.probability_names:
        product = np.ones(len(data))
        for name in design.probability_names:
            product = product * _probability(data, name)
        return 1 / product, f"1 / probability {' x '.join(design.probability_names)}"
    if implied is not None:
        return implied, f"population figures {' x '.join(design.fpc_names)}"
    raise DesignError(
        "S020",
        _PLACE,
        "Nothing gives the interviews a weight.",
        "Name weight= or probability=, or fpc= for every stage. If all weigh the same, add a column of ones.",
    )


def _probability(data: Interviews | pd.DataFrame, name: str) -> Floats:
    """(n,) selection probabilities of a column (``S021`` when one is not above 0 and at most 1)."""
    place = f"{_PLACE}: probability {name!r}"
    given = numbers(data_column(data, name, place), place)
    bad = ~((given > 0) & (given <= 1))
    if bad.any():
        raise DesignError(
            "S021",
            place,
            f"A probability is missing, not above 0 or above 1 in {name_rows(data, bad)}.",
            "Give the probability with which the unit was selected; weights go to weight=.",
        )
    return given


def _check_weights(weights: Floats, data: Interviews | pd.DataFrame, detail: str) -> None:
    """Refuse weights that are missing, infinite, negative, all zero, or beyond the range of calculation."""
    place = f"{_PLACE}: {detail}"
    if weights.min() >= 0 and 0 < weights.max() < np.inf:
        if not _SMALLEST < weights.max() < _LARGEST:
            raise DesignError(
                "S024",
                place,
                f"The largest weight is {weights.max():.3g}; the squares of such weights cannot be calculated.",
                "Bring the weights to persons: multiply them by one number.",
            )
        return
    missing = np.isnan(weights)
    if missing.any():
        raise DesignError(
            "S006",
            place,
            f"The weight is missing in {name_rows(data, missing)}.",
            "Complete it from the sampling records, or set these interviews aside: a missing weight is never dropped here.",
        )
    infinite = np.isinf(weights)
    if infinite.any():
        raise DesignError(
            "S007",
            place,
            f"The weight is infinite in {name_rows(data, infinite)}.",
            "A selection probability of zero was probably inverted; correct it.",
        )
    negative = weights < 0
    if negative.any():
        raise DesignError(
            "S008",
            place,
            f"The weight is negative in {name_rows(data, negative)}.",
            "A person cannot represent fewer than none; mend the file.",
        )
    if not weights.any():
        raise DesignError("S009", place, "All weights are zero.", "Name the column that holds the design weights.")
