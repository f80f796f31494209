"""Waves of a window: which wave an interview is from, and where an indicator cannot be computed in one of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from survey.arrays import Indices, Mask
from survey.design import Sample
from survey.frames import distinct_values
from survey.indicators.definitions import Indicators
from survey.indicators.source_questions import withheld
from survey.interviews import Interviews
from survey.validation.unasked_questions import unasked_by_wave

WINDOW = "quarter_of_window"
"""The column that names the quarter of an interview in a window, where the questionnaire does not ask it."""


def waves_in(sample: Sample, indicators: Indicators) -> tuple[Indices, tuple[str, ...]] | None:
    """Position of each interview's wave, -1 for none, and their names in the order of time; None when nothing names them."""
    role = indicators.form.roles.get("wave")
    # a window names every interview; a question may be blank
    named = WINDOW if WINDOW in sample.names else role if role in sample.names else None
    if named is None:
        return None
    codes, found = distinct_values(pd.Series(sample.texts(named), dtype=object))
    names = tuple(sorted(name for name in found if isinstance(name, str)))
    place = {name: at for at, name in enumerate(names)}
    return np.array([*(place.get(name, -1) for name in found), -1], np.intp)[codes], names


def rows_without(indicators: Indicators, sample: Sample) -> Mapping[str, Mask]:
    """Indicator -> (n,) interviews of the waves in which a question of the indicator was not asked.

    A score that such a wave makes from fewer items is another score: the wave has no part in the indicator, as it has
    none when it is computed by itself. Indicators that every wave can compute are left out.
    """
    found = waves_in(sample, indicators)
    if found is None or len(found[1]) < 2 or not isinstance(sample.data, Interviews):
        return {}
    waves, names = found
    without: dict[str, Mask] = {}
    for wave, lacking in enumerate(unasked_by_wave(sample.data, waves, len(names))):
        for indicator in withheld(indicators, (), lacking):
            without[indicator] = without.get(indicator, np.zeros(len(waves), bool)) | (waves == wave)
    return without
