"""Small samples made of columns that are written down in a test."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

import survey
from survey.arrays import Floats


def people(**columns: Sequence[object] | pd.Series | Floats) -> survey.Sample:
    """A sample of equal weights, every interview its own PSU."""
    return survey.make_sample(pd.DataFrame(columns).assign(w=1.0), survey.Design(weight="w"))


def villages(n: int = 240, seed: int = 5) -> survey.Sample:
    """People of 24 villages in four districts, weighted, with answers that differ between the sexes."""
    rng = np.random.default_rng(seed)
    psu = np.repeat(np.arange(24), n // 24)
    sex = rng.choice(["men", "women"], n)
    table = {
        "district": psu % 4,
        "psu": psu,
        "w": rng.uniform(0.5, 2, n),
        "sex": sex,
        "age": rng.choice(["young", "old"], n),
        "trust": rng.choice([1.0, 2.0, 3.0, np.nan], n, p=[0.4, 0.3, 0.25, 0.05]),
        "income": rng.lognormal(3, 0.5, n) * np.where(sex == "men", 1.5, 1.0),
    }
    return survey.make_sample(pd.DataFrame(table), survey.Design(strata="district", psu="psu", weight="w"))
