"""The command and its settings: the secret comes from outside, and what is not safe is refused with its line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.cli import main
from survey.monitor.fetch_settings import _safe_address
from tests.servers.local_server import TOKEN, Answers, serving

PANEL = Path(__file__).parents[1] / "data" / "household_panel"
VARIABLE = "SURVEY_TEST_TOKEN"
Workspace = Callable[[str], Path]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace whose settings of fetching are given; the token is in the environment."""
    monkeypatch.setenv(VARIABLE, TOKEN)

    def make(fetch: str) -> Path:
        folder = tmp_path / "panel"
        shutil.copytree(PANEL, folder)
        settings = folder / "monitor.yaml"
        settings.write_text(settings.read_text(encoding="utf-8") + fetch + "\n", encoding="utf-8")
        return folder

    return make


def said(capsys: pytest.CaptureFixture[str], folder: Path, language: str = "en") -> tuple[int, str]:
    """Exit code and everything that is printed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["survey", "fetch", "--workspace", str(folder), "--lang", language])
        with pytest.raises(SystemExit) as ended:
            main()
    printed = capsys.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return code, printed.out + printed.err


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_submissions_are_stored_and_said_once(
    workspace: Workspace, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second time there is nothing new; a repeat is reported with its records."""
    held = [{"_id": 1, "A/A1": "2", "member": [{"member/name": "x"}]}, {"_id": 2, "A/A1": "3"}]
    with serving(Answers(held)) as server:
        folder = workspace(f"fetch: {{from: kobo, server: '{server}', form: aXyz, secret_variable: {VARIABLE}}}")
        first, again = said(capsys, folder, language), said(capsys, folder, language)
    (stored,) = (path for path in (folder / "deliveries").iterdir() if path.name != "fetched.csv")
    assert first[0] == again[0] == 0
    assert stored.name in first[1]
    assert "member" in first[1]
    assert f"file: deliveries/{stored.name}" in first[1]
    assert stored.name in again[1]
    assert "file: deliveries" not in again[1]
    assert TOKEN not in first[1] + again[1]


REFUSED = {
    "password: hunter2": "U006",
    "token: hunter2": "U006",
    "secret_file: token.txt": "U007",
    "secret_variable: NO_SUCH_VARIABLE_HERE": "U003",
    "secret_file: /no/such/file": "U004",
}


@pytest.mark.parametrize("line", REFUSED)
def test_a_secret_in_the_workspace_or_none_is_refused(
    workspace: Workspace, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With file and line, and without the secret."""
    folder = workspace(f"fetch:\n  from: kobo\n  server: https://kf.example.kz\n  form: aXyz\n  {line}")
    code, text = said(capsys, folder)
    last = len((folder / "monitor.yaml").read_text(encoding="utf-8").splitlines())
    assert (code, text.partition("]")[0]) == (2, f"[{REFUSED[line]}")
    assert "hunter2" not in text
    if REFUSED[line] in ("U006", "U007"):
        assert f"monitor.yaml:{last}" in text


SERVERS = {
    "http://kf.example.kz": "U008",
    "kf.example.kz": "U008",
    "https://kf.example.kz/api": "U008",
    "ftp://localhost": "U008",
    "https://kf.example.kz:99999": "U008",
    f"https://{'a' * 64}.kz": "U008",
    "https://kf example.kz": "U008",
    "https://office:hunter2@kf.example.kz": "U009",
}


@pytest.mark.parametrize("server", SERVERS)
def test_an_address_that_is_not_safe_is_refused(
    workspace: Workspace, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workspace(f"fetch: {{from: kobo, server: '{server}', form: aXyz, secret_variable: {VARIABLE}}}")
    code, text = said(capsys, folder)
    assert (code, text.partition("]")[0]) == (2, f"[{SERVERS[server]}")
    assert "hunter2" not in text


def test_a_host_name_of_other_letters_is_written_as_servers_of_names_know_it() -> None:
    assert _safe_address("https://пример.қаз:8443", "") == "https://xn--e1afmkfd.xn--80ao21a:8443"
    assert _safe_address("https://KF.example.kz", "") == "https://KF.example.kz"


def test_an_empty_secret_and_a_workspace_without_the_settings(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file of the secret is outside the workspace."""
    (tmp_path / "token.txt").write_text(" \n", encoding="utf-8")
    folder = workspace("fetch: {from: kobo, server: 'https://kf.example.kz', form: aXyz, secret_file: ../token.txt}")
    assert said(capsys, folder)[1].startswith("[U005]")
    shutil.copy(PANEL / "monitor.yaml", folder)
    assert said(capsys, folder)[1].startswith("[U000]")


@pytest.mark.parametrize(
    ("fetch", "code"),
    [
        ("{from: central, server: 'https://c.example.kz', form: f, secret_variable: X}", "D009"),
        ("{from: kobo, server: 'https://c.example.kz', form: f}", "D026"),
        ("{from: kobo, server: 'https://c.example.kz', form: f, secret_variable: X, secret_file: ../y}", "D026"),
        ("{from: kobo, server: 'https://c.example.kz', form: f, secret_variable: X, project: 4}", "D011"),
        ("{from: kobo, server: 'https://c.example.kz', form: f, secret_variable: X, timeout: 0}", "U001"),
        ("{from: central, server: 'https://c.example.kz', form: f, user: u, secret_variable: X, project: 0}", "U002"),
        ("{from: ona, server: 'https://c.example.kz', form: f, secret_variable: X}", "D007"),
    ],
)
def test_settings_that_are_not_complete_are_refused(
    workspace: Workspace, fetch: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code, text = said(capsys, workspace(f"fetch: {fetch}"))
    assert (exit_code, f"[{code}]" in text) == (2, True)
