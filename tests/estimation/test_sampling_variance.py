"""The variance step: its two forms agree, engines do not matter, lonely strata follow the rule."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Lonely, Population, Sample, make_sample
from survey.errors import DesignError
from survey.estimation import CellSums, Estimates, OccurringCells, accumulate, mean, total
from survey.estimation.cell_sums import find_cells
from survey.weighting import rake

TWO_STAGES = pd.DataFrame(
    {
        "s": np.repeat([1, 2], 12),
        "p": np.repeat(np.arange(6), 4),
        "u": np.tile([1, 1, 2, 2], 6),
        "P": np.repeat([9, 12], 12),
        "U": np.repeat([4, 6, 5, 2, 8, 3], 4),
        "w": np.linspace(1, 3, 24),
        "y": np.sin(np.arange(24)) + 2,
        "g": np.arange(24) % 5,
        "h": np.arange(24) % 2,
    }
)
STAGES = Design(strata="s", psu=("p", "u"), fpc=("P", "U"), weight="w")


def lonely(rule: Lonely, *, domains: bool = False) -> Sample:
    """Stratum 3 has one PSU, with 2 of 10 interviews."""
    table = pd.DataFrame(
        {
            "s": [1, 1, 1, 1, 2, 2, 2, 2, 3, 3],
            "p": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
            "y": [1.0, 2, 3, 5, 2, 2, 6, 1, 7, 4],
            "g": [1, 2, 1, 2, 1, 2, 2, 2, 1, 2],
            "w": np.ones(10),
        }
    )
    return make_sample(table, Design(strata="s", psu="p", weight="w", lonely=rule, lonely_domains=domains))


SAMPLES = {
    "stages": make_sample(TWO_STAGES, STAGES),
    "raked": rake(make_sample(TWO_STAGES, STAGES), Population.from_margins({"h": {0: 30, 1: 18}})),
    **{f"lonely {rule}": lonely(rule) for rule in ("remove", "certainty", "adjust", "average")},
    **{f"lonely {rule}, domains": lonely(rule, domains=True) for rule in ("adjust", "average")},
}


@pytest.mark.parametrize("name", SAMPLES)
def test_variances_are_the_diagonal_of_the_covariances(name: str) -> None:
    """The sums over pairs that occur, and the full table, give the same."""
    found = total(SAMPLES[name], ["y", "g"], by="g")
    diagonal = np.diag(found.variation.covariance())
    assert found.variation.variance().ravel() == pytest.approx(diagonal, rel=1e-10, abs=1e-12)


def by_database(cells: OccurringCells, weights: object, columns: object, bases: object) -> CellSums:
    """Another engine: only the pairs that occur, as a GROUP BY would give them."""
    table = accumulate(cells, weights, columns, bases)  # type: ignore[arg-type]
    there = table.counts.max(0) > 0
    return dataclasses.replace(
        table,
        units=table.units[there],
        domains=table.domains[there],
        sums=table.sums[:, there],
        counts=table.counts[:, there],
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_the_engine_does_not_matter(name: str) -> None:
    """Pairs without interviews may be there or not."""
    ours, other = mean(SAMPLES[name], "y", by="g"), mean(SAMPLES[name], "y", by="g", engine=by_database)
    assert other.se == pytest.approx(ours.se, nan_ok=True)
    assert other.df == pytest.approx(ours.df, nan_ok=True)


def test_cells_of_a_large_grid_are_those_that_occur() -> None:
    """5,000 units by 100 domains, but only two interviews inside."""
    cells = find_cells(np.array([4999, 3, 3]), 5000, np.array([99, 0, -1]), 100)
    assert (cells.units.tolist(), cells.domains.tolist()) == ([3, 4999], [0, 99])
    assert cells.of_row.tolist() == [1, 0, 2]


def naive_total(table: pd.DataFrame, rule: Lonely) -> float:
    """Variance of the total of y with strata s and PSUs p, loops only."""
    totals = (table["w"] * table["y"]).groupby([table["s"], table["p"]]).sum()
    parts, alone = [], 0
    for _, psus in totals.groupby(level=0):
        n = len(psus)
        if n > 1:
            parts.append(n / (n - 1) * ((psus - psus.mean()) ** 2).sum())
        elif rule == "adjust":
            parts.append(((psus - totals.mean()) ** 2).sum())
        else:
            alone += 1
    if rule == "average":
        return float(np.mean(parts) * (len(parts) + alone))
    return float(np.sum(parts))


@pytest.mark.parametrize("rule", ["remove", "certainty", "adjust", "average"])
def test_rules_for_lonely_psus(rule: Lonely) -> None:
    """Against loops that follow the words of the rule."""
    sample = lonely(rule)
    assert isinstance(sample.data, pd.DataFrame)
    found = total(sample, "y")
    assert found.se[0] ** 2 == pytest.approx(naive_total(sample.data, rule))
    assert found.flag("lonely")[0]
    assert rule in found.about


def test_fail_is_the_default_and_fails() -> None:
    """Silently dropping a stratum makes standard errors too small."""
    with pytest.raises(DesignError, match="stratum 3") as caught:
        total(lonely("fail"), "y")
    assert caught.value.code == "S022"


def test_a_stratum_taken_whole_is_not_lonely() -> None:
    """One PSU of one adds no error of the first stage."""
    table = {"s": [1, 1, 2], "p": [1, 2, 3], "N": [5, 5, 1], "y": [1.0, 2, 9], "w": [1, 1, 1]}
    found = total(make_sample(table, Design(strata="s", psu="p", weight="w", fpc="N")), "y")
    assert found.se[0] == pytest.approx(np.sqrt(0.6 * 2 * 0.5))
    assert not found.flag("lonely")[0]


def naive_stages(table: pd.DataFrame) -> float:
    """Variance of the total of y over two stages with population figures, loops only."""
    table = table.assign(z=table["w"] * table["y"])
    found = 0.0
    for _, stratum in table.groupby("s"):
        psus = stratum.groupby("p")["z"].sum()
        n, N = len(psus), stratum["P"].iloc[0]
        found += (1 - n / N) * n / (n - 1) * ((psus - psus.mean()) ** 2).sum()
        for _, psu in stratum.groupby("p"):
            units = psu.groupby("u")["z"].sum()
            m, M = len(units), psu["U"].iloc[0]
            found += n / N * (1 - m / M) * m / (m - 1) * ((units - units.mean()) ** 2).sum()
    return float(found)


def test_two_stages_with_population_figures() -> None:
    """Against loops over strata, PSUs and units."""
    assert total(SAMPLES["stages"], "y").se[0] ** 2 == pytest.approx(naive_stages(TWO_STAGES))


def naive_raked(sample: Sample, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """SE of the mean of y in a domain after raking on h: residuals written out, interview by interview."""
    assert isinstance(sample.data, pd.DataFrame)
    table, w = sample.data, sample.weights
    y, h = table["y"].to_numpy(float), table["h"].to_numpy()
    weight = float(w[inside].sum())
    u = np.where(inside, (y - (w[inside] * y[inside]).sum() / weight) / weight, 0.0)
    means = np.array([u[h == level].mean() for level in (0, 1)])
    return float(np.sqrt(naive_stages(table.assign(w=w, y=u - means[h]))))


def test_calibrated_influences_are_residuals() -> None:
    """The sums of sums agree with residuals of interviews."""
    sample = SAMPLES["raked"]
    assert isinstance(sample.data, pd.DataFrame)
    found: Estimates = mean(sample, "y", by="g")
    expected = [naive_raked(sample, (sample.data["g"] == level).to_numpy()) for level in range(5)]
    assert found.se == pytest.approx(np.array(expected))
