"""The command speaks Kazakh, Russian or English, on any terminal, and shows text from data as text."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import survey
from survey.cli.commands import COMMANDS
from tests.journeys.conftest import Command
from tests.journeys.test_bad_input import BAD, WAVE, rows_of, set_column, write_rows

CYRILLIC = re.compile("[а-яәғқңөұүһі]", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:the|is|are|of|not|and a|with|this|has|have|no|was|it|a|an|for|by)\b(?![=(])")
KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)


def english_lines(printed: str) -> list[str]:
    """Lines, but for those that name the place, that are English: its words, and no letter of Kazakh or Russian."""
    lines = [line for line in printed.splitlines() if not line.startswith("[")]
    return [line for line in lines if ENGLISH.search(line) and not CYRILLIC.search(line)]


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("page", [[], *([name] for name in COMMANDS)], ids=lambda page: " ".join(page) or "survey")
def test_the_help_is_in_one_language(command: Command, page: list[str], language: str) -> None:
    """Nothing of the help is English but names of options and files."""
    code, out, err = command(*page, "--help", "--lang", language)
    assert (code, err) == (0, "")
    assert english_lines(out) == []
    assert len(CYRILLIC.findall(out)) > 200
    assert bool(KAZAKH.search(out)) == (language == "kk")
    for spelled in ("Usage", "Options", "Arguments", "Commands", "required", "default", "Show"):
        assert spelled not in out


MISTAKEN = [
    ["rn"],
    ["run"],
    ["run", "--fil", "x"],
    ["run", "2018Q1", "--file"],
    ["run", "2018Q1", "2018Q2"],
    ["new", "a", "--n", "many"],
    ["new", "a", "--n", "3"],
    ["simulate", "a.csv", "--errors=3"],
    ["simulate", "a.csv", "--n", "5", "--n", "6"],
    ["simulate", "a.docx"],
    ["simulate", "a.csv", "--wave", "2018"],
    ["simulate", "."],
    ["run", "2018Q1", "--workspace", "nowhere"],
    ["run", "2018Q1"],
    ["check", "nothing.csv"],
    ["check", "."],
    ["check", "/dev/null"],
    ["new", "/proc/none/x"],
]


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("words", MISTAKEN, ids=" ".join)
def test_a_mistaken_call_is_told_in_the_language(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], language: str
) -> None:
    """What is wrong and what to do, each on a line of its own."""
    monkeypatch.chdir(tmp_path)
    code, out, err = command("--lang", language, *words)
    assert (code, out) == (2, "")
    told = err.splitlines()[1:]
    assert len(told) >= 2
    assert [line for line in told if not CYRILLIC.search(line)] == []
    assert "M013" not in err


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_bad_input_is_told_in_the_language(
    workspace: Path, command: Command, spoil: Callable[[Path], str], language: str
) -> None:
    """No English sentence is left in the message, and the thing meant is still named."""
    named = spoil(workspace)
    code, out, err = command("run", "2017Q4", "--workspace", workspace, "--lang", language)
    assert code in (1, 2)
    assert out == ""
    assert named in err or named == "margin"
    assert len(CYRILLIC.findall(err)) > 20
    assert english_lines(err) == []


@pytest.mark.long
@pytest.mark.parametrize(("language", "word"), [("kk", "сұхбат"), ("ru", "интервью"), ("en", "interview")])
def test_results_are_told_in_the_language(workspace: Path, command: Command, language: str, word: str) -> None:
    """Of every command."""
    for words in (
        ["new", workspace / "second", "--n", "100"],
        ["run", "2018Q1", "-w", workspace],
        ["check", workspace / WAVE, "-w", workspace],
        ["simulate", workspace / "more.csv", "--n", "30"],
    ):
        _, out, err = command(*words, "--lang", language)
        assert err == ""
        assert word in out or words[0] == "new"
        assert bool(CYRILLIC.search(out)) == (language != "en")


def test_a_blocked_run_says_so_in_the_language(workspace: Path, command: Command) -> None:
    """Findings that stop the run are sentences for people."""
    write_rows(workspace / WAVE, rows_of(workspace / WAVE)[:1])
    for language in ("kk", "ru"):
        code, out, err = command("run", "2017Q4", "-w", workspace, "--lang", language)
        assert (code, out) == (1, "")
        assert [line for line in err.splitlines() if not CYRILLIC.search(line)] == []


@pytest.mark.parametrize(
    ("environment", "letters"),
    [({"LC_ALL": "kk_KZ.UTF-8"}, KAZAKH), ({"LANG": "ru_RU.UTF-8"}, CYRILLIC), ({"SURVEY_LANG": "kk"}, KAZAKH)],
)
def test_the_locale_decides_when_nothing_is_asked_for(
    command: Command, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], letters: re.Pattern[str]
) -> None:
    """The same help without ``--lang``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "SURVEY_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert letters.search(command("--help")[1])


NARROW = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "cp1251"},
    {"PYTHONIOENCODING": "latin-1:strict"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize("words", [["--help"], ["run", "2018Q9"], ["check", "жоқ.csv"]], ids=" ".join)
@pytest.mark.parametrize("environment", NARROW, ids=lambda one: "-".join(one.values()))
def test_an_encoding_that_cannot_hold_the_letters_is_no_traceback(
    tmp_path: Path, environment: dict[str, str], words: list[str]
) -> None:
    """Something is printed, and the exit code is that of the command."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONIO"))}
    run = subprocess.run(
        [sys.executable, "-m", "survey", "--lang", "kk", *words],
        cwd=tmp_path,
        env={**plain, **environment, "PYTHONPATH": str(Path(survey.__file__).parents[1])},
        capture_output=True,
        check=False,
    )
    printed = run.stdout + run.stderr
    assert run.returncode == (0 if words == ["--help"] else 2)
    assert len(printed) > 50
    assert b"Traceback" not in printed
    assert b"M013" not in printed


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "2>/dev/full"])
def test_a_stream_that_is_closed_or_full_changes_no_exit_code(tmp_path: Path, closed: str) -> None:
    """A timer of the system may start the command without streams."""
    call = f"{shlex.quote(sys.executable)} -m survey"
    environment = {**os.environ, "PYTHONPATH": str(Path(survey.__file__).parents[1])}
    calls = {"simulate wave.csv --n 60": 0, "simulate wave.csv --n 60 --seed -1 --force": 2}
    for words, code in calls.items():
        shell = ["sh", "-c", f"{call} {words} {closed}"]
        run = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert (run.returncode, b"Traceback" in run.stdout + run.stderr) == (code, False)
    assert [path.name for path in tmp_path.iterdir()] == ["wave.csv"]


HOSTILE = [
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "a\nb [M013] line of its own",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\x9b31m",
    "\x00nul",
    "\u2028line",
    "back\x08\x08space",
]


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_a_value_cannot_steer_the_terminal(workspace: Path, command: Command, value: str) -> None:
    """Control signs are shown, not sent; a value makes no line of its own."""
    set_column(workspace, "C01a", lambda position: value if position == 3 else "1")
    _, out, err = command("check", workspace / WAVE, "-w", workspace, "--show", "50")
    printed = out + err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", printed)
    assert not any(line.startswith("b [M013]") for line in printed.splitlines())


def test_the_name_of_a_file_cannot_steer_the_terminal(tmp_path: Path, command: Command) -> None:
    """It is data as well."""
    _, _, err = command("check", tmp_path / "\x1b[2Jx\n[M013] y.csv")
    assert "\x1b" not in err
    assert not any(line.startswith("[M013]") for line in err.splitlines())


def test_a_long_value_is_shortened_on_the_terminal(workspace: Path, command: Command) -> None:
    """A page of text in a cell does not fill the screen."""
    set_column(workspace, "C01a", lambda position: "x" * 100_000 if position == 3 else "1")
    out = command("check", workspace / WAVE, "-w", workspace, "--show", "50")[1]
    assert max(len(line) for line in out.splitlines()) < 2500


FORMULAS = ['=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "@SUM(1+1)", "-1+1", " =1+1", "\t=1+1", "＝1+1"]


@pytest.mark.long
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_table_holds_a_formula(workspace: Path, command: Command, formula: str) -> None:
    """The key of an interview, a value, and what the command writes for the field."""
    rows = rows_of(workspace / WAVE)
    rows[3][rows[0].index("H01")] = formula
    rows[5][rows[0].index("C01a")] = formula
    rows[7][rows[0].index("H01")] = rows[7][rows[0].index("H01")] + "X"
    write_rows(workspace / WAVE, rows)
    assert command("check", workspace / WAVE, "-w", workspace, "-o", workspace / "all.csv")[0] == 1
    assert command("run", "2017Q4", "-w", workspace)[0] == 0
    results = workspace / "out" / "2017Q4"
    checked = 0
    for path in (workspace / "all.csv", *results.glob("*.csv")):
        for cell in pd.read_csv(path, dtype=str, keep_default_na=False).to_numpy().ravel():
            checked += 1
            is_number = re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", cell)
            assert is_number or not re.match(r"\s*[=+\-@＝]", cell), cell
    assert checked > 1000
