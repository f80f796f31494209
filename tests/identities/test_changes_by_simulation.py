"""Verdicts on changes in a region whose truth is known: an unchanged one, and one in which every share rose by the margin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.identities.simulated_monitor import SimulatedMonitor
from tests.identities.simulated_statuses import EVENTS, SHARES, monitor_of_events

import survey

pytestmark = pytest.mark.long

SAMPLES = 40
CHANGED = ["improved", "worsened", "higher", "lower", "slight"]
KEYS = ["indicator", "domain", "level"]


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> SimulatedMonitor:
    return monitor_of_events(Path(tmp_path_factory.mktemp("simulated")))


def risen(region: SimulatedMonitor) -> SimulatedMonitor:
    """The same people of whom so many more agree, drawn at random, that each share of the region rises by its margin."""
    random = np.random.default_rng(11)
    names = [*SHARES, *EVENTS]
    answers = region.people.answers.copy()
    for at, name in enumerate(names):
        borders = region.indicators[name].thresholds
        assert borders is not None
        number = round(abs(borders.stable - borders.negative) / 4 / 100 * len(answers))
        answers[random.choice(np.flatnonzero(answers[:, at] != 1), number, replace=False), at] = 1
    return replace(region, people=replace(region.people, answers=answers))


def compared(before: SimulatedMonitor, now: SimulatedMonitor) -> pd.DataFrame:
    """Rows of all samples; ``sample`` numbers them."""
    found = []
    for at in range(SAMPLES):
        random = np.random.default_rng([2019, at])
        tables = [
            survey.compute(region.indicators, region.sample(random, wave), wave=wave)
            for region, wave in ((before, "2018Q1"), (now, "2018Q2"))
        ]
        rows = survey.compare_waves(tables[1], tables[0], shared="none").to_frame()
        found.append(rows[rows["verdict"].notna()].assign(sample=at))
    return pd.concat(found, ignore_index=True)


def rate(rows: pd.DataFrame, said: list[str]) -> tuple[float, float]:
    """Part of the rows with such a verdict, and its Monte Carlo standard error; samples are independent, rows are not."""
    by_sample = rows["verdict"].isin(said).groupby(rows["sample"]).mean()
    return float(by_sample.mean()), float(by_sample.std() / np.sqrt(len(by_sample)))


def test_an_unchanged_region_is_seldom_called_changed(unchanged: SimulatedMonitor) -> None:
    """In 5 % of the rows at most, in the region and in groups, and a status that flips there says that nothing is proven."""
    rows = compared(unchanged, unchanged)
    assert set(rows["domain"]) == {"region", "unit", "ethnic_group"}
    for _, own in rows.groupby("domain"):
        found, error = rate(own, CHANGED)
        assert found <= 0.05 + 3 * error
    flips = rows["status"] != rows["status_before"]
    proven = rows["q"] <= 0.05
    assert (rows["note"].str.contains("flip_unproven") == (flips & ~proven)).all()
    assert (flips & ~proven).sum() > 100


def test_a_change_by_the_margin_is_seldom_called_steady(unchanged: SimulatedMonitor) -> None:
    """In 5 % of the samples at most, one indicator of the region with the next."""
    rows = compared(unchanged, risen(unchanged))
    shares = rows[(rows["domain"] == "region") & (rows["indicator"] != "SCORE")]
    assert shares.groupby("sample").size().min() >= 5
    found, error = rate(shares, ["steady"])
    assert found <= 0.05 + 3 * error
