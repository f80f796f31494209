"""The reference of the command says what the command takes."""

import re
from pathlib import Path

import pytest

from survey.cli.commands import COMMANDS

REFERENCE = (Path(__file__).parents[2] / "docs" / "command.md").read_text("utf-8")


def rows(name: str) -> dict[tuple[str, ...], str]:
    """Rows of the table of a command: the spellings, and the default as written."""
    section = REFERENCE.split(f"## `survey {name}`")[1].split("\n## ")[0]
    found = re.findall(r"^\| (`.*?`) \|(.*?)\|", section, re.MULTILINE)
    return {tuple(re.findall(r"`(.*?)`", spellings)): default.strip(" `") for spellings, default in found}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_in_the_reference_and_no_other(name: str) -> None:
    """Spellings and defaults; ``--lang`` and ``--help`` are described for all commands."""
    command = COMMANDS[name]
    listed = rows(name)
    expected: dict[tuple[str, ...], str] = {
        option.spellings: option.flags[0] if option.default is True else str(option.default or "")
        for option in command.own_options
    }
    arguments = {key: value for key, value in listed.items() if not key[0].startswith("-")}
    assert len(arguments) == len(command.arguments)
    assert {key: value for key, value in listed.items() if key not in arguments} == expected


def test_every_command_has_a_section() -> None:
    """In the order of the help."""
    assert re.findall(r"## `survey (\w+)`", REFERENCE) == list(COMMANDS)
