"""Models, contrasts, comparisons and reliability against R's: ``own/models.R`` made ``own/models.json``."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import ArrayLike

from survey.arrays import Floats
from survey.design import Design, Population, Sample, make_sample
from survey.estimation import Comparison, Estimates, Model, OrdinalModel, compare, contrast, mean, ordinal
from survey.estimation import glm as model_of
from survey.estimation import reliability as scale_reliability
from survey.estimation.models import Predictions, TermTest
from survey.weighting import rake

glm = functools.partial(model_of, epsilon=None)
"""R was told to go on until exact (models.R), so are we."""

FOLDER = Path(__file__).parent / "own"
ANSWERS = json.loads((FOLDER / "models.json").read_text(encoding="utf-8"))

Numbers = Mapping[str, ArrayLike]

AGES = ["18-29", "30-44", "45-59", "60+"]
CASES = {"age": ["18-29", "60+"], "score": [40.0, 70.0]}


@functools.cache
def sample(name: str = "strata") -> Sample:
    """A design of the R script."""
    table = pd.read_csv(FOLDER / "regions.csv")
    table["two"] = table["trust"].isin([1, 2]).astype(float).where(table["trust"].notna())
    fpc = "points" if name == "fpc" else None
    psu = None if name == "elements" else "point"
    drawn = make_sample(table, Design(strata="unit", psu=psu, weight="weight", fpc=fpc, nested=True))
    if name == "poststratified":
        return rake(drawn, Population.from_margins({"town": {0: 3600, 1: 5200}}), residuals="design")
    if name == "raked":
        ages = dict(zip(AGES, [2500, 2700, 2000, 1600], strict=True))
        people = Population.from_margins({"sex": {1: 4100, 2: 4700}, "age": ages, "town": {0: 3600, 1: 5200}})
        return rake(drawn, people, tolerance=1e-13)
    return drawn


def limits(rows: Estimates) -> Floats:
    return np.column_stack([rows.ci_low, rows.ci_high]).ravel()


def coefs(model: Model) -> Numbers:
    rows = model.coefficients
    return {"est": rows.estimate, "se": rows.se, "ci": limits(rows), "df": model.df_residual}


def more(model: Model) -> Numbers:
    rest: dict[str, ArrayLike] = {"dev": model.deviance, "null": model.null_deviance, "p": model.p}
    return {**coefs(model), "vcov": model.covariance().ravel(), **rest}


def term(found: TermTest) -> Numbers:
    return {"f": found.f, "df": found.df, "ddf": found.ddf, "p": found.p}


def rao(found: TermTest) -> Numbers:
    return {"chisq": found.chisq, "lambda": found.weights, "p": found.p}


def means(found: Estimates) -> Numbers:
    return {"est": found.estimate, "se": found.se}


def pair(found: Predictions) -> Numbers:
    return {"est": found.estimate, "se": found.se, "vcov": found.covariance().ravel()}


def olr(model: OrdinalModel) -> Numbers:
    return {**means(model.coefficients), "df": model.df_residual}


def comparison(found: Comparison) -> Numbers:
    if found.kind == "several_groups":
        return {"f": found.statistic, "df": found.df, "ddf": found.ddf, "p": found.p}
    ci = [found.ci_low, found.ci_high]
    return {"est": found.estimate, "t": found.statistic, "df": found.ddf, "p": found.p, "ci": ci}


@functools.cache
def gaussian() -> Model:
    return glm(sample(), "score ~ age + sex*town")


@functools.cache
def logit() -> Model:
    return glm(sample(), "two ~ age + score", "binomial")


def townspeople(design: str) -> Model:
    return glm(sample(design), "two ~ sex + score", "binomial", where="town == 1")


CALLS: dict[str, Callable[[], Numbers]] = {
    "gaussian": lambda: more(gaussian()),
    "gaussian_fpc": lambda: more(glm(sample("fpc"), "score ~ age + log(households)")),
    "gaussian_elements": lambda: coefs(glm(sample("elements"), "score ~ age + I(visits**2)")),
    "gaussian_raked": lambda: coefs(glm(sample("raked"), "score ~ households + visits")),
    "gaussian_poststratified": lambda: coefs(glm(sample("poststratified"), "score ~ households + visits")),
    "gaussian_log": lambda: coefs(glm(sample(), "score ~ age", link="log", where="score > 0")),
    "logit": lambda: more(logit()),
    "logit_raked": lambda: coefs(glm(sample("raked"), "two ~ sex + score", "binomial")),
    "logit_raked_town": lambda: coefs(townspeople("raked")),
    "logit_town": lambda: coefs(townspeople("strata")),
    "probit": lambda: coefs(glm(sample("fpc"), "two ~ age + score", "quasibinomial", link="probit")),
    "cloglog": lambda: coefs(glm(sample(), "two ~ age + score", "binomial", link="cloglog")),
    "cauchit": lambda: coefs(glm(sample(), "two ~ score", "binomial", link="cauchit")),
    "poisson": lambda: more(glm(sample(), "visits ~ age + town", "poisson")),
    "poisson_offset": lambda: coefs(glm(sample(), "visits ~ sex + offset(log(households))", "quasipoisson")),
    "poisson_sqrt": lambda: coefs(glm(sample(), "visits ~ sex", "poisson", link="sqrt")),
    "gamma": lambda: coefs(glm(sample(), "households ~ age + sex", "gamma")),
    "gamma_log": lambda: coefs(glm(sample(), "households ~ age + sex", "gamma", link="log")),
    "inverse_gaussian": lambda: coefs(glm(sample(), "households ~ sex", "inverse.gaussian")),
    "quasi": lambda: coefs(glm(sample(), "households ~ sex + age", "quasi", link="log", variance="mu^2")),
    "quasi_unit": lambda: coefs(glm(sample(), "two ~ sex", "quasi", link="logit", variance="mu(1-mu)")),
    "wald": lambda: term(logit().test("age")),
    "wald_two": lambda: term(gaussian().test(["age", "town:sex"])),
    "wald_null": lambda: term(logit().test("score", null=0.05)),
    "lrt": lambda: rao(logit().test("age", method="lrt")),
    "lrt_normal": lambda: rao(logit().test("age", method="lrt", df=np.inf)),
    "lrt_satterthwaite": lambda: rao(logit().test("age", method="lrt", approximation="satterthwaite")),
    "lrt_gaussian": lambda: rao(gaussian().test("age", method="lrt")),
    "working_wald": lambda: rao(logit().test("age", method="working_wald")),
    "predict_response": lambda: pair(logit().predict(CASES)),
    "predict_link": lambda: pair(logit().predict(CASES, scale="link")),
    "predictive_margins": lambda: means(
        glm(sample(), "two ~ score + sex + age", "binomial").marginal_means("age", variance="independent")
    ),
    "cox_snell": lambda: {"r2": [logit().pseudo_r2(), logit().pseudo_r2("nagelkerke")]},
    "deff": lambda: {"deff": glm(sample(), "score ~ age").deff},
    "dispersion": lambda: {"dispersion": gaussian().dispersion},
    "contrast_model": lambda: means(contrast(gaussian(), "`age[T.30-44]` / `age[T.60+]`")),
    "contrast_means": lambda: means(
        contrast(
            mean(sample(), ["score", "visits", "households"]),
            {"a": "log(score / visits)", "b": "sqrt(score) - exp(visits / 10)", "c": "households^2 / score"},
        )
    ),
    "contrast_by": lambda: means(contrast(mean(sample(), "score", by="age"), "`score:18-29` / `score:60+` - 1")),
    "ordinal": lambda: olr(ordinal(sample(), "trust ~ sex + score")),
    "ordinal_probit": lambda: olr(ordinal(sample(), "trust ~ sex + score", "probit")),
    "ordinal_loglog": lambda: olr(ordinal(sample(), "trust ~ sex + score", "loglog")),
    "ordinal_age": lambda: olr(ordinal(sample("fpc"), "trust ~ age + town")),
    "ttest_one": lambda: comparison(compare(sample(), "score")),
    "ttest_two": lambda: comparison(compare(sample(), "score", "sex")),
    "ttest_two_town": lambda: comparison(compare(sample(), "visits", "sex", where="town == 1")),
    "ttest_share": lambda: comparison(compare(sample("fpc"), "trust", "town", codes=[1, 2])),
    "ttest_several": lambda: comparison(compare(sample(), "score", "age")),
    "alpha": lambda: {"alpha": scale_reliability(sample(), ["trust", "visits", "score"]).alpha.estimate},
}

ACCURACY: Mapping[str, float] = {
    **dict.fromkeys(("ordinal", "ordinal_probit", "ordinal_loglog", "ordinal_age"), 2e-6),
    **dict.fromkeys(("cloglog", "cauchit"), 1e-6),
}
"""Where R's iteration ends early: its optimiser, and links whose deviance hardly changes any more; all else to 1e-8."""


@pytest.mark.parametrize("name", list(CALLS), ids=lambda name: str(ANSWERS[name]["r"]))
def test_number_agrees_with_r(name: str) -> None:
    """Every number of the call."""
    expected, ours = ANSWERS[name], CALLS[name]()
    assert set(ours) == set(expected) - {"r"}
    for part, values in ours.items():
        np.testing.assert_allclose(
            np.atleast_1d(np.asarray(values, np.float64)).ravel(),
            expected[part],
            rtol=ACCURACY.get(name, 1e-8),
            atol=1e-10,
            err_msg=part,
        )


def test_every_answer_is_used() -> None:
    """No number of R lies about unused."""
    assert set(CALLS) == set(ANSWERS)
    assert len(CALLS) == 48
