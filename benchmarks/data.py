"""Interviews of a region, made by a seed; the same for every program that is measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

LEVELS = {"district": 19, "agegrp": 6, "sex": 2, "group": 8}
ITEMS = [f"q{at}" for at in range(10)]
SHAPES = {1_000: (19, 125), 100_000: (50, 5_000), 1_000_000: (50, 5_000)}
"""Strata and PSUs by number of interviews."""


def interviews(n: int, n_strata: int, n_psus: int, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    psu = random.integers(0, n_psus, n)
    psu[:n_psus] = np.arange(n_psus)
    columns = {"psu": psu, "stratum": psu % n_strata, "weight": random.uniform(50, 3000, n)}
    columns |= {name: random.integers(1, levels + 1, n) for name, levels in LEVELS.items()}
    columns |= {name: random.integers(1, 6, n) for name in ITEMS}
    return pd.DataFrame(columns)


def margins(data: pd.DataFrame) -> dict[str, dict[int, float]]:
    """Persons by category, some way from what the interviews give."""
    random = np.random.default_rng(2)
    total = float(data["weight"].sum())
    found = {}
    for name, levels in LEVELS.items():
        shares = data[name].value_counts(normalize=True).sort_index() * random.uniform(0.8, 1.25, levels)
        found[name] = (shares / shares.sum() * total).to_dict()
    return found


def write(folder: Path, n: int, *, csv: bool) -> Path:
    """Interviews as Parquet (and CSV) and the margins as JSON, in a folder of their own."""
    place = folder / str(n)
    place.mkdir()
    data = interviews(n, *SHAPES[n])
    data.to_parquet(place / "interviews.parquet")
    (place / "margins.json").write_text(json.dumps(margins(data)))
    if csv:
        data.to_csv(place / "interviews.csv", index=False)
        long = [(name, level, count) for name, counts in margins(data).items() for level, count in counts.items()]
        pd.DataFrame(long, columns=["name", "level", "count"]).to_csv(place / "margins.csv", index=False)
    return place
