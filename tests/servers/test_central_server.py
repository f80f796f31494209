"""Submissions of ODK Central through pyodk."""

from __future__ import annotations

import datetime
import io
import itertools
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from survey.errors import FetchError
from survey.servers import SubmissionSource, download, store
from tests.deliveries_of_tools import central
from tests.deliveries_of_tools.collected import Collected, come_back
from tests.servers.local_server import PASSWORD, Answers, serving

NOW = datetime.datetime(2018, 3, 9, 5, 0, 7, tzinfo=datetime.UTC)


def source(server: str, **changes: Any) -> SubmissionSource:
    return replace(SubmissionSource("central", server, "kz_pop", 4, "office@example.kz", 1), **changes)


def test_the_archive_is_stored_once_and_comes_back(everything: Collected, tmp_path: Path) -> None:
    """The server writes other bytes each time, because a zip has times in it; the submissions are the same."""
    members = {"name": ["А", "Б"], "PARENT_KEY": ["1", "1"]}
    archives = (
        central.archive(
            tmp_path / f"{at}.zip", "kz_pop", central.table(everything), {"member": members}, year=2000 + at
        )
        for at in itertools.count()
    )
    with serving(Answers(archive=lambda: next(archives).read_bytes())) as server:
        one, two = download(source(server), PASSWORD), download(source(server), PASSWORD)
        first = store(one, source(server), tmp_path / "deliveries", NOW)
        again = store(two, source(server), tmp_path / "deliveries", NOW)
    assert one.content != two.content
    assert (one.n, one.repeats) == (len(everything), {"kz_pop-member.csv": 2})
    assert (first.path.name, first.is_new, again.is_new) == ("kz_pop_2018-03-09T050007Z.zip", True, False)
    come_back(first.path, everything)


TROUBLES: Mapping[str, str] = {
    "silent": "U015",
    "page": "U014",
    "broken": "U018",
    "status 500": "U013",
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_no_archive_is_one_clear_message(trouble: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The password is in no message, and pyodk prints nothing."""
    with serving(Answers(archive=lambda: b"PK", trouble=trouble)) as server, pytest.raises(FetchError) as caught:
        download(source(server), PASSWORD)
    assert caught.value.code == TROUBLES[trouble]
    assert PASSWORD not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_wrong_password_a_wrong_form_and_half_an_archive() -> None:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    archives = iter((b"PK\x03\x04 half", empty.getvalue()))
    with serving(Answers(archive=lambda: next(archives))) as server:
        with pytest.raises(FetchError, match="U010"):
            download(source(server), "wrong")
        with pytest.raises(FetchError, match="U012"):
            download(source(server, form="other"), PASSWORD)
        for _ in range(2):
            with pytest.raises(FetchError, match="U018"):
                download(source(server), PASSWORD)


def test_a_server_that_is_not_there_and_one_without_tls() -> None:
    with serving(Answers()) as server, pytest.raises(FetchError, match="U017"):
        download(source(server.replace("http:", "https:")), PASSWORD)
    with pytest.raises(FetchError, match="U016") as raised:
        download(source(server), PASSWORD)
    assert "ConnectionPool" not in raised.value.fact


@pytest.mark.parametrize("lacking", ["pyodk._utils.session", "requests"])
def test_without_the_library_the_message_says_how_to_install_it(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra of the package."""
    monkeypatch.setitem(sys.modules, lacking, None)
    monkeypatch.setitem(sys.modules, "pyodk._utils.session", None)
    with pytest.raises(FetchError, match="survey-barometer\\[odk\\]"):
        download(source("http://127.0.0.1:9"), PASSWORD)
