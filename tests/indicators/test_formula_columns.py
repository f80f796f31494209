"""One value per respondent, by hand."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from survey.expressions import Truth
from survey.indicators.definitions import AnswerRule
from survey.indicators.formula_columns import (
    FormulaColumn,
    minus_column,
    net_column,
    reached_column,
    score_column,
    share_column,
)
from survey.questionnaire import Reason

ANSWERED, DK, REF, NA, SKIP, LOST = (int(reason) for reason in Reason)
NAN = np.nan


def reasons(*rows: list[int]) -> np.ndarray:
    return np.array(rows, np.uint8)


def truth(*words: str) -> Truth:
    given = np.array(words)
    return Truth(given == "yes", given == "?")


def test_a_share_keeps_dont_know_and_refusals_in_its_base() -> None:
    """Yes, no, don't know, refused, not applicable, not asked, not recorded."""
    asked = reasons([ANSWERED], [ANSWERED], [DK], [REF], [NA], [SKIP], [LOST])
    column = share_column(truth("yes", "no", "?", "?", "?", "?", "?"), asked, asked)
    assert_array_equal(column.value, [100, 0, 0, 0, NAN, NAN, NAN])
    assert_array_equal(column.known, [True, True, False, False, False, False, False])
    assert_array_equal(column.dont_know, [False, False, True, False, False, False, False])
    assert_array_equal(column.refused, [False, False, False, True, False, False, False])


def test_the_base_does_not_depend_on_the_outcome() -> None:
    """Yes on the first item counts nothing when the second was never recorded: a no would not count either."""
    asked = reasons([ANSWERED, LOST], [ANSWERED, DK], [ANSWERED, ANSWERED])
    column = share_column(truth("yes", "yes", "no"), asked, asked)
    assert_array_equal(column.value, [NAN, 100, 0])
    assert_array_equal(column.known, [False, True, True])


def test_a_refusal_outweighs_a_dont_know() -> None:
    """An unknown over a refusal and a don't know is a refusal."""
    asked = reasons([REF, DK], [DK, ANSWERED])
    column = share_column(truth("?", "?"), asked, asked)
    assert_array_equal(column.refused, [True, False])
    assert_array_equal(column.dont_know, [False, True])


def test_a_lost_follow_up_leaves_the_base() -> None:
    """Asked the filter, the follow-up due but lost: nothing says yes, no or don't know."""
    column = share_column(
        truth("?", "no"), reasons([ANSWERED], [ANSWERED]), reasons([ANSWERED, LOST], [ANSWERED, SKIP])
    )
    assert_array_equal(column.value, [NAN, 0])


def test_a_net_balance_is_a_mean_of_plus_and_minus_one_hundred() -> None:
    """Positive, neutral, negative, don't know."""
    asked = reasons([ANSWERED], [ANSWERED], [ANSWERED], [DK])
    column = net_column(truth("yes", "no", "no", "?"), truth("no", "no", "yes", "?"), asked, asked)
    assert_array_equal(column.value, [100, 0, -100, 0])
    assert_array_equal(column.known, [True, True, True, False])


@pytest.mark.parametrize(
    ("rule", "answered", "applicable", "enough"),
    [
        (AnswerRule(Fraction(2, 3)), 2, 3, True),
        (AnswerRule(Fraction(2, 3)), 5, 8, False),
        (AnswerRule(Fraction(2, 3)), 6, 8, True),
        (AnswerRule(Fraction(2, 3)), 1, 2, False),
        (AnswerRule(Fraction(1, 2)), 4, 8, True),
        (AnswerRule(Fraction(1, 2)), 4, 9, False),
        (AnswerRule(count=6), 6, 8, True),
        (AnswerRule(count=6), 5, 5, False),
        (AnswerRule(count=3), 3, 4, True),
        (AnswerRule(Fraction(2, 3)), 0, 0, False),
    ],
)
def test_how_many_answers_a_score_needs(rule: AnswerRule, answered: int, applicable: int, enough: bool) -> None:
    """A share counts the applicable items, a count does not."""
    scores = np.array([[60.0] * answered + [NAN] * (9 - answered)])
    can = np.array([[True] * applicable + [False] * (9 - applicable)])
    given = np.where(np.isnan(scores), DK, ANSWERED).astype(np.uint8)
    assert_array_equal(score_column(scores, can, given, rule).value, [60 if enough else NAN])


def test_scores_of_items_that_are_not_applicable_are_ignored() -> None:
    """The own group's item is answered 0, but is not applicable."""
    column = score_column(
        np.array([[0.0, 80, 60]]), np.array([[False, True, True]]), reasons([0, 0, 0]), AnswerRule(Fraction(1, 2))
    )
    assert_array_equal(column.value, [70])


def test_a_blank_score_says_why() -> None:
    """Too few answers because of don't know, of a refusal, of lost answers."""
    scores = np.array([[50, NAN], [50, NAN], [50, NAN]])
    column = score_column(scores, np.ones((3, 2), bool), reasons([0, DK], [0, REF], [0, LOST]), AnswerRule(Fraction(1)))
    assert_array_equal(column.dont_know, [True, False, False])
    assert_array_equal(column.refused, [False, True, False])


def column(values: list[float]) -> FormulaColumn:
    value = np.array(values)
    known, none = np.isfinite(value), np.zeros(len(value), bool)
    return FormulaColumn.of(value, known, ~known, none, np.ones(len(value), bool))


def test_overclaiming_is_taken_off_without_cutting_at_zero() -> None:
    """The mean of differences 50 and -20 is the difference of the means, 65 - 50."""
    corrected = minus_column(column([100, 30]), column([50, 50]))
    assert_array_equal(corrected.value, [50, -20])
    assert corrected.value.mean() == 65 - 50


def test_knowledge_is_blank_where_the_invented_item_is() -> None:
    """Without the invented item nothing can be taken off."""
    corrected = minus_column(column([100, NAN]), column([NAN, 50]))
    assert_array_equal(corrected.value, [NAN, NAN])
    assert_array_equal(corrected.dont_know, [True, True])


def test_scores_rounded_to_three_decimals_still_reach_their_cut() -> None:
    """100, 66.667 and four times 33.333 average 49.9998 as written and 50 as meant."""
    mean = (100 + 66.667 + 4 * 33.333) / 6
    assert mean < 50
    assert_allclose(reached_column(column([mean, 45.8, NAN]), 50).value, [100, 0, 0])
