"""The command that writes the interviews of a wave as a data file."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.terminal import Say, progress, show
from survey.errors import CommandError, nearest
from survey.text import Language

if TYPE_CHECKING:
    from survey.findings import Findings

_SHOWN = 3


def export(
    say: Say,
    *,
    wave: str,
    workspace: Path,
    format_: str | None,
    language: str | None,
    output: Path | None,
    set_aside: bool,
    is_public: bool,
    force: bool,
    lang: Language,
) -> int:
    """Write the interviews of a wave for SPSS, Stata, R or a spreadsheet."""
    from survey.monitor import open_monitor
    from survey.monitor.wave_export import export_wave

    chosen = _format(format_, output)
    if is_public and set_aside:
        fact = "A public-use file never has interviews that were set aside."
        raise CommandError("C018", "survey export", fact, "Leave out --public or --set-aside.")
    with progress(say) as tell:
        tell("read the workspace")
        written = export_wave(
            open_monitor(workspace),
            wave,
            chosen,
            output=output,
            language=language,
            set_aside=set_aside,
            is_public=is_public,
            force=force,
            progress=tell,
        )
    show(say("export_done", path=written.path, n=written.n))
    for path in written.companions:
        show(f"  {path}")
    _show_findings(say, written.findings, lang)
    return 0


def _format(asked: str | None, output: Path | None) -> str:
    """The format asked for, which an ending of the output must not contradict.

    Raises
    ------
    CommandError
        ``C026`` for a format that does not exist, ``C017`` when the ending of the output is another one.
    """
    from survey.exports.file_writing import FORMATS, format_of

    known = format_of(output) if output is not None else None
    if asked is None:
        return known or FORMATS[0]
    if asked not in FORMATS:
        raise CommandError("C026", "survey export, --format", f"There is no format {asked!r}.", nearest(asked, FORMATS))
    if known is not None and known != asked:
        fact = f"The option --format asks for {asked}, and the name of the file for {known}."
        raise CommandError("C017", str(output), fact, "Name one of the two.")
    return asked


def _show_findings(say: Say, findings: Findings, lang: Language) -> None:
    """The first findings of each rule, and the number of the others."""
    for _, group in groupby(sorted(findings, key=lambda one: one.rule), key=lambda one: one.rule):
        same = list(group)
        for one in same[:_SHOWN]:
            show(one.message[lang])
        if len(same) > _SHOWN:
            show(say("export_more", n=len(same) - _SHOWN))


EXPORT = Command(
    "export",
    export,
    (Argument("wave", "wave", "run_wave"),),
    (
        CommandOption("workspace", ("--workspace", "-w"), "folder", "option_workspace", default=Path()),
        CommandOption("format_", ("--format",), "word", "export_format"),
        CommandOption("language", ("--language",), "word", "export_language"),
        CommandOption("output", ("--out", "-o"), "file", "export_output"),
        CommandOption("set_aside", ("--set-aside",), None, "export_set_aside", default=False),
        CommandOption("is_public", ("--public",), None, "export_public", default=False),
        CommandOption("force", ("--force",), None, "option_force", default=False),
    ),
)
