"""Median times of replicates: ``python benchmarks/replicates.py``.

Building the design, making 500 bootstrap replicates and estimating 10 means, as in the comparison with other packages;
then the other kinds, domains, and weights raked in every replicate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
from measure import median, peak_mb, recorded

from data import ITEMS, interviews
from survey.design import Design, Population, Sample, make_sample, replicate
from survey.estimation import mean, replicate_estimate
from survey.weighting import rake

DESIGN = Design(strata="stratum", psu="psu", weight="weight")
MARGINS = ("district", "agegrp", "sex")


def boot(data: pd.DataFrame) -> Sample:
    return replicate(make_sample(data, DESIGN), "bootstrap", replicates=500, seed=1)


def run(n: int, n_strata: int, n_psus: int, times: int) -> dict[str, float]:
    data = interviews(n, n_strata, n_psus)
    plain, made = make_sample(data, DESIGN), boot(data)
    print(f"\n{n:,} interviews, {n_strata} strata, {n_psus:,} PSUs; 500 bootstrap replicates, 10 means")
    calls: dict[str, Callable[[], object]] = {
        "design, replicates and means": lambda: mean(boot(data), ITEMS),
        "replicates": lambda: replicate(plain, "bootstrap", replicates=500, seed=1),
        "means": lambda: mean(made, ITEMS),
        "means in 19 districts": lambda: mean(made, ITEMS, by="district"),
        "means, linearised": lambda: mean(plain, ITEMS),
    }
    return timed(f"{n:,} interviews, {n_psus:,} PSUs", calls, times)


def timed(data: str, calls: Mapping[str, Callable[[], object]], times: int) -> dict[str, float]:
    found = {}
    for name, call in calls.items():
        found[f"{data}: {name}"] = median(times, call)[0]
        print(f"  {name:34s} {1000 * found[f'{data}: {name}']:9.1f} ms")
    return found


def other_kinds() -> dict[str, float]:
    data = interviews(1000, 19, 160)
    plain, made = make_sample(data, DESIGN), boot(data)
    totals = {name: data.groupby(name)["weight"].sum().to_dict() for name in MARGINS}
    people = Population.from_margins(totals)
    y = made.values("q0")
    print("\n1,000 interviews, 160 PSUs")
    calls: dict[str, Callable[[], object]] = {
        "JKn and means": lambda: mean(replicate(plain, "JKn"), ITEMS),
        "SDR and means": lambda: mean(replicate(plain, "SDR"), ITEMS),
        "rake in 500 replicates": lambda: rake(made, people),
        "means of raked replicates": lambda: mean(raked, ITEMS),
        "any kernel in 500 replicates": lambda: replicate_estimate(made, lambda w: [w @ y / w.sum()]),
    }
    raked = rake(made, people)
    return timed("1,000 interviews, 160 PSUs", calls, 5)


if __name__ == "__main__":
    taken = run(1_000, 19, 160, 31) | run(100_000, 50, 1_000, 9) | run(100_000, 50, 5_000, 9) | other_kinds()
    recorded("replicates", taken, peak_mb())
    print(f"\npeak memory {peak_mb():.0f} MB")
