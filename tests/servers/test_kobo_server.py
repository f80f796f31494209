"""Submissions of KoboToolbox: every page is fetched, and what the server may answer instead is one clear message."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from survey.errors import FetchError
from survey.ingest import decode, read_file
from survey.servers import SubmissionSource, download, store
from tests.deliveries_of_tools import kobo
from tests.deliveries_of_tools.collected import Collected, come_back
from tests.servers.local_server import TOKEN, Answers, serving

NOW = datetime.datetime(2018, 3, 9, 5, 0, 7, tzinfo=datetime.UTC)


def submissions(collected: Collected) -> list[dict[str, Any]]:
    """The table of KoboToolbox as its API gives it: a field that was not asked is not there, numbers are texts."""
    table = kobo.table(collected, choices="joined")
    rows = [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]
    kept = [{name: cell for name, cell in row.items() if cell and name != "_index"} for row in rows]
    return [
        {**row, "_id": int(row["_id"]), "_validation_status": {}, "_attachments": [], "_tags": [], "_notes": []}
        for row in kept
    ]


def source(server: str, **changes: Any) -> SubmissionSource:
    return replace(SubmissionSource("kobo", server, "aXyz", timeout=1), **changes)


def test_submissions_of_several_pages_are_the_interviews_that_were_collected(
    everything: Collected, tmp_path: Path
) -> None:
    """151 submissions in pages of 40; the stored file decodes cell by cell."""
    answers = Answers(submissions(everything), page=40)
    with serving(answers) as server:
        found = download(source(server), TOKEN)
        stored = store(found, source(server), tmp_path / "deliveries", NOW)
    assert (len(answers.asked), stored.n, stored.is_new) == (4, len(everything), True)
    assert stored.path.name == "aXyz_2018-03-09T050007Z.csv"
    come_back(stored.path, everything)


def test_a_repeat_is_counted_and_left_out_and_a_formula_is_no_formula(everything: Collected, tmp_path: Path) -> None:
    """A text that begins with an equals sign comes back as it was said."""
    held = submissions(everything)
    held[0]["member"] = [{"member/name": "А"}, {"member/name": "Б"}]
    held[0]["block_END/MORE"] = "=1+1"
    with serving(Answers(held)) as server:
        found = download(source(server), TOKEN)
        stored = store(found, source(server), tmp_path, NOW)
    assert found.repeats == {"member": 2}
    assert b"'=1+1" in found.content
    assert decode(read_file(stored.path), everything.form)[0].texts("MORE")[0] == "=1+1"


TROUBLES: Mapping[str, str] = {
    "silent": "U015",
    "page": "U014",
    "broken": "U018",
    "half json": "U018",
    "status 500": "U013",
    "redirect": "U021",
    "elsewhere": "U021",
    "miscounted": "U020",
    "forbidden": "U011",
    "circle": "U018",
    "other json": "U018",
    "no json": "U018",
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_no_answer_is_one_clear_message(everything: Collected, trouble: str) -> None:
    """The token is never sent to another server, and is in no message."""
    answers = Answers(submissions(everything)[:50], page=20, trouble=trouble)
    with serving(answers) as server, pytest.raises(FetchError) as caught:
        download(source(server), TOKEN)
    assert caught.value.code == TROUBLES[trouble]
    assert TOKEN not in str(caught.value)


def test_a_wrong_token_and_a_wrong_form_are_told_apart() -> None:
    with serving(Answers()) as server:
        with pytest.raises(FetchError, match="U010"):
            download(source(server), "wrong")
        with pytest.raises(FetchError, match="U012"):
            download(source(server, form="other"), TOKEN)


def test_a_server_that_is_not_there_and_one_without_tls() -> None:
    """An address of https that speaks plain HTTP cannot prove who it is."""
    with serving(Answers()) as server, pytest.raises(FetchError, match="U017"):
        download(source(server.replace("http:", "https:")), TOKEN)
    with pytest.raises(FetchError, match="U016"):
        download(source(server), TOKEN)


def test_the_same_submissions_are_not_stored_twice_and_nothing_is_written_over(
    everything: Collected, tmp_path: Path
) -> None:
    """A new submission makes a new file, also within the same second."""
    answers = Answers(submissions(everything)[:20])
    with serving(answers) as server:
        first = store(download(source(server), TOKEN), source(server), tmp_path, NOW)
        again = store(download(source(server), TOKEN), source(server), tmp_path, NOW)
        answers.submissions.append({**answers.submissions[0], "_id": 999, "_uuid": "new"})
        more = store(download(source(server), TOKEN), source(server), tmp_path, NOW)
    assert (again.is_new, again.path, again.digest) == (False, first.path, first.digest)
    assert more.path.name == "aXyz_2018-03-09T050007Z-2.csv"
    listed = (tmp_path / "fetched.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[3:5] for line in listed] == [
        ["file", "submissions"],
        [first.path.name, "20"],
        [more.path.name, "21"],
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"fetched.csv", first.path.name, more.path.name}


def test_files_are_stored_where_there_are_no_hard_links(
    everything: Collected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a memory stick; still nothing is written over."""

    def link(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", link)
    held = submissions(everything)[:3]
    for n in (1, 2, 3):
        with serving(Answers(held[:n])) as server:
            store(download(source(server), TOKEN), source(server), tmp_path, NOW)
    names = [f"aXyz_2018-03-09T050007Z{number}.csv" for number in ("", "-2", "-3")]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "fetched.csv"])


def test_a_file_that_was_deleted_is_stored_again(everything: Collected, tmp_path: Path) -> None:
    with serving(Answers(submissions(everything)[:3])) as server:
        first = store(download(source(server), TOKEN), source(server), tmp_path, NOW)
        first.path.unlink()
        assert store(download(source(server), TOKEN), source(server), tmp_path, NOW).is_new


def test_a_download_that_breaks_off_leaves_nothing(everything: Collected, tmp_path: Path) -> None:
    with serving(Answers(submissions(everything)[:5], trouble="broken")) as server, pytest.raises(FetchError):
        store(download(source(server), TOKEN), source(server), tmp_path / "deliveries", NOW)
    assert list(tmp_path.iterdir()) == []
