"""Left-hand side of a formula as numbers, or as ordered categories."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.models.families_and_links import Family
from survey.estimation.models.predictors import is_category, read_predictors
from survey.expressions import evaluate, parse

_CONDITION = re.compile(r"==|!=|<|>|\bin\s*\[|\bnot\b|\bhas\s*\(|\banswered\s*\(|\bdont_know\s*\(|\brefused\s*\(")


class OrderedAnswers(NamedTuple):
    """Answers in order: (n,) positions in ``levels``, -1 where blank."""

    codes: Indices
    levels: tuple[Level, ...]


def split_formula(formula: str, place: str) -> tuple[str, str]:
    """Left-hand and right-hand side of a formula.

    Raises
    ------
    EstimationError
        ``E164`` when there is not exactly one tilde with something on both sides.
    """
    left, _, right = formula.partition("~")
    if not left.strip() or not right.strip() or "~" in right:
        raise EstimationError(
            "E164",
            f"{place}: formula {formula!r}",
            "A formula has an answer, a tilde and what the answer is to be explained by.",
            "For example 'trust ~ C(agegrp) + sex * urban'; 'trust ~ 1' has a constant only.",
        )
    return left.strip(), right.strip()


def read_response(left: str, sample: Sample, family: Family, place: str) -> Floats:
    """(n,) answers, NaN where blank.

    Parameters
    ----------
    left : str
        A variable, a function of variables as in the right-hand side, or a condition of the questionnaire's language,
        which gives 1 where it holds, 0 where it does not, and a blank where it is unknown.
    sample : Sample
    family : Family
    place : str

    Raises
    ------
    EstimationError
        ``E165`` an unknown name; ``E166`` categories where numbers are needed, or more than two of them.
    """
    if _CONDITION.search(left):
        truth = evaluate(parse(left), sample)
        return np.where(truth.unknown, np.nan, truth.true.astype(np.float64))
    name = left.strip("`")
    if sample.has(name):
        return _of_variable(name, sample, family, place)
    if name.isidentifier():
        raise unknown_answer(name, sample, place)
    everybody = np.ones(len(sample), bool) if sample.domain is None else sample.domain
    _, X, _, used = read_predictors(f"0 + {left}", sample, everybody)
    if X.shape[1] != 1:
        raise _not_numbers(f"{place}: answer {left!r}", X.shape[1])
    answers = np.full(len(sample), np.nan)
    answers[used] = X[:, 0]
    return answers


def _of_variable(name: str, sample: Sample, family: Family, place: str) -> Floats:
    if not is_category(sample, name):
        return sample.values(name)
    found = sample.categories(name)
    inside = found.codes if sample.domain is None else found.codes[sample.domain]
    seen = np.flatnonzero(np.bincount(inside[inside >= 0], minlength=len(found.levels)))
    if family.high != 1 or len(seen) != 2:
        raise _not_numbers(f"{place}: answer {name!r}", len(seen))
    return np.where(found.codes < 0, np.nan, (found.codes == seen[1]).astype(np.float64))


def _not_numbers(place: str, n_categories: int) -> EstimationError:
    return EstimationError(
        "E166",
        place,
        f"It has {n_categories} categories, not numbers.",
        "Write a condition such as 'C01a in [1, 2] ~ …' with family='binomial', or score(C01a) or number(C01a); "
        "survey.ordinal takes ordered categories as they are.",
    )


def read_ordered(left: str, sample: Sample, place: str) -> OrderedAnswers:
    """Answers as categories in the order of the questionnaire, or of the numbers.

    Raises
    ------
    EstimationError
        ``E165`` an unknown name.
    """
    name = left.strip("`")
    for wrapper in ("factor", "C", "ordered"):
        if name.startswith(f"{wrapper}(") and name.endswith(")"):
            name = name[len(wrapper) + 1 : -1].strip()
    if not sample.has(name):
        raise unknown_answer(name, sample, place)
    found = sample.categories(name)
    return OrderedAnswers(found.codes, found.levels)


def unknown_answer(name: str, sample: Sample, place: str) -> EstimationError:
    """Error for an answer that is not a name of the sample."""
    return EstimationError(
        "E165",
        f"{place}: answer {name!r}",
        "Nothing in the sample has this name.",
        nearest(name, sample.names),
    )


EXACT = 1e-12
"""Residual over the largest answer below which it is rounding."""


def fits_exactly(y: Floats, mu: Floats) -> bool:
    """Whether a model gives every answer exactly, so that nothing varies about it."""
    return bool(np.abs(y - mu).max() <= EXACT * np.abs(y).max())


def check_range(y: Floats, family: Family, place: str) -> None:
    """Refuse answers outside the range of the family, and those that are all equal, whose errors would be rounding.

    Raises
    ------
    EstimationError
        ``E167`` answers outside the range; ``E168`` all answers are equal.
    """
    low, high = float(y.min()), float(y.max())
    outside = low < family.y_low or high > family.y_high or (family.open_low and low <= family.y_low)
    if outside or not np.isfinite(low + high):
        raise EstimationError(
            "E167",
            f"{place}: family {family.name}",
            f"The answers reach from {low:g} to {high:g}.",
            "Shares lie between 0 and 1, counts and amounts are not negative; choose a family that suits, or recode.",
        )
    if low == high:
        raise EstimationError(
            "E168",
            f"{place}: family {family.name}",
            f"All {len(y)} answers are {low:g}, so there is nothing to explain.",
            "Check the condition that makes the answer, or where=.",
        )
