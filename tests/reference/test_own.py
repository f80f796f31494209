"""Our numbers against R's on the project's own small data: ``own/make.R`` made ``own/answers.json``, versions inside."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.design import Chain, Design, Population, Sample, make_sample
from survey.estimation import Estimates, mean, ratio, share, total
from survey.weighting import rake, trim

FOLDER = Path(__file__).parent / "own"
ANSWERS = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))
PEOPLE = Population.from_margins(
    {
        "sex": {1: 4100, 2: 4700},
        "age": {"18-29": 2500, "30-44": 2700, "45-59": 2000, "60+": 1600},
        "town": {0: 3600, 1: 5200},
    }
)


@functools.cache
def drawn(fpc: str | None = None, psu: str | None = "point", chain: Chain = "latest_first") -> Sample:
    table = pd.read_csv(FOLDER / "regions.csv")
    design = Design(strata="unit", psu=psu, weight="weight", fpc=fpc, nested=True, chain=chain)
    sample = make_sample(table, design)
    trust = sample.values("trust")
    return sample.assign(two=np.where(np.isnan(trust), np.nan, np.isin(trust, [1, 2])))


@functools.cache
def sample(name: str) -> Sample:
    """A design of the R script under its name; R takes out the oldest calibration first."""
    if name == "strata":
        return drawn()
    if name == "fpc":
        return drawn(fpc="points")
    if name == "elements":
        return drawn(psu=None)
    if name == "raked":
        return rake(drawn(), PEOPLE, residuals="equal")
    if name == "trimmed":
        return trim(sample("raked"), times_median=2.5)
    first = rake(drawn(chain="oldest_first"), PEOPLE, margins=["town"], residuals="design")
    return first if name == "poststratified" else rake(first, PEOPLE, margins=["sex", "age"], residuals="equal")


CALLS: dict[str, Callable[[Sample], Estimates]] = {
    "svymean(~score, d, deff = TRUE)": lambda d: mean(d, "score"),
    "svymean(~score, d, deff = 'replace')": lambda d: mean(d, "score", deff="replace"),
    "svymean(~score, d)": lambda d: mean(d, "score"),
    "svymean(~trust, d, na.rm = TRUE, deff = TRUE)": lambda d: mean(d, "trust"),
    "svymean(~two, d, na.rm = TRUE, deff = TRUE)": lambda d: share(d, "trust", [1, 2]),
    "svytotal(~visits, d, deff = TRUE)": lambda d: total(d, "visits"),
    "svytotal(~visits, d, deff = 'replace')": lambda d: total(d, "visits", deff="replace"),
    "svytotal(~visits, d)": lambda d: total(d, "visits"),
    "svytotal(~score, d)": lambda d: total(d, "score"),
    "svyratio(~visits, ~households, d, deff = TRUE)": lambda d: ratio(d, "visits", "households"),
    "svyratio(~visits, ~households, d)": lambda d: ratio(d, "visits", "households"),
    "svyby(~score, ~age, d, svymean, deff = TRUE)": lambda d: mean(d, "score", by="age"),
    "svyby(~score, ~age, d, svymean)": lambda d: mean(d, "score", by="age"),
    "svyby(~score, ~town, d, svymean)": lambda d: mean(d, "score", by="town"),
    "svyby(~visits, ~sex, d, svytotal, deff = TRUE)": lambda d: total(d, "visits", by="sex"),
    "svyby(~visits, ~sex, d, svytotal)": lambda d: total(d, "visits", by="sex"),
    "svyby(~visits, ~sex, denominator = ~households, d, svyratio)": lambda d: ratio(
        d, "visits", "households", by="sex"
    ),
    "svyby(~two, ~unit, d, svymean, na.rm = TRUE)": lambda d: mean(d, "two", by="unit"),
    "svymean(~score, subset(d, town == 1 & sex == 2), deff = TRUE)": lambda d: mean(
        d, "score", where="town == 1 and sex == 2"
    ),
    "svymean(~two, subset(d, sex == 2), na.rm = TRUE)": lambda d: share(d, {"two": d.values("two")}, where="sex == 2"),
}


@pytest.mark.parametrize("entry", ANSWERS["entries"], ids=lambda entry: f"{entry['design']}: {entry['r']}")
def test_number_agrees_with_r(entry: dict[str, object]) -> None:
    """Estimates, errors and design effects to 1e-9; calibrated errors to 1e-7, for R stops after ten rounds of residuals."""
    found = CALLS[str(entry["r"])](sample(str(entry["design"])))
    accuracy = 1e-7 if entry["design"] in ("raked", "trimmed", "chained") else 1e-9
    assert found.estimate == pytest.approx(np.array(entry["est"]), rel=accuracy)
    assert found.se == pytest.approx(np.array(entry["se"]), rel=accuracy)
    if "deff" in entry:
        assert found.deff == pytest.approx(np.array(entry["deff"]), rel=accuracy)


@pytest.mark.parametrize("name", ANSWERS["weights"])
def test_weights_agree_with_r(name: str) -> None:
    """Every weight, to 1e-9."""
    assert sample(name).weights == pytest.approx(np.array(ANSWERS["weights"][name]), rel=1e-9)


def test_the_answers_say_who_gave_them() -> None:
    """R and the package with their versions."""
    assert ANSWERS["R"].startswith("R version")
    assert ANSWERS["survey"][0].isdigit()
