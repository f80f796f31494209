"""Delivered waves as samples, for tables that are rebuilt from them."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd

import survey
from tests.data.delivered import delivered

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
DESIGN = survey.Design(strata="H04", psu="H07", weight="base_weight", nested=True, lonely="certainty")
GROUPED = {"sex": "sex", "age": "age4", "urban": "urban"}
ANSWERS = ("C01a", "C01b", "C01c", "C02", "S03")
PROBLEMS = (1, 2, 3, 4, 11, 13)


@functools.cache
def form() -> survey.Questionnaire:
    """The shipped questionnaire."""
    return survey.read_questionnaire(INSTRUMENT)


@functools.cache
def wave(name: str = "2018Q1") -> survey.Sample:
    """The interviews of a delivered wave."""
    file = delivered(f"wave_{name}_cp1251.csv")
    interviews, _ = survey.decode(survey.read_file(file), form())
    return survey.make_sample(interviews, DESIGN)


def columns_for_r(sample: survey.Sample) -> pd.DataFrame:
    """The columns that R reads: design, weight, groups and codes, blank where there is no substantive answer."""
    columns = {"unit": sample.values("H04"), "psu": pd.Series(sample.texts("H07")), "weight": sample.weights}
    columns |= {name: sample.values(source) for name, source in GROUPED.items()}
    columns |= {name: sample.values(name) for name in ANSWERS}
    columns |= {f"B03_{code}": sample.values(f"B03_{code}") for code in PROBLEMS}
    return pd.DataFrame(columns)
