"""Differences between units: verdicts in families, model-based values beside direct ones, ranks only where units differ."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey
from survey.design import Design
from survey.estimation import mean
from survey.indicators import Indicators, read_indicators
from survey.indicators.model_based import COLUMNS, FEWEST, LIMIT, model_based
from survey.indicators.unit_differences import DIFFERENCE_COLUMNS, differences, is_territorial, model_based_values

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"


@pytest.fixture(scope="module")
def shipped() -> Indicators:
    return read_indicators(INSTRUMENT, survey.read_questionnaire(INSTRUMENT))


def cells(estimate: list[float], indicator: str = "ISI", **changed: Any) -> pd.DataFrame:
    """Rows of one indicator in units of 40 interviews at four points, with a standard error of 3."""
    m = len(estimate)
    frame = pd.DataFrame(
        {
            "indicator": indicator, "domain": "unit", "level": [str(at + 1) for at in range(m)],
            "estimate": estimate, "se": 3.0, "df": 3.0, "n": 40, "spread": 300.0, "deff_pooled": 1.2,
            "df_pooled": 50.0, "weight": 1.0 + np.arange(m), "n_psus": 4, "psus_whole": True, "publish": "ok",
        }
    )  # fmt: skip
    return frame.assign(**changed)


FAR = [50.0, 55, 60, 65, 70, 75, 80, 62, 64, 58]
NEAR = [64.0, 65, 66, 65, 63, 66, 64, 65, 65, 66]
MIDDLING = [60.0, 65, 70, 61, 69, 65, 62, 68, 66, 64]


@pytest.mark.parametrize(("estimate", "verdict"), [(FAR, "differ"), (NEAR, "alike"), (MIDDLING, "unclear")])
def test_verdicts_follow_from_the_data(shipped: Indicators, estimate: list[float], verdict: str) -> None:
    found = differences(cells(estimate), shipped)
    assert tuple(found.columns) == DIFFERENCE_COLUMNS
    assert found["verdict"].tolist() == [verdict]


def test_primary_indicators_are_a_family(shipped: Indicators) -> None:
    """Seven primary indicators without differences raise the rate of the eighth; an exploratory one changes nothing."""
    primary = [one.id for one in shipped if one.primary]
    quiet = pd.concat([cells(NEAR, name) for name in primary if name != "ISI"])
    doubtful = [60.0, 65, 72, 59, 71, 65, 60, 70, 68, 62]
    alone = differences(cells(doubtful), shipped)
    many = differences(pd.concat([cells(doubtful), quiet, cells(FAR, "TRUST_POLICE")]), shipped)
    own = many[many["indicator"] == "ISI"]
    assert own["p"].item() == alone["p"].item() == alone["p_adjusted"].item()
    assert own["p_adjusted"].item() == pytest.approx(len(primary) * own["p"].item())
    assert [alone["verdict"].item(), own["verdict"].item()] == ["differ", "unclear"]
    assert many.loc[many["indicator"] == "TRUST_POLICE", "verdict"].item() == "differ"


@pytest.mark.parametrize("changed", [{"psus_whole": False}, {"n": 29}, {"n_psus": 2}, {"publish": "hidden"}])
def test_only_units_that_could_have_a_status_are_compared(shipped: Indicators, changed: dict[str, Any]) -> None:
    every = cells(FAR, **changed)
    found = differences(every, shipped)
    assert found.empty
    assert model_based_values(every, found, shipped).empty


def test_model_based_values_lie_between_the_estimate_and_the_mean(shipped: Indicators) -> None:
    every = cells(MIDDLING)
    found = model_based_values(every, differences(every, shipped), shipped)
    assert tuple(found.columns) == COLUMNS
    centre = float(np.average(MIDDLING, weights=every["weight"]))
    assert float(np.average(found["model"], weights=every["weight"])) == pytest.approx(centre)
    assert found["model"].std() < found["direct"].std()
    assert found["shrinkage"].between(0, 1).all()
    assert ((found["model_low"] < found["model"]) & (found["model"] < found["model_high"])).all()


def test_model_based_values_are_those_of_small_area(shipped: Indicators) -> None:
    """The same model from interviews by survey.small_area, where design effect and spread agree."""
    random = np.random.default_rng(3)
    units = np.repeat(np.arange(1, 9), 40)
    y = np.clip(random.normal(60, 18, 320) + np.repeat(random.normal(0, 5, 8), 40), 0, 100)
    table = {"y": y, "unit": units, "psu": np.arange(320) // 10, "w": np.ones(320)}
    estimates = mean(survey.make_sample(table, Design(strata="unit", psu="psu", weight="w")), "y", by="unit")
    expected = survey.small_area(estimates, limit=LIMIT)
    model = expected.model
    own = cells(estimates.estimate.tolist(), spread=model.spread, deff_pooled=model.design_effect, weight=40.0)
    found = model_based(own.assign(compared=True, df_pooled=model.df), shipped["ISI"], ranked=False)
    assert found is not None
    assert np.allclose(found["model"], expected.to_frame()["model_based"])
    assert np.allclose(found["shrinkage"], 1 - expected.to_frame()["gamma"])


def test_a_truly_low_unit_is_not_pulled_up(shipped: Indicators) -> None:
    """By no more than one standard error, and the shift that all units share."""
    every = cells([20.0, *NEAR])
    found = model_based_values(every, differences(every, shipped), shipped)
    low = found.iloc[0]
    assert low["limited"] == (abs(low["model"] - low["direct"]) > 0.9 * low["direct_se"])
    assert low["model"] - low["direct"] < 1.3 * LIMIT * low["direct_se"]


@pytest.mark.parametrize(("estimate", "ranked"), [(FAR, True), (NEAR, False), (MIDDLING, False)])
def test_units_have_ranks_only_where_they_differ(shipped: Indicators, estimate: list[float], ranked: bool) -> None:
    every = cells(estimate)
    found = model_based_values(every, differences(every, shipped), shipped)
    assert found["rank"].notna().all() == ranked
    assert found["rank"].isna().all() != ranked
    if ranked:
        assert found.loc[found["rank"] == 1, "level"].tolist() == ["7"]


def test_rank_1_is_the_most_stable_unit(shipped: Indicators) -> None:
    """The lowest share of an event."""
    every = cells([20.0, 25, 5, 40, 30, 12], "NEG_SHARE")
    found = model_based_values(every, differences(every, shipped), shipped)
    assert found.loc[found["rank"] == 1, "level"].tolist() == ["3"]


def test_a_unit_that_is_too_small_has_blanks(shipped: Indicators) -> None:
    every = cells(FAR, n=[10, *[40] * 9])
    found = model_based_values(every, differences(every, shipped), shipped)
    assert np.isnan(found["model"].iloc[0])
    assert np.isnan(found["direct"].iloc[0])
    assert found["model"].iloc[1:].notna().all()


def test_no_model_for_few_units_people_or_other_indicators(shipped: Indicators) -> None:
    few, people, other = cells(FAR[: FEWEST - 1]), cells(FAR, domain="ethnic_group"), cells(FAR, "TRUST_POLICE")
    for every in (few, people, other):
        assert model_based_values(every, differences(every, shipped), shipped).empty
    assert is_territorial(shipped, "unit")
    assert not is_territorial(shipped, "ethnic_group")


def test_tables_of_a_wave_have_both(shipped: Indicators, tmp_path: Path) -> None:
    """From interviews to tests and values, and a selection of rows keeps what belongs to them."""
    population = survey.read_population(INSTRUMENT / "population", shipped.form)
    wave = survey.simulate_wave(shipped.form, population, "2018Q1", n=1000, seed=4, field_errors=False)
    wave.write(tmp_path / "wave.csv")
    interviews, _ = survey.decode(survey.read_file(tmp_path / "wave.csv"), shipped.form)
    sample = survey.make_sample(interviews, Design(strata="H04", psu="H07", weight="base_weight"))
    table = survey.compute(shipped, sample, domains=["unit", "ethnic_group"])
    assert set(table.differences["domain"]) == {"unit"}
    assert set(table.differences["verdict"]) <= {"differ", "alike", "unclear"}
    assert set(table.small_areas["indicator"]) == {one.id for one in shipped if one.primary}
    assert table.small_areas.groupby("indicator").size().eq(19).all()
    own = table.of("ISI", "unit", "3")
    assert len(own.small_areas) == len(own.frame) == len(own.differences) == 1
    direct = table.row("ISI", "unit", "3").estimate
    assert own.small_areas["direct"].item() == pytest.approx(direct)
