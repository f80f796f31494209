"""Samples on which models are fitted."""

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample


@pytest.fixture(scope="session")
def people() -> Sample:
    """240 interviews in 6 strata of 4 PSUs: answers that depend on age and sex, with blanks."""
    random = np.random.default_rng(11)
    n = 240
    age, sex = random.integers(1, 5, n), random.integers(1, 3, n)
    income = random.gamma(2, 50, n) + 10
    lift = np.repeat(random.normal(0, 0.4, 24), 10)
    eta = 0.4 * (age == 2) - 0.6 * (sex == 2) + 0.3 * np.log(income) - 1.2 + lift
    table = pd.DataFrame(
        {
            "stratum": np.repeat(np.arange(6), 40),
            "psu": np.repeat(np.arange(24), 10),
            "w": random.integers(1, 6, n),
            "age": age,
            "sex": np.where(sex == 1, "man", "woman"),
            "income": income,
            "yes": (random.random(n) < 1 / (1 + np.exp(-eta))).astype(float),
            "amount": np.exp(eta / 2 + random.normal(0, 0.3, n)),
            "visits": random.poisson(np.exp(eta / 3 + 0.5)),
            "rating": np.digitize(eta + random.logistic(0, 1, n), [-1, 0.5, 1.5]) + 1.0,
        }
    )
    table.loc[::29, "yes"] = np.nan
    table.loc[::31, "income"] = np.nan
    return make_sample(table, Design(strata="stratum", psu="psu", weight="w"))
