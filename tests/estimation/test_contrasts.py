"""Linear combinations with their covariances."""

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import Estimates, contrast, glm, mean, ratio, share, total


@pytest.fixture
def towns(clustered: Sample) -> Estimates:
    return mean(clustered, ["y", "x"], by="town")


def test_a_difference_uses_the_covariance(towns: Estimates) -> None:
    """Variance of a minus variance of b is not enough: PSUs hold people of both towns."""
    found = contrast(towns, {"a - b": {"y:a": 1, "y:b": -1}})
    V = towns.covariance()
    assert found.estimate[0] == pytest.approx(towns.estimate[0] - towns.estimate[1])
    assert found.se[0] ** 2 == pytest.approx(V[0, 0] + V[1, 1] - 2 * V[0, 1])
    assert V[0, 1] != 0


def test_rows_by_position_or_by_name(towns: Estimates) -> None:
    """An array, a mapping of arrays and a mapping of names say the same."""
    row = [1, -1, 0, 0, 0, 0]
    found = [
        contrast(towns, row),
        contrast(towns, [row]),
        contrast(towns, {"d": row}),
        contrast(towns, {"d": {"y:a": 1, "y:b": -1}}),
    ]
    assert len({one.se[0] for one in found}) == 1
    assert [one.variable[0] for one in found] == ["contrast 1", "contrast 1", "d", "d"]
    assert contrast(towns, row, names=["gap"]).variable == ("gap",)


def test_a_contrast_of_a_contrast(towns: Estimates) -> None:
    """Combinations combine."""
    both = contrast(towns, {"ab": {"y:a": 1, "y:b": -1}, "bc": {"y:b": 1, "y:c": -1}})
    assert contrast(both, [1, 1]).se == pytest.approx(contrast(towns, {"ac": {"y:a": 1, "y:c": -1}}).se)


def test_degrees_of_freedom_of_all_domains_that_enter(clustered: Sample, towns: Estimates) -> None:
    """PSUs with town a or b minus their strata; a number on request."""
    found = contrast(towns, {"d": {"y:a": 1, "y:b": -1}})
    assert found.df[0] == mean(clustered, "y", where="town in ['a', 'b']").df[0]
    assert contrast(towns, {"d": {"y:a": 1}}, df=5).df[0] == 5


def test_a_share_minus_another(clustered: Sample) -> None:
    """Limits are those of t, and may be negative."""
    found = contrast(share(clustered, "yes", 1, by="town"), [1, -1, 0])
    assert (found.kind, found.method[0]) == ("contrast", "t")
    assert found.ci_low[0] < found.estimate[0] < found.ci_high[0]


@pytest.mark.parametrize(
    ("coefficients", "names", "code"),
    [
        ([1, -1], None, "E020"),
        ({"d": [1, -1]}, None, "E020"),
        (np.eye(6), ["only one"], "E020"),
        ({"d": {"y:aa": 1}}, None, "E021"),
    ],
    ids=["short", "short by name", "names", "unknown row"],
)
def test_coefficients_that_do_not_fit(
    towns: Estimates, coefficients: object, names: list[str] | None, code: str
) -> None:
    """One coefficient per row; names of rows as they are printed."""
    with pytest.raises(EstimationError) as caught:
        contrast(towns, coefficients, names=names)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.place.startswith("survey.contrast")


def test_an_empty_domain_cannot_be_compared(clustered: Sample) -> None:
    """The row is named."""
    found = total(clustered.where("town == 'a'"), "y", by="town")
    with pytest.raises(EstimationError) as caught:
        contrast(found, [1, -1, 0])
    assert (caught.value.code, caught.value.place) == ("E022", "survey.contrast: row 'y:b'")
    assert contrast(found, [1, 0, 0]).estimate[0] == found.estimate[0]


def test_a_ratio_as_a_formula_is_the_ratio_estimator(clustered: Sample) -> None:
    """The delta method on two means gives what ``ratio`` gives."""
    found = contrast(mean(clustered, ["y", "x"]), {"r": "y / x"})
    known = ratio(clustered, "y", "x")
    assert found.estimate == pytest.approx(known.estimate)
    assert found.se == pytest.approx(known.se)
    assert found.variable == ("r",)


def test_a_linear_formula_is_the_linear_combination(towns: Estimates) -> None:
    """Coefficients, a formula with names in backticks, with symbols, and a function."""
    found = [
        contrast(towns, {"d": {"y:a": 2, "y:b": -1}}),
        contrast(towns, {"d": "2 * `y:a` - `y:b`"}),
        contrast(towns, "2 * a - b", names=["d"], symbols={"a": "y:a", "b": "y:b"}),
        contrast(towns, lambda rows: 2 * rows[0] - rows[1], names=["d"]),
    ]
    for other in found[1:]:
        assert other.estimate == pytest.approx(found[0].estimate)
        assert other.se == pytest.approx(found[0].se)
        assert other.variable == ("d",)
    assert len({one.df[0] for one in found}) == 1


def test_a_function_may_give_several_values(towns: Estimates) -> None:
    """Each becomes a row; their covariance is known."""
    found = contrast(towns, {"f": lambda rows: np.log(rows[:2])})
    assert found.variable == ("f 1", "f 2")
    V, size = towns.covariance(), towns.estimate
    assert found.covariance()[0, 1] == pytest.approx(V[0, 1] / size[0] / size[1])


def test_a_model_is_combined_by_its_coefficients(clustered: Sample) -> None:
    """With the model's degrees of freedom."""
    model = glm(clustered, "y ~ x + yes")
    found = contrast(model, {"at 2": "Intercept + 2 * x", "ratio": "x / yes"})
    assert found.estimate[0] == pytest.approx(model.coefficients.estimate @ [1, 2, 0])
    assert found.se[0] ** 2 == pytest.approx(np.array([1, 2, 0]) @ model.covariance() @ [1, 2, 0])
    assert found.df.tolist() == [model.df_residual] * 2


def test_an_unknown_symbol_offers_the_nearest_row(towns: Estimates) -> None:
    """A symbol stands for a row that exists."""
    with pytest.raises(EstimationError, match=r"Did you mean 'y:a'\?") as caught:
        contrast(towns, "s", symbols={"s": "ya"})
    assert (caught.value.code, caught.value.place) == ("E021", "survey.contrast: symbol 's'")


@pytest.mark.parametrize(("coefficients", "df", "code"), [([1, np.nan], None, "E024"), ([1, -1], -1, "E023")])
def test_coefficients_and_degrees_of_freedom_that_cannot_be(
    coefficients: list[float], df: float | None, code: str
) -> None:
    """They would give NaN, or an interval without an end."""
    sample = make_sample({"y": [1, 2, 3, 6], "g": [1, 1, 2, 2], "w": [1] * 4}, Design(weight="w"))
    with pytest.raises(EstimationError) as caught:
        contrast(mean(sample, "y", by="g"), coefficients, df=df)
    assert (caught.value.code, caught.value.place.split(":")[0]) == (code, "survey.contrast")
