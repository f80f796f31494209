"""Chains of weighting, replicates, two phases and imputations beside those of ``r_survey.json``, against R.

``own/siblings.R`` made ``own/siblings.json``, versions inside. ``test_own_siblings.py`` has the other half. R takes out the
residuals of the oldest calibration first, and so do these designs (``chain="oldest_first"``).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest
from numpy.typing import ArrayLike

from survey.design import Design, Population, Replicates, Sample, TwoPhase, make_sample, replicate
from survey.estimation import (
    Estimates,
    combine_imputations,
    covariance,
    glm,
    mean,
    quantile,
    ratio,
    share,
    total,
    variance,
)
from survey.estimation import test_independence as independence
from survey.weighting import calibrate, calibrate_to_first_phase, poststratify, rake, trim
from tests.reference.reading import Call, Numbers, confint, covaried, model, point, t_test

FOLDER = Path(__file__).parent / "own"
DATA = Path(__file__).parent / "r_survey" / "data"

WEIGHTED = ("rakes", "linear", "trimWeights", "post(")
ENTRIES: list[dict[str, Any]] = [
    entry
    for entry in json.loads((FOLDER / "siblings.json").read_text(encoding="utf-8"))["entries"]
    if "(" in entry["design"] or entry["design"] in ("cal", "completed") or entry["r"].startswith(WEIGHTED)
]


@functools.cache
def table(name: str) -> pd.DataFrame:
    """A data file, with its bootstrap weights where it has some."""
    found = pd.read_csv(DATA / f"{name}.csv")
    return pd.concat([found, pd.read_csv(DATA / "apistrat_boot40.csv")], axis=1) if name == "apistrat" else found


def synthetic(data: pd.DataFrame, weight: str = "w0") -> Sample:
    design = Design(strata="district", psu="psu", weight=weight, nested=True, chain="oldest_first")
    return make_sample(data, design)


THREE = ("agegrp", "sex", "group")


def people(*names: str) -> Population:
    parts = {"agegrp": [12, 18, 19, 18, 16, 17], "sex": [48, 52], "group": [70, 12, 6, 4, 3, 2, 2, 1]}
    size = float(table("syn1000")["w0"].sum())
    return Population.from_margins({n: {at + 1: p / 100 * size for at, p in enumerate(parts[n])} for n in names})


def rakes(one: Sample) -> Sample:
    return rake(one, people(*THREE), residuals="equal")


def linear(one: Sample, *names: str) -> Sample:
    return calibrate(one, people(*names))


def raking(one: Sample, *names: str) -> Sample:
    return calibrate(one, people(*names), method="raking")


def post(one: Sample) -> Sample:
    return poststratify(one, people("sex"))


def respondents() -> Sample:
    """R's subset that is weighted afterwards: those who are not in it weigh nothing."""
    data = table("syn1000")
    return synthetic(data.assign(w1=data["w0"].where(data["income"].notna(), 0.0)), "w1")


def weighted_by_class() -> Sample:
    """Respondents in a design of their own, who have taken over the weight of the others of their class."""
    data = table("syn1000")
    answered = data[data["income"].notna()].reset_index(drop=True)
    factor = data.groupby("urban")["w0"].sum() / answered.groupby("urban")["w0"].sum()
    return synthetic(answered.assign(w1=answered["w0"] * answered["urban"].map(factor)), "w1")


def two_phases(name: str) -> Sample:
    first, second = name.split("strata = list(")[1].split(")")[0].split(", ")
    method: Literal["full", "simple"] = "full" if "'full'" in name else "simple"
    one, two = (Design(strata=None if given == "NULL" else given[1:]) for given in (first, second))
    return make_sample(table("syn1000"), TwoPhase(one, two, "in2 == 1", method))


@functools.cache
def sample(name: str) -> Sample:
    """A design under its R text."""
    mse = name.endswith("TRUE)")
    if name.startswith("twophase"):
        return two_phases(name)
    if name.startswith("svrepdesign"):
        given = Replicates([f"b{at}" for at in range(1, 41)], kind="bootstrap", mse=mse)
        return make_sample(table("apistrat"), Design(weight="pw", replicates=given))
    if "strat" in name:
        drawn = make_sample(table("apistrat"), Design(strata="stype", weight="pw", fpc="fpc"))
        return replicate(drawn, "JKn", mse=mse)
    if "clus2" in name:
        drawn = make_sample(table("apiclus2"), Design(psu=("dnum", "snum"), fpc=("fpc1", "fpc2")))
        return replicate(drawn, "JK1", mse=mse)
    made: Mapping[str, Callable[[], Sample]] = {
        "nr": weighted_by_class,
        "respondents": respondents,
        "cal": lambda: raking(synthetic(table("syn1000")), *THREE),
    }
    return made[name]() if name in made else synthetic(table("syn1000"))


def chi_square(row: str, column: str, **options: Any) -> Call:
    def read(one: Sample) -> Numbers:
        found = independence(one, row, column, **options)
        return {"statistic": found.statistic, "parameter": [found.df[0], found.ddf[0]], "p": found.p}

    return read


def weighted(step: Callable[[Sample], Sample]) -> Call:
    def read(one: Sample) -> Numbers:
        found = step(one)
        w = found.weights[found.weights != 0]
        means, totals, by = (
            mean(found, ["trust", "visits"]),
            total(found, "visits"),
            mean(found, "trust", by="district"),
        )
        return {
            "mean": means.estimate,
            "mean.se": means.se,
            "tot": totals.estimate,
            "tot.se": totals.se,
            "by": by.estimate,
            "by.se": by.se,
            "w": [w.min(), w.max(), w.sum(), w @ w],
        }

    return read


STEPS: Mapping[str, Callable[[Sample], Sample]] = {
    "rakes(d)": rakes,
    "linear(d)": lambda d: linear(d, *THREE),
    "trimWeights(rakes(d), upper = 5000, lower = 300)": lambda d: trim(rakes(d), upper=5000, lower=300),
    "rakes(trimWeights(rakes(d), upper = 5000))": lambda d: rakes(trim(rakes(d), upper=5000)),
    "trimWeights(raking(post(d), c(1, 3)), upper = 5000)": lambda d: trim(
        raking(post(d), "agegrp", "group"), upper=5000
    ),
    "post(trimWeights(raking(d), upper = 5000))": lambda d: post(trim(raking(d, *THREE), upper=5000)),
    "linear(linear(linear(d, 1), 2), 3)": lambda d: linear(linear(linear(d, "agegrp"), "sex"), "group"),
}


def chains() -> Iterator[tuple[str, str, Call]]:
    for base in ("syn", "nr", "respondents"):
        for r, step in STEPS.items():
            yield base, r, weighted(step)
    yield "cal", "svyratio(~visits, ~urban, d)", point(ratio, "visits", "urban")
    yield "cal", "svyvar(~visits, d)", point(variance, "visits")
    yield "cal", "svymean(~visits, subset(d, urban == 1))", point(mean, "visits", where="urban == 1")
    yield "cal", "svymean(~income, d, na.rm = TRUE)", point(mean, "income")
    trust = model("trust ~ C(sex) + urban", "quasibinomial")
    yield "cal", "svyglm(trust ~ fsex + urban, d, family = quasibinomial())", trust
    yield "cal", "svyciprop(~I(trust == 1), d)", point(share, "trust", 1, df="design")
    quartiles = point(quantile, "visits", [0.25, 0.5, 0.9], df="design")
    yield "cal", "svyquantile(~visits, d, c(.25, .5, .9))", quartiles
    yield "cal", "svychisq(~trust + urban, d)", chi_square("trust", "urban")
    yield "cal", "svymean(~visits, d, deff = TRUE)", point(mean, "visits")


def indicators(one: Sample) -> dict[str, ArrayLike]:
    levels = {"stype": ("E", "H", "M"), "awards": ("No", "Yes")}
    return {level: np.asarray(one.texts(name) == level, float) for name in levels for level in levels[name]}


def pairs(one: Sample) -> Numbers:
    found = covariance(one, ["api00", "enroll"])
    return {"est": found.matrix().to_numpy(), "se": found.matrix("se").to_numpy()}


def replicates() -> Iterator[tuple[str, str, Call]]:
    for mse in ("TRUE", "FALSE"):
        given = "data = apistrat, weights = ~pw, repweights = bw, type = 'bootstrap', combined.weights = TRUE"
        boot = f"svrepdesign({given}, mse = {mse})"
        r = "svyquantile(~api00, d, c(.25, .5, .75), interval.type = 'quantile')"
        yield boot, r, point(quantile, "api00", [0.25, 0.5, 0.75], interval="quantile")
        r = "svyquantile(~enroll, d, c(.1, .5), qrule = 'hf7', interval.type = 'quantile')"
        yield boot, r, point(quantile, "enroll", [0.1, 0.5], rule="hf7", interval="quantile")
        yield boot, "svyvar(~api00 + enroll, d)", pairs
        jackknives = ("clus2, type = 'JK1'", "strat, type = 'JKn'")
        for design in (boot, *(f"as.svrepdesign({one}, mse = {mse})" for one in jackknives)):
            by = covaried(mean, "api00", by="stype")
            yield design, "svyby(~api00, ~stype, d, svymean, covmat = TRUE)", by
            by = point(ratio, "api99", "api00", by="stype")
            yield design, "svyby(~api99, ~stype, denominator = ~api00, d, svyratio)", by
            yield design, "svymean(~stype + awards, d)", lambda d: confint(mean, indicators(d))(d)
            yield design, "svytotal(~api00, d, deff = TRUE)", point(total, "api00")
            for interval in ("xlogit", "logit"):
                r = f"svyciprop(~I(awards == 'Yes'), d, method = '{interval}')"
                yield design, r, point(share, "awards", "Yes", interval=interval, df="design")
            r = "svychisq(~awards + stype, d, statistic = 'adjWald')"
            yield design, r, chi_square("awards", "stype", statistic="adjWald")
            yield design, "svyttest(api00 ~ awards, d)", t_test("api00", "awards")


def phases() -> Iterator[tuple[str, str, Call]]:
    for method in ("full", "simple"):
        for strata in ("NULL, ~agegrp", "~district, ~sex", "~district, ~district"):
            given = f"id = list(~id, ~id), strata = list({strata}), data = SYN, subset = ~in2 == 1"
            design = f"twophase({given}, method = '{method}')"
            yield design, "svytotal(~visits, d)", point(total, "visits")
            yield design, "svyratio(~visits, ~agegrp, d)", point(ratio, "visits", "agegrp")
            trust = model("trust ~ sex + agegrp", "quasibinomial")
            yield design, "svyglm(trust ~ sex + agegrp, d, family = quasibinomial)", trust
            r = "svymean(~visits + trust, calibrate(d, ~fgroup + urban, phase = 2))"
            yield design, r, lambda d: point(mean, ["visits", "trust"])(calibrate_to_first_phase(d, "group", "urban"))
            r = "svytotal(~trust, calibrate(d, ~visits + sex, phase = 2, calfun = 'raking'))"
            yield (
                design,
                r,
                lambda d: point(total, "trust")(calibrate_to_first_phase(d, (), ["visits", "sex"], method="raking")),
            )


def imputed(call: Callable[..., Estimates], *given: Any, **options: Any) -> Call:
    def read(_: Sample) -> Numbers:
        data = table("syn1000")
        filled = [data.assign(income=data["income"].fillna(6000 + 1500 * k)) for k in range(1, 6)]
        found = combine_imputations([call(synthetic(one), *given, **options) for one in filled])
        return {"est": found.estimate, "se": found.se, "df": found.df, "missing": found.missing_information}

    return read


def imputations() -> Iterator[tuple[str, str, Call]]:
    calls = {
        "svytotal(~income + visits, d)": imputed(total, ["income", "visits"]),
        "svyratio(~income, ~visits, d)": imputed(ratio, "income", "visits"),
        "svyglm(trust ~ income, d, family = quasibinomial())": imputed(
            lambda d: glm(d, "trust ~ income", "quasibinomial").coefficients
        ),
        "svymean(~income, subset(d, urban == 1))": imputed(mean, "income", where="urban == 1"),
    }
    for r, call in calls.items():
        yield "completed", f"mitools::MIcombine(lapply(d, function(d) {r}))", call


CALLS: dict[tuple[str, str], Call] = {
    (design, r): call for group in (chains, replicates, phases, imputations) for design, r, call in group()
}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['design']}: {entry['r']}")
def test_call_agrees_with_r(entry: dict[str, Any]) -> None:
    """Every number that R gives; 1e-6 for what R fits in rounds."""
    rounds = ("rakes", "raking", "glm", "calibrate")
    accuracy = 1e-6 if entry["design"] == "cal" or any(word in entry["r"] for word in rounds) else 1e-7
    ours = CALLS[entry["design"], entry["r"]](sample(entry["design"]))
    for name in set(entry) - {"design", "r", "kind"}:
        expected, found = np.array(entry[name], np.float64), np.atleast_1d(np.asarray(ours[name], np.float64)).ravel()
        known = ~np.isnan(expected)
        np.testing.assert_allclose(found[known], expected[known], rtol=accuracy, atol=1e-9, err_msg=name)


def test_every_entry_has_a_call() -> None:
    """No reference is left aside."""
    assert set(CALLS) == {(entry["design"], entry["r"]) for entry in ENTRIES}
    assert len(ENTRIES) == 118
