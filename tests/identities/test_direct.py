"""Very many interviews drawn directly: what is never written out changes no number."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, Lonely, Population, Sample, make_sample
from survey.errors import DesignError
from survey.estimation import Estimates, compare, contrast, crosstab, mean, quantile, reliability, share, shares, total
from survey.estimation.influence import Influence
from survey.estimation.sampling_variance import covariance, variance
from survey.estimation.variation import Linearised
from survey.weighting import calibrate, normalize, poststratify, rake, trim

N = 240
PLAIN, STRATA = Design(weight="w"), Design(strata="h", weight="w")
NUMBERS = ("estimate", "se", "ci_low", "ci_high", "df", "n", "deff", "n_eff", "flags")


def table() -> pd.DataFrame:
    random = np.random.default_rng(11)
    found = pd.DataFrame(
        {
            "h": random.integers(0, 4, N),
            "w": random.uniform(1, 30, N),
            "N": 0.0,
            "y": random.normal(3, 2, N),
            "x": random.uniform(1, 2, N),
            "q": random.choice([1.0, 2, 3, np.nan], N),
            "g": random.integers(0, 9, N),
            "sex": random.integers(0, 2, N),
            "age": random.integers(0, 4, N),
            "person": np.arange(N),
        }
    )
    found["N"] = found["h"].map({0: 100, 1: 150, 2: 200, 3: 1000})
    return found


TABLE = table()
PEOPLE = Population.from_margins(
    {"sex": {0: 1500, 1: 2100}, "age": {0: 800, 1: 900, 2: 900, 3: 1000}, "g": {at: 360 + 10 * at for at in range(9)}}
)
CELLS = Population.from_margins({"age": {0: 900, 1: 800, 2: 900, 3: 1000}})


def twice(sample: Sample) -> Sample:
    """Two calibrations with trimming between and after."""
    return normalize(trim(rake(trim(poststratify(sample, CELLS), times_median=2), PEOPLE), times_median=2.5))


WEIGHTED: dict[str, Callable[[Sample], Sample]] = {
    "as drawn": lambda sample: sample,
    "raked": lambda sample: rake(sample, PEOPLE),
    "twice": twice,
    "numbers": lambda sample: calibrate(sample, CELLS, numbers={"x": 5500.0}),
}
DESIGNS = {
    "plain": PLAIN,
    "strata": STRATA,
    "fpc": Design(strata="h", weight="w", fpc="N"),
    "stages": Design(psu=("h", "person"), weight="w", fpc=("S", "N")),
    "oldest first": Design(strata="h", weight="w", chain="oldest_first"),
}


def made(design: str, weighted: str) -> Sample:
    return WEIGHTED[weighted](make_sample(TABLE.assign(S=8), DESIGNS[design]))


def same(one: Estimates, other: Estimates) -> None:
    for name in NUMBERS:
        ours, theirs = getattr(one, name).astype(float), getattr(other, name).astype(float)
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-10 * largest(theirs), err_msg=name)
    V = other.covariance()
    np.testing.assert_allclose(one.covariance(), V, rtol=1e-9, atol=1e-12 * largest(V))


def influence_of(found: Estimates) -> Influence:
    assert isinstance(found.variation, Linearised)
    return found.variation.influence


def largest(numbers: Floats) -> float:
    """The largest finite number, whatever its sign."""
    return float(np.abs(numbers).max(where=np.isfinite(numbers), initial=0))


@pytest.mark.parametrize("weighted", WEIGHTED)
@pytest.mark.parametrize("design", DESIGNS)
def test_estimates_of_large_samples_are_those_of_small_ones(
    design: str, weighted: str, large: Callable[[], None]
) -> None:
    """Totals, means and shares in domains, some of the interviews outside; blanks."""
    sample = made(design, weighted)
    calls: list[Callable[[], Estimates]] = [
        lambda: mean(sample, ["y", "q"], by="g"),
        lambda: total(sample.where("age != 2"), ["x", "y"], by=["g", "sex"]),
        lambda: shares(sample, "q", by="g", where="sex == 1"),
        lambda: share(sample, "sex", codes=1),
    ]
    written = [call() for call in calls]
    large()
    compact = [call() for call in calls]
    assert influence_of(compact[0]).is_compact == (weighted != "as drawn")
    for one, other in zip(compact, written, strict=True):
        same(one, other)


@pytest.mark.parametrize("weighted", WEIGHTED)
@pytest.mark.parametrize("design", DESIGNS)
def test_tables_of_large_samples_are_those_of_small_ones(design: str, weighted: str, large: Callable[[], None]) -> None:
    """Cells, margins and the test, of everybody and in domains."""
    sample = made(design, weighted)

    def tables() -> list[tuple[list[Estimates], pd.DataFrame]]:
        found = [
            crosstab(sample, "age", "q"),
            crosstab(sample.where("sex == 1"), "q", "age", by="g", percent="row", test="adjWald"),
            crosstab(sample, "sex", "q", by="h", percent="column", test="Chisq"),
        ]
        parts = [[one.counts, one.shares, one.rows, one.columns] for one in found]
        return [
            (part, one.test.to_frame().drop(columns="notes"))
            for part, one in zip(parts, found, strict=True)
            if one.test is not None
        ]

    written = tables()
    large()
    for (ours, test), (theirs, expected) in zip(tables(), written, strict=True):
        assert influence_of(ours[0]).is_compact
        for one, other in zip(ours, theirs, strict=True):
            same(one, other)
        pd.testing.assert_frame_equal(test, expected, rtol=1e-7)


@pytest.mark.parametrize("rule", [rule for rule in get_args(Lonely) if rule not in ("fail", "collapse")])
@pytest.mark.parametrize("domains", [False, True])
def test_lonely_rules_of_large_samples(rule: Lonely, domains: bool, large: Callable[[], None]) -> None:
    """A stratum with one interview; under the rules that look at domains also those with one of the domain."""
    data = TABLE.assign(h=np.where(TABLE["person"] == 17, 9, TABLE["h"]))
    looks = domains and rule in ("adjust", "average")
    sample = rake(make_sample(data, Design(strata="h", weight="w", lonely=rule, lonely_domains=looks)), PEOPLE)
    written = mean(sample, ["y", "q"], by="g"), crosstab(sample, "age", "q", by="sex").shares
    large()
    same(mean(sample, ["y", "q"], by="g"), written[0])
    same(crosstab(sample, "age", "q", by="sex").shares, written[1])


def test_a_lonely_interview_is_refused(large: Callable[[], None]) -> None:
    """The rule "fail" says so in large samples, too."""
    data = TABLE.assign(h=np.where(TABLE["person"] == 17, 9, TABLE["h"]))
    sample = rake(make_sample(data, STRATA), PEOPLE)
    large()
    with pytest.raises(DesignError) as caught:
        mean(sample, "y", by="g")
    assert caught.value.code == "S022"


@pytest.mark.parametrize("weighted", ["raked", "twice"])
def test_what_follows_from_estimates_of_large_samples(weighted: str, large: Callable[[], None]) -> None:
    """Contrasts, comparisons, quantiles, reliability; interviews in PSUs with many small domains."""
    sample = made("strata", weighted)
    psus = rake(make_sample(TABLE.assign(p=TABLE["person"] // 3), Design(psu="p", weight="w")), PEOPLE)

    def found() -> list[Estimates]:
        means = mean(sample, ["y", "x"], by="g")
        return [
            contrast(means, np.eye(18)[1:] - np.eye(18)[0]),
            contrast(compare(sample, "y", by="g").means, {"a": "exp(`y:1` / `y:2`)"}),
            quantile(sample, "y", [0.25, 0.5], by="g"),
            reliability(sample, ["y", "x", "age"], by="g").alpha,
            total(psus, ["y", "q"], by=["g", "sex"]),
            mean(sample.where("g < 2"), "y", by=["age", "sex"]),
        ]

    written = found()
    large()
    for one, other in zip(found(), written, strict=True):
        same(one, other)


def test_what_margins_fix_has_no_error_in_large_samples(large: Callable[[], None]) -> None:
    """Totals of the categories of a margin, within domains that are another margin's categories: as drawn they vary."""
    sample = rake(make_sample(TABLE, STRATA), PEOPLE)
    plain = make_sample(TABLE, STRATA)
    ones = {"one": np.ones(N)}
    large()
    for by, variables in (("g", ones), (None, {"sex": TABLE["sex"].to_numpy(float)})):
        fixed, drawn = total(sample, variables, by=by), total(plain, variables, by=by)
        assert (fixed.se < 1e-7 * drawn.se).all()
    found = crosstab(sample, "age", "sex", by=None)
    assert (found.rows.se < 1e-9).all()
    assert (found.columns.se < 1e-9).all()


def test_written_out_it_is_the_same(large: Callable[[], None]) -> None:
    """Influences with a cell for every pair of unit and domain give the variances of those without."""
    large()
    compact = influence_of(mean(made("strata", "twice"), ["y", "q"], by="g"))
    written = compact.written()
    assert written.presence.is_grid
    assert not written.is_compact
    assert variance(written) == pytest.approx(variance(compact), rel=1e-10)
    assert covariance(written) == pytest.approx(covariance(compact), rel=1e-9, abs=1e-12)
