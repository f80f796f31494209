"""From a table to a sample: what fits, and every way in which it may not."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import polars as pl
import pytest

from survey.design import Design, make_sample
from survey.errors import DesignError
from survey.findings import Finding, Findings
from survey.interviews import Interviews
from survey.text import Text

MakeInterviews = Callable[..., Interviews]

TABLE = {"stratum": [1, 1, 1, 2, 2, 2], "psu": [1, 1, 2, 3, 4, 4], "w": [5.0, 5, 10, 2, 4, 4], "y": [1, 2, 3, 4, 5, 6]}


def refusal(table: object, design: Design) -> DesignError:
    with pytest.raises(DesignError) as caught:
        make_sample(table, design)
    return caught.value


def test_psus_lie_in_strata() -> None:
    """Four PSUs, two in each of two strata."""
    sample = make_sample(TABLE, Design(strata="stratum", psu="psu", weight="w"))
    assert sample.stages[0].stratum.tolist() == [0, 0, 1, 1]
    assert sample.units.tolist() == [0, 0, 1, 2, 3, 3]
    assert sample.stages[0].units == ("1", "2", "3", "4")


def test_without_psu_every_interview_is_one() -> None:
    """Six units in two strata, whatever the order of the rows."""
    table = {"stratum": [2, 1, 2, 1, 2, 1], "w": [1] * 6}
    sample = make_sample(table, Design(strata="stratum", weight="w"))
    assert sample.stages[0].sizes.tolist() == [3, 3]
    assert sample.stages[0].stratum[sample.units].tolist() == [1, 0, 1, 0, 1, 0]


@pytest.mark.parametrize(
    "table", [pd.DataFrame(TABLE), pl.DataFrame(TABLE), TABLE], ids=["pandas", "polars", "mapping"]
)
def test_any_table_will_do(table: object) -> None:
    """pandas, polars and a mapping give the same sample."""
    sample = make_sample(table, Design(psu="psu", weight="w"))
    assert sample.weights.tolist() == TABLE["w"]
    assert len(sample.stages[0].stratum) == 4


def test_weights_from_population_figures() -> None:
    """Two of 10 PSUs, then two of 4 and one of 6 schools: 5 x 2 and 5 x 6."""
    table = {"psu": [1, 1, 2], "school": [1, 2, 1], "psus": [10, 10, 10], "schools": [4, 4, 6]}
    sample = make_sample(table, Design(psu=("psu", "school"), fpc=("psus", "schools")))
    assert sample.weights.tolist() == [10, 10, 30]
    assert sample.trail[0].detail == "population figures psus x schools"


def test_population_figures_may_be_shares() -> None:
    """A fifth of the units gives the weight 5."""
    sample = make_sample({"share": [0.2, 0.2]}, Design(fpc="share"))
    assert sample.weights.tolist() == [5, 5]


def test_weights_from_probabilities() -> None:
    """One over the product of the probabilities of two stages."""
    sample = make_sample({"p": [0.5, 0.1], "q": [0.5, 1]}, Design(probability=("p", "q")))
    assert sample.weights == pytest.approx([4, 10])


def test_units_of_a_later_stage_are_numbered_within_the_stage_before() -> None:
    """School 1 of PSU 1 is not school 1 of PSU 2."""
    table = {"psu": [1, 1, 2, 2], "school": [1, 2, 1, 2], "a": [9] * 4, "b": [5] * 4}
    sample = make_sample(table, Design(psu=("psu", "school"), fpc=("a", "b")))
    assert sample.stages[1].parent.tolist() == [0, 0, 1, 1]
    assert sample.stages[1].factor == pytest.approx([2 / 9] * 4)


def test_a_stage_without_population_figures_adds_nothing_below_it() -> None:
    """With replacement at the first stage, the second need not be known."""
    sample = make_sample(TABLE, Design(psu=("psu", "y"), weight="w"))
    assert len(sample.stages) == 1


def test_the_first_step_of_the_trail_is_the_design() -> None:
    """Sum, range and Kish's effect of the design weights."""
    step = make_sample(TABLE, Design(weight="w")).trail[0]
    assert (step.kind, step.n, step.total, step.minimum, step.maximum) == ("design", 6, 30, 2, 10)
    assert step.kish == pytest.approx(6 * 186 / 900)


def test_interviews_set_aside_stay_in_the_source(interviews: MakeInterviews) -> None:
    """Only accepted interviews are sampled; the rejected one is not lost."""
    given: Interviews = interviews({"w": [1, 2, 3]}, H01=["a", "b", "c"], Z01=[1, 2, 2])
    aside = given.set_aside(Findings([Finding("r", "error", Text.of(en="x"), interview="b")]))
    sample = make_sample(aside, Design(weight="w"))
    assert sample.weights.tolist() == [1, 3]
    assert isinstance(sample.source, Interviews)
    assert len(sample.source) == 3
    assert isinstance(sample.data, Interviews)
    assert sample.data.rows.tolist() == [2, 4]


def test_nobody_left(interviews: MakeInterviews) -> None:
    """A sample of no interviews is refused."""
    given = interviews({"w": [1]}, H01=["a"])
    error = refusal(
        given.set_aside(Findings([Finding("r", "error", Text.of(en="x"), interview="a")])), Design(weight="w")
    )
    assert (error.code, error.place) == ("S004", "survey.make_sample")
    assert error.fact == "None of 1 interviews is left."


@pytest.mark.parametrize("field", ["strata", "psu", "weight", "fpc", "probability"])
def test_an_unknown_column_is_refused_by_name(field: str) -> None:
    """The nearest column is offered."""
    names = {field: "stratun"} if field == "probability" else {"weight": "w", field: "stratun"}
    error = refusal(TABLE, Design(**names))  # type: ignore[arg-type]
    assert error.code == "S003"
    assert "'stratun'" in error.place
    assert error.remedy == "Did you mean 'stratum'?"


@pytest.mark.parametrize(
    ("weights", "code", "fact"),
    [
        ([1, None, 1, None], "S006", "The weight is missing in 2 of 4 interviews (first: row 1, counted from 0)."),
        ([1, np.inf, 1, 1], "S007", "The weight is infinite in 1 of 4 interviews (first: row 1, counted from 0)."),
        ([1, 1, -2, 1], "S008", "The weight is negative in 1 of 4 interviews (first: row 2, counted from 0)."),
        ([0, 0, 0, 0], "S009", "All weights are zero."),
        (["1", "2", "x", "1"], "S005", "The column holds text, for example '1'."),
    ],
    ids=["missing", "infinite", "negative", "zero", "text"],
)
def test_a_weight_that_cannot_be(weights: list[object], code: str, fact: str) -> None:
    """Every unusable weight is told with the number of interviews and the first."""
    error = refusal(pd.DataFrame({"w": weights}), Design(weight="w"))
    assert (error.code, error.place, error.fact) == (
        code,
        "survey.make_sample: weight w" if code != "S005" else "survey.make_sample: weight 'w'",
        fact,
    )


def test_a_missing_weight_names_the_interview(interviews: MakeInterviews) -> None:
    """Interviews are named by their key and their row in the delivered file."""
    error = refusal(interviews({"w": [1, np.nan]}, H01=["a", "b"]), Design(weight="w"))
    assert "(first: b, row 3 of the file)" in error.fact


def test_some_weights_may_be_zero() -> None:
    """A weight of zero counts for nothing, but is no mistake."""
    assert make_sample({"w": [0, 1, 1]}, Design(weight="w")).trail[0].n == 2


@pytest.mark.parametrize("blank", [None, np.nan, ""])
@pytest.mark.parametrize("role", ["strata", "psu"])
def test_a_blank_stratum_or_psu(role: str, blank: object) -> None:
    """An empty text is blank too."""
    error = refusal(pd.DataFrame({"x": ["a", blank, "b"], "w": [1, 1, 1]}), Design(weight="w", **{role: "x"}))  # type: ignore[arg-type]
    assert error.code == "S010"
    assert error.fact.endswith("is blank in 1 of 3 interviews (first: row 1, counted from 0).")


def test_a_psu_in_two_strata_names_both_and_the_odd_interviews() -> None:
    """PSU 4 lies in stratum 2 with two interviews and in stratum 1 with one."""
    table = {"stratum": [1, 1, 1, 2, 2], "psu": [1, 2, 4, 4, 4], "w": [1] * 5}
    error = refusal(table, Design(strata="stratum", psu="psu", weight="w"))
    assert (error.code, error.place) == ("S011", "survey.make_sample: psu 'psu'")
    assert "PSU 4 lies in stratum 2 and in stratum 1" in error.fact
    assert "row 2" in error.fact
    assert "nested=True" in error.remedy


def test_nested_psus_are_different_psus() -> None:
    """The same number in another stratum is another PSU."""
    table = {"stratum": [1, 1, 2, 2], "psu": [1, 2, 1, 2], "w": [1] * 4}
    assert len(make_sample(table, Design(strata="stratum", psu="psu", weight="w", nested=True)).stages[0].stratum) == 4


@pytest.mark.parametrize(
    ("figures", "code"),
    [([10, None, 10, 10], "S012"), ([10, 0, 10, 10], "S012"), ([2, 2, 2, 2], "S013"), ([9, 9, 8, 8], "S014")],
    ids=["missing", "zero", "fewer than selected", "two figures"],
)
def test_a_population_figure_that_does_not_fit(figures: list[float | None], code: str) -> None:
    """Four units were selected in one stratum."""
    error = refusal(pd.DataFrame({"N": figures, "w": [1] * 4}), Design(weight="w", fpc="N"))
    assert (error.code, error.place) == (code, "survey.make_sample: fpc 'N'")


def test_nothing_gives_a_weight() -> None:
    """Weights are never silently 1."""
    error = refusal(TABLE, Design(strata="stratum", psu="psu"))
    assert (error.code, error.place) == ("S020", "survey.make_sample")
    assert "column of ones" in error.remedy


def test_weight_and_probability_together() -> None:
    """One of the two would be ignored."""
    with pytest.raises(DesignError) as caught:
        Design(weight="w", probability="p")
    assert (caught.value.code, caught.value.place) == ("S023", "survey.Design: weight, probability")


@pytest.mark.parametrize("probability", [0, 1.5, None])
def test_a_probability_that_cannot_be(probability: float | None) -> None:
    """Above 0 and at most 1."""
    error = refusal(pd.DataFrame({"p": [0.5, probability]}), Design(probability="p"))
    assert (error.code, error.place) == ("S021", "survey.make_sample: probability 'p'")


def test_one_stratum_is_no_stratification() -> None:
    """A constant stratum and no stratum are the same design."""
    one = make_sample({"s": [1, 1], "w": [1, 1]}, Design(strata="s", weight="w"))
    assert one.stages[0].sizes.tolist() == [2]


@pytest.mark.parametrize("weight", [1e300, 1e-300])
def test_weights_beyond_calculation_are_refused(weight: float) -> None:
    """Their squares are infinite or nothing, and so would be every standard error."""
    with pytest.raises(DesignError) as caught:
        make_sample({"y": [1, 2], "w": [weight, weight]}, Design(weight="w"))
    assert (caught.value.code, caught.value.place) == ("S024", "survey.make_sample: weight w")


def test_shares_and_counts_mixed_are_told_apart() -> None:
    """Half of the strata with shares, the others with counts."""
    with pytest.raises(DesignError, match="mixed") as caught:
        make_sample({"h": [1, 1, 2, 2], "f": [0.1, 0.1, 20, 20], "w": [1] * 4}, Design(strata="h", weight="w", fpc="f"))
    assert (caught.value.code, caught.value.place) == ("S013", "survey.make_sample: fpc 'f'")
