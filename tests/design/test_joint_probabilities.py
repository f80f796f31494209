"""Selection with unequal probabilities and without replacement."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, HartleyRao, JointProbabilities, Sample, make_sample
from survey.design.variance_form import QuadraticForm
from survey.errors import DesignError
from survey.estimation import total

DATA = pd.DataFrame({"y": [3.0, 5, 8, 2], "p": [0.5, 0.4, 0.8, 0.3], "half": [1, 1, 2, 2], "psu": [1, 2, 3, 4]})
LESS = np.array([[1.0, 0.9, 0.92, 0.88], [0.9, 1.0, 0.95, 0.9], [0.92, 0.95, 1.0, 0.85], [0.88, 0.9, 0.85, 1.0]])
"""Joint probabilities over the products of the single ones."""
JOINT = np.where(np.eye(4) == 1, np.diag(DATA["p"]), LESS * np.outer(DATA["p"], DATA["p"]))


def drawn(data: pd.DataFrame = DATA, **design: object) -> Sample:
    return make_sample(data, Design(**{"probability": "p", **design}))  # type: ignore[arg-type]


def matrix(sample: Sample) -> Floats:
    form = sample.stages[0].form
    assert isinstance(form, QuadraticForm)
    return form.matrix


def test_horvitz_thompson_from_joint_probabilities() -> None:
    """The double sum written out."""
    z, p = DATA["y"].to_numpy() / DATA["p"].to_numpy(), DATA["p"].to_numpy()
    expected = sum((1 - p[i] * p[j] / JOINT[i, j]) * z[i] * z[j] for i in range(4) for j in range(4))
    found = total(drawn(pps=JointProbabilities(JOINT, tolerance=0)), "y")
    assert found.se[0] ** 2 == pytest.approx(expected)
    assert found.estimate[0] == pytest.approx(z.sum())


def test_yates_and_grundy_compare_pairs() -> None:
    """Half the sum over pairs of (pi pj / pij - 1) (zi - zj)^2."""
    z, p = DATA["y"].to_numpy() / DATA["p"].to_numpy(), DATA["p"].to_numpy()
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
    expected = sum((p[i] * p[j] / JOINT[i, j] - 1) * (z[i] - z[j]) ** 2 for i, j in pairs) / 2
    found = total(drawn(pps=JointProbabilities(JOINT, tolerance=0), variance="YG"), "y")
    assert found.se[0] ** 2 == pytest.approx(expected)


def test_yates_and_grundy_find_no_variance_where_values_are_proportional() -> None:
    """All weighted values alike: no sample could have given another total."""
    found = total(drawn(pps=JOINT, variance="YG"), {"like_p": DATA["p"].to_numpy()})
    assert found.se[0] == pytest.approx(0, abs=1e-12)


def test_brewer_corrects_each_unit_by_its_own_probability() -> None:
    """n/(n-1) times the sum of (1-p)(z - mean)^2."""
    z, p = DATA["y"].to_numpy() / DATA["p"].to_numpy(), DATA["p"].to_numpy()
    found = total(drawn(pps="brewer"), "y")
    assert found.se[0] ** 2 == pytest.approx(4 / 3 * ((1 - p) * (z - z.mean()) ** 2).sum())


def test_brewer_with_equal_probabilities_is_the_usual_correction() -> None:
    """Four of eight selected."""
    data = DATA.assign(p=0.5, population=8)
    usual = make_sample(data, Design(fpc="population"))
    assert total(drawn(data, pps="brewer"), "y").se == pytest.approx(total(usual, "y").se)


def test_overton_with_equal_probabilities_is_the_usual_correction() -> None:
    """1 - (n - p)/(n - 1) is -(1 - p)/(n - 1)."""
    data = DATA.assign(p=0.5, population=8)
    usual = make_sample(data, Design(fpc="population"))
    assert total(drawn(data, pps="overton"), "y").se == pytest.approx(total(usual, "y").se)


def test_poisson_sampling_has_no_joint_probabilities_but_products() -> None:
    """Sum of (1 - p) z^2."""
    z, p = DATA["y"].to_numpy() / DATA["p"].to_numpy(), DATA["p"].to_numpy()
    assert total(drawn(pps="poisson"), "y").se[0] ** 2 == pytest.approx(((1 - p) * z**2).sum())


def test_the_mean_square_of_hartley_and_rao_may_be_estimated() -> None:
    """By the mean probability of the sample: 0.5 here."""
    known, estimated = drawn(pps=HartleyRao(0.5)), drawn(pps="hartley_rao")
    np.testing.assert_allclose(matrix(known), matrix(estimated))


def test_strata_are_selected_for_themselves() -> None:
    """No entry joins units of different strata, and the mean square may differ by stratum."""
    given: Mapping[str, float] = {"1": 0.45, "2": 0.55}
    found = matrix(drawn(strata="half", pps=HartleyRao(given)))
    assert (found[:2, 2:] == 0).all()
    np.testing.assert_allclose(found, matrix(drawn(strata="half", pps="hartley_rao")))


def test_the_matrix_goes_by_first_appearance() -> None:
    """Units that are numbered otherwise than they stand in the file."""
    shuffled = DATA.assign(psu=[4, 3, 2, 1])
    one = total(drawn(psu="psu", pps=JOINT), "y")
    other = total(drawn(shuffled, psu="psu", pps=JOINT), "y")
    assert one.se[0] == pytest.approx(other.se[0])


def test_the_result_says_how_units_were_selected() -> None:
    """Beside the rule for lonely PSUs."""
    assert "selection: pps overton (YG)" in total(drawn(pps="overton", variance="YG"), "y").about


def test_probabilities_may_stand_under_fpc_as_in_r() -> None:
    """And make the weights."""
    one = make_sample(DATA, Design(fpc="p", pps="overton"))
    np.testing.assert_allclose(one.weights, 1 / DATA["p"])


def changed(name: str, values: list[float]) -> pd.DataFrame:
    return DATA.assign(**{name: values})


def test_a_variance_below_zero_is_no_variance() -> None:
    """The estimator of Horvitz and Thompson may fall below zero; there is then no standard error."""
    rare = np.where(np.eye(4) == 1, JOINT, JOINT / 4)
    assert np.isnan(total(drawn(pps=rare), "y").se[0])


@pytest.mark.parametrize(
    ("call", "code", "place"),
    [
        (lambda: Design(pps="bruwer", probability="p"), "S130", "survey.Design: pps"),  # type: ignore[arg-type]
        (lambda: Design(pps="overton", probability="p", variance="SYG"), "S130", "survey.Design: pps"),  # type: ignore[arg-type]
        (lambda: Design(variance="YG", weight="p"), "S131", "survey.Design: pps"),
        (lambda: Design(pps="brewer", probability="p", variance="YG"), "S131", "survey.Design: pps"),
        (lambda: Design(pps="overton", weight="p"), "S132", "survey.Design: pps"),
        (lambda: Design(pps="overton", psu=("psu", "y"), probability=("p", "p")), "S132", "survey.Design: pps"),
        (lambda: drawn(pps=JOINT[:3, :3]), "S133", "survey.Design: pps: joint probabilities"),
        (lambda: drawn(pps=np.triu(JOINT)), "S133", "survey.Design: pps: joint probabilities"),
        (lambda: drawn(changed("p", [0.4, 0.4, 0.8, 0.3]), pps=JOINT), "S133", "survey.Design: pps: joint probabilities"),
        (lambda: drawn(strata="half", pps=HartleyRao({"1": 0.4})), "S134", "survey.Design: pps: HartleyRao, stratum '2'"),
        (lambda: drawn(changed("psu", [1, 1, 3, 4]), psu="psu", pps="brewer"), "S135", "survey.make_sample: pps, probability 'p'"),
        (lambda: drawn(changed("p", [0.5, 1.4, 0.8, 0.3]), pps="brewer"), "S135", "survey.make_sample: pps, probability 'p'"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call: Callable[[], object], code: str, place: str) -> None:
    """Each with its code and place."""
    with pytest.raises(DesignError) as caught:
        call()
    assert (caught.value.code, caught.value.place) == (code, place)


def test_yates_and_grundy_need_a_fixed_size() -> None:
    """Under Poisson sampling every pair cancels, and the standard error would be 0."""
    with pytest.raises(DesignError) as caught:
        Design(probability="p", pps="poisson", variance="YG")
    assert (caught.value.code, caught.value.place) == ("S136", "survey.Design: pps")
