"""The status rule, version 2: every line of it, and what keeps each from being said too early."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from survey.indicators.precision import Cells, Precision
from survey.indicators.rule_constants import StatusRule
from survey.indicators.status_rule import Borders, Judged, apply_rule, probabilities

RULE = StatusRule()


def precision(
    estimate: float, *, n: float = 1000, deff: float = 1.0, df: float = 80, psus: float = 100, share: bool = True,
    spread: float | None = None,
) -> Precision:  # fmt: skip
    s2 = estimate * (100 - estimate) * n / (n - 1) if spread is None else spread
    values = (np.array([one], float) for one in (estimate, 1.0, df, s2, n, psus))
    cells = Cells(*values, is_share=np.array([share]))  # type: ignore[misc]
    return Precision(cells, np.array([deff], float), np.array([df], float))


def borders(stable: float, negative: float, sign: int = 1, *, event: bool = False, least_n: float = 30) -> Borders:
    return Borders(
        np.array([stable], float), np.array([negative], float), np.array([sign]), np.array([event]), np.array([least_n], float)
    )  # fmt: skip


def judged(
    these: Precision, of: Borders, *, newest: float | None = None, hit: float = 9, rule: StatusRule = RULE
) -> Judged:
    own = these.cells.estimate if newest is None else np.array([newest], float)
    return apply_rule(these, of, rule, own, np.array([hit], float))


def status(these: Precision, of: Borders, *, newest: float | None = None, hit: float = 9) -> str:
    return str(judged(these, of, newest=newest, hit=hit).status[0])


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [(20, "negative"), (37.5, "negative"), (37.7, "tension"), (50, "tension"), (57.5, "tension"),
     (57.7, "inconclusive"), (60, "inconclusive"), (62.4, "inconclusive"), (62.5, "stable"), (90, "stable")],
)  # fmt: skip
def test_lines_of_the_rule(estimate: float, expected: str) -> None:
    """Borders 60 and 40, 1,000 simple interviews: 94 % limits lie about 2.4 points off the estimate."""
    assert status(precision(estimate), borders(60, 40)) == expected


@pytest.mark.parametrize(
    ("estimate", "expected"), [(80, "negative"), (50, "tension"), (30, "stable"), (40, "inconclusive")]
)
def test_lower_is_better_mirrors_the_rule(estimate: float, expected: str) -> None:
    """A score, borders 40 and 60 the other way round."""
    assert status(precision(estimate, share=False, spread=900), borders(40, 60, -1)) == expected


def test_mirrored_probabilities_are_the_same() -> None:
    """A share of 30 against 10 and 25 is to minus what 70 against 90 and 75 is to plus."""
    assert_allclose(
        probabilities(precision(30), borders(10, 25, -1)), probabilities(precision(70), borders(90, 75)), atol=1e-12
    )


@pytest.mark.parametrize("estimate", [5.0, 39.0, 41.0, 59.0, 75.0])
def test_probabilities_add_up(estimate: float) -> None:
    """Each between 0 and 1."""
    found = probabilities(precision(estimate, n=60, df=9), borders(60, 40))[0]
    assert found.sum() == pytest.approx(1)
    assert ((found >= 0) & (found <= 1)).all()


def test_words_and_probabilities_agree() -> None:
    """A status is given exactly when its probability, or that of not being stable, reaches the level."""
    checked = 0
    for estimate in np.arange(30, 75, 0.25):
        found = judged(precision(float(estimate)), borders(60, 40))
        p_stable, _, p_negative = found.probability[0]
        expected = (
            "negative" if p_negative >= 0.94 else "stable" if p_stable >= 0.94 else "tension" if p_stable <= 0.06 else "inconclusive"
        )  # fmt: skip
        assert found.status[0] == expected
        checked += 1
    assert checked == 180


@pytest.mark.parametrize(
    ("n", "psus", "least_n", "expected"),
    [(30, 3, 30, "stable"), (29, 30, 30, "insufficient_data"), (300, 2, 30, "insufficient_data"),
     (99, 30, 100, "insufficient_data"), (100, 30, 100, "stable")],
)  # fmt: skip
def test_the_gate_counts_interviews_and_psus(n: float, psus: float, least_n: float, expected: str) -> None:
    """99 %: certain enough wherever there are enough."""
    assert status(precision(99, n=n, psus=psus), borders(60, 40, least_n=least_n)) == expected


def test_the_effective_number_is_no_gate() -> None:
    """40 interviews worth 10 still show that 100 % is more than 40 %; they only reach fewer conclusions."""
    assert status(precision(100, n=40, deff=4, psus=4), borders(40, 20)) == "stable"


def test_an_unknown_error_gives_no_status() -> None:
    """One PSU in every cell."""
    these = precision(90)
    unknown = replace(these, deff=np.array([np.nan]), df=np.array([np.nan]))
    assert status(unknown, borders(60, 40)) == "insufficient_data"


def test_a_descriptive_indicator_has_no_status() -> None:
    """Nor a leaning, nor probabilities."""
    found = judged(precision(90), borders(np.nan, np.nan, 0))
    assert [found.status[0], found.leaning[0]] == [None, None]
    assert np.isnan(found.probability).all()


def test_an_event_is_stable_only_where_enough_psus_could_have_met_it() -> None:
    """5 % of villages struck as a whole: 44 PSUs miss them in more than one sample of ten, 45 in fewer."""
    event = borders(5, 15, -1, event=True)
    few, enough = (judged(precision(0, n=900, psus=psus), event, hit=0) for psus in (44, 45))
    assert (few.status[0], few.unreached[0], few.leaning[0]) == ("inconclusive", True, "stable")
    assert (enough.status[0], enough.unreached[0]) == ("stable", False)


@pytest.mark.parametrize(("hit", "expected"), [(0, "inconclusive"), (1, "inconclusive"), (2, "negative")])
def test_one_struck_village_is_no_news_of_the_unit(hit: float, expected: str) -> None:
    """30 % of the interviews, all in one PSU, or in two."""
    found = judged(precision(30, n=200), borders(5, 15, -1, event=True), hit=hit)
    assert (found.status[0], found.one_psu_hit[0]) == (expected, expected == "inconclusive")


def test_tension_of_an_event_needs_two_psus_too() -> None:
    """10 %: between the borders for certain."""
    event = borders(5, 15, -1, event=True)
    assert [status(precision(10, n=900), event, hit=hit) for hit in (1, 2)] == ["inconclusive", "tension"]


def test_other_indicators_ask_for_neither() -> None:
    """A share whose higher values are more stable is held by many people, not struck at places."""
    assert status(precision(90, n=60, psus=4), borders(60, 40), hit=0) == "stable"


@pytest.mark.parametrize(("newest", "expected"), [(60, "stable"), (59.9, "inconclusive"), (np.nan, "inconclusive")])
def test_stable_does_not_outlive_a_fall_in_the_newest_quarter(newest: float, expected: str) -> None:
    """Four quarters at 75 %, the last of them below the border or without interviews."""
    found = judged(precision(75), borders(60, 40), newest=newest)
    assert (found.status[0], found.newest_worse[0]) == (expected, expected == "inconclusive")


def test_the_newest_quarter_of_a_mirrored_indicator() -> None:
    """At most the border."""
    these, of = precision(10, share=False, spread=900), borders(20, 40, -1)
    assert [status(these, of, newest=newest) for newest in (20, 20.1)] == ["stable", "inconclusive"]


def test_an_alert_is_tension_that_may_be_negative() -> None:
    """44 % of 150 interviews: P(negative) about 0.16; 42 %: about 0.31."""
    found = [judged(precision(estimate, n=150), borders(60, 40)) for estimate in (44, 42)]
    assert [one.status[0] for one in found] == ["tension", "tension"]
    assert [bool(one.alert[0]) for one in found] == [False, True]


def test_a_mean_without_spread_on_its_border() -> None:
    """At least holds at the upper border, less than does not hold at the lower one, in both directions."""

    def point(estimate: float) -> Precision:
        return precision(estimate, share=False, spread=0)

    assert status(point(65), borders(65, 50)) == "stable"
    assert status(point(65), borders(65, 80, -1)) == "stable"
    assert status(point(64.9), borders(65, 50)) == "tension"
    assert status(point(50), borders(65, 50)) == "tension"
    assert status(point(49.9), borders(65, 50)) == "negative"
    assert status(point(80), borders(65, 80, -1)) == "tension"
