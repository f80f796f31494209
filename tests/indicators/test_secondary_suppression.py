"""Which cells are hidden besides, by hand: counts of groups, and what a reader could calculate from them."""

from collections.abc import Sequence

import numpy as np
import pytest

from survey.arrays import Floats, Mask
from survey.indicators.areas import Area
from survey.indicators.respondent_groups import RespondentGroups, respondent_groups
from survey.indicators.rule_constants import PublicationRule
from survey.indicators.secondary_suppression import CellGroups, families_of, hide_more

RULE = PublicationRule()
COUNT = np.full(1000, np.nan)
"""Cases of what is not a share."""


def region(n: int) -> Area:
    return Area("region", ("region",), np.zeros(n, np.intp))


def grouping(name: str, sizes: Sequence[int]) -> Area:
    """Categories one after another, of these sizes."""
    return Area(name, tuple(str(at) for at in range(len(sizes))), np.repeat(np.arange(len(sizes)), sizes))


def hidden_of(areas: Sequence[Area], *cells: tuple[str, str], case: Floats | None = None) -> set[tuple[str, str]]:
    """The cells that are hidden in the end, when some are hidden for themselves."""
    n = len(areas[0].codes)
    groups = respondent_groups(areas, (), np.zeros(n, np.intp))
    hidden = np.array([key in cells for key in keys(groups)])
    overlaps = groups.overlaps(np.ones(n, bool))
    is_cell = np.array([level != "" for level in groups.level])
    cases = np.full(len(groups), np.nan) if case is None else groups.counts(case > 0)[0]
    families = families_of(overlaps, groups.domain, is_cell)
    more: Mask = hide_more(hidden, CellGroups(overlaps, groups.domain, is_cell, cases), families, RULE)
    return {key for key, one in zip(keys(groups), more, strict=True) if one}


def keys(groups: RespondentGroups) -> list[tuple[str, str]]:
    return list(zip(groups.domain, groups.level, strict=True))


def test_a_single_hidden_cell_takes_the_smallest_other_of_its_grouping() -> None:
    """The region less the others would be the hidden one."""
    areas = [region(568), grouping("unit", [500, 8, 60])]
    assert hidden_of(areas, ("unit", "1")) == {("unit", "1"), ("unit", "2")}


def test_two_hidden_cells_protect_each_other() -> None:
    """Eight and six: nobody knows which is which."""
    areas = [region(574), grouping("unit", [500, 8, 6, 60])]
    assert hidden_of(areas, ("unit", "1"), ("unit", "2")) == {("unit", "1"), ("unit", "2")}


def test_two_hidden_cells_whose_sum_is_small_take_a_third() -> None:
    """Four and three: together seven people, whose answers would follow from the region and the others."""
    areas = [region(567), grouping("unit", [500, 4, 3, 60])]
    assert hidden_of(areas, ("unit", "1"), ("unit", "2")) == {("unit", "1"), ("unit", "2"), ("unit", "3")}


def test_nothing_is_hidden_where_nothing_has_to_be() -> None:
    """All cells are large."""
    assert hidden_of([region(560), grouping("unit", [500, 60])]) == set()


def test_an_empty_category_protects_nobody_and_needs_no_protection() -> None:
    """It is blank; nothing follows from it."""
    areas = [region(560), Area("unit", ("0", "1", "2"), np.repeat([0, 2], [500, 60]))]
    assert hidden_of(areas, ("unit", "1")) == {("unit", "1")}


def test_a_finer_grouping_gives_no_hidden_cell_away() -> None:
    """The titular group equals one category of the finer grouping: both are hidden, and one more of each."""
    nine = [500, 9, 30, 61]
    coarse = Area("minority", ("0", "1", "2"), np.repeat([0, 1, 2, 2], nine))
    hidden = hidden_of([region(600), grouping("ethnic", nine), coarse], ("ethnic", "1"), ("minority", "1"))
    assert {("ethnic", "1"), ("ethnic", "2"), ("minority", "1"), ("minority", "2")} <= hidden
    assert ("region", "region") not in hidden


def test_the_few_people_by_whom_a_group_exceeds_its_parts_are_protected() -> None:
    """A district of 43, of whom 40 are the whole of one town: the three villagers would follow."""
    unit, settlement = grouping("unit", [43, 457]), np.repeat([0, 1], [40, 460])
    hidden = hidden_of([region(500), unit, Area("town", ("a", "b"), settlement)])
    assert hidden & {("unit", "0"), ("town", "a")}
    assert ("region", "region") not in hidden


def test_a_hidden_share_keeps_a_wide_range() -> None:
    """Nobody of 20, and one case among the next 30: their sum would say at most 5 %; a third gives it room."""
    case = np.zeros(600)
    case[25] = case[60:300] = 1
    areas = [region(600), grouping("unit", [20, 30, 150, 400])]
    assert hidden_of(areas, ("unit", "0"), case=case) == {("unit", "0"), ("unit", "2")}


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_that_is_rare_everywhere_hides_its_grouping_not_the_region(share: float) -> None:
    """No category could hide that it is rare; the region says it of hundreds of people."""
    case = np.full(600, share)
    case[300] = 1 - share
    hidden = hidden_of([region(600), grouping("unit", [20, 180, 400])], ("unit", "0"), case=case)
    assert hidden == {("unit", "0"), ("unit", "1"), ("unit", "2")}
