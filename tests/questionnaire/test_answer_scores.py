"""Scores of answers by code and along a scale."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from survey.questionnaire import BatteryRow, Questionnaire, read_questionnaire
from survey.questionnaire.answer_scores import can_be_scored, score_answers

NAN = np.nan


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return read_questionnaire(Path(__file__).parents[2] / "questionnaires" / "interethnic")


def test_a_scale_is_scored_from_end_to_end(form: Questionnaire) -> None:
    """B02 runs from 0 to 10."""
    assert can_be_scored(form.variable("B02"))
    assert_allclose(score_answers(form.variable("B02"), np.array([0, 2, 10, NAN])), [0, 20, 100, NAN])


def test_a_reversed_row_of_a_scale_is_scored_from_the_other_end(form: Questionnaire) -> None:
    """2 of 10 against something counts as 8 of 10 for it."""
    scale = form.variable("B02")
    row = replace(scale, row=BatteryRow("B02", scale.text, reverse=True))
    assert_allclose(score_answers(row, np.array([0, 2, 10, NAN])), [100, 80, 0, NAN])


def test_a_reversed_row_of_a_choice_is_reversed_once(form: Questionnaire) -> None:
    """D07d is reversed when it is read: full agreement is 0."""
    assert_allclose(score_answers(form.variable("D07d"), np.array([1, 5])), [0, 100])


def test_given_scores_are_used_as_they_are(form: Questionnaire) -> None:
    """Also for a reversed row; a code without a score is blank."""
    assert_allclose(score_answers(form.variable("D07d"), np.array([1, 5]), {1: 70}), [70, NAN])
