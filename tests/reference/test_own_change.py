"""Differences between two waves against R's on waves stacked: ``own/change.R`` made ``own/change.json``."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.estimation import Change, change
from survey.weighting import rake

FOLDER = Path(__file__).parent / "own"
SYN = Path(__file__).parent / "r_survey" / "data" / "syn1000.csv"
ANSWERS = json.loads((FOLDER / "change.json").read_text(encoding="utf-8"))

SEXES = ({1: 4100, 2: 4700}, {1: 4300, 2: 4600})
"""People by sex, to whom each wave is fitted."""


@functools.cache
def stacked(data: str) -> pd.DataFrame:
    """The table of the R script."""
    if data == "regions":
        table = pd.read_csv(FOLDER / "regions.csv").rename(columns={"unit": "stratum", "point": "psu"})
        wave = 1 + (np.arange(len(table)) + 1) % 2
        return table.assign(wave=wave, w=table["weight"] * np.where(wave == 2, 1.2, 1))
    table = pd.read_csv(SYN).rename(columns={"district": "stratum"})
    second = table["id"] % 2 == 1
    weight = table["w0"] * np.where(second, 1 + (table["id"] % 5) / 10, 1)
    trust = table["trust"].where(table["id"] % 17 != 0)
    return table.assign(wave=1 + second, w=weight, trust=trust)


@functools.cache
def waves(data: str, name: str) -> tuple[Sample, Sample]:
    """Both waves of a design of the R script."""
    table = stacked(data)
    if name == "apart":
        table = table[table["wave"] == 1 + table["psu"] % 2]
    fpc = "points" if name == "fpc" else None
    design = Design(strata="stratum", psu="psu", weight="w", fpc=fpc, nested=True, lonely="certainty")
    first, second = (make_sample(table[table["wave"] == wave].reset_index(drop=True), design) for wave in (1, 2))
    if name != "fitted":
        return first, second
    people = [Population.from_margins({"sex": sexes}) for sexes in SEXES]
    return (
        rake(first, people[0], margins=["sex"], residuals="design"),
        rake(second, people[1], margins=["sex"], residuals="design"),
    )


CALLS: dict[str, Callable[[Sample, Sample], Change]] = {
    "svyby(~income, ~wave, subset(d, !is.na(income)), svymean, covmat = TRUE)": lambda a, b: change(a, b, "income"),
    "svyby(~trust, ~wave, subset(d, !is.na(trust)), svymean, covmat = TRUE)": lambda a, b: change(
        a, b, "trust", kind="share", codes=[1]
    ),
    "svyby(~visits, ~wave, d, svytotal, covmat = TRUE)": lambda a, b: change(a, b, "visits", kind="total"),
    "svyby(~trust, ~wave + sex, subset(d, !is.na(trust)), svymean, covmat = TRUE)": lambda a, b: change(
        a, b, "trust", "sex"
    ),
    "svyby(~income, ~wave, subset(d, urban == 1 & !is.na(income)), svymean, covmat = TRUE)": lambda a, b: change(
        a, b, "income", where="urban == 1"
    ),
    "svyby(~income, ~wave, denominator = ~visits, subset(d, !is.na(income)), svyratio, covmat = TRUE)": (
        lambda a, b: change(a, b, "income", kind="ratio", denominator="visits")
    ),
    "svyby(~score, ~wave, d, svymean, covmat = TRUE)": lambda a, b: change(a, b, "score"),
    "svyby(~visits, ~wave + town, d, svytotal, covmat = TRUE)": lambda a, b: change(
        a, b, "visits", "town", kind="total"
    ),
    "svytotal(~I(visits * (wave == 1)) + I(visits * (wave == 2)), d)": lambda a, b: change(
        a, b, "visits", kind="total"
    ),
    "svytotal(~I(score * (wave == 1)) + I(score * (wave == 2)), d)": lambda a, b: change(a, b, "score", kind="total"),
}


@pytest.mark.parametrize("entry", ANSWERS["entries"], ids=lambda one: f"{one['data']}, {one['design']}: {one['r']}")
def test_difference_agrees_with_r(entry: dict[str, str]) -> None:
    """R: coefficients -1 and 1 of ``svycontrast`` on the two waves; all PSUs kept, or none."""
    found = CALLS[entry["r"]](*waves(entry["data"], entry["design"]))
    assert found.change == pytest.approx(np.array(entry["change"]), rel=1e-9)
    assert found.se == pytest.approx(np.array(entry["se"]), rel=1e-9)


def test_the_answers_say_who_gave_them() -> None:
    """R and the package with their versions."""
    assert ANSWERS["R"].startswith("R version")
    assert ANSWERS["survey"][0].isdigit()
