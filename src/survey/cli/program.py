"""The run of one command, from its words to its exit code."""

from __future__ import annotations

import atexit
import functools
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from survey.cli.command_line import ArgumentValue, read, split
from survey.cli.commands import COMMANDS
from survey.cli.exit_codes import message_and_code
from survey.cli.help_pages import overview, page
from survey.cli.terminal import Say, complain, prepare_streams, show
from survey.cli.user_language import language_of
from survey.errors import CommandError
from survey.languages import ENGLISH
from survey.text import Catalogue

_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_SELDOM = 1_000_000
"""New objects between two searches for cycles of unused ones. A command makes millions of objects that it keeps and hardly any
cycle; Python's usual 700 took a twelfth of the processor time of a run and saved less than 1 MB of 230."""


def main() -> NoReturn:
    """Run the command and leave with its exit code."""
    sys.exit(run_command())


def process() -> NoReturn:
    """Run the command as a process for it alone: the console script of the package, and ``python -m survey``."""
    _end(run_command())


def run_command() -> int:
    """Run the command that ``sys.argv`` holds, and give its exit code."""
    _compute_on_one_thread()
    gc.set_threshold(_SELDOM)
    prepare_streams()
    return _exit_code(sys.argv[1:])


def _end(code: int) -> NoReturn:
    """End the process without taking its objects apart one by one: that takes an eighth of a run, and the system frees them anyway.

    What was registered for the end of the process is done, and everything printed is written.
    """
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # either may have been closed before the start
        with suppress(OSError, ValueError):  # whoever read it may be gone
            stream.flush()
    os._exit(code)


def _compute_on_one_thread() -> None:
    """Limit linear algebra to one thread, before numpy is imported, unless the user has set a number of threads.

    The matrices of a wave are small: further threads wait for work, which costs more processor time than they save. How a
    product is divided among threads also changes its last bits, so that files would depend on the number of processors.
    """
    if not any(name in os.environ for name in (*_THREADS, "OMP_NUM_THREADS")):
        os.environ.update(dict.fromkeys(_THREADS, "1"))


def _exit_code(words: Sequence[str]) -> int:
    """Every exception becomes one message on standard error, in the language of the user."""
    catalogue = Catalogue.load("survey.cli")
    language = ENGLISH
    try:
        language = language_of([], catalogue.languages)
        language = language_of(words, catalogue.languages)
        return _run(words, functools.partial(catalogue.sentence, language), language)
    except BaseException as error:
        message, code = message_and_code(error, functools.partial(catalogue.sentence, language), language)
        if message:
            with suppress(OSError):  # the exit code says it, too, when nothing can be printed
                complain(message)
        return code


def _run(words: Sequence[str], say: Say, language: str) -> int:
    before, name, rest = split(words, COMMANDS)
    if before.get("version"):
        from importlib.metadata import version

        show(f"survey {version('survey-barometer')}")
        return 0
    if name is None or before.get("help"):
        show(overview(say, COMMANDS))
        return 0 if before.get("help") else 2
    command = COMMANDS[name]
    values = read(command, rest)
    if values.pop("help"):
        show(page(say, command))
        return 0
    _only_once(before, values)
    return command.do(say, **values | {"lang": language})


def _only_once(before: dict[str, ArgumentValue], values: dict[str, ArgumentValue]) -> None:
    if "lang" in before and values["lang"] is not None and values["lang"] != before["lang"]:
        fact = f"Two languages are asked for: {before['lang']} and {values['lang']}."
        raise CommandError("C010", "survey, --lang", fact, "Give --lang once.")
