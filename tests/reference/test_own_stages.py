"""Three stages with strata at the second, weights of 0, domains of calibrated samples, one degree of freedom:
``own/stages.R`` made ``own/stages.json``.
"""

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
from survey.design import Design, Population, Sample, make_sample, replicate
from survey.estimation import (
    Estimates,
    compare,
    glm,
    mean,
    quantile,
    rank_test,
    ratio,
    share,
    shares,
    test_independence,
    total,
    variance,
)
from survey.weighting import poststratify

FOLDER = Path(__file__).parent / "own"
ANSWERS = json.loads((FOLDER / "stages.json").read_text(encoding="utf-8"))["entries"]


def distinct(values: pd.Series, groups: pd.Series) -> pd.Series:
    return values.groupby(groups).transform("nunique")


@functools.cache
def households() -> pd.DataFrame:
    """The table of the script: households of three, in two strata of a point, with at least two of everything."""
    found = pd.read_csv(FOLDER.parent / "r_survey" / "data" / "syn1000.csv")
    found["q3"] = found["q3"].where(found["q3"] <= 5)
    found["point"] = found["district"] * 100 + found["psu"]
    within = found.groupby("point").cumcount()
    size = found.groupby("point")["id"].transform("size")
    found["household"] = found["point"] * 100 + within // np.ceil(size / np.maximum(size // 3, 1)).astype(int)
    found["half"] = found["point"] * 10 + found["household"] % 2
    found["houses"] = distinct(found["household"], found["half"]) + 5
    found["people"] = found.groupby("household")["id"].transform("size").max() + 1
    found["income"], found["trust"] = found["income"].fillna(5000), found["trust"].fillna(1)
    found["y"] = found["income"] / 1000 + found["trust"]
    found["man"] = (found["sex"] == 1).astype(float)
    for _ in range(2):
        found = found[distinct(found["household"], found["half"]) > 1]
        found = found[distinct(found["point"], found["district"]) > 1]
        found = found[found.groupby("household")["id"].transform("size") > 1]
    return found.reset_index(drop=True)


@functools.cache
def people() -> pd.DataFrame:
    found = pd.read_csv(FOLDER / "regions.csv")
    found["two"] = found["trust"].isin([1, 2]).astype(float).where(found["trust"].notna())
    found["some"] = found["weight"].where(np.arange(len(found)) % 7 > 0, 0.0)
    return found


@functools.cache
def sample(name: str) -> Sample:
    """A design of the script."""
    if name == "stages":
        stages = ["point", "household", "id"]
        return make_sample(households(), Design(["district", "half"], stages, fpc=["Mh", "houses", "people"]))
    if name == "weighed":
        design = Design(["district", "half"], ["point", "household"], "w0", fpc=["Mh", "houses"])
        return make_sample(households(), design)
    weight = "some" if name == "some" else "weight"
    drawn = make_sample(people(), Design("unit", "point", weight, nested=True))
    return poststratify(drawn, Population.from_margins({"town": {0: 3600, 1: 5200}})) if name == "post" else drawn


def points(found: Estimates) -> Mapping[str, ArrayLike]:
    return {"est": found.estimate, "se": found.se}


def limits(found: Estimates) -> Floats:
    return np.concatenate([found.ci_low, found.ci_high])


def middle() -> Mapping[str, ArrayLike]:
    found = quantile(sample("weighed"), "y", [0.25, 0.5, 0.75])
    return {**points(found), "ci": limits(found)}


def independence() -> Mapping[str, ArrayLike]:
    found = test_independence(sample("stages"), "q3", "sex")
    return {"statistic": found.statistic, "p": found.p}


def ranks() -> Mapping[str, ArrayLike]:
    found = rank_test(sample("stages"), "y", "sex")
    return {"statistic": found.statistic, "p": found.p}


def logistic() -> Mapping[str, ArrayLike]:
    return points(glm(sample("weighed"), "man ~ y", "quasibinomial", epsilon=None).coefficients)


CALLS: dict[str, Callable[[], Mapping[str, ArrayLike]]] = {
    "svytotal(~y, stages)": lambda: points(total(sample("stages"), "y")),
    "svymean(~y, stages)": lambda: points(mean(sample("stages"), "y")),
    "svyby(~y, ~agegrp, stages, svymean)": lambda: points(mean(sample("stages"), "y", "agegrp")),
    "svyby(~y, ~sex, stages, svytotal)": lambda: points(total(sample("stages"), "y", "sex")),
    "svyratio(~income, ~trust, stages)": lambda: points(ratio(sample("stages"), "income", "trust")),
    "svyvar(~y, stages)": lambda: points(variance(sample("stages"), "y")),
    "svymean(~factor(q3), stages)": lambda: points(shares(sample("stages"), "q3")),
    "svychisq(~q3 + sex, stages)": independence,
    "svyranktest(y ~ sex, stages)": ranks,
    "svyglm(y ~ trust + factor(sex), stages)": lambda: points(glm(sample("stages"), "y ~ trust + C(sex)").coefficients),
    "svymean(~y, subset(stages, agegrp == 2))": lambda: points(mean(sample("stages"), "y", where="agegrp == 2")),
    "svytotal(~y, weighed)": lambda: points(total(sample("weighed"), "y")),
    "svymean(~y, weighed)": lambda: points(mean(sample("weighed"), "y")),
    "svyquantile(~y, weighed)": middle,
    "svyglm(man ~ y, quasibinomial, weighed)": logistic,
}


@pytest.mark.parametrize("call", CALLS)
def test_stages_with_their_own_strata(call: str) -> None:
    """Strata at two stages, population figures at three."""
    found = CALLS[call]()
    assert set(found) == set(ANSWERS[call])
    for name, theirs in ANSWERS[call].items():
        assert np.ravel(found[name]) == pytest.approx(np.array(theirs), rel=1e-8, abs=1e-12), name


def test_weights_of_0_are_no_interviews() -> None:
    """R counts them in n of the beta limits and in the mean weight, which scales deviance; estimates do not depend on it."""
    logit = share(sample("some"), "two", 1)
    theirs = ANSWERS["svyciprop(logit), weights of 0"]
    assert [logit.estimate[0], logit.ci_low[0], logit.ci_high[0]] == pytest.approx([*theirs["est"], *theirs["ci"]])
    n, positive = (ANSWERS["n with weights of 0"][name][0] for name in ("n", "positive"))
    assert logit.n[0] == positive < n
    beta = share(sample("some"), "two", 1, interval="beta")
    low, high = ANSWERS["svyciprop(beta), weights of 0"]["ci"]
    assert low < beta.ci_low[0] < beta.ci_high[0] < high
    found, model = glm(sample("some"), "households ~ sex"), ANSWERS["svyglm, weights of 0"]
    assert found.coefficients.estimate == pytest.approx(model["est"], rel=1e-8)
    assert found.coefficients.se == pytest.approx(model["se"], rel=1e-8)
    kept = (people()["some"] > 0).mean()
    assert found.deviance == pytest.approx(model["dev"][0] * kept, rel=1e-8)


def test_n_of_a_domain_of_a_calibrated_sample() -> None:
    """R keeps the interviews outside with a weight of 0 and scales X2 to all of them; F and p agree with ours but for df."""
    whole, inside = (ANSWERS["n of the domain, post"][name][0] for name in ("n", "positive"))
    theirs = ANSWERS["svychisq(Chisq) in a domain, post"]
    found = test_independence(sample("post"), "sex", "age", statistic="Chisq", where="town == 1")
    assert found.n[0] == inside
    assert found.statistic[0] == pytest.approx(theirs["statistic"][0] * inside / whole, rel=1e-8)
    assert found.p[0] == pytest.approx(theirs["p"][0], rel=1e-8)


def test_limits_with_one_degree_of_freedom() -> None:
    """R goes through the normal distribution, whose tail at t = 12.7 is lost to rounding, and has no limits."""
    theirs = ANSWERS["confint(svyglm(households ~ sex, few))"]
    assert theirs["ci"] == ["-Inf", "-Inf", "Inf", "Inf"]
    found = glm(sample("regions"), "households ~ sex", where="unit in [1, 2] and point in [1, 2]")
    rows = found.coefficients
    assert found.df_residual == theirs["df"][0] == 1
    assert rows.estimate == pytest.approx(theirs["est"], rel=1e-8)
    assert rows.se == pytest.approx(theirs["se"], rel=1e-8)
    assert rows.ci_high == pytest.approx(
        np.array(theirs["est"]) + 12.706204736174698 * np.array(theirs["se"]), rel=1e-8
    )


def test_quantiles_of_replicates_have_the_interval_asked_for() -> None:
    """R has the same limits whatever is asked for: those of "mean"."""
    theirs = ANSWERS["svyquantile of replicates, mean and beta"]
    assert theirs["mean"] == theirs["beta"]
    halves = replicate(sample("regions"), "JKn")
    found = quantile(halves, "score", [0.25, 0.8])
    assert limits(found).tolist() == theirs["mean"]
    assert set(quantile(halves, "score", [0.25, 0.8], interval="beta").method) == {"beta"}


def test_equal_answers_of_two_groups() -> None:
    """R finds the groups different with certainty."""
    theirs = ANSWERS["svyttest(five ~ sex, regions)"]
    assert (theirs["statistic"], theirs["p"]) == (["-Inf"], [0])
    found = compare(sample("regions").assign(five=np.full(len(people()), 5.0)), "five", "sex")
    assert np.isnan(found.p)
    assert found.estimate == found.se == 0
