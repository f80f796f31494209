"""Other limits of the same estimates: those a new call would give."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample, replicate
from survey.errors import EstimationError
from survey.estimation import (
    Estimates,
    cdf,
    combine_imputations,
    contrast,
    correlation,
    crosstab,
    glm,
    mean,
    quantile,
    ratio,
    share,
    shares,
    total,
    variance,
)

Call = Callable[..., Estimates]


def drawn() -> Sample:
    """Three strata of four PSUs; a rare answer that a group never gives."""
    random = np.random.default_rng(4)
    table = pd.DataFrame(
        {
            "h": np.repeat(np.arange(3), 40),
            "psu": np.repeat(np.arange(12), 10),
            "g": random.integers(1, 3, 120),
            "y": random.normal(10, 2, 120),
            "x": random.uniform(1, 2, 120),
            "q": random.integers(1, 4, 120),
            "w": random.uniform(1, 2, 120),
        }
    )
    table["rare"] = ((table["g"] == 1) & (table.index % 20 == 3)) * 1
    return make_sample(table, Design(strata="h", psu="psu", weight="w"))


SAMPLES = {"linearised": drawn(), "replicates": replicate(drawn(), "JKn")}
CALLS: dict[str, Call] = {
    "total": lambda sample, **o: total(sample, "y", by="g", **o),
    "mean": lambda sample, **o: mean(sample, ["y", "x"], by="g", **o),
    "ratio": lambda sample, **o: ratio(sample, "y", "x", **o),
    "shares": lambda sample, **o: shares(sample, "q", by="g", **o),
    "never": lambda sample, **o: share(sample, "rare", by="g", **o),
    "wilson": lambda sample, **o: share(sample, "rare", by="g", interval="wilson", **o),
    "likelihood": lambda sample, **o: share(sample, "q", [1], interval="likelihood", **o),
    "beta": lambda sample, **o: share(sample, "q", [1], by="g", interval="beta", **o),
    "mean of a share": lambda sample, **o: share(sample, "rare", by="g", interval="mean", **o),
    "variance": lambda sample, **o: variance(sample, ["y", "x"], by="g", **o),
    "correlation": lambda sample, **o: correlation(sample, ["y", "x"], by="g", **o),
    "cdf": lambda sample, **o: cdf(sample, "y", [8, 10], by="g", **o).estimates,
    "crosstab": lambda sample, **o: crosstab(sample, "q", "g", **o).shares,
    "nobody": lambda sample, **o: mean(sample, "y", where="g == 7", **o),
}
WITHOUT_DF = ("variance", "correlation")


@pytest.mark.parametrize("design", SAMPLES)
@pytest.mark.parametrize("name", CALLS)
def test_limits_are_those_of_a_new_call(name: str, design: str) -> None:
    """Another level, another number of degrees of freedom, both; whatever the scale of the limits."""
    sample, call = SAMPLES[design], CALLS[name]
    first = call(sample)
    for options in ({"level": 0.8}, *([] if name in WITHOUT_DF else [{"df": 5.0}, {"level": 0.99, "df": np.inf}])):
        found, anew = first.interval(**options), call(sample, **options)
        for column in ("ci_low", "ci_high", "df"):
            np.testing.assert_array_equal(getattr(found, column), getattr(anew, column), err_msg=column)
        assert found.method.tolist() == anew.method.tolist()
        assert (found.level, type(found)) == (anew.level, type(anew))
        np.testing.assert_array_equal(found.se, first.se)


def test_the_same_options_change_nothing() -> None:
    """And the first estimates stay as they were."""
    first = CALLS["wilson"](SAMPLES["linearised"])
    low = first.ci_low.copy()
    assert first.interval().ci_low.tolist() == low.tolist()
    assert (first.interval(0.5).ci_high < first.ci_high).all()
    assert first.ci_low.tolist() == low.tolist()


def test_contrasts_models_and_imputations() -> None:
    """Everything that is estimated has it."""
    sample = SAMPLES["linearised"]
    difference = contrast(mean(sample, "y", by="g"), {"d": {"y:2": 1, "y:1": -1}})
    assert difference.interval(df=3).ci_low[0] == pytest.approx(
        contrast(mean(sample, "y", by="g"), {"d": {"y:2": 1, "y:1": -1}}, df=3).ci_low[0]
    )
    model = glm(sample, "y ~ x")
    assert (
        model.coefficients.interval(0.9).ci_high.tolist()
        == glm(sample, "y ~ x", level=0.9).coefficients.ci_high.tolist()
    )
    imputed = combine_imputations([share(sample, "q", [1]), share(sample, "q", [2])])
    again = combine_imputations([share(sample, "q", [1]), share(sample, "q", [2])], level=0.9)
    assert imputed.interval(0.9).ci_low.tolist() == again.ci_low.tolist()


def test_one_psu_has_no_interval_whatever_its_degrees_of_freedom() -> None:
    """A standard error of 0 from one PSU is no certainty: the whole line, for shares 0 to 1."""
    sample = SAMPLES["linearised"]
    for found in (
        mean(sample, "y", where="psu == 3", df=10),
        mean(sample, "y", where="psu == 3").interval(df=10),
        mean(sample, "y", where="psu == 3", df="design"),
    ):
        assert (found.ci_low[0], found.ci_high[0], found.df[0]) == (-np.inf, np.inf, 0)
    found = share(sample, "q", [1], where="psu == 3", df=np.inf)
    assert (found.ci_low[0], found.ci_high[0]) == (0, 1)


def test_quantiles_are_computed_again() -> None:
    """Their limits come first and the standard error after them."""
    with pytest.raises(EstimationError) as caught:
        quantile(SAMPLES["linearised"], "y").interval(0.9)
    assert caught.value.code == "E109"


@pytest.mark.parametrize("options", [{"level": 95}, {"level": 0.0}, {"df": 0}, {"df": -1.0}, {"df": float("nan")}])
def test_impossible_options(options: dict[str, float]) -> None:
    """A level is not a percentage."""
    with pytest.raises(EstimationError) as caught:
        mean(SAMPLES["linearised"], "y").interval(**options)
    assert caught.value.code == "E108"
