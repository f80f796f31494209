"""Links, variances and deviances against statsmodels, and against R where R stops short of 0 and 1."""

import numpy as np
import pytest
from numpy.typing import NDArray
from statsmodels.genmod import families

from survey.estimation.models import find_family, fit
from survey.estimation.models.families_and_links import LINKS
from survey.estimation.models.ordinal_newton import DISTRIBUTIONS

Floats = NDArray[np.float64]

FAR = np.array([-800, -40, -3, 0.5, 5, 29, 40, 800])
EPS = 2.220446049250313e-16

THEIR_LINKS = {
    "identity": families.links.Identity(),
    "log": families.links.Log(),
    "inverse": families.links.InversePower(),
    "sqrt": families.links.Sqrt(),
    "inverse_square": families.links.InverseSquared(),
    "logit": families.links.Logit(),
    "probit": families.links.Probit(),
    "cloglog": families.links.CLogLog(),
    "loglog": families.links.LogLog(),
    "cauchit": families.links.Cauchy(),
}
THEIR_FAMILIES = {
    "gaussian": families.Gaussian(),
    "binomial": families.Binomial(),
    "poisson": families.Poisson(),
    "gamma": families.Gamma(),
    "inverse_gaussian": families.InverseGaussian(),
}


@pytest.mark.parametrize("name", LINKS)
def test_links_are_those_of_statsmodels(name: str) -> None:
    """Where no guard acts: the mean, the way back, and the slope."""
    own, theirs = LINKS[name], THEIR_LINKS[name]
    mu = np.linspace(0.005, 0.995, 199)
    eta = theirs(mu)
    assert own.forward(mu) == pytest.approx(eta, rel=1e-13, abs=1e-14)
    assert own.inverse(eta) == pytest.approx(mu, rel=1e-12)
    assert own.slope(eta) == pytest.approx(theirs.inverse_deriv(eta), rel=1e-12)
    assert own.slope(eta) == pytest.approx(1 / theirs.deriv(mu), rel=1e-9)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_latent_distributions_are_the_links_of_statsmodels(name: str) -> None:
    """F, its density and the derivative of the density; the upper tail, which statsmodels lacks, keeps its digits."""
    own, theirs = DISTRIBUTIONS[name], THEIR_LINKS[name]
    x = np.linspace(-3, 3, 121)
    assert own.below(x) == pytest.approx(theirs.inverse(x), rel=1e-13)
    assert own.above(x) == pytest.approx(1 - theirs.inverse(x), rel=1e-6, abs=1e-15)
    assert own.density(x) == pytest.approx(theirs.inverse_deriv(x), rel=1e-13)
    # Of the cloglog statsmodels has the derivative through the mean, which loses digits as the mean comes near 1.
    assert own.slope(x) == pytest.approx(theirs.inverse_deriv2(x), rel=1e-8, abs=1e-13)
    assert own.below(own.quantile(own.below(x))) == pytest.approx(own.below(x), rel=1e-12)
    mirrored = DISTRIBUTIONS[{"cloglog": "loglog", "loglog": "cloglog"}.get(name, name)]
    far = np.array([-800.0, -30, 3, 6, 30, 800])
    assert own.above(far) == pytest.approx(mirrored.below(-far), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("name", THEIR_FAMILIES)
def test_variances_and_deviances_are_those_of_statsmodels(name: str) -> None:
    """Answers at the ends of the range included; their deviance is the weighted sum."""
    random = np.random.default_rng(5)
    mu, weights = random.uniform(0.01, 0.99, 400), random.uniform(0.5, 3, 400)
    y = random.gamma(2, mu)
    if name == "binomial":
        y = np.where(np.arange(400) < 300, random.random(400) < mu, random.random(400)).astype(np.float64)
    elif name == "poisson":
        y = random.poisson(mu).astype(np.float64)
    own, theirs = find_family(name), THEIR_FAMILIES[name]
    assert own.variance(mu) == pytest.approx(theirs.variance(mu), rel=1e-15)
    assert weights @ own.deviance(y, mu) == pytest.approx(theirs.deviance(y, mu, freq_weights=weights), rel=1e-13)


IN_R = {
    "logit": (
        [EPS, EPS, 0.047425873177566788, 0.62245933120185459, 0.99330714907571516, 0.99999999999974565, 1 - EPS, 1 - EPS],
        [EPS, EPS, 0.045176659730912144, 0.23500371220159449, 0.0066480566707901546, 2.5436656473756288e-13, EPS, EPS],
    ),
    "probit": (
        [EPS, EPS, 0.0013498980316300946, 0.69146246127401301, 0.99999971334842808, 1 - EPS, 1 - EPS, 1 - EPS],
        [EPS, EPS, 0.0044318484119380075, 0.35206532676429952, 1.4867195147342977e-06, EPS, EPS, EPS],
    ),
    "cloglog": (
        [EPS, EPS, 0.048568007099546597, 0.80770435445203503, 1 - EPS, 1 - EPS, 1 - EPS, 1 - EPS],
        [EPS, EPS, 0.047369009677907921, 0.31704192107794216, EPS, EPS, EPS, EPS],
    ),
    "cauchit": (
        [
            0.0003978871504969338, 0.0079560899120258138, 0.10241638234956672, 0.64758361765043326,
            0.93716704181099875, 0.98902814438398901, 0.99204391008797421, 0.99960211284950307,
        ],
        [
            4.9735842003964161e-07, 0.0001988194167294133, 0.031830988618379068, 0.25464790894703254,
            0.012242687930145794, 0.00037804024487386067, 0.0001988194167294133, 4.9735842003964161e-07,
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_R)
def test_far_out_links_stop_where_those_of_r_stop(name: str) -> None:
    """``make.link(name)$linkinv(FAR)`` and ``$mu.eta(FAR)`` of R 4.2.2; nothing warns and nothing is NaN."""
    inverse, slope = IN_R[name]
    assert LINKS[name].inverse(FAR) == pytest.approx(inverse, rel=1e-13)
    assert LINKS[name].slope(FAR) == pytest.approx(slope, rel=1e-13)


def test_the_loglog_link_is_the_cloglog_link_of_the_other_answer() -> None:
    """R has no such link; far out it stops where the others do, and small means keep their digits."""
    assert LINKS["loglog"].inverse(FAR) == pytest.approx(np.maximum(1 - LINKS["cloglog"].inverse(-FAR), EPS), rel=1e-9)
    assert LINKS["loglog"].inverse(np.array([-3.0]))[0] == pytest.approx(np.exp(-np.exp(3.0)), rel=1e-14)
    assert (LINKS["loglog"].slope(FAR) == LINKS["cloglog"].slope(-FAR)).all()


@pytest.mark.parametrize(
    ("name", "y", "mu", "expected"),
    [
        ("binomial", [0, 1, 0.3], [0.2, 0.2, 0.2], [0.44628710262841953, 3.2188758248682006, 0.05633511519056672]),
        ("poisson", [0, 3], [2, 2], [4, 0.43279064864898631]),
        ("gamma", [0.5, 3], [2, 2], [1.2725887222397811, 0.18906978378367123]),
        ("inverse_gaussian", [0.5, 3], [2, 2], [1.125, 0.083333333333333329]),
    ],
)
def test_unit_deviances_are_those_of_r(name: str, y: list[float], mu: list[float], expected: list[float]) -> None:
    """``binomial()$dev.resids(c(0, 1, .3), c(.2, .2, .2), 1)`` and the like of R 4.2.2."""
    assert find_family(name).deviance(np.array(y), np.array(mu)) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("seed", range(6))
def test_amounts_of_which_many_are_nought_are_fitted(seed: int) -> None:
    """Variance mu^2 and answers of 0: the deviance falls on the way to the solution, so that no step is refused."""
    random = np.random.default_rng(seed)
    X = np.column_stack([np.ones(150), random.normal(size=(150, 2))])
    y = np.exp(X @ [0.5, 0.5, -0.4]) * random.gamma(2, 0.5, 150) * (random.random(150) < 0.5)
    found = fit(X, y, np.ones(150), find_family("quasi", "log", "mu^2"))
    assert np.abs(found.score @ X) / (np.abs(found.score) @ np.abs(X)) == pytest.approx(np.zeros(3), abs=1e-9)
