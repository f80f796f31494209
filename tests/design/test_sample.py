"""What a sample can be asked, and how it is restricted."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import DesignError, ExpressionError
from survey.interviews import Interviews
from survey.questionnaire import Reason

MakeInterviews = Callable[..., Interviews]


@pytest.fixture
def plain() -> Sample:
    table = pd.DataFrame(
        {"sex": [1, 2, 2, 1], "age": [20, 35.5, np.nan, 70], "town": ["b", "a", None, "b"], "w": [1.0, 2, 3, 4]}
    )
    return make_sample(table, Design(weight="w"))


@pytest.fixture
def asked(interviews: MakeInterviews) -> Sample:
    given = interviews(
        {"w": [1, 1, 1]},
        H01=["a", "b", "c"],
        Z01=[1, 2, 2],
        C01a=[1, "dk", 4],
        B03=[{1, 11}, {2}, "ref"],
        B05=[0, 10, "dk"],
    )
    return make_sample(given, Design(weight="w"))


def test_numbers_of_a_column(plain: Sample) -> None:
    """Blank is NaN."""
    assert plain.values("age").tolist() == pytest.approx([20, 35.5, np.nan, 70], nan_ok=True)


def test_text_where_numbers_are_asked(plain: Sample) -> None:
    """A text column has no values."""
    with pytest.raises(DesignError) as caught:
        plain.values("town")
    assert (caught.value.code, caught.value.place) == ("S015", "column 'town'")


def test_an_unknown_name(plain: Sample) -> None:
    """The nearest name is offered."""
    with pytest.raises(DesignError) as caught:
        plain.values("agge")
    assert (caught.value.code, caught.value.remedy) == ("S003", "Did you mean 'age'?")


def test_levels_of_a_plain_column_are_those_seen(plain: Sample) -> None:
    """Sorted; whole numbers stay whole; blank is -1."""
    found = plain.categories("town")
    assert (found.codes.tolist(), found.levels) == ([1, 0, -1, 1], ("a", "b"))
    assert plain.categories("age").levels == (20.0, 35.5, 70.0)
    assert plain.categories("sex").levels == (1, 2)


def test_levels_of_a_categorical_column_are_all_of_them() -> None:
    """A level nobody has stays."""
    column = pd.Series(pd.Categorical(["x", "z"], categories=["x", "y", "z"]))
    found = make_sample(pd.DataFrame({"c": column, "w": [1, 1]}), Design(weight="w")).categories("c")
    assert (found.codes.tolist(), found.levels) == ([0, 2], ("x", "y", "z"))


def test_levels_of_a_question_are_those_of_the_card(asked: Sample) -> None:
    """Every answer of the card with its wording, given or not; does not know is blank."""
    found = asked.categories("C01a")
    assert (found.codes.tolist(), found.levels) == ([0, -1, 3], (1, 2, 3, 4))
    assert found.labels[0].has("kk")


def test_levels_of_a_scale_are_all_its_points(asked: Sample) -> None:
    """B05 runs from 0 to 10."""
    found = asked.categories("B05")
    assert (found.codes.tolist(), found.levels) == ([0, 10, -1], tuple(range(11)))


def test_levels_of_a_grouping_have_ids(asked: Sample) -> None:
    """A population file names the classes by code or by id."""
    found = asked.categories("ethnic_group")
    assert found.ids[0] == "kazakh"
    assert found.codes.tolist() == [-1, -1, -1]
    assert asked.categories("sex").codes.tolist() == [0, 1, 1]


def test_a_multiple_choice_has_no_single_category(asked: Sample) -> None:
    """The column of one option does."""
    with pytest.raises(DesignError) as caught:
        asked.categories("B03")
    assert (caught.value.code, caught.value.place) == ("S017", "variable 'B03'")
    assert asked.categories("B03_11").codes.tolist() == [1, 0, -1]
    assert asked.values("B03_11").tolist() == pytest.approx([1, 0, np.nan], nan_ok=True)


def test_mentions_of_a_plain_table(plain: Sample) -> None:
    """Only a questionnaire knows multiple choices."""
    with pytest.raises(DesignError) as caught:
        plain.mentions("sex")
    assert (caught.value.code, caught.value.place) == ("S016", "column 'sex'")


def test_reasons(asked: Sample, plain: Sample) -> None:
    """Why there is no answer; a plain table does not say."""
    assert asked.reason("C01a").tolist() == [Reason.ANSWERED, Reason.DONT_KNOW, Reason.ANSWERED]
    assert plain.reason("town").tolist() == [0, 0, Reason.NOT_RECORDED, 0]


def test_a_condition_as_text(plain: Sample, asked: Sample) -> None:
    """The language of the questionnaire works on plain tables, too; blank is outside."""
    assert plain.where("age > 30 and sex in [1, 2]").domain.tolist() == [False, True, False, True]  # type: ignore[union-attr]
    assert plain.where("town == 'b'").n == 2
    assert asked.where("Z01 == 2").n == 2
    assert asked.where("sex == 2").n == 2


def test_restricting_twice_restricts_further(plain: Sample) -> None:
    """The interviews outside stay in the sample."""
    both = plain.where("sex == 1").where(np.array([True, True, True, False]))
    assert (both.n, len(both), both.conditions) == (1, 4, ("sex == 1", "mask"))
    assert "domain: sex == 1 and mask, n = 1" in repr(both)


@pytest.mark.parametrize("mask", [[True, False], [1, 0, 1, 0]], ids=["length", "numbers"])
def test_a_mask_that_does_not_fit(plain: Sample, mask: list[int]) -> None:
    """One truth value per interview."""
    with pytest.raises(DesignError) as caught:
        plain.where(mask)
    assert (caught.value.code, caught.value.place) == ("S018", "Sample.where")


def test_a_condition_on_an_unknown_name(plain: Sample) -> None:
    """A mistyped name is no domain of nobody."""
    with pytest.raises((ExpressionError, DesignError), match="agge"):
        plain.where("agge > 3")


def test_assigned_columns_are_columns(plain: Sample) -> None:
    """Numbers and texts, usable by name; the sample given is unchanged."""
    more = plain.assign(old=plain.values("age") > 40, kind=["x", "y", "x", "y"])
    assert more.values("old").tolist() == [0, 0, 0, 1]
    assert more.categories("kind").levels == ("x", "y")
    assert more.where("old == 1 and kind == 'y'").n == 1
    assert not plain.has("old")


def test_an_assigned_column_of_the_wrong_length(plain: Sample) -> None:
    """One value per interview."""
    with pytest.raises(DesignError) as caught:
        plain.assign(x=[1, 2])
    assert (caught.value.code, caught.value.place) == ("S019", "Sample.assign: column 'x'")


def test_a_frame_shows_weights_and_domain(plain: Sample) -> None:
    """Two columns are added; the data are a copy."""
    frame = plain.where("sex == 1").assign(x=[1, 2, 3, 4]).to_frame()
    assert frame["weight"].tolist() == [1, 2, 3, 4]
    assert frame["in_domain"].tolist() == [True, False, False, True]
    assert frame["x"].tolist() == [1, 2, 3, 4]


def test_a_sample_of_interviews_as_a_frame(asked: Sample) -> None:
    """Interviews have a frame, too, and show themselves."""
    assert len(asked.to_frame()) == 3
    assert asked._repr_html_().startswith("<p>&lt;Sample: 3 interviews")


def test_pipe_passes_the_sample_on(plain: Sample) -> None:
    """sample.pipe(f, x) is f(sample, x)."""
    assert plain.pipe(lambda sample, more: len(sample) + more, 3) == 7


def test_the_trail_as_a_frame(plain: Sample) -> None:
    """One row per step."""
    frame = plain.trail_frame()
    assert frame[["kind", "n", "total"]].to_numpy().tolist() == [["design", 4, 10]]
