"""Comparisons of means and shares."""

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import compare, glm, mean, share


def test_one_mean_against_a_value(people: Sample) -> None:
    """The mean over its error; one degree of freedom less than PSUs minus strata, as R's svyttest."""
    found, known = compare(people, "amount", null=1.0), mean(people, "amount")
    assert found.statistic == pytest.approx((known.estimate[0] - 1) / known.se[0])
    assert (found.kind, found.ddf) == ("one_sample", 17)
    assert compare(people, "amount", df="design").ddf == 18
    wide = compare(people, "amount", df="design")
    assert [wide.ci_low, wide.ci_high] == pytest.approx([known.ci_low[0], known.ci_high[0]])


def test_differences_within_interviews(people: Sample) -> None:
    """The mean of the differences; a blank in either leaves the interview out."""
    found = compare(people, "income", minus="visits")
    known = mean(people, {"d": people.values("income") - people.values("visits")})
    assert (found.kind, found.variable) == ("paired", "income - visits")
    assert [found.estimate, found.se] == pytest.approx([known.estimate[0], known.se[0]])


def test_two_groups_by_share(people: Sample) -> None:
    """Share of the high ratings, women minus men."""
    found, known = compare(people, "rating", "sex", codes=[3, 4]), share(people, "rating", [3, 4], by="sex")
    assert found.estimate == pytest.approx(known.estimate[1] - known.estimate[0])
    V = known.covariance()
    assert found.se**2 == pytest.approx(V[0, 0] + V[1, 1] - 2 * V[0, 1])
    assert found.groups == ("man", "woman")


def test_several_groups_are_a_wald_test_of_a_regression(people: Sample) -> None:
    """F, both degrees of freedom and p."""
    found, known = compare(people, "amount", "age"), glm(people, "amount ~ C(age)").test("age")
    assert found.kind == "several_groups"
    assert found.statistic == pytest.approx(known.f)
    assert (found.df, found.ddf) == (3, known.ddf)
    assert found.p == pytest.approx(known.p)
    assert np.isnan(found.estimate)


def test_groups_without_answers_are_left_out(people: Sample) -> None:
    """Three of the four ages."""
    found = compare(people, "amount", "age", where="age != 2")
    assert found.groups == ("1", "3", "4")
    assert found.df == 2
    assert compare(people, "amount", "age", where="age in [1, 4]").kind == "two_groups"


def test_groups_of_two_variables_are_crossed(people: Sample) -> None:
    """Eight groups."""
    assert compare(people, "amount", ["age", "sex"]).df == 7


def test_derived_values_can_be_compared(people: Sample) -> None:
    """A mapping of one name."""
    found = compare(people, {"log": np.log(people.values("amount"))}, "sex")
    assert found.variable == "log"
    assert found.estimate == pytest.approx(glm(people, "log(amount) ~ sex").coefficients.estimate[1])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"variable": "amount", "minus": "income", "by": "sex"}, "E192"),
        ({"variable": {"a": np.ones(240), "b": np.ones(240)}}, "E192"),
        ({"variable": "amount", "df": -1}, "E192"),
        ({"variable": "amount", "by": "sex", "where": "sex == 'man'"}, "E193"),
        ({"variable": "amount", "where": "age > 9"}, "E193"),
        ({"variable": "amount", "by": "age", "null": 1.0}, "E194"),
    ],
)
def test_a_comparison_that_cannot_be(people: Sample, arguments: dict[str, object], code: str) -> None:
    """Refused by code."""
    with pytest.raises(EstimationError) as caught:
        compare(people, **arguments)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_without_degrees_of_freedom_nothing_is_claimed() -> None:
    """Two PSUs, two groups."""
    data = {"y": [1, 2, 4, 3], "g": [1, 2, 1, 2], "psu": [1, 1, 2, 2], "w": [1, 1, 1, 1]}
    found = compare(make_sample(data, Design(psu="psu", weight="w")), "y", "g")
    assert found.ddf == 0
    assert np.isnan(found.p)
    assert np.isinf(found.ci_high)


def test_a_comparison_shows_itself(people: Sample) -> None:
    """In a terminal, in a notebook, as a table."""
    found = compare(people, "amount", "sex")
    assert "two_groups of amount (man, woman)" in repr(found)
    assert found._repr_html_().startswith("<p>")
    assert found.to_frame()["p"].tolist() == [found.p]
    assert "F " in repr(compare(people, "amount", "age"))
