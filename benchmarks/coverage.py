"""How often 95 % intervals hold the truth: ``python benchmarks/coverage.py [samples]``, written into docs/coverage.md.

A region of 1.33 million adults is simulated from the population table of the instrument; the monitor's own design
draws samples of 1,000 from it: 19 strata, 100 PSUs drawn systematically with probability proportional to adults, ten
adults at each. Everybody answers, so that only sampling is at work.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
from measure import written

import survey
from survey.estimation.confidence_intervals import ShareInterval
from survey.simulate import TRAITS
from survey.simulate.region import Region, make_region

ROOT = Path(__file__).parents[1]
INSTRUMENT = ROOT / "questionnaires" / "interethnic"
MARGINS = [["unit"], ["urban"], ["sex", "age4"], ["ethnic_group"]]
DESIGN = survey.Design(strata="stratum", psu="psu", weight="weight")
N = 1_000
UNITS = 19
INTERVALS = get_args(ShareInterval)

ANSWERS = ("rare", "half", "often", "score", "net", "isi", "income")
SHARES, MEANS = ["rare", "half", "often"], ["score", "net", "isi"]
MEASURES = {
    "rare": "share, 5 %",
    "half": "share, 50 %",
    "often": "share, 90 %",
    "score": "mean of a 5-point scale",
    "net": "net balance",
    "isi": "index of six scores (ISI)",
    "income": "median",
    "half, change": "share, 50 %: change between waves",
    "isi, change": "index: change between waves",
}
FIELDS = ("estimate", "se", "low", "high", "df")


def with_answers(region: Region, seed: int) -> Region:
    """The region with answers in which its traits show: a point explains about 6 % of the variance of each."""
    random = np.random.default_rng(seed)
    people = region.people

    def item(at: int) -> np.ndarray:
        return 0.6 * people[TRAITS[at % len(TRAITS)]].to_numpy() + 0.8 * random.standard_normal(len(people), np.float32)

    def scale(at: int) -> np.ndarray:
        return np.digitize(item(at), [-1.5, -0.6, 0.3, 1.2]) * np.float32(25)

    several = np.stack([np.where(random.random(len(people)) < 0.05, np.nan, scale(at)) for at in range(6)])
    there = np.isfinite(several).sum(0)
    both = item(1)
    answers = {
        "rare": item(0) > 1.6,
        "half": both > 0.1,
        "often": item(2) > -1.3,
        "score": scale(3),
        "net": 100 * ((both > 0.2).astype(np.int8) - (both < -0.9).astype(np.int8)),
        "isi": np.where(there >= 5, np.nansum(several, axis=0) / np.maximum(there, 1), np.nan),
        "income": np.round(np.exp(11.5 + 0.5 * item(3))),
    }
    told = pd.DataFrame({name: np.asarray(values, np.float32) for name, values in answers.items()})
    return Region(region.frame, region.first, pd.concat([people.drop(columns=list(TRAITS)), told], axis=1))


def regions() -> tuple[Region, Region]:
    form = survey.read_questionnaire(INSTRUMENT)
    population = survey.read_population(INSTRUMENT / "population", form)
    made = [with_answers(make_region(form, population, wave), seed) for seed, wave in enumerate(("2018Q1", "2018Q2"))]
    return made[0], made[1]


def truths(previous: Region, current: Region) -> np.ndarray:
    """(measures, 1 + units) what a census would have found."""
    found = []
    for name in ANSWERS:
        middle: Callable[[pd.DataFrame], float] = (
            (lambda one: one.median()) if name == "income" else (lambda one: one.mean())
        )
        values = [
            [middle(part[name]), *part.groupby("unit")[name].agg(middle)] for part in (previous.people, current.people)
        ]
        found.append(values)
    now = [values[1] for values in found]
    changes = [np.subtract(*found[ANSWERS.index(name)][::-1]) for name in ("half", "isi")]
    return np.array([*now, *changes])


def estimates(previous: survey.Sample, current: survey.Sample) -> np.ndarray:
    """(measures, 1 + units, fields) of one pair of samples."""
    rows = []
    for by in (None, "unit"):
        parts = [
            survey.share(current, SHARES, by=by),
            survey.mean(current, MEANS, by=by),
            survey.quantile(current, "income", by=by),
        ]
        told = [np.stack([part.estimate, part.se, part.ci_low, part.ci_high, part.df], axis=-1) for part in parts]
        for name, kind in (("half", "share"), ("isi", "mean")):
            moved = survey.change(previous, current, name, by, kind=kind, shared="none")  # type: ignore[arg-type]
            told.append(np.stack([moved.change, moved.se, moved.ci_low, moved.ci_high, moved.df], axis=-1))
        rows.append(np.concatenate(told).reshape(len(MEASURES), -1, len(FIELDS)))
    return np.concatenate(rows, axis=1)


def draw(region: Region, random: np.random.Generator, *, shuffled: bool) -> survey.Sample:
    return survey.make_sample(region.draw(N, random, shuffled=shuffled).reset_index(drop=True), DESIGN)


def one(seed: int, *, shuffled: bool = False) -> np.ndarray:
    """(before and after raking, measures, 1 + units, fields) of samples drawn by a seed."""
    random = np.random.default_rng([2018, seed])
    samples = [draw(region, random, shuffled=shuffled) for region in REGIONS]
    raked = [survey.rake(sample, people) for sample, people in zip(samples, PEOPLE, strict=True)]
    return np.stack([estimates(*samples), estimates(*raked)]).astype(np.float64)


def one_shuffled(seed: int) -> np.ndarray:
    return one(seed, shuffled=True)


def intervals(seed: int) -> np.ndarray:
    """(kinds of interval, shares, units, fields) after raking."""
    sample = survey.rake(draw(REGIONS[1], np.random.default_rng([2019, seed]), shuffled=True), PEOPLE[1])
    found = [survey.share(sample, SHARES, by="unit", interval=kind) for kind in INTERVALS]
    told = [np.stack([part.estimate, part.se, part.ci_low, part.ci_high, part.df], axis=-1) for part in found]
    return np.stack(told).reshape(len(INTERVALS), len(SHARES), UNITS, len(FIELDS))


REGIONS: tuple[Region, ...] = ()
PEOPLE: tuple[survey.Population, ...] = ()


def simulate(task: Callable[[int], np.ndarray], samples: int) -> np.ndarray:
    """(samples, ...) what a task finds in each sample, on all cores."""
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        return np.stack(pool.map(task, range(samples), chunksize=20))


def covered(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Whether each interval holds the truth."""
    low, high = found[..., FIELDS.index("low")], found[..., FIELDS.index("high")]
    return (low <= truth) & (truth <= high)


def table(found: np.ndarray, truth: np.ndarray) -> list[str]:
    """One row per measure and level, before and after raking."""
    inside = covered(found, truth)
    estimate, se = found[..., 0], found[..., 1]
    lines = [
        "| measure | level | truth | covered, % | after raking, % | SE told / true | after raking | half width, after raking |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for level, part in (("region", slice(0, 1)), ("units", slice(1, None))):
        for at, name in enumerate(MEASURES.values()):
            own = inside[:, :, at, part]
            by_unit = 100 * own.mean(0)
            share = by_unit.mean(-1)
            told = np.sqrt(np.nanmean(se[:, :, at, part] ** 2, axis=0)) / estimate[:, :, at, part].std(0)
            half = np.median((found[:, 1, at, part, 3] - found[:, 1, at, part, 2]) / 2)
            spread = ["", ""] if level == "region" else [f" ({one.min():.1f} to {one.max():.1f})" for one in by_unit]
            lines.append(
                f"| {name} | {level} | {truth[at, part].mean():.4g} | {share[0]:.1f}{spread[0]} | {share[1]:.1f}{spread[1]} "
                f"| {told[0].mean():.3f} | {told[1].mean():.3f} | {half:.3g} |"
            )
    return lines


def by_psus(found: np.ndarray, truth: np.ndarray) -> list[str]:
    """Coverage in units, by the number of their PSUs."""
    inside = covered(found, truth)[:, :, :, 1:]
    df = np.nanmedian(found[:, 0, 1, 1:, FIELDS.index("df")], axis=0)
    lines = ["| measure | 4 PSUs | 5 to 7 | 8 and more |", "| --- | ---: | ---: | ---: |"]
    groups = [df <= 3, (df > 3) & (df < 7), df >= 7]
    for at, name in enumerate(MEASURES.values()):
        cells = [
            f"{100 * inside[:, 0, at, group].mean():.1f}, {100 * inside[:, 1, at, group].mean():.1f}"
            for group in groups
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def by_order(found: np.ndarray, shuffled: np.ndarray, truth: np.ndarray) -> list[str]:
    """Units when the list of points keeps its order, and when it is shuffled before each draw."""
    lines = ["| measure | list in one order | SE told / true | list shuffled | SE told / true |"]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for at, name in enumerate(MEASURES.values()):
        cells = []
        for part in (found, shuffled):
            by_unit = 100 * covered(part, truth)[:, 1, at, 1:].mean(0)
            own = part[:, 1, at, 1:]
            told = np.sqrt(np.nanmean(own[..., 1] ** 2, axis=0)) / own[..., 0].std(0)
            cells += [f"{by_unit.min():.1f} to {by_unit.max():.1f}", f"{told.min():.2f} to {told.max():.2f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def by_interval(found: np.ndarray, truth: np.ndarray) -> list[str]:
    """Shares in units, by the kind of interval."""
    inside = covered(found, truth[: len(SHARES), 1:])
    width = np.median(found[..., 3] - found[..., 2], axis=(0, 3)) / 2
    lines = [
        f"| interval | {' | '.join(MEASURES[name] for name in SHARES)} | half widths |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for at, kind in enumerate(INTERVALS):
        cells = " | ".join(f"{100 * inside[:, at, share].mean():.1f}" for share in range(len(SHARES)))
        lines.append(f"| {kind} | {cells} | {', '.join(f'{one:.3f}' for one in width[at])} |")
    return lines


def main(samples: int) -> None:
    global REGIONS, PEOPLE
    start = time.perf_counter()
    REGIONS = regions()
    PEOPLE = tuple(region.population(MARGINS) for region in REGIONS)
    truth = truths(*REGIONS)
    found, shuffled, kinds = simulate(one, samples), simulate(one_shuffled, samples), simulate(intervals, samples)
    taken = time.perf_counter() - start
    error = 100 * np.sqrt(0.95 * 0.05 / samples)
    told = (
        f"{samples:,} pairs of samples of {N:,} (two independent waves) from {len(REGIONS[1]):,} adults; the share of "
        f"{samples:,} intervals that hold the truth has itself a standard error of {error:.1f} points. In brackets the "
        "smallest and the largest of the 19 units. SE told / true: root mean square of the standard errors, over the "
        f"standard deviation of the estimates. Made by `benchmarks/coverage.py` in {taken / 60:.1f} minutes."
    )
    place = ROOT / "docs" / "coverage.md"
    written(place, "Table", "\n".join([told, "", *table(found, truth)]))
    head = "Percent of intervals that hold the truth, before and after raking, in units of the region."
    written(place, "By the number of PSUs", "\n".join([head, "", *by_psus(found, truth)]))
    head = "Percent of intervals that hold the truth after raking: the unit with the fewest and that with the most."
    written(place, "By the order of the list", "\n".join([head, "", *by_order(found, shuffled, truth)]))
    head = (
        "Percent of intervals of shares that hold the truth in units, after raking, list shuffled; their half widths."
    )
    written(place, "By the kind of interval", "\n".join([head, "", *by_interval(kinds, truth)]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
