"""One workspace for all journeys of a worker; each test gets a copy it may break."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.cli.program import run_command
from survey.monitor import document_files
from survey.monitor.wave_delivery import silent
from survey.monitor.workspace import new_workspace

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session", autouse=True)
def pages_only() -> Iterator[None]:
    """Runs write pages unless a test asks for more: other formats take seconds, and tests of their own read them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_files, "USUAL", ("html",))
        yield


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as ``survey new`` makes it."""
    folder = tmp_path_factory.mktemp("made") / "almaty"
    new_workspace(folder, n=1000, seed=5, progress=silent)
    return folder


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Path:
    """A copy of the workspace."""
    return Path(shutil.copytree(made, tmp_path / "almaty"))


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: arguments in, exit code, standard output and standard error out."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["survey", *(str(one) for one in arguments)])
        monkeypatch.delenv("SURVEY_DEBUG", raising=False)
        code = run_command()
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call
