"""A table in DuckDB gives what the same table gives in memory, or is refused."""

import dataclasses
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.estimation.database.wave_table import (
    CALLS,
    CONDITIONS,
    DESIGN,
    HOSTILE,
    WEIGHTED,
    check,
    check_conditions,
    check_fetched,
    check_fit,
    check_quantiles,
    check_tables,
    equal,
    wave,
)
from tests.estimation.streaming.test_streamed_sample import interviews

import survey
from survey.design import Design, Sample, TwoPhase, make_sample
from survey.errors import SurveyError
from survey.estimation import DatabaseSample, in_database, mean, quantile, share, shares, total
from survey.estimation.database.query_text import one_query

TYPES = "CAST(day AS DATE) AS day, CAST(half AS DECIMAL(5, 2)) AS half, CAST(q AS HUGEINT) AS q"


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as opened:
        keep(opened, "frame", wave())
        opened.execute(f"CREATE TABLE wave AS SELECT * REPLACE ({TYPES}) FROM frame")
        yield opened


def keep(connection: duckdb.DuckDBPyConnection, name: str, table: pd.DataFrame) -> None:
    connection.register("given", table)
    connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM given')
    connection.unregister("given")


@pytest.fixture(scope="module")
def source(connection: duckdb.DuckDBPyConnection) -> DatabaseSample:
    return in_database(connection, "wave", DESIGN)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return make_sample(wave(), DESIGN)


def test_every_request_has_one_answer(source: DatabaseSample, sample: Sample) -> None:
    """All columns, for all kinds of domains and conditions; the trail and the description, too."""
    check(source, sample)
    check_conditions(source, sample)
    pd.testing.assert_frame_equal(source.trail_frame(), sample.trail_frame())
    call = CALLS["where"]
    assert repr(call(source)) == repr(call(sample))
    assert (len(source), source.names) == (len(sample), sample.names)
    np.testing.assert_allclose(mean(source, "y", by="q").covariance(), mean(sample, "y", by="q").covariance())


@pytest.mark.parametrize("how", list(WEIGHTED)[1:])
def test_weights_of_a_calibration_are_those_of_memory(source: DatabaseSample, sample: Sample, how: str) -> None:
    """Weights met by cells in the database: estimates, standard errors that know the calibration, the trail."""
    ours, theirs = WEIGHTED[how](source), WEIGHTED[how](sample)
    pd.testing.assert_frame_equal(ours.trail_frame(), theirs.trail_frame(), rtol=1e-10)
    check(ours, theirs, rtol=1e-10)
    check_tables(ours, theirs)
    check_quantiles(ours, theirs)
    one, other = mean(ours, "y", by="town"), mean(theirs, "y", by="town")
    np.testing.assert_allclose(one.covariance(), other.covariance(), rtol=1e-8, atol=1e-12)
    # what a margin fixes has no sampling error
    assert shares(WEIGHTED["raked"](source), "q", where="z > 0").se.max() > 1e-3
    assert total(WEIGHTED["raked"](source), "yes", by="q").se.max() > 1


def test_cross_tables_and_their_tests_are_those_of_memory(source: DatabaseSample, sample: Sample) -> None:
    """Groups of rows in place of rows."""
    check_tables(source, sample)
    check_fit(source, sample)
    check_fit(WEIGHTED["raked"](source), WEIGHTED["raked"](sample))
    ours, theirs = (survey.test_independence(one, "q", "town", by="yes") for one in (source, sample))
    pd.testing.assert_frame_equal(ours.to_frame(), theirs.to_frame(), rtol=1e-9)


def test_quantiles_are_those_of_memory(source: DatabaseSample, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """From groups of rows with the same value; what depends on single rows, and too many groups, are refused."""
    check_quantiles(source, sample)
    assert refused(lambda: quantile(source, "y", rule="hf7"))[0] == "E349"
    assert refused(lambda: quantile(source, "y", interval="quantile"))[0] == "E349"
    assert refused(lambda: quantile(source, {"y": np.ones(900)}))[0] == "E307"
    assert refused(lambda: quantile(source, "town")) == refused(lambda: quantile(sample, "town"))
    monkeypatch.setattr("survey.estimation.database.grouped_table.MOST_GROUPS", 100)
    assert refused(lambda: quantile(source, "y"))[0] == "E348"


@pytest.mark.parametrize("how", WEIGHTED)
def test_verbs_that_need_interviews_are_those_of_memory(
    source: DatabaseSample, sample: Sample, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Models, rank tests, moments, scales, distributions; with weights of the table, and weights met in it."""
    ours = WEIGHTED[how](source)
    check_fetched(ours, WEIGHTED[how](sample))
    assert refused(lambda: survey.rank_test(ours, "z", "yes")) == ("E384", "survey.rank_test: ties")
    assert refused(lambda: survey.compare(ours, {"one": np.ones(900)}, "yes")) == ("E307", "survey.compare: variable")
    assert refused(lambda: survey.glm(ours, "y ~ x", offset=np.ones(900))) == ("E307", "survey.glm: offset=")
    assert refused(lambda: survey.glm(ours, "y ~ nothing")) == refused(lambda: survey.glm(sample, "y ~ nothing"))
    monkeypatch.setattr("survey.estimation.database.fetched_rows.MOST_GROUPS", 100)
    assert refused(lambda: survey.variance(ours, "y"))[0] == "E385"


REFUSED: dict[str, Callable[[Any], object]] = {
    "survey.trim": lambda one: survey.trim(one, times_median=3),
    "survey.normalize": lambda one: survey.normalize(one),
    "survey.adjust_nonresponse": lambda one: survey.adjust_nonresponse(one, "yes", by="q"),
    "survey.standardize": lambda one: survey.standardize(one, "q", population={"q": dict.fromkeys(range(1, 6), 100.0)}),
    "survey.combine": lambda one: survey.combine({"2018Q1": one, "2018Q2": one}),
    "survey.recode": lambda one: survey.recode(one, "few", "q", {"few": [1, 2]}),
    "survey.replicate": lambda one: survey.replicate(one, "JKn"),
    "survey.degf": lambda one: survey.degf(one),
    "survey.diagnose": lambda one: survey.diagnose(one),
    "survey.tabulate": lambda one: survey.tabulate(one, "q", "yes"),
}


@pytest.mark.parametrize("verb", REFUSED)
def test_other_verbs_are_refused_by_their_names(source: DatabaseSample, tmp_path: pathlib.Path, verb: str) -> None:
    """Of a table, and of a file that is streamed; never a number of other rows."""
    wave().astype({"maybe": "boolean"}).to_parquet(tmp_path / "wave.parquet")
    assert refused(lambda: REFUSED[verb](source)) == ("E339", f"{verb}: sample")
    streamed = survey.stream(tmp_path / "wave.parquet", DESIGN)
    assert refused(lambda: REFUSED[verb](streamed)) == ("E310", f"{verb}: sample")


def test_a_condition_that_is_never_true_has_the_estimates_of_memory(source: DatabaseSample, sample: Sample) -> None:
    """No group leaves the database."""
    never = "y > 1000000"
    equal(quantile(source, "y", by="q", where=never), quantile(sample, "y", by="q", where=never))
    equal(total(source, "y", by="town", where=never), total(sample, "y", by="town", where=never))
    ours, theirs = (survey.crosstab(one, "q", "town", where=never).to_frame() for one in (source, sample))
    pd.testing.assert_frame_equal(ours, theirs)


def test_a_margin_that_is_met_has_no_error(source: DatabaseSample) -> None:
    """Totals of the raked categories."""
    raked = WEIGHTED["poststratified, then raked"](source)
    assert total(raked, "yes").estimate[0] == pytest.approx(1550)
    assert total(raked, "yes").se[0] == pytest.approx(0, abs=1e-6)


def test_conditions_are_true_false_and_unknown_somewhere(sample: Sample) -> None:
    """The conditions above try something."""
    found = [total(sample, "y", by={"true": one}).n for one in CONDITIONS]
    assert sum(n[0] > 0 and n[1] > 0 for n in found) > len(found) / 2
    assert any(n.sum() < (sample.weights > 0).sum() for n in found)


@pytest.mark.parametrize(
    "design",
    [
        Design(strata="s", psu="p", fpc="figure", weight="w"),
        Design(strata="s", psu=("p", "q"), fpc=("figure", "figure"), weight="w", nested=True),
        Design(strata="s", psu=("p", "q"), fpc=("figure", "figure")),
        Design(psu="town", weight="x"),
        Design(strata="town", psu="q", probability="share", nested=True, lonely="adjust"),
        Design(strata="town", psu="q", probability=("share", "share"), nested=True, lonely="collapse"),
    ],
)
def test_designs_mean_the_same(connection: duckdb.DuckDBPyConnection, design: Design) -> None:
    """Stages, population figures, probabilities: also the trail of the weights agrees."""
    table = interviews().rename(columns={"P": "figure"}).assign(share=lambda one: 1 / one["w"] / 10)
    keep(connection, "designs", table)
    ours, theirs = in_database(connection, "designs", design), make_sample(table, design)
    equal(mean(ours, ["y", "z"], by="g"), mean(theirs, ["y", "z"], by="g"))
    equal(shares(ours, "town"), shares(theirs, "town"))
    pd.testing.assert_frame_equal(ours.trail_frame(), theirs.trail_frame())


def test_sampling_points_without_a_weight_give_no_degree_of_freedom(connection: duckdb.DuckDBPyConnection) -> None:
    """As in memory, where the degrees of freedom of the design are asked for."""
    table = wave().assign(w=lambda one: one["w"].where(one["p"] > 5, 0.0))
    keep(connection, "unweighted", table)
    ours, theirs = in_database(connection, "unweighted", DESIGN), make_sample(table, DESIGN)
    for where in (None, "q > 2"):
        equal(mean(ours, "y", where=where, df="design"), mean(theirs, "y", where=where, df="design"))
    assert mean(ours, "y", df="design").df[0] < 60 - 4


def test_parts_of_a_table_have_some_of_the_levels(tmp_path: pathlib.Path) -> None:
    """A query over Parquet files of which none has all of 5,000 categories."""
    random = np.random.default_rng(2)
    table = pd.DataFrame({"p": np.arange(12_000) % 40, "w": random.uniform(1, 2, 12_000)})
    table["y"], table["many"] = random.normal(5, 1, 12_000), np.sort(random.integers(0, 5000, 12_000))
    table["some"] = table["many"] // 10
    for at, (start, end) in enumerate([(0, 3000), (3000, 9000), (9000, 12_000)]):
        table[start:end].to_parquet(tmp_path / f"{at}.parquet")
    design = Design(psu="p", weight="w")
    with duckdb.connect(config={"threads": 1}) as connection:
        source = in_database(connection, f"SELECT * FROM '{tmp_path}/*.parquet'; ", design)
        sample = make_sample(table, design)
        equal(mean(source, "y", by="many"), mean(sample, "y", by="many"))
        equal(shares(source, "some", where="y > 5"), shares(sample, "some", where="y > 5"))


def test_names_of_tables_are_quoted(connection: duckdb.DuckDBPyConnection) -> None:
    """Schemas, points and quotes in names."""
    connection.execute('CREATE SCHEMA "my.schema"')
    connection.execute('CREATE TABLE "my.schema"."a ""wave"" table" AS SELECT * FROM wave')
    named = in_database(connection, '"my.schema"."a ""wave"" table"', DESIGN)
    assert mean(named, "y").estimate[0] == pytest.approx(mean(make_sample(wave(), DESIGN), "y").estimate[0])
    assert in_database(connection, "main.wave", DESIGN).selection.n == len(wave())


QUERIES = {
    "SELECT * FROM wave; -- the whole wave": True,
    "select*from wave ;; /* a /* nested */ ; comment */\n": True,
    "FROM wave": True,
    """SELECT *, ';' AS "a;b", $$;$$ AS c FROM wave -- ; """: True,
    "WITH given AS (SELECT * FROM wave) SELECT * FROM given;": True,
    "/* ; */ (SELECT * FROM wave)": True,
    "SELECT * FROM wave; DROP TABLE wave": False,
    "SELECT '\\'; SELECT 2 -- '": False,
    "SELECT * FROM wave; -- one\n /* */ SELECT 2;": False,
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_is_one_statement(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """A semicolon at its end and comments are left out; a second statement is refused."""
    if QUERIES[query]:
        assert len(in_database(connection, query, DESIGN)) == len(wave())
    else:
        assert refused(lambda: in_database(connection, query, DESIGN)) == ("E383", "survey.in_database: table_or_query")


@pytest.mark.parametrize("name", ["", " ; ", ".", '"', "wave.", '"wave'])
def test_what_is_neither_a_query_nor_a_name_is_refused(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Before the database answers with a fault in a statement that the caller has not written."""
    assert refused(lambda: in_database(connection, name, DESIGN)) == ("E386", "survey.in_database: table_or_query")
    assert len(in_database(connection, "wave; -- a name", DESIGN)) == len(wave())


def test_sums_beyond_the_columns_of_a_result_come_in_several(source: DatabaseSample, sample: Sample) -> None:
    """PostgreSQL has 1,664 columns at most; 20 here."""
    dialect = dataclasses.replace(source.table.dialect, most_columns=20)
    columns = dataclasses.replace(source.table.columns, dialect=dialect)
    narrow = dataclasses.replace(source, table=dataclasses.replace(source.table, columns=columns))
    for how in WEIGHTED.values():
        for name in ("totals by three", "ratios in pairs", "shares of text", "where", "means of truth values"):
            equal(CALLS[name](how(narrow)), CALLS[name](how(sample)), rtol=1e-10)


def test_texts_of_spark_have_backslashes() -> None:
    """A backslash protects a quotation mark there, and nowhere else."""
    query = r"""SELECT 'it\'s; so' AS y, "a\\\";" AS z; -- 'the end'"""
    assert one_query(query, backslashes=True) == query.split("; --")[0]
    assert one_query(r"SELECT r'\', ';'; ", backslashes=True) == r"SELECT r'\', ';'"
    assert one_query(r"SELECT E'it\'s;' AS y;") == r"SELECT E'it\'s;' AS y"
    assert one_query(r"SELECT '\', ';' ;") == r"SELECT '\', ';'"


def test_categories_of_an_enumeration_keep_their_order(connection: duckdb.DuckDBPyConnection) -> None:
    """As a categorical column does in memory, also those that nobody has."""
    table = wave().assign(c=pd.Categorical(np.where(wave()["q"] > 2, "much", "little"), ["much", "none", "little"]))
    keep(connection, "ordered", table)
    ours, theirs = in_database(connection, "ordered", DESIGN), make_sample(table, DESIGN)
    equal(shares(ours, "c", by="c"), shares(theirs, "c", by="c"))
    equal(mean(ours, "y", by="c", where="c == 'much'"), mean(theirs, "y", by="c", where="c == 'much'"))


def refused(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(SurveyError) as caught:
        call()
    return caught.value.code, str(caught.value.place)


UNFIT: dict[str, Callable[[Sample | DatabaseSample], object]] = {
    "a name": lambda one: mean(one, "yy"),
    "a classification": lambda one: mean(one, "y", by="twon"),
    "a name in a condition": lambda one: mean(one, "y", where="qq == 1"),
    "a condition": lambda one: mean(one, "y", where="q = = 1"),
    "a text against a number": lambda one: mean(one, "y", where="town == 1"),
    "a number of a text": lambda one: mean(one, "town"),
    "an unclear share": lambda one: share(one, "q"),
    "a code of another type": lambda one: share(one, "q", "1"),
    "a base that is unknown": lambda one: shares(one, "z", base="asked"),
    "no variable": lambda one: mean(one, []),
    "an option": lambda one: mean(one, "y", level=2),
    "too many domains": lambda one: mean(one, "y", by=["y", "x", "q"]),
}


@pytest.mark.parametrize("call", UNFIT.values(), ids=UNFIT)
def test_mistakes_have_the_errors_of_memory(
    source: DatabaseSample, sample: Sample, call: Callable[[Sample | DatabaseSample], object]
) -> None:
    """Code and place."""
    assert refused(lambda: call(source)) == refused(lambda: call(sample))


def test_what_is_not_in_the_database_is_refused(source: DatabaseSample) -> None:
    """Arrays, verbs that need rows, texts that no database holds."""
    assert refused(lambda: mean(source, {"twice": np.ones(3)})) == ("E307", "survey.mean: variables")
    assert refused(lambda: mean(source, "y", where=np.ones(3, bool))) == ("E307", "survey.mean: where=")
    assert refused(lambda: source.categories("q")) == ("E339", "survey.in_database: categories")
    assert refused(lambda: mean(source, "y", where="town == 'a\0'"))[0] == "E331"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        source.nothing  # noqa: B018
    assert "strata" in source._repr_html_()


@pytest.mark.parametrize("shared", ["psu", "none"])
def test_changes_between_tables_are_those_of_memory(
    connection: duckdb.DuckDBPyConnection, source: DatabaseSample, sample: Sample, shared: str
) -> None:
    """Two tables, or a table and a sample; PSUs in both waves, weights met by raking."""
    later = wave().assign(
        y=lambda one: one["y"] + one["x"] ** 2, p=lambda one: one["p"] + one["s"] * 100 * (one["p"] > 20)
    )
    keep(connection, "later", later)
    ours, theirs = in_database(connection, "later", DESIGN), make_sample(later, DESIGN)
    calls: list[tuple[object, dict[str, object]]] = [
        ("y", {"by": "town", "where": "q > 1"}),
        ("q", {"kind": "share", "codes": [1, 2], "by": "yes"}),
        ("q", {"kind": "shares", "df": "design"}),
        (["y", "z"], {"kind": "ratio", "denominator": "x", "by": "half"}),
    ]
    for variables, options in calls:
        expected = survey.change(sample, theirs, variables, shared=shared, **options)  # type: ignore[arg-type]
        for one, other in ((source, ours), (sample, ours)):
            found = survey.change(one, other, variables, shared=shared, **options)  # type: ignore[arg-type]
            pd.testing.assert_frame_equal(found.to_frame(), expected.to_frame(), rtol=1e-9, atol=1e-12)
    raked = [survey.change(WEIGHTED["raked"](one), other, "y") for one, other in ((source, ours), (sample, theirs))]
    pd.testing.assert_frame_equal(raked[0].to_frame(), raked[1].to_frame(), rtol=1e-8, atol=1e-12)
    assert refused(lambda: survey.change(source, ours, "y", shared="q"))[0] == "E327"
    assert refused(lambda: survey.change(source, ours, "nothing")) == refused(
        lambda: survey.change(sample, theirs, "nothing")
    )


def test_weighting_that_needs_rows_is_refused(source: DatabaseSample, sample: Sample) -> None:
    """Equal residuals, trimming; mistakes have the errors of memory."""
    margins: dict[str, dict[int, float]] = {"q": dict.fromkeys(range(1, 6), 1000)}
    assert refused(lambda: survey.rake(source, margins, residuals="equal")) == ("E342", "survey.rake: options")
    wrong: tuple[dict[str, dict[int, float]], ...] = ({"q": {1: 10}}, {"z": margins["q"]}, {"qq": {1: 1}})
    for given in wrong:
        assert refused(lambda: survey.rake(source, given)) == refused(lambda: survey.rake(sample, given))  # noqa: B023
    raked = survey.rake(source, margins)
    assert refused(lambda: shares(raked, "y"))[0] == "E341"
    assert refused(lambda: survey.crosstab(raked, "q", "nothing"))[0] == "E201"
    assert refused(lambda: survey.crosstab(source, "q", "yes", where=np.ones(3, bool)))[0] == "E307"


def test_tables_that_cannot_be_a_sample_are_refused(connection: duckdb.DuckDBPyConnection) -> None:
    """Connections, names, designs, weights."""
    keep(connection, "bad", wave().assign(negative=-1.0, nothing=np.nan, zero=0.0, huge=1e200, often=2.0))
    assert refused(lambda: in_database(object(), "bad", DESIGN)) == ("E330", "survey.in_database: connection")
    assert refused(lambda: in_database(connection, "wawe", DESIGN))[0] == "E333"
    assert refused(lambda: in_database(connection, "SELECT * FROM bad WHERE w < -1", DESIGN))[0] == "E336"
    for weight in ("negative", "nothing", "zero", "huge"):
        assert refused(lambda: in_database(connection, "bad", Design(psu="p", weight=weight)))[0] == "E337"  # noqa: B023
    assert refused(lambda: in_database(connection, "bad", Design(psu="p", probability="often")))[0] == "E337"
    assert refused(lambda: in_database(connection, "bad", Design(psu="p", weight="town")))[0] == "E338"
    assert refused(lambda: in_database(connection, "bad", Design(psu="pp", weight="w")))[0] == "E335"
    assert refused(lambda: in_database(connection, "bad", Design(weight="w")))[0] == "E305"
    two = TwoPhase(DESIGN, Design(strata="s"), "q == 1")
    assert refused(lambda: in_database(connection, "bad", two))[0] in ("E305", "A001")  # type: ignore[arg-type]
    assert refused(lambda: in_database(connection, "bad", Design(psu="late", weight="w"))) == (
        "S010",
        "survey.make_sample: PSU 'late'",
    )
    with pytest.raises(SurveyError, match=r"1 of 4 combinations of the design \(first: s = 2, p = 9\)"):
        in_database(connection, "SELECT s + (x > 1.5)::INT AS s, p, w FROM bad WHERE p in (9, 10)", DESIGN)


def test_values_that_are_no_numbers(connection: duckdb.DuckDBPyConnection) -> None:
    """NaN is a blank, an infinite value is refused, times and lists need a conversion."""
    table = wave().assign(broken=np.where(np.arange(len(wave())) == 5, np.inf, 1.0), large=1e300)
    keep(connection, "odd", table)
    connection.execute("ALTER TABLE odd ADD COLUMN listed INT[]")
    connection.execute("UPDATE odd SET z = 'NaN'::DOUBLE WHERE z IS NULL")
    source, sample = in_database(connection, "odd", DESIGN), make_sample(table, DESIGN)
    equal(mean(source, "z", by="z > 2"), mean(sample, "z", by="z > 2"))
    equal(shares(source, "z", by="z"), shares(sample, "z", by="z"))
    assert refused(lambda: mean(source, "broken")) == refused(lambda: mean(sample, "broken"))
    assert refused(lambda: mean(source, "large")) == ("E340", "survey.mean")
    assert refused(lambda: mean(source, "y", by="listed"))[0] == "E332"
    assert refused(lambda: mean(source, "listed"))[0] == "E332"
    with pytest.raises(SurveyError, match="It is blank in all interviews"):
        mean(in_database(connection, "SELECT * REPLACE (NULL::INT AS q) FROM odd", DESIGN), "y", by="q")


def test_whole_numbers_without_a_type_in_frames_are_floating(connection: duckdb.DuckDBPyConnection) -> None:
    """``UHUGEINT``; and queries that begin with comments are queries."""
    query = "-- the wave\n/* of one quarter */ SELECT * REPLACE (CAST(q AS UHUGEINT) AS q) FROM wave"
    equal(shares(in_database(connection, query, DESIGN), "q"), shares(make_sample(wave(), DESIGN), "q"))


def test_nan_in_a_parquet_file_is_blank(tmp_path: pathlib.Path) -> None:
    """The statistics of the file do not mention it, and DuckDB believes them."""
    table = wave()
    columns = pa.Table.from_pandas(table.drop(columns="z"), preserve_index=False)
    columns = columns.append_column("z", pa.array(table["z"].to_numpy(), from_pandas=False))
    pq.write_table(columns, tmp_path / "wave.parquet")
    sample = make_sample(table, DESIGN)
    with duckdb.connect(config={"threads": 1}) as connection:
        assert connection.execute(
            f"SELECT COUNT(*) FROM '{tmp_path}/wave.parquet' WHERE NOT isfinite(z)"
        ).fetchone() != (0,)
        source = in_database(connection, f"SELECT * FROM '{tmp_path}/wave.parquet'", DESIGN)
        for by in (None, "z", "z > 2"):
            equal(mean(source, "z", by=by), mean(sample, "z", by=by))


def test_a_table_that_changes_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    """New rows, new units, new categories."""
    keep(connection, "open", wave())
    source = in_database(connection, "open", DESIGN)
    shares(source, "q")
    connection.execute("INSERT INTO open SELECT * REPLACE (99 AS q) FROM open LIMIT 1")
    assert refused(lambda: mean(source, "y"))[0] == "E334"
    assert refused(lambda: mean(source, "y", by="q", where="x > 0"))[0] == "E334"
    connection.execute("UPDATE open SET p = 1000, q = 1 WHERE q = 99")
    assert refused(lambda: mean(source, "y", where="x > 0"))[0] == "E334"
    connection.execute("UPDATE open SET p = 1 WHERE p = 1000")
    # the further row is not in the domain
    assert refused(lambda: mean(source, "y", where="q == 3"))[0] == "E334"
    assert refused(lambda: quantile(source, "y", where="q == 3"))[0] == "E334"


@pytest.mark.parametrize("written", ["w = 2 * w", "w = -w", "w = NULL", "s = 3 - s"])
def test_weights_and_strata_that_change_are_refused(connection: duckdb.DuckDBPyConnection, written: str) -> None:
    """Of some rows; a missing weight is never dropped, also inside a domain."""
    table = pd.DataFrame({"s": [1, 1, 2, 2] * 3, "p": [1, 2, 3, 4] * 3, "w": 1.5, "y": range(12)})
    keep(connection, "written", table)
    source = in_database(connection, "written", Design(strata="s", psu="p", weight="w"))
    assert mean(source, "y").estimate[0] == pytest.approx(5.5)
    connection.execute(f"UPDATE written SET {written} WHERE p = 1 AND y > 0")
    assert refused(lambda: mean(source, "y"))[0] == "E334"
    assert refused(lambda: quantile(source, "y"))[0] == "E334"
    for where in ("y < 9", "y > 8", "p == 2"):
        assert refused(lambda: mean(source, "y", where=where))[0] == "E334"  # noqa: B023


def test_only_groups_leave_the_database(connection: duckdb.DuckDBPyConnection) -> None:
    """The rows that are returned are units by domains, however many rows the table has; names stay in quotes."""
    sent: list[str] = []

    class Watched:
        """Connection that remembers statements."""

        __module__ = "duckdb"
        cursor = None

        def execute(self, statement: str, parameters: object = None) -> duckdb.DuckDBPyConnection:
            sent.append(statement)
            return connection.execute(statement, parameters) if parameters else connection.execute(statement)

    source = in_database(Watched(), "wave", DESIGN)
    mean(source, HOSTILE, by="q", where='town == "x;"')
    assert all("GROUP BY" in one or "DISTINCT" in one or "DESCRIBE" in one for one in sent)
    assert "x;" not in sent[-1]
    assert survey.in_database is in_database
