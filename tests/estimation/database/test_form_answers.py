"""A wave in a database, read by its questionnaire, gives what its decoded interviews give."""

import pathlib
from collections.abc import Callable, Iterator

import duckdb
import pandas as pd
import pytest
from tests.data.delivered import delivered
from tests.data.wave_in_duckdb import wave_in_duckdb
from tests.estimation.database.wave_table import equal

import survey
from survey.design import Design, Sample, make_sample
from survey.errors import SurveyError
from survey.estimation import DatabaseSample, Estimates, in_database, mean, quantile, ratio, share, shares, total
from survey.questionnaire import Questionnaire, read_questionnaire

INSTRUMENT = pathlib.Path(__file__).parents[3] / "questionnaires" / "interethnic"
DESIGN = Design(strata="H04", psu="H07", weight="base_weight", nested=True)
OneSample = Sample | DatabaseSample


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return read_questionnaire(INSTRUMENT)


@pytest.fixture(scope="module")
def sample(form: Questionnaire) -> Sample:
    interviews, _ = survey.decode(survey.read_file(delivered("wave_2018Q1.sav")), form)
    return make_sample(interviews.set_aside(survey.validate(interviews)), DESIGN)


@pytest.fixture(scope="module")
def connection(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with wave_in_duckdb(sample, tmp_path_factory.mktemp("wave")) as opened:
        yield opened


@pytest.fixture(scope="module")
def source(connection: duckdb.DuckDBPyConnection, form: Questionnaire) -> DatabaseSample:
    return in_database(connection, "wave", DESIGN, form)


CALLS: dict[str, Callable[[OneSample], Estimates]] = {
    "numbers, with reasons of blanks": lambda one: mean(one, ["S03", "B02", "G07"], by="sex"),
    "groupings": lambda one: shares(one, ["age4", "urban"], by="sex", base="asked"),
    "a battery": lambda one: shares(one, "C01", by="urban"),
    "base asked": lambda one: share(one, "C01", [1, 2], by=["sex", "age4"], base="asked"),
    "multiple choices": lambda one: shares(one, ["B03", "D05"], by="urban", base="asked"),
    "options": lambda one: share(one, "B03", [11, 12], by="language", where="has(B03, 1, 2) or count(I03) >= 2"),
    "one option": lambda one: mean(one, "B03_11", by="language"),
    "quantifiers": lambda one: total(one, "S03", by={"a": "any(E01) in [1, 2]", "b": "all(C01) == 1"}),
    "states": lambda one: total(
        one, "S03", by={"a": "answered(D05)", "b": "dont_know(C01a) or refused(C01b)", "c": "not answered(C01)"}
    ),
    "counts": lambda one: mean(one, "S03", by="count(C01) >= 10", where="any(B03) in [11, 12] and all(B03) < 50"),
    "wording": lambda one: mean(one, "S03", where='C01a == "Толық сенемін"'),
    "days": lambda one: mean(one, "S03", by="H10"),
    "a ratio": lambda one: ratio(one, "Z08", "B02", by="H04"),
    "texts": lambda one: shares(one, "H05"),
}


def raked(sample: OneSample) -> OneSample:
    return survey.rake(sample, {"sex": {1: 600_000, 2: 676_000}, "age4": dict.fromkeys(range(1, 5), 319_000)})


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_answers_are_those_of_the_questionnaire(
    source: DatabaseSample, sample: Sample, call: Callable[[OneSample], Estimates]
) -> None:
    """Codes, missing codes as blanks with reasons, multiple choices, batteries, groupings, wordings; also what is shown."""
    equal(call(source), call(sample), rtol=1e-11)
    assert repr(call(source)) == repr(call(sample))


FETCHED: dict[str, Callable[[OneSample], pd.DataFrame]] = {
    "a model": lambda one: survey.glm(one, "C01a in [1, 2] ~ age4 + sex * S03", "binomial").coefficients.to_frame(),
    "ordered answers": lambda one: survey.ordinal(one, "C01a ~ sex + urban", where="S03 < 60").coefficients.to_frame(),
    "a scale": lambda one: survey.reliability(one, "C01", "sex").to_frame(),
    "quantiles": lambda one: quantile(one, ["S03", "B02"], [0.25, 0.5], "sex", where="answered(C01a)").to_frame(),
    "quantiles of a choice": lambda one: quantile(one, "S03", by="B03_11", rule="hf3").to_frame(),
    "states": lambda one: survey.variance(one, "S03", {"a": "dont_know(C01a) or any(E01) == 1"}).to_frame(),
    "groups": lambda one: survey.compare(one, "S03", "language", where="has(B03, 1, 2)").to_frame(),
    "shares of groups": lambda one: survey.compare(one, "C01a", "urban", codes=[1, 2], where="H10 > '2018'").to_frame(),
    "a distribution": lambda one: survey.cdf(one, "S03", by="ethnic_group").estimates.to_frame(),
}


@pytest.mark.parametrize("call", FETCHED.values(), ids=FETCHED)
def test_verbs_that_need_interviews_have_their_answers(
    source: DatabaseSample, sample: Sample, call: Callable[[OneSample], pd.DataFrame]
) -> None:
    """Models, scales, quantiles: variables of the questionnaire with the reasons of blanks, as drawn and raked."""
    for one, other in ((source, sample), (raked(source), raked(sample))):
        pd.testing.assert_frame_equal(call(one), call(other), rtol=1e-9, atol=1e-9)


def test_weights_and_tables_are_those_of_the_questionnaire(source: DatabaseSample, sample: Sample) -> None:
    """Margins and sides that are groupings."""
    ours, theirs = raked(source), raked(sample)
    equal(CALLS["base asked"](ours), CALLS["base asked"](theirs), rtol=1e-10)
    tables = [survey.crosstab(one, "ethnic_group", "C01a", by="sex") for one in (ours, theirs)]
    equal(tables[0].shares, tables[1].shares, rtol=1e-10)
    assert str(tables[0]) == str(tables[1])


def test_design_and_categories_may_be_groupings(
    connection: duckdb.DuckDBPyConnection, form: Questionnaire, sample: Sample
) -> None:
    """Strata made of answers."""
    design = Design(strata="urban", psu="H07", weight="base_weight", nested=True)
    ours, theirs = in_database(connection, "wave", design, form), make_sample(sample.data, design)
    equal(mean(ours, "S03", by="sex"), mean(theirs, "S03", by="sex"))


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(SurveyError) as caught:
        call()
    return caught.value.code


def test_columns_that_do_not_fit_the_questionnaire_are_refused(
    connection: duckdb.DuckDBPyConnection, form: Questionnaire, source: DatabaseSample
) -> None:
    """Values that it does not know, other types, no column, blanks that may mean two things."""

    def changed(what: str) -> DatabaseSample:
        return in_database(connection, f"SELECT * REPLACE ({what}) FROM wave", DESIGN, form)

    assert refused(lambda: mean(changed("CASE WHEN C01a = 1 THEN 77 ELSE C01a END AS C01a"), "C01a")) == "E344"
    assert refused(lambda: mean(changed("S03 + 100 AS S03"), "S03")) == "E344"
    assert refused(lambda: shares(changed("CASE WHEN B03_2 = 1 THEN 5 ELSE B03_2 END AS B03_2"), "B03")) == "E344"
    assert refused(lambda: mean(changed("S03::VARCHAR AS S03"), "S03")) == "E345"
    without = in_database(connection, "SELECT * EXCLUDE (S03) FROM wave", DESIGN, form)
    assert refused(lambda: mean(without, "S03")) == "E346"
    assert refused(lambda: total(source, "S03", where="answered(K01)")) == "E343"
    assert refused(lambda: survey.variance(source, "S03", where="answered(K01)")) == "E343"
