"""Our tables and rank tests against R's: ``own/tables.R`` made ``own/tables.json``, versions inside."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, Lonely, Population, Sample, make_sample
from survey.design.make_replicates import replicate
from survey.estimation import crosstab, rank_test, test_independence
from survey.estimation.rank_tests import RankScore
from survey.weighting import rake

FOLDER = Path(__file__).parent / "own"
DATA = Path(__file__).parent / "r_survey" / "data"
ANSWERS = json.loads((FOLDER / "tables.json").read_text(encoding="utf-8"))["entries"]

Entry = dict[str, object]


@functools.cache
def table(name: str) -> pd.DataFrame:
    """A data file; items keep only answers from 1 to 5."""
    if name == "regions":
        return pd.read_csv(FOLDER / "regions.csv")
    found = pd.read_csv(DATA / f"{name}.csv")
    items = [f"q{at}" for at in range(1, 7) if f"q{at}" in found]
    return found.assign(**{item: found[item].where(found[item] <= 5) for item in items})


GROUPS = "group in [5, 6, 7, 8]"


def regions(fpc: str | None = None) -> Design:
    return Design(strata="unit", psu="point", weight="weight", fpc=fpc, nested=True)


def districts(psu: str = "psu", fpc: str | None = None, lonely: Lonely = "fail") -> Design:
    return Design(strata="district", psu=psu, weight="w0", fpc=fpc, nested=True, lonely=lonely)


DESIGNS: dict[str, tuple[str, Design, str | None]] = {
    "strata": ("regions", regions(), None),
    "fpc": ("regions", regions("points"), None),
    "elements": ("regions", Design(strata="unit", weight="weight"), None),
    "town": ("regions", regions(), "town == 1"),
    "dstrat": ("apistrat", Design(strata="stype", weight="pw", fpc="fpc"), None),
    "dclus1": ("apiclus1", Design(psu="dnum", weight="pw", fpc="fpc"), None),
    "dclus2": ("apiclus2", Design(psu=("dnum", "snum"), fpc=("fpc1", "fpc2")), None),
    "dnh": ("nhanes", Design(strata="SDMVSTRA", psu="SDMVPSU", weight="WTMEC2YR", nested=True), None),
    "syn": ("syn1000", districts(), None),
    "synfpc": ("syn1000", districts(fpc="Mh"), None),
    "synsrs": ("syn1000", Design(weight="w0"), None),
    "urban": ("syn1000", districts(), "urban == 1"),
    "group58": ("syn1000", districts(), GROUPS),
    "synL": ("syn1000", districts("psu_l", lonely="adjust"), None),
    "synLsub": ("syn1000", districts("psu_l", lonely="average"), GROUPS),
}


@functools.cache
def sample(name: str) -> Sample:
    """A design of the R script under its name."""
    if name == "poststratified":
        town = Population.from_margins({"town": {0: 3600, 1: 5200}})
        return rake(sample("strata"), town, residuals="design")
    if name in ("jk1", "jkn"):
        whole = make_sample(table("apiclus1"), Design(psu="dnum", weight="pw")) if name == "jk1" else sample("syn")
        return replicate(whole, "JK1" if name == "jk1" else "JKn")
    if name == "jknurban":
        return sample("jkn").where("urban == 1")
    file, design, condition = DESIGNS[name]
    whole = make_sample(table(file), design)
    return whole if condition is None else whole.where(condition)


def squares(rank: Floats, size: float) -> Floats:
    return np.asarray((rank / size) ** 2)


def numbers(entry: Entry, name: str) -> Floats:
    return np.array(entry[name], np.float64)


def variables(call: str, pattern: str) -> list[str]:
    found = re.search(pattern, call)
    assert found is not None, call
    return list(found.groups())


def named(entry: Entry) -> str:
    return f"{entry['design']}: {entry['r']}"


def starting(*names: str) -> list[Entry]:
    return [entry for entry in ANSWERS if str(entry["r"]).startswith(names)]


@pytest.mark.parametrize("entry", starting("svychisq"), ids=named)
def test_independence_agrees_with_r(entry: Entry) -> None:
    """Statistic, degrees of freedom and p; R finds the saddle to about eight digits only."""
    row, column, statistic = variables(str(entry["r"]), r"~([\w.]+)\+([\w.]+), d, statistic='(\w+)'")
    ours = test_independence(sample(str(entry["design"])), row, column, statistic=statistic)  # type: ignore[arg-type]
    accuracy = 1e-6 if statistic == "saddlepoint" else 1e-9
    expected = numbers(entry, "parameter")
    np.testing.assert_allclose(ours.statistic, numbers(entry, "statistic"), rtol=1e-9)
    np.testing.assert_allclose([ours.df[0], ours.ddf[0]][: len(expected)], expected, rtol=1e-9)
    np.testing.assert_allclose(ours.p, numbers(entry, "p"), rtol=accuracy, atol=1e-15)


@pytest.mark.parametrize("entry", starting("svytable", "svytotal"), ids=named)
def test_counts_agree_with_r(entry: Entry) -> None:
    """Weighted counts, standard errors and design effects of every cell."""
    column, row = variables(str(entry["r"]).replace("factor", ""), r"\(?([\w.]+)\)?(?:\+|, )\(?([\w.]+)\)?")
    if str(entry["r"]).startswith("svytable"):
        row, column = column, row
    ours = seen(crosstab(sample(str(entry["design"])), row, column, test=None, deff="replace").to_frame())
    np.testing.assert_allclose(ours["count"], numbers(entry, "count"), rtol=1e-9)
    if "se" in entry:
        np.testing.assert_allclose(ours["count_se"], numbers(entry, "se"), rtol=1e-8, atol=1e-9)
        compare_effects(ours["count_deff"].to_numpy(), numbers(entry, "deff"), ours["count"].to_numpy())


@pytest.mark.parametrize("entry", starting("svymean"), ids=named)
def test_shares_of_everybody_agree_with_r(entry: Entry) -> None:
    """Shares, standard errors and design effects of every cell."""
    column, row = variables(str(entry["r"]).replace("factor", ""), r"interaction\(\(([\w.]+)\), \(([\w.]+)\)")
    ours = seen(crosstab(sample(str(entry["design"])), row, column, test=None, deff="replace").to_frame())
    np.testing.assert_allclose(ours["share"], numbers(entry, "share"), rtol=1e-9)
    np.testing.assert_allclose(ours["se"], numbers(entry, "se"), rtol=1e-8, atol=1e-15)
    compare_effects(ours["deff"].to_numpy(), numbers(entry, "deff"), ours["count"].to_numpy())


@pytest.mark.parametrize("entry", starting("svyby"), ids=named)
def test_row_shares_agree_with_r(entry: Entry) -> None:
    """Shares of the row with their standard errors; R's domain of a row drops nothing else."""
    column, row = variables(str(entry["r"]), r"factor\(([\w.]+)\), ~([\w.]+)")
    ours = seen(crosstab(sample(str(entry["design"])), row, column, percent="row", test=None).to_frame())
    np.testing.assert_allclose(ours["share"], numbers(entry, "share"), rtol=1e-9)
    np.testing.assert_allclose(ours["se"], numbers(entry, "se"), rtol=1e-8, atol=1e-15)


@pytest.mark.parametrize("entry", starting("svyranktest"), ids=named)
def test_rank_tests_agree_with_r(entry: Entry) -> None:
    """Statistic, degrees of freedom and p; with more than two groups R's two names are interchanged."""
    variable, group, name = variables(str(entry["r"]), r"\(([\w.]+) ~ (?:factor\()?([\w.]+)\)?, d, test='?(\w+)")
    test: RankScore | RankScore = squares if name == "squares" else name  # type: ignore[assignment]
    ours = rank_test(sample(str(entry["design"])), variable, group, test=test)
    statistic, df = numbers(entry, "statistic"), numbers(entry, "parameter")
    if ours.n_groups[0] > 2:
        statistic, df = df, statistic
    np.testing.assert_allclose(ours.df, df, rtol=1e-12)
    np.testing.assert_allclose(ours.statistic, statistic, rtol=1e-8)
    np.testing.assert_allclose(ours.p, numbers(entry, "p"), rtol=1e-8, atol=1e-15)


def seen(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells of the rows and columns that R sees: those with an interview in the domain."""
    row, column = frame.columns[:2]
    by_row, by_column = frame.groupby(row)["n"].transform("sum"), frame.groupby(column)["n"].transform("sum")
    return frame[(by_row > 0) & (by_column > 0)]


def compare_effects(ours: Floats, expected: Floats, counts: Floats) -> None:
    """Design effects where there is one: not of empty cells."""
    kept = counts > 0
    np.testing.assert_allclose(ours[kept], expected[kept], rtol=1e-8)


def test_every_answer_is_asked_for() -> None:
    """The tests above take all of R's answers."""
    starts = ("svychisq", "svytable", "svytotal", "svymean", "svyby", "svyranktest")
    assert len(starting(*starts)) == len(ANSWERS) > 450
