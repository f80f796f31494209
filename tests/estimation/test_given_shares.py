"""Tests of given shares by hand, under designs, and where there is nothing to test."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, chisquare

from survey.design import Design, Population, Sample, make_sample, replicate
from survey.errors import EstimationError
from survey.estimation import GoodnessOfFit, glm, goodness_of_fit, share
from survey.weighting import poststratify

HALF = {1: 0.5, 2: 0.5}


def drawn(n: int = 120, **columns: Any) -> Sample:
    random = np.random.default_rng(7)
    table = pd.DataFrame(
        {
            "h": np.repeat(np.arange(3), n // 3),
            "psu": np.repeat(np.arange(12), n // 12),
            "sex": random.choice([1, 2], n, p=[0.6, 0.4]),
            "q": random.integers(1, 5, n),
            "w": random.uniform(1, 2, n),
        }
    )
    return make_sample(table.assign(**columns), Design(strata="h", psu="psu", weight="w"))


def test_a_simple_random_sample_has_the_test_of_pearson() -> None:
    """But for n - 1 in the place of n in the variance."""
    q = np.random.default_rng(1).integers(1, 4, 3_000)
    found = goodness_of_fit(
        make_sample({"q": q, "w": np.ones(3_000)}, Design(weight="w")), "q", [0.3, 0.4, 0.3], statistic="Chisq"
    )
    expected = chisquare(np.bincount(q)[1:], [900, 1200, 900])
    assert found.x2[0] == pytest.approx(expected.statistic)
    assert found.p[0] == pytest.approx(chi2.sf(found.x2[0] / found.mean_deff[0], 2))
    assert found.mean_deff[0] == pytest.approx(1, abs=0.15)


def test_two_categories_are_a_t_test_of_the_share() -> None:
    """F is the squared distance from the given share in standard errors."""
    sample = drawn()
    found, rows = goodness_of_fit(sample, "sex", HALF), share(sample, "sex", [1])
    t = (rows.estimate[0] - 0.5) / rows.se[0]
    assert (found.statistic[0], found.df[0], found.ddf[0]) == pytest.approx((t**2, 1, 9))
    model = glm(sample.assign(off=(sample.values("sex") == 1) - 0.5), "off ~ 1", df="design").coefficients
    assert found.p[0] == pytest.approx(
        glm(sample.assign(off=(sample.values("sex") == 1) - 0.5), "off ~ 1", df="design").p[0]
    )
    assert model.estimate[0] == pytest.approx(rows.estimate[0] - 0.5)


def test_replicates_and_domains() -> None:
    """One test per domain, nearly that of the linearisation."""
    sample = drawn()
    linear, again = (goodness_of_fit(one, "q", [0.25] * 4, by="sex") for one in (sample, replicate(sample, "JKn")))
    assert len(linear) == 2
    assert again.statistic == pytest.approx(linear.statistic, rel=0.15)
    alone = goodness_of_fit(sample, "q", [0.25] * 4, where="sex == 2")
    assert alone.p[0] == pytest.approx(linear.p[1])
    assert linear.to_frame().columns.tolist()[:3] == ["sex", "variable", "test"]


def test_percent_and_rounded_shares_and_names() -> None:
    """30, 30, 39.9: of a published table; names of a grouping are tested with the instrument."""
    sample = drawn(v=np.tile(["a", "b", "c"], 40))
    found = goodness_of_fit(sample, "v", {"c": 39.9, "a": 30, "b": 30})
    assert found.expected == pytest.approx({"a": 30 / 99.9, "b": 30 / 99.9, "c": 39.9 / 99.9})


@pytest.mark.parametrize(
    "given",
    [
        [0.5],
        {1: 1.0},
        {1: 0.5, 3: 0.5},
        [0.5, 0.6],
        [1.0, 0.0],
        [1.5, -0.5],
        [float("nan"), 0.5],
        {1: 0.25, "1": 0.25, 2: 0.5},
        [480, 520],
    ],
)
def test_shares_that_do_not_fit(given: Any) -> None:
    """Too few, an unknown category, a wrong sum, zero, negative, missing, a category twice, counts."""
    with pytest.raises(EstimationError) as caught:
        goodness_of_fit(drawn(), "sex", given)
    assert caught.value.code == "E206"


@pytest.mark.parametrize(("columns", "variable"), [({}, "nothing"), ({"one": 1}, "one"), ({"blank": np.nan}, "blank")])
def test_variables_that_have_no_shares(columns: dict[str, Any], variable: str) -> None:
    """Unknown, one category, no answer."""
    with pytest.raises(EstimationError) as caught:
        goodness_of_fit(drawn(**columns), variable, HALF)
    assert caught.value.code == "E207"


def test_no_such_test() -> None:
    """With the nearest name."""
    with pytest.raises(EstimationError) as caught:
        goodness_of_fit(drawn(), "sex", HALF, statistic="chisq")  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.remedy) == ("E208", "Did you mean 'Chisq'?")


def noted(found: GoodnessOfFit) -> str:
    assert np.isnan(found.p).all()
    return found.notes[0]


def test_why_there_is_no_test() -> None:
    """Weights that meet the shares, one PSU, nobody, one answer only; each with its reason."""
    sample = drawn(v=pd.Categorical(["a"] * 120, categories=["a", "b"]))
    people = Population.from_margins({"sex": {1: 100, 2: 100}})
    assert "no sampling error" in noted(goodness_of_fit(poststratify(sample, people), "sex", HALF))
    assert "no degrees of freedom" in noted(goodness_of_fit(sample, "sex", HALF, where="psu == 1"))
    assert "nobody" in noted(goodness_of_fit(sample, "sex", HALF, where="psu == 99"))
    assert "one category" in noted(goodness_of_fit(sample, "v", [0.9, 0.1]))


def test_a_category_that_nobody_gave_counts() -> None:
    """Its given share is missed whole."""
    sample = drawn(v=pd.Categorical(np.tile(["a", "b"], 60), categories=["a", "b", "c"]))
    found = goodness_of_fit(sample, "v", [0.4, 0.4, 0.2])
    estimate = found.shares.estimate
    assert found.x2[0] == pytest.approx(120 * (np.array(estimate - [0.4, 0.4, 0.2]) ** 2 / [0.4, 0.4, 0.2]).sum())
    assert found.p[0] < 1e-4


def test_the_result_says_what_it_is() -> None:
    """One line per domain."""
    text = repr(goodness_of_fit(drawn(), "sex", HALF))
    assert text.splitlines()[0] == "<GoodnessOfFit: fit of sex to given shares; weights: design; lonely PSU: fail>"
    assert text.splitlines()[2].startswith("F = ")
