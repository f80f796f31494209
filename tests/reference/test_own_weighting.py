"""Weights, estimates and standard errors after every step of weighting, beside those of R's package survey.

``own/weighting.R`` made ``own/weighting.json``.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Level, Population, Sample, make_sample
from survey.estimation import mean, total
from survey.weighting import calibrate, poststratify, rake, trim

FOLDER = Path(__file__).parent / "own"
DATA = Path(__file__).parent / "r_survey" / "data"
ENTRIES: dict[str, dict[str, str | list[float]]] = json.loads((FOLDER / "weighting.json").read_text(encoding="utf-8"))[
    "entries"
]

READ = {
    "clus1": (["api00", "enroll"], "api.stu", "sch.wide"),
    "strat": (["api00", "enroll"], "api.stu", "sch.wide"),
    "two": (["api00", "meals"], "ell", "sch.wide"),
    "drawn": (["trust", "visits"], "urban", "district"),
    "strata": (["score", "visits"], "households", "age"),
    "fpc": (["score", "visits"], "households", "age"),
}


@functools.cache
def table(name: str) -> pd.DataFrame:
    return pd.read_csv((FOLDER if name == "regions" else DATA) / f"{name}.csv")


@functools.cache
def sample(name: str) -> Sample:
    """A design of the R script. R takes the oldest of several calibrations out first."""
    designs = {
        "clus1": ("apiclus1", Design(psu="dnum", weight="pw", fpc="fpc")),
        "strat": ("apistrat", Design(strata="stype", weight="pw", fpc="fpc")),
        "two": ("apiclus2", Design(psu=("dnum", "snum"), fpc=("fpc1", "fpc2"))),
        "drawn": ("syn1000", Design(strata="district", psu="psu", weight="w0", nested=True)),
        "strata": ("regions", Design(strata="unit", psu="point", weight="weight", nested=True)),
        "fpc": ("regions", Design(strata="unit", psu="point", weight="weight", fpc="points", nested=True)),
    }
    file, design = designs[name]
    return make_sample(table(file), dataclasses.replace(design, chain="oldest_first"))


TYPES: dict[Level, float] = {"E": 4421, "H": 755, "M": 1018}
BOTH: Mapping[str, Mapping[Level, float] | float] = {"stype": TYPES, "api99": 3914069}
CROSSED = {
    ("stype", "sch.wide"): {
        ("E", "No"): 500,
        ("H", "No"): 250,
        ("M", "No"): 300,
        ("E", "Yes"): 3921,
        ("H", "Yes"): 505,
        ("M", "Yes"): 718,
    }
}
TOWN = Population.from_margins({"town": {0: 13500, 1: 14500}})
SEX = Population.from_margins({"sex": {1: 13200, 2: 14800}})


def people(*names: str) -> Population:
    """Margins of the synthetic survey."""
    size = float(table("syn1000")["w0"].sum())
    shares = {
        "agegrp": [0.12, 0.18, 0.19, 0.18, 0.16, 0.17],
        "sex": [0.48, 0.52],
        "group": [0.70, 0.12, 0.06, 0.04, 0.03, 0.02, 0.02, 0.01],
    }
    margins = {name: {at + 1: part * size for at, part in enumerate(shares[name])} for name in names}
    return Population.from_margins(margins)


def three() -> Population:
    return people("agegrp", "sex", "group")


def trust() -> Population:
    size = float(table("syn1000")["w0"].sum())
    return Population.from_margins({"trust": {0: 0.45 * size, 1: 0.55 * size}})


def upper_of_the_first() -> np.ndarray:
    return np.append(40.0, np.full(len(sample("clus1")) - 1, np.inf))


def totals_of_psus() -> Mapping[str, Mapping[Level, float]]:
    by_psu = table("apiclus2").groupby("dnum")
    found = 1.02 * by_psu["fpc2"].first() * by_psu["api99"].mean()
    return {"api99": {int(str(psu)): float(total) for psu, total in found.items()}}


def schools() -> Population:
    return Population.from_margins({"stype": TYPES})


def clus1() -> Sample:
    return sample("clus1")


def drawn() -> Sample:
    return sample("drawn")


CALLS: dict[str, Callable[[], Sample]] = {
    "lin": lambda: calibrate(clus1(), BOTH),
    "lin_all": lambda: calibrate(clus1(), {"(all)": 6194}),
    "lin_number": lambda: calibrate(clus1(), {"(all)": 6194, "api99": 3914069, "enroll": 3811472}),
    "lin_crossed": lambda: calibrate(clus1(), CROSSED),
    "ratio": lambda: calibrate(clus1(), {"enroll": 3811472}, variance="enroll"),
    "ratio_strat": lambda: calibrate(sample("strat"), {"enroll": 3811472}, variance="enroll"),
    "variance": lambda: calibrate(clus1(), BOTH, variance=clus1().values("enroll"), allow_negative=True),
    "lin_low": lambda: calibrate(clus1(), BOTH, bounds=(0.7, np.inf)),
    "lin_const": lambda: calibrate(clus1(), BOTH, bounds=(15, upper_of_the_first()), bounds_of="weight"),
    "lin_trim": lambda: calibrate(clus1(), BOTH, bounds=(0.5, 2), trim=(2 / 3, 3 / 2)),
    "lin_unit": lambda: calibrate(clus1(), schools(), stage=1, allow_negative=True),
    "rak_unit": lambda: calibrate(clus1(), BOTH, method="raking", stage="dnum"),
    "rak_bound": lambda: calibrate(clus1(), BOTH, method="raking", bounds=(0.6, 1.7)),
    "logit": lambda: calibrate(clus1(), BOTH, method="logit", bounds=(0.5, 2.5)),
    "logit_fpc": lambda: calibrate(
        sample("fpc"), {"(all)": 28000, "town": 14500, "households": 405000}, method="logit", bounds=(0.2, 4)
    ),
    "within": lambda: calibrate(sample("two"), totals_of_psus(), within=1),
    "syn_lin": lambda: calibrate(drawn(), three()),
    "syn_rak": lambda: calibrate(drawn(), three(), method="raking"),
    "syn_bound": lambda: calibrate(drawn(), three(), bounds=(0.5, 2)),
    "syn_rake": lambda: rake(drawn(), three()),
    "post": lambda: poststratify(clus1(), schools()),
    "post_crossed": lambda: poststratify(clus1(), Population.from_margins(CROSSED)),
    "post_partial": lambda: poststratify(clus1(), Population.from_margins({"stype": TYPES | {"X": 100}}), partial=True),
    "post_fpc": lambda: poststratify(sample("fpc"), TOWN),
    "post_post": lambda: poststratify(poststratify(sample("strata"), TOWN), SEX),
    "post_rake": lambda: rake(poststratify(drawn(), trust()), three()),
    "rake_post": lambda: poststratify(rake(drawn(), three()), trust()),
    "cal_cal": lambda: calibrate(
        calibrate(clus1(), schools(), method="raking"), {"(all)": 6194, "api99": 3914069}, method="raking"
    ),
    "post_trim": lambda: trim(poststratify(drawn(), trust()), upper=2500, lower=500),
    "cal_trim": lambda: trim(calibrate(clus1(), BOTH), lower=20, upper=45),
    "trim_post": lambda: poststratify(trim(drawn(), upper=2500), trust()),
    "trim_nothing": lambda: trim(poststratify(drawn(), trust()), upper=1e9),
}


@pytest.mark.parametrize("name", list(ENTRIES), ids=lambda name: str(ENTRIES[name]["r"]))
def test_step_agrees_with_r(name: str) -> None:
    """Range, sum, sum of squares and first eight weights; means, totals and means by domain, with standard errors."""
    entry = ENTRIES[name]
    outcomes, summed, by = READ[str(entry["design"])]
    found = CALLS[name]()
    w = found.weights
    means, totals, domains = mean(found, outcomes), total(found, summed), mean(found, outcomes[0], by=by)
    ours = {
        "w": [w.min(), w.max()],
        "w.sum": w.sum(),
        "w.ss": w @ w,
        "w.first": w[:8],
        "mean": means.estimate,
        "mean.se": means.se,
        "tot": totals.estimate,
        "tot.se": totals.se,
        "by": domains.estimate,
        "by.se": domains.se,
    }
    for key, values in ours.items():
        # R stops some fits at 1e-12 of a total, and sweeps the residuals of rake ten times only.
        accuracy = 1e-6 if "rak" in name and key.endswith("se") else 1e-7
        np.testing.assert_allclose(values, np.asarray(entry[key], np.float64), rtol=accuracy, atol=1e-9, err_msg=key)


def test_every_entry_has_a_call() -> None:
    """No reference is left aside."""
    assert set(CALLS) == set(ENTRIES)
