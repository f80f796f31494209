"""The command about further languages: starts the catalogue of one, and says what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.terminal import Say, show
from survey.safe_text import shell_word
from survey.text import Language

if TYPE_CHECKING:
    from survey.language_files import LanguageFile

_WORKSPACE = CommandOption("workspace", ("--workspace", "-w"), "folder", "option_workspace", default=Path())
_SHOW = CommandOption("show_n", ("--show",), "number", "language_show", default=20, least=0)


def language(say: Say, *, language: Language, workspace: Path, show_n: int, lang: Language) -> int:  # noqa: ARG001
    """Start the catalogue of a language; check it when there is one."""
    from survey.monitor.settings_file import settings_path
    from survey.monitor.workspace_languages import language_file, start_language

    folder = settings_path(workspace).parent
    found = language_file(folder, language)
    if found is None:
        path = start_language(folder, language)
        started = language_file(folder, language)
        show(say("language_started", path=path, n=len(started.missing) if started is not None else 0))
        show(say("language_next", command=_call(language, workspace)))
        return 0
    if found.is_complete:
        show(say("language_complete", code=language))
        return 0
    show(say("language_missing", code=language, n=len(found.missing)))
    for key in found.missing[:show_n]:
        show(f"  {key}")
    if len(found.missing) > show_n > 0:
        show(say("ledger_more", n=len(found.missing) - show_n))
    return 1


def show_unspoken(
    say: Say, unspoken: Mapping[Language, LanguageFile | None], workspace: Path, *, tables: bool = False
) -> None:
    """The languages of the survey in which no report, or no tables, were written, with the command that helps."""
    for one, file in unspoken.items():
        command = _call(one, workspace)
        if file is None:
            show(f"  {say('tables_unspoken' if tables else 'run_unspoken', code=one, command=command)}")
        else:
            key = "tables_unfinished" if tables else "run_unfinished"
            show(f"  {say(key, code=one, n=len(file.missing), command=command)}")


def _call(language: Language, workspace: Path) -> str:
    """The command about a language of a workspace, as it is typed."""
    return f"survey language {language}" + ("" if workspace == Path() else f" --workspace {shell_word(workspace)}")


def show_untranslated(say: Say, untranslated: Mapping[Language, int]) -> None:
    """The languages in which wordings of the survey have still to be translated."""
    for one, n in untranslated.items():
        show(f"  {say('run_untranslated', code=one, n=n)}")


LANGUAGE_COMMAND = Command("language", language, (Argument("language", "word", "language_code"),), (_WORKSPACE, _SHOW))
