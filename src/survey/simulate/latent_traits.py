"""Latent traits behind the answers: correlated within a person, different by place, ethnic group and quarter."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Floats, Indices
from survey.periods import CalendarPeriod
from survey.questionnaire.model import Question, Questionnaire
from survey.simulate.expectations import TRAITS, Expectations
from survey.simulate.sampling_frame import FIXED

TOGETHER = 0.45
"""Correlation between the traits of one person."""
AT_POINT = 0.17
"""Intraclass correlation of a trait within the points of a stratum; that of a single item is a third of it (0.06)."""
AT_STRATUM, OF_GROUP, OF_QUARTER = 0.14, 0.14, 0.06
"""Standard deviations of the effects of strata and of ethnic groups, and amplitude of the effect of quarters."""


def draw_traits(
    points: Indices,
    strata: NDArray[np.int64],
    groups: Floats,
    period: CalendarPeriod,
    shift: Mapping[str, float],
    rng: np.random.Generator,
) -> Floats:
    """(n, traits) standard scores of each person; higher means more stable.

    The effects of the region (its strata, points, groups and quarters) are the same in every wave and for every seed;
    only the people differ.

    Parameters
    ----------
    points : (n,) array of int
        Sampling point of each person.
    strata : (n,) array of int
    groups : (n,) array
        Ethnic group, NaN where it is not known.
    period : CalendarPeriod
    shift : mapping of trait to float
        Added to the trait of everybody, in standard deviations.
    """
    k = len(TRAITS)
    person = rng.standard_normal((len(points), k)) * np.sqrt(1 - AT_POINT)
    scores = _correlated(person + _effect(points, "point") * np.sqrt(AT_POINT))
    scores += _effect(strata, "stratum") * AT_STRATUM
    scores += _effect(np.nan_to_num(groups, nan=-1).astype(np.intp), "group") * OF_GROUP
    index = period.year * 4 + 1 + (period.first_day.month - 1) / 3  # quarters
    scores += np.sin(2 * np.pi * (index / 9 + np.arange(k) / k)) * OF_QUARTER
    return np.asarray(scores + [shift.get(trait, 0.0) for trait in TRAITS], np.float64)


def _correlated(scores: Floats) -> Floats:
    """Independent scores made into scores with the correlation ``TOGETHER``."""
    covariance = np.full((len(TRAITS), len(TRAITS)), TOGETHER) + np.eye(len(TRAITS)) * (1 - TOGETHER)
    return np.asarray(scores @ np.linalg.cholesky(covariance).T, np.float64)


def _effect(classes: NDArray[np.integer], what: str) -> Floats:
    """(n, traits) standard normal effect of the class of each person, the same in every wave and for every seed."""
    distinct, inverse = np.unique(classes, return_inverse=True)
    effects = np.array(
        [
            np.random.default_rng([FIXED, zlib.crc32(what.encode()), int(one) + 1]).standard_normal(len(TRAITS))
            for one in distinct
        ]
    )
    return effects[inverse]


def trait_of(form: Questionnaire, profile: Expectations) -> dict[str, int]:
    """Trait of every scored question, as an index: from the profile, otherwise one trait for each block in turn."""
    blocks: dict[str, int] = {}
    traits: dict[str, int] = {}
    for question in form.questions:
        if _has_scores(question):
            usual = blocks.setdefault(question.block, len(blocks) % len(TRAITS))
            for name in (question.id, *(row.id for row in question.rows)):
                named = profile.traits.get(name, profile.traits.get(question.id))
                traits[name] = TRAITS.index(named) if named is not None else usual
    return traits


def _has_scores(question: Question) -> bool:
    return question.kind == "scale" or any(option.score is not None for option in question.options)
