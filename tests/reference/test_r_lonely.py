"""Rank tests, a variance, quantiles and degrees of freedom against R 4.5, most under options for lonely PSUs.

Data: ``syn1000.csv``, made for this project. The calls are those of the entries: the text of R is read here.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Level, Population, Sample, TwoPhase, make_sample
from survey.errors import EstimationError, SurveyError, WeightingError
from survey.estimation import Estimates, mean, quantile, rank_test, variance
from survey.weighting import calibrate, poststratify, rake
from tests.reference.reading import FOLDER, flat

MARGINS = ("district", "agegrp", "sex", "group")
CONDITIONS = {
    "district %in% 3:9": "district in [3, 4, 5, 6, 7, 8, 9]",
    "group %in% 5:8": "group in [5, 6, 7, 8]",
    "urban==2 & sex==2": "urban == 2 and sex == 2",
}
WEIGHTED: Mapping[str, Callable[[Sample, Population], Sample]] = {
    "rake": lambda sample, people: rake(sample, people, tolerance=1e-12),
    "calibrate": calibrate,
    "postStratify": poststratify,
}
LEFT_ASIDE = {
    "fuzz3.g0334.rank": "R averages ties over interviews outside the domain too (docs/conventions.md)",
    "fuzz4.g0333.glm": "R fails, and needs replicate weights that are not in its code",
}
REFUSED: Mapping[str, tuple[type[SurveyError], str]] = {
    "fuzz3.g0007.rank": (EstimationError, "E211"),
    "fuzz4.g0005.rank": (EstimationError, "E211"),
    "fuzz4.g0026.rank": (WeightingError, "W108"),
}
"""What R refuses, and we with a reason."""


@functools.cache
def reference() -> dict[str, Any]:
    found = json.loads((FOLDER / "r_survey_45_lonely.json").read_text(encoding="utf-8"))
    return {**found, "entries": {entry["id"]: entry for entry in found["entries"]}}


@functools.cache
def table() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "data" / "syn1000.csv")


def population(numbers: str) -> Population:
    """The margins an entry names by number."""
    given = [int(number) - 1 for number in numbers.split(",")]
    figures: dict[str, dict[Level, float]] = {
        MARGINS[at]: dict(enumerate(reference()["margins"][MARGINS[at]], start=1)) for at in given
    }
    return Population.from_margins(figures)


def drawn(entry: Mapping[str, Any]) -> tuple[Sample, str | None]:
    """The sample of an entry, and its condition."""
    text, options = entry["pre"], entry.get("options") or {}
    phases = re.search(r"twophase\(.*strata=list\(NULL,~(\w+)\)", text)
    if phases is not None:
        sample = make_sample(table(), TwoPhase(Design(), Design(strata=phases[1]), "in2 == 1", "simple"))
    else:
        design = Design(
            strata="district",
            psu="psu_l",
            weight="w0",
            nested=True,
            lonely=options["survey.lonely.psu"],
            lonely_domains=options["survey.adjust.domain.lonely"],
        )
        sample = make_sample(table(), design)
    step = re.search(r"z <- (rake|calibrate|postStratify)\(s4, f\[+c?\(?([\d,]+)", text)
    if step is not None:
        sample = WEIGHTED[step[1]](sample, population(step[2]))
    condition = re.search(r"subset\(z, (.*)\)$", text)
    return sample, None if condition is None else CONDITIONS.get(condition[1], condition[1])


def called(entry: Mapping[str, Any]) -> Mapping[str, object]:
    """Our numbers by the names of R's."""
    sample, where = drawn(entry)
    call = entry["r"]
    test = re.match(r"svyranktest\((\w+)~factor\((\w+)\), \w, test='(\w+)'\)", call)
    if test is not None:
        found = rank_test(sample, test[1], test[2], test=test[3], where=where)  # type: ignore[arg-type]
        return {"est": found.estimate, "stat": found.statistic, "df": found.df, "p": found.p}
    cut = re.match(r"svyquantile\(~(\w+), y, c\(([\d.,]+)\), qrule='(\w+)', interval.type='(\w+)'", call)
    if cut is not None:
        p = [float(number) for number in cut[2].split(",")]
        rows: Estimates = quantile(sample, cut[1], p, rule=cut[3], interval=cut[4], where=where)  # type: ignore[arg-type]
        return {"est": rows.estimate, "se": rows.se, "ci": np.column_stack([rows.ci_low, rows.ci_high]).ravel()}
    single = re.match(r"svy(mean|var)\(~(\w+), y, na.rm=TRUE\)", call)
    assert single is not None
    rows = (mean if single[1] == "mean" else variance)(sample, single[2], where=where)
    return {"est": rows.estimate, "se": rows.se, "df": rows.df}


@pytest.mark.parametrize("name", sorted(set(reference()["entries"]) - set(LEFT_ASIDE) - set(REFUSED)))
def test_number_agrees_with_r(name: str) -> None:
    """To the accuracy of the entry: R stops raking at 1e-7."""
    entry = reference()["entries"][name]
    ours = called(entry)
    for key, values in entry["out"].items():
        np.testing.assert_allclose(flat(ours[key]), flat(values), rtol=1e-7, atol=1e-12, err_msg=key)


@pytest.mark.parametrize("name", REFUSED)
def test_what_r_refuses_is_refused_with_a_reason(name: str) -> None:
    """One group only; weights below zero."""
    entry = reference()["entries"][name]
    assert "error" in entry
    error, code = REFUSED[name]
    with pytest.raises(error) as caught:
        called(entry)
    assert caught.value.code == code
