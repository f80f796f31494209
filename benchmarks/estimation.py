"""Median times of estimation and raking, ours alone: ``python benchmarks/estimation.py``.

Times include building the design and everything in the result (SE, interval, deff, flags), not making the data.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from measure import median, peak_mb, recorded

from data import ITEMS, interviews, margins
from survey.design import Design, Population, make_sample
from survey.estimation import mean
from survey.weighting import normalize, rake, trim

DESIGN = Design(strata="stratum", psu="psu", weight="weight")


def run(n: int, n_strata: int, n_psus: int, times: int) -> dict[str, float]:
    data = interviews(n, n_strata, n_psus)
    counts = margins(data)
    people = Population.from_margins(counts)
    sample = make_sample(data, DESIGN)
    calibrated = normalize(trim(rake(sample, people), times_median=5))
    tasks: dict[str, Callable[[], object]] = {
        "make_sample": lambda: make_sample(data, DESIGN),
        "10 means x 19 domains, design built": lambda: mean(make_sample(data, DESIGN), ITEMS, by="district"),
        "10 means x 19 domains": lambda: mean(sample, ITEMS, by="district"),
        "10 means x 19 domains, raked": lambda: mean(calibrated, ITEMS, by="district"),
        "rake 4 margins, design and population built": lambda: rake(
            make_sample(data, DESIGN), Population.from_margins(counts)
        ),
        "rake 4 margins, population built": lambda: rake(sample, Population.from_margins(counts)),
        "rake 4 margins": lambda: rake(sample, people),
    }
    if n <= 10_000:
        many = {f"v{at}": np.random.default_rng(at).integers(0, 2, n).astype(float) for at in range(45)}
        tasks["45 variables x 19 x 2 domains, raked"] = lambda: mean(calibrated, many, by=["district", "sex"])
        tasks["the same as a frame"] = lambda: mean(calibrated, many, by=["district", "sex"]).to_frame()
    found = {}
    for name, call in tasks.items():
        middle, least = median(times, call)
        found[f"{n:,} interviews: {name}"] = middle
        print(f"{n:>9,} {name:<40} {1000 * middle:9.2f} ms (least {1000 * least:.2f})")
    print(f"{n:>9,} peak memory {peak_mb():.0f} MB, data included")
    return found


if __name__ == "__main__":
    taken = run(1_000, 19, 125, 25) | run(1_000_000, 50, 5_000, 5)
    recorded("estimation", taken, peak_mb())
