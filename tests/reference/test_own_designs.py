"""Replicates, unequal probabilities, two phases, lonely PSUs and imputations against R: ``own/designs.R`` made
``own/designs.json``, versions inside.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import (
    Design,
    HartleyRao,
    Level,
    Lonely,
    Population,
    Replicates,
    Sample,
    TwoPhase,
    make_sample,
    replicate,
)
from survey.estimation import Estimates, combine_imputations, contrast, glm, mean, ratio, total, variance
from survey.weighting import calibrate, calibrate_to_first_phase, poststratify, rake

FOLDER = Path(__file__).parent / "own"
DATA = Path(__file__).parent / "r_survey" / "data"
ENTRIES: dict[str, dict[str, list[float]]] = json.loads((FOLDER / "designs.json").read_text(encoding="utf-8"))[
    "entries"
]

Given = Estimates | Callable[[], Estimates]


@functools.cache
def table(name: str) -> pd.DataFrame:
    """A data file with the columns that the R script adds."""
    found = pd.read_csv(DATA / f"{name}.csv")
    if name == "apistrat":
        return pd.concat([found, pd.read_csv(DATA / "apistrat_boot40.csv")], axis=1)
    if name == "election_pps":
        return found.assign(large=(found["votes"] > 300_000).astype(int), half=np.arange(len(found)) % 2 + 1)
    if name == "syn1000":
        point = found["district"] * 100 + found["psu"]
        return found.assign(p1=1 / found["w0"], everybody=5000, point=point)
    if name == "nhanes":
        two = found.groupby("SDMVSTRA")["SDMVPSU"].transform("max") == 2
        return found[two].reset_index(drop=True)
    return found.assign(one=1)


@functools.cache
def sample(name: str) -> Sample:
    """A design of the script under its name."""
    designs: dict[str, tuple[str, Design]] = {
        "dclus1nf": ("apiclus1", Design(psu="dnum", weight="pw")),
        "dclus1": ("apiclus1", Design(psu="dnum", weight="pw", fpc="fpc")),
        "dstrat": ("apistrat", Design(strata="stype", weight="pw", fpc="fpc")),
        "dsyn": ("syn1000", Design(strata="district", psu="psu", weight="w0", nested=True)),
        "dsynfpc": ("syn1000", Design(strata="district", psu="psu", weight="w0", fpc="Mh", nested=True)),
        "scd": ("scd", Design(strata="ESA", psu="ambulance", weight="one", nested=True)),
        "pairs": ("nhanes", Design(strata="SDMVSTRA", psu="SDMVPSU", weight="WTMEC2YR", nested=True)),
    }
    file, design = designs[name]
    return make_sample(table(file), design)


def jackknife() -> dict[str, Given]:
    found: dict[str, Given] = {
        "jk1.fpc": mean(replicate(sample("dclus1"), "JK1"), ["api00", "enroll"]),
        "jkn.fpc": total(replicate(sample("dsynfpc"), "JKn"), "visits"),
        "jkn.strat": total(replicate(sample("dstrat"), "JKn"), "enroll"),
    }
    for mse in (True, False):
        one, many = replicate(sample("dclus1nf"), "JK1", mse=mse), replicate(sample("dsyn"), "JKn", mse=mse)
        wide = one.assign(wide=np.array(one.texts("sch.wide") == "Yes", float))
        jk1, jkn = f"jk1.{str(mse).upper()}.", f"jkn.{str(mse).upper()}."
        both = mean(one, ["api00", "enroll"])
        found |= {
            f"{jk1}mean": both,
            f"{jk1}total": total(one, "enroll"),
            f"{jk1}ratio": ratio(one, "api.stu", "enroll"),
            f"{jk1}var": variance(one, "api00"),
            f"{jk1}subset": mean(one, "api00", where="stype == 'E'"),
            f"{jk1}by": mean(one, "api00", by="stype"),
            f"{jk1}glm": glm(wide, "wide ~ ell + meals", "quasibinomial", epsilon=None).coefficients,
            f"{jk1}contrast": contrast(both, [1.0, -1.0]),
            f"{jkn}mean": mean(many, ["trust", "visits"]),
            f"{jkn}by": mean(many, "trust", by="sex"),
            f"{jkn}total.by": total(many, "visits", by="district"),
            f"{jkn}var": variance(many, "visits"),
        }
    return found


def halves() -> dict[str, Given]:
    scd, pairs = sample("scd"), sample("pairs")
    merged = replicate(sample("dsyn"), "BRR", large="halve")
    found: dict[str, Given] = {
        "brr.scd.ratio": ratio(replicate(scd, "BRR"), "alive", "arrests"),
        "brr.halve.total": total(merged, "visits"),
        "brr.halve.mean": mean(merged, "trust"),
    }
    for name, given, variables in (("scd", scd, ["arrests", "alive"]), ("pairs", pairs, ["HI_CHOL"])):
        brr, fay = replicate(given, "BRR"), replicate(given, "Fay", rho=0.3)
        found |= {
            f"brr.{name}.total": total(brr, variables, df="design"),
            f"brr.{name}.mean": mean(brr, variables),
            f"fay.{name}.mean": mean(fay, variables),
        }
    return found


def supplied() -> dict[str, Given]:
    names, data = [f"b{at}" for at in range(1, 41)], table("apistrat")
    factors = data[names].to_numpy() / data[["pw"]].to_numpy()
    specifications = {
        "BRR": Replicates(names, kind="BRR"),
        "Fay": Replicates(names, kind="Fay", rho=0.3),
        "JK1": Replicates(names, kind="JK1"),
        "JK1scale": Replicates(names, kind="JK1", scale=0.3),
        "JK1factors": Replicates(factors, kind="JK1", combined=False),
        "JK1fpc": Replicates(names, kind="JK1", scale=0.9, fpc=np.tile([0.1, 0.2], 20)),
        "JKn": Replicates(names, kind="JKn", rscales=np.tile([0.5, 0.8], 20)),
        "JKnfactors": Replicates(factors, kind="JKn", combined=False),
        "JK2": Replicates(names, kind="JK2"),
        "bootstrap": Replicates("^b[0-9]+$", kind="bootstrap"),
        "average": Replicates(names, kind="bootstrap", average=20),
        "scaled": Replicates(names, kind="bootstrap", scale=0.02, rscales=np.tile([1.0, 2.0], 20)),
        "ACS": Replicates(names, kind="ACS"),
        "SDR": Replicates(names, kind="SDR"),
        "other": Replicates(names, kind="other", scale=0.025, rscales=np.tile([1, 0.5], 20), mse=True),
    }
    designs = {name: make_sample(data, Design(weight="pw", replicates=one)) for name, one in specifications.items()}
    found: dict[str, Given] = {f"given.{name}": mean(one, ["api00", "enroll"]) for name, one in designs.items()}
    boot = designs["bootstrap"]
    return found | {
        "given.subset": mean(boot, "api00", where="awards == 'Yes'"),
        "given.few": total(boot, "enroll", where="enroll > 1800"),
    }


def calibrated() -> dict[str, Given]:
    types: dict[Level, float] = {"E": 4421, "H": 755, "M": 1018}
    jk1 = replicate(sample("dclus1"), "JK1")
    raked = rake(jk1, Population.from_margins({"stype": types, "sch.wide": {"No": 1072, "Yes": 5122}}), tolerance=1e-12)
    with_scores: dict[str, Mapping[Level, float] | float] = {"stype": types, "api99": 3914069}
    ages: dict[Level, float] = dict(enumerate([1053000 - 860000, 150000, 200000, 180000, 170000, 160000], start=1))
    totals: dict[str, Mapping[Level, float] | float] = {"agegrp": ages, "trust": 560000}
    jkn = calibrate(replicate(sample("dsyn"), "JKn"), totals, allow_negative=True)
    return {
        "cal.post": mean(poststratify(jk1, Population.from_margins({"stype": types})), "api00"),
        "cal.rake": mean(raked, ["api00", "enroll"]),
        "cal.rake.by": total(raked, "enroll", by="stype"),
        "cal.logit": mean(calibrate(jk1, with_scores, method="logit", bounds=(0.2, 3)), ["api00", "enroll"]),
        "cal.bounded": mean(calibrate(jk1, with_scores, bounds=(0.4, 2.5)), ["api00", "enroll"]),
        "cal.jkn": mean(jkn, "visits"),
    }


def unequal() -> dict[str, Given]:
    data = table("election_pps")
    joint = pd.read_csv(DATA / "election_jointprob.csv").to_numpy()
    known = HartleyRao(float((data["p"] ** 2).sum() / 40))
    designs = {
        "brewer": Design(fpc="p", pps="brewer"),
        "overton": Design(probability="p", pps="overton"),
        "hr": Design(fpc="p", pps=known),
        "hr1": Design(fpc="p", pps="hartley_rao"),
        "joint": Design(fpc="p", pps=joint),
        "jointyg": Design(probability="p", pps=joint, variance="YG"),
        "overtonyg": Design(fpc="p", pps="overton", variance="YG"),
        "brewerstrata": Design(strata="half", fpc="p", pps="brewer"),
        "overtonstrata": Design(strata="half", fpc="p", pps="overton"),
        "replace": Design(weight="wt"),
    }
    found: dict[str, Given] = {}
    for name, design in designs.items():
        given = make_sample(data, design)
        found |= {
            f"pps.{name}.total": total(given, ["Bush", "Kerry", "Nader"]),
            f"pps.{name}.mean": mean(given, ["Bush", "Nader"]),
            f"pps.{name}.ratio": ratio(given, "Bush", "Kerry"),
            f"pps.{name}.domain": total(given, "Bush", where="large == 1"),
            f"pps.{name}.domain.mean": mean(given, "Kerry", where="large == 1"),
            f"pps.{name}.by": total(given, "Kerry", by="half"),
        }
    return found


def phases(first: Design, second: Design, method: Literal["full", "simple"] = "full") -> Sample:
    return make_sample(table("syn1000"), TwoPhase(first, second, "in2 == 1", method))


def two_phases() -> dict[str, Given]:
    first = {"plain": Design(), "weights": Design(weight="w0"), "fpc": Design(fpc="everybody")}
    methods: tuple[Literal["simple", "full"], ...] = ("simple", "full")
    found: dict[str, Given] = {
        "twophase.simple.clusters": mean(
            phases(Design(strata="district", psu="point", weight="w0"), Design(strata="sex"), "simple"),
            ["trust", "visits"],
        ),
        "twophase.full.unstratified": mean(phases(Design(), Design()), ["trust", "visits"]),
    }
    for method in methods:
        for name, design in first.items():
            given, tag = phases(design, Design(strata="sex"), method), f"twophase.{method}.{name}."
            met = calibrate_to_first_phase(given, "agegrp", "trust")
            found |= {
                f"{tag}mean": mean(given, ["trust", "visits"]),
                f"{tag}total": total(given, "visits"),
                f"{tag}by": mean(given, "trust", by="agegrp"),
                f"{tag}ratio": ratio(given, "trust", "visits"),
                f"{tag}cal": mean(met, "visits"),
                f"{tag}cal.total": total(met, "visits"),
            }
    return found


def lonely() -> dict[str, Given]:
    found: dict[str, Given] = {}
    rules: tuple[Lonely, ...] = ("remove", "certainty", "adjust", "average")
    groups = "group in [5, 6, 7, 8]"
    for rule in rules:
        for domains in (True, False):
            design = Design(
                strata="district", psu="psu_l", weight="w0", nested=True, lonely=rule, lonely_domains=domains
            )
            alone, tag = make_sample(table("syn1000"), design), f"lonely.{rule}.{str(domains).upper()}."
            found |= {
                f"{tag}mean": mean(alone, ["trust", "visits"]),
                f"{tag}total": total(alone, ["trust", "visits"]),
                f"{tag}by": mean(alone, "trust", by="sex"),
                f"{tag}domain": mean(alone, "trust", where=groups),
                f"{tag}domain.total": total(alone, "visits", where=groups),
                f"{tag}solo": total(alone, "visits", where="solo == 1"),
                f"{tag}ratio": ratio(alone, "visits", "trust", where="rare == 1"),
            }
            if not domains:
                found[f"{tag}jkn"] = mean(replicate(alone, "JKn"), ["trust", "visits"])
    return found


def imputed() -> dict[str, Given]:
    design = Design(strata="district", psu="psu", weight="w0", nested=True)
    data = table("syn1000")
    completed = [make_sample(data.assign(income=data["income"].fillna(6000 + 1500 * k)), design) for k in range(1, 6)]
    means = [mean(one, ["income", "visits"]) for one in completed]
    return {
        "mi.mean.Inf": combine_imputations(means),
        "mi.mean.106": combine_imputations(means, df_complete=106),
        "mi.by": combine_imputations([mean(one, "income", by="sex") for one in completed]),
    }


GROUPS: Mapping[str, Callable[[], dict[str, Given]]] = {
    "jk": jackknife,
    "brr": halves,
    "fay": halves,
    "given": supplied,
    "cal": calibrated,
    "pps": unequal,
    "twophase": two_phases,
    "lonely": lonely,
    "mi": imputed,
}


@functools.cache
def group(name: str) -> dict[str, Given]:
    return GROUPS[name]()


def ours(entry: str) -> Estimates:
    start = entry.split(".")[0]
    found = group("jk" if start.startswith("jk") else start)[entry]
    return found() if callable(found) else found


def numbers(given: list[float] | list[str]) -> Floats:
    return np.array([float(value) for value in given])


@pytest.mark.parametrize("entry", list(ENTRIES))
def test_number_agrees_with_r(entry: str) -> None:
    """Estimates, standard errors and degrees of freedom, to 1e-7 relative."""
    expected, found = ENTRIES[entry], ours(entry)
    accuracy = 1e-6 if ".glm" in entry or entry.startswith("cal.") else 1e-7
    np.testing.assert_allclose(found.estimate, numbers(expected["est"]), rtol=accuracy, atol=1e-12)
    np.testing.assert_allclose(found.se, numbers(expected["se"]), rtol=accuracy, atol=1e-12)
    if "df" in expected:
        np.testing.assert_allclose(found.df[: len(expected["df"])], numbers(expected["df"]), rtol=accuracy)
