"""Indicators of a wave in a database are those of its interviews in memory."""

import dataclasses
from collections.abc import Callable, Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest
from tests.data.delivered import delivered
from tests.estimation.database.test_form_answers import DESIGN, INSTRUMENT, raked

import survey
from survey.design import Sample, make_sample
from survey.errors import SurveyError
from survey.estimation import DatabaseSample, in_database
from survey.indicators import Indicators, IndicatorTable, read_indicators
from survey.indicators.definitions import AREA_ONLY
from survey.indicators.respondents import Respondents
from survey.indicators.sql_columns import SqlRespondents


@pytest.fixture(scope="module")
def sample() -> Sample:
    form = survey.read_questionnaire(INSTRUMENT)
    interviews, _ = survey.decode(survey.read_file(delivered("wave_2018Q1.sav")), form)
    return make_sample(interviews.set_aside(survey.validate(interviews)), DESIGN)


@pytest.fixture(scope="module")
def indicators(sample: Sample) -> Indicators:
    assert isinstance(sample.data, survey.Interviews)
    return read_indicators(INSTRUMENT, sample.data.form)


@pytest.fixture(scope="module")
def connection(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("wave") / "wave.parquet"
    survey.write_file(sample, path)
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.execute(f"CREATE TABLE wave AS SELECT * FROM '{path}'")
        yield opened


@pytest.fixture(scope="module")
def source(connection: duckdb.DuckDBPyConnection, indicators: Indicators) -> DatabaseSample:
    return in_database(connection, "wave", DESIGN, indicators.form)


def chosen(indicators: Indicators, *names: str) -> Indicators:
    """Indicators with these ids or kinds of ids, and those that they are made of."""
    items = tuple(one for one in indicators if any(one.id.startswith(name) for name in names))
    return dataclasses.replace(indicators, items=items)


def same(ours: IndicatorTable, theirs: IndicatorTable) -> None:
    """Every column of a table of indicators, and what goes with it."""
    for part in ("frame", "ranks", "differences", "small_areas"):
        pd.testing.assert_frame_equal(getattr(ours, part), getattr(theirs, part), rtol=1e-9, atol=1e-9)
    assert ours.wave == theirs.wave


def test_values_of_respondents_are_those_of_memory(
    source: DatabaseSample, sample: Sample, indicators: Indicators
) -> None:
    """Value, state and base of every respondent in every indicator of the questionnaire."""
    people, written = Respondents(indicators, sample), SqlRespondents(indicators, source)
    names = [one.id for one in indicators if not isinstance(one.formula, AREA_ONLY)]
    columns = [written.column(name) for name in names]
    shown = ", ".join(
        f"{one.value} AS v{at}, {one.state} AS s{at}, {one.applies} AS a{at}" for at, one in enumerate(columns)
    )
    table = written.extended(written.stages.names_in(shown)).table
    found = table.read(f"SELECT {shown} FROM {table.source}")
    assert len(names) > 70
    for at, name in enumerate(names):
        column = people.column(name)
        np.testing.assert_allclose(found[f"v{at}"].to_numpy(np.float64), column.value, rtol=1e-12, atol=1e-9)
        state = np.select([column.known, column.dont_know, column.refused], [1, 2, 3], 0)
        np.testing.assert_array_equal(found[f"s{at}"], state)
        np.testing.assert_array_equal(found[f"a{at}"], column.applicable)


def test_some_indicators_are_those_of_memory(source: DatabaseSample, sample: Sample, indicators: Indicators) -> None:
    """A share, a scale, a score, a net balance, a list experiment; by groupings that divide sampling points or do not."""
    some = chosen(indicators, "TRUST_PRESIDENT", "TRUST_STATE_010", "TRUST_LISTEXP", "CONFLICT")
    assert {one.formula_class for one in some} >= {"SHARE", "MEAN010", "LISTEXP"}
    domains = ["unit", ("sex", "urban")]
    same(survey.compute(some, source, domains=domains), survey.compute(some, sample, domains=domains))


def test_indicators_after_raking_are_those_of_memory(
    source: DatabaseSample, sample: Sample, indicators: Indicators
) -> None:
    """Standard errors know the margins."""
    some = chosen(indicators, "TRUST_PRESIDENT")
    ours, theirs = (survey.compute(some, raked(one), domains=["sex"]) for one in (source, sample))
    same(ours, theirs)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(SurveyError) as caught:
        call()
    return caught.value.code


def test_what_needs_interviews_is_refused(
    connection: duckdb.DuckDBPyConnection, source: DatabaseSample, sample: Sample, indicators: Indicators
) -> None:
    """A window, several waves, a table without the questionnaire; unknown domains as in memory."""
    some = chosen(indicators, "TRUST_PRESIDENT")
    two = in_database(
        connection, "SELECT * FROM wave UNION ALL SELECT * REPLACE ('2017Q4' AS H02) FROM wave", DESIGN, indicators.form
    )
    assert refused(lambda: survey.compute(some, two)) == "I087"
    assert refused(lambda: survey.compute(some, source, window=sample)) == "I088"
    assert refused(lambda: survey.compute(some, in_database(connection, "wave", DESIGN))) == "I006"
    assert refused(lambda: survey.compute(some, source, domains=["nothing"])) == "I005"
    assert refused(lambda: survey.compute(some, "wave")) == "I087"  # type: ignore[arg-type]
