"""What may follow the word ``survey`` is read strictly."""

import functools
from pathlib import Path

import pytest

from survey.cli.command_line import ArgumentValue, read, split
from survey.cli.commands import COMMANDS
from survey.cli.help_pages import page
from survey.cli.instrument_folders import questionnaire_folders
from survey.errors import CommandError
from survey.text import Catalogue

RUN, SIMULATE, CHECK = COMMANDS["run"], COMMANDS["simulate"], COMMANDS["check"]


@pytest.mark.parametrize(
    "words",
    [
        ["2018Q1", "--workspace", "almaty"],
        ["--workspace", "almaty", "2018Q1"],
        ["--workspace=almaty", "2018Q1"],
        ["-w", "almaty", "2018Q1"],
        ["-walmaty", "2018Q1"],
        ["-w=almaty", "2018Q1"],
        ["-w", "almaty", "--", "2018Q1"],
    ],
)
def test_an_option_is_written_in_any_usual_way(words: list[str]) -> None:
    """Before or after the argument, with a blank or an equals sign, long or short."""
    values = read(RUN, words)
    assert (values["wave"], values["workspace"]) == ("2018Q1", Path("almaty"))


def test_nothing_after_two_dashes_is_an_option() -> None:
    """A file may be called like an option."""
    assert read(CHECK, ["--", "--odd.csv"])["file"] == Path("--odd.csv")


def test_a_value_may_begin_with_a_dash() -> None:
    """A negative number, and a file whose name begins so."""
    assert read(SIMULATE, ["a.csv", "--seed", "-5"])["seed"] == -5
    assert read(CHECK, ["a.csv", "-o", "-findings.csv"])["output"] == Path("-findings.csv")


def test_what_is_not_given_has_its_usual_value() -> None:
    """The defaults of the command."""
    values = read(SIMULATE, ["a.csv"])
    assert (values["wave"], values["n"], values["errors"], values["force"], values["workspace"]) == (
        "2018Q1", 1000, True, False, None,
    )  # fmt: skip


def test_a_switch_is_turned_off() -> None:
    """By its own word."""
    assert read(SIMULATE, ["a.csv", "--no-errors"])["errors"] is False


def understood(words: list[str]) -> dict[str, ArgumentValue]:
    """The values of a whole call."""
    _, name, rest = split(words, COMMANDS)
    return read(COMMANDS[str(name)], rest)


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (["run", "--fil", "x"], "C002", "--file"),
        (["run", "-x"], "C002", "-x"),
        (["run", "2018Q1", "--file"], "C003", "--file"),
        (["run", "2018Q1", "--file", "--force"], "C003", "--file"),
        (["run", "2018Q1", "--force=yes"], "C004", "--force"),
        (["run"], "C005", "WAVE"),
        (["run", "2018Q1", "2018Q2"], "C006", "2018Q2"),
        (["simulate", "a.csv", "--n", "many"], "C007", "many"),
        (["simulate", "a.csv", "--n", "1.5"], "C007", "1.5"),
        (["simulate", "a.csv", "--n", ""], "C007", "''"),
        (["simulate", "a.csv", "--n", "0"], "C008", "1"),
        (["new", "a", "--n", "99"], "C008", "100"),
        (["simulate", "a.csv", "--n", "5", "--n", "6"], "C009", "--n"),
        (["simulate", "a.csv", "--errors", "--no-errors"], "C009", "--errors"),
        (["run", "2018Q1", "--workspace", ""], "C030", "--workspace"),
        (["run", "2018Q1", "-w="], "C030", "--workspace"),
        (["verify", "2018Q1", ""], "C030", "RUN"),
        (["check", ""], "C030", "FILE"),
        (["runn", "2018Q1"], "C001", "run"),
        (["--wave"], "C002", "--wave"),
    ],
)
def test_a_mistaken_word_is_refused(words: list[str], code: str, named: str) -> None:
    """With its code, and the nearest word that exists or what was wrong with it."""
    with pytest.raises(CommandError) as caught:
        understood(words)
    assert caught.value.code == code
    assert named in caught.value.fact + caught.value.remedy


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_command_has_a_page(language: str) -> None:
    """Also a command without arguments."""
    say = functools.partial(Catalogue.load("survey.cli").sentence, language)
    for name, command in COMMANDS.items():
        assert f"survey {name} " in page(say, command).splitlines()[0]


def test_help_needs_no_argument() -> None:
    """``survey run --help`` and ``survey run -h``."""
    assert read(RUN, ["--help"])["help"] is True
    assert read(RUN, ["-h"])["help"] is True


def test_the_file_of_a_questionnaire_means_its_folder(tmp_path: Path) -> None:
    (tmp_path / "questionnaire.yaml").write_text("id: q\n", encoding="utf-8")
    assert questionnaire_folders(tmp_path / "questionnaire.yaml") == questionnaire_folders(tmp_path) == [tmp_path]
