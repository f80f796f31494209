"""What can be asked of a model: tests of terms, predictions, marginal means and effects."""

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import Model, compare, contrast, glm, mean

MakeSample = Callable[..., Sample]


@pytest.fixture(scope="module")
def logit(people: Sample) -> Model:
    return glm(people, "yes ~ C(age) + sex + log(income)", "binomial")


def test_a_wald_test_of_one_coefficient_is_its_t_squared(logit: Model) -> None:
    """F and p."""
    found = logit.test("log(income)")
    rows = logit.to_frame().set_index("coefficient").loc["log(income)"]
    assert found.f == pytest.approx(rows["t"] ** 2)
    assert found.p == pytest.approx(rows["p"])
    assert (found.df, found.ddf) == (1, logit.df_residual)


def test_terms_are_found_by_any_name(people: Sample, logit: Model) -> None:
    """As written, by variable, by coefficient, interactions in any order."""
    assert logit.test("C(age)").f == logit.test("age").f
    assert logit.test("sex").f == logit.test("sex[T.woman]").f
    assert logit.test(["age", "sex"]).df == 4
    crossed = glm(people, "amount ~ sex * income")
    assert crossed.test("income:sex").f == crossed.test("sex : income").f
    assert crossed.test("sex").df == 1


def test_a_value_can_be_tested(logit: Model) -> None:
    """Against its own estimate nothing differs."""
    assert logit.test("sex", null=float(logit.coefficients.estimate[4])).f == pytest.approx(0, abs=1e-20)


def test_a_likelihood_ratio_has_the_mixture_of_its_design_effects(logit: Model) -> None:
    """The fall of the deviance is that of the model without the term; for one coefficient p follows F."""
    from scipy.special import fdtrc

    found = logit.test("sex", method="lrt", approximation="exact")
    smaller = glm(logit.sample, "yes ~ C(age) + log(income)", "binomial")
    assert found.chisq == pytest.approx(smaller.deviance - logit.deviance)
    assert found.p == pytest.approx(fdtrc(1, logit.df_residual, found.chisq / found.weights[0]))
    assert logit.test("age", method="lrt", approximation="satterthwaite").p == pytest.approx(
        logit.test("age", method="lrt", approximation="exact").p, abs=0.02
    )
    assert logit.test("sex", method="working_wald").chisq == pytest.approx(found.chisq, rel=0.1)


def test_all_terms_are_tested_at_once(people: Sample, logit: Model) -> None:
    """One row per term, each given all others; none for a constant alone."""
    table = logit.tests()
    assert table["terms"].tolist() == ["C(age)", "sex", "log(income)"]
    assert table["f"].tolist() == [logit.test(term).f for term in table["terms"]]
    assert len(glm(people, "amount ~ 1").tests()) == 0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda model: model.test("agee"), "E173"),
        (lambda model: model.test("age", method="score"), "E174"),
        (lambda model: model.test("age", method="lrt", null=1), "E174"),
        (lambda model: model.predict({"age": [1]}), "E158"),
        (lambda model: model.predict({"age": [1], "sex": ["x"], "income": [3]}), "E163"),
        (lambda model: model.predict(scale="odds"), "E175"),
        (lambda model: model.marginal_means("amount"), "E176"),
        (lambda model: model.marginal_means("income"), "E177"),
        (lambda model: model.marginal_means("age", variance="none"), "E178"),
    ],
)
def test_a_question_that_cannot_be_answered(logit: Model, call: Callable[[Model], object], code: str) -> None:
    """Refused by code."""
    with pytest.raises(EstimationError) as caught:
        call(logit)
    assert caught.value.code == code


def test_predictions_for_new_cases(logit: Model) -> None:
    """The linear predictor by hand, its error by the covariance, blanks stay blank."""
    cases = {"age": [2, 4, None], "sex": ["man", "woman", "man"], "income": [50.0, 80.0, 20.0]}
    rows = np.array([[1, 1, 0, 0, 0, np.log(50)], [1, 0, 0, 1, 1, np.log(80)]])
    found = logit.predict(cases, scale="link")
    assert found.estimate[:2] == pytest.approx(rows @ logit.coefficients.estimate)
    assert found.se[:2] ** 2 == pytest.approx(np.diag(rows @ logit.covariance() @ rows.T))
    assert np.isnan(found.estimate[2])
    shares = logit.predict(cases)
    p = 1 / (1 + np.exp(-found.estimate[:2]))
    assert shares.estimate[:2] == pytest.approx(p)
    assert shares.se[:2] == pytest.approx(p * (1 - p) * found.se[:2])
    assert shares.ci_low[:2] == pytest.approx(1 / (1 + np.exp(-found.ci_low[:2])))
    assert len(shares.to_frame()) == 3


def test_predictions_for_the_interviews_of_the_model(people: Sample, logit: Model) -> None:
    """The same with and without the sample; an inverse link keeps low below high."""
    assert logit.predict().estimate == pytest.approx(logit.mu)
    given = logit.predict(people)
    assert given.estimate[logit.used] == pytest.approx(logit.mu)
    inverse = glm(people, "amount ~ sex", "gamma").predict()
    assert (inverse.ci_low < inverse.estimate).all()
    assert (inverse.estimate < inverse.ci_high).all()


def test_marginal_means_of_a_saturated_model_are_domain_means(people: Sample) -> None:
    """With one variable only, everybody in a category is predicted its mean."""
    found, known = glm(people, "amount ~ sex").marginal_means("sex"), mean(people, "amount", by="sex")
    assert found.estimate == pytest.approx(known.estimate)
    assert found.se == pytest.approx(known.se)
    assert found.row_names() == ("amount:man", "amount:woman")


def test_marginal_means_of_a_gaussian_model_stand_at_mean_others(people: Sample) -> None:
    """Intercept + category + slope times the mean; the error includes that of the mean."""
    model = glm(people, "amount ~ C(age) + income")
    found = model.marginal_means("age")
    others = mean(people, "income")
    beta = model.coefficients.estimate
    assert found.estimate == pytest.approx(beta[0] + np.array([0, *beta[1:4]]) + beta[4] * others.estimate[0])
    fixed = model.marginal_means("age", variance="fixed")
    at_mean = np.column_stack([np.ones(4), np.eye(4)[:, 1:], np.full(4, others.estimate[0])])
    assert fixed.se**2 == pytest.approx(np.diag(at_mean @ model.covariance() @ at_mean.T))
    apart = model.marginal_means("age", variance="independent")
    assert apart.se**2 == pytest.approx(fixed.se**2 + (beta[4] * others.se[0]) ** 2)
    assert (found.df == model.df).all()


def test_the_mean_of_all_settings_is_the_mean_itself(people: Sample) -> None:
    """Setting everybody to what they are is the mean of the answers: a linear model knows no other."""
    model = glm(people, "amount ~ income")
    found = model.marginal_means("income", levels=[20.0, 40.0])
    slope = contrast(found, {"slope": [-1 / 20, 1 / 20]})
    assert slope.estimate[0] == pytest.approx(model.coefficients.estimate[1])
    assert slope.se[0] == pytest.approx(model.coefficients.se[1])


def test_other_variables_can_be_held(logit: Model) -> None:
    """All women with an income of 50."""
    found = logit.marginal_means("age", at={"sex": "woman", "income": 50.0}, variance="fixed")
    known = logit.predict({"age": [1, 2, 3, 4], "sex": ["woman"] * 4, "income": [50.0] * 4})
    assert found.estimate == pytest.approx(known.estimate)
    assert found.se == pytest.approx(known.se)


def test_effects_of_a_category_are_differences_of_marginal_means(logit: Model) -> None:
    """Each level against the first."""
    means, effects = logit.marginal_means("age"), logit.average_effects("age")
    known = contrast(means, [[-1, 1, 0, 0], [-1, 0, 1, 0], [-1, 0, 0, 1]])
    assert effects.estimate == pytest.approx(known.estimate)
    assert effects.se == pytest.approx(known.se)
    assert effects.row_names() == ("yes:2", "yes:3", "yes:4")


def test_the_effect_of_a_number_is_the_mean_slope(people: Sample, logit: Model) -> None:
    """By the chain rule for a logarithm within a logit; a line has its coefficient."""
    mu, weights = logit.mu, people.weights[logit.used]
    slopes = mu * (1 - mu) * logit.coefficients.estimate[5] / people.values("income")[logit.used]
    assert logit.average_effects("income").estimate[0] == pytest.approx(np.average(slopes, weights=weights), rel=1e-8)
    line = glm(people, "amount ~ income + sex")
    found = line.average_effects("income")
    assert found.estimate[0] == pytest.approx(line.coefficients.estimate[1])
    assert found.se[0] == pytest.approx(line.coefficients.se[1])


def test_marginal_means_carry_the_words_of_the_questionnaire(asked: MakeSample) -> None:
    """Labels of the levels in both languages."""
    sample = asked(Z01=["1", "2", "1", "2", "1"], Z08=["1", "3", "2", "5", "4"])
    frame = glm(sample, "Z08 ~ sex").marginal_means("sex").to_frame("kk")
    assert frame["sex_label"].tolist() == [text["kk"] for text in sample.categories("sex").labels]


def test_the_two_group_comparison_is_a_regression(people: Sample) -> None:
    """Slope, error, degrees of freedom, p."""
    model, found = glm(people, "amount ~ sex"), compare(people, "amount", "sex")
    assert found.estimate == pytest.approx(model.coefficients.estimate[1])
    assert found.se == pytest.approx(model.coefficients.se[1])
    assert found.ddf == model.df_residual
    assert found.p == pytest.approx(model.p[1])


def test_a_model_shows_itself(logit: Model) -> None:
    """In a terminal, in a notebook, as a table."""
    assert "binomial model, link logit" in repr(logit)
    assert "<table" in logit._repr_html_()
    assert logit.to_frame()["coefficient"].tolist() == list(logit.names)
    assert "F " in repr(logit.test("age"))
    assert "Predictions" in repr(logit.predict())
    assert 0 < logit.pseudo_r2() < logit.pseudo_r2("nagelkerke") < 1


def test_answers_that_the_variables_tell_apart_are_noted() -> None:
    """R warns; coefficients of 20 with small standard errors must not pass for an effect."""
    data = {"y": [0, 1, 0, 1, 1, 1], "x": [0, 0, 0, 1, 1, 1], "z": [1, 2, 3, 3, 2, 1], "w": [1] * 6}
    sample = make_sample(data, Design(weight="w"))
    apart, not_apart = glm(sample, "y ~ x", "binomial"), glm(sample, "y ~ z", "binomial")
    assert (apart.separated, not_apart.separated) == (True, False)
    assert "separate the answers" in repr(apart)


@pytest.mark.parametrize(
    ("formula", "family", "variance"),
    [("y ~ C(g) * x", "gaussian", None), ("y ~ log(x)", "binomial", None), ("y ~ x", "quasi", "mu")],
)
def test_a_model_can_be_kept_in_a_file(formula: str, family: str, variance: str | None) -> None:
    """And predicts the same afterwards."""
    data = {"y": [0, 1, 0, 1, 1, 0], "x": [1, 2, 4, 3, 5, 6], "g": [1, 2, 1, 2, 1, 2], "w": [1] * 6}
    model = glm(make_sample(data, Design(weight="w")), formula, family, variance=variance)
    again = pickle.loads(pickle.dumps(model))
    assert again.predict(data).estimate.tolist() == model.predict(data).estimate.tolist()
