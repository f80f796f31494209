"""What replicates and linearisation must have in common."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.arrays import Floats
from survey.design import Design, Sample, make_sample, replicate
from survey.design.make_replicates import ReplicationMethod
from survey.estimation import contrast, glm, mean, ratio, replicate_estimate, total


@st.composite
def samples(draw: st.DrawFn, *, pairs: bool = False) -> Sample:
    """A few strata of a few PSUs with a few interviews each, some with population figures."""
    psus = draw(st.lists(st.just(2) if pairs else st.integers(2, 5), min_size=1, max_size=4))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    stratum = np.repeat(np.arange(len(psus)), psus)
    per_psu = random.integers(1, 4, len(stratum))
    data = pd.DataFrame(
        {
            "stratum": np.repeat(stratum, per_psu),
            "psu": np.repeat(np.arange(len(stratum)), per_psu),
            "population": np.repeat(10 + 5 * stratum, per_psu),
        }
    )
    n = len(data)
    data["y"], data["w"] = random.normal(3, 2, n), random.uniform(0.5, 4, n)
    data["domain"] = random.integers(0, 2, n)
    fpc = "population" if not pairs and draw(st.booleans()) else None
    return make_sample(data, Design(strata="stratum", psu="psu", weight="w", fpc=fpc))


@settings(max_examples=40, deadline=None)
@given(samples())
def test_the_jackknife_of_a_total_is_its_linearised_variance(sample: Sample) -> None:
    """Exactly, with population figures too, and in domains; about the estimate and about the mean of replicates."""
    linear = total(sample, "y", by="domain")
    for mse in (True, False):
        found = total(replicate(sample, "JKn", mse=mse), "y", by="domain")
        np.testing.assert_allclose(found.estimate, linear.estimate, rtol=1e-12)
        np.testing.assert_allclose(found.se, linear.se, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.covariance(), linear.covariance(), rtol=1e-9, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(samples(pairs=True), st.sampled_from([None, 0.3, 0.7]))
def test_half_samples_of_a_total_give_its_linearised_variance(sample: Sample, rho: float | None) -> None:
    """Full balance: BRR and Fay's method, whatever its rho."""
    made = replicate(sample, "BRR") if rho is None else replicate(sample, "Fay", rho=rho)
    linear, found = total(sample, "y", by="domain"), total(made, "y", by="domain")
    np.testing.assert_allclose(found.se, linear.se, rtol=1e-9, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(samples())
def test_the_mean_of_strata_of_equal_weight_is_a_linear_statistic(sample: Sample) -> None:
    """A mean over a fixed number of people: the contrast of totals by stratum, jackknifed and linearised."""
    size = len(sample.stages[0].strata)
    weights = np.full(size, 1 / size)
    linear = contrast(total(sample, "y", by="stratum"), weights)
    found = contrast(total(replicate(sample, "JKn"), "y", by="stratum"), weights)
    assert found.se[0] == pytest.approx(linear.se[0], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JKn", {}),
        ("bootstrap", {"seed": 1, "replicates": 4000}),
        ("subbootstrap", {"seed": 1, "replicates": 4000}),
        ("Rao-Wu", {"seed": 1, "replicates": 4000}),
    ],
)
def test_ratios_come_near_the_linearised_variance(kind: ReplicationMethod, options: dict[str, int]) -> None:
    """Six strata of eight PSUs: to first order all methods agree, the bootstrap up to its own chance (4 per cent)."""
    random = np.random.default_rng(11)
    psu = np.repeat(np.arange(48), 5)
    data = pd.DataFrame({"stratum": psu // 8, "psu": psu, "w": random.uniform(1, 3, len(psu))})
    data["x"] = random.uniform(2, 4, len(psu))
    data["y"] = 2 * data["x"] + random.normal(0, 1, len(psu)) + random.normal(0, 1, 48)[psu]
    sample = make_sample(data, Design(strata="stratum", psu="psu", weight="w"))
    linear, found = ratio(sample, "y", "x"), ratio(replicate(sample, kind, **options), "y", "x")  # type: ignore[arg-type]
    assert found.se[0] == pytest.approx(linear.se[0], rel=0.05)


@pytest.mark.parametrize("kind", ["bootstrap", "Rao-Wu"])
def test_finite_populations_shrink_bootstrap_variances(kind: ReplicationMethod) -> None:
    """Half of all PSUs selected: half the variance, up to the chance of 4000 replicates."""
    random = np.random.default_rng(4)
    data = pd.DataFrame({"y": random.normal(0, 1, 60), "w": 2.0, "population": 120})
    with_figures = make_sample(data, Design(weight="w", fpc="population"))
    linear, found = mean(with_figures, "y"), mean(replicate(with_figures, kind, seed=3, replicates=4000), "y")
    assert found.se[0] == pytest.approx(linear.se[0], rel=0.05)


@settings(max_examples=25, deadline=None)
@given(samples())
def test_lonely_domains_change_no_replicate(sample: Sample) -> None:
    """The rule for domains speaks of linearised variances; replicates count absent units by themselves."""
    design = dataclasses.replace(sample.design, lonely="adjust", lonely_domains=True)
    other = make_sample(sample.to_frame().drop(columns=["weight", "in_domain"]), design)
    one, two = (total(replicate(each, "JKn"), "y", by="domain") for each in (sample, other))
    np.testing.assert_allclose(one.se, two.se)


def test_marginal_means_under_replicates_are_those_of_a_model_fitted_to_every_replicate() -> None:
    """To first order in the coefficients: 80 PSUs, a logistic model."""
    random = np.random.default_rng(4)
    n, psu = 800, np.repeat(np.arange(80), 10)
    x, sex = random.normal(0, 1, n) + psu / 60, random.integers(1, 3, n)
    yes = (random.random(n) < 1 / (1 + np.exp(0.6 - x - 0.4 * (sex == 2)))) * 1.0
    data = pd.DataFrame({"h": psu // 8, "psu": psu, "x": x, "sex": sex, "yes": yes, "w": random.uniform(1, 3, n)})
    made = replicate(make_sample(data, Design(strata="h", psu="psu", weight="w")), "JKn")

    def margins(weights: Floats) -> Floats:
        given = make_sample(data.assign(w=weights)[weights > 0], Design(weight="w"))
        return glm(given, "yes ~ x + C(sex)", "quasibinomial").marginal_means("sex").estimate

    again = replicate_estimate(made, margins)
    found = glm(made, "yes ~ x + C(sex)", "quasibinomial").marginal_means("sex")
    np.testing.assert_allclose(found.estimate, again.estimate, rtol=1e-7)
    np.testing.assert_allclose(found.covariance(), again.covariance(), rtol=0.01)
