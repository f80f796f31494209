"""The command that looks for mistakes in the text files of a survey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.error_translation import translated, translated_place
from survey.cli.instrument_folders import questionnaire_folders
from survey.cli.terminal import Say, show
from survey.errors import CommandError, nearest
from survey.languages import ENGLISH
from survey.text import Language

if TYPE_CHECKING:
    from survey.linting import LintIssue, LintReport
    from survey.linting.lint_formats import Sentences

FORMATS = ("text", "json", "sarif", "github")


def lint(say: Say, *, folder: Path | None, form: str, strict: bool, lang: Language) -> int:
    """Look for everything wrong or doubtful; the exit code is 1 when there is an error."""
    from survey.linting import LintReport
    from survey.linting import lint as look

    if form not in FORMATS:
        raise CommandError("C016", "survey lint, --format", f"There is no format {form!r}.", nearest(form, FORMATS))
    folder = folder or Path()
    reports = [look(one) for one in questionnaire_folders(folder)]
    whole = LintReport(str(folder), tuple(issue for report in reports for issue in report.issues), reports[0].reading)
    show(_written(whole, form, say, lang))
    return 0 if whole.ok and not (strict and whole.of("warning")) else 1


def _written(report: LintReport, form: str, say: Say, lang: Language) -> str:
    from importlib.metadata import version

    from survey.linting.lint_formats import as_github, as_json, as_sarif

    def said(issue: LintIssue) -> tuple[str, str]:
        fact, remedy = issue.in_language(lang)
        if not issue.fact.has(lang) and lang != ENGLISH:
            return translated(fact, lang), translated(remedy, lang)
        return fact, remedy

    if form == "json":
        return as_json(report, said)
    if form == "sarif":
        return as_sarif(report, said, version("survey-barometer"), lang)
    if form == "github":
        return as_github(report, said)
    return "\n".join(_lines(report, say, said, lang))


def _lines(report: LintReport, say: Say, said: Sentences, lang: Language) -> list[str]:
    lines = []
    for issue in report.issues:
        fact, remedy = said(issue)
        element = translated_place(issue.element, lang, is_file_first=False)
        lines += [f"{issue.place}: {say('lint_' + issue.level)} [{issue.rule}] {element}", f"  {fact}", f"  {remedy}"]
    for time in report.reading:
        shown = {"shortest": f"{time.shortest:.0f}", "longest": f"{time.longest:.0f}", "n": time.n_words}
        key = "lint_reading" if shown["shortest"] != shown["longest"] else "lint_reading_alike"
        lines.append(say(key, code=time.language, **shown))
    counts = {f"n_{level}s": report.count(level) for level in ("error", "warning", "note")}
    return [*lines, say("lint_done", folder=report.folder, **counts)]


LINT = Command(
    "lint",
    lint,
    (Argument("folder", "folder", "lint_folder", is_needed=False),),
    (
        CommandOption("form", ("--format",), "word", "lint_format", default="text"),
        CommandOption("strict", ("--strict",), None, "lint_strict", default=False),
    ),
)
