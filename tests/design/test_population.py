"""Population figures: margins, sums, merges and mistakes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from survey.design import Level, Population
from survey.errors import PopulationError

JOINT = pd.DataFrame({"sex": [1, 1, 2, 2], "age": ["young", "old", "young", "old"], "persons": [10, 20, 30, 40]})


def test_margins_are_sums_of_the_joint_table() -> None:
    """10 + 20 men, 30 + 40 women."""
    people = Population.from_margins({("sex", "age"): JOINT})
    assert people.margin("sex").counts.tolist() == [30, 70]
    assert people.margin(["age", "sex"]).categories[0] == ("young", 1)
    assert people.total == 100


def test_counts_may_be_a_mapping_a_series_or_a_frame() -> None:
    """All three say the same."""
    given: list[Mapping[Level, float] | pd.Series | pd.DataFrame] = [
        {"a": 1.0, "b": 2.0},
        pd.Series([1.0, 2.0], index=["a", "b"]),
        pd.DataFrame({"x": ["a", "b"], "n": [1, 2]}),
    ]
    found = [Population.from_margins({"x": counts}).margin("x") for counts in given]
    assert {(one.categories, tuple(one.counts)) for one in found} == {((("a",), ("b",)), (1.0, 2.0))}


def test_crossed_counts_as_a_mapping() -> None:
    """Keys are tuples."""
    people = Population.from_margins({("a", "b"): {(1, 1): 4, (1, 2): 6}})
    assert people.margin("b").counts.tolist() == [4, 6]


def test_margins_that_disagree_in_total() -> None:
    """Both totals are named."""
    with pytest.raises(PopulationError) as caught:
        Population.from_margins({"sex": {1: 100, 2: 120}, "urban": {0: 100, 1: 121}})
    assert (caught.value.code, caught.value.place) == ("P003", "population margins 'sex' and 'urban'")
    assert "220 and 221" in caught.value.fact


@pytest.mark.parametrize("count", [-1, None, float("inf"), "many"])
def test_a_count_that_cannot_be(count: object) -> None:
    """Missing, negative, infinite or text."""
    with pytest.raises(PopulationError) as caught:
        Population.from_margins({"sex": {1: 100, 2: count}})  # type: ignore[dict-item]
    assert (caught.value.code, caught.value.place) == ("P001", "population margin 'sex': category 2")


@pytest.mark.parametrize("blank", ["", None, float("nan")])
def test_a_blank_category_is_refused(blank: object) -> None:
    """Its people were counted with the last category before."""
    with pytest.raises(PopulationError) as caught:
        Population.from_margins({"sex": {blank: 10, "b": 20}})  # type: ignore[dict-item]
    assert caught.value.code == "P023"


@pytest.mark.parametrize(
    "counts",
    [
        {1: 10, 2: 20},
        {"a": 10.5, "b": 20},
        {1: np.float64(10), 2: 20},
        {True: 1, 2: 3},
        {2**60: 1, 3: 2},
        {1.5: 1, 2: 1},
    ],
)
def test_a_plain_mapping_is_read_as_a_frame_is(counts: dict[object, float]) -> None:
    """The quick way and the way of frames give the same categories and numbers."""
    margin = Population.from_margins({"x": counts}).margin("x")  # type: ignore[dict-item]
    frame = pd.DataFrame({"x": list(counts), "n": list(counts.values())})
    other = Population.from_margins({"x": frame}).margin("x")
    assert margin.categories == other.categories
    assert [type(key[0]) for key in margin.categories] == [type(key[0]) for key in other.categories]
    assert margin.counts.tolist() == other.counts.tolist()


def test_a_category_given_twice() -> None:
    """Rows of the same category in a frame."""
    with pytest.raises(PopulationError) as caught:
        Population.from_margins({"x": pd.DataFrame({"x": ["a", "a"], "n": [1, 2]})})
    assert (caught.value.code, caught.value.place) == ("P002", "population margin 'x'")


@pytest.mark.parametrize(("names", "word"), [("sxe", "Did you mean 'sex'?"), (("sex", "urban"), "separate margins")])
def test_a_margin_it_does_not_have(names: str | tuple[str, ...], word: str) -> None:
    """An unknown variable, or two that were never crossed."""
    people = Population.from_margins({"sex": {1: 1, 2: 1}, "urban": {0: 1, 1: 1}})
    with pytest.raises(PopulationError) as caught:
        people.margin(names)
    assert caught.value.code == "P004"
    assert word in caught.value.remedy


def test_merged_categories_are_added() -> None:
    """The others are 3 and 4."""
    people = Population.from_margins({"group": {"a": 5, "b": 3, "c": 4}}).merge("group", {"other": ["b", "c"]})
    assert people.margin("group").categories == (("a",), ("other",))
    assert people.margin("group").counts.tolist() == [5, 7]
    assert people.merged == {"group": {"b": "other", "c": "other"}}


def test_merging_twice_follows_through() -> None:
    """B went into c, c goes into d: b is d, too."""
    people = Population.from_margins({"g": {"a": 1, "b": 1, "c": 1, "d": 1}})
    twice = people.merge("g", {"c": ["b", "c"]}).merge("g", {"d": ["c", "d"]})
    assert twice.merged["g"] == {"b": "d", "c": "d", "d": "d"}
    assert twice.margin("g").counts.tolist() == [1, 3]


@pytest.mark.parametrize("members", [["b", "zz"], ["b", "b"]])
def test_a_merge_that_cannot_be(members: list[str]) -> None:
    """A category that does not exist, or taken twice."""
    with pytest.raises(PopulationError) as caught:
        Population.from_margins({"g": {"a": 1, "b": 1}}).merge("g", {"x": members})
    assert (caught.value.code, caught.value.place) == ("P005", "population.merge: 'g'")


def test_a_population_shows_itself() -> None:
    """Total, margins and status in one line; a row per category in a frame."""
    people = Population.from_margins({"sex": {1: 100, 2: 120}}, status="official")
    assert repr(people) == "<Population: 220 persons, margins sex; official>"
    assert people.to_frame()["share"].tolist() == pytest.approx([100 / 220, 120 / 220])
    assert "<table" in people._repr_html_()
    assert repr(people.margin("sex")) == "<Margin sex: 2 categories, 220 persons>"


def test_a_category_as_number_and_as_text_is_one_category() -> None:
    """Interviews are matched by what a category reads; the figures would be added silently."""
    with pytest.raises(PopulationError) as caught:
        Population.from_margins({"sex": {1: 10, "1": 20}})
    assert (caught.value.code, caught.value.place) == ("P002", "population margin 'sex'")


@pytest.mark.parametrize(
    ("margin", "counts", "code"),
    [
        ("sex", [10, 20], "P008"),
        ("sex", {(1, 2): 10}, "P009"),
        (("sex", "age"), {1: 10}, "P009"),
        ("sex", pd.DataFrame({"sx": [1, 2], "persons": [10, 20]}), "P007"),
    ],
)
def test_counts_that_do_not_name_the_categories(margin: str | tuple[str, ...], counts: object, code: str) -> None:
    """Half a key would be taken for a category."""
    with pytest.raises(PopulationError) as caught:
        Population.from_margins({margin: counts})  # type: ignore[dict-item]
    assert (caught.value.code, caught.value.place.startswith("population margin 'sex")) == (code, True)
