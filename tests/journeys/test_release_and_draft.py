"""A release needs its disclosure sheet; a draft says that it is one, everywhere, and takes no release's place."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

from survey.errors import MonitorError
from survey.ledger.digests import digest, sealed
from survey.monitor.document_files import chosen, install, names_of
from survey.monitor.manifest import need_ours
from survey.monitor.run_files import archive_at
from survey.monitor.schema import Format
from tests.journeys.conftest import Command
from tests.reports.format_reading import words_of

WORD = {"kk": "Жоба", "ru": "Черновик"}
ALL: tuple[Format, ...] = ("html", "pdf", "docx", "xlsx")
NAMES = names_of(("kk", "ru"), ALL)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blank workspace, whose items are still to be written."""
    from survey.monitor.wave_delivery import silent
    from survey.monitor.workspace import new_blank_workspace

    folder = tmp_path_factory.mktemp("blank") / "mine"
    new_blank_workspace(folder, ("kk", "ru"), "en", n=200, seed=4, progress=silent)
    return folder


def test_a_release_with_empty_items_is_refused_with_line_and_names(blank: Path, command: Command) -> None:
    """Nothing is written; the place is the first item to be written."""
    code, out, err = command("run", "2025", "-w", blank, "--lang", "en")
    lines = (blank / "monitor.yaml").read_text("utf-8").splitlines()
    line = next(at for at, text in enumerate(lines, 1) if "TODO: " in text)
    assert code == 2
    assert out == ""
    assert re.search(rf"\[M112\] .*monitor\.yaml:{line}:", err)
    assert "report.issuer" in err
    assert "waves.2025.issued" in err
    assert "--draft" in err
    assert not (blank / "out").exists()


def test_a_draft_is_marked_in_every_file_and_in_the_archive_until_it_is_released(blank: Path, command: Command) -> None:
    """Then a release takes its place, revises no draft, and the sheet is complete."""
    code, out, err = command("run", "2025", "-w", blank, "--draft", "--format", ",".join(ALL), "--lang", "en")
    assert (code, err) == (0, "")
    assert "13 items" in out
    folder = blank / "out" / "2025"
    for name in NAMES:
        assert WORD[name.split(".")[1]] in words_of(folder / name), name
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["draft"] is True
    settings = (blank / "monitor.yaml").read_text("utf-8")
    written = settings.replace("TODO: ", "").replace("simulated: true", "simulated: true, issued: 2025-12-01")
    (blank / "monitor.yaml").write_text(written, "utf-8")
    assert command("run", "2025", "-w", blank, "--format", "html")[0] == 0
    assert sorted(path.name for path in folder.glob("*.html")) == sorted(names_of(("kk", "ru"), ("html",)))
    assert not (folder / "report.ru.pdf").exists()
    assert WORD["ru"] not in words_of(folder / "report.ru.html")
    draft, release = archive_at(blank).runs("2025")
    assert (draft.is_issued, release.is_issued, release.revises) == (False, True, None)
    assert archive_at(blank).needed("2025", None).id == release.id
    assert command("run", "2025", "-w", blank, "--draft", "--lang", "en")[2].startswith("[M113]")
    heading, *lines = command("history", "-w", blank, "--lang", "en")[1].splitlines()
    assert "draft" in lines[0]
    assert heading.split()[-1] == "formats"
    assert [line.split("  ")[-1].strip() for line in lines] == ["html pdf docx xlsx", "html"]
    assert command("verify", "2025", "-w", blank)[0] == 0


def test_formats_that_are_not_known_or_not_installed_are_named(
    blank: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was asked for stops the run; one that was not is left out."""
    from survey.monitor import document_files

    for unknown, expected in (("html,odt", "[M114]"), (",", "[M114]"), ("", "[C030]")):
        code, _, said = command("run", "2025", "-w", blank, "--format", unknown)
        assert (code, said[: len(expected)]) == (2, expected), unknown
    find = importlib.util.find_spec
    monkeypatch.setattr(document_files, "USUAL", ALL)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "docx" else find(name))
    with pytest.raises(MonitorError, match="survey-barometer\\[docx\\]") as error:
        chosen(["docx"])
    assert error.value.code == "M115"
    with pytest.raises(MonitorError, match="'odt', 'rtf'"):
        chosen(["odt", "docx", "rtf"])
    assert chosen(None)[1] == ("docx",)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MonitorError, match=r"(?s)writes pdf, docx is not.*survey-barometer\[pdf,docx\]"):
        chosen(["docx", "pdf", "html"])
    assert install("docx") == 'pip install "survey-barometer[docx]"'


def test_a_draft_replaces_a_draft(tmp_path: Path) -> None:
    """And nothing that was issued."""
    delivery, folder = tmp_path / "wave.csv", tmp_path / "2025"
    delivery.write_text("1\n", "utf-8")
    folder.mkdir()
    content = {"trial": False, "wave": "2025", "delivery": digest(delivery), "inputs": [], "outputs": [], "counts": {}}
    for is_draft, is_refused in ((True, False), (False, True)):
        (folder / "manifest.json").write_text(sealed({**content, "draft": is_draft}), "utf-8")
        if is_refused:
            with pytest.raises(MonitorError) as error:
                need_ours(folder, delivery=delivery, is_trial=False, force=False, is_draft=True)
            assert error.value.code == "M113"
        else:
            need_ours(folder, delivery=delivery, is_trial=False, force=False, is_draft=True)
