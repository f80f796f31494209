"""Statuses are rarely wrong where the truth is known: a short version of benchmarks/statuses.py."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.identities.simulated_statuses import SimulatedStatuses

SAMPLES = 30


@pytest.fixture(scope="module")
def rates(tmp_path_factory: pytest.TempPathFactory) -> list[pd.DataFrame]:
    """Shares of 30 monitors in which each cell is wrong, in the first quarter and on four quarters."""
    folder: Path = tmp_path_factory.mktemp("definitions")
    simulation = SimulatedStatuses(folder)
    found = [simulation.tables(seed) for seed in range(SAMPLES)]
    return [
        sum(
            (simulation.mistakes(tables[at]).astype(float) for tables in found[1:]),
            simulation.mistakes(found[0][at]).astype(float),
        )
        / SAMPLES
        for at in (0, 3)
    ]


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("mistake", ["false_stable", "false_negative"])
def test_no_cell_is_often_wrong(rates: list[pd.DataFrame], at: int, mistake: str) -> None:
    """At most 10 % and three standard errors of 30 samples in every cell, villages struck as a whole included."""
    found = rates[at][mistake]
    assert len(found) == 10 * (1 + 19 + 5)
    assert found.max() <= 0.10 + 3 * np.sqrt(0.1 * 0.9 / SAMPLES)
    assert found.mean() < 0.02


@pytest.mark.parametrize("at", [0, 1])
def test_intervals_hold_the_truth(rates: list[pd.DataFrame], at: int) -> None:
    """About 95 % of them, in units and in the region."""
    domain = rates[at].index.get_level_values("domain")
    assert 0.93 < 1 - rates[at]["missed"][domain == "unit"].mean() < 0.985


def test_four_quarters_decide_more(rates: list[pd.DataFrame]) -> None:
    """A rule that never said anything would never be wrong."""
    first, last = (one["decided"][one.index.get_level_values("domain") == "unit"].mean() for one in rates)
    assert 0.2 < first < last
