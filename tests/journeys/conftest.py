"""One workspace for all journeys of a worker; each test gets a copy it may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.cli import main
from survey.monitor.wave_delivery import silent
from survey.monitor.workspace import new_workspace

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as ``survey new`` makes it, whose documents are pages only: other formats are asked for where they are tested."""
    folder = tmp_path_factory.mktemp("made") / "almaty"
    new_workspace(folder, n=1000, seed=5, progress=silent)
    settings = folder / "monitor.yaml"
    settings.write_text(settings.read_text("utf-8").replace("\nreport:\n", "\nreport:\n  formats: [html]\n"), "utf-8")
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
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return call
