"""Help pages of the program and of each command."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from survey.cli.command_line import HELP, LANGUAGE, VERSION, Argument, Command, CommandOption
from survey.cli.terminal import Say

_WIDEST = 100


def overview(say: Say, commands: Mapping[str, Command]) -> str:
    """The page of ``survey --help``."""
    options = f"[{say('word_options')}]"
    lines = [
        say("usage", call=f"survey {options} {say('word_command')} …"),
        "",
        *_wrapped(say("survey")),
        "",
        say("heading_options"),
        *_listed([_option(say, one) for one in (LANGUAGE, VERSION, HELP)]),
        "",
        say("heading_commands"),
        *_listed([(name, say(f"command_{name}")) for name in commands]),
    ]
    return "\n".join(lines)


def page(say: Say, command: Command) -> str:
    """The page of ``survey COMMAND --help``."""
    named = [_metavar(say, one) if one.is_needed else f"[{_metavar(say, one)}]" for one in command.arguments]
    lines = [
        say("usage", call=" ".join(["survey", command.name, *named, f"[{say('word_options')}]"])),
        "",
        *_wrapped(say(f"command_{command.name}")),
        "",
        f"  {say('example', call=say(f'example_{command.name}'))}",
        *_part(say, "heading_arguments", [(_metavar(say, one), say(one.help)) for one in command.arguments]),
        *_part(say, "heading_options", [_option(say, one) for one in command.options]),
    ]
    return "\n".join(lines)


def _part(say: Say, heading: str, entries: Sequence[tuple[str, str]]) -> list[str]:
    """A heading and its entries; nothing for a command without such entries."""
    return ["", say(heading), *_listed(entries)] if entries else []


def _metavar(say: Say, one: Argument | CommandOption) -> str:
    return say(f"value_{one.kind}")


def _option(say: Say, option: CommandOption) -> tuple[str, str]:
    flags = "/".join((option.flags[0], option.off)) if option.off else ", ".join(option.flags)
    written = f"{flags} {_metavar(say, option)}" if option.kind else flags
    limits = [say("least", number=option.least)] if option.least is not None else []
    default = option.flags[0] if option.default is True else option.default
    if default not in (None, False):
        limits.append(say("default", value=default))
    return written, " ".join([say(option.help), *(f"[{one}]" for one in limits)])


def _wrapped(text: str, indent: int = 2) -> Iterator[str]:
    width = max(min(shutil.get_terminal_size().columns, _WIDEST), 40)
    yield from textwrap.wrap(
        text, width, initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )


def _listed(entries: Sequence[tuple[str, str]]) -> Iterable[str]:
    """Names at the left, their sentences wrapped at the right."""
    column = max(len(name) for name, _ in entries) + 4
    for name, sentence in entries:
        first, *others = list(_wrapped(sentence, column)) or [""]
        yield f"  {name}".ljust(column) + first[column:]
        yield from others
