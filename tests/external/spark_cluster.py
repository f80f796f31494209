"""A Spark cluster for a test: a standalone master with two workers on 127.0.0.1, which end with the test."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HOST = "127.0.0.1"
_DEPLOY = "org.apache.spark.deploy"


@dataclass(frozen=True)
class SparkCluster:
    """Address of the master, and numbers of the processes of the workers."""

    address: str
    workers: tuple[int, ...]


@contextlib.contextmanager
def spark_cluster(folder: Path) -> Iterator[SparkCluster]:
    """A master and two workers of one core each; their logs and the files of the executors are in a folder."""
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": _HOST, "SPARK_DAEMON_MEMORY": "256m"}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str) -> int:
        command = [str(home / "bin" / "spark-class"), f"{_DEPLOY}.{name}", "--host", _HOST, *words]
        with (folder / f"{len(started)}.log").open("wb") as log:
            # a session for each, so that its executors can be ended with it
            started.append(
                subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True)
            )
        return started[-1].pid

    try:
        port = free_port()
        start("master.Master", "--port", str(port), "--webui-port", str(free_port()))
        wait_for(port)
        address = f"spark://{_HOST}:{port}"
        limits = ("--cores", "1", "--memory", "600m", "--work-dir", str(folder / "work"))
        workers = [start("worker.Worker", "--webui-port", str(free_port()), *limits, address) for _ in range(2)]
        yield SparkCluster(address, tuple(workers))
    finally:
        for process in reversed(started):
            for child in children(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, 9)
            process.kill()
            process.wait()


def children(process: int) -> list[int]:
    """Numbers of the processes that a process has started."""
    found = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(one) for one in path.read_text().split()]
    return found


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 30) -> None:
    """Wait until somebody listens on a port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection((_HOST, port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")
