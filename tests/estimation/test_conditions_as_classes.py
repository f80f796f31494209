"""Conditions where a classification is asked for: by=, groups that are compared, sides of a table."""

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError, SurveyError
from survey.estimation import change, compare, crosstab, mean, quantile, rank_test, test_independence, total
from survey.estimation.domains import classifications

N = 120


@pytest.fixture(scope="module")
def sample() -> Sample:
    """Three strata of four PSUs; some ages are blank."""
    random = np.random.default_rng(4)
    age = random.integers(18, 80, N).astype(float)
    age[:6] = np.nan
    table = pd.DataFrame(
        {
            "h": np.repeat(np.arange(3), 40),
            "psu": np.repeat(np.arange(12), 10),
            "age": age,
            "sex": random.integers(1, 3, N),
            "y": random.normal(10, 2, N),
            "w": random.uniform(1, 2, N),
        }
    )
    known = np.where(np.isnan(age), np.nan, (age >= 50) * 1.0)
    return make_sample(table.assign(old=known), Design(strata="h", psu="psu", weight="w"))


def test_a_condition_is_a_classification_of_two(sample: Sample) -> None:
    """0 where it is false, 1 where it is true; who did not answer is in neither."""
    found, column = mean(sample, "y", by="age >= 50"), mean(sample, "y", by="old")
    np.testing.assert_array_equal(found.estimate, column.estimate)
    np.testing.assert_array_equal(found.se, column.se)
    assert found.by[0].levels == (0, 1)
    assert found.n.sum() == N - 6


def test_its_column_has_the_title_of_a_mapping(sample: Sample) -> None:
    """Crossed with a name; the words of the levels are those of a language."""
    frame = mean(sample, "y", by={"old": "age >= 50", "sex": "sex"}).to_frame("ru")
    assert frame[["old", "old_label", "sex"]].to_numpy().tolist() == [
        [0, "нет", 1],
        [0, "нет", 2],
        [1, "да", 1],
        [1, "да", 2],
    ]


def test_a_title_like_another_column_is_moved(sample: Sample) -> None:
    """As every classification with such a name."""
    assert "by_se" in mean(sample, "y", by={"se": "age >= 50"}).to_frame()


def test_both_sides_of_a_condition_add_up(sample: Sample) -> None:
    """The total of those whose age is known."""
    parts = total(sample, "y", by="age >= 50")
    assert parts.estimate.sum() == pytest.approx(total(sample, "y", where="answered(age)").estimate[0])


def test_every_verb_with_classes_takes_conditions(sample: Sample) -> None:
    """The numbers are those of a column."""
    assert compare(sample, "y", "age >= 50").p == compare(sample, "y", "old").p
    assert rank_test(sample, "y", "age >= 50", by={"m": "sex == 1"}).p[1] == pytest.approx(
        rank_test(sample, "y", "old", where="sex == 1").p[0]
    )
    assert crosstab(sample, "sex", "age >= 50").shares.se.tolist() == crosstab(sample, "sex", "old").shares.se.tolist()
    assert test_independence(sample, "age >= 50", "sex").p[0] == test_independence(sample, "old", "sex").p[0]
    assert quantile(sample, "y", by="age >= 50").se.tolist() == quantile(sample, "y", by="old").se.tolist()
    moved = change(sample, sample, "y", by={"old": "age >= 50"}, shared="none")
    assert moved.se.tolist() == change(sample, sample, "y", by="old", shared="none").se.tolist()


@pytest.mark.parametrize(
    ("by", "code"),
    [("agee", "E012"), ("agee >= 50", "S003"), ("age = 50", "X003"), ("age >", "X013"), ("age >= 50 or", "X013")],
)
def test_what_is_not_a_condition_is_refused(sample: Sample, by: str, code: str) -> None:
    """A name that does not exist, alone or in a condition; a sign of another language; something that is not finished."""
    with pytest.raises(SurveyError) as caught:
        mean(sample, "y", by=by)
    assert caught.value.code == code


def test_a_name_that_looks_like_a_condition_is_a_name() -> None:
    """A column of a table may be called anything."""
    data = {"a > b": [1, 1, 2, 2], "y": [1.0, 2, 3, 4], "w": [1.0] * 4}
    assert mean(make_sample(data, Design(weight="w")), "y", by="a > b").estimate.tolist() == [1.5, 3.5]


def test_a_side_of_a_table_that_does_not_exist(sample: Sample) -> None:
    """The error of the table, with the nearest name."""
    with pytest.raises(EstimationError) as caught:
        crosstab(sample, "sexx", "age >= 50")
    assert (caught.value.code, caught.value.remedy) == ("E201", "Did you mean 'sex'?")


def test_titles_of_classifications() -> None:
    """One name, several, or titles with what they mean."""
    assert classifications(None) == {}
    assert classifications(["a", "a"]) == {"a": "a"}
    assert classifications({"t": "a > 1"}) == {"t": "a > 1"}
