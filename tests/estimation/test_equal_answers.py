"""Answers that are all equal: estimates differ in their last digits only, and no test may take that for a difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Level, Lonely, Population, Sample, make_sample, replicate
from survey.errors import EstimationError, WeightingError
from survey.estimation import change, compare, contrast, glm, goodness_of_fit, mean, quantile, reliability
from survey.estimation.models.term_tests import wald_f
from survey.tables import RowBlock, tabulate
from survey.weighting import calibrate, poststratify

VALUES = (3.0, 0.1, 7.3, 5.0, -1.7, 1000000.3)


def equal_answers(value: float, **columns: object) -> pd.DataFrame:
    """60 interviews in six strata of five PSUs, with unequal weights and the same answer."""
    draws = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "h": np.repeat(np.arange(6), 10),
            "p": np.tile(np.repeat(np.arange(5), 2), 6),
            "w": draws.gamma(3, 40, 60),
            "y": value,
            "three": draws.integers(1, 4, 60),
            "two": draws.integers(0, 2, 60),
            "x": draws.normal(0, 1, 60),
            **columns,
        }
    )


def drawn(table: pd.DataFrame) -> Sample:
    return make_sample(table, Design(strata="h", psu="p", weight="w", nested=True))


WAYS: dict[str, Callable[[Sample], Sample]] = {
    "linearised": lambda one: one,
    "jackknife": lambda one: replicate(one, "JKn"),
}


@pytest.mark.parametrize("way", WAYS)
def test_equal_answers_do_not_differ_between_groups(way: str) -> None:
    """Two and three groups, linearised and replicated: no t, no F, and the sentence says why."""
    for value in VALUES:
        sample = WAYS[way](drawn(equal_answers(value)))
        for groups in ("two", "three"):
            found = compare(sample, "y", groups)
            assert np.isnan(found.p), (value, groups, found.statistic, found.p)
            assert "all answers are equal" in repr(found)
        assert np.isnan(compare(sample, "y", null=value).p)
        differences = contrast(mean(sample, "y", "three"), [[1, -1, 0], [0, 1, -1]])
        assert differences.estimate.tolist() == differences.se.tolist() == [0, 0]


def test_a_mean_that_differs_from_a_value_without_error_differs() -> None:
    """Everybody said 5; that is not 4."""
    found = compare(drawn(equal_answers(5.0)), "y", null=4.0)
    assert (found.statistic, found.p) == (np.inf, 0.0)


def test_equal_answers_make_no_change_between_waves() -> None:
    """The same value with other weights: exactly 0."""
    for value in VALUES:
        before = drawn(equal_answers(value))
        after = drawn(equal_answers(value, w=np.arange(1.0, 61) ** 1.5))
        found = change(before, after, "y")
        assert found.change.tolist() == found.se.tolist() == [0]
        assert np.isnan(found.p[0])


def test_equal_answers_have_no_letters_in_a_table() -> None:
    """Means of columns, each against each, and together."""
    for value in VALUES:
        rows = RowBlock("y", show="mean")
        found = tabulate(drawn(equal_answers(value)), rows, "three", overall=True, publication=None).to_frame()
        assert len(found) > 4
        assert not found["letters"].fillna("").astype(str).str.strip().any(), value
        assert found.loc[found["column"] == "p:three", "value"].isna().all()


def test_a_function_of_rows_without_error_keeps_their_degrees_of_freedom() -> None:
    """As the linear contrast of the same rows."""
    rows = mean(drawn(equal_answers(5.0)), "y", "two")
    function, linear = contrast(rows, lambda given: given[1] / given[0]), contrast(rows, [1.0, -1.0])
    assert function.df.tolist() == linear.df.tolist()
    assert function.ci_low[0] == function.ci_high[0] == pytest.approx(1.0, rel=1e-14)


def test_a_model_of_equal_answers_is_refused_in_every_family() -> None:
    """Its coefficients and errors would be rounding."""
    for family in ("gaussian", "gamma", "quasipoisson"):
        with pytest.raises(EstimationError, match="nothing to explain") as caught:
            glm(drawn(equal_answers(5.0)), "y ~ x", family)
        assert caught.value.code == "E168"


def test_a_joint_test_does_not_depend_on_units() -> None:
    """Coefficients per person and per billion: V is of full rank on any scale."""
    table = equal_answers(1.0)
    table["y"] = 2 * table["x"] + np.sin(np.arange(60.0))
    table["z"] = np.cos(np.arange(60.0))
    small, large = (glm(drawn(table.assign(z=table["z"] * unit)), "y ~ x + z").test(["x", "z"]) for unit in (1.0, 1e10))
    assert large.f == pytest.approx(small.f, rel=1e-9)
    assert large.p == pytest.approx(small.p, rel=1e-9)


def test_coefficients_that_depend_on_one_another_cannot_be_tested_together() -> None:
    """Two differences in one direction."""
    with pytest.raises(EstimationError) as caught:
        wald_f(np.array([1.0, 2.0]), np.array([[1.0, 1e9], [1e9, 1e18]]), 10.0)
    assert caught.value.code == "E195"


def test_no_warning_where_nobody_answered_or_a_number_is_zero_everywhere() -> None:
    """Quantiles of replicates without an answer; totals of a variable that is 0 in every interview."""
    nobody = replicate(drawn(equal_answers(np.nan)), "Rao-Wu", replicates=10, seed=1)
    assert quantile(nobody, "y", 0.5, interval="quantile").flag("empty").all()
    zero = drawn(equal_answers(0.0))
    groups: dict[str, Mapping[Level, float] | float] = {"three": {1: 2000.0, 2: 2500.0, 3: 2500.0}}
    with pytest.raises(WeightingError) as linear:
        calibrate(zero, {**groups, "y": 1.0})
    assert linear.value.code == "W107"
    with pytest.raises(WeightingError, match="only have 0 to 0") as logit:
        calibrate(zero, {**groups, "y": 1.0}, method="logit", bounds=(0.2, 5))
    assert logit.value.code == "W119"
    assert calibrate(zero, {**groups, "y": 0.0}).weights.sum() == pytest.approx(7000)


def test_a_domain_in_which_nothing_can_be_tested_says_so() -> None:
    """A stratum of one PSU, and one PSU of several, under every rule: no error of Python, no p-value, a reason."""
    rules: tuple[tuple[Lonely, bool], ...] = (
        ("adjust", False),
        ("adjust", True),
        ("average", False),
        ("average", True),
        ("certainty", False),
        ("remove", False),
    )
    table = equal_answers(1.0)
    table["y"] = np.sin(np.arange(60.0)) + 2 * table["x"]
    table = table[(table["h"] != 2) | (table["p"] == 0)]
    table.loc[table["h"] == 2, "two"] = [0, 1]
    for rule, also in rules:
        sample = make_sample(
            table, Design(strata="h", psu="p", weight="w", nested=True, lonely=rule, lonely_domains=also)
        )
        for part in ("h == 2", "h == 1 and p == 1"):
            domain = sample.where(part)
            if rule in ("certainty", "remove") or not also:
                fit = goodness_of_fit(domain, "two", [0.4, 0.6])
                assert np.isnan(fit.p[0]), (rule, part)
                assert fit.notes[0], (rule, part)
            for method in ("wald", "lrt"):
                found = glm(domain, "y ~ x").test("x", method=method)
                assert np.isnan(found.p) or also, (rule, part, method)


def test_a_scale_whose_items_do_not_vary_says_why_it_has_no_alpha() -> None:
    """Instead of NaN alone."""
    found = repr(reliability(drawn(equal_answers(2.0, z=3.0)), ["y", "z"]))
    assert "No alpha: fewer than two interviews" in found


@pytest.mark.parametrize("way", WAYS)
def test_a_model_that_gives_every_answer_has_no_errors_of_rounding(way: str) -> None:
    """A constant that is 0 has no p-value; the note says that nothing is left to estimate."""
    table = equal_answers(0.0)
    table["y"] = 0.1 * table["x"] + 0.3 * table["three"]
    found = glm(WAYS[way](drawn(table)), "y ~ x + three")
    assert found.coefficients.se.tolist() == [0, 0, 0]
    assert found.coefficients.estimate == pytest.approx([0, 0.1, 0.3], rel=1e-12)
    assert found.coefficients.estimate[0] == 0
    assert np.isnan(found.p[0])
    assert "no error is left to estimate" in repr(found)


def test_weighted_replicates_do_not_say_what_waves_have_in_common() -> None:
    """As replicates before weighting: a reason, no error of Python."""
    people = Population.from_margins({"three": {1: 2000, 2: 2500, 3: 2500}})
    wave = poststratify(replicate(drawn(equal_answers(1.0, y=np.arange(60.0))), "JKn"), people)
    with pytest.raises(EstimationError) as caught:
        change(wave, wave, "y")
    assert caught.value.code == "E326"


def test_a_model_in_a_domain_that_some_replicates_do_not_have() -> None:
    """These replicates do not count; one PSU leaves no degrees of freedom, which the note says."""
    table = equal_answers(1.0, y=np.sin(np.arange(60.0)))
    table["p"] %= 2
    halves = replicate(drawn(table), "BRR").where("h == 1 and p == 1")
    found = glm(halves, "y ~ x")
    assert np.isnan(found.p).all()
    assert "no degrees of freedom are left" in repr(found)


def test_a_model_whose_columns_repeat_in_a_replicate_is_refused() -> None:
    """Where half a sample has one group only, its coefficient is none, and 0 would be taken for one."""
    table = equal_answers(1.0, y=np.sin(np.arange(60.0)))
    table["p"] %= 2
    table["two"] = (table["p"] == 0).astype(int)
    table = table[table["h"] < 1]
    halves = replicate(drawn(table), "BRR")
    with pytest.raises(EstimationError) as caught:
        glm(halves, "y ~ two")
    assert caught.value.code == "E251"
