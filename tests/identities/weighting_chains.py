"""Weighting chains, and the jackknife that repeats them: standard errors of every indicator of a simulated wave both ways.

The jackknife leaves out one PSU at a time (``replicate(sample, "JKn")``), and every step of the chain is repeated in every
replicate, so that it knows nothing of residuals and trails.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

import survey
from survey.design import Design, Population, Sample
from survey.indicators import Indicators, read_indicators

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
DESIGN = Design(strata="H04", psu="H07", weight="base_weight")
MARGINS = [["unit"], ["urban"], ["sex", "age4"], ["ethnic_group"]]
DOMAINS = ["unit", "urban", "sex", "age4", "ethnic_group", "language"]

Chain = Callable[[Sample, Population], Sample]


def _rake(sample: Sample, people: Population) -> Sample:
    return survey.rake(sample, people, margins=MARGINS)


def _classes(sample: Sample) -> Sample:
    return survey.adjust_nonresponse(sample, "reached == 1", by="sex")


def _chances(sample: Sample) -> Sample:
    return survey.adjust_nonresponse(sample, "reached == 1", propensity=["urban", "sex"])


CHAINS: Mapping[str, Chain] = {
    "none": lambda sample, people: sample,
    "rake": _rake,
    "rake, bounds": lambda sample, people: survey.rake(sample, people, margins=MARGINS, bounds=(0.3, 3)),
    "rake, trim": lambda sample, people: survey.trim(_rake(sample, people), times_median=1.8),
    "rake and trim in turns": lambda sample, people: survey.trim(
        _rake(sample, people), times_median=2, recalibrate=lambda one: _rake(one, people)
    ),
    "trim, rake": lambda sample, people: _rake(survey.trim(sample, times_median=1.2), people),
    "poststratify": lambda sample, people: survey.poststratify(sample, people, ["sex", "age4"]),
    "poststratify, rake": lambda sample, people: _rake(survey.poststratify(sample, people, ["sex", "age4"]), people),
    "rake, poststratify": lambda sample, people: survey.poststratify(_rake(sample, people), people, ["sex", "age4"]),
    "calibrate, linear": lambda sample, people: survey.calibrate(
        sample, people, margins=MARGINS, allow_negative=True
    ),
    "calibrate, raking": lambda sample, people: survey.calibrate(sample, people, margins=MARGINS, method="raking"),
    "calibrate, logit": lambda sample, people: survey.calibrate(
        sample, people, margins=MARGINS, method="logit", bounds=(0.1, 6)
    ),
    "classes of nonresponse, rake": lambda sample, people: _rake(_classes(sample), people),
    "chances of response, rake": lambda sample, people: _rake(_chances(sample), people),
    "chances of response, rake, trim": lambda sample, people: survey.trim(
        _rake(_chances(sample), people), times_median=1.8
    ),
}


@functools.cache
def instrument() -> tuple[survey.Questionnaire, Population, Indicators]:
    """Questionnaire, population and indicators as shipped."""
    form = survey.read_questionnaire(INSTRUMENT)
    people = survey.read_population(INSTRUMENT / "population", form)
    return form, people, read_indicators(INSTRUMENT / "indicators.yaml", form)


def wave(folder: Path, n: int = 1000, unequal: float = 0.0) -> Sample:
    """A simulated wave as drawn, with a column ``reached`` of those who answered.

    Parameters
    ----------
    folder : Path
        Where the file of the wave is written and read.
    n : int
        Number of interviews.
    unequal : float
        Standard deviation of the logarithms of factors by which weights are multiplied, as where households of
        different sizes are one person each.
    """
    form, people, _ = instrument()
    survey.simulate_wave(form, people, "2018Q1", n=n, seed=4, field_errors=False).write(folder / "wave.csv")
    interviews, _ = survey.decode(survey.read_file(folder / "wave.csv"), form)
    sample = survey.make_sample(interviews, DESIGN)
    random = np.random.default_rng(7)
    chance = np.where(sample.values("urban") == 1, 0.75, 0.9) + np.where(sample.values("sex") == 1, -0.05, 0.05)
    sample = sample.assign(reached=(random.random(len(sample)) < chance) * 1.0)
    return sample
