"""Grammar of the command line: arguments and options declared as data, and the strict reading of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from survey.errors import CommandError, nearest

ArgumentKind = Literal["file", "folder", "wave", "run", "day", "word", "text", "number"]
ArgumentValue = Path | str | int | bool | datetime.date | None


@dataclass(frozen=True, slots=True)
class Argument:
    """A value named by its position.

    Parameters
    ----------
    name : str
        The keyword under which the value reaches the command.
    kind : str
        Kind of the value; also its placeholder in the help.
    help : str
        Key of its sentence in the catalogue.
    is_needed : bool
        Whether it must be given; those that need not be are the last.
    """

    name: str
    kind: ArgumentKind
    help: str
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class CommandOption:
    """A value named by a word with two dashes, or a switch.

    Parameters
    ----------
    name : str
        The keyword under which the value reaches the command.
    flags : tuple of str
        The ways to write it, the long one first.
    kind : str or None
        Kind of the value; None for a switch, which takes none.
    help : str
        Key of its sentence in the catalogue.
    default : value
        The value when the option is absent; False for a switch.
    least : int or None
        The smallest number allowed.
    off : str or None
        The word that turns a switch off.
    """

    name: str
    flags: tuple[str, ...]
    kind: ArgumentKind | None
    help: str
    default: ArgumentValue = None
    least: int | None = None
    off: str | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way to write the option."""
        return self.flags if self.off is None else (*self.flags, self.off)


LANGUAGE = CommandOption("lang", ("--lang",), "word", "option_lang")
HELP = CommandOption("help", ("--help", "-h"), None, "option_help", default=False)
VERSION = CommandOption("version", ("--version",), None, "option_version", default=False)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``do`` takes the sentences to say and the values by keyword, and returns the exit code."""

    name: str
    do: Callable[..., int]
    arguments: tuple[Argument, ...] = ()
    own_options: tuple[CommandOption, ...] = ()

    @property
    def options(self) -> tuple[CommandOption, ...]:
        """The options of this command, then those that every command has."""
        return (*self.own_options, LANGUAGE, HELP)


def split(
    words: Sequence[str], commands: Mapping[str, Command]
) -> tuple[dict[str, ArgumentValue], str | None, list[str]]:
    """The options before the command, the name of the command (None without one) and the words after it.

    Raises
    ------
    CommandError
        ``C001`` when there is no such command, and the codes of :func:`read`.
    """
    root = Command("", lambda: 0, own_options=(VERSION,))
    before = list(words)
    given: dict[str, ArgumentValue] = {}
    while before and before[0].startswith("-") and before[0] != "--":
        _option(root, before, given)
    if not before:
        return given, None, []
    name = before.pop(0)
    if name not in commands:
        fact = f"There is no command {name!r}."
        raise CommandError("C001", "survey", fact, nearest(name, commands))
    return given, name, before


def read(command: Command, words: Sequence[str]) -> dict[str, ArgumentValue]:
    """The values of a command by keyword, defaults filled in.

    ``--option value``, ``--option=value``, ``-ovalue`` and ``--`` (nothing after it is an option) are understood.

    Raises
    ------
    CommandError
        ``C002`` for an option that does not exist, ``C003`` and ``C004`` for one without its value or with a value
        it does not take, ``C005`` and ``C006`` for an argument too few or too many, ``C007`` and ``C008`` for a
        value of the wrong kind, ``C009`` for an option given twice, ``C012`` for what is not a day, ``C030`` for
        a value without a letter.
    """
    rest, given, placed = list(words), dict[str, ArgumentValue](), list[str]()
    only_arguments = False
    while rest:
        if not only_arguments and rest[0] == "--":
            only_arguments = True
            rest.pop(0)
        elif not only_arguments and rest[0].startswith("-") and len(rest[0]) > 1:
            _option(command, rest, given)
        else:
            placed.append(rest.pop(0))
    if not given.get("help"):
        _place(command, placed, given)
    return {option.name: option.default for option in command.options} | given


def _place(command: Command, placed: Sequence[str], given: dict[str, ArgumentValue]) -> None:
    where = f"survey {command.name}"
    if len(placed) > len(command.arguments):
        fact = f"{placed[len(command.arguments)]!r} is one argument too many."
        raise CommandError("C006", where, fact, "Leave it out. Put a value with a blank in it in quotes.")
    if len(placed) < sum(one.is_needed for one in command.arguments):
        missing = command.arguments[len(placed)].kind.upper()
        raise CommandError("C005", where, f"The argument {missing} is missing.", f"See: survey {command.name} --help.")
    for position, argument in enumerate(command.arguments):
        given[argument.name] = _value(command, argument, placed[position]) if position < len(placed) else None


def _option(command: Command, rest: list[str], given: dict[str, ArgumentValue]) -> None:
    """Remove one option and its value from the front of ``rest``, and store the value in ``given``."""
    written, equals, joined = rest.pop(0).partition("=")
    has_value = bool(equals)
    if not written.startswith("--") and len(written) > 2:
        written, joined, has_value = written[:2], written[2:] + equals + joined, True
    option = next((one for one in command.options if written in one.spellings), None)
    where = f"survey {command.name}".strip()
    if option is None:
        known = [spelling for one in command.options for spelling in one.spellings]
        raise CommandError("C002", where, f"There is no option {written!r}.", nearest(written, known))
    if option.name in given:
        fact = f"The option {option.flags[0]} is given twice."
        raise CommandError("C009", where, fact, "Give it once: only one of the values could be used.")
    if option.kind is None:
        if has_value:
            fact = f"The option {written} takes no value."
            raise CommandError("C004", where, fact, f"Write {written} alone.")
        given[option.name] = written != option.off
        return
    if not has_value:
        if not rest or (rest[0].startswith("-") and _is_option(command, rest[0])):
            fact = f"The option {written} needs a value."
            raise CommandError("C003", where, fact, f"Write it after the option: {written} {option.kind.upper()}.")
        joined = rest.pop(0)
    given[option.name] = _value(command, option, joined)


def _is_option(command: Command, word: str) -> bool:
    return any(word.partition("=")[0] in option.spellings for option in command.options)


def _value(command: Command, wanted: Argument | CommandOption, text: str) -> ArgumentValue:
    if not text and wanted.kind not in ("text", "number", "day"):
        named = wanted.flags[0] if isinstance(wanted, CommandOption) else str(wanted.kind).upper()
        fact = f"The value of {named} is empty."
        raise CommandError(
            "C030", f"survey {command.name}", fact, "Write it, or look whether a variable of the shell is set."
        )
    if wanted.kind in ("file", "folder"):
        return Path(text)
    if wanted.kind == "day":
        return _day(command, text)
    if wanted.kind != "number" or not isinstance(wanted, CommandOption):
        return text
    where = f"survey {command.name}, {wanted.flags[0]}"
    try:
        number = int(text)
    except ValueError:
        raise CommandError("C007", where, f"{text!r} is not a whole number.", "Write it in digits.") from None
    if wanted.least is not None and number < wanted.least:
        fact = f"{number} is less than {wanted.least}."
        raise CommandError("C008", where, fact, f"Give a number of at least {wanted.least}.")
    return number


def _day(command: Command, text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        fact = f"{text!r} is not a date."
        raise CommandError("C012", f"survey {command.name}", fact, "Write year, month and day: 2018-11-02.") from None
