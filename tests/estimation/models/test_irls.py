"""The kernel of generalised linear models."""

import numpy as np
import pytest

from survey.arrays import Floats
from survey.errors import EstimationError
from survey.estimation.models import find_family, fit, refit


def data(n: int = 300) -> tuple[Floats, Floats]:
    random = np.random.default_rng(3)
    X = np.column_stack([np.ones(n), random.integers(0, 2, n), random.normal(2000, 3, n)])
    return X, random.integers(1, 5, n).astype(float)


def test_a_line_through_its_points_is_found() -> None:
    """Three plus twice x."""
    X = np.column_stack([np.ones(4), [0.0, 1.0, 2.0, 5.0]])
    found = fit(X, X @ [3.0, 2.0], np.array([1.0, 2.0, 1.0, 3.0]), find_family("gaussian"))
    assert found.beta == pytest.approx([3, 2])
    assert found.deviance == pytest.approx(0, abs=1e-20)


def test_a_logit_of_two_groups_is_their_log_odds() -> None:
    """2 of 8 weighted answers in one group, 3 of 4 in the other."""
    X = np.array([[1, 0], [1, 0], [1, 1], [1, 1]], float)
    y, weights = np.array([1.0, 0, 1, 0]), np.array([2.0, 6, 3, 1])
    found = fit(X, y, weights, find_family("binomial"))
    assert found.beta == pytest.approx([np.log(2 / 6), np.log(3) - np.log(2 / 6)], rel=1e-12)


LINKS = [
    ("gaussian", "identity"),
    ("gaussian", "log"),
    ("binomial", "logit"),
    ("binomial", "probit"),
    ("binomial", "cloglog"),
    ("binomial", "loglog"),
    ("binomial", "cauchit"),
    ("poisson", "log"),
    ("poisson", "sqrt"),
    ("gamma", "inverse"),
    ("gamma", "log"),
    ("inverse_gaussian", "inverse_square"),
]
IN_STATSMODELS = {
    "gaussian": "Gaussian",
    "binomial": "Binomial",
    "poisson": "Poisson",
    "gamma": "Gamma",
    "inverse_gaussian": "InverseGaussian",
    "identity": "Identity",
    "log": "Log",
    "logit": "Logit",
    "probit": "Probit",
    "cloglog": "CLogLog",
    "loglog": "LogLog",
    "cauchit": "Cauchy",
    "sqrt": "Sqrt",
    "inverse": "InversePower",
    "inverse_square": "InverseSquared",
}


@pytest.mark.filterwarnings("ignore:The .* link function does not respect the domain")
@pytest.mark.parametrize(("family", "link"), LINKS)
def test_coefficients_are_those_of_statsmodels(family: str, link: str) -> None:
    """With frequency weights; the third column, of values around 2000, costs no digits."""
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    X, weights = data()
    random = np.random.default_rng(8)
    eta = 0.3 + 0.4 * X[:, 1]
    y = (random.random(len(X)) < 1 / (1 + np.exp(-eta))).astype(float)
    if family == "poisson":
        y = random.poisson(np.exp(eta)).astype(float)
    elif family != "binomial":
        y = random.gamma(3, np.exp(eta))
    found = fit(X, y, weights, find_family(family, link))
    theirs = getattr(families, IN_STATSMODELS[family])(getattr(families.links, IN_STATSMODELS[link])())
    centred = X - [0, 0, 2000]
    known = GLM(y, centred, family=theirs, freq_weights=weights).fit(tol=1e-14, maxiter=300)
    shift = np.array([found.beta[0] + 2000 * found.beta[2], found.beta[1], found.beta[2]])
    assert shift == pytest.approx(known.params, rel=1e-6, abs=1e-9)
    assert found.deviance == pytest.approx(known.deviance, rel=1e-11)
    assert np.diag(found.inverse)[1:] == pytest.approx(np.diag(known.cov_params())[1:] / known.scale, rel=2e-5)


def test_estimating_equations_are_solved_to_the_last_digits() -> None:
    """The weighted scores add up to zero, also for links that converge slowly."""
    X, weights = data()
    y = (np.random.default_rng(1).random(len(X)) < 0.3).astype(float)
    for link in ("logit", "probit", "cloglog", "loglog", "cauchit"):
        found = fit(X, y, weights, find_family("binomial", link))
        centred = X - [0, 0, 2000]
        size = np.abs(centred * (weights * found.score)[:, None]).sum(0)
        assert np.abs((weights * found.score) @ centred) / size == pytest.approx(np.zeros(3), abs=1e-11)


def test_a_repeated_column_is_named_with_those_it_repeats() -> None:
    """The later column gives way; the others have the coefficients they have without it."""
    X, weights = data()
    y = X[:, 1] + np.random.default_rng(2).normal(size=len(X))
    wide = np.column_stack([X, X[:, 1] * 2 - 1, np.zeros(len(X))])
    found = fit(wide, y, weights, find_family("gaussian"))
    assert found.repeated == {3: [0, 1], 4: []}
    assert np.isnan(found.beta[3:]).all()
    assert found.beta[:3] == pytest.approx(fit(X, y, weights, find_family("gaussian")).beta, rel=1e-9)


@pytest.mark.parametrize("link", ["logit", "probit", "cloglog", "cauchit"])
def test_separated_answers_are_refused_with_the_column(link: str) -> None:
    """Nobody in one group says yes: its coefficient would be minus infinity."""
    X, weights = data()
    y = np.asarray(X[:, 1] * (np.random.default_rng(4).random(len(X)) < 0.5), np.float64)
    with pytest.raises(EstimationError) as caught:
        fit(X, y, weights, find_family("binomial", link), names=["Intercept", "sex", "year"])
    assert (caught.value.code, caught.value.place) == ("E153", "survey.glm: sex")


def test_answers_told_by_a_number_are_refused() -> None:
    """Everybody above a limit says yes, nobody below."""
    x = np.random.default_rng(4).normal(size=200)
    with pytest.raises(EstimationError) as caught:
        fit(np.column_stack([np.ones(200), x]), (x > 0.2).astype(np.float64), np.ones(200), find_family("binomial"))
    assert caught.value.code == "E153"


def test_impossible_means_are_refused() -> None:
    """A share with a logarithm as link and an offset that puts it above 1."""
    X = np.column_stack([np.ones(4), [0.0, 1.0, 2.0, 300.0]])
    with pytest.raises(EstimationError) as caught:
        fit(X, np.array([0.0, 1, 1, 0]), np.ones(4), find_family("binomial", "log"), offset=np.array([9.0, 0, 0, 0]))
    assert (caught.value.code, caught.value.place) == ("E155", "survey.glm: family binomial, link log")


def test_replicate_weights_give_a_row_of_coefficients_each() -> None:
    """The same as one fit after another."""
    X, weights = data(80)
    y = (np.random.default_rng(6).random(80) < 0.5).astype(float)
    many = np.column_stack([weights, weights * (np.arange(80) % 2 == 0)])
    family = find_family("binomial")
    found = refit(X, y, many, family, fit(X, y, weights, family).beta)
    assert found.shape == (2, 3)
    assert found[1] == pytest.approx(fit(X, y, many[:, 1], family).beta, rel=1e-8)


@pytest.mark.parametrize(
    ("options", "code"),
    [(("gausian",), "E150"), (("poisson", "logit"), "E151"), (("quasi", "log", "mu^4"), "E152")],
)
def test_an_unknown_family_is_refused(options: tuple[str, ...], code: str) -> None:
    """Families, links and variances by name."""
    with pytest.raises(EstimationError) as caught:
        find_family(*options)
    assert caught.value.code == code


def test_a_variance_belongs_to_quasi_only() -> None:
    """A family has its own."""
    with pytest.raises(EstimationError) as caught:
        find_family("poisson", variance="mu^2")
    assert (caught.value.code, caught.value.place) == ("E152", "family poisson: variance 'mu^2'")
