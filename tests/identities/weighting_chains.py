"""Weighting chains, and the jackknife that repeats them: standard errors of every indicator of a simulated wave both ways.

The jackknife leaves out one PSU at a time (``replicate(sample, "JKn")``), and every step of the chain is repeated in every
replicate, so that it knows nothing of residuals and trails.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import survey
from survey.design import Design, Population, Sample
from survey.design.reweighting import replication_of
from survey.indicators import Indicators, read_indicators

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
DESIGN = Design(strata="H04", psu="H07", weight="base_weight")
MARGINS = [["unit"], ["urban"], ["sex", "age4"], ["ethnic_group"]]
DOMAINS = ["unit", "urban", "sex", "age4", "ethnic_group", "language"]

_NO_ERROR = 1e-6
"""Standard errors of the jackknife below this are of shares that a margin fixes."""

Chain = Callable[[Sample], Sample]


def chains(
    people: Population, margins: list[list[str]], cross: list[str], times_median: float = 1.8
) -> dict[str, Chain]:
    """Weighting chains by name.

    Parameters
    ----------
    people : Population
    margins : list of variables
        What is raked or calibrated to.
    cross : list of str
        Variables whose cells are post-stratified.
    times_median : float
        Where weights are cut.
    """

    def rake(sample: Sample, **options: Any) -> Sample:
        return survey.rake(sample, people, margins=margins, **options)

    def post(sample: Sample) -> Sample:
        return survey.poststratify(sample, people, cross)

    def calibrate(sample: Sample, **options: Any) -> Sample:
        return survey.calibrate(sample, people, margins=margins, **options)

    def classes(sample: Sample) -> Sample:
        return survey.adjust_nonresponse(sample, "reached == 1", by="sex")

    def chances(sample: Sample) -> Sample:
        return survey.adjust_nonresponse(sample, "reached == 1", propensity=["urban", "sex"])

    def trim(sample: Sample) -> Sample:
        return survey.trim(sample, times_median=times_median)

    return {
        "none": lambda sample: sample,
        "rake": rake,
        "rake, bounds": lambda sample: rake(sample, bounds=(0.3, 3)),
        "rake, trim": lambda sample: trim(rake(sample)),
        # a little wider: the turns converge slowly where many weights are cut
        "rake and trim in turns": lambda sample: survey.trim(
            rake(sample), times_median=1.2 * times_median, recalibrate=rake
        ),
        "trim, rake": lambda sample: rake(trim(sample)),
        "poststratify": post,
        "poststratify, rake": lambda sample: rake(post(sample)),
        "rake, poststratify": lambda sample: post(rake(sample)),
        "calibrate, linear": lambda sample: calibrate(sample, allow_negative=True),
        "calibrate, raking": lambda sample: calibrate(sample, method="raking"),
        "calibrate, logit": lambda sample: calibrate(sample, method="logit", bounds=(0.1, 6)),
        "classes of nonresponse, rake": lambda sample: rake(classes(sample)),
        "chances of response, rake": lambda sample: rake(chances(sample)),
        "chances of response, rake, trim": lambda sample: trim(rake(chances(sample))),
        "poststratify, normalize, rake": lambda sample: rake(survey.normalize(post(sample))),
    }


def jackknife(sample: Sample, step: float = 1.0) -> Sample:
    """Sample with the replicates of the jackknife, or with a part of their changes.

    Parameters
    ----------
    sample : Sample
    step : float, in (0, 1]
        1 leaves out a PSU at a time. Nearly 0 lowers its weights a little: deviations over the step are then derivatives of
        the chain by the weights of each PSU, the infinitesimal jackknife (Jaeckel 1972), which a linearisation equals.
    """
    made = survey.replicate(sample, "JKn")
    form = replication_of(made)
    assert form is not None
    part = dataclasses.replace(form, factors=1 + step * (form.factors - 1), scale=form.scale / step**2)
    return dataclasses.replace(made, stages=(*made.stages[:-1], dataclasses.replace(made.stages[-1], form=part)))


def compared(sample: Sample, chain: Chain, domains: list[str], step: float = 1.0) -> pd.DataFrame:
    """Rows of the indicators that have an error: linearised ``se``, ``jackknife``, and their ``ratio``."""
    _, _, indicators = instrument()
    found = survey.compute(indicators, chain(sample), domains=domains).to_frame()
    again = survey.compute(indicators, chain(jackknife(sample, step)), domains=domains).to_frame()
    found = found.assign(jackknife=again["se"], ratio=found["se"] / again["se"].where(again["se"] > _NO_ERROR))
    return found[found["ratio"].notna()]


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
    random = np.random.default_rng(7)
    factor = np.exp(random.normal(0, unequal, len(interviews)))
    extras = interviews.extras.assign(base_weight=interviews.extras["base_weight"] * factor)
    sample = survey.make_sample(dataclasses.replace(interviews, extras=extras), DESIGN)
    chance = np.where(sample.values("urban") == 1, 0.75, 0.9) + np.where(sample.values("sex") == 1, -0.05, 0.05)
    return sample.assign(reached=(random.random(len(sample)) < chance) * 1.0)
