"""Rank tests in a design."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from survey.arrays import Floats
from survey.design import Design, Population, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import contrast, mean, rank_test
from survey.estimation.rank_tests import RankScore, design_ranks
from survey.weighting import rake

SCORES: tuple[RankScore, ...] = ("wilcoxon", "vanderWaerden", "median", "KruskalWallis")


def plain(**columns: list[float] | list[int] | list[str]) -> Sample:
    """Interviews that weigh 1 unless ``w`` is given."""
    n = len(next(iter(columns.values())))
    return make_sample({"w": [1.0] * n} | columns, Design(weight="w"))


def people(seed: int = 1, n: int = 400) -> Sample:
    """Twelve PSUs in three strata; visits grow with group, a twentieth of them is blank."""
    random = np.random.default_rng(seed)
    psu = np.arange(n) % 12
    group = random.integers(1, 5, n)
    visits = random.poisson(1 + 0.4 * group).astype(float)
    visits[random.random(n) < 0.05] = np.nan
    table = {
        "stratum": psu // 4,
        "psu": psu,
        "w": random.uniform(1, 3, n),
        "visits": visits,
        "score": random.normal(0, 1, n),
        "sex": random.integers(1, 3, n),
        "group": group,
        "town": random.integers(0, 2, n),
    }
    return make_sample(table, Design(strata="stratum", psu="psu", weight="w"))


# Ranks


def test_ranks_count_the_persons_below_and_half_of_the_own() -> None:
    """Weights 2, 4, 6: 0 + 1, 2 + 2, 6 + 3 of 12 persons."""
    ranks, size = design_ranks(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]), "order")
    assert (ranks.tolist(), size) == ([1, 4, 9], 12)


def test_with_equal_weights_both_rules_for_ties_agree() -> None:
    """Three equal values of weight 1 after one: the middle of 1 and 4."""
    values, ones = np.array([1.0, 2.0, 2.0, 2.0]), np.ones(4)
    assert design_ranks(values, ones, "order")[0].tolist() == [0.5, 2.5, 2.5, 2.5]
    assert design_ranks(values, ones, "middle")[0].tolist() == [0.5, 2.5, 2.5, 2.5]


def test_only_the_middle_of_ties_ignores_the_order_of_rows() -> None:
    """Two equal values of weight 1 and 3: 2 either way, or 1.25 and 1.75."""
    both = np.array([7.0, 7.0])
    up, down = np.array([1.0, 3.0]), np.array([3.0, 1.0])
    assert design_ranks(both, up, "middle")[0].tolist() == design_ranks(both, down, "middle")[0].tolist() == [2, 2]
    assert design_ranks(both, up, "order")[0].tolist() == [1.5, 1.5]
    assert design_ranks(both, down, "order")[0].tolist() == [2.5, 2.5]


# Tests


def test_difference_of_mean_ranks_by_hand() -> None:
    """Ranks 0.5, 1.5 | 2.5, 3.5 of 4: 0.75 less 0.25; the residuals are 1/8, so the error is 1/8 root of 4/3."""
    found = rank_test(plain(y=[1, 2, 3, 4], g=[1, 1, 2, 2]), "y", "g")
    assert found.estimate[0] == pytest.approx(0.5)
    assert found.statistic[0] == pytest.approx(0.5 / (np.sqrt(4 / 3) / 8))
    assert found.df[0] == 4 - 1 - 1


def test_a_simple_sample_gives_nearly_wilcoxon() -> None:
    """With equal weights and many interviews p is close to that of the classical test."""
    random = np.random.default_rng(4)
    y, g = random.normal(0, 1, 2000), random.integers(1, 3, 2000)
    y += 0.08 * g
    expected = stats.mannwhitneyu(y[g == 1], y[g == 2]).pvalue
    found = rank_test(plain(y=y.tolist(), g=g.tolist()), "y", "g")
    assert found.p[0] == pytest.approx(expected, rel=0.03)


def test_a_simple_sample_gives_nearly_kruskal_wallis() -> None:
    """Chi-square with groups - 1 degrees of freedom, near the classical H."""
    random = np.random.default_rng(5)
    g = random.integers(1, 5, 3000)
    y = random.normal(0, 1, 3000) + 0.06 * g
    expected = stats.kruskal(*(y[g == one] for one in (1, 2, 3, 4)))
    found = rank_test(plain(y=y.tolist(), g=g.tolist()), "y", "g", test="KruskalWallis")
    assert (found.df[0], found.ddf[0]) == (3, 2999 - 3)
    assert found.statistic[0] == pytest.approx(expected.statistic, rel=0.03)


@pytest.mark.parametrize("test", SCORES)
def test_it_is_a_contrast_of_mean_scores(test: RankScore) -> None:
    """The statistic is the difference of the means it shows over its standard error."""
    found = rank_test(people(), "visits", "sex", test=test)
    gap = contrast(found.scores, [-1, 1])
    assert found.estimate[0] == pytest.approx(gap.estimate[0])
    assert found.statistic[0] == pytest.approx(gap.estimate[0] / gap.se[0])
    assert found.df[0] == 12 - 3 - 1


@pytest.mark.parametrize("test", ["wilcoxon", "vanderWaerden", "median"])
def test_a_rising_function_changes_nothing(test: RankScore) -> None:
    """Ranks of exp(y) are those of y."""
    given = people()
    bent = given.assign(bent=np.exp(given.values("score")))
    one, other = rank_test(given, "score", "group", test=test), rank_test(bent, "bent", "group", test=test)
    assert one.statistic[0] == pytest.approx(other.statistic[0], rel=1e-12)


def test_turning_the_variable_turns_the_sign() -> None:
    """Ranks from above: the same p, the other sign."""
    given = people()
    turned = given.assign(turned=-given.values("score"))
    one, other = rank_test(given, "score", "sex"), rank_test(turned, "turned", "sex")
    assert one.statistic[0] == pytest.approx(-other.statistic[0], rel=1e-9)


def test_own_scores() -> None:
    """A function of rank and size; r/N is Wilcoxon's."""

    def share_below(rank: Floats, size: float) -> Floats:
        return rank / size

    found, wilcoxon = rank_test(people(), "visits", "sex", test=share_below), rank_test(people(), "visits", "sex")
    assert found.name == "share_below"
    assert found.p[0] == wilcoxon.p[0]


def test_domains_rank_anew() -> None:
    """The rows of by are the tests of each domain alone, with two groups and with four."""
    given = people()
    for group in ("sex", "group"):
        together = rank_test(given, "visits", group, by="town")
        for at in (0, 1):
            alone = rank_test(given, "visits", group, where=f"town == {at}")
            for name in ("statistic", "df", "p", "n", "n_groups"):
                assert getattr(together, name)[at] == pytest.approx(getattr(alone, name)[0], rel=1e-10)


def test_calibrated_weights_are_known_to_the_test() -> None:
    """The error is that of the mean scores under the same weights."""
    given = rake(people(), Population.from_margins({"sex": {1: 400, 2: 420}, "town": {0: 410, 1: 410}}))
    found = rank_test(given, "score", "sex")
    ranks, size = design_ranks(
        np.sort(given.values("score")), given.weights[np.argsort(given.values("score"))], "order"
    )
    score = np.empty(len(given))
    score[np.argsort(given.values("score"))] = ranks / size
    gap = contrast(mean(given, {"score": score}, by="sex"), [-1, 1])
    assert found.statistic[0] == pytest.approx(gap.estimate[0] / gap.se[0], rel=1e-9)


def test_degrees_of_freedom_can_be_chosen() -> None:
    """Of the domain, of the whole sample, or a number; the test takes its own off."""
    given = people().where("psu < 6")
    choices = [rank_test(given, "visits", "sex", df=df).df[0] for df in ("domain", "design", 50.0)]
    assert choices == [6 - 2 - 1, 12 - 3 - 1, 49]
    assert rank_test(given, "visits", "group", df=50.0).ddf[0] == 47


def test_groups_of_the_questionnaire_nobody_is_in_do_not_enter() -> None:
    """Rows of a domain without a group are told, not dropped."""
    given = plain(y=[1, 2, 3, 4, 5, 6], g=[1, 1, 2, 2, 1, 1], town=[1, 1, 1, 1, 2, 2])
    found = rank_test(given, "y", "g", by="town")
    assert found.n_groups.tolist() == [2, 1]
    assert np.isnan(found.p[1])
    assert "fewer than two groups" in found.notes[1]


def test_a_constant_variable_has_no_test() -> None:
    """All ranks are equal: no difference, no error, no p, and the reason."""
    found = rank_test(plain(y=[3] * 8, g=[1, 2] * 4), "y", "g")
    assert found.estimate[0] == 0
    assert np.isnan(found.p[0])
    assert "nothing varies" in found.notes[0]


def test_one_psu_leaves_no_degrees_of_freedom() -> None:
    """A domain within one PSU has no p."""
    found = rank_test(people().where("psu == 3"), "visits", "sex")
    assert np.isnan(found.p[0])
    assert found.notes[0] != ""


def test_a_test_shows_itself() -> None:
    """In a terminal, in a notebook and as a frame."""
    found = rank_test(people(), "visits", "group", by="town")
    assert "town 0: X2 = " in repr(found)
    assert found._repr_html_().count("<li>") == 2
    assert found.to_frame()["n_groups"].tolist() == [4, 4]


# Mistakes of the caller


def too_few(rank: Floats, size: float) -> Floats:
    return rank[:1] / size


@pytest.mark.parametrize(
    ("call", "code", "place"),
    [
        (lambda s: rank_test(s, "visits", "sex", test="wilcoxn"), "E210", "survey.rank_test: test"),  # type: ignore[arg-type]
        (lambda s: rank_test(s, "visits", "sex", ties="mid"), "E210", "survey.rank_test: ties"),  # type: ignore[arg-type]
        (lambda s: rank_test(s, "visits", "sex", where="sex == 1"), "E211", "survey.rank_test: 'visits' by 'sex'"),
        (lambda s: rank_test(s, "visits", "sex", test=too_few), "E212", "survey.rank_test: test"),
        (lambda s: rank_test(s, "vists", "sex"), "E005", "variable 'vists'"),
        (lambda s: rank_test(s, "visits", "sxe"), "E012", "by 'sxe'"),
        (lambda s: rank_test(s.assign(t=np.array(["a"] * len(s))), "t", "sex"), "E004", "variable 't'"),
    ],
)
def test_mistakes_are_named(call: Callable[[Sample], object], code: str, place: str) -> None:
    """Each with its code and place."""
    with pytest.raises(EstimationError) as caught:
        call(people())
    assert caught.value.code == code
    assert place in caught.value.place
