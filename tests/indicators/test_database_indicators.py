"""Indicators of a wave in a database are those of its interviews in memory."""

import dataclasses
from collections.abc import Callable, Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest
from tests.data.delivered import delivered
from tests.data.wave_in_duckdb import wave_in_duckdb
from tests.estimation.database.test_form_answers import DESIGN, INSTRUMENT, raked

import survey
from survey.design import Sample, make_sample
from survey.errors import SurveyError
from survey.estimation import DatabaseSample, in_database
from survey.indicators import Indicators, IndicatorTable, read_indicators
from survey.indicators.database.database_persons import RelationsOfTable
from survey.indicators.database.sql_columns import SqlRespondents
from survey.indicators.definitions import AREA_ONLY
from survey.indicators.kindred_indicators import RelationsOfRespondents
from survey.indicators.respondents import Respondents
from survey.indicators.source_questions import parts


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
    with wave_in_duckdb(sample, tmp_path_factory.mktemp("wave")) as opened:
        yield opened


@pytest.fixture(scope="module")
def source(connection: duckdb.DuckDBPyConnection, indicators: Indicators) -> DatabaseSample:
    return in_database(connection, "wave", DESIGN, indicators.form)


def chosen(indicators: Indicators, *names: str) -> Indicators:
    """Indicators whose ids begin so, and those that they are made of."""
    found = {one.id for one in indicators if one.id.startswith(names)}
    while more := {part for one in found for part in parts(indicators[one].formula) if part in indicators} - found:
        found |= more
    return dataclasses.replace(indicators, items=tuple(one for one in indicators if one.id in found))


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


@pytest.mark.parametrize(
    ("names", "classes", "domains", "publish"),
    [
        (("TRUST_P", "TRUST_STATE", "TRUST_LISTEXP"), "SHARE SCORE MEAN010 LISTEXP", ["unit", ("sex", "urban")], "ok"),
        (("ISI",), "COMPOSITE GEOMETRIC GAP", ["urban"], "ok"),
        (("CONFLICT", "NEG"), "PREV", [("unit", "ethnic_group"), "sex"], "hidden"),
    ],
)
def test_indicators_are_those_of_memory(
    source: DatabaseSample,
    sample: Sample,
    indicators: Indicators,
    names: tuple[str, ...],
    classes: str,
    domains: list[str | tuple[str, str]],
    publish: str,
) -> None:
    """Every class of formula; groupings that divide sampling points or do not; cells that protect others."""
    some = chosen(indicators, *names)
    assert {one.formula_class for one in some} >= {*classes.split()}
    ours = survey.compute(some, source, domains=domains)
    assert (ours.frame["publish"] == publish).any()
    same(ours, survey.compute(some, sample, domains=domains))


@pytest.mark.long
def test_all_indicators_are_those_of_memory(source: DatabaseSample, sample: Sample, indicators: Indicators) -> None:
    """The wave as it is published."""
    same(survey.compute(indicators, source), survey.compute(indicators, sample))


def test_questions_that_were_not_asked_withhold_their_indicators(
    connection: duckdb.DuckDBPyConnection, sample: Sample, indicators: Indicators
) -> None:
    """Without a column, without an answer, or left out on purpose: the same rows are withheld."""
    some = chosen(indicators, "TRUST_P", "TRUST_GOVERNMENT")
    expected = survey.compute(some, sample, domains=["sex"], not_asked=["C01a", "C01b"])
    query = "SELECT * EXCLUDE (C01a) REPLACE (CAST(NULL AS DOUBLE) AS C01b) FROM wave"
    lacking = in_database(connection, query, DESIGN, indicators.form)
    same(survey.compute(some, lacking, domains=["sex"]), expected)
    assert (expected.frame["status"] == "withheld").any()
    assert not (expected.frame["status"] == "withheld").all()


def test_relations_between_answers_are_those_of_memory(
    source: DatabaseSample, sample: Sample, indicators: Indicators
) -> None:
    """Sums of products in place of columns: the same combinations are found, or none."""
    written = SqlRespondents(indicators, source)
    names = ("TRUST_STATE", "TRUST_STATE_SHARE", "TRUST_PRESIDENT", "TRUST_GOVERNMENT")
    ours = RelationsOfTable(written, {name: written.column(name) for name in names})
    theirs = RelationsOfRespondents(Respondents(indicators, sample))
    assert ours.entering(names[0], names[1:]) is None
    assert theirs.entering(names[0], names[1:]) is None
    found, expected = (one.entering(names[2], names[1:]) for one in (ours, theirs))
    assert found is not None
    assert expected is not None
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6 * expected.max())


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
    assert refused(lambda: survey.compute(some, in_database(connection, "wave", DESIGN))) == "I089"
    assert refused(lambda: survey.compute(some, source, domains=["nothing"])) == "I005"
    assert refused(lambda: survey.compute(some, "wave")) == "I087"  # type: ignore[arg-type]
