"""Replicate weights in columns of a table in DuckDB give what they give in memory, or are refused."""

from collections.abc import Callable, Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest
from tests.estimation.database.wave_table import CALLS, DESIGN, Call, equal, wave

import survey
from survey.design import Design, Replicates, Sample, make_sample, replicate
from survey.design.reweighting import replication_of
from survey.errors import SurveyError
from survey.estimation import DatabaseSample, contrast, in_database, mean, ratio, share, shares, total


def table() -> pd.DataFrame:
    """The wave with the replicate weights of a jackknife, with factors of others, and with weights of chance."""
    data = wave()
    sample = replicate(make_sample(data, DESIGN), "JKn")
    form = replication_of(sample)
    assert form is not None
    jackknife, chance = form.factors[:, sample.units], np.random.default_rng(3).uniform(0, 2, (12, len(data)))
    columns = {f"jk{at}": data["w"] * jackknife[at] for at in range(25)}
    columns |= {f"factor{at}": jackknife[at] for at in range(40, 60)}
    columns |= {f"free{at}": data["w"] * one for at, one in enumerate(chance)}
    return pd.concat([data, pd.DataFrame(columns)], axis=1)


KINDS: dict[str, Replicates] = {
    "JKn": Replicates("^jk", kind="JKn", rscales=np.linspace(0.5, 0.9, 25)),
    "BRR": Replicates([f"free{at}" for at in range(12)], kind="BRR"),
    "Fay": Replicates("^free", kind="Fay", rho=0.3, mse=True),
    "bootstrap": Replicates("^free", kind="bootstrap", df=9),
    "ACS": Replicates("^jk1", kind="ACS"),
    "factors": Replicates("^factor", kind="JKn", combined=False),
    "factors of one jackknife": Replicates("^factor", kind="JK1", combined=False),
}


@pytest.fixture(scope="module")
def given() -> pd.DataFrame:
    return table()


@pytest.fixture(scope="module")
def connection(given: pd.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.register("frame", given)
        opened.execute("CREATE TABLE wave AS SELECT * FROM frame")
        yield opened


def design(kind: str) -> Design:
    return Design(weight="w", replicates=KINDS[kind])


def pair(
    connection: duckdb.DuckDBPyConnection, given: pd.DataFrame, described: Design
) -> tuple[DatabaseSample, Sample]:
    return in_database(connection, "wave", described), make_sample(given, described)


def test_every_request_has_one_answer(connection: duckdb.DuckDBPyConnection, given: pd.DataFrame) -> None:
    """All columns, degrees of freedom, description."""
    source, sample = pair(connection, given, design("ACS"))
    for call in CALLS.values():
        ours, theirs = call(source), call(sample)
        equal(ours, theirs, rtol=1e-10)
        assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("kind", KINDS)
def test_every_method_has_its_scales(
    connection: duckdb.DuckDBPyConnection, given: pd.DataFrame, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in domains of one PSU, whose interviews have the same factors, and where sums need several statements."""
    monkeypatch.setattr("survey.estimation.database.replicate_columns.MOST_SUMS", 100)
    monkeypatch.setattr("survey.estimation.database.replicate_tabulation.MOST_SUMS", 20)
    source, sample = pair(connection, given, design(kind))
    pd.testing.assert_frame_equal(source.trail_frame(), sample.trail_frame())
    assert f"{KINDS[kind].kind}: " in repr(source)
    calls: list[Call] = [
        lambda one: mean(one, ["y", "z"], by="q"),
        lambda one: total(one, ["y"], by="p"),
        lambda one: ratio(one, "z", "x", where="town != ''"),
        lambda one: shares(one, "z", by="yes", df="design"),
        lambda one: share(one, "q", [1, 2], by="s"),
    ]
    for call in calls:
        equal(call(source), call(sample), rtol=1e-10)
    ours, theirs = (mean(one, ["y", "z"], by="maybe") for one in (source, sample))
    np.testing.assert_allclose(ours.covariance(), theirs.covariance(), rtol=1e-9, atol=1e-13)
    assert (ours.se > 0).all()


def test_known_degrees_of_freedom_are_those_of_the_whole_sample(connection: duckdb.DuckDBPyConnection) -> None:
    """Of everybody, or of domains that are everybody together; of others the rank counts."""
    data = table()[lambda one: one["w"] > 0].reset_index(drop=True)
    connection.register("weighing", data)
    described = design("bootstrap")
    source, sample = in_database(connection, "weighing", described), make_sample(data, described)
    rows = {"all": "`y:1` + `y:2` + `y:3` + `y:4` + `y:5`", "some": "`y:1` - `y:2`", "blank": "`z:1` - `y:1`"}
    ours, theirs = (mean(one, ["y", "z"], by="q") for one in (source, sample))
    equal(ours, theirs, rtol=1e-10)
    equal(contrast(ours, rows), contrast(theirs, rows), rtol=1e-10)
    assert contrast(ours, rows).df.tolist() == [9, 11, 11]
    assert mean(source, ["y", "z"]).df.tolist() == [9, 11]
    equal(mean(source, "y", by="rare"), mean(sample, "y", by="rare"), rtol=1e-10)


def test_changes_are_those_of_memory(connection: duckdb.DuckDBPyConnection, given: pd.DataFrame) -> None:
    """Between two tables whose columns hold the replicate weights, and a table and a sample."""
    later = given.assign(y=given["y"] + given["x"] ** 2)
    connection.register("later", later)
    source, sample = pair(connection, given, design("BRR"))
    ours, theirs = in_database(connection, "later", design("BRR")), make_sample(later, design("BRR"))
    expected = survey.change(sample, theirs, ["y", "z"], by="yes").to_frame()
    for one in (source, sample):
        found = survey.change(one, ours, ["y", "z"], by="yes").to_frame()
        pd.testing.assert_frame_equal(found, expected, rtol=1e-9)


def refused(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(SurveyError) as caught:
        call()
    return caught.value.code, str(caught.value.place)


def test_what_is_not_done_with_replicates_is_refused(
    connection: duckdb.DuckDBPyConnection, given: pd.DataFrame
) -> None:
    """Arrays, PSUs in addition, verbs that need groups of rows; mistakes have the errors of memory."""
    source, sample = pair(connection, given, design("BRR"))
    array = Replicates(np.ones((900, 3)), kind="BRR")
    assert refused(lambda: in_database(connection, "wave", Design(weight="w", replicates=array)))[0] == "E380"
    both = Design(psu="p", weight="w", replicates=KINDS["BRR"])
    assert refused(lambda: in_database(connection, "wave", both))[0] == "E382"
    assert refused(lambda: in_database(connection, "wave", Design(replicates=KINDS["BRR"])))[0] == "E305"
    assert refused(lambda: in_database(connection, "SELECT * FROM wave WHERE w < 0", design("BRR")))[0] == "E336"
    assert refused(lambda: survey.quantile(source, "y"))[0] == "E381"
    assert refused(lambda: survey.crosstab(source, "q", "yes"))[0] == "E381"
    assert refused(lambda: survey.rake(source, {"yes": {0: 1, 1: 1}})) == ("E381", "survey.rake")
    assert refused(lambda: mean(source, "yy")) == refused(lambda: mean(sample, "yy"))
    bad = given.assign(only=given["w"] + 1, blank=given["z"], most=np.inf, text=given["town"])
    connection.register("bad", bad)
    for names, scales in (
        (["jk1", "nothing"], {}),
        (["jk1"], {}),
        ("^(jk", {}),
        (["jk1", "text"], {}),
        (["jk1", "blank"], {}),
        (["jk1", "most"], {}),
        (["jk1", "only"], {}),
        (["jk1", "jk2"], {"rscales": [1, 2, 3]}),
    ):
        described = Design(weight="w", replicates=Replicates(names, kind="other", **scales))  # type: ignore[arg-type]
        ours = refused(lambda: in_database(connection, "bad", described))  # noqa: B023
        assert ours == refused(lambda: make_sample(bad, described)), names  # noqa: B023
