"""A PostgreSQL server for a test: its data are in a temporary folder, it listens on a socket there, and it ends with the test."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def program(name: str) -> str:
    """Path of a program of PostgreSQL, which Debian keeps out of the usual folders."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    assert found is not None, f"{name} is not installed"
    return found


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """Connection string of a fresh server whose default order of texts is that of a language, not of code points."""
    with tempfile.TemporaryDirectory(prefix="survey-postgres-") as folder:
        # the server refuses to run as root
        owner = "nobody" if os.geteuid() == 0 else None
        if owner is not None:
            shutil.chown(folder, owner)

        def run(name: str, *words: str) -> None:
            subprocess.run([program(name), *words], user=owner, check=True, capture_output=True, cwd=folder)

        made = ("--auth=trust", "--username=survey", "--encoding=UTF8", "--no-sync")
        run(
            "initdb",
            f"--pgdata={folder}/data",
            *made,
            "--locale=C.UTF-8",
            "--locale-provider=icu",
            "--icu-locale=en-US",
        )
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        server = ("--pgdata", f"{folder}/data")
        run("pg_ctl", *server, "--wait", "--log", f"{folder}/log", "--options", options, "start")
        try:
            yield f"postgresql://survey@/postgres?host={folder}"
        finally:
            run("pg_ctl", *server, "--wait", "--mode", "immediate", "stop")
