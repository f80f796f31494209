"""The command that writes the questionnaire as a form for the field."""

from __future__ import annotations

from pathlib import Path

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.instrument_folders import questionnaire_folders
from survey.cli.terminal import Say, show
from survey.errors import CommandError, nearest
from survey.text import Language

ENDINGS = {"xlsform": ".xlsx", "xform": ".xml", "surveyjs": ".json"}
"""Formats with the endings of their files."""


def form(say: Say, *, folder: Path | None, format_: str, output: Path | None, force: bool, lang: Language) -> int:
    """Write the questionnaire as an XLSForm workbook, an XForm or a form of SurveyJS, and say what such a form cannot do."""
    from survey.exchange import write_surveyjs, write_xform, write_xlsform
    from survey.monitor.workspace_languages import load_languages
    from survey.questionnaire import read_questionnaire

    if format_ not in ENDINGS:
        fact = f"There is no format {format_!r}."
        raise CommandError("C027", "survey form, --format", fact, nearest(format_, ENDINGS))
    folder = folder or Path()
    if (folder / "monitor.yaml").is_file():
        load_languages(folder)
    questionnaire = read_questionnaire(questionnaire_folders(folder)[0])
    target = output or Path(f"{questionnaire.id}{ENDINGS[format_]}")
    writers = {"xlsform": write_xlsform, "xform": write_xform, "surveyjs": write_surveyjs}
    written = writers[format_](questionnaire, target, force=force)
    show(say("form_done", path=written.path, n=written.n))
    for note in written.notes:
        show(f"  {note[lang]}")
    return 0


FORM = Command(
    "form",
    form,
    (Argument("folder", "folder", "form_folder", is_needed=False),),
    (
        CommandOption("format_", ("--format",), "word", "form_format", default="xlsform"),
        CommandOption("output", ("--output", "-o"), "file", "form_output"),
        CommandOption("force", ("--force",), None, "option_force", default=False),
    ),
)
