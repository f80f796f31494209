"""The command that makes the text files of a questionnaire of a form of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.error_translation import translated, translated_place
from survey.cli.terminal import Say, show
from survey.errors import CommandError
from survey.text import Language

if TYPE_CHECKING:
    from survey.exchange import FormLine, ReadForm

REPORT = "import_report.csv"
"""File with the account of every row, next to the questionnaire."""

DICTIONARIES = (".sav", ".zsav", ".dta", ".xml", ".sss")
"""Endings of files whose dictionary is read; any other file is read as a workbook of a form."""


def import_form(say: Say, *, file: Path, output: Path, force: bool, lang: Language) -> int:
    """Read an XLSForm workbook or a dictionary, write the questionnaire, and list what was not understood."""
    from survey.exchange import read_dictionary, read_xlsform

    is_dictionary = file.suffix.lower() in DICTIONARIES
    read = read_dictionary(file).questionnaire() if is_dictionary else read_xlsform(file)
    texts = {**read.files, REPORT: _report(read, lang)}
    there = [name for name in texts if (output / name).exists()]
    if there and not force:
        fact = f"The folder has a file {there[0]!r} already."
        raise CommandError("C028", str(output), fact, "Name another folder, or add --force to replace it.")
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (output / name).write_text(text, encoding="utf-8-sig" if name == REPORT else "utf-8", newline="\n")
    except OSError as error:
        fact = f"The folder cannot be written: {error.strerror or error}."
        raise CommandError("C029", str(output), fact, "Name a folder that can be written to.") from None
    states = list(read.by_row()["state"])
    counts = {state: states.count(state) for state in ("whole", "part", "not")}
    show(
        say("import_done", folder=output, n=len(states), whole=counts["whole"], part=counts["part"], lost=counts["not"])
    )
    for line in read.not_understood:
        show(f"  {_place(line, lang)}: {translated(line.said[lang], lang)}")
    return 0


def _report(read: ReadForm, lang: Language) -> str:
    from survey.safe_text import cells

    table = read.to_frame(lang)
    # what the reader of questionnaires says comes in English from below
    table["said"] = [translated(said, lang) for said in table["said"]]
    return cells(table).to_csv(index=False, lineterminator="\n")


def _place(line: FormLine, lang: Language) -> str:
    name = line.name if line.sheet else translated_place(line.name, lang, is_file_first=False)
    return " ".join(part for part in (line.sheet, str(line.row) if line.row else "", name) if part)


IMPORT = Command(
    "import",
    import_form,
    (Argument("file", "file", "import_file"),),
    (
        CommandOption("output", ("--output", "-o"), "folder", "import_output", default=Path("questionnaire")),
        CommandOption("force", ("--force",), None, "option_force", default=False),
    ),
)
