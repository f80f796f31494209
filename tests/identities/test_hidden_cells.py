"""Hidden cells of random small tables: an attacker with the answers' table of respondents, not with our algebra."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.arrays import Floats, Indices, Mask
from survey.indicators.areas import Area
from survey.indicators.cell_protection import hidden_windows
from survey.indicators.publication import discloses
from survey.indicators.respondent_groups import RespondentGroups, respondent_groups
from survey.indicators.rule_constants import PublicationRule
from survey.indicators.secondary_suppression import CellGroups, families_of, hide_more

RULE = PublicationRule()
MANY = settings(max_examples=60, deadline=None)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Area], Floats]:
    """A region of 60 to 200 people; groupings, one coarser than another, and maybe a crossing; a rare or a usual trait."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(60, 200))
    levels = draw(st.integers(2, 5))
    unit = chance.choice(levels, n, p=chance.dirichlet(np.full(levels, 0.7)))
    town = chance.choice(2, n)
    places = [area("unit", unit, levels), area("town", town, 2)]
    if draw(st.booleans()):
        places.append(area("zone", np.where(unit < levels // 2, 0, 1), 2))
    if draw(st.booleans()):
        places.append(area("unit x town", unit * 2 + town, 2 * levels))
    trait = (chance.random(n) < draw(st.sampled_from([0.02, 0.3, 0.97]))).astype(float)
    return [Area("region", ("region",), np.zeros(n, np.intp)), *places], trait


def area(name: str, codes: Indices, levels: int) -> Area:
    return Area(name, tuple(str(at) for at in range(levels)), codes.astype(np.intp))


def protected(areas: Sequence[Area], trait: Floats, *, secondary: bool) -> tuple[RespondentGroups, Mask]:
    """The groups of a table and which cells are hidden."""
    n = len(trait)
    groups = respondent_groups(areas, (), np.zeros(n, np.intp))
    overlaps = groups.overlaps(np.ones(n, bool))
    is_cell = np.array([level != "" for level in groups.level])
    cases = groups.counts(trait > 0)[0]
    hidden = discloses(overlaps.sizes, cases, RULE) & is_cell
    if secondary:
        families = families_of(overlaps, groups.domain, is_cell)
        hidden = hide_more(hidden, CellGroups(overlaps, groups.domain, is_cell, cases), families, RULE)
    return groups, hidden


def leaks(areas: Sequence[Area], trait: Floats, groups: RespondentGroups, hidden: Mask) -> Iterator[tuple[str, ...]]:
    """Sets of hidden cells of one grouping whose total follows from the published ones and would disclose answers."""
    member = np.column_stack([(place.codes == at) for place in areas for at in range(len(place.levels))]).astype(float)
    names = [(place.domain, level) for place in areas for level in place.levels]
    where = {name: at for at, name in enumerate(zip(groups.domain, groups.level, strict=True))}
    closed = np.array([hidden[where[name]] for name in names])
    shown = member[:, ~closed]
    rank = np.linalg.matrix_rank(shown)
    for place in areas[1:]:
        mine = [at for at, name in enumerate(names) if name[0] == place.domain and closed[at] and member[:, at].any()]
        for size in range(1, len(mine) + 1):
            for some in itertools.combinations(mine, size):
                together = member[:, list(some)].sum(axis=1)
                n, cases = np.array([together.sum()]), np.array([together @ trait])
                if not discloses(n, cases, RULE)[0]:
                    continue
                if np.linalg.matrix_rank(np.column_stack([shown, together])) == rank:
                    yield tuple(names[at][1] for at in some)


@MANY
@given(tables())
def test_no_set_of_hidden_cells_that_would_disclose_answers_can_be_calculated(table: tuple[list[Area], Floats]) -> None:
    """Every subset of the hidden categories of every grouping, tried by the rank of the table of respondents."""
    areas, trait = table
    groups, hidden = protected(areas, trait, secondary=True)
    assert list(leaks(areas, trait, groups, hidden)) == []


def test_hidden_cells_that_only_other_cells_leave_over_are_not_calculated() -> None:
    """A published unit and a published cell leave three hidden cells of three units: 26 people without a case."""
    sizes, cases = [26, 17, 22, 32, 3, 6], [1, 0, 1, 1, 0, 0]
    cell = np.repeat(np.arange(6), sizes)
    trait = np.concatenate([np.arange(n) < k for n, k in zip(sizes, cases, strict=True)]).astype(float)
    places = [area("unit", cell // 2, 3), area("town", cell % 2, 2), area("unit x town", cell, 6)]
    areas = [Area("region", ("region",), np.zeros(len(cell), np.intp)), *places]
    groups, hidden = protected(areas, trait, secondary=True)
    assert list(leaks(areas, trait, groups, hidden)) == []
    assert not hidden[: groups.domain.index("unit")].any()


def test_the_attack_finds_a_cell_that_is_hidden_alone() -> None:
    """The control: with the cells hidden for themselves only, about every second random table gives one away."""
    found = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        unit = chance.choice(4, 120, p=[0.5, 0.3, 0.15, 0.05])
        areas = [Area("region", ("region",), np.zeros(120, np.intp)), area("unit", unit, 4)]
        trait = (chance.random(120) < 0.4).astype(float)
        groups, hidden = protected(areas, trait, secondary=False)
        found += any(leaks(areas, trait, groups, hidden))
        groups, hidden = protected(areas, trait, secondary=True)
        assert not list(leaks(areas, trait, groups, hidden))
    assert found > 15


@MANY
@given(st.lists(st.integers(0, 25), min_size=6, max_size=12), st.integers(2, 4))
def test_no_small_group_follows_from_windows_published_one_after_another(sizes: list[int], together: int) -> None:
    """A category over the quarters of a monitor: no run of quarters of fewer than ten people is a sum or difference of windows."""
    n = np.array(sizes, float)
    published = []
    for last in range(1, len(n) + 1):
        first = max(0, last - together)
        window = n[first:last, None]
        if not hidden_windows(window, np.full_like(window, np.nan), RULE, is_full=last - first >= together)[0]:
            published.append([float(first <= at < last) for at in range(len(n))])
    if not published:
        return
    matrix = np.array(published)
    rank = np.linalg.matrix_rank(matrix)
    for first, last in itertools.combinations(range(len(n) + 1), 2):
        run = np.array([float(first <= at < last) for at in range(len(n))])
        if discloses(np.array([run @ n]), np.array([np.nan]), RULE)[0]:
            assert np.linalg.matrix_rank(np.vstack([matrix, run])) > rank


@pytest.mark.parametrize(
    ("earlier", "newest", "hidden"), [(8, 6, False), (12, 6, True), (12, 10, False), (12, 0, False)]
)
def test_a_window_shows_its_newest_quarter_to_those_who_kept_the_one_before(
    earlier: int, newest: int, hidden: bool
) -> None:
    """Six more than the twelve published are six people; six more than a hidden eight are nobody's secret."""
    n = np.array([[earlier], [newest]], float)
    assert hidden_windows(n, np.full_like(n, np.nan), RULE, is_full=False).tolist() == [hidden]
