"""Tests of given shares, degrees of freedom, information criteria, standardisation: ``own/additions.R`` made the answers."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, TwoPhase, degf, make_sample, replicate
from survey.estimation import Estimates, Model, glm, goodness_of_fit, mean, total
from survey.estimation.models import InformationCriterion
from survey.estimation.weighted_chi_squares import weighted_chi_squares
from survey.weighting import calibrate, standardize

FOLDER = Path(__file__).parent / "own"
DATA = Path(__file__).parent / "r_survey" / "data"
ANSWERS = json.loads((FOLDER / "additions.json").read_text(encoding="utf-8"))["entries"]
AGES = {"18-29": 30, "30-44": 30, "45-59": 25, "60+": 15}


@functools.cache
def table(name: str) -> pd.DataFrame:
    found = pd.read_csv(FOLDER / "regions.csv" if name == "regions" else DATA / f"{name}.csv")
    items = [f"q{at}" for at in range(1, 7) if f"q{at}" in found]
    if name == "regions":
        found["low"] = (found["score"] < 55).astype(float).where(found["score"].notna())
    return found.assign(one=1.0, **{item: found[item].where(found[item] <= 5) for item in items})


@functools.cache
def sample(name: str) -> Sample:
    if name == "whole":
        return calibrate(sample("dclus1"), {"(all)": 6194.0})
    if name == "jkn":
        return replicate(sample("drawn"), "JKn")
    if name == "phases":
        return make_sample(table("syn1000"), TwoPhase(Design(), Design(strata="sex"), "in2 == 1", "simple"))
    data, design = {
        "regions": ("regions", Design(strata="unit", psu="point", weight="weight", nested=True)),
        "drawn": ("syn1000", Design(strata="district", psu="psu", weight="w0", nested=True)),
        "srs": ("syn1000", Design(weight="one")),
        "dstrat": ("apistrat", Design(strata="stype", weight="pw", fpc="fpc")),
        "dclus1": ("apiclus1", Design(psu="dnum", weight="pw", fpc="fpc")),
        "dnh": ("nhanes", Design(strata="SDMVSTRA", psu="SDMVPSU", weight="WTMEC2YR", nested=True)),
    }[name]
    return make_sample(table(data), design)


FITS: dict[str, tuple[str, list[float], str, bool]] = {
    "fit(~factor(sex), c(0.48, 0.52), srs)": ("sex", [0.48, 0.52], "srs", True),
    "fit(~factor(stype), c(0.7, 0.13, 0.17), whole)": ("stype", [0.7, 0.13, 0.17], "whole", True),
    "fit(~factor(sch.wide), c(0.2, 0.8), whole)": ("sch.wide", [0.2, 0.8], "whole", True),
    "fit(~factor(awards), c(0.3, 0.7), dstrat)": ("awards", [0.3, 0.7], "dstrat", True),
    "fit(~factor(q3), rep(0.2, 5), srs)": ("q3", [0.2] * 5, "srs", False),
    "fit(~factor(q3), rep(0.2, 5), drawn)": ("q3", [0.2] * 5, "drawn", False),
    "fit(~factor(age), c(0.3, 0.3, 0.25, 0.15), regions)": ("age", [0.3, 0.3, 0.25, 0.15], "regions", False),
    "fit(~factor(race), c(0.15, 0.12, 0.7, 0.03), dnh)": ("race", [0.15, 0.12, 0.7, 0.03], "dnh", False),
}
"""Variable, shares, sample, and whether the sum of the weights has no error, which R's test adds otherwise."""


@pytest.mark.parametrize("call", FITS)
def test_fit_to_given_shares(call: str) -> None:
    """R scales X2 to the sum of the weights and takes a chi-square with the moments of the weighted sum."""
    variable, shares, name, is_fixed = FITS[call]
    theirs, found = ANSWERS[call], goodness_of_fit(sample(name), variable, shares, statistic="Chisq")
    assert found.x2[0] == pytest.approx(theirs["x2"][0], rel=1e-9)
    assert found.x2[0] == pytest.approx(theirs["statistic"][0] * found.n[0] / theirs["n_hat"][0], rel=1e-9)
    effects = np.array(theirs["effects"])
    assert found.mean_deff[0] == pytest.approx(effects.sum() / (len(shares) - 1), rel=1e-8)
    with_moments = weighted_chi_squares(float(found.x2[0]), effects, method="satterthwaite")
    assert with_moments == pytest.approx(theirs["p"][0], rel=1e-7 if is_fixed else 1.0)
    second = goodness_of_fit(sample(name), variable, shares, df=np.inf)
    assert second.p[0] == pytest.approx(with_moments, rel=1e-8)


def test_r_adds_the_error_of_the_sum_of_the_weights() -> None:
    """Where answers are blank the sum of the weights of those who answered has an error; p is a little larger."""
    apart = {
        call: ANSWERS[call]["p"][0] / goodness_of_fit(sample(name), variable, shares, df=np.inf).p[0]
        for call, (variable, shares, name, is_fixed) in FITS.items()
        if not is_fixed and name != "dnh"
    }
    assert len(apart) == 3
    assert all(0.9 < one < 1.1 and abs(one - 1) > 1e-6 for one in apart.values()), apart


DEGREES: dict[str, Callable[[], Sample]] = {
    "degf(regions)": lambda: sample("regions"),
    "degf(subset(regions, town == 1))": lambda: sample("regions").where("town == 1"),
    "degf(subset(regions, unit == 3))": lambda: sample("regions").where("unit == 3"),
    "degf(drawn)": lambda: sample("drawn"),
    "degf(dstrat)": lambda: sample("dstrat"),
    "degf(dclus1)": lambda: sample("dclus1"),
    "degf(whole)": lambda: sample("whole"),
    "degf(jkn)": lambda: sample("jkn"),
    "degf(subset(jkn, urban == 2))": lambda: sample("jkn").where("urban == 2"),
    "degf(phases)": lambda: sample("phases"),
    "degf(subset(phases, urban == 2))": lambda: sample("phases").where("urban == 2"),
}


@pytest.mark.parametrize("call", DEGREES)
def test_degrees_of_freedom_of_a_sample(call: str) -> None:
    """Of domains, of replicates, of two phases."""
    assert degf(DEGREES[call]()) == ANSWERS[call][0]


@functools.cache
def fitted(name: str) -> Model:
    if name == "poisson":
        return glm(sample("drawn"), "visits ~ agegrp + urban", "quasipoisson")
    right = "C(age) + sex + households" if name == "logistic" else "sex"
    return glm(sample("regions"), f"low ~ {right}", "quasibinomial")


CRITERIA: dict[str, Callable[[], InformationCriterion]] = {
    "AIC(logistic)": lambda: fitted("logistic").aic(),
    "AIC(logistic, k = log(126))": lambda: fitted("logistic").aic(penalty=float(np.log(126))),
    "AIC(smaller)": lambda: fitted("smaller").aic(),
    "AIC(poisson)": lambda: fitted("poisson").aic(),
}


@pytest.mark.parametrize("call", CRITERIA)
def test_aic(call: str) -> None:
    """Effective number of parameters, AIC, mean design effect, as R's extractAIC gives them."""
    found = CRITERIA[call]()
    assert [found.parameters, found.value, found.mean_deff] == pytest.approx(ANSWERS[call], rel=1e-7)


@pytest.mark.parametrize("name", ["smaller", "logistic"])
def test_bic_within_a_maximal_model(name: str) -> None:
    """Coefficients, BIC, effective number of interviews."""
    found, theirs = fitted(name).bic(fitted("logistic")), ANSWERS[f"BIC({name}, maximal = logistic)"]
    assert [found.parameters, found.value] == pytest.approx(theirs[:2], rel=1e-7)
    assert found.n_eff == pytest.approx(float(theirs[2]), rel=1e-7, nan_ok=True)


@pytest.mark.parametrize(
    ("call", "name", "formula"),
    [
        ("linear(api00 ~ ell + meals, dstrat)", "dstrat", "api00 ~ ell + meals"),
        ("linear(income ~ sex, drawn)", "drawn", "income ~ sex"),
    ],
)
def test_aic_of_a_linear_model(call: str, name: str, formula: str) -> None:
    """From its parts in R: survey 4.1 divides its own by the residual variance."""
    found = glm(sample(name), formula).aic()
    assert [found.parameters, found.value] == pytest.approx(ANSWERS[call], rel=1e-7)


def plain() -> Sample:
    return standardize(sample("regions"), "age", population=AGES)


STANDARDISED: dict[str, Callable[[], Estimates]] = {
    "svyby(~HI_CHOL, ~race + RIAGENDR, standard, svymean)": lambda: mean(
        standardize(
            sample("dnh"),
            "agecat",
            population=dict(
                zip(["(0,19]", "(19,39]", "(39,59]", "(59,Inf]"], [55901, 77670, 72816, 45364], strict=True)
            ),
            over=["race", "RIAGENDR"],
            answered="HI_CHOL",
        ),
        "HI_CHOL",
        by=["RIAGENDR", "race"],
    ),
    "svymean(~score, plain)": lambda: mean(plain(), "score"),
    "svymean(~households, plain)": lambda: mean(plain(), "households"),
    "svytotal(~households, plain)": lambda: total(plain(), "households"),
    "svyby(~score, ~sex, by_sex, svymean)": lambda: mean(
        standardize(sample("regions"), "age", population={"age": AGES}, over="sex", answered="score"), "score", by="sex"
    ),
}


@pytest.mark.parametrize("call", STANDARDISED)
def test_direct_standardisation(call: str) -> None:
    """Estimates and standard errors."""
    found = STANDARDISED[call]()
    np.testing.assert_allclose(found.estimate, ANSWERS[call]["est"], rtol=1e-10)
    np.testing.assert_allclose(found.se, ANSWERS[call]["se"], rtol=1e-9)


def test_every_answer_of_r_is_used() -> None:
    """Nothing in the file is left aside."""
    linear = {"linear(api00 ~ ell + meals, dstrat)", "linear(income ~ sex, drawn)"}
    bic = {f"BIC({name}, maximal = logistic)" for name in ("smaller", "logistic")}
    assert set(ANSWERS) == {*FITS, *DEGREES, *CRITERIA, *STANDARDISED, *linear, *bic}
