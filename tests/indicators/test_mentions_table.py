"""A question with several answers is computed and published like indicators, and what comes first is said when it is certain."""

import pytest
from tests.indicators.conftest import Cell, MakeSample

from survey.indicators import Indicators
from survey.indicators.mentions_table import MentionsTable, mentions_table


def mentions(people: MakeSample, shipped: Indicators, answers: list[Cell]) -> MentionsTable:
    found = mentions_table(shipped, people(B03=answers), "B03")
    assert found is not None
    return found


def test_shares_are_of_all_asked_and_may_add_up_to_more_than_a_hundred(people: MakeSample, shipped: Indicators) -> None:
    """Of five: three name work, two prices with it, one does not know, one says that there is nothing."""
    table = mentions(people, shipped, [{1}, {1, 2}, {1, 2}, "dk", {14}] * 20)
    shares = {line.option.code: line.row.estimate for line in table.lines}
    assert (shares[1], shares[2], shares[14], shares[3]) == pytest.approx((60, 40, 20, 0))
    assert table.lines[0].row.n == 100
    assert table.lines[0].row.share_dk == pytest.approx(20)


def test_answers_are_ordered_by_share_and_what_is_no_concern_comes_last(
    people: MakeSample, shipped: Indicators
) -> None:
    """Nothing to worry about is given most often, and yet last; before it the answer in other words."""
    table = mentions(people, shipped, [{14}, {14}, {2}, {96}, {2, 3}] * 20)
    order = [line.option.code for line in table.by_share]
    assert order[:2] == [2, 3]
    assert order[-2:] == [96, 14]


def test_the_foremost_answers_are_apart_from_all_others(people: MakeSample, shipped: Indicators) -> None:
    """60 and 50 of 100 against 10 for every other: two are named, and neither is put before the other."""
    answers: list[Cell] = [*([{1, 2}] * 45), *([{1}] * 15), *([{2}] * 5), *([{3}] * 10), *([{4}] * 10), *([{5}] * 15)]
    assert [line.option.code for line in mentions(people, shipped, answers).foremost] == [1, 2]


def test_nothing_is_foremost_where_shares_are_close(people: MakeSample, shipped: Indicators) -> None:
    """Every answer by every seventh person."""
    answers: list[Cell] = [{code} for _ in range(10) for code in range(1, 8)]
    assert mentions(people, shipped, answers).foremost == ()


def test_few_interviews_hide_the_whole_question(people: MakeSample, shipped: Indicators) -> None:
    """Nine interviews are too few for any answer."""
    assert mentions(people, shipped, [{1}] * 9).is_hidden


def test_a_question_that_was_not_asked_has_no_table(people: MakeSample, shipped: Indicators) -> None:
    """By the settings of the wave, or because nobody was."""
    sample = people(B03=[{1}] * 40)
    assert mentions_table(shipped, sample, "B03", not_asked=("B03",)) is None
    assert mentions_table(shipped, people(C01a=[1] * 40, B03=["skip"] * 40), "B03") is None
