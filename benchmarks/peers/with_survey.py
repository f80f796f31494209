"""Ours."""

import importlib.metadata
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from timed import Call, main, margins

import survey

ITEMS = [f"q{at}" for at in range(10)]
DESIGN = survey.Design(strata="stratum", psu="psu", weight="weight")


def read(folder: Path) -> pd.DataFrame:
    return pq.read_table(folder / "interviews.parquet").to_pandas(split_blocks=True, self_destruct=True)


def means(folder: Path) -> Call:
    data = read(folder)

    def call() -> list[float]:
        found = survey.mean(survey.make_sample(data, DESIGN), ITEMS, by="district", deff="replace")
        return [found.estimate.sum(), found.se.sum()]

    return call


def rake(folder: Path) -> Call:
    data, controls = read(folder), margins(folder)

    def call() -> list[float]:
        people = survey.Population.from_margins(controls)
        weights = survey.rake(survey.make_sample(data, DESIGN), people).weights
        return [weights.sum(), weights @ weights]

    return call


def crosstab(folder: Path) -> Call:
    data = read(folder)

    def call() -> list[float]:
        found = survey.crosstab(survey.make_sample(data, DESIGN), "q0", "agegrp", test="F")
        assert found.test is not None
        return [float(found.test.statistic[0])]

    return call


def bootstrap(folder: Path) -> Call:
    data = read(folder)

    def call() -> list[float]:
        sample = survey.replicate(survey.make_sample(data, DESIGN), "Rao-Wu", replicates=500, seed=1)
        found = survey.mean(sample, ITEMS)
        return [found.estimate.sum(), found.se.sum()]

    return call


if __name__ == "__main__":
    tasks = {"means": means, "rake": rake, "crosstab": crosstab, "bootstrap": bootstrap}
    main(importlib.metadata.version("survey-barometer"), tasks)
