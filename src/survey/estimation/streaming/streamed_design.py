"""Design of a file: units and weights, found in a first pass over the columns that describe the selection."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.design.design import Design
from survey.design.finite_population import numbers
from survey.design.population_margin import Level, code, compress
from survey.design.sampling_stages import build_stages
from survey.design.stage_rules import apply_rules
from survey.design.weight_trail import WeightStep
from survey.errors import EstimationError
from survey.estimation.stored_sample import StoredSelection, weight_names
from survey.estimation.streaming.category_levels import place
from survey.estimation.streaming.parquet_batches import Batches

_ROW = "\0row"
# up to this many possible combinations a table of positions is faster than a binary search
_WIDEST = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Selection(StoredSelection):
    """Selection of every row of a file."""

    def of_rows(self, frame: pd.DataFrame) -> tuple[Indices, Floats]:
        """Unit of the last stage and weight of each row."""
        at = self._combination(frame)
        weights = weights_of(frame, self.design)
        if weights is None:
            assert self.implied is not None
            weights = self.implied[at]
        return self.units[at], weights

    def _combination(self, frame: pd.DataFrame) -> Indices:
        keys, size = _keys(frame, self.names, self.levels)
        if size > _WIDEST:
            return np.searchsorted(self.keys, keys)
        position = np.zeros(size, np.intp)
        position[self.keys] = np.arange(len(self.keys))
        return position[keys]


def find_selection(batches: Batches, design: Design) -> Selection:
    """Units, strata and weights of a file.

    Raises
    ------
    DesignError
        As :func:`survey.make_sample`, for blanks and figures that do not fit.
    EstimationError
        ``E306`` missing, negative or infinite weights.
    """
    names = (*design.strata_names, *design.psu_names)
    described = (*names, *design.fpc_names)
    weights = _Weights()
    parts: list[pd.DataFrame] = []
    for first, frame in batches.read(list(dict.fromkeys((*described, *weight_names(design))))):
        parts.append(_distinct(frame, described, first))
        given = weights_of(frame, design)
        if given is not None:
            weights.add(given, first)
        if len(parts) > 16:
            parts = [_together(parts, described)]
    combinations = _together(parts, described)

    def rows(mask: Mask) -> str:
        first = int(combinations[_ROW].to_numpy()[mask].min())
        return f"{int(mask.sum())} of {len(mask)} combinations of the design (first: row {first}, counted from 0)"

    stages, units, implied = build_stages(design, lambda name: combinations[name], len(combinations), rows)
    stages, notes = apply_rules(design, stages, units)
    levels = tuple(code(combinations[name])[1] for name in names)
    keys, _ = _keys(combinations, names, levels)
    keys, at = np.unique(keys, return_index=True)
    implied = None if implied is None or weight_names(design) else implied[at]
    if implied is None:
        step = weights.step(" x ".join(weight_names(design)), design)
    else:
        step = _implied_step(batches, design, names, levels, keys, implied)
    step = dataclasses.replace(step, notes=(*step.notes, *notes))
    return Selection(design, stages, step, names, levels, keys, units[at], implied)


def weights_of(frame: pd.DataFrame, design: Design) -> Floats | None:
    """(n,) weights, NaN where a probability is impossible; None when weights follow from population figures only."""
    if design.weight is not None:
        return numbers(frame[design.weight], f"survey.stream: weight {design.weight!r}")
    if not design.probability_names:
        return None
    product = np.ones(len(frame))
    for name in design.probability_names:
        given = numbers(frame[name], f"survey.stream: probability {name!r}")
        product *= np.where((given > 0) & (given <= 1), given, np.nan)
    return 1 / product


def check_design(design: object) -> None:
    """Refuse designs whose variances cannot be computed from sums by PSU of a single pass (``E305``)."""
    if not isinstance(design, Design) or design.pps is not None or design.replicates is not None:
        fact = "Replicate weights, joint probabilities and a second phase need all rows at once."
        remedy = "Describe PSUs and weights only; the variance then counts as with replacement."
    elif not design.psu_names:
        fact, remedy = "The design names no PSU, so every row would be a separate unit.", "Name psu= in Design."
    elif not weight_names(design) and len(design.fpc_names) < design.n_stages:
        fact, remedy = "Nothing gives the rows a weight.", "Name weight= or probability=, or fpc= for every stage."
    else:
        return
    raise EstimationError("E305", "survey.stream: design", fact, remedy)


def _keys(frame: pd.DataFrame, names: Sequence[str], levels: Sequence[tuple[Level, ...]]) -> tuple[Indices, int]:
    """(n,) numbers of the combinations of values of the rows, and how many combinations are possible."""
    keys, size = np.zeros(len(frame), np.intp), 1
    for name, own in zip(names, levels, strict=True):
        keys = keys * len(own) + place(frame[name], own)
        size *= len(own)
    return keys, size


def _distinct(frame: pd.DataFrame, names: Sequence[str], first: int) -> pd.DataFrame:
    """One row per combination of values, blanks included, with the number of its first row."""
    keys, size = np.zeros(len(frame), np.intp), 1
    for name in names:
        codes, levels = code(frame[name])
        keys, present = compress(keys * (len(levels) + 1) + codes + 1, size * (len(levels) + 1))
        size = len(present)
    at = np.empty(size, np.intp)
    at[keys[::-1]] = np.arange(len(frame))[::-1]
    found = frame[list(dict.fromkeys(names))].iloc[at].reset_index(drop=True)
    found[_ROW] = first + at
    return found


def _together(parts: list[pd.DataFrame], names: Sequence[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True).drop_duplicates(list(dict.fromkeys(names)), ignore_index=True)


@dataclass(slots=True)
class _Weights:
    """Running sums of the weights, for the step of the trail that describes them."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0
    minimum: float = np.inf
    maximum: float = 0.0
    n_bad: int = 0
    first_bad: int = -1

    def add(self, weights: Floats, first: int) -> None:
        bad = ~((weights >= 0) & (weights < np.inf))
        if bad.any():
            self.first_bad = first + int(np.argmax(bad)) if self.n_bad == 0 else self.first_bad
            self.n_bad += int(bad.sum())
            return
        used = weights if weights.min() > 0 else weights[weights != 0]
        self.n += len(used)
        self.total += float(used.sum())
        self.squares += float(used @ used)
        self.minimum = min(self.minimum, float(used.min(initial=np.inf)))
        self.maximum = max(self.maximum, float(used.max(initial=0.0)))

    def step(self, what: str, design: Design) -> WeightStep:
        if self.n_bad or not self.n:
            fact = (
                f"{self.n_bad:,} rows have a weight that is missing, negative or infinite, or a probability outside "
                f"(0, 1] (first: row {self.first_bad}, counted from 0)."
            )
            raise EstimationError(
                "E306",
                f"survey.stream: {what!r}",
                fact if self.n_bad else "All weights are zero.",
                "Complete or remove them in the file: a missing weight is never dropped here.",
            )
        detail = f"weight {what}" if design.weight is not None else f"1 / probability {what}"
        return self.written(detail)

    def written(self, detail: str) -> WeightStep:
        kish = self.n * self.squares / self.total**2
        return WeightStep("design", self.n, self.total, self.minimum, self.maximum, kish, detail)


def _implied_step(
    batches: Batches,
    design: Design,
    names: Sequence[str],
    levels: Sequence[tuple[Level, ...]],
    keys: Indices,
    implied: Floats,
) -> WeightStep:
    weights = _Weights()
    for first, frame in batches.read(names):
        weights.add(implied[np.searchsorted(keys, _keys(frame, names, levels)[0])], first)
    return weights.written(f"population figures {' x '.join(design.fpc_names)}")
