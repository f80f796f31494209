"""Quantiles, intervals of shares and variances against R's: ``own/quantiles.R`` made ``own/quantiles.json``."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, Population, Sample, make_sample
from survey.estimation import covariance, quantile, share, variance
from survey.weighting import rake

FOLDER = Path(__file__).parent / "own"
ANSWERS = json.loads((FOLDER / "quantiles.json").read_text(encoding="utf-8"))

P = [0.1, 0.25, 0.5, 0.9]
OLD_RULES = {"discrete": "hf4", "rounded": "rounded"}
OLD_INTERVALS = {"Wald": "wald", "betaWald": "beta_wald"}

SMALLEST_SKIPPED = {
    ("town", f"svyquantile(~score, d, p, qrule = 'math', interval.type = '{interval}')")
    for interval in ("beta", "asin")
}
"""Where a limit lies below the share of the smallest answer: R takes the second smallest, we the smallest."""

Numbers = dict[str, Floats]


@functools.cache
def sample(name: str) -> Sample:
    """A design of the R script under its name."""
    table = pd.read_csv(FOLDER / "regions.csv")
    fpc = "points" if name == "fpc" else None
    psu = None if name == "elements" else "point"
    drawn = make_sample(table, Design(strata="unit", psu=psu, weight="weight", fpc=fpc, nested=True))
    if name == "town":
        return drawn.where("town == 1")
    if name == "poststratified":
        return rake(drawn, Population.from_margins({"town": {0: 3600, 1: 5200}}), residuals="design")
    return drawn


def option(call: str, name: str, default: str) -> str:
    found = re.search(rf"{name} = '?([\w.]+)'?", call)
    return found.group(1) if found else default


def quantiles(given: Sample, call: str) -> Numbers:
    options = {
        "rule": option(call, "qrule", "math"),
        "interval": option(call, "interval.type", "mean"),
        "level": 1 - float(option(call, "alpha", "0.05")),
        "df": float("inf") if "df = Inf" in call else "domain",
    }
    if call.startswith("oldsvyquantile"):
        options |= {
            "rule": OLD_RULES[option(call, "ties", "")],
            "interval": OLD_INTERVALS[option(call, "interval.type", "")],
        }
    by = "sex" if call.startswith("svyby") else None
    name = "households" if "~households" in call else "score"
    found = quantile(given, name, 0.5 if by else P, by=by, **options)  # type: ignore[arg-type]
    return {"est": found.estimate, "se": found.se, "ci": np.column_stack([found.ci_low, found.ci_high]).ravel()}


def limits(given: Sample, call: str) -> Numbers:
    name = "sex" if "sex" in call else "score"
    values = given.values(name)
    counted = (values == 1 if name == "sex" else values > 85).astype(np.float64)
    found = share(
        given,
        {name: counted},
        interval=option(call, "method", ""),  # type: ignore[arg-type]
        level=float(option(call, "level", "0.95")),
    )
    return {"est": found.estimate, "se": found.se, "ci": np.array([found.ci_low[0], found.ci_high[0]])}


def moments(given: Sample, call: str) -> Numbers:
    if "visits" in call:
        found = covariance(given, ["score", "visits"])
        return {"est": found.matrix().to_numpy().ravel(), "se": found.matrix("se").to_numpy().ravel()}
    single = variance(given, "score", by="sex" if call.startswith("svyby") else None)
    return {"est": single.estimate, "se": single.se}


@pytest.mark.parametrize("entry", ANSWERS["entries"], ids=lambda entry: f"{entry['design']}: {entry['r']}")
def test_number_agrees_with_r(entry: dict[str, object]) -> None:
    """To 1e-7 where R has a number (it has no limit where its share leaves [0, 1]; ours is in other tests).

    R's fits behind "logit" and "likelihood" stop at 1e-8 of the deviance, which shows in the limits.
    """
    call, given = str(entry["r"]), sample(str(entry["design"]))
    ours = limits if "svyciprop" in call else moments if "svyvar" in call else quantiles
    found = ours(given, call)
    accuracy = 1e-4 if "likelihood" in call else 1e-7
    compared = 0
    for name in ("est", "se", "ci") if "svyby" not in call else ("est", "se"):
        if name in entry:
            expected = np.array(entry[name], np.float64)
            there = np.isfinite(expected)
            if (entry["design"], call) in SMALLEST_SKIPPED:
                there[: {"est": 0, "se": 1, "ci": 2}[name]] = False
            if "method = 'mean'" in call and name == "ci":
                expected = np.clip(expected, 0, 1)
            np.testing.assert_allclose(found[name][there], expected[there], rtol=accuracy, err_msg=name)
            compared += int(there.sum())
    assert compared > 0


def test_all_rules_and_intervals_are_compared() -> None:
    """Twelve rules, nine intervals of quantiles, six of shares."""
    calls = " ".join(entry["r"] for entry in ANSWERS["entries"])
    assert len(set(re.findall(r"qrule = '(\w+)'", calls))) == 12
    assert len(set(re.findall(r"interval.type = '(\w+)'", calls))) == 7
    assert len(set(re.findall(r"method = '(\w+)'", calls))) == 6
