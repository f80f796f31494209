"""The battery is computed, judged and published like indicators."""

import pytest
from tests.indicators.conftest import MakeSample

from survey.indicators import Indicators, compute
from survey.indicators.battery_table import BatteryTable, battery_table

ANSWERS: list[int | str] = [1, 2, 2, 3, 4, "dk", "ref", 1, 2, 3] * 6
FEW: list[int | str] = [1, 2, 2, 3] * 5
OTHERS = ("C01b", "C01c", "C01d", "C01e", "C01f", "C01g", "C01h", "C01i", "C01j", "C01k")


def battery(
    people: MakeSample, shipped: Indicators, first: list[int | str], not_asked: tuple[str, ...] = ()
) -> BatteryTable:
    sample = people(C01a=first, C01l=[4] * len(first))
    found = battery_table(shipped, sample, "C01", (*OTHERS, *not_asked))
    assert found is not None
    return found


def test_shares_are_of_all_asked_with_do_not_know_and_refusals_apart(people: MakeSample, shipped: Indicators) -> None:
    """Of ten: two and three positive, two and one negative, one does not know, one refuses."""
    line = battery(people, shipped, ANSWERS).lines[0]
    assert [row.estimate for row in line.answers] == pytest.approx([20, 30, 20, 10])
    assert (line.positive.estimate, line.positive.share_dk, line.positive.share_refused) == pytest.approx((50, 10, 10))
    assert line.positive.n == 60


def test_a_line_is_the_indicator_that_counts_the_same_answers(people: MakeSample, shipped: Indicators) -> None:
    """Estimate, limits, status and decision on publication of TRUST_PRESIDENT."""
    sample = people(C01a=ANSWERS, C01l=[4] * 60)
    found = battery_table(shipped, sample, "C01", OTHERS)
    assert found is not None
    row, one = compute(shipped, sample, domains=(), not_asked=OTHERS).row("TRUST_PRESIDENT"), found.lines[0].positive
    names = ("estimate", "ci_low", "ci_high", "status", "p_stable", "deff_pooled", "n_psus", "publish", "note")
    assert [getattr(one, name) for name in names] == [getattr(row, name) for name in names]
    assert one.status is not None


def test_the_balance_is_positive_less_negative(people: MakeSample, shipped: Indicators) -> None:
    """50 less 30; all negative is -100."""
    found = battery(people, shipped, ANSWERS)
    assert [found.net(line) for line in found.lines] == pytest.approx([20, -100])


def test_rows_that_were_not_asked_are_named(people: MakeSample, shipped: Indicators) -> None:
    """Those without a column too."""
    found = battery(people, shipped, ANSWERS, ("C01l",))
    assert [line.id for line in found.lines] == ["C01a"]
    assert found.not_asked == (*OTHERS, "C01l")


def test_one_hidden_share_hides_its_line(people: MakeSample, shipped: Indicators) -> None:
    """Of twenty interviews nobody chose one answer: 0 % of a small group is not published, and the others would give it away."""
    found = battery(people, shipped, FEW)
    assert found.lines[0].positive.why_hidden in ("", "difference")
    assert found.lines[0].is_hidden


def test_a_battery_that_is_not_there_is_none(people: MakeSample, shipped: Indicators) -> None:
    """Neither a name without rows nor one of which nothing was asked."""
    sample = people(C01a=ANSWERS)
    every = tuple(row.id for row in shipped.form.battery("C01"))
    assert battery_table(shipped, sample, "C99") is None
    assert battery_table(shipped, sample, "C01", every) is None
