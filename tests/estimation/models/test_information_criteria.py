"""AIC and BIC under a design: by hand, and where they say nothing."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from survey.design import Design, Sample, make_sample, replicate
from survey.errors import EstimationError
from survey.estimation import glm

N = 400


def table() -> pd.DataFrame:
    random = np.random.default_rng(2)
    x, z = random.normal(size=N), random.normal(size=N)
    y = 1 + x + random.normal(size=N)
    return pd.DataFrame(
        {
            "psu": np.repeat(np.arange(40), 10),
            "w": 1.0,
            "x": x,
            "z": z,
            "y": y,
            "b": (x + random.logistic(size=N) > 0) * 1,
        }
    )


@pytest.fixture(scope="module")
def sample() -> Sample:
    """Drawn directly with equal weights: what other programs can do."""
    return make_sample(table(), Design(weight="w"))


def test_of_a_simple_random_sample_aic_is_nearly_akaikes(sample: Sample) -> None:
    """Design effects near 1; the constant, which statsmodels counts, is in no comparison."""
    frame = table()
    found = glm(sample, "b ~ x + z", "binomial").aic()
    theirs = sm.GLM(frame["b"], sm.add_constant(frame[["x", "z"]]), family=sm.families.Binomial()).fit()
    assert found.parameters == pytest.approx(2, rel=0.15)
    assert found.value == pytest.approx(theirs.aic - 2 + 2 * (found.parameters - 2), rel=1e-8)
    linear = glm(sample, "y ~ x + z").aic()
    assert linear.parameters == pytest.approx(3, rel=0.2)
    ols = sm.OLS(frame["y"], sm.add_constant(frame[["x", "z"]])).fit()
    assert linear.value == pytest.approx(-2 * ols.llf + 2 * linear.parameters, rel=1e-8)


def test_the_better_model_is_chosen(sample: Sample) -> None:
    """By both."""
    full, one, none = (glm(sample, f"b ~ {right}", "binomial") for right in ("x + z", "x", "1"))
    assert one.aic().value < none.aic().value
    assert one.bic(full).value < none.bic(full).value
    assert one.bic(full).value < full.bic(full).value
    assert float(none.aic()) == pytest.approx(none.deviance)


def test_clustered_parameters_cost_more() -> None:
    """A variable that is the same within a PSU counts more than once."""
    frame = table()
    lift = np.random.default_rng(3).normal(size=40)[frame["psu"]]
    made = make_sample(frame.assign(u=lift, v=frame["y"] + 2 * lift[::-1]), Design(psu="psu", weight="w"))
    assert glm(made, "v ~ u").aic().parameters > 1.2 * glm(made, "v ~ x").aic().parameters


def test_replicates(sample: Sample) -> None:
    """Nearly the same criterion."""
    again = glm(replicate(make_sample(table(), Design(psu="psu", weight="w")), "JK1"), "b ~ x", "binomial").aic()
    once = glm(make_sample(table(), Design(psu="psu", weight="w")), "b ~ x", "binomial").aic()
    assert again.value == pytest.approx(once.value, rel=1e-3)


def refusal(call: object) -> str:
    with pytest.raises(EstimationError) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def test_what_has_no_criterion(sample: Sample) -> None:
    """No likelihood, not nested, other interviews, no residuals, an impossible penalty."""
    gamma = glm(sample.assign(e=np.exp(sample.values("y"))), "e ~ x", "gamma", link="log")
    assert refusal(gamma.aic) == "E179"
    assert refusal(lambda: glm(sample, "y ~ x").bic(glm(sample, "y ~ x + z"))) == "E179"
    small, large = glm(sample, "b ~ x", "binomial"), glm(sample, "b ~ x + z", "binomial")
    assert refusal(lambda: large.bic(small)) == "E110"
    assert refusal(lambda: small.bic(glm(sample, "b ~ x + z", "binomial", where="z > 0"))) == "E110"
    assert refusal(lambda: glm(sample.assign(d=2 * sample.values("x")), "d ~ x").aic()) == "E111"
    assert refusal(lambda: small.aic(penalty=0.0)) == "E169"


def test_the_result_says_what_it_is(sample: Sample) -> None:
    """Name, formula and value."""
    assert repr(glm(sample, "b ~ x", "binomial").aic()).startswith("<AIC of b ~ x: ")
