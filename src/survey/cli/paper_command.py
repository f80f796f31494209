"""The command that writes the questionnaire for interviews on paper, and the sheet for entering their answers."""

from __future__ import annotations

from pathlib import Path

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.instrument_folders import questionnaire_folders
from survey.cli.terminal import Say, show
from survey.errors import CommandError, nearest
from survey.text import Language

_ENDINGS = {"pdf": ".pdf", "docx": ".docx", "entry-sheet": ".entry.xlsx"}
"""Formats with the endings of their files."""


def paper(
    say: Say,
    *,
    folder: Path | None,
    format_: str,
    language: str | None,
    split: str | None,
    output: Path | None,
    force: bool,
    lang: Language,  # noqa: ARG001
) -> int:
    """Write the paper questionnaire in one language, or in two next to one another, or the sheet for entering its answers."""
    from survey.exchange import write_entry_sheet, write_paper
    from survey.monitor.workspace_languages import load_languages
    from survey.questionnaire import read_questionnaire

    if format_ not in _ENDINGS:
        fact = f"There is no format {format_!r}."
        raise CommandError("C070", "survey paper, --format", fact, nearest(format_, _ENDINGS))
    folder = folder or Path()
    if (folder / "monitor.yaml").is_file():
        load_languages(folder)
    form = read_questionnaire(questionnaire_folders(folder)[0])
    languages = [one.strip() for one in language.split(",")] if language is not None else [form.languages[0]]
    version = f".{split}" if split is not None else ""
    target = output or Path(f"{form.id}.{'-'.join(languages)}{version}{_ENDINGS[format_]}")
    if format_ == "entry-sheet" and split is not None:
        fact = "The sheet for entering answers has every version of a list experiment."
        raise CommandError("C071", "survey paper, --split", fact, "Leave out --split.")
    if format_ == "entry-sheet":
        written = write_entry_sheet(form, target, language=",".join(languages), force=force)
    else:
        written = write_paper(form, target, languages=languages, split=split, force=force)
    show(say("paper_done", path=written.path, n=written.n))
    return 0


PAPER = Command(
    "paper",
    paper,
    (Argument("folder", "folder", "form_folder", is_needed=False),),
    (
        CommandOption("format_", ("--format",), "word", "paper_format", default="pdf"),
        CommandOption("language", ("--language",), "word", "paper_language"),
        CommandOption("split", ("--split",), "word", "paper_split"),
        CommandOption("output", ("--output", "-o"), "file", "paper_output"),
        CommandOption("force", ("--force",), None, "option_force", default=False),
    ),
)
