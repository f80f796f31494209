"""Estimates on a Spark cluster while one of its executors is killed; a program, because a process has one session.

Arguments: address of the master, number of the process of a worker, Parquet file, file for the results.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.external.spark_cluster import children

from survey.design import Design
from survey.estimation import DatabaseSample, in_database, mean

COLUMNS = ["estimate", "se", "ci_low", "ci_high", "df", "n", "deff"]


def connect(address: str) -> Any:
    """Session whose driver and executors talk on 127.0.0.1 only."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "512m",
        "spark.executor.memory": "512m",
        "spark.executor.cores": "1",
        "spark.cores.max": "2",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.adaptive.enabled": "false",
    }
    builder = SparkSession.builder.master(address)
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def kill_in_the_middle(session: Any, worker: int, found: dict[str, object]) -> None:
    """Kill the executor of a worker when some tasks of a stage are done and others are not."""
    tracker = session.sparkContext.statusTracker()
    while "killed" not in found:
        for stage in tracker.getActiveStageIds():
            seen = tracker.getStageInfo(stage)
            if seen is not None and 0 < seen.numCompletedTasks < seen.numTasks - 2:
                for executor in children(worker):
                    os.kill(executor, signal.SIGKILL)
                    found["killed"] = [seen.numCompletedTasks, seen.numTasks]
                    return
        time.sleep(0.01)


def numbers(source: DatabaseSample) -> dict[str, list[float]]:
    """Columns of the estimates, as JSON keeps them."""
    return {str(name): column.tolist() for name, column in mean(source, "y", by="q").to_frame()[COLUMNS].items()}


def main(address: str, worker: str, path: str, results: str) -> None:
    session = connect(address)
    while len(session.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) < 3:
        time.sleep(0.1)
    session.read.parquet(path).repartition(12).cache().createOrReplaceTempView("plain")
    # every row takes its time, so that a job has a middle
    slow = "CASE WHEN java_method('java.lang.Thread', 'sleep', 1L) = '' THEN NULL ELSE y END"
    source = in_database(session, f"SELECT p, s, w, q, {slow} AS y FROM plain", Design("s", "p", "w"))
    found: dict[str, object] = {"quiet": numbers(source)}
    killer = threading.Thread(target=kill_in_the_middle, args=(session, int(worker), found), daemon=True)
    killer.start()
    # a job that is over before anything was killed proves nothing
    for _ in range(5):
        if "killed" not in found:
            found["disturbed"] = numbers(source)
    for _ in range(100):
        executors = session.sparkContext._jsc.sc().statusStore().executorList(False)
        known = [executors.apply(at) for at in range(executors.size())]
        found["lost"] = sum(not one.isActive() for one in known)
        if found["lost"]:
            break
        time.sleep(0.1)
    Path(results).write_text(json.dumps(found), encoding="utf-8")
    session.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
