"""Our quantiles, intervals of shares and variances against the reference values of R's package survey."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, Sample, make_sample
from survey.estimation import quantile, share, variance
from tests.reference.reading import FOLDER, reference

Numbers = dict[str, Floats]


def ours() -> list[str]:
    """Entries this module answers for, and for which R has numbers."""
    starts = ("quant.", "qrule.", "oldquant.", "strat.var", "ciprop.")
    return [
        entry
        for entry, given in reference().items()
        if entry.startswith(starts) and "note" not in given and "error" not in given
    ]


@functools.cache
def sample(name: str) -> Sample:
    """A design of the reference under its R name."""
    designs = {
        "dstrat": ("apistrat", Design(strata="stype", weight="pw", fpc="fpc")),
        "dclus1": ("apiclus1", Design(psu="dnum", weight="pw", fpc="fpc")),
        "syn": ("syn1000", Design(strata="district", psu="psu", weight="w0", nested=True)),
    }
    file, design = designs["syn" if name == "synM" else name]
    table = pd.read_csv(FOLDER / "data" / f"{file}.csv")
    if name == "synM":
        items = [f"q{at}" for at in range(1, 7)]
        table[items] = table[items].where(table[items] <= 5)
    return make_sample(table, design)


def quantiles(name: str, given: Sample) -> Numbers:
    """The kind of an id: ``quant.strat.xlogit``, ``qrule.ties.hf7``, ``oldquant.Wald``."""
    p = [0.25, 0.5, 0.75]
    kind, last = name.split(".")[0], name.rsplit(".", 1)[1]
    if kind == "quant" and "income" in name:
        found = quantile(given, "income", [0.1, 0.5, 0.9], interval=last, df="design")  # type: ignore[arg-type]
    elif kind == "quant":
        found = quantile(given, "api00", p, interval=last, df="design")  # type: ignore[arg-type]
    elif kind == "oldquant":
        found = quantile(given, "api00", p, rule="hf4", interval="wald", df="design")
    else:
        variable = "q1" if "ties" in name else "enroll"
        found = quantile(given, variable, [0.1, 0.25, 0.5, 0.75, 0.9], rule=last, df="design")  # type: ignore[arg-type]
    return {"est": found.estimate, "se": found.se, "ci": np.column_stack([found.ci_low, found.ci_high]).ravel()}


def limits(name: str, given: Sample) -> Numbers:
    _, variable, method = name.split(".")
    column, code = {"clus1": ("ell", 0), "syn": ("trust", 1)}.get(variable, (variable, 1))
    found = share(given, column, code, interval=method, df="design")  # type: ignore[arg-type]
    return {"est": found.estimate, "ci": np.array([found.ci_low[0], found.ci_high[0]])}


def moments(_: str, given: Sample) -> Numbers:
    found = variance(given, "api00")
    return {"est": found.estimate, "se": found.se}


@pytest.mark.parametrize("entry", ours(), ids=lambda entry: str(reference()[entry]["r"]))
def test_number_agrees_with_r(entry: str) -> None:
    """Every number R gave for the call, to 1e-7 relative, or to the accuracy the reference states for itself."""
    given = reference()[entry]
    expected = given["out"]
    assert isinstance(expected, dict)
    call = moments if entry.startswith("strat.var") else limits if entry.startswith("ciprop") else quantiles
    found = call(entry, sample(str(given["design"])))
    accuracy = max(1e-7, float(str(given.get("rtol", 0))))
    for name, numbers in expected.items():
        np.testing.assert_allclose(found[name], np.array(numbers, np.float64), rtol=accuracy, err_msg=name)


@pytest.mark.parametrize("interval", ["logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"])
@pytest.mark.parametrize("name", ["zero", "one"])
def test_where_r_has_no_limits_ours_are_korn_and_graubards(name: str, interval: str) -> None:
    """svyciprop(~zero, syn) and svyciprop(~one, syn) fail, give NaN, or an interval without width."""
    found = share(sample("syn"), name, 1, interval=interval)  # type: ignore[arg-type]
    assert found.method[0] == "korn_graubard"
    width = found.ci_high[0] - found.ci_low[0]
    assert 0.002 < width < 0.01
    assert 0 <= found.ci_low[0] <= found.estimate[0] <= found.ci_high[0] <= 1


def test_entries_are_many() -> None:
    """Shares, quantiles, rules, and a variance."""
    assert len(ours()) == 27
