"""A simulated wave as a whole."""

import datetime

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from survey.design import Population
from survey.errors import MonitorError, SimulationError
from survey.expressions.evaluation import asked
from survey.questionnaire import Reason
from survey.questionnaire.model import TEXT_KINDS, Questionnaire
from survey.simulate import SimulatedWave, simulate_wave
from survey.simulate.region import make_region

UNITS = [60, 40, 40, 40, 40, 40, 110, 40, 60, 80, 90, 40, 40, 40, 50, 40, 40, 70, 40]
"""Interviews by unit as the design of the monitor allocates 1,000 (minimum 40 in each)."""


def test_the_same_seed_gives_the_same_wave(form: Questionnaire, population: Population) -> None:
    """Mistakes included."""
    one, other = (simulate_wave(form, population, "2018Q2", n=200, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    pd.testing.assert_frame_equal(one.planted, other.planted)


def test_a_negative_seed_is_refused(form: Questionnaire, population: Population) -> None:
    """By a wave and by a region, with what it should be."""
    for make in (
        lambda: simulate_wave(form, population, "2018Q2", n=200, seed=-1),
        lambda: make_region(form, population, wave="2018Q2", seed=-1),
    ):
        with pytest.raises(SimulationError, match="at least 0") as error:
            make()
        assert error.value.code == "N016"


@pytest.mark.parametrize(("wave", "seed"), [("2018Q2", 6), ("2018Q3", 5)])
def test_another_seed_or_wave_gives_other_people(
    form: Questionnaire, population: Population, wave: str, seed: int
) -> None:
    """Waves are independent draws."""
    one = simulate_wave(form, population, "2018Q2", n=200, seed=5, field_errors=False)
    other = simulate_wave(form, population, wave, n=200, seed=seed, field_errors=False)
    assert (one.sheet.codes["S03"] == other.sheet.codes["S03"]).mean() < 0.2


def test_interviews_are_allocated_to_units_as_designed(clean: SimulatedWave) -> None:
    """The column n of the design: proportional to adults, at least four points in each unit."""
    assert clean.to_frame().groupby("H04").size().tolist() == UNITS


def test_ten_interviews_are_held_at_each_of_a_hundred_points(clean: SimulatedWave) -> None:
    """And the point begins with the code of its unit."""
    points = clean.to_frame().groupby("H07").size()
    assert len(points) == 100
    assert set(points) == {10}
    frame = clean.to_frame()
    assert (frame["H07"].str[:2].astype(int) == frame["H04"]).all()


def test_base_weights_add_up_to_the_population(clean: SimulatedWave, population: Population) -> None:
    """In all and in every unit; weights are rounded to six digits."""
    frame = clean.to_frame()
    assert_allclose(frame["base_weight"].sum(), population.total, rtol=1e-8)
    of_units = population.margin("unit")
    weights = {str(unit): weight for unit, weight in frame.groupby("H04")["base_weight"].sum().items()}
    assert len(weights) == 19
    for (unit,), adults in zip(of_units.categories, of_units.counts, strict=True):
        assert_allclose(weights[str(unit)], adults, rtol=1e-8)


@pytest.mark.parametrize("n", [19, 50, 333, 5000])
def test_any_number_of_interviews_reaches_every_unit(form: Questionnaire, population: Population, n: int) -> None:
    """From one for each of the 19 units on."""
    wave = simulate_wave(form, population, "2018Q1", n=n, field_errors=False)
    assert len(wave) == n
    assert wave.to_frame()["H04"].nunique() == 19
    assert_allclose(wave.base_weight.sum(), population.total, rtol=1e-6)


def test_fewer_interviews_than_units_are_refused(form: Questionnaire, population: Population) -> None:
    """A stratum without an interview has no variance."""
    with pytest.raises(SimulationError) as error:
        simulate_wave(form, population, "2018Q1", n=18)
    assert error.value.code == "N002"
    assert "n = 18" in error.value.place


def test_a_wave_that_is_no_quarter_is_refused(form: Questionnaire, population: Population) -> None:
    """With its name."""
    with pytest.raises(MonitorError) as error:
        simulate_wave(form, population, "spring 2018")
    assert (error.value.code, error.value.place) == ("M001", "wave 'spring 2018'")


def test_everybody_asked_answers_and_nobody_else(clean: SimulatedWave) -> None:
    """Every question with a condition, on the answers as they stand."""
    conditional = [
        variable
        for variable in clean.form.variables.values()
        if variable.ask_if is not None and variable.kind not in TEXT_KINDS
    ]
    assert len(conditional) == 8
    for variable in conditional:
        assert variable.ask_if is not None
        has_answer = clean.sheet.reason(variable.id) != Reason.NOT_ASKED
        assert (has_answer == asked(variable.ask_if, clean.sheet)[0]).all(), variable.id


def test_days_lie_in_the_quarter_and_hours_in_the_day(clean: SimulatedWave) -> None:
    """Nobody is visited before ten or after eight."""
    frame = clean.to_frame()
    assert frame["H10"].between("2018-01-01", "2018-03-31").all()
    assert frame["H11"].between("10:00", "20:00").all()
    assert (frame["O01"] > frame["H11"]).all()


def test_interviews_of_one_interviewer_do_not_overlap(clean: SimulatedWave) -> None:
    """The next begins after the last has ended."""
    frame = clean.to_frame().sort_values(["H03", "H10", "H11"])
    same = (frame["H03"] == frame["H03"].shift()) & (frame["H10"] == frame["H10"].shift())
    assert same.sum() > 500
    assert (frame["H11"] > frame["O01"].shift())[same].all()


def test_a_row_that_can_be_asked_from_a_day_on_is_empty_before_it(clean: SimulatedWave) -> None:
    """I02c was announced on 6 March 2018."""
    frame = clean.to_frame()
    assert frame["I02c"].notna().equals(frame["H10"] >= "2018-03-06")


def test_the_list_experiment_agrees_with_the_direct_question(large: SimulatedWave) -> None:
    """Distrust hidden from the direct question adds about five points.

    Tolerance: three standard errors of the difference of two means of 4,000 counts, sqrt(2 * 1.2 / 4000) * 3.
    """
    version, count = large.sheet.values("H13"), large.sheet.values("G07")
    difference = np.nanmean(count[version == 2]) - np.nanmean(count[version == 1])
    direct = (large.sheet.values("C01e") >= 3).mean()
    assert difference == pytest.approx(direct + 0.05, abs=0.075)


def test_people_feel_closest_to_their_own_group(large: SimulatedWave) -> None:
    """The item of the own group is asked of all and masked later."""
    closeness, group = large.sheet.values("E04b"), large.sheet.values("Z02")
    assert np.nanmean(closeness[group == 2]) < 1.6
    assert np.nanmean(closeness[group != 2]) > 2.0


def test_answers_of_one_point_are_alike_as_planned(large: SimulatedWave) -> None:
    """Intraclass correlation about 0.06 (one-way analysis of variance), here the mean of eight items."""
    _, point = np.unique(large.sheet.words["H07"].astype(str), return_inverse=True)
    names = ("C01a", "C01e", "C02", "D01a", "D06", "E05", "P01", "B04")
    found = [_intraclass(large.sheet.values(name), point) for name in names]
    assert 0.045 < np.mean(found) < 0.09


def _intraclass(values: np.ndarray, group: np.ndarray) -> float:
    known = ~np.isnan(values)
    y, g = values[known], group[known]
    sizes = np.bincount(g)
    means = np.bincount(g, y) / sizes
    between = (sizes * (means - y.mean()) ** 2).sum() / (len(sizes) - 1)
    within = ((y - means[g]) ** 2).sum() / (len(y) - len(sizes))
    size = (len(y) - (sizes**2).sum() / len(y)) / (len(sizes) - 1)
    return float((between - within) / (between + (size - 1) * within))


def test_the_sample_looks_like_the_population(large: SimulatedWave, population: Population) -> None:
    """Weighted by design only, groups differ by nonresponse and by the luck of the draw: within eight points."""
    for name in ("urban", "sex", "age4", "ethnic_group"):
        margin = population.margin(name)
        codes = {one.id: one.code for one in large.form.groupings[name].categories}
        for (category,), count in zip(margin.categories, margin.counts, strict=True):
            share = np.average(large.sheet.values(name) == codes[str(category)], weights=large.base_weight)
            assert share == pytest.approx(count / margin.total, abs=0.08), (name, category)


def test_kazakhs_are_mostly_interviewed_in_kazakh(large: SimulatedWave) -> None:
    """And Russians in Russian."""
    group, language = large.sheet.values("ethnic_group"), large.sheet.values("language")
    assert (language[group == 1] == 1).mean() > 0.8
    assert (language[group == 2] == 2).mean() > 0.9


def test_some_say_they_do_not_know_and_fewer_refuse(large: SimulatedWave) -> None:
    """Two to four in a hundred do not know."""
    reason = large.sheet.reason("C01f")
    assert 0.015 < (reason == Reason.DONT_KNOW).mean() < 0.04
    assert 0 < (reason == Reason.REFUSED).mean() < (reason == Reason.DONT_KNOW).mean()


def test_a_shift_of_a_trait_moves_its_answers_and_no_others(form: Questionnaire, population: Population) -> None:
    """Half a standard deviation of trust, seen in C01a and not in E05 with the same seed."""
    waves = [
        simulate_wave(form, population, "2018Q1", n=2000, seed=2, field_errors=False, shift=shift)
        for shift in ({}, {"trust": 0.5})
    ]
    usual, shifted = ([(wave.sheet.values(name) <= 2).mean() for name in ("C01a", "E05")] for wave in waves)
    assert shifted[0] - usual[0] > 0.05
    assert shifted[1] == usual[1]


def test_a_shift_of_one_variable_moves_it_alone(form: Questionnaire, population: Population) -> None:
    """Down by one standard deviation."""
    waves = [
        simulate_wave(form, population, "2018Q1", n=2000, seed=2, field_errors=False, shift=shift)
        for shift in ({}, {"C01a": -1.0})
    ]
    usual, shifted = ([(wave.sheet.values(name) <= 2).mean() for name in ("C01a", "C01b")] for wave in waves)
    assert shifted[0] - usual[0] < -0.2
    assert shifted[1] == usual[1]


def test_a_shift_of_nothing_known_is_refused(form: Questionnaire, population: Population) -> None:
    """The nearest name is offered."""
    with pytest.raises(SimulationError) as error:
        simulate_wave(form, population, "2018Q1", shift={"trsut": 1})
    assert (error.value.code, error.value.place) == ("N008", "simulate_wave: shift 'trsut'")
    assert "'trust'" in error.value.remedy


def test_the_same_points_can_be_visited_again(
    form: Questionnaire, population: Population, clean: SimulatedWave
) -> None:
    """With other households."""
    again = simulate_wave(form, population, "2018Q2", seed=3, field_errors=False, same_psus_as=clean)
    assert again.to_frame()["H07"].tolist() == clean.to_frame()["H07"].tolist()
    assert (again.sheet.codes["S03"] == clean.sheet.codes["S03"]).mean() < 0.2


def test_points_of_another_number_of_interviews_are_refused(
    form: Questionnaire, population: Population, clean: SimulatedWave
) -> None:
    """Its points would not be those of this frame."""
    with pytest.raises(SimulationError) as error:
        simulate_wave(form, population, "2018Q2", n=500, same_psus_as=clean)
    assert (error.value.code, error.value.place) == ("N013", "simulate_wave: same_psus_as")


def test_every_interview_is_one_of_the_contacts(clean: SimulatedWave) -> None:
    """By point and household; the rest gave none for a reason of AAPOR."""
    contacts = clean.contacts
    met = contacts[contacts["disposition"] == "1.1"]
    frame = clean.to_frame()
    assert list(zip(met["psu"], met["household"].astype(str), strict=True)) == list(
        zip(frame["H07"], frame["H08"], strict=True)
    )
    assert set(contacts["disposition"]) == {"1.1", "2.1", "2.2", "2.3", "3.1"}
    assert not contacts.duplicated(["psu", "household"]).any()
    assert 0.6 < len(met) / len(contacts) < 0.75


def test_a_wave_says_what_it_is(clean: SimulatedWave) -> None:
    """In a terminal and in a notebook."""
    assert repr(clean) == "<SimulatedWave 2018Q1: 1000 rows, 100 sampling points, seed 3, no mistakes planted>"
    assert "2018Q1-0001" in clean._repr_html_()


# A questionnaire nothing is known of


def test_any_questionnaire_can_be_simulated(small: Questionnaire) -> None:
    """Every kind of question gets plausible answers within its bounds."""
    wave = simulate_wave(small, Population.from_margins({"sex": {1: 500, 2: 600}}), "2020Q1", n=120, field_errors=False)
    frame = wave.to_frame()
    assert len(frame) == 120
    assert_allclose(frame["base_weight"].sum(), 1100)
    assert {1, 2} <= set(frame["A1"].dropna()) <= {1, 2, 98}
    assert frame["A2"].dropna().drop(frame.index[frame["A2"] == 98]).between(0, 9).all()
    assert [str(column) for column in frame if str(column).startswith("A4")] == ["A4_m1", "A4_m2"]
    assert datetime.date.fromisoformat(frame["D1"][0]) >= datetime.date(2020, 1, 1)
    assert 0.4 < (frame["A5"] == 2).mean() < 0.7


def test_a_jump_leaves_out_what_lies_between(small: Questionnaire) -> None:
    """Without a car the interview goes on at A4."""
    wave = simulate_wave(small, Population.from_margins({"sex": {1: 500, 2: 600}}), "2020Q1", n=200, field_errors=False)
    without = wave.sheet.values("A1") == 2
    assert 20 < without.sum() < 180
    assert np.isnan(wave.sheet.codes["A2"][without]).all()
    assert not np.isnan(wave.sheet.codes["A2"][~without]).any()
    assert (wave.sheet.reason("A4")[without] == Reason.ANSWERED).all()


def test_mistakes_that_find_no_room_are_left_out(small: Questionnaire) -> None:
    """There is no unit to swap and no interviewer to hurry."""
    wave = simulate_wave(small, Population.from_margins({"sex": {1: 500, 2: 600}}), "2020Q1", n=200)
    assert {"delivered_twice", "wrong_code", "exclusive_with_others"} <= set(wave.planted["mistake"])
    assert not {"swapped_unit", "short", "under_age"} & set(wave.planted["mistake"])
