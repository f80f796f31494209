"""Strata with one selected unit joined to a neighbour."""

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import DesignError
from survey.estimation import total


def drawn(strata: list[int], population: list[int] | None = None, lonely: str = "collapse") -> Sample:
    """One interview per PSU, values 1, 2, 4, 8 and so on."""
    data = pd.DataFrame({"stratum": strata, "y": 2.0 ** np.arange(len(strata)), "w": 1.0})
    if population is not None:
        data["population"] = population
    design = Design(strata="stratum", weight="w", fpc="population" if population else None, lonely=lonely)  # type: ignore[arg-type]
    return make_sample(data, design)


@pytest.mark.parametrize(
    ("strata", "joined"),
    [
        ([1, 1, 2, 3, 3], ["1", "2 + 3"]),
        ([1, 2, 2], ["1 + 2"]),
        ([1, 1, 2], ["1 + 2"]),
        ([1, 2, 3], ["1 + 2 + 3"]),
        ([1, 2, 3, 4], ["1 + 2", "3 + 4"]),
        ([1, 2, 3, 3], ["1 + 2", "3"]),
        ([1, 1, 2, 2], ["1", "2"]),
    ],
)
def test_a_lonely_stratum_goes_with_the_next_one(strata: list[int], joined: list[str]) -> None:
    """Two lonely neighbours make a pair; the last goes with the one before it."""
    assert list(drawn(strata).stages[0].strata) == joined


def test_the_variance_compares_the_psus_that_were_joined() -> None:
    """Strata {1, 2} and {4} with {8}: squares (1-2)^2 and (4-8)^2."""
    found = total(drawn([1, 1, 2, 3]), "y")
    assert found.se[0] ** 2 == pytest.approx(1 + 16)


def test_joint_strata_share_what_was_selected_of_them() -> None:
    """One of 4 and three of 12: four of 16."""
    sample = drawn([1, 2, 2, 2], population=[4, 12, 12, 12])
    np.testing.assert_allclose(sample.stages[0].fraction, 0.25)


def test_a_stratum_taken_completely_is_not_lonely() -> None:
    """One of one needs nobody."""
    assert list(drawn([1, 2, 2], population=[1, 12, 12]).stages[0].strata) == ["1", "2"]


def test_every_result_says_what_was_joined() -> None:
    """In the result, in the sample and in its trail."""
    sample = drawn([1, 2, 2])
    assert "lonely PSU: collapse; strata joined: 1 + 2" in total(sample, "y").about
    assert "strata joined: 1 + 2" in repr(sample)
    assert sample.trail[0].notes == ("strata joined: 1 + 2",)


def test_a_single_stratum_with_one_psu_has_no_neighbour() -> None:
    """There is nothing to compare."""
    with pytest.raises(DesignError) as caught:
        drawn([1])
    assert (caught.value.code, caught.value.place) == ("S150", "survey.Design: lonely='collapse'")


def test_a_lonely_unit_of_a_later_stage_is_refused() -> None:
    """Only strata of the first stage are joined."""
    data = pd.DataFrame({"psu": [1, 1, 2], "unit": [1, 2, 1], "y": [1.0, 2, 3], "N": 10, "M": 5})
    sample = make_sample(data, Design(psu=("psu", "unit"), fpc=("N", "M"), lonely="collapse"))
    with pytest.raises(DesignError) as caught:
        total(sample, "y")
    assert caught.value.code == "S022"
