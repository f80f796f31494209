"""Commands about the translation of an instrument: a workbook for translators and back, and how far the work has come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.instrument_folders import questionnaire_folders
from survey.cli.terminal import Say, show
from survey.errors import CommandError, nearest
from survey.text import Language

if TYPE_CHECKING:
    from survey.versions import TranslationImport

ACTIONS = ("export", "import")


def translate(
    say: Say,
    *,
    action: str,
    file: Path,
    folder: Path | None,
    yes: bool,
    force: bool,
    lang: Language,  # noqa: ARG001
) -> int:
    """Write the workbook for translators, or take over what they wrote."""
    from survey.versions import carry_out_import, export_translations, plan_import

    if action not in ACTIONS:
        raise CommandError("C023", "survey translate", f"There is no action {action!r}.", nearest(action, ACTIONS))
    path = questionnaire_folders(folder or Path())[0]
    if action == "export":
        show(say("translate_exported", path=file, n=export_translations(path, file, force=force)))
        return 0
    planned = plan_import(path, file)
    _show_plan(planned, say)
    if yes and (planned.edits or planned.n_stages):
        carry_out_import(planned)
        show(say("translate_imported", folder=path))
    elif planned.edits or planned.n_stages:
        show(say("translate_dry"))
    return 0


def _show_plan(planned: TranslationImport, say: Say) -> None:
    for edit in planned.edits:
        show(f"{edit.file}: {edit.id}, {edit.language}")
        for mark, words in (("-", edit.old), ("+", edit.new)):
            for line in words.splitlines():
                show(f"  {mark} {line}")
    for heading in planned.unread:
        show(say("translate_unread", heading=heading))
    for name in planned.unknown:
        show(say("translate_unknown", id=name))
    show(say("translate_plan", n_edits=len(planned.edits), n_stages=planned.n_stages))


def coverage(say: Say, *, folder: Path | None, show_n: int, lang: Language) -> int:  # noqa: ARG001
    """Say how many wordings each language has, and how far they have come; the exit code is 1 when one is missing."""
    from survey.versions import translation_coverage

    found = translation_coverage(questionnaire_folders(folder or Path())[0])
    total = max(found.n_wordings, 1)
    for row in found.counts.to_dict("records"):
        counts = {str(name): int(value) for name, value in row.items() if name != "language"}
        shares = {f"{name}_percent": 100 * n // total for name, n in counts.items()}
        show(say("coverage_language", code=row["language"], total=found.n_wordings, **counts, **shares))
    for one in found.unlike_terms[:show_n]:
        shown = {"term": one.term, "code": one.language, "expected": one.expected, "other": one.missing_in}
        show(say("coverage_term", place=f"{one.file}: {one.id}", **shown))
    if found.unlike_terms:
        show(say("coverage_terms", n=len(found.unlike_terms)))
    return 0 if (found.counts["written"] == found.n_wordings).all() else 1


TRANSLATE = Command(
    "translate",
    translate,
    (
        Argument("action", "word", "translate_action"),
        Argument("file", "file", "translate_file"),
        Argument("folder", "folder", "translate_folder", is_needed=False),
    ),
    (
        CommandOption("yes", ("--yes",), None, "translate_yes", default=False),
        CommandOption("force", ("--force",), None, "option_force", default=False),
    ),
)
COVERAGE = Command(
    "coverage",
    coverage,
    (Argument("folder", "folder", "translate_folder", is_needed=False),),
    (CommandOption("show_n", ("--show",), "number", "coverage_show", default=20, least=0),),
)
