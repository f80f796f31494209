"""svy, which keeps polars frames."""

from pathlib import Path

import polars as pl
import svy
from timed import Call, main, margins

ITEMS = [f"q{at}" for at in range(10)]
DESIGN = svy.Design(stratum="stratum", psu="psu", wgt="weight")


def read(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "interviews.parquet")


def sums(estimates: list[svy.Estimate]) -> list[float]:
    rows = [row for one in estimates for row in one.estimates]
    return [sum(row.est for row in rows), sum(row.se for row in rows)]


def means(folder: Path) -> Call:
    data = read(folder)
    return lambda: sums(svy.Sample(data, DESIGN).estimation.mean(ITEMS, by="district", deff="wr"))


def rake(folder: Path) -> Call:
    data, controls = read(folder), margins(folder)

    def call() -> list[float]:
        found = svy.Sample(data, DESIGN).weighting.rake(controls=controls, tol=1e-8)
        weights = found.data["rk_wgt"]
        return [weights.sum(), weights.dot(weights)]

    return call


def crosstab(folder: Path) -> Call:
    data = read(folder)
    return lambda: [svy.Sample(data, DESIGN).categorical.tabulate("q0", "agegrp").stats.f.value]


def bootstrap(folder: Path) -> Call:
    data = read(folder)

    def call() -> list[float]:
        sample = svy.Sample(data, DESIGN).weighting.create_bs_wgts(n_reps=500, rstate=1)
        return sums(sample.estimation.mean(ITEMS, method="replication"))

    return call


if __name__ == "__main__":
    main(svy.__version__, {"means": means, "rake": rake, "crosstab": crosstab, "bootstrap": bootstrap})
