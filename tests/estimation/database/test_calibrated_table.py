"""Calibration of a table in DuckDB to totals of numbers gives what it gives in memory, or is refused."""

from collections.abc import Callable, Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest
from tests.estimation.database.wave_table import CALLS, DESIGN, check_quantiles, check_tables, equal, wave

import survey
from survey.design import Sample, make_sample
from survey.errors import SurveyError
from survey.estimation import DatabaseSample, in_database, mean, total
from survey.weighting import calibrate
from survey.weighting.weighing_by_cells import AnySample


def table() -> pd.DataFrame:
    """The wave with the sizes of households, and ages that are blank where the weight is zero."""
    data = wave()
    age = 18.0 + np.arange(len(data)) * 37 % 70
    return data.assign(size=1 + (data["p"] * 7 + data["q"]) % 6, age=np.where(data["w"] > 0, age, np.nan))


WAYS: dict[str, Callable[[AnySample], AnySample]] = {
    "a number": lambda sample: calibrate(sample, {"size": 15_000, "(all)": 4300}),
    "margins and numbers": lambda sample: calibrate(
        sample, {"q": dict.fromkeys(range(1, 6), 850)}, numbers={"size": 14_500, "age": 220_000}
    ),
    "raked, then as a ratio": lambda sample: calibrate(
        survey.rake(sample, {"yes": {0: 3000, 1: 1250}}),
        {"size": 15_000, "(all)": 4300},
        method="raking",
        variance="size",
    ),
    "within bounds": lambda sample: calibrate(
        sample,
        {"half": {0: 600, 0.5: 600, 1: 600, 1.5: 600, 2: 600, 2.5: 600, 3: 700}},
        numbers={"size": 15_000},
        method="logit",
        bounds=(0.3, 3),
    ),
}


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[DatabaseSample, Sample]]:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("given", table())
        connection.execute("CREATE TABLE wave AS SELECT * FROM given")
        yield in_database(connection, "wave", DESIGN), make_sample(table(), DESIGN)


@pytest.mark.parametrize("way", WAYS)
def test_totals_of_numbers_are_met_as_in_memory(pair: tuple[DatabaseSample, Sample], way: str) -> None:
    """Weights in summary, estimates, standard errors that know the totals, tests and quantiles."""
    ours, theirs = WAYS[way](pair[0]), WAYS[way](pair[1])
    pd.testing.assert_frame_equal(ours.trail_frame(), theirs.trail_frame(), rtol=1e-10)
    for name in ("means by text", "totals by three", "shares of text", "ratios", "where", "options"):
        equal(CALLS[name](ours), CALLS[name](theirs), rtol=1e-9)
    found = total(ours, "size")
    assert found.estimate[0] == pytest.approx(14_500 if way.startswith("margins") else 15_000)
    assert found.se[0] < 1e-4 < mean(ours, "y").se[0]


def test_tables_and_quantiles_know_the_totals(pair: tuple[DatabaseSample, Sample]) -> None:
    """Groups of rows with their numbers in place of rows."""
    ours, theirs = (WAYS["margins and numbers"](one) for one in pair)
    check_tables(ours, theirs)
    check_quantiles(ours, theirs)


def refused(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(SurveyError) as caught:
        call()
    return caught.value.code, str(caught.value.place)


def test_what_needs_rows_is_refused(pair: tuple[DatabaseSample, Sample]) -> None:
    """Options that look at rows, weights not above zero; mistakes have the errors of memory."""
    source, sample = pair
    easy: dict[str, float] = {"size": 15_000, "(all)": 4300}
    hard: dict[str, float] = {"size": 23_000, "(all)": 4300}
    for option, value in {
        "stage": 1,
        "within": 1,
        "trim": (0.5, 2.0),
        "variance": np.ones(900),
        "bounds": (np.full(900, 0.5), np.full(900, 2.0)),
    }.items():
        given: dict[str, object] = {option: value}
        assert refused(lambda: calibrate(source, easy, **given)) == ("W140", f"survey.calibrate: {option}")  # type: ignore[arg-type]  # noqa: B023
    assert refused(lambda: calibrate(source, easy, bounds=(1, 20), bounds_of="weight"))[0] == "W140"
    assert refused(lambda: calibrate(source, hard, allow_negative=True)) == ("E342", "survey.calibrate: options")
    wrong: tuple[dict[str, float], ...] = (
        hard,
        {"z": 9000},
        {"town": 1},
        {"nothing": 1},
        {"size": 1e7, "(all)": 4300},
        {},
    )
    for one in wrong:
        assert refused(lambda: calibrate(source, one)) == refused(lambda: calibrate(sample, one))  # noqa: B023
    with pytest.raises(SurveyError, match="of 900 interviews"):
        calibrate(source, {"z": 9000})


def test_factors_of_interviews_without_weight_are_not_described(pair: tuple[DatabaseSample, Sample]) -> None:
    """Their numbers count as 0, which would be the factor of nobody."""
    data = pair[1].data
    assert isinstance(data, pd.DataFrame)
    weighing = make_sample(data[data["w"] > 0].reset_index(drop=True), DESIGN)
    found = [WAYS["a number"](one).trail[-1].detail for one in (pair[1], weighing)]
    assert found[0] == found[1]
