"""Seal of an instrument: what breaks it, what does not, and waves that name it."""

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import survey
from survey.errors import QuestionnaireError, VersionError
from survey.monitor.manifest import texts_of
from survey.monitor.settings_file import read_settings
from survey.versions import read_amendments
from tests.journeys.conftest import Command, command
from tests.linting.test_lint import FORM, SHIPPED

__all__ = ["command"]

DAY = datetime.date(2018, 3, 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small questionnaire, sealed."""
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "questionnaire.yaml").write_text(FORM, "utf-8")
    survey.seal(tmp_path / "form", who="Aigul", why='First "version"', day=DAY)
    return tmp_path / "form"


def edit(folder: Path, old: str, new: str, file: str = "questionnaire.yaml") -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def test_the_log_says_who_when_and_why(folder: Path) -> None:
    """The copy has a log of this version alone; sealing the same content again changes nothing."""
    (one,) = read_amendments(folder)
    assert (one.version, one.who, one.why, one.date) == ("1", "Aigul", 'First "version"', DAY)
    assert read_amendments(folder / "sealed" / "1") == (one,)
    log = (folder / "amendments.yaml").read_bytes()
    assert survey.seal(folder, who="B", why="C") == one
    assert (folder / "amendments.yaml").read_bytes() == log


@pytest.mark.parametrize(
    ("old", "new", "is_kept"),
    [
        ("id: small\n", "# a comment\nid: small\n\n", True),
        ('ru: "Вы живёте здесь?"', "ru: Вы живёте здесь?", True),
        ('{kk: "Шағын сауалнама", ru: "Малая анкета"}', '{ru: "Малая анкета", kk: "Шағын сауалнама"}', True),
        ('version: "1"', "version: 1", False),
        ("Вы живёте здесь?", "Вы здесь живёте?", False),
        ("max: 20", "max: 21", False),
        (
            '          - {code: 1, kk: "Иә", ru: "Да"}\n          - {code: 2, kk: "Жоқ", ru: "Нет"}\n',
            '          - {code: 2, kk: "Жоқ", ru: "Нет"}\n          - {code: 1, kk: "Иә", ru: "Да"}\n',
            False,
        ),
    ],
)
def test_values_count_and_layout_does_not(folder: Path, old: str, new: str, is_kept: bool) -> None:
    """Comments, quotation marks, order of keys; values, a number as a text, the order of answers."""
    edit(folder, old, new)
    check = survey.check_seal(folder, "1")
    assert check.ok is is_kept
    assert check.files == (() if is_kept else ("questionnaire.yaml",))


def test_a_sealed_version_is_not_sealed_with_other_content(folder: Path) -> None:
    """What changed is named; a new version gets its own line, the lines before stay as they are."""
    edit(folder, "max: 20", "max: 30")
    with pytest.raises(VersionError, match=r"blocks\.A\.questions\.A3\.max") as raised:
        survey.seal(folder, who="A", why="B")
    assert raised.value.code == "K004"
    log = (folder / "amendments.yaml").read_text("utf-8") + "# by hand"
    (folder / "amendments.yaml").write_text(log, "utf-8")
    edit(folder, 'version: "1"', 'version: "2"')
    survey.seal(folder, who="A", why="More neighbours", day=DAY)
    assert [one.version for one in read_amendments(folder)] == ["1", "2"]
    assert (folder / "amendments.yaml").read_text("utf-8").startswith(log)
    assert not survey.check_seal(folder, "1").ok
    assert survey.check_seal(folder / "sealed" / "1").ok


def test_a_copy_that_was_edited_proves_nothing(folder: Path) -> None:
    """Then only the file is named. A file that appears is a change, too."""
    edit(folder, "max: 20", "max: 30")
    edit(folder / "sealed" / "1", "max: 20", "max: 25")
    (folder / "rules.yaml").write_text("rules: []\n", "utf-8")
    check = survey.check_seal(folder, "1")
    assert (check.files, check.changes) == (("questionnaire.yaml", "rules.yaml"), ())
    assert check.difference == "questionnaire.yaml, rules.yaml"


def test_what_cannot_be_sealed_is_refused(folder: Path) -> None:
    """Without a reason; a version that cannot name a folder; something else in its place; an unknown version; a broken log."""

    def code(act: Callable[[], object]) -> str:
        with pytest.raises((VersionError, QuestionnaireError)) as raised:
            act()
        return str(raised.value.code)

    assert code(lambda: survey.seal(folder, who=" ", why="B")) == "K002"
    edit(folder, 'version: "1"', 'version: "../2"')
    assert code(lambda: survey.seal(folder, who="A", why="B")) == "K003"
    edit(folder, '"../2"', '"3"')
    (folder / "sealed" / "3").write_text("mine", "utf-8")
    assert code(lambda: survey.seal(folder, who="A", why="B")) == "K005"
    assert (folder / "sealed" / "3").read_text("utf-8") == "mine"
    assert code(lambda: survey.check_seal(folder)) == "K006"
    entry = (folder / "amendments.yaml").read_text("utf-8").split("amendments:\n")[1]
    with (folder / "amendments.yaml").open("a", encoding="utf-8") as log:
        log.write(entry)
    assert code(lambda: read_amendments(folder)) == "K001"


def test_a_wave_that_names_a_changed_seal_is_refused(tmp_path: Path, command: Command) -> None:
    """With its place and what changed in which file; the copy is what the wave may use, and no input unless it does."""
    workspace = tmp_path / "almaty"
    questionnaire = Path(shutil.copytree(SHIPPED, workspace / "questionnaire"))
    shutil.copyfile(SHIPPED.parent / "interethnic_workspace.yaml", workspace / "monitor.yaml")
    assert command("seal", workspace, "--who", "Aigul", "--why", "Fielded", "--lang", "kk")[0] == 0
    assert len(read_amendments(questionnaire)[0].files) == 4
    edit(workspace, "issued: 2018-01-25", 'sealed: "0.2-draft"', "monitor.yaml")
    survey.open_monitor(workspace)
    inputs = [path.relative_to(workspace).as_posix() for path in texts_of(read_settings(workspace))]
    assert "questionnaire/amendments.yaml" in inputs
    assert not [path for path in inputs if "/sealed/" in path]
    edit(questionnaire, "target_n: 1000", "target_n: 1200")
    code, _, err = command("check", workspace / "deliveries" / "wave_2018Q1.csv", "-w", workspace, "--lang", "ru")
    assert (code, "K007" in err, "facts.target_n" in err, "questionnaire/sealed/0.2-draft" in err) == (
        2,
        True,
        True,
        True,
    )
    assert command("seal", workspace, "--lang", "ru")[0] == 1
    shutil.rmtree(questionnaire / "sealed")
    assert "K007" in command("run", "2018Q1", "-w", workspace, "--lang", "en")[2]
    edit(workspace, 'sealed: "0.2-draft"', 'sealed: "0.3"', "monitor.yaml")
    assert "K006" in command("run", "2018Q1", "-w", workspace, "--lang", "kk")[2]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_command_speaks(folder: Path, command: Command, lang: str) -> None:
    """A seal that holds, one that is broken, one without a reason."""
    assert command("seal", folder, "--lang", lang)[0] == 0
    code, out, _ = command("seal", folder, "--who", "A", "--why", "B", "--lang", lang)
    assert (code, "1" in out) == (0, True)
    edit(folder, "max: 20", "max: 30")
    code, out, err = command("seal", folder, "--lang", lang)
    assert (code, "A3.max" in out, err) == (1, True, "")
    code, _, err = command("seal", folder, "--who", "A", "--lang", lang)
    assert (code, "C022" in err) == (2, True)
