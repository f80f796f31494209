"""Our tables and rank tests against the reference values of R's package survey."""

from __future__ import annotations

import functools
import re
from typing import cast

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.estimation import crosstab, rank_test, test_independence
from survey.estimation.crosstabs import Statistic
from tests.reference.reading import FOLDER, reference

Entry = dict[str, object]


@functools.cache
def sample(name: str) -> Sample:
    """A design of the reference under its R name."""
    designs = {
        "dclus1": ("apiclus1", Design(psu="dnum", weight="pw", fpc="fpc")),
        "dnh": ("nhanes", Design(strata="SDMVSTRA", psu="SDMVPSU", weight="WTMEC2YR", nested=True)),
        "syn": ("syn1000", Design(strata="district", psu="psu", weight="w0", nested=True)),
    }
    file, design = designs["syn" if name == "synM" else name]
    table = pd.read_csv(FOLDER / "data" / f"{file}.csv")
    if name == "synM":
        items = [f"q{at}" for at in range(1, 7)]
        table[items] = table[items].where(table[items] <= 5)
    return make_sample(table, design)


def answers(entry: str) -> dict[str, float | list[float]]:
    return cast("dict[str, float | list[float]]", reference()[entry]["out"])


def call_of(entry: str) -> str:
    return str(reference().get(entry, {}).get("r", entry))


@pytest.mark.parametrize("entry", [name for name in reference() if ".chisq" in name], ids=call_of)
def test_independence_agrees_with_r(entry: str) -> None:
    """Statistic, degrees of freedom and p. R's "lincom" fell back on the saddlepoint: its package was not installed."""
    found = re.search(r"~([\w.]+)\+([\w.]+), \w+, statistic='([\w-]+)'", call_of(entry))
    assert found is not None
    row, column, statistic = found.groups()
    name = cast("Statistic", "saddlepoint" if statistic == "lincom" else statistic)
    ours = test_independence(sample(str(reference()[entry]["design"])), row, column, statistic=name)
    expected = answers(entry)
    parameters = np.atleast_1d(np.asarray(expected["par"], np.float64))
    np.testing.assert_allclose(ours.statistic, expected["stat"], rtol=1e-9)
    np.testing.assert_allclose([ours.df[0], ours.ddf[0]][: len(parameters)], parameters, rtol=1e-9)
    np.testing.assert_allclose(ours.p, expected["p"], rtol=1e-6 if name == "saddlepoint" else 1e-9)


@pytest.mark.parametrize("entry", ["nh.chisq.lincom", "syn.chisq.lincom", "clus1.chisq.lincom"], ids=call_of)
def test_the_integral_is_near_the_approximation(entry: str) -> None:
    """R's saddlepoint, with its denominator cut down to a whole number, stays within a fifth of the integral."""
    found = re.search(r"~([\w.]+)\+([\w.]+), (\w+)", call_of(entry))
    assert found is not None
    row, column, design = found.groups()
    ours = test_independence(sample(design), row, column, statistic="lincom")
    np.testing.assert_allclose(ours.statistic, answers(entry)["stat"], rtol=1e-9)
    np.testing.assert_allclose(ours.p, answers(entry)["p"], rtol=0.2)


def test_median_test_agrees_with_r() -> None:
    """svyranktest(ell~comp.imp, dclus1, test='median')."""
    expected, ours = answers("rank.median"), rank_test(sample("dclus1"), "ell", "comp.imp", test="median")
    np.testing.assert_allclose(ours.p, expected["p"], rtol=1e-9)
    np.testing.assert_allclose(ours.estimate, expected["est"], rtol=1e-9)
    np.testing.assert_allclose(ours.statistic, expected["stat"], rtol=1e-9)
    np.testing.assert_allclose(ours.df, expected["df"])


def test_kruskal_wallis_agrees_with_r() -> None:
    """svyranktest(visits~factor(agegrp), syn, test='KruskalWallis'): R interchanges statistic and degrees of freedom."""
    expected, ours = answers("rank.kw"), rank_test(sample("syn"), "visits", "agegrp", test="KruskalWallis")
    np.testing.assert_allclose(ours.p, expected["p"], rtol=1e-9)
    np.testing.assert_allclose(ours.statistic, expected["df"], rtol=1e-9)
    np.testing.assert_allclose(ours.df, expected["stat"])


def test_counts_of_a_table_agree_with_r() -> None:
    """svytable(~trust+agegrp, syn): R's columns are one below the other."""
    ours = crosstab(sample("syn"), "agegrp", "trust", test=None)
    np.testing.assert_allclose(ours.counts.estimate, answers("syn.table")["est"], rtol=1e-12)


def test_shares_of_a_table_agree_with_r() -> None:
    """svymean(~interaction(trust, sex), syn)."""
    ours, expected = crosstab(sample("syn"), "sex", "trust", test=None), answers("syn.table.prop")
    shares = cast("dict[str, float]", expected["est"])
    np.testing.assert_allclose(ours.shares.estimate, list(shares.values()), rtol=1e-9)
    np.testing.assert_allclose(ours.shares.se, expected["se"], rtol=1e-9)
