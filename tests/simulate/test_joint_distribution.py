"""The population as one joint table."""

import pytest
from numpy.testing import assert_allclose

from survey.design import Population
from survey.errors import SimulationError
from survey.questionnaire.model import Questionnaire
from survey.simulate.joint_distribution import joint_table
from survey.simulate.synthetic_people import variable_of


def test_separate_margins_are_crossed_as_if_independent(form: Questionnaire) -> None:
    """Men 0.4, towns 0.25: men in towns 0.1 of 1,000."""
    people = Population.from_margins({"sex": {1: 400, 2: 600}, "urban": {1: 250, 0: 750}})
    table, adults = joint_table(people, form)
    here = (table["sex"] == 1) & (table["urban"] == 1)
    assert_allclose(adults[here], [100])
    assert_allclose(adults.sum(), 1000)


def test_a_variable_that_is_no_grouping_is_refused(form: Questionnaire) -> None:
    """Its answers could not be found."""
    with pytest.raises(SimulationError) as error:
        joint_table(Population.from_margins({"gender": {1: 1, 2: 1}}), form)
    assert (error.value.code, error.value.place) == ("N009", "simulate_wave: population variable 'gender'")


def test_a_category_that_the_grouping_does_not_have_is_refused(form: Questionnaire) -> None:
    """With the nearest one."""
    with pytest.raises(SimulationError) as error:
        joint_table(Population.from_margins({"ethnic_group": {"kazak": 1, "russian": 1}}), form)
    assert (error.value.code, error.value.place) == ("N012", "simulate_wave: population variable 'ethnic_group'")
    assert "'kazakh'" in error.value.remedy


def test_a_grouping_knows_the_variable_it_is_made_of(form: Questionnaire) -> None:
    """Age groups are made of the age."""
    assert variable_of(form, "age4").id == "S03"
