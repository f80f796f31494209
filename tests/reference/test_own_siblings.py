"""Means, totals, shares, quantiles, tests and models beside those of ``r_survey.json``, against R.

``own/siblings.R`` made ``own/siblings.json``, versions inside. The test's id is R's design and call; where R has no number
(``null``) ours is not compared. ``test_own_siblings_weighted.py`` has the other half.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import ArrayLike

from survey.arrays import Floats
from survey.design import Design, Sample, make_sample
from survey.estimation import (
    contrast,
    crosstab,
    glm,
    mean,
    quantile,
    ratio,
    share,
    shares,
    total,
)
from survey.weighting import poststratify
from tests.reference.reading import Call, Numbers, confint, covaried, model, point, t_test

FOLDER = Path(__file__).parent / "own"
DATA = Path(__file__).parent / "r_survey" / "data"

DESIGNS: Mapping[str, tuple[str, Design]] = {
    "strat": ("apistrat", Design(strata="stype", weight="pw", fpc="fpc")),
    "stratnf": ("apistrat", Design(strata="stype", weight="pw")),
    "clus1": ("apiclus1", Design(psu="dnum", weight="pw", fpc="fpc")),
    "clus1nf": ("apiclus1", Design(psu="dnum", weight="pw")),
    "clus2": ("apiclus2", Design(psu=("dnum", "snum"), fpc=("fpc1", "fpc2"))),
    "clus2wr": ("apiclus2", Design(psu=("dnum", "snum"), weight="pw")),
    "srs": ("apisrs", Design(fpc="fpc")),
    "syn": ("syn1000", Design(strata="district", psu="psu", weight="w0", nested=True)),
    "synfpc": ("syn1000", Design(strata="district", psu="psu", weight="w0", fpc="Mh", nested=True)),
    "synsrs": ("syn1000", Design(weight="w0")),
    "nh": ("nhanes", Design(strata="SDMVSTRA", psu="SDMVPSU", weight="answered", nested=True)),
}
WEIGHTED = ("rakes", "linear", "trimWeights", "post(")
ENTRIES: list[dict[str, Any]] = [
    entry
    for entry in json.loads((FOLDER / "siblings.json").read_text(encoding="utf-8"))["entries"]
    if entry["design"] in DESIGNS and not entry["r"].startswith(WEIGHTED)
]


@functools.cache
def table(name: str) -> pd.DataFrame:
    found = pd.read_csv(DATA / f"{name}.csv")
    if name == "nhanes":
        return found.assign(answered=found["WTMEC2YR"].where(found["HI_CHOL"].notna(), 0.0))
    return found


@functools.cache
def sample(name: str) -> Sample:
    """A design under its R name."""
    file, design = DESIGNS[name]
    return make_sample(table(file), design)


def kinds(one: Sample) -> dict[str, ArrayLike]:
    return {level: np.asarray(one.texts("stype") == level, float) for level in "EHM"}


def wide_middle_schools(one: Sample) -> ArrayLike:
    return np.asarray((one.texts("stype") == "M") & (one.texts("sch.wide") == "Yes"))


def schools() -> Iterator[tuple[str, str, Call]]:
    for name in ("strat", "stratnf", "clus1", "clus1nf", "clus2", "clus2wr", "srs"):
        y = "meals" if name.startswith("clus2") else "enroll"
        yield name, "svymean(~api00 + api99, d)", confint(mean, ["api00", "api99"])
        yield name, f"svytotal(~{y}, d)", confint(total, y)
        yield name, "svytotal(~stype, d)", lambda d: confint(total, kinds(d))(d)
        yield name, f"svymean(~{y}, d, deff = TRUE)", point(mean, y)
        yield name, f"svytotal(~{y}, d, deff = 'replace')", point(total, y, deff="replace")
        yield name, f"svyratio(~{y}, ~api00, d)", confint(ratio, y, "api00")
        by = covaried(mean, ["api99", "api00"], by="stype")
        yield name, "svyby(~api99 + api00, ~stype, d, svymean, covmat = TRUE)", by
        yield name, f"svyby(~{y}, ~stype, d, svytotal, covmat = TRUE)", covaried(total, y, by="stype")
        by = covaried(ratio, "api99", "api00", by="stype")
        yield name, "svyby(~api99, ~stype, denominator = ~api00, d, svyratio, covmat = TRUE)", by
        yield name, "svyby(~awards, ~stype, d, svymean, covmat = TRUE)", covaried(shares, "awards", by="stype")
        r = "svymean(~api00, subset(d, stype == 'M' & sch.wide == 'Yes'), deff = TRUE)"
        yield name, r, lambda d: point(mean, "api00", where=wide_middle_schools(d))(d)
        yield name, "degf(subset(d, stype == 'H'))", point(mean, "api00", where="stype == 'H'")
        for method in ("logit", "likelihood", "asin", "beta", "xlogit"):
            r = f"svyciprop(~I(sch.wide == 'No'), d, method = '{method}')"
            yield name, r, point(share, "sch.wide", "No", interval=method, df="design")
        r = "svyquantile(~api00, d, c(.25, .52, .75), qrule = 'hf7', interval.type = 'xlogit')"
        yield name, r, point(quantile, "api00", [0.25, 0.52, 0.75], rule="hf7", interval="xlogit", df="design")
        yield name, "svyttest(api00 ~ sch.wide, d)", t_test("api00", "sch.wide")
        yield name, "svyglm(api00 ~ ell * stype + meals, d)", model("api00 ~ ell * stype + meals")
        pairs = covaried(ratio, ["api99", "meals"] * 2, ["api00", "api00", "ell", "ell"])
        yield name, "svyratio(~api99 + meals, ~api00 + ell, d, covmat = TRUE)", pairs
    for method in ("likelihood", "beta", "xlogit"):
        r = f"svyciprop(~I(ell == 0), d, method = '{method}')"
        yield "clus1", r, point(share, "ell", 0, interval=method, df="design")
        r = f"svyby(~I(ell == 0), ~stype, d, svyciprop, vartype = 'ci', method = '{method}')"
        yield "clus1", r, point(share, "ell", 0, by="stype", interval=method)


DOMAINS: Mapping[str, str] = {
    "district %in% 1:3": "district in [1, 2, 3]",
    "solo == 1": "solo == 1",
    "rare == 1": "rare == 1",
    "urban == 1 & sex == 2": "urban == 1 and sex == 2",
    "group %in% 5:8": "group in [5, 6, 7, 8]",
}


def ages_tested(df: float | None) -> Call:
    def read(one: Sample) -> Numbers:
        found = glm(one, "trust ~ C(agegrp) + sex", "quasibinomial").test("C(agegrp)", df=df)
        return {"f": found.f, "ddf": found.ddf, "p": found.p}

    return read


def synthetic() -> Iterator[tuple[str, str, Call]]:
    for name in ("syn", "synfpc", "synsrs"):
        yield name, "svytotal(~trust + visits, d)", confint(total, ["trust", "visits"])
        yield name, "svymean(~income, d, na.rm = TRUE, deff = TRUE)", point(mean, "income")
        yield name, "svyratio(~income, ~visits, d, na.rm = TRUE)", confint(ratio, "income", "visits")
        by = covaried(ratio, "visits", "agegrp", by="group")
        yield name, "svyby(~visits, ~group, denominator = ~agegrp, d, svyratio, covmat = TRUE)", by
        yield name, "svyby(~factor(agegrp), ~sex, d, svymean, covmat = TRUE)", covaried(shares, "agegrp", by="sex")
        yield name, "svyby(~trust, ~district, d, svymean, deff = TRUE)", point(mean, "trust", by="district")
        counts = model("visits ~ sex + offset(log(agegrp))", "quasipoisson")
        yield name, "svyglm(visits ~ sex + offset(log(agegrp)), d, family = quasipoisson())", counts
        incomes = model("income ~ agegrp + sex", "gamma", link="log")
        yield name, "svyglm(income ~ agegrp + sex, d, family = Gamma('log'))", incomes
        few = model("trust ~ agegrp", "quasibinomial", where=DOMAINS["group %in% 5:8"])
        yield name, "svyglm(trust ~ agegrp, subset(d, group %in% 5:8), family = quasibinomial())", few
        for r, where in DOMAINS.items():
            yield name, f"svytotal(~trust + visits, subset(d, {r}))", covaried(total, ["trust", "visits"], where=where)
            yield name, f"svyratio(~trust, ~visits, subset(d, {r}))", point(ratio, "trust", "visits", where=where)
            yield name, f"degf(subset(d, {r}))", point(mean, "trust", where=where)
        for link in ("probit", "cloglog"):
            r = f"svyglm(trust ~ agegrp + sex, d, family = quasibinomial('{link}'))"
            yield name, r, model("trust ~ agegrp + sex", "quasibinomial", link=link)
        for text, df in (("NULL", None), ("10", 10.0)):
            r = f"regTermTest(svyglm(trust ~ fagegrp + sex, d, family = quasibinomial()), ~fagegrp, df = {text})"
            yield name, r, ages_tested(df)


def standardised(over: list[str]) -> Call:
    """Every group given the same ages: poststratified to them, with the weight the group has."""
    ages = {"(0,19]": 55901, "(19,39]": 77670, "(39,59]": 72816, "(59,Inf]": 45364}

    def read(one: Sample) -> Numbers:
        groups = table("nhanes").groupby(over, as_index=False)["answered"].sum()
        counts = {
            (age, *group): people / sum(ages.values()) * weight
            for *group, weight in groups.itertuples(index=False, name=None)
            for age, people in ages.items()
        }
        met = poststratify(one, {("agecat", *over): counts})
        return point(mean, "HI_CHOL", by=over[::-1])(met)

    return read


def agreement(cells: Floats) -> float:
    """Cohen's kappa of the shares of a table with two rows."""
    square = cells.reshape(2, 2)
    by_chance = float(square.sum(0) @ square.sum(1))
    return (float(np.trace(square)) - by_chance) / (1 - by_chance)


def made_of_others() -> Iterator[tuple[str, str, Call]]:
    """What R has functions for and this package makes of its parts."""
    for over in (["race"], ["race", "RIAGENDR"]):
        names, people = " + ".join(over), "population = c(55901, 77670, 72816, 45364), excluding.missing = ~HI_CHOL"
        r = f"svyby(~HI_CHOL, ~{names}, svystandardize(d, by = ~agecat, over = ~{names}, {people}), svymean)"
        yield "nh", r, standardised(over)
    for name in ("strat", "clus1"):
        r = "svykappa(~comp.imp + sch.wide, d)"
        yield name, r, point(lambda d: contrast(crosstab(d, "comp.imp", "sch.wide", test=None).shares, agreement))


CALLS: dict[tuple[str, str], Call] = {
    (name, r): call for group in (schools, synthetic, made_of_others) for name, r, call in group()
}


def accuracy(r: str) -> float:
    """R's fits stop early, and the first round of the one behind "likelihood" depends on single weights."""
    return 2e-5 if "likelihood" in r else 1e-6 if "glm" in r else 1e-7


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['design']}: {entry['r']}")
def test_call_agrees_with_r(entry: dict[str, Any]) -> None:
    """Every number that R gives."""
    ours = CALLS[entry["design"], entry["r"]](sample(entry["design"]))
    for name in set(entry) - {"design", "r", "kind"}:
        expected, found = np.array(entry[name], np.float64), np.atleast_1d(np.asarray(ours[name], np.float64)).ravel()
        known = ~np.isnan(expected)
        np.testing.assert_allclose(found[known], expected[known], rtol=accuracy(entry["r"]), atol=1e-9, err_msg=name)


def test_every_entry_has_a_call() -> None:
    """No reference is left aside."""
    assert set(CALLS) == {(entry["design"], entry["r"]) for entry in ENTRIES}
    assert len(ENTRIES) == 241
