"""PostgreSQL and Spark give what memory gives. ``make test-external`` runs this in an environment for it alone."""

import dataclasses
import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.data.delivered import delivered
from tests.estimation.database.test_form_answers import DESIGN as OF_QUARTER
from tests.estimation.database.test_form_answers import INSTRUMENT
from tests.estimation.database.wave_table import (
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
from tests.external.postgres_server import postgres_server
from tests.external.spark_cluster import spark_cluster
from tests.indicators.test_database_indicators import same

import survey
from survey.design import Design, Replicates, Sample, make_sample
from survey.errors import SurveyError
from survey.estimation import DatabaseSample, change, in_database, mean, share, shares
from survey.indicators import Indicators, compute, read_indicators
from survey.weighting import calibrate
from survey.weighting.weighing_by_cells import AnySample

# PySpark leaves the sockets of its results to the garbage collector
pytestmark = [
    pytest.mark.external,
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"),
]

TYPES = {
    **dict.fromkeys(("s", "p", "rare"), "INTEGER"),
    **dict.fromkeys(("w", "y", "z", "x", "late", HOSTILE), "DOUBLE PRECISION"),
    **dict.fromkeys(("yes", "maybe"), "BOOLEAN"),
    **dict.fromkeys(("q", "id"), "BIGINT"),
    "half": "NUMERIC(5, 2)",
    "town": "TEXT",
    "day": "DATE",
}


@pytest.fixture(scope="module")
def sample() -> Sample:
    return make_sample(wave(), DESIGN)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server with the table ``wave``; every other blank number is NaN, the others are NULL."""
    import psycopg

    with postgres_server() as address, psycopg.connect(address, autocommit=True) as connection:
        named = ", ".join(f'"{name.replace(chr(34), 2 * chr(34))}" {kind}' for name, kind in TYPES.items())
        # each of three parts lacks some of the strata
        connection.execute(f"CREATE TABLE wave ({named}) PARTITION BY LIST (s)")
        for name, held in {"few": "IN (0)", "two": "IN (1, 2)", "rest": None}.items():
            within = "DEFAULT" if held is None else f"FOR VALUES {held}"
            connection.execute(f"CREATE TABLE {name} PARTITION OF wave {within}")
        given = wave()[list(TYPES)].astype(object)
        rows = given.where(given.notna(), None).to_numpy(object).tolist()
        position = list(TYPES).index("z")
        for row in rows[::2]:
            row[position] = np.nan if row[position] is None else row[position]
        marks = ", ".join(["%s"] * len(TYPES))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO wave VALUES ({marks})", rows)
        yield address


def check_verbs(source: AnySample, sample: AnySample) -> None:
    """Tables, tests, quantiles, models, moments."""
    check_tables(source, sample)
    check_fit(source, sample)
    check_quantiles(source, sample)
    check_fetched(source, sample)  # type: ignore[arg-type]


def check_changes(connection: Any, source: DatabaseSample, sample: Sample) -> None:
    """Changes between two tables."""
    later = in_database(connection, "SELECT p, s, w, y + x AS y, q FROM wave", DESIGN)
    other = make_sample(wave().assign(y=lambda one: one["y"] + one["x"]), DESIGN)
    for options in ({"by": "q"}, {"kind": "quantile", "probabilities": 0.5}):
        ours, theirs = change(source, later, "y", **options), change(sample, other, "y", **options)
        pd.testing.assert_frame_equal(ours.to_frame(), theirs.to_frame(), rtol=1e-9, atol=1e-9)


def check_many(source: DatabaseSample, sample: Sample) -> None:
    """5,000 categories."""
    equal(mean(source, "y", by="many"), mean(sample, "y", by="many"), rtol=1e-11)
    equal(shares(source, "p", by="p"), shares(sample, "p", by="p"))


def many() -> pd.DataFrame:
    random = np.random.default_rng(2)
    table = pd.DataFrame({"p": np.arange(12_000) % 40, "w": random.uniform(1, 2, 12_000)})
    table["y"], table["many"] = random.normal(5, 1, 12_000), np.sort(random.integers(0, 5000, 12_000))
    return table


MANY = Design(psu="p", weight="w")


def check_replicates(connection: Any) -> None:
    """Replicate weights of columns, and a calibration to a total, are those of memory."""
    numbers = range(2, 8)
    written = ", ".join(f"w * (1 + MOD(p, {number})) AS r{number}" for number in numbers)
    data = wave()
    data = data.assign(**{f"r{number}": data["w"] * (1 + data["p"] % number) for number in numbers})
    design = Design(weight="w", replicates=Replicates("^r[0-9]$", kind="bootstrap"))
    query = f"SELECT s, p, w, y, z, q, town, {written} FROM wave"
    source, theirs = in_database(connection, query, design), make_sample(data, design)
    for where in (None, "q > 2"):
        equal(mean(source, ["y", "z"], by="town", where=where), mean(theirs, ["y", "z"], by="town", where=where), 1e-10)
        equal(shares(source, "z", where=where), shares(theirs, "z", where=where), 1e-10)
    ours, other = (
        calibrate(one, {"q": 13_000, "(all)": 4300})
        for one in (in_database(connection, query, DESIGN), make_sample(data, DESIGN))
    )
    equal(mean(ours, ["y", "q"], by="town"), mean(other, ["y", "q"], by="town"), 1e-9)


def connect_by(driver: str) -> Any:
    """Function that opens a connection of a driver."""
    import adbc_driver_postgresql.dbapi
    import psycopg

    return psycopg.connect if driver == "psycopg" else adbc_driver_postgresql.dbapi.connect


@pytest.mark.parametrize("driver", ["psycopg", "adbc"])
def test_postgres_gives_what_memory_gives(server: str, sample: Sample, driver: str) -> None:
    """All requests and conditions, through both drivers."""
    with connect_by(driver)(server) as connection:
        source = in_database(connection, "wave", DESIGN)
        check(source, sample)
        check_conditions(source, sample)
        for how in WEIGHTED.values():
            check_verbs(how(source), how(sample))
        check_changes(connection, source, sample)
        check_replicates(connection)
        query = "SELECT * FROM public.wave WHERE town LIKE '%' OR town IS NULL"
        equal(mean(in_database(connection, query, DESIGN), "y"), mean(sample, "y"))


@pytest.mark.parametrize("driver", ["psycopg", "adbc"])
def test_postgres_adds_up_many_categories(server: str, driver: str) -> None:
    """More than a driver reads at once."""
    import adbc_driver_postgresql.dbapi

    with adbc_driver_postgresql.dbapi.connect(server) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("large", pa.Table.from_pandas(many(), preserve_index=False), mode="replace")
        connection.commit()
    with connect_by(driver)(server) as connection:
        check_many(in_database(connection, "large", MANY), make_sample(many(), MANY))


@dataclasses.dataclass(frozen=True)
class Quarter:
    """A wave as a file that databases read, its indicators, and its interviews in memory."""

    path: Path
    indicators: Indicators
    sample: Sample

    def check(self, connection: Any, domains: list[str] | None = None) -> None:
        """The indicators of the table ``quarter`` are those of memory."""
        source = in_database(connection, "quarter", OF_QUARTER, self.indicators.form)
        ours, theirs = (compute(self.indicators, one, domains=domains) for one in (source, self.sample))
        same(ours, theirs)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    form = survey.read_questionnaire(INSTRUMENT)
    interviews, _ = survey.decode(survey.read_file(delivered("wave_2018Q1.sav")), form)
    accepted = make_sample(interviews.set_aside(survey.validate(interviews)), OF_QUARTER)
    path = tmp_path_factory.mktemp("quarter") / "quarter.parquet"
    survey.write_file(accepted, path)
    return Quarter(path, read_indicators(INSTRUMENT, form), accepted)


@pytest.mark.parametrize("driver", ["psycopg", "adbc"])
def test_postgres_computes_the_indicators(server: str, quarter: Quarter, driver: str) -> None:
    """Of the whole questionnaire: values, errors, statuses, hidden cells, ranks, differences."""
    import adbc_driver_postgresql.dbapi

    with adbc_driver_postgresql.dbapi.connect(server) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("quarter", pq.read_table(quarter.path), mode="replace")
        connection.commit()
    with connect_by(driver)(server) as connection:
        quarter.check(connection)


def test_an_error_leaves_the_transaction_of_the_caller(server: str) -> None:
    """What the caller has done before is neither lost nor committed."""
    import psycopg

    with psycopg.connect(server) as connection:
        connection.execute("CREATE TABLE own AS SELECT 1 AS one")
        with pytest.raises(SurveyError, match="PostgreSQL answers"):
            in_database(connection, "wawe", DESIGN)
        assert connection.execute("SELECT one FROM own").fetchall() == [(1,)]
        connection.rollback()
        with pytest.raises(SurveyError):
            in_database(connection, "own", DESIGN)


def test_postgres_is_asked_as_its_users_ask_it(server: str, sample: Sample) -> None:
    """Rows as mappings, capital letters, padded texts, types that are neither numbers nor texts, a connection to be awaited."""
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(server, row_factory=dict_row, autocommit=True) as connection:
        equal(mean(in_database(connection, "wave", DESIGN), "y"), mean(sample, "y"))
        with pytest.raises(SurveyError, match="try 'wave'"):
            in_database(connection, "Wave", DESIGN)
        padded = in_database(connection, "SELECT *, CAST('a' AS CHAR(3)) AS c, CAST(q AS MONEY) AS m FROM wave", DESIGN)
        assert mean(padded, "y", by="c").by[0].levels == ("a",)
        assert share(padded, "c", "a").estimate[0] == 1
        with pytest.raises(SurveyError, match="neither numbers nor texts"):
            mean(padded, "m")
    asynchronous = object.__new__(psycopg.AsyncConnection)
    with pytest.raises(SurveyError, match="There is no dialect"):
        in_database(asynchronous, "wave", DESIGN)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    gc.collect()


def test_spark_gives_what_memory_gives(spark: Any, sample: Sample, tmp_path: Any) -> None:
    """Parquet in parts, of which each has some of the levels only."""
    table = wave()
    for at, (start, end) in enumerate([(0, 100), (100, 850), (850, 900)]):
        part = table[start:end].astype({"maybe": "boolean"})
        part.to_parquet(tmp_path / f"{at}.parquet")
    spark.read.parquet(str(tmp_path)).createOrReplaceTempView("given")
    named = ", ".join(f"`{name.replace('`', '``')}`" for name in map(str, table) if name not in ("day", "half"))
    spark.sql(
        f"SELECT {named}, CAST(day AS DATE) AS day, CAST(half AS DECIMAL(5, 2)) AS half FROM given"
    ).createOrReplaceTempView("wave")
    source = in_database(spark, "wave", DESIGN)
    check(source, sample)
    check_conditions(source, sample)
    check_verbs(WEIGHTED["raked"](source), WEIGHTED["raked"](sample))
    check_changes(spark, source, sample)
    equal(mean(in_database(spark, "SELECT * FROM wave", DESIGN), HOSTILE), mean(sample, HOSTILE))
    check_replicates(spark)
    with pytest.raises(SurveyError, match="Spark answers"):
        in_database(spark, "wawe", DESIGN)


def test_spark_adds_up_many_categories(spark: Any, tmp_path: Any) -> None:
    """By the parts of a file, of which none has all of them."""
    table = many()
    for at, (start, end) in enumerate([(0, 3000), (3000, 9000), (9000, 12_000)]):
        table[start:end].to_parquet(tmp_path / f"{at}.parquet")
    spark.read.parquet(str(tmp_path)).createOrReplaceTempView("large")
    check_many(in_database(spark, "large", MANY), make_sample(table, MANY))


def test_spark_computes_the_indicators(spark: Any, quarter: Quarter) -> None:
    """All of them in two areas, each of which takes Spark a minute on one core."""
    spark.read.parquet(str(quarter.path)).createOrReplaceTempView("quarter")
    quarter.check(spark, ["sex"])


def test_estimates_outlive_a_killed_executor(sample: Sample, tmp_path: Path) -> None:
    """A cluster of two workers loses an executor in the middle of a job: its part is computed again, nothing is lost or doubled."""
    wave()[["s", "p", "w", "q", "y"]].to_parquet(tmp_path / "wave.parquet")
    results = tmp_path / "results.json"
    with spark_cluster(tmp_path) as cluster:
        program = [sys.executable, "-m", "tests.external.killed_executor", cluster.address, str(cluster.workers[0])]
        done = subprocess.run(
            [*program, str(tmp_path / "wave.parquet"), str(results)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(results.read_text("utf-8"))
    n_done, n_tasks = found["killed"]
    assert 0 < n_done < n_tasks
    assert found["lost"] == 1
    expected = mean(sample, "y", by="q").to_frame()
    for name in ("quiet", "disturbed"):
        for column, values in found[name].items():
            np.testing.assert_allclose(values, expected[column], rtol=1e-12)


def test_the_notebook_ends_on_spark(tmp_path: Path) -> None:
    """All of its cells, one after another; where PySpark is installed the last one asks a session."""
    path = Path(__file__).parents[2] / "notebooks" / "from_a_laptop_to_a_cluster.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    script = tmp_path / "notebook.py"
    script.write_text(f"{code}\nprint(len(on_spark))\n", "utf-8")
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().endswith("20000")
