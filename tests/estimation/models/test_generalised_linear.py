"""Models of a population: formulas, blanks, domains, variances, errors."""

from collections.abc import Callable

import numpy as np
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.errors import DesignError, EstimationError
from survey.estimation import contrast, glm, mean
from survey.questionnaire import Questionnaire
from survey.weighting import calibrate, rake

MakeSample = Callable[..., Sample]


def test_a_constant_is_the_mean(people: Sample) -> None:
    """Estimate, standard error and degrees of freedom."""
    model, known = glm(people, "income ~ 1"), mean(people, "income")
    assert model.coefficients.estimate == pytest.approx(known.estimate)
    assert model.coefficients.se == pytest.approx(known.se)
    assert model.coefficients.df == pytest.approx(known.df)
    assert (model.n, model.n_blank) == (232, 8)


def test_a_model_of_groups_is_their_means(people: Sample) -> None:
    """One column per category and no constant: the domain means with their covariance."""
    model, known = glm(people, "amount ~ 0 + sex"), mean(people, "amount", by="sex")
    assert model.names == ("sex[man]", "sex[woman]")
    assert model.coefficients.estimate == pytest.approx(known.estimate)
    assert model.covariance() == pytest.approx(known.covariance())


def test_a_domain_is_zero_influence(people: Sample) -> None:
    """The variance within a domain is that of the contrast of domain means, PSUs without the domain included."""
    inside = people.where("age >= 3")
    model, known = glm(people, "amount ~ sex", where="age >= 3"), mean(inside, "amount", by="sex")
    difference = contrast(known, [-1, 1])
    assert model.coefficients.estimate[1] == pytest.approx(difference.estimate[0])
    assert model.coefficients.se[1] == pytest.approx(difference.se[0])
    assert model.df_residual == difference.df[0] - 1


def test_totals_met_by_calibration_have_no_error(people: Sample) -> None:
    """Raked to sex: the share of women is known, so its model has no standard error."""
    drawn = people.assign(woman=(people.texts("sex") == "woman") * 1.0)
    raked = rake(drawn, Population.from_margins({"sex": {"man": 300, "woman": 400}}))
    model = glm(raked, "woman ~ 1", "binomial")
    assert model.mu[0] == pytest.approx(4 / 7)
    assert model.coefficients.se[0] == pytest.approx(0, abs=1e-12)
    assert glm(drawn, "woman ~ 1", "binomial").coefficients.se[0] > 0.05


def test_the_scale_of_the_weights_changes_nothing(people: Sample) -> None:
    """Weights times a thousand: the same coefficients, errors, deviance and tests."""
    data = people.to_frame().drop(columns=["weight", "in_domain"])
    other = make_sample(data.assign(w=data["w"] * 1000.0), Design(strata="stratum", psu="psu", weight="w"))
    one, two = (glm(given, "yes ~ C(age) + sex", "binomial") for given in (people, other))
    assert two.coefficients.estimate == pytest.approx(one.coefficients.estimate, rel=1e-9)
    assert two.coefficients.se == pytest.approx(one.coefficients.se, rel=1e-9)
    assert two.deviance == pytest.approx(one.deviance)
    assert two.test("age", method="lrt").p == pytest.approx(one.test("age", method="lrt").p)
    assert two.deff == pytest.approx(one.deff)


def test_interviews_with_weight_zero_say_nothing(people: Sample) -> None:
    """They neither enter the fit nor count as interviews."""
    data = people.to_frame().drop(columns=["weight", "in_domain"])
    silent = data.assign(w=np.where(data["age"] == 1, 0, data["w"]))
    found = glm(make_sample(silent, Design(strata="stratum", psu="psu", weight="w")), "amount ~ sex")
    known = glm(people, "amount ~ sex", where="age > 1")
    assert found.coefficients.estimate == pytest.approx(known.coefficients.estimate)
    assert found.n == known.n


def test_an_offset_is_a_part_with_coefficient_one(people: Sample) -> None:
    """In the formula and as an argument."""
    one = glm(people, "visits ~ sex + offset(log(amount))", "poisson")
    two = glm(people, "visits ~ sex", "poisson", offset=np.log(people.values("amount")))
    assert one.names == ("Intercept", "sex[T.woman]")
    assert one.coefficients.estimate == pytest.approx(two.coefficients.estimate)
    assert one.predict({"sex": ["man"], "amount": [2.0]}).estimate == pytest.approx(
        2 * np.exp(one.coefficients.estimate[0])
    )


def test_a_function_may_give_blanks(people: Sample) -> None:
    """An interview whose logarithm is not defined stays out like any blank."""
    drawn = people.assign(shifted=people.values("amount") - 0.8)
    model = glm(drawn, "amount ~ log(shifted)")
    assert 0 < model.n_blank == int((people.values("amount") < 0.8).sum())


def test_early_stopping_gives_nearly_the_same(people: Sample) -> None:
    """R's rule leaves coefficients at eight digits and errors at four or more."""
    exact, early = (glm(people, "yes ~ log(income)", "binomial", epsilon=given) for given in (None, 1e-8))
    assert early.coefficients.estimate == pytest.approx(exact.coefficients.estimate, rel=1e-6)
    assert early.coefficients.se == pytest.approx(exact.coefficients.se, rel=1e-3)


def test_collinear_columns_are_dropped_on_request(people: Sample) -> None:
    """The model says what it left out."""
    drawn = people.assign(double=people.values("income") * 2)
    model = glm(drawn, "amount ~ income + double + sex", collinear="drop")
    known = glm(people, "amount ~ income + sex")
    assert model.dropped == ("double",)
    assert model.names == known.names
    assert model.coefficients.se == pytest.approx(known.coefficients.se)
    assert model.predict({"income": [50.0], "double": [100.0], "sex": ["man"]}).estimate == pytest.approx(
        known.predict({"income": [50.0], "sex": ["man"]}).estimate
    )
    assert "double" in repr(model)


def test_degrees_of_freedom_as_asked_for(people: Sample) -> None:
    """24 PSUs - 6 strata = 18; 4 coefficients leave 15."""
    assert glm(people, "amount ~ C(age)").df == 15
    assert glm(people, "amount ~ C(age)", df="design").df == 18
    normal = glm(people, "amount ~ C(age)", df=np.inf).coefficients
    assert normal.ci_high == pytest.approx(normal.estimate + 1.959964 * normal.se)


def test_without_degrees_of_freedom_nothing_is_claimed() -> None:
    """Two PSUs and two coefficients: no interval, no p, and a note."""
    drawn = make_sample(
        {"y": [1, 2, 4, 3], "x": [0, 1, 0, 2], "psu": [1, 1, 2, 2], "w": [1, 1, 1, 1]}, Design(psu="psu", weight="w")
    )
    model = glm(drawn, "y ~ x")
    assert model.df == 0
    assert np.isinf(model.coefficients.ci_low).all()
    assert np.isnan(model.p).all()
    assert np.isnan(model.test("x").p)
    assert "no degrees of freedom" in repr(model)


def test_variables_of_the_questionnaire_are_categories(asked: MakeSample) -> None:
    """Single choices and groupings with the levels seen; the answer as a condition, blank where it is not known."""
    sample = asked(
        C01a=["1", "2", "3", "4", "1", "88", "2", "3"],
        Z01=["1", "2", "1", "2", "1", "2", "2", "1"],
        S03=["20", "60", "50", "30", "25", "33", "47", "28"],
    )
    model = glm(sample, "C01a in [1, 2] ~ sex", "binomial")
    assert model.names == ("Intercept", "sex[T.2]")
    assert (model.n, model.n_blank) == (7, 1)
    assert glm(sample, "C01a in [1, 2] ~ S03", "binomial").names == ("Intercept", "S03")


def test_codes_become_numbers_or_scores_on_request(asked: MakeSample, form: Questionnaire) -> None:
    """Codes 1 to 4 of trust; scores from 100 down to 0."""
    sample = asked(C01a=["1", "2", "3", "4"], S03=["20", "30", "50", "70"])
    codes = glm(sample, "number(C01a) ~ S03").y
    scores = glm(sample, "score(C01a) ~ 1").y
    assert codes.tolist() == [1, 2, 3, 4]
    variable = form.variables["C01a"]
    assert scores.tolist() == [variable.scores[code] for code in (1, 2, 3, 4)]


def test_two_categories_are_a_yes_and_a_no(people: Sample) -> None:
    """The second one counts."""
    model = glm(people, "sex ~ 1", "binomial")
    share = np.average(people.texts("sex") == "woman", weights=people.weights)
    assert model.mu[0] == pytest.approx(share)


ERRORS = [
    ("amount sex", {}, "E164", "survey.glm: formula 'amount sex'"),
    ("amount ~ sxe", {}, "E157", "formula 'sxe'"),
    ("amnt ~ sex", {}, "E165", "survey.glm: answer 'amnt'"),
    ("amount ~ sex +* age", {}, "E156", "formula 'sex +* age'"),
    ("amount ~ log(sex)", {}, "E156", "formula 'log(sex)'"),
    ("sex ~ age", {}, "E166", "survey.glm: answer 'sex'"),
    ("amount ~ log(yes)", {}, "E161", "formula 'log(yes)': log(yes)"),
    ("amount ~ score(age)", {}, "E162", "score(age)"),
    ("amount ~ age + C(age)", {}, "E170", "survey.glm: column 'C(age)[T.4]'"),
    ("amount ~ sex", {"where": "sex == 'man'"}, "E160", "formula 'sex': 'sex'"),
    ("amount ~ sex", {"where": "age > 9"}, "E159", "formula 'sex'"),
    ("amount ~ sex", {"family": "binomial"}, "E167", "survey.glm: family binomial"),
    ("yes ~ sex", {"family": "gamma"}, "E167", "survey.glm: family gamma"),
    ("yes ~ sex", {"family": "binomial", "where": "yes == 1"}, "E168", "survey.glm: family binomial"),
    ("amount ~ sex", {"df": "psu"}, "E171", "options of a model"),
    ("amount ~ sex", {"collinear": "ignore"}, "E171", "options of a model"),
    ("amount ~ sex", {"offset": [1.0, 2.0]}, "E172", "survey.glm: offset"),
]


@pytest.mark.parametrize(("formula", "options", "code", "place"), ERRORS, ids=lambda given: str(given)[:40])
def test_a_model_that_cannot_be(
    people: Sample, formula: str, options: dict[str, object], code: str, place: str
) -> None:
    """Refused by name, with place and remedy."""
    with pytest.raises(EstimationError) as caught:
        glm(people, formula, **options)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.place) == (code, place)
    assert caught.value.remedy


def test_categories_as_an_answer_are_refused_with_a_way_out(asked: MakeSample) -> None:
    """Codes of a scale are not numbers unless one says so."""
    with pytest.raises(EstimationError, match=r"score\(C01a\)") as caught:
        glm(asked(C01a=["1", "2", "3"], S03=["20", "30", "50"]), "C01a ~ S03")
    assert caught.value.code == "E166"


def test_a_lonely_psu_is_refused() -> None:
    """As for every other estimate."""
    drawn = make_sample(
        {"y": [1, 2, 4, 3], "s": [1, 1, 1, 2], "w": [1, 1, 1, 1]}, Design(strata="s", weight="w", lonely="fail")
    )
    with pytest.raises(DesignError) as caught:
        glm(drawn, "y ~ 1")
    assert caught.value.code == "S022"


@pytest.mark.parametrize(
    ("right", "names"),
    [
        ("poly(income, 2)", ["poly(income, 2)[1]", "poly(income, 2)[2]"]),
        ("scale(income) + I(visits**2)", ["scale(income)", "I(visits ** 2)"]),
        ("np.log(`the income`)", ["np.log(`the income`)"]),
        ("factor(age):income", ["factor(age)[1]:income", "factor(age)[2]:income", "factor(age)[3]:income"]),
        ("C(age, contr.treatment(base=4))", ["C(age, contr.treatment(base=4))[T.1]"]),
        ("I(income > 50)", ["I(income > 50)"]),
    ],
)
def test_functions_of_a_formula(people: Sample, right: str, names: list[str]) -> None:
    """Variables are found within any function, in backticks or not; terms know them."""
    drawn = people.assign(**{"the income": people.values("income")})
    model = glm(drawn, f"amount ~ {right}")
    assert list(model.names[1 : len(names) + 1]) == names
    assert model.test(right.split(" + ")[0]).df >= 1
    assert model.predict().estimate == pytest.approx(model.mu)


def test_an_unknown_function_is_named(people: Sample) -> None:
    """As an unknown variable is."""
    for right, name in (("foo(income)", "foo"), ("poly(incme, 2)", "incme")):
        with pytest.raises(EstimationError, match=f"'{name}'") as caught:
            glm(people, f"amount ~ {right}")
        assert caught.value.code == "E157"


def test_a_formula_that_is_no_python_is_told() -> None:
    """The calls in a formula are read before they are made."""
    with pytest.raises(EstimationError) as caught:
        glm(make_sample({"y": [1, 2, 3], "w": [1, 1, 1]}, Design(weight="w")), "y ~ __import__('os').system('true')")
    assert caught.value.code == "E156"


def test_no_model_is_fitted_with_negative_weights() -> None:
    """Interviews would be left out without a word."""
    sample = make_sample({"y": [1.0, 2, 3, 9], "w": [1] * 4}, Design(weight="w"))
    negative = calibrate(sample, {"(all)": 4, "y": 32}, allow_negative=True)
    with pytest.raises(EstimationError) as caught:
        glm(negative, "y ~ 1")
    assert (caught.value.code, caught.value.place) == ("E259", "formula '1'")
