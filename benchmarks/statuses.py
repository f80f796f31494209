"""How often statuses are wrong: ``python benchmarks/statuses.py [samples]``, written into docs/coverage.md.

The region, its answers and the chain are those of tests/identities/simulated_statuses.py: 60,000 adults, 1,000 interviews a
quarter at new sampling points, raked; units and ethnic groups on up to four quarters together.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from measure import written

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.identities.simulated_statuses import EVENTS, SHARES, SimulatedStatuses  # noqa: E402

QUARTERS = 5
"""The first quarter, three growing windows and one full window after another."""

SIMULATION = None


def one(seed: int) -> tuple[list[pd.DataFrame], np.ndarray]:
    """Mistakes of the first and the fourth quarter by cell, and units whose status differs between neighbours."""
    assert SIMULATION is not None
    tables = SIMULATION.tables(seed, QUARTERS)
    status = [table["status"][table.index.get_level_values("domain") == "unit"].to_numpy(str) for table in tables]
    return [SIMULATION.mistakes(tables[at]) for at in (0, 3)], np.array(
        [(a != b).mean() for a, b in itertools.pairwise(status)]
    )


def rates(found: list[list[pd.DataFrame]], at: int) -> pd.DataFrame:
    """Shares of samples by cell."""
    return sum(part[at].astype(float) for part in found) / len(found)


def lines(found: list[list[pd.DataFrame]], differ: np.ndarray) -> list[str]:
    """Tables by domain, and the ten worst cells."""
    n = len(found)
    out = [
        "| domain | data | false stable: mean, worst cell | false negative: mean, worst cell | cells above the bar | decided | outside the 95 % interval |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    bar = 0.10 + 3 * np.sqrt(0.1 * 0.9 / n)
    worst = []
    for at, data in ((0, "first quarter"), (1, "four quarters")):
        all_rates = rates(found, at)
        for domain in ("region", "unit", "ethnic_group")[at:]:
            own = all_rates[all_rates.index.get_level_values("domain") == domain]
            over = (own[["false_stable", "false_negative"]] > bar).to_numpy().sum()
            judged = own["decided"].sum() / max(own["judged"].sum(), 1e-9)
            out.append(
                f"| {domain} | {data if domain != 'region' else 'one quarter'} "
                f"| {own.false_stable.mean():.3f}, {own.false_stable.max():.3f} "
                f"| {own.false_negative.mean():.3f}, {own.false_negative.max():.3f} | {over} of {2 * len(own)} "
                f"| {judged:.2f} | {own.missed.mean():.3f} |"
            )
        for mistake in ("false_stable", "false_negative"):
            worst += [(value, data, *key, mistake) for key, value in all_rates[mistake].nlargest(10).items()]
    out += ["", f"Bar: 10 % and three standard errors of {n} samples, {100 * bar:.1f} %. The ten worst cells:", ""]
    out += ["| rate | data | indicator | domain | level | mistake |", "| ---: | --- | --- | --- | --- | --- |"]
    out += [
        f"| {value:.3f} | {' | '.join(str(part) for part in rest)} |"
        for value, *rest in sorted(worst, reverse=True)[:10]
    ]
    kinds = {"shares": [*SHARES], "score": ["SCORE"], "events": [*EVENTS]}
    missed = [rates(found, at)["missed"] for at in (0, 1)]
    units = [one[one.index.get_level_values("domain") == "unit"] for one in missed]
    out += [
        "",
        "Intervals of units that do not hold the truth, first quarter and four quarters: "
        + ", ".join(
            f"{name} "
            + " and ".join(
                f"{100 * one[one.index.get_level_values('indicator').isin(ids)].mean():.1f} %" for one in units
            )
            for name, ids in kinds.items()
        )
        + ".",
        "",
        "Unit cells whose status differs from the quarter before, region unchanged: "
        + ", ".join(f"{100 * share:.0f} % (quarter {at + 1} to {at + 2})" for at, share in enumerate(differ.mean(0)))
        + ".",
    ]
    return out


def main(samples: int) -> None:
    global SIMULATION
    start = time.perf_counter()
    SIMULATION = SimulatedStatuses(Path(tempfile.mkdtemp()))
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        both = pool.map(one, range(samples), chunksize=5)
    found, differ = [part for part, _ in both], np.array([part for _, part in both])
    taken = time.perf_counter() - start
    told = (
        f"{samples:,} monitors of {QUARTERS} quarters from a region that does not change, statuses by the rule in "
        f"`indicators.yaml`. Made by `benchmarks/statuses.py` in {taken / 60:.1f} minutes."
    )
    written(ROOT / "docs" / "coverage.md", "Statuses", "\n".join([told, "", *lines(found, differ)]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
