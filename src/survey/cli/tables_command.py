"""The command that writes tables for analysts."""

from __future__ import annotations

from pathlib import Path

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.language_command import show_unspoken
from survey.cli.terminal import Say, progress, show
from survey.text import Language


def tables(
    say: Say,
    *,
    wave: str,
    spec: Path | None,
    workspace: Path,
    output: Path | None,
    force: bool,
    lang: Language,  # noqa: ARG001
) -> int:
    """Write the tables that a specification asks for, in every language of the survey."""
    from survey.monitor import open_monitor
    from survey.monitor.document_files import install
    from survey.monitor.wave_tables import write_wave_tables

    with progress(say) as tell:
        tell("read the workspace")
        monitor = open_monitor(workspace)
        written = write_wave_tables(monitor, wave, specification=spec, output=output, force=force, progress=tell)
    show(say("tables_done", folder=written.folder, n=written.n_tables))
    for path in written.files:
        show(f"  {path}")
    if written.unwritten:
        show(say("run_unwritten", name=", ".join(written.unwritten), command=install(*written.unwritten)))
    show_unspoken(say, monitor.languages.unspoken(written.languages), workspace, tables=True)
    return 0


TABLES_COMMAND = Command(
    "tables",
    tables,
    (Argument("wave", "wave", "run_wave"),),
    (
        CommandOption("workspace", ("--workspace", "-w"), "folder", "option_workspace", default=Path()),
        CommandOption("spec", ("--spec",), "file", "tables_spec"),
        CommandOption("output", ("--output", "-o"), "folder", "tables_output"),
        CommandOption("force", ("--force",), None, "tables_force", default=False),
    ),
)
