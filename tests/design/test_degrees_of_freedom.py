"""Degrees of freedom of samples and domains."""

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, degf, make_sample, replicate
from survey.errors import SurveyError
from survey.estimation import mean
from survey.weighting import adjust_nonresponse, rake, trim


def drawn() -> Sample:
    """Three strata of four PSUs of five interviews; nobody answers in PSU 11."""
    psu = np.repeat(np.arange(12), 5)
    table = pd.DataFrame(
        {
            "h": psu // 4,
            "psu": psu,
            "w": 1.0,
            "sex": np.tile([1, 2, 1, 2, 2], 12),
            "ok": (psu != 11) * 1,
            "y": psu + 0.0,
        }
    )
    return make_sample(table, Design(strata="h", psu="psu", weight="w"))


@pytest.mark.parametrize(
    ("where", "expected"),
    [(None, 9), ("psu <= 5", 4), ("psu == 3", 0), ("psu == 99", 0), ("sex == 1", 9), ("h == 1", 3)],
)
def test_psus_minus_strata(where: str | None, expected: int) -> None:
    """Of those with an interview of the domain; replicates have as many where strata are whole."""
    linear, again = (
        degf(sample if where is None else sample.where(where)) for sample in (drawn(), replicate(drawn(), "JKn"))
    )
    assert linear == expected
    # half a stratum: the two PSUs that remain vary in two directions, as in R's degf(subset(...))
    assert again == expected + (where == "psu <= 5")


def test_weighting_adds_none() -> None:
    """A PSU in which nobody has a weight does not count, neither here nor for an estimate."""
    sample = adjust_nonresponse(drawn(), "ok == 1", by="sex")
    assert degf(sample) == 8 == mean(sample, "y").df[0] == mean(sample, "y", df="design").df[0]
    weighted = trim(rake(replicate(drawn(), "JKn"), {"sex": {1: 30, 2: 30}}), upper=2)
    assert degf(weighted) == 9


def test_interviews_drawn_directly() -> None:
    """Each is a unit."""
    assert degf(make_sample({"w": [1.0] * 7}, Design(weight="w"))) == 6


def test_something_else_is_refused() -> None:
    """With the name of the argument."""
    with pytest.raises(SurveyError) as caught:
        degf(pd.DataFrame())  # type: ignore[arg-type]
    assert caught.value.code == "A001"
