"""Model-based values of districts, from the interviews on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, Population, Sample, make_sample
from survey.errors import CallError, EstimationError
from survey.estimation import Estimates, mean, ratio, share, shares, small_area, total
from survey.estimation.small_areas import SmallAreaEstimates
from survey.estimation.small_areas.fay_herriot import between_variance, predict_areas

LEVELS = [0.35, 0.5, 0.55, 0.6, 0.7, 0.75, 0.8, 0.9]


def table_of(levels: list[float], villages: int = 4, people: int = 10, seed: int = 1) -> pd.DataFrame:
    """Districts with these shares, their villages somewhat apart, unequal weights."""
    random = np.random.default_rng(seed)
    m = len(levels)
    area = np.repeat(np.arange(m), villages * people)
    psu = np.repeat(np.arange(m * villages), people)
    chance = np.clip(np.array(levels)[area] + random.normal(0, 0.08, m * villages)[psu], 0, 1)
    yes = (random.random(len(area)) < chance).astype(float)
    weight = random.uniform(1, 3, len(area)) * (1 + area % 3)
    names = np.array([f"d{at}" for at in range(m)])[area]
    return pd.DataFrame({"area": names, "psu": psu, "yes": yes, "score": 20 * yes + 10 * chance, "w": weight})


def sample_of(table: pd.DataFrame, extra: Mapping[str, Any] | None = None) -> Sample:
    return make_sample(table, Design(strata="area", psu="psu", weight="w", **(extra or {})))


TABLE = table_of(LEVELS)
SAMPLE = sample_of(TABLE)
DIRECT = share(SAMPLE, "yes", by="area")


def weighted(found: SmallAreaEstimates, weights: Floats) -> float:
    return float(np.average(found.model_based, weights=weights))


def test_the_columns_hold_together() -> None:
    """Weight of the direct estimate, line, shift and error make the value and its interval."""
    found = small_area(DIRECT)
    assert found.direct.tolist() == DIRECT.estimate.tolist()
    assert found.direct_se.tolist() == DIRECT.se.tolist()
    assert 0 < found.gamma.min() <= found.gamma.max() < 1
    before = found.gamma * found.direct + (1 - found.gamma) * found.line
    assert found.model_based == pytest.approx(before + found.benchmark_shift)
    assert found.model.design_effect * found.model.spread / DIRECT.n == pytest.approx(found.variance)
    X = np.ones((8, 1))
    between = between_variance(DIRECT.estimate, X, found.variance, 0.95)
    mse = predict_areas(between, DIRECT.estimate, X, found.variance, X, np.arange(8)).mse
    assert found.rmse**2 == pytest.approx(mse + found.benchmark_shift**2)
    assert found.df == pytest.approx(found.model.df / found.gamma**2)
    assert (found.ci_low < found.model_based).all()
    assert (found.model_based < found.ci_high).all()


def test_benchmarked_values_have_the_direct_mean_of_the_region() -> None:
    """Weights as sizes: the mean is the share of the region; without a benchmark it is not."""
    region = share(SAMPLE, "yes")
    found = small_area(DIRECT)
    assert weighted(found, DIRECT.weight) == pytest.approx(region.estimate[0], abs=1e-12)
    assert found.model.benchmark == pytest.approx(region.estimate[0])
    given = small_area(DIRECT, benchmark=region)
    assert given.model_based == pytest.approx(found.model_based)
    bare = small_area(DIRECT, benchmark=None)
    assert abs(weighted(bare, DIRECT.weight) - region.estimate[0]) > 1e-4
    assert found.model_based - bare.model_based == pytest.approx(np.full(8, found.benchmark_shift[0]))


@pytest.mark.parametrize("form", ["mapping", "series", "population"])
def test_the_sizes_of_areas_may_come_from_the_population(form: str) -> None:
    """Persons by area, in any order and form."""
    persons = {f"d{at}": 100.0 + 40 * at for at in reversed(range(8))}
    sizes = {"mapping": persons, "series": pd.Series(persons), "population": Population.from_margins({"area": persons})}
    found = small_area(DIRECT, benchmark=0.62, sizes=sizes[form])  # type: ignore[arg-type]
    assert weighted(found, np.linspace(100, 380, 8)) == pytest.approx(0.62, abs=1e-12)


@pytest.mark.parametrize("options", [{}, {"variances": "direct"}, {"limit": 0.5}])
def test_the_order_of_areas_does_not_matter(options: dict[str, Any]) -> None:
    """Districts renamed, so that they come in the opposite order."""
    turned = TABLE.assign(area="d" + (7 - TABLE["area"].str[1:].astype(int)).astype(str))
    first = small_area(DIRECT, **options)
    second = small_area(share(sample_of(turned), "yes", by="area"), **options)
    for name in ("direct", "model_based", "rmse", "gamma", "ci_low", "limited"):
        assert getattr(second, name)[::-1] == pytest.approx(getattr(first, name), rel=1e-9)


def test_limited_translation_holds_the_lowest_district() -> None:
    """No value is further from its direct estimate than half a standard error; what was held has a larger error."""
    free, held = (small_area(DIRECT, benchmark=None, limit=limit) for limit in (None, 0.5))
    furthest = 0.5 * np.sqrt(free.variance)
    moved = free.model_based - free.direct
    assert (np.abs(moved) > furthest).tolist() == held.limited.tolist()
    assert 0 < held.limited.sum() < 8
    assert held.limited[0]
    assert held.model_based == pytest.approx(free.direct + np.clip(moved, -furthest, furthest))
    assert held.rmse**2 == pytest.approx(free.rmse**2 + (held.model_based - free.model_based) ** 2)
    assert [("limited" in codes) for codes in held.notes] == held.limited.tolist()
    assert small_area(DIRECT, benchmark=None, limit=0).model_based == pytest.approx(DIRECT.estimate)


def test_a_district_without_interviews_is_synthetic() -> None:
    """It has the line of its covariate and the largest error; the others are as without it."""
    table = table_of([*LEVELS, 0.5]).query("area != 'd8'")
    sample = sample_of(table.assign(area=pd.Categorical(table["area"], [f"d{at}" for at in range(9)])))
    urban = {f"d{at}": value for at, value in enumerate([0.3, 0.9, 0.2, 0.4, 0.8, 0.5, 0.7, 0.6, 0.1])}
    found = small_area(share(sample, "yes", by="area"), auxiliary={"urban": urban}, benchmark=None)
    alone = small_area(share(sample_of(table), "yes", by="area"), auxiliary={"urban": urban}, benchmark=None)
    assert len(found) == 9
    assert np.isnan(found.direct[8])
    assert found.notes[8] == ("synthetic",)
    assert found.to_frame()["source"].tolist() == ["model"] * 8 + ["synthetic"]
    intercept, slope = found.model.coefficients
    assert found.model_based[8] == pytest.approx(intercept + slope * 0.1)
    assert found.rmse[8] > found.rmse[:8].max()
    assert found.model_based[:8] == pytest.approx(alone.model_based)
    assert found.rmse[:8] == pytest.approx(alone.rmse)


def test_coefficients_are_those_of_the_covariates_as_given() -> None:
    """Weighted least squares by hand, with the variance between areas that was found."""
    urban = np.array([0.1, 0.3, 0.2, 0.6, 0.4, 0.8, 0.9, 0.7])
    table = pd.DataFrame({"area": DIRECT.by[0].levels, "urban": urban, "people": 1e5 * urban[::-1] ** 2})
    found = small_area(DIRECT, auxiliary=table)
    assert found.model.between is not None
    X = np.column_stack([np.ones(8), urban, table["people"]])
    weight = 1 / (found.model.between.value + found.variance)
    information = X.T @ (weight[:, None] * X)
    wanted = np.linalg.solve(information, X.T @ (weight * DIRECT.estimate))
    shown = found.model.to_frame()
    assert shown["term"].tolist() == ["intercept", "urban", "people"]
    assert shown["estimate"].to_numpy() == pytest.approx(wanted, rel=1e-6)
    if found.model.between.value > 0:
        assert shown["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(np.linalg.inv(information))), rel=1e-6)
    assert found.line == pytest.approx(X @ wanted)


def test_direct_variances_are_replaced_where_they_say_nothing() -> None:
    """In one district nobody says yes."""
    table = TABLE.assign(yes=TABLE["yes"].where(TABLE["area"] != "d0", 0.0))
    direct = share(sample_of(table), "yes", by="area")
    found = small_area(direct, variances="direct")
    assert direct.se[0] == 0
    assert found.notes[0] == ("smoothed",)
    assert found.variance[1:] == pytest.approx(direct.se[1:] ** 2)
    assert found.variance[0] == pytest.approx(found.model.design_effect * found.model.spread / direct.n[0])
    assert found.model_based[0] > 0


def test_districts_that_differ_no_more_than_chance_say_so() -> None:
    """The variance between areas is 0: one value for all, a note, and an error that is not 0."""
    found = small_area(share(sample_of(table_of([0.5] * 6, seed=4)), "yes", by="area"))
    assert found.model.between is not None
    assert found.model.between.value == 0
    assert found.model.between.high > 0
    assert found.model.notes == ("no_between_variance",)
    assert np.ptp(found.model_based) < 1e-12
    assert set(found.to_frame()["source"]) == {"synthetic"}
    assert (found.rmse > np.sqrt(found.variance / 6)).all()
    assert "no variance between areas" in repr(found)


def test_where_all_answers_are_equal_nothing_is_known_of_the_error() -> None:
    """Everybody says yes: values are the direct ones, without an error."""
    found = small_area(share(sample_of(TABLE.assign(yes=1.0)), "yes", by="area"))
    assert found.model_based.tolist() == [1.0] * 8
    assert np.isnan([found.rmse, found.gamma, found.df]).all()
    assert (found.ci_low.tolist(), found.ci_high.tolist()) == ([0.0] * 8, [1.0] * 8)
    assert found.model.notes == ("no_spread",)
    assert found.model.between is None
    assert "not known" in repr(found)


def test_shares_stay_between_0_and_1() -> None:
    """A benchmark near 1 drives the high districts to 1, and the mean is met all the same."""
    found = small_area(DIRECT, benchmark=0.97)
    assert found.model_based.max() == 1
    assert weighted(found, DIRECT.weight) == pytest.approx(0.97)
    assert found.ci_high.max() <= 1
    assert [("clipped" in codes) for codes in found.notes] == (found.model_based == 1).tolist()


def test_means_have_no_bounds() -> None:
    """Scores of the same people; a share as a mean of 0 and 1 has the same model."""
    found = small_area(mean(SAMPLE, "score", by="area"), benchmark=40.0)
    assert weighted(found, DIRECT.weight) == pytest.approx(40)
    as_mean, as_share = small_area(mean(SAMPLE, "yes", by="area")), small_area(DIRECT)
    assert as_mean.model_based == pytest.approx(as_share.model_based)


def test_ratios_need_their_own_sizes() -> None:
    """The region's ratio is weighted by denominators, which weights are not."""
    double = sample_of(TABLE.assign(base=1.0 + TABLE["yes"]))
    direct, region = ratio(double, "score", "base", by="area"), ratio(double, "score", "base")
    with pytest.raises(EstimationError, match="E358"):
        small_area(direct)
    base = total(double, "base", by="area").estimate
    sizes = dict(zip(direct.by[0].levels, base.tolist(), strict=True))
    found = small_area(direct, benchmark=region, sizes=sizes)
    assert weighted(found, base) == pytest.approx(region.estimate[0])
    assert small_area(direct, benchmark=None).model.benchmark is None


@pytest.mark.parametrize("levels", [[0.5], [0.4, 0.6], [0.3, 0.5, 0.7]])
def test_too_few_areas_are_refused(levels: list[float]) -> None:
    """One area has nobody to borrow from; up to three say nothing about the variance between areas."""
    with pytest.raises(EstimationError, match="E356"):
        small_area(share(sample_of(table_of(levels)), "yes", by="area"))


@pytest.mark.parametrize(
    ("direct", "options", "code"),
    [
        (share(SAMPLE, "yes"), {}, "E355"),
        (shares(SAMPLE, "yes", by="area"), {}, "E355"),
        (total(SAMPLE, "yes", by="area"), {}, "E355"),
        (mean(SAMPLE, ["yes", "score"], by="area"), {}, "E355"),
        (DIRECT, {"limit": -1}, "E357"),
        (DIRECT, {"limit": np.nan}, "E357"),
        (DIRECT, {"level": 95}, "E357"),
        (DIRECT, {"variances": "pooled"}, "E357"),
        (DIRECT, {"benchmark": DIRECT}, "E360"),
        (DIRECT, {"benchmark": 62.0}, "E360"),
        (DIRECT, {"benchmark": "country"}, "E360"),
        (DIRECT, {"benchmark": mean(SAMPLE, "yes")}, "E360"),
        (DIRECT, {"sizes": {f"d{at}": 0 for at in range(8)}}, "E359"),
        (DIRECT, {"sizes": {f"d{at}": 5 - at for at in range(8)}}, "E359"),
        (DIRECT, {"sizes": {"d0": 5}}, "E351"),
        (DIRECT, {"auxiliary": {"x": {f"d{at}": 1 for at in range(8)}}}, "E353"),
    ],
)
def test_what_is_not_possible_is_refused(direct: Estimates, options: dict[str, Any], code: str) -> None:
    """Every kind of mistake has another code."""
    with pytest.raises(EstimationError) as raised:
        small_area(direct, **options)
    assert raised.value.code == code


@pytest.mark.parametrize("options", [{"sizes": 5}, {"benchmark": []}, {"auxilary": None}])
def test_arguments_of_the_wrong_kind_are_named(options: dict[str, Any]) -> None:
    """As for every public function."""
    with pytest.raises(CallError, match=next(iter(options))):
        small_area(DIRECT, **options)


def test_it_shows_itself_as_model_based() -> None:
    """The purpose is in the first line, direct values are alongside; no column is named estimate."""
    found = small_area(DIRECT, limit=1)
    for shown in (repr(found), found._repr_html_()):
        assert "model-based share of yes by area" in shown
        assert "for maps and rankings, not for statuses" in shown
        assert "variance between areas" in shown
    frame = found.to_frame()
    assert {"area", "n", "direct", "direct_se", "model_based", "rmse", "gamma", "source", "notes"} <= set(frame.columns)
    assert "estimate" not in frame.columns
    with pytest.raises(CallError, match="E019"):
        found + 1
