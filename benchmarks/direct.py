"""A million interviews drawn directly, without PSUs: ``python benchmarks/direct.py``.

Every interview is its own unit, so influences are as long as the data. Seconds are medians of calls after a first one;
memory is the peak during a call beyond what the process held before it.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from measure import machine, median, peak_mb, recorded, written

import survey
from data import ITEMS, interviews, margins
from survey.design import Population, Sample

HERE = Path(__file__).parent
DESIGNS = {"no strata": survey.Design(weight="weight"), "50 strata": survey.Design(strata="stratum", weight="weight")}
QUESTIONS = ITEMS[:3]
DIFFERENCES = np.eye(19)[1:] - np.eye(19)[0]


def table(n: int) -> pd.DataFrame:
    data = interviews(n, 50, 5_000)
    return data.assign(y=np.random.default_rng(5).normal(size=n), often=data["q0"] > 3)


def tasks(sample: Sample) -> dict[str, Callable[[], object]]:
    first = survey.mean(sample, "q0", by="district")
    return {
        "10 means by 19 domains": lambda: survey.mean(sample, ITEMS, by="district"),
        "10 means by 19 x 6 domains": lambda: survey.mean(sample, ITEMS, by=["district", "agegrp"]),
        "shares of 3 questions by 19 domains": lambda: survey.shares(sample, QUESTIONS, by="district"),
        "crosstab 8 x 5, Rao-Scott F": lambda: survey.crosstab(sample, "group", "q0"),
        "crosstab 8 x 5 in 19 domains": lambda: survey.crosstab(sample, "group", "q0", by="district"),
        "3 quantiles by 19 domains": lambda: survey.quantile(sample, "y", [0.25, 0.5, 0.75], by="district"),
        "glm, 5 columns": lambda: survey.glm(sample, "y ~ q0 + q1 + q2 + q3 + q4"),
        "logistic glm, 5 columns": lambda: survey.glm(sample, "often ~ q1 + q2 + q3 + q4 + q5", family="binomial"),
        "compare 19 groups": lambda: survey.compare(sample, "y", by="district"),
        "18 contrasts of 19 domains": lambda: survey.contrast(first, DIFFERENCES),
        "covariance of 19 domains": first.covariance,
    }


def peak_of(call: Callable[[], object]) -> float:
    """MB beyond what the process holds."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = peak_mb()
    call()
    return peak_mb() - before


def main() -> None:
    n, times = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000, 3
    about, data = machine(), table(n)
    people = Population.from_margins(margins(data))
    found: dict[str, list[str]] = {}
    seconds: dict[str, float] = {}
    heads = []
    for name, design in DESIGNS.items():
        drawn = survey.make_sample(data, design)
        for weights, sample in {"as drawn": drawn, "raked": survey.rake(drawn, people)}.items():
            heads.append(f"{name}, {weights}")
            for task, call in tasks(sample).items():
                middle, _ = median(times, call)
                seconds[f"{n:,} interviews, {heads[-1]}: {task}"] = middle
                found.setdefault(task, []).append(f"{middle:.2f} s, {max(peak_of(call), 0):.0f} MB")
                print(f"{heads[-1]:24} {task:38} {found[task][-1]}", flush=True)
    lines = [f"| task | {' | '.join(heads)} |", "| --- " * (1 + len(heads)) + "|"]
    lines += [f"| {task} | {' | '.join(row)} |" for task, row in found.items()]
    text = f"{n:,} interviews without PSUs; raked to 4 margins. Median seconds of a call, and its peak memory. {about}."
    recorded("direct", seconds)
    if n == 1_000_000:
        written(HERE / "RESULTS.md", "Interviews drawn directly", "\n".join([text, "", *lines]))


if __name__ == "__main__":
    main()
