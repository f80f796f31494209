"""Statuses are rarely wrong where the truth is known: a short version of benchmarks/statuses.py."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.identities.simulated_instrument import monitor_of_instrument
from tests.identities.simulated_monitor import KEYS, Fieldwork, SimulatedMonitor
from tests.identities.simulated_statuses import VILLAGE_EVENTS, monitor_of_events

from survey.arrays import Mask

pytestmark = pytest.mark.long

SAMPLES = {"events": 20, "instrument": 4}
CELLS = {"events": 10 * (1 + 19 + 5), "instrument": 51 * (1 + 19 + 5)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("definitions")


@pytest.fixture(scope="module", params=list(SAMPLES))
def region(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def rates(region: str, folder: Path) -> list[pd.DataFrame]:
    """Shares of the monitors in which each cell is wrong, in the first quarter and on four quarters."""
    monitor = monitor_of_events(folder) if region == "events" else monitor_of_instrument(people=20_000)
    found = [monitor.tables(seed) for seed in range(SAMPLES[region])]
    return [mean_of([monitor.mistakes(tables[at]) for tables in found]) for at in (0, 3)]


def mean_of(parts: list[pd.DataFrame]) -> pd.DataFrame:
    together = pd.concat([part.astype(np.float64) for part in parts])
    means: pd.DataFrame = together.groupby(level=KEYS, sort=False).mean()
    return means


def in_units(rates: pd.DataFrame, *, of_villages: bool = False) -> pd.DataFrame:
    names = rates.index.get_level_values("indicator").isin(VILLAGE_EVENTS)
    wanted: Mask = (rates.index.get_level_values("domain") == "unit") & (names == of_villages)
    return rates[wanted]


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("mistake", ["false_stable", "false_negative"])
def test_no_cell_is_often_wrong(rates: list[pd.DataFrame], region: str, at: int, mistake: str) -> None:
    """At most 10 % and three standard errors of the samples in every cell, villages struck as a whole included."""
    found = rates[at][mistake]
    assert len(found) == CELLS[region]
    assert found.max() <= 0.10 + 3 * np.sqrt(0.1 * 0.9 / SAMPLES[region])
    assert found.mean() < 0.02


@pytest.mark.parametrize("at", [0, 1])
def test_intervals_hold_the_truth(rates: list[pd.DataFrame], at: int) -> None:
    """About 95 % of them in units, and neither side misses alone."""
    found = in_units(rates[at])
    assert 0.93 < 1 - found["below"].mean() - found["above"].mean() < 0.98
    assert 0.01 < found["below"].mean() < 0.04
    assert 0.01 < found["above"].mean() < 0.04


def test_four_quarters_decide_most_units(rates: list[pd.DataFrame]) -> None:
    """A rule that never said anything would never be wrong."""
    first, last = (in_units(one)["decided"].mean() for one in rates)
    assert 0.25 < first < last
    assert last > 0.55


def test_few_interviews_have_no_status(rates: list[pd.DataFrame]) -> None:
    assert not any(one["too_few"].any() for one in rates)
    assert all(one["judged"].any() for one in rates)


def test_a_census_finds_the_truth(folder: Path) -> None:
    """The values of indicators are plain means where everybody answers."""
    monitor = monitor_of_events(folder, people=20_000)
    found = monitor.people.census(monitor.indicators)
    assert np.allclose(found.reindex(monitor.truth.index), monitor.truth)


@pytest.mark.parametrize(
    ("fieldwork", "points", "size"),
    [(Fieldwork(), 100, 10), (Fieldwork(at_point=20), 50, 20), (Fieldwork(n=500), 50, 10)],
)
def test_fieldwork_is_as_planned(folder: Path, fieldwork: Fieldwork, points: int, size: int) -> None:
    monitor = monitor_of_events(folder, people=20_000, fieldwork=fieldwork)
    drawn = monitor.draw(np.random.default_rng(1))
    assert (len(drawn.points), set(drawn.sizes.tolist())) == (points, {size})


def test_kept_points_are_one_cluster_all_year(folder: Path) -> None:
    def psus(monitor: SimulatedMonitor) -> float:
        table = monitor.tables(0)[3]
        return float(table.loc[("EVEN", "unit", slice(None)), "n_psus"].sum())

    anew, kept = (monitor_of_events(folder, people=20_000, fieldwork=Fieldwork(kept=one)) for one in (False, True))
    assert psus(anew) == 400
    assert psus(kept) <= 100


def test_unequal_units_are_unequal(folder: Path) -> None:
    equal, unequal = (
        monitor_of_events(folder, people=20_000, unequal=one).people.region.people["unit"].value_counts()
        for one in (False, True)
    )
    assert unequal.max() / unequal.min() > 3 * equal.max() / equal.min()
