"""Differences between groups: the test is the one of textbooks, and groups too small for a comparison have no part in it."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import f as fisher
from tests.indicators.conftest import Draw, MakeSample

import survey
from survey.design import Sample
from survey.indicators import Indicators, compute
from survey.indicators.group_differences import GroupDifference, group_differences

GROUPS = {1: 120, 2: 90, 3: 60, 9: 10}
"""Answers about the ethnic group and how many gave each."""

ALL = {1: 0.85, 2: 0.5, 3: 0.45, 9: 0.5}
"""Share of each group that trusts."""


def ethnic_sample(people: MakeSample, shares: dict[int, float] = ALL) -> Sample:
    """Interviews drawn directly, of four ethnic groups."""
    groups = [code for code, n in GROUPS.items() for _ in range(n)]
    trusts = [at < round(shares[code] * n) for code, n in GROUPS.items() for at in range(n)]
    return people(Z02=groups, C01a=[1 if one else 4 for one in trusts])


def ethnic(people: MakeSample, defined: Indicators, shares: dict[int, float] = ALL) -> GroupDifference:
    rule = replace(defined.status_rule, least_n_in=())
    known = replace(defined, items=(defined["MAIN"],), domains=("region", "ethnic_group"), status_rule=rule)
    (found,) = group_differences(compute(known, ethnic_sample(people, shares)), ["MAIN"])
    return found


def test_two_groups_are_compared_by_the_square_of_the_t_test(draw: Draw, defined: Indicators) -> None:
    """The contrast of both shares, with the covariance that common PSUs bring."""
    sample = draw(3)
    (found,) = group_differences(compute(defined, sample), ["MAIN"])
    difference = survey.contrast(survey.share(sample, "C01a", [1, 2], by="sex"), [1, -1])
    t = difference.estimate.item() / difference.se.item()
    assert (found.statistic, found.df, found.df_within) == pytest.approx((t**2, 1, 16))
    assert found.p == pytest.approx(fisher.sf(t**2, 1, 16))


def test_three_groups_drawn_directly_give_the_statistic_of_the_textbook(
    people: MakeSample, defined: Indicators
) -> None:
    """Independent groups: squares of the distances from the mean weighted by precision; n - 1 degrees of freedom."""
    found = ethnic(people, defined)
    n = np.array([120, 90, 60])
    share = np.round(np.array([0.85, 0.5, 0.45]) * n) / n
    variance = 280 / 279 * share * (1 - share) / n
    mean = (share / variance).sum() / (1 / variance).sum()
    wald = ((share - mean) ** 2 / variance).sum()
    within = found.df_within + 2 - 1
    assert found.levels == ("kazakh", "russian", "uyghur")
    assert found.statistic == pytest.approx((within - 1) / (within * 2) * wald)
    assert found.p == pytest.approx(fisher.sf(found.statistic, 2, found.df_within))


def test_a_group_too_small_for_a_level_has_no_part(people: MakeSample, defined: Indicators) -> None:
    """The ten others are neither compared nor part of the mean."""
    assert "other" not in ethnic(people, defined).levels


def test_the_group_that_differs_stands_out(people: MakeSample, defined: Indicators) -> None:
    """One is far from two that are alike."""
    found = ethnic(people, defined, {**ALL, 3: 0.5})
    assert found.is_established
    assert "kazakh" in found.apart_from_rest


def test_equal_groups_have_nothing_that_stands_out(people: MakeSample, defined: Indicators) -> None:
    """Half of each group."""
    found = ethnic(people, defined, dict.fromkeys(ALL, 0.5))
    assert (found.is_established, found.apart_from_rest) == (False, ())
    assert found.p > 0.99


def test_all_tests_are_one_family(draw: Draw, defined: Indicators) -> None:
    """False discovery rates of two tests: the larger p as it is, the smaller at most doubled."""
    found = group_differences(compute(defined, draw(3)), ["MAIN", "SHARE"])
    low, high = sorted(found, key=lambda one: one.p)
    assert (low.q, high.q) == pytest.approx((min(2 * low.p, high.p), high.p))


def test_districts_are_not_groups_of_people(draw: Draw, defined: Indicators) -> None:
    """Their differences are tested as a whole elsewhere."""
    table = compute(replace(defined, domains=("region", "unit")), draw(3))
    assert group_differences(table, ["MAIN"]) == ()


def test_one_sampling_point_is_too_few_for_a_test(people: MakeSample, defined: Indicators) -> None:
    """Nothing says how much chance explains."""
    design = survey.Design(psu="w", weight="w", lonely="certainty")
    sample = people(design, Z01=[1, 2] * 60, C01a=[1, 4, 4, 4] * 30)
    assert group_differences(compute(replace(defined, items=(defined["MAIN"],)), sample), ["MAIN"]) == ()
