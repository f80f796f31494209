"""The sampling plan against the delivery."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from tests.validation.conftest import Held

from survey.findings import Finding
from survey.interviews import Interviews
from survey.validation import Plan, PlannedUnit, check_plan

Make = Callable[..., Interviews]


@pytest.fixture
def interviews(held: Held) -> Make:
    """So many interviews; each keyword gives the answers to one question."""

    def make(n: int, **answers: list[object]) -> Interviews:
        usual: dict[str, list[object]] = {"U1": [1 + at % 2 for at in range(n)], **answers}
        return held(*({name: values[at] for name, values in usual.items()} for at in range(n)))

    return make


def told(found: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(one.rule, one.severity) for one in found]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (10, []),
        (12, []),
        (13, [("plan_interviews", "error")]),
        (25, [("plan_interviews", "error")]),
        (8, []),
        (7, [("plan_more", "warning")]),
    ],
)
def test_the_number_of_interviews_is_compared(interviews: Make, target: int, expected: list[tuple[str, str]]) -> None:
    """Ten were delivered: fewer than four fifths of the target is an error, many more a warning."""
    assert told(check_plan(interviews(10), Plan(target))) == expected


def test_what_is_set_aside_counts_as_delivered(interviews: Make) -> None:
    """An interview with an error was held."""
    aside = dataclasses.replace(interviews(10), accepted=np.zeros(10, bool))
    assert told(check_plan(aside, Plan(10))) == []


def test_a_unit_of_the_plan_without_an_interview_is_an_error(interviews: Make) -> None:
    """And is named in words, without a plan of units it is a warning."""
    one_unit = interviews(10, U1=[1] * 10)
    units = {1: PlannedUnit(10), 2: PlannedUnit(10)}
    (found,) = check_plan(one_unit, Plan(10, by="U1", units=units))
    assert (found.rule, found.severity, found.interview, found.row) == ("plan_units_empty", "error", None, None)
    assert "Второй район (2)" in found.message["ru"]
    assert "Екінші аудан (2)" in found.message["kk"]
    assert told(check_plan(one_unit, None, unit="U1")) == [("plan_units_empty", "warning")]


@pytest.mark.parametrize(("planned", "expected"), [(6, []), (7, ["warning"]), (11, ["error"])])
def test_interviews_of_a_unit_are_compared(interviews: Make, planned: int, expected: list[str]) -> None:
    """Five of six are enough, five of seven are not, five of eleven are less than half."""
    units = {1: PlannedUnit(planned), 2: PlannedUnit(5)}
    found = check_plan(interviews(10, U1=[1] * 5 + [2] * 5), Plan(10, by="U1", units=units))
    assert [one.severity for one in found.of(rule="plan_unit_few")] == expected


def test_sampling_points_of_a_unit_are_compared(interviews: Make) -> None:
    """Two of three came in the first unit, both in the second."""
    points = ["1-1", "1-1", "1-2", "1-2", "1-2", "2-1", "2-1", "2-2", "2-2", "2-2"]
    units = {1: PlannedUnit(5, 3), 2: PlannedUnit(5, 2)}
    given = interviews(10, U1=[1] * 5 + [2] * 5, P1=points)
    found = check_plan(given, Plan(10, by="U1", units=units), psu="P1")
    assert [(one.rule, one.severity, one.value) for one in found] == [("plan_unit_psus", "warning", "1")]


def test_sampling_points_with_long_numbers_are_not_one_point(interviews: Make) -> None:
    """Two points of seven digits that differ in the last one."""
    units = {1: PlannedUnit(5, 2), 2: PlannedUnit(5, 2)}
    given = interviews(10, U1=[1] * 5 + [2] * 5, A2=[1234567, 1234568] * 5)
    assert told(check_plan(given, Plan(10, by="U1", units=units), psu="A2")) == []
