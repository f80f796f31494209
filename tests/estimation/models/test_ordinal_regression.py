"""Models of ordered answers."""

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample, replicate
from survey.errors import EstimationError
from survey.estimation import OrdinalModel, glm, ordinal, shares
from survey.estimation.models.ordinal_newton import DISTRIBUTIONS, fit_ordinal

MakeSample = Callable[..., Sample]


@pytest.fixture(scope="module")
def model(people: Sample) -> OrdinalModel:
    return ordinal(people, "rating ~ C(age) + sex + log(income)")


def test_thresholds_alone_are_the_cumulated_shares(people: Sample) -> None:
    """Without columns: logits of the shares below, with their errors."""
    found = ordinal(people, "rating ~ 1")
    known = shares(people, "rating")
    below = np.cumsum(known.estimate)[:-1]
    assert found.thresholds == pytest.approx(np.log(below / (1 - below)))
    lower = np.tril(np.ones((3, 4)))
    errors = np.sqrt(np.diag(lower @ known.covariance() @ lower.T)) / (below * (1 - below))
    assert found.coefficients.se == pytest.approx(errors)
    assert found.names == ("1|2", "2|3", "3|4")


@pytest.mark.parametrize("link", sorted(DISTRIBUTIONS))
def test_estimating_equations_are_solved(people: Sample, link: str) -> None:
    """Differences of the log-likelihood vanish at the estimate, and curve as the information says."""
    X = np.column_stack([people.values("amount"), people.values("age")])
    y, weights = people.values("rating").astype(np.intp) - 1, people.weights / people.weights.mean()
    found = fit_ordinal(X, y, 4, weights, DISTRIBUTIONS[link])
    theta = np.concatenate([found.beta, found.zeta])

    def deviance(at: np.ndarray) -> float:
        ends = np.concatenate([[-np.inf], at[2:], [np.inf]])
        eta = X @ at[:2]
        with np.errstate(all="ignore"):
            below = DISTRIBUTIONS[link].below
            P = below(np.minimum(ends[y + 1], 1e6) - eta) - below(np.maximum(ends[y], -1e6) - eta)
        return float(-2 * weights @ np.log(P))

    step = 1e-4 * np.sqrt(np.diag(found.inverse))
    for at in range(5):
        move = np.zeros(5)
        move[at] = step[at]
        up, down = deviance(theta + move), deviance(theta - move)
        assert (up - down) / (4 * step[at]) * np.sqrt(found.inverse[at, at]) == pytest.approx(0, abs=1e-4)
    if link != "cauchit":
        assert deviance(theta) == pytest.approx(found.deviance)


def test_two_classes_with_a_logit_are_a_binomial_model(people: Sample) -> None:
    """The kernel with two categories: the same slope, and the constant with its sign turned."""
    y = (people.values("rating") > 2).astype(np.intp)
    X = people.values("amount")[:, None]
    found = fit_ordinal(X, y, 2, people.weights / people.weights.mean(), DISTRIBUTIONS["logit"])
    known = glm(people.assign(high=y), "high ~ amount", "binomial").coefficients
    assert [-found.zeta[0], found.beta[0]] == pytest.approx(known.estimate.tolist())


def test_a_constant_in_the_formula_is_taken_into_the_thresholds(people: Sample, model: OrdinalModel) -> None:
    """PSUs minus strata minus coefficients; thresholds are not counted."""
    assert model.names[:5] == ("C(age)[T.2]", "C(age)[T.3]", "C(age)[T.4]", "sex[T.woman]", "log(income)")
    assert model.df_residual == 18 - 5
    assert ordinal(people, "rating ~ sex", df="design").df == 18


def test_shifting_a_column_shifts_the_thresholds_only(people: Sample) -> None:
    """Income counted from another point."""
    one = ordinal(people, "rating ~ income")
    two = ordinal(people.assign(later=people.values("income") - 5000), "rating ~ later")
    assert two.coefficients.estimate[0] == pytest.approx(one.coefficients.estimate[0], rel=1e-9)
    assert two.coefficients.se[0] == pytest.approx(one.coefficients.se[0], rel=1e-9)
    assert two.thresholds == pytest.approx(one.thresholds - 5000 * one.coefficients.estimate[0], rel=1e-9)


def test_expected_shares_add_up_to_one(people: Sample, model: OrdinalModel) -> None:
    """For new cases; a blank gives a blank; errors by the delta method."""
    found = model.predict({"age": [1, None], "sex": ["man", "man"], "income": [50.0, 20.0]})
    assert found.estimate[0].sum() == pytest.approx(1)
    assert np.isnan(found.estimate[1]).all()
    first = 1 / (1 + np.exp(-(model.thresholds[0] - model.coefficients.estimate[4] * np.log(50))))
    assert found.estimate[0, 0] == pytest.approx(first)
    row = np.array([0, 0, 0, 0, -np.log(50), 1, 0, 0])
    assert found.se[0, 0] == pytest.approx(first * (1 - first) * np.sqrt(row @ model.covariance() @ row))
    assert found.to_frame()["category"].tolist() == [1, 2, 3, 4] * 2
    assert model.predict(people).estimate.shape == (240, 4)


def test_terms_are_tested_as_in_other_models(model: OrdinalModel) -> None:
    """One coefficient: its t squared."""
    t = model.coefficients.estimate[3] / model.coefficients.se[3]
    assert model.test("sex").f == pytest.approx(t**2)
    assert model.tests()["terms"].tolist() == ["C(age)", "sex", "log(income)"]


def test_information_from_differences_is_close(people: Sample, model: OrdinalModel) -> None:
    """As R's ``svyolr`` does it."""
    found = ordinal(people, model.formula, step=1e-3)
    assert found.coefficients.se == pytest.approx(model.coefficients.se, rel=1e-4)
    assert found.coefficients.se.tolist() != model.coefficients.se.tolist()


def test_the_order_is_that_of_the_questionnaire(asked: MakeSample) -> None:
    """Options as they stand on the card, those seen."""
    sample = asked(
        C01a=["1", "2", "3", "4", "2", "1", "3", "88", "2"], S03=["20", "31", "50", "44", "60", "30", "25", "39", "40"]
    )
    found = ordinal(sample, "C01a ~ S03")
    assert found.levels == (1, 2, 3, 4)
    assert (found.n, found.n_blank) == (8, 1)


@pytest.mark.parametrize(
    ("formula", "options", "code"),
    [
        ("rating ~ sex", {"link": "logistic"}, "E187"),
        ("yes ~ sex", {}, "E186"),
        ("rating ~ income + I(2 * income)", {}, "E170"),
        ("ratng ~ sex", {}, "E165"),
        ("rating ~ I((rating > 2) * 1.0)", {}, "E185"),
        ("rating ~ sex", {"level": 95}, "E171"),
    ],
)
def test_a_model_that_cannot_be(people: Sample, formula: str, options: dict[str, object], code: str) -> None:
    """Refused by code."""
    with pytest.raises(EstimationError) as caught:
        ordinal(people, formula, **options)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_model_shows_itself(model: OrdinalModel) -> None:
    """In a terminal and in a notebook."""
    assert "ordinal model, link logit" in repr(model)
    assert "<table" in model._repr_html_()
    assert "CategoryShares" in repr(model.predict())


def test_replicates_fit_the_model_again(people: Sample) -> None:
    """A jackknife of the PSUs comes near the linearised errors, and has degrees of freedom of its own."""
    found = ordinal(replicate(people, "JKn"), "rating ~ sex")
    known = ordinal(people, "rating ~ sex")
    assert found.coefficients.estimate == pytest.approx(known.coefficients.estimate)
    assert found.coefficients.se == pytest.approx(known.coefficients.se, rel=0.05)
    assert found.coefficients.se.tolist() != known.coefficients.se.tolist()
    assert "JKn" in repr(found)


def test_an_ordinal_model_can_be_kept_in_a_file() -> None:
    """With its formula's functions."""
    data = {"y": [1, 2, 3, 1, 2, 3, 2], "x": [1, 2, 4, 3, 5, 6, 1], "w": [1] * 7}
    model = ordinal(make_sample(data, Design(weight="w")), "y ~ x")
    assert repr(pickle.loads(pickle.dumps(model))) == repr(model)
