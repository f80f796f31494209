"""Linearised standard errors of every weighting chain beside jackknives: ``python benchmarks/weighting_chains.py``.

Writes the tables of docs/weighting_chains.md. Waves and chains are those of tests/identities/weighting_chains.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from measure import written

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.identities.weighting_chains import DOMAINS, MARGINS, chains, compared, instrument, wave  # noqa: E402

from survey.design import Sample  # noqa: E402

PAGE = ROOT / "docs" / "weighting_chains.md"
CROSS = ["sex", "age4"]
PARTS = 0.10
"""Distance of the two standard errors from which a row is listed."""
DERIVATIVE = 1e-4
FEW, FEW_DEGREES = 30, 8
"""Interviews, and degrees of freedom, below which they are the reason."""


def both(sample: Sample, steps: tuple[float, ...]) -> dict[str, list[pd.DataFrame]]:
    """Chain -> table of rows for each step of the jackknife."""
    found = {}
    for name, chain in chains(instrument()[1], MARGINS, CROSS).items():
        # a limit has no derivative: chains that trim have the whole jackknife only
        own = [step for step in steps if step == 1 or "trim" not in name]
        found[name] = [compared(sample, chain, DOMAINS, step) for step in own]
        print(name, len(sample), flush=True)
    return found


def medians(found: pd.DataFrame) -> str:
    """Cells of a table: all rows, those of the region, and how many part."""
    region = found[found["domain"] == "region"]["ratio"]
    parted = (found["ratio"] - 1).abs() > PARTS
    return f"{found['ratio'].median():.3f} | {region.median():.3f} | {parted.sum()} of {len(found)}"


def summary(small: dict[str, list[pd.DataFrame]], large: dict[str, list[pd.DataFrame]]) -> str:
    """One line per chain."""
    lines = [
        "| chain | derivative | 1,000: all rows | region | rows that part | 4,000: all rows | region | rows that part |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, (whole, *derivative) in small.items():
        by_derivative = f"{derivative[0]['ratio'].median():.4f}" if derivative else ""
        lines.append(f"| {name} | {by_derivative} | {medians(whole)} | {medians(large[name][0])} |")
    return "\n".join(lines)


def reason(row: pd.Series, chain: str) -> str:
    """Why the two standard errors of a row part: the first of the causes that holds."""
    if row["n"] < FEW:
        return f"{row['n']:.0f} interviews"
    if row["df"] < FEW_DEGREES:
        return f"{row['df']:.0f} degrees of freedom"
    if "trim" in chain:
        return "limit found again in each replicate"
    return f"second order of the margins, {row['n']:.0f} interviews"


def told(names: list[str], every: list[str]) -> str:
    """Chains by name, or those that are not among them when these are fewer."""
    others = [name for name in every if name not in names]
    if len(others) >= len(names):
        return "; ".join(names)
    return f"all but {'; '.join(others)}" if others else "all"


def listed(found: dict[str, list[pd.DataFrame]]) -> str:
    """Rows that part, chains that share a row together."""
    rows: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    for name, (whole, *_) in found.items():
        for _, row in whole[(whole["ratio"] - 1).abs() > PARTS].iterrows():
            key = (row["indicator"], row["domain"], str(row["level"]), reason(row, name))
            rows.setdefault(key, []).append((name, row["ratio"]))
    lines = ["| indicator | domain | level | ratio | reason | chains |", "| --- | --- | --- | --- | --- | --- |"]
    for (indicator, domain, level, why), where in rows.items():
        ratios = np.array([ratio for _, ratio in where])
        span = f"{ratios.min():.2f}" if np.ptp(ratios) < 0.005 else f"{ratios.min():.2f} to {ratios.max():.2f}"
        names = told([name for name, _ in where], list(found))
        lines.append(f"| {indicator} | {domain} | {level} | {span} | {why} | {names} |")
    return "\n".join(lines)


def main() -> None:
    """Write both sections."""
    with tempfile.TemporaryDirectory() as folder:
        small = both(wave(Path(folder), 1_000), (1.0, DERIVATIVE))
        large = both(wave(Path(folder), 4_000), (1.0,))
    written(
        PAGE, "Chains", f"Linearised standard error over that of the jackknife, medians.\n\n{summary(small, large)}"
    )
    rows = (
        f"Rows of the wave of 1,000 whose standard errors are more than {100 * PARTS:.0f} % apart.\n\n{listed(small)}"
    )
    written(PAGE, "Rows that part", rows)


if __name__ == "__main__":
    main()
