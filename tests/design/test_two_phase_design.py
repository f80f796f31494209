"""Samples of samples."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Replicates, Sample, TwoPhase, make_sample
from survey.design.two_phase_design import Phases
from survey.errors import DesignError, SurveyError
from survey.estimation import mean, total
from survey.weighting import calibrate_to_first_phase

DATA = pd.DataFrame(
    {
        "sex": [1, 1, 1, 1, 1, 1, 2, 2, 2, 2],
        "x": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        "y": [2.0, np.nan, 4, np.nan, 7, np.nan, 8, 9, np.nan, 12],
        "asked": [1, 0, 1, 0, 1, 0, 1, 1, 0, 1],
        "w": [10.0] * 10,
        "N": 100,
        "chance": 0.5,
    }
)


def drawn(first: Design | None = None, second: Design | None = None, **options: str) -> Sample:
    given = {"subset": "asked == 1", **options}
    return make_sample(DATA, TwoPhase(first or Design(), second or Design(strata="sex"), **given))  # type: ignore[arg-type]


def test_weights_are_the_product_of_both_phases() -> None:
    """Three of six and three of four were asked."""
    np.testing.assert_allclose(drawn(Design(weight="w")).weights, [20] * 3 + [40 / 3] * 3)
    assert drawn().trail[0].detail == "everybody weighs 1; second phase: shares counted"


def test_a_known_chance_makes_the_weight() -> None:
    """One over 0.5."""
    np.testing.assert_allclose(drawn(second=Design(probability="chance")).weights, 2.0)


def test_everybody_asked_is_one_phase() -> None:
    """With population figures, a second phase that takes all adds nothing."""
    data = DATA.assign(y=DATA["x"] ** 2, asked=1)
    one = total(make_sample(data, Design(fpc="N")), "y")
    for method in ("full", "simple"):
        two = make_sample(data, TwoPhase(Design(fpc="N"), Design(strata="sex"), "asked == 1", method))
        assert total(two, "y").se[0] == pytest.approx(one.se[0])


def test_a_census_in_the_first_phase_is_one_phase() -> None:
    """All of ten known, of whom strata of six and four are asked: the usual stratified variance."""
    data = DATA.assign(N=10)
    expected = make_sample(data[data["asked"] == 1].assign(Nh=[6, 6, 6, 4, 4, 4]), Design(strata="sex", fpc="Nh"))
    for method in ("full", "simple"):
        two = make_sample(data, TwoPhase(Design(fpc="N"), Design(strata="sex"), "asked == 1", method))
        found, usual = total(two, "y"), total(expected, "y")
        assert found.estimate[0] == pytest.approx(usual.estimate[0])
        assert found.se[0] == pytest.approx(usual.se[0])


def test_degrees_of_freedom_are_those_of_the_second_phase() -> None:
    """Six asked in two strata."""
    assert mean(drawn(), "y").df[0] == 4


def test_sums_of_the_first_phase_are_met() -> None:
    """Number of interviews, numbers by sex, sum of x."""
    met = calibrate_to_first_phase(drawn(), "sex", "x", allow_negative=True)
    asked = DATA["asked"] == 1
    assert met.weights.sum() == pytest.approx(10)
    assert met.weights @ DATA["x"][asked] == pytest.approx(55)
    assert met.weights[:3].sum() == pytest.approx(6)
    assert met.trail[-1].detail.startswith("to the first phase: linear")


def test_what_the_first_phase_knows_has_only_its_error() -> None:
    """The mean of x after the calibration has the standard error of the ten interviews."""
    met = calibrate_to_first_phase(drawn(Design(fpc="N")), (), "x", allow_negative=True)
    whole = mean(make_sample(DATA, Design(fpc="N")), "x")
    found = mean(met, "x")
    assert found.estimate[0] == pytest.approx(whole.estimate[0])
    form = met.stages[-1].form
    assert isinstance(form, Phases)
    z = met.weights * (DATA["x"][DATA["asked"] == 1].to_numpy() - 5.5)
    assert z @ form.second @ z == pytest.approx(0, abs=1e-9)


def test_calibrating_twice_the_same_changes_nothing() -> None:
    """Weights and standard errors stay."""
    once = calibrate_to_first_phase(drawn(), "sex", "x", allow_negative=True)
    twice = calibrate_to_first_phase(once, "sex", "x", allow_negative=True)
    np.testing.assert_allclose(twice.weights, once.weights)
    assert mean(twice, "y").se[0] == pytest.approx(mean(once, "y").se[0])


def lonely_second() -> Sample:
    data = DATA.assign(stratum=[1, 1, 1, 1, 1, 1, 2, 2, 2, 2], asked=[1, 0, 1, 0, 1, 0, 1, 0, 0, 0])
    return make_sample(data, TwoPhase(Design(), Design(strata="stratum"), "asked == 1"))


def given_replicates() -> TwoPhase:
    return TwoPhase(Design(), Design(weight="w", replicates=Replicates("^r", kind="BRR")), "asked == 1")


@pytest.mark.parametrize(
    ("call", "code", "place"),
    [
        (lambda: TwoPhase(Design(psu=("x", "y")), Design(), "asked == 1"), "S140", "survey.TwoPhase: first"),
        (given_replicates, "S140", "survey.TwoPhase: second"),
        (lambda: TwoPhase(Design(), Design(), "asked == 1", "half"), "S141", "survey.TwoPhase: method"),  # type: ignore[arg-type]
        (lambda: drawn(subset="asked == 5"), "S142", "survey.make_sample: second phase, subset"),
        (lambda: drawn(subset="asked == 1 and sex == 1"), "S143", "survey.make_sample: second phase, stratum 2"),
        (lambda: drawn(second=Design(probability="w")), "S144", "survey.make_sample: second phase, w"),
        (lambda: calibrate_to_first_phase(make_sample(DATA, Design(weight="w")), "sex"), "S145", "survey.calibrate_to_first_phase"),
        (lambda: calibrate_to_first_phase(drawn(), (), "y"), "S146", "survey.calibrate_to_first_phase: 'y'"),
        (lonely_second, "S147", "survey.make_sample: second phase, stratum 2"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call: Callable[[], object], code: str, place: str) -> None:
    """Each with its code and place."""
    with pytest.raises(SurveyError) as caught:
        call()
    assert isinstance(caught.value, DesignError)
    assert (caught.value.code, caught.value.place) == (code, place)
