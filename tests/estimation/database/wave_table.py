"""A table with everything that databases and memory could see differently, and requests that must have one answer."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from survey.design import Design, Sample
from survey.estimation import (
    Crosstab,
    Estimates,
    Model,
    cdf,
    compare,
    contrast,
    correlation,
    covariance,
    crosstab,
    glm,
    goodness_of_fit,
    mean,
    ordinal,
    quantile,
    rank_test,
    ratio,
    reliability,
    share,
    shares,
    total,
    variance,
)
from survey.estimation.estimation_source import Source
from survey.weighting import poststratify, rake
from survey.weighting.weighing_by_cells import AnySample

N = 900
DESIGN = Design(strata="s", psu="p", weight="w")
HOSTILE = 'income "net"; DROP TABLE wave; -- 100% `:p1` $p1 ?'
"""Name of a column."""
TOWNS = ["Есік", "O'Brien", 'a "b"', "back\\slash", "x'; DROP TABLE wave; --", "100% %s :p1 $1 ?", ""]


def wave() -> pd.DataFrame:
    """Skewed strata, 60 PSUs, blanks, weights of zero, rare categories, texts of every kind, a hostile name, large identifiers.

    Days are texts here, as estimates name them, and days in databases.
    """
    random = np.random.default_rng(11)
    psu = np.minimum(random.geometric(0.05, N), 60)
    psu[:60] = np.arange(1, 61)
    table = pd.DataFrame({"s": np.where(psu < 5, 0, psu % 4), "p": psu, "w": random.uniform(0.5, 9, N)})
    table.loc[random.random(N) < 0.05, "w"] = 0.0
    table["y"] = random.normal(50, 10, N)
    table["z"] = np.where(random.random(N) < 0.2, np.nan, random.integers(1, 6, N))
    table["x"] = random.uniform(1, 2, N)
    table["q"] = random.integers(1, 6, N)
    table["rare"] = np.where(np.arange(N) < N - 1, 1, 2)
    table["late"] = np.where(np.arange(N) < 800, np.nan, 1.0)
    table["town"] = random.choice(TOWNS, N)
    table.loc[random.random(N) < 0.1, "town"] = None
    table["half"] = random.integers(0, 7, N) / 2
    table["yes"] = random.random(N) < 0.3
    table["maybe"] = (random.random(N) < 0.5).astype(object)
    table.loc[random.random(N) < 0.1, "maybe"] = None
    days = pd.to_datetime("2018-01-30") + pd.to_timedelta(random.integers(0, 5, N), "D")
    table["day"] = days.strftime("%Y-%m-%d")
    table[HOSTILE] = random.normal(0, 1, N)
    table["id"] = 2**53 + random.integers(0, 4, N)
    return table


Call = Callable[[Sample | Source], Estimates]

CALLS: dict[str, Call] = {
    "means by text": lambda sample: mean(sample, ["y", "z", "x", "late"], by="town"),
    "mean of everybody": lambda sample: mean(sample, "y"),
    "mean of a hostile name": lambda sample: mean(sample, HOSTILE, by="q"),
    "means of truth values": lambda sample: mean(sample, ["yes", "maybe"], by="maybe"),
    "totals by three": lambda sample: total(sample, ["y", "z"], by=["town", "half", "yes"]),
    "total by day": lambda sample: total(sample, "y", by="day"),
    "by a condition": lambda sample: total(sample, "x", by={"old": "z >= 3", "town": "town"}),
    "by two conditions": lambda sample: mean(sample, "y", by=["z == 1", "q in [1, 2]"]),
    "share": lambda sample: share(sample, "q", [1, 2], by="half"),
    "share of an answer that nobody gave": lambda sample: share(sample, "q", 77),
    "share of one text": lambda sample: share(sample, "town", [TOWNS[4], "Есік"], by="q"),
    "share of true": lambda sample: share(sample, ["yes", "maybe"], by="town", interval="beta"),
    "share of large identifiers": lambda sample: share(sample, "id", [2**53 + 1, 2**53 + 2], by="yes"),
    "shares of large identifiers": lambda sample: shares(sample, ["id", "q"], by="id"),
    "shares of numbers": lambda sample: shares(sample, ["q", "z", "rare"], by="town"),
    "shares of text": lambda sample: shares(sample, ["town", "half"]),
    "shares of everybody asked": lambda sample: shares(sample, "q", base="asked"),
    "ratios": lambda sample: ratio(sample, ["y", "z", "y"], "x", by="s"),
    "ratios in pairs": lambda sample: ratio(sample, ["z", "x"], ["late", "z"], by="q", where="town != ''"),
    "where": lambda sample: mean(sample, ["y", "z"], by="town", where="q >= 3 and half in [1, 2, 3]"),
    "an empty domain": lambda sample: mean(sample, "y", by="q", where="q > 3"),
    "options": lambda sample: mean(sample, "z", by="half", df="design", deff="replace", level=0.9),
    "a contrast": lambda sample: contrast(
        mean(sample, ["y", "z"], by="q"), {"a": "`y:1` / `y:2`", "b": "`z:2` - `y:1`"}
    ),
}

CONDITIONS = [
    "z == 2",
    "z != 2 or q == 1",
    "not (z > 2 and q < 4)",
    "z in [1, 5] or late == 1",
    "z not in [1, 2]",
    "answered(z)",
    "not answered(town) or answered(late)",
    "dont_know(z) or refused(q)",
    "2 * z - 1 > q / 2",
    "y / (q - 3) > 0",
    "-z < -x and y > z",
    'town == "Есік"',
    "town in ['back\\slash', \"O'Brien\", '100% %s :p1 $1 ?']",
    """town == "x'; DROP TABLE wave; --" """,
    "town < 'a'",
    "town >= 'О'",
    "day >= '2018-02-01'",
    "yes == 1 and maybe == 0",
]


def equal(ours: Estimates | Crosstab, theirs: Estimates | Crosstab, rtol: float = 1e-12) -> None:
    """Every column of two results; spreads of two or three rows, which are differences of large squares, need more."""
    pd.testing.assert_frame_equal(ours.to_frame(), theirs.to_frame(), rtol=rtol, atol=1e-12)


def check(source: Source, sample: Sample, rtol: float = 1e-12) -> None:
    """Every request, and every condition, has the answer that it has in memory."""
    for call in CALLS.values():
        equal(call(source), call(sample), rtol)


def check_conditions(source: Source, sample: Sample) -> None:
    """Every condition is true, false and unknown of the same rows."""
    for condition in CONDITIONS:
        kinds = {"true": condition}
        equal(total(source, "y", by=kinds), total(sample, "y", by=kinds))
        equal(total(source, "y", where=condition), total(sample, "y", where=condition))


WEIGHTED: dict[str, Callable[[AnySample], AnySample]] = {
    "as drawn": lambda sample: sample,
    "raked": lambda sample: rake(
        sample,
        {"q": dict.fromkeys(range(1, 6), 1000), "z": {1: 900, 2: 1000, 3: 1100, 4: 1000, 5: 1000}},
        unknown="hold",
    ),
    "poststratified, then raked": lambda sample: rake(
        poststratify(sample, {"half": {0: 500, 0.5: 550, 1: 600, 1.5: 650, 2: 700, 2.5: 750, 3: 800}}),
        {"yes": {0: 3000, 1: 1550}, "rare": {1: 4540, 2: 10}},
        bounds=(0.2, 5),
    ),
}


def check_fit(source: AnySample, sample: AnySample) -> None:
    """The test of given shares."""
    for options in ({}, {"by": "town", "where": "x > 1.2", "statistic": "Chisq"}):
        ours, theirs = (goodness_of_fit(one, "q", [0.1, 0.2, 0.3, 0.2, 0.2], **options) for one in (source, sample))  # type: ignore[arg-type]
        pd.testing.assert_frame_equal(ours.to_frame(), theirs.to_frame(), rtol=1e-9)
        assert str(ours) == str(theirs)


def check_quantiles(source: AnySample, sample: AnySample) -> None:
    """Quantiles of continuous and of discrete numbers."""
    for variables, probabilities, options in (
        ("y", 0.5, {}),
        (["y", "z"], [0.25, 0.5, 0.9], {"by": "q"}),
        ("z", 0.5, {"by": ["yes", "town"], "rule": "school", "where": "x > 1.3"}),
        ("x", 0.1, {"by": "z > 2", "interval": "beta"}),
        (["y", "z"], [0.1, 0.5], {"by": "town", "rule": "hf3", "interval": "score", "where": "half > 1"}),
        ("z", 0.3, {"rule": "rounded", "interval": "francisco_fuller"}),
    ):
        ours, theirs = (quantile(one, variables, probabilities, **options) for one in (source, sample))  # type: ignore[arg-type]
        equal(ours, theirs, rtol=1e-10)


def check_tables(source: AnySample, sample: AnySample) -> None:
    """Cross-tables with their tests: every column, every statistic."""
    for row, column, options in (
        ("q", "yes", {}),
        ("q", "town", {"by": "maybe", "percent": "row", "test": "Chisq"}),
        ("q", "z >= 3", {"where": "half > 1", "percent": "column", "test": "adjWald"}),
        ("town", "half", {"by": ["yes", "q in [1, 2]"], "test": "lincom", "df": "design"}),
    ):
        ours, theirs = (crosstab(one, row, column, **options) for one in (source, sample))  # type: ignore[arg-type]
        for part in ("counts", "shares", "rows", "columns"):
            equal(getattr(ours, part), getattr(theirs, part), rtol=1e-11)
        np.testing.assert_array_equal(ours.n, theirs.n)
        assert ours.test is not None
        assert theirs.test is not None
        pd.testing.assert_frame_equal(ours.test.to_frame(), theirs.test.to_frame(), rtol=1e-9)
        assert str(ours) == str(theirs)


FETCHED: dict[str, Callable[[Sample | Source], list[pd.DataFrame]]] = {
    "linear model": lambda one: _model(glm(one, "y ~ x + C(town) * yes", where="q > 1")),
    "logistic model": lambda one: _model(glm(one, "z in [1, 2] ~ half + maybe", "binomial", epsilon=None)),
    "ordered categories": lambda one: [ordinal(one, "q ~ x + C(town)").coefficients.to_frame()],
    "groups": lambda one: [compare(one, "y", "town", where="z > 1").to_frame()],
    "two shares": lambda one: [compare(one, "q", "yes", codes=[1, 2]).to_frame()],
    "pairs": lambda one: [compare(one, "y", minus="x").to_frame()],
    "ranks": lambda one: [rank_test(one, "z", "q", by="yes", where="x > 1.1", ties="middle").to_frame()],
    "spread": lambda one: [variance(one, ["y", "z"], by="town", where="day >= '2018-01-31'").to_frame()],
    "products": lambda one: [covariance(one, ["y", "z", "x"], by="half").to_frame()],
    "correlations": lambda one: [correlation(one, ["y", HOSTILE]).to_frame()],
    "a scale": lambda one: [reliability(one, ["y", "z", "x"], where="q < 5").to_frame()],
    "a distribution": lambda one: [cdf(one, "z", by="maybe").estimates.to_frame(), cdf(one, "y").estimates.to_frame()],
}
"""Verbs that need interviews: the table gives the columns that they name."""


def _model(model: Model) -> list[pd.DataFrame]:
    other = [model.deviance, model.null_deviance, model.dispersion, model.df_residual, model.n, model.n_blank]
    return [model.coefficients.to_frame(), pd.DataFrame({"other": other})]


def check_fetched(source: Sample | Source, sample: Sample | Source) -> None:
    """Models, tests and moments are those of memory."""
    for call in FETCHED.values():
        for found, expected in zip(call(source), call(sample), strict=True):
            pd.testing.assert_frame_equal(found, expected, rtol=1e-9, atol=1e-9)
