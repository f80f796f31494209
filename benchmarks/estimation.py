"""Median times of estimation and raking, ours alone: ``python benchmarks/estimation.py``.

Times include building the design and everything in the result (SE, interval, deff, flags), not making the data.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from survey.design import Design, Population, make_sample
from survey.estimation import mean
from survey.weighting import normalize, rake, trim

DESIGN = Design(strata="stratum", psu="psu", weight="weight")
LEVELS = {"district": 19, "agegrp": 6, "sex": 2, "group": 8}


def interviews(n: int, n_strata: int, n_psus: int, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    psu = random.integers(0, n_psus, n)
    psu[:n_psus] = np.arange(n_psus)
    columns = {"psu": psu, "stratum": psu % n_strata, "weight": random.uniform(50, 3000, n)}
    columns |= {name: random.integers(1, levels + 1, n) for name, levels in LEVELS.items()}
    columns |= {f"q{at}": random.integers(1, 6, n) for at in range(10)}
    return pd.DataFrame(columns)


def population(data: pd.DataFrame) -> Population:
    random = np.random.default_rng(2)
    total = float(data["weight"].sum())
    margins = {}
    for name, levels in LEVELS.items():
        shares = data[name].value_counts(normalize=True).sort_index() * random.uniform(0.8, 1.25, levels)
        margins[name] = (shares / shares.sum() * total).to_dict()
    return Population.from_margins(margins)


def median(times: int, call: Callable[[], object]) -> tuple[float, float]:
    """Median and smallest seconds, after one call that warms up."""
    call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), min(taken)


def run(n: int, n_strata: int, n_psus: int, times: int) -> None:
    data = interviews(n, n_strata, n_psus)
    people = population(data)
    items = [f"q{at}" for at in range(10)]
    sample = make_sample(data, DESIGN)
    calibrated = normalize(trim(rake(sample, people), times_median=5))
    tasks: dict[str, Callable[[], object]] = {
        "make_sample": lambda: make_sample(data, DESIGN),
        "10 means x 19 domains, design built": lambda: mean(make_sample(data, DESIGN), items, by="district"),
        "10 means x 19 domains": lambda: mean(sample, items, by="district"),
        "10 means x 19 domains, raked": lambda: mean(calibrated, items, by="district"),
        "rake 4 margins, design built": lambda: rake(make_sample(data, DESIGN), people),
        "rake 4 margins": lambda: rake(sample, people),
    }
    if n <= 10_000:
        many = {f"v{at}": np.random.default_rng(at).integers(0, 2, n).astype(float) for at in range(45)}
        tasks["45 variables x 19 x 2 domains, raked"] = lambda: mean(calibrated, many, by=["district", "sex"])
        tasks["the same as a frame"] = lambda: mean(calibrated, many, by=["district", "sex"]).to_frame()
    for name, call in tasks.items():
        middle, least = median(times, call)
        print(f"{n:>9,} {name:<40} {1000 * middle:9.2f} ms (least {1000 * least:.2f})")
    print(f"{n:>9,} peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, data included")


if __name__ == "__main__":
    run(1_000, 19, 125, 25)
    run(1_000_000, 50, 5_000, 5)
