"""Where this package answers otherwise than R's survey: both answers, as ``docs/conventions.md`` tells them.

``own/conventions.R`` made ``own/conventions.json``.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from survey.design import Chain, Design, Population, Sample, make_sample
from survey.estimation import Estimates, change, mean, quantile, share
from survey.weighting import normalize, poststratify

FOLDER = Path(__file__).parent / "own"
ANSWERS = json.loads((FOLDER / "conventions.json").read_text(encoding="utf-8"))["answers"]
ONE_PSU = "unit == 3 and point == 2"

Limits = tuple[float, float]


@functools.cache
def table() -> pd.DataFrame:
    """The table of the R script."""
    people = pd.read_csv(FOLDER / "regions.csv")
    rare = np.isin(np.arange(1, len(people) + 1), [3, 64]).astype(int)
    return people.assign(never=0, always=1, rare=rare)


def drawn(data: pd.DataFrame | None = None, chain: Chain = "latest_first") -> Sample:
    design = Design(strata="unit", psu="point", weight="weight", nested=True, chain=chain)
    return make_sample(table() if data is None else data, design)


def limits(found: Estimates) -> Limits:
    return float(found.ci_low[0]), float(found.ci_high[0])


def chained(chain: Chain) -> Estimates:
    """The share of towns after two post-stratifications."""
    people = Population.from_margins({"town": {0: 1900, 1: 2800}, "sex": {1: 2200, 2: 2500}})
    once = poststratify(drawn(chain=chain), people, "town")
    return mean(poststratify(once, people, "sex"), "town")


def test_two_calibrations() -> None:
    """R takes the oldest out first; its own jackknife is nearer to the latest first."""
    linear, jackknife = (ANSWERS[f"svymean(~town, {name})"] for name in ("chained", "jackknife"))
    ours, as_r = chained("latest_first"), chained("oldest_first")
    assert [ours.estimate[0], as_r.se[0]] == pytest.approx(linear, rel=1e-9)
    assert abs(ours.se[0] - jackknife[1]) < abs(linear[1] - jackknife[1]) / 3


def test_a_domain_without_interviews() -> None:
    """R: 0 with standard error 0. Here: no estimate, and a flag."""
    found = mean(drawn(), "score", where="unit == 9")
    assert ANSWERS["svymean(~score, subset(d, unit == 9))"] == [0, 0]
    assert np.isnan(found.estimate[0])
    assert found.flag("empty")[0]


def test_a_domain_in_one_psu() -> None:
    """R: an interval without width. Here: the whole line, and a flag."""
    found = mean(drawn(), "score", where=ONE_PSU)
    low, high = ANSWERS["confint(svymean(~score, one_psu))"]
    assert high - low < 1e-9
    assert limits(found) == (-np.inf, np.inf)
    assert limits(share(drawn(), "trust", [1, 2], where=ONE_PSU)) == (0, 1)
    assert found.flag("one_psu")[0]


def test_intervals_of_means_know_the_degrees_of_freedom() -> None:
    """R: the normal distribution unless ``df=degf(d)`` is said. Here: Student's t."""
    assert limits(mean(drawn(), "score")) == pytest.approx(
        ANSWERS["confint(svymean(~score, d), df = degf(d))"], rel=1e-9
    )
    assert limits(mean(drawn(), "score", df=np.inf)) == pytest.approx(ANSWERS["confint(svymean(~score, d))"], rel=1e-9)


def test_blanks_of_one_variable_do_not_touch_another() -> None:
    """R: ``na.rm = TRUE`` leaves an interview out of both means. Here: as when each is asked for alone."""
    together = mean(drawn(), ["trust", "score"])
    assert ANSWERS["svymean(~trust + score, d, na.rm = TRUE)"][1] != pytest.approx(together.estimate[1], rel=1e-3)
    case = mean(drawn(), ["trust", "score"], where="trust in [1, 2, 3, 4]")
    assert ANSWERS["svymean(~trust + score, d, na.rm = TRUE)"] == pytest.approx([*case.estimate, *case.se], rel=1e-9)


@pytest.mark.parametrize("method", ["logit", "likelihood", "asin", "beta", "mean", "xlogit"])
def test_a_share_of_nought(method: Literal["logit", "likelihood", "asin", "beta", "mean", "xlogit"]) -> None:
    """R: nothing, an error, or an interval without width. Here: that of Korn and Graubard, 0 to 3.9 %."""
    theirs = ANSWERS[f"svyciprop(~never, d, method = '{method}')"]
    assert theirs == "error" or theirs == ["NaN", "NaN"] or theirs[1] < 1e-9
    found = share(drawn(), "never", 1, interval=method)
    assert limits(found) == pytest.approx((0, 0.039215), abs=1e-6)
    assert found.method[0] == "korn_graubard"


def test_a_share_near_nought() -> None:
    """R: "mean" goes below 0. Here: cut, and called so; "asin" is the same where it does not turn back."""
    low, high = ANSWERS["svyciprop(~rare, d, method = 'mean')"]
    found = share(drawn(), "rare", 1, interval="mean")
    assert low < 0
    assert limits(found) == pytest.approx((0, high), rel=1e-9)
    assert found.method[0] == "mean_clipped"
    angle = share(drawn(), "rare", 1, interval="asin")
    assert limits(angle) == pytest.approx(ANSWERS["svyciprop(~rare, d, method = 'asin')"], rel=1e-9)


def test_a_design_effect_of_weights_that_average_one() -> None:
    """R: infinite or missing, for the population seems to be as small as the sample. Here: a normalisation is undone."""
    assert ANSWERS["svymean(~score, normalised, deff = TRUE)"] == ["Inf"]
    sample = drawn()
    assert mean(normalize(sample), "score").deff == pytest.approx(mean(sample, "score").deff)


def test_a_quantile_below_the_share_of_the_first_answer() -> None:
    """R 4.1: the second smallest answer, and a limit that is missing. Here: the smallest, whose share is above it."""
    estimate, low, _ = ANSWERS["svyquantile(~score, d, 0.005)"]
    found = quantile(drawn(), "score", 0.005)
    smallest, second = sorted(table()["score"])[:2]
    assert (estimate, low) == (second, "NaN")
    assert (found.estimate[0], found.ci_low[0]) == (smallest, smallest)


def test_waves_of_which_some_psus_rotate() -> None:
    """R, waves stacked: the strata means of what is added up enter. Here: each wave has its own."""
    people = table()
    order, point = np.arange(1, len(people) + 1), people["point"].to_numpy()
    wave = np.where(point == 1, 1, np.where(point >= 4, 2, 1 + order % 2))
    kept = people["unit"].to_numpy() <= 5
    first, second = (drawn(people[kept & (wave == one)].reset_index(drop=True)) for one in (1, 2))
    found = change(first, second, "score")
    estimate, se = ANSWERS["svyby(~score, ~wave, stacked, svymean, covmat = TRUE)"]
    assert found.change[0] == pytest.approx(estimate, rel=1e-9)
    assert found.se[0] == pytest.approx(2.646989, rel=1e-6)
    assert se == pytest.approx(2.479879, rel=1e-6)
