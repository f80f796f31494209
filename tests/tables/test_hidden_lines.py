"""Hidden cells of tables: nothing that is printed gives them away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey
from survey.arrays import Floats, Mask
from survey.indicators import PublicationRule
from tests.tables.people import people
from tests.tables.shipped_wave import wave


def sample_of(seed: int) -> survey.Sample:
    """Groups of very different sizes, some of them small and some within others."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(60, 260))
    g = rng.choice(list("abcde"), n, p=[0.5, 0.3, 0.12, 0.05, 0.03])
    h = np.where(g == "a", rng.choice(["m", "f"], n), "f")
    q = rng.choice(["1", "2", "3"], n, p=[0.6, 0.3, 0.1])
    return people(q=q, g=g, h=h)


def follows(target: Floats, known: Floats) -> bool:
    """Whether a total of respondents' answers is a linear combination of totals that are known."""
    solved = np.linalg.lstsq(known.T, target, rcond=None)[0]
    return bool(np.allclose(known.T @ solved, target, atol=1e-8))


def members(sample: survey.Sample, column: str) -> Mask:
    if column == "total":
        return np.ones(len(sample), bool)
    name, _, level = column.partition(":")
    names, levels = name.split(" x "), level.split(" x ")
    inside = [sample.texts(one) == own for one, own in zip(names, levels, strict=True)]
    return np.asarray(np.logical_and.reduce(inside), bool)


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_column_follows_from_the_others(seed: int) -> None:
    """Readers know the total of every answer in every column shown, and who is in it."""
    sample = sample_of(seed)
    made = survey.tabulate(sample, "q", ["g", "h", "h x g"])
    hidden = {column.id: bool((made.cells.publish[:, at] == "hidden").any()) for at, column in enumerate(made.columns)}
    known = np.array([members(sample, name) for name, out in hidden.items() if not out], np.float64)
    for name, out in hidden.items():
        mine = members(sample, name).astype(np.float64)
        if out and mine.sum():
            assert not follows(mine, known), name
        if 0 < mine.sum() < 10:
            assert out, name
    assert any(hidden.values())


def test_a_hidden_column_has_no_number_in_any_form() -> None:
    """Neither value, nor error, nor base, nor a letter of another column, nor the p-value of the break."""
    sample = people(q=["a", "b", "b"] * 40, g=["x"] * 4 + ["y"] * 50 + ["z"] * 66)
    made = survey.tabulate(sample, "q", "g", overall=True, against_total=True)
    frame = made.to_frame()
    hidden = frame[frame["column"].isin(["g:x", "g:y"])]
    assert set(hidden["publish"]) == {"hidden"}
    numbers = [
        "value",
        "se",
        "low",
        "high",
        "df",
        "n",
        "weight",
        "n_eff",
        "difference",
        "difference_p",
        "change",
        "change_p",
    ]
    assert hidden[numbers].isna().all(axis=None)
    assert set(hidden["letters"]) == {""}
    assert frame[frame["column"] == "p:g"]["value"].isna().all()
    cells = [cell for row in made.tables[0].rows for cell in row.cells[1:3]]
    assert {(cell.value, cell.low, cell.n, cell.publish) for cell in cells} == {(None, None, None, "hidden")}
    assert any(note["en"].startswith("x: not shown") for note in made.notes)


def test_a_small_group_of_one_mind_is_hidden_and_a_large_one_is_not() -> None:
    """Everybody or nobody of under 30 would be an answer of each of them."""
    small = survey.tabulate(people(q=["a"] * 20 + ["a", "b"] * 40, g=["x"] * 20 + ["y", "z"] * 40), "q", "g")
    assert set(small.cells.publish[:, 1]) == {"hidden"}
    large = survey.tabulate(people(q=["a"] * 40 + ["a", "b"] * 40, g=["x"] * 40 + ["y"] * 80), "q", "g")
    assert set(large.cells.publish.ravel()) <= {"ok", "low"}


def test_shares_of_rows_hide_answers_of_few_people() -> None:
    """The answer is the group: three people of whom the districts would be known."""
    sample = people(q=["a"] * 60 + ["b"] * 57 + ["c"] * 3, g=["x", "y"] * 60)
    made = survey.tabulate(sample, "q", "g", percent="row", total_row=True)
    decided = {row.level: set(made.cells.publish[at, :3]) for at, row in enumerate(made.rows)}
    assert decided["c"] == {"hidden"}
    assert "hidden" in decided["b"], "the third answer is the total less the other two"
    assert decided["total"] <= {"ok", "low"}


def test_the_rule_can_be_another_or_none() -> None:
    sample = people(q=["a", "b"] * 8, g=["x"] * 8 + ["y"] * 8)
    assert (survey.tabulate(sample, "q", "g").cells.publish == "hidden").any()
    assert not (survey.tabulate(sample, "q", "g", publication=None).cells.publish == "hidden").any()
    lax = PublicationRule(least_n=3, least_n_extreme=3)
    assert not (survey.tabulate(sample, "q", "g", publication=lax).cells.publish == "hidden").any()


def test_nobody_in_a_column_hides_nothing() -> None:
    """An empty column has blanks and a base of 0."""
    groups = pd.Series(pd.Categorical(["x", "z"] * 40, categories=["x", "y", "z"]))
    made = survey.tabulate(people(q=["a", "b", "b", "a"] * 20, g=groups), "q", "g")
    at = [column.id for column in made.columns].index("g:y")
    assert set(made.cells.publish[:, at]) == {"ok"}
    assert made.cells.value[:, at].tolist()[2:] == [0.0, 0.0, 0.0]


def test_that_nobody_refused_hides_nothing() -> None:
    """Only substantive answers are those of somebody: 20 men of one district, 18 who trust, 2 who do not."""
    sample = survey.recode(wave(), "trust", "C01a", {"trusts": [1, 2], "does not": [3, 4]})
    made = survey.tabulate(sample.where("H04 == 6 and Z01 == 1"), "trust", base="asked", language="ru")
    assert [float(one) for one in made.cells.value[:5, 0]] == pytest.approx([90, 10, 0, 0, 20])
    assert set(made.cells.publish[:4, 0]) == {"low"}


def test_an_answer_of_few_people_among_several_hides_little_else() -> None:
    """Those who did not give it are in no column, so that nothing calculates it; columns are hidden as far as needed."""
    made = survey.tabulate(wave(), "B04", "B03")
    hidden = {column.id: bool((made.cells.publish[:, at] == "hidden").any()) for at, column in enumerate(made.columns)}
    everything = survey.tabulate(wave(), "B04", "B03", publication=None).to_frame()
    n = everything[everything["role"] == "data"].groupby("column")["n"].first()
    small = {str(name) for name in n.index[n < 10]}
    assert small <= {name for name, out in hidden.items() if out}
    assert not hidden["total"]
    assert sum(hidden.values()) < len(hidden) / 3
