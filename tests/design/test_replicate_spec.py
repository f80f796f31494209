"""Replicate weights that come with the data."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, ReplicateFactors, Replicates, Sample, make_sample
from survey.design.reweighting import replication_of
from survey.errors import DesignError

WEIGHTS = {"r1": [0.0, 3, 3, 6], "r2": [6.0, 0, 3, 3], "r3": [3.0, 3, 0, 6]}


def drawn(given: Replicates, **design: str) -> Sample:
    data = pd.DataFrame({"y": [1.0, 2, 3, 4], "w": [3.0, 3, 3, 6], "psu": [1, 2, 3, 3], **WEIGHTS})
    return make_sample(data, Design(weight="w", replicates=given, **design))  # type: ignore[arg-type]


def form(given: Replicates) -> ReplicateFactors:
    found = replication_of(drawn(given))
    assert found is not None
    return found


def test_combined_weights_become_factors() -> None:
    """A weight of 6 in a replicate, 3 in the sample: factor 2."""
    sample = drawn(Replicates("^r", kind="BRR"))
    written = np.vstack(list(form(Replicates("^r", kind="BRR")).weights(sample.units, sample.weights)))
    np.testing.assert_allclose(written, np.array(list(WEIGHTS.values())))


def test_factors_are_taken_as_they_are() -> None:
    """combined=False: the columns multiply the weight."""
    sample = drawn(Replicates(["r1", "r2"], kind="other", combined=False, scale=1, rscales=1))
    made = replication_of(sample)
    assert made is not None
    np.testing.assert_allclose(next(made.weights(sample.units, sample.weights))[0], [0, 9, 9, 36])


def test_an_array_needs_no_columns() -> None:
    """One row per interview."""
    array = np.array(list(WEIGHTS.values())).T
    one, other = form(Replicates(array, kind="BRR")), form(Replicates("^r", kind="BRR"))
    np.testing.assert_allclose(one.factors, other.factors)


def test_interviews_that_change_alike_share_a_unit() -> None:
    """Two interviews of a PSU with the same factors are one unit, and lie in their PSU."""
    data = pd.DataFrame({"w": [1.0, 2, 2], "psu": [1, 1, 2], "r1": [2.0, 4, 0], "r2": [0.0, 0, 4]})
    sample = make_sample(data, Design(psu="psu", weight="w", replicates=Replicates("^r", kind="BRR")))
    assert sample.units.tolist() == [0, 0, 1]
    assert len(sample.stages) == 1


def test_units_that_differ_within_a_psu_lie_below_it() -> None:
    """Two stages: PSUs to count, units to replicate."""
    sample = drawn(Replicates("^r", kind="BRR"), psu="psu")
    assert [len(stage.stratum) for stage in sample.stages] == [3, 4]
    assert sample.stages[1].parent.tolist() == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("given", "scale"),
    [
        (Replicates("^r", kind="BRR"), [1 / 3] * 3),
        (Replicates("^r", kind="Fay", rho=0.5), [4 / 3] * 3),
        (Replicates("^r", kind="JK1"), [2 / 3] * 3),
        (Replicates("^r", kind="JK1", combined=False), [1 / 6] * 3),
        (Replicates("^r", kind="JKn", rscales=[0.5, 0.5, 0.8]), [0.5, 0.5, 0.8]),
        (Replicates("^r", kind="JKn", combined=False), [1 / 6, 1 / 6, 1 / 6]),
        (Replicates("^r", kind="JK2"), [1.0] * 3),
        (Replicates("^r", kind="bootstrap"), [1 / 2] * 3),
        (Replicates("^r", kind="bootstrap", average=10), [5.0] * 3),
        (Replicates("^r", kind="ACS"), [4 / 3] * 3),
        (Replicates("^r", kind="successive-difference"), [4 / 3] * 3),
        (Replicates("^r", kind="other", scale=2, rscales=[1, 2, 3]), [2.0, 4, 6]),
        (Replicates("^r", kind="JK1", scale=1, fpc=[0.1, 0.2, 0.3]), [0.9, 0.8, 0.7]),
    ],
)  # fmt: skip
def test_scales_follow_from_the_kind(given: Replicates, scale: list[float]) -> None:
    """As in R's svrepdesign."""
    np.testing.assert_allclose(form(given).scale, scale)


def test_only_the_american_community_survey_is_about_the_estimate_by_default() -> None:
    """Squared deviations from the estimate of the whole sample there, from the mean of the replicates else."""
    assert form(Replicates("^r", kind="ACS")).mse
    assert not form(Replicates("^r", kind="ACS", mse=False)).mse
    assert not form(Replicates("^r", kind="SDR")).mse


def test_what_was_guessed_and_what_looks_odd_is_noted() -> None:
    """Scales guessed; factors given as weights."""
    data = pd.DataFrame({"w": [100.0, 200, 300], "r1": [0.0, 1.5, 1.5], "r2": [1.5, 0.0, 1.5]})
    sample = make_sample(data, Design(weight="w", replicates=Replicates("^r", kind="JK1")))
    assert sample.trail[0].notes == (
        "replicates of mean 1 do not look like weights: the mean of the weights is 200",
        "scale (n-1)/n guessed from the replicates",
    )


def test_degrees_of_freedom_may_be_told() -> None:
    """Else they are the rank minus 1."""
    told, counted = form(Replicates("^r", kind="BRR", df=9)), form(Replicates("^r", kind="BRR"))
    everybody = np.ones(4, bool)
    assert (told.degrees(everybody), counted.degrees(everybody)) == (9.0, 2.0)


@pytest.mark.parametrize(
    ("call", "code", "place"),
    [
        (lambda: Replicates("^r", kind="jackknife"), "S113", "survey.Replicates: kind 'jackknife'"),  # type: ignore[arg-type]
        (lambda: Replicates("^r", kind="Fay"), "S113", "survey.Replicates: kind 'Fay'"),
        (lambda: Replicates("^r", kind="BRR", rho=0.5), "S113", "survey.Replicates: kind 'BRR'"),
        (lambda: Replicates("^r", kind="BRR", scale=1), "S113", "survey.Replicates: kind 'BRR'"),
        (lambda: Replicates("^r", kind="BRR", fpc=[0.1] * 3), "S113", "survey.Replicates: kind 'BRR'"),
        (lambda: Replicates("^r", kind="JKn"), "S113", "survey.Replicates: kind 'JKn'"),
        (lambda: Replicates("^r", kind="BRR", df=0), "S113", "survey.Replicates: kind 'BRR'"),
        (lambda: drawn(Replicates("^x", kind="BRR")), "S114", "survey.Replicates: columns"),
        (lambda: drawn(Replicates(["r1", "R2"], kind="BRR")), "S114", "survey.Replicates: columns"),
        (lambda: drawn(Replicates(np.ones((3, 2)), kind="BRR")), "S115", "survey.Replicates: columns"),
        (lambda: drawn(Replicates(np.full((4, 2), np.nan), kind="BRR")), "S116", "survey.Replicates: columns"),
        (lambda: drawn(Replicates("^r", kind="other", scale=1, rscales=[1, 2])), "S117", "survey.Replicates: scale, rscales, fpc"),
        (lambda: drawn(Replicates("^r", kind="other", scale=-1, rscales=1)), "S117", "survey.Replicates: scale, rscales, fpc"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call: Callable[[], object], code: str, place: str) -> None:
    """Each with its code and place."""
    with pytest.raises(DesignError) as caught:
        call()
    assert (caught.value.code, caught.value.place) == (code, place)


def test_who_weighs_nothing_cannot_weigh_something_in_a_replicate() -> None:
    """There is no factor for it."""
    data = pd.DataFrame({"w": [0.0, 2], "r1": [1.0, 2], "r2": [0.0, 2]})
    with pytest.raises(DesignError) as caught:
        make_sample(data, Design(weight="w", replicates=Replicates("^r", kind="BRR")))
    assert (caught.value.code, caught.value.place) == ("S118", "survey.Replicates: columns")


WRONG: dict[str, tuple[dict[str, object], Replicates, str]] = {
    "text": ({"r2": ["a", "b", "c"]}, Replicates("^r", kind="JK1"), "S123"),
    "numbers as text": ({"r2": ["3", "0", "3"]}, Replicates("^r", kind="JK1"), "S123"),
    "no pattern": ({}, Replicates("([", kind="JK1"), "S122"),
    "nothing matches": ({}, Replicates("^q", kind="JK1"), "S114"),
    "scale of nothing": ({}, Replicates("^r", kind="other", scale=0.0), "S117"),
}


@pytest.mark.parametrize(("columns", "given", "code"), WRONG.values(), ids=WRONG)
def test_columns_and_scales_that_cannot_be(columns: dict[str, object], given: Replicates, code: str) -> None:
    """Named with the argument they belong to."""
    data = {"y": [1, 2, 3], "w": [2, 2, 2], "r1": [0, 3, 3], "r2": [3, 0, 3], "r3": [3, 3, 0], **columns}
    with pytest.raises(DesignError) as caught:
        make_sample(data, Design(weight="w", replicates=given))
    assert (caught.value.code, caught.value.place.split(":")[0]) == (code, "survey.Replicates")


def test_negative_replicate_weights_are_noted() -> None:
    """Some methods make them; nobody should miss them."""
    data = {"y": [1, 2, 3], "w": [2, 2, 2], "r1": [-1, 3, 3], "r2": [3, 0, 3]}
    sample = make_sample(data, Design(weight="w", replicates=Replicates("^r", kind="bootstrap")))
    assert "1 replicate weights are negative" in sample.trail[0].notes
