"""Commands about archived runs: history, verify, compare, purge."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.terminal import Say, complain, progress, show
from survey.errors import CommandError
from survey.text import Language

if TYPE_CHECKING:
    import pandas as pd

    from survey.ledger import Archive
    from survey.ledger.result_numbers import NumberDifference

_WORKSPACE = CommandOption("workspace", ("--workspace", "-w"), "folder", "option_workspace", default=Path())
_FORCE = CommandOption("force", ("--force",), None, "option_force", default=False)
_OUTPUT = CommandOption("output", ("--output", "-o"), "file", "ledger_output")
_SHOW = CommandOption("show_n", ("--show",), "number", "ledger_show", default=20, least=0)


def history(say: Say, *, wave: str | None, workspace: Path, output: Path | None, force: bool, lang: Language) -> int:  # noqa: ARG001
    """List the archived runs."""
    from survey.monitor.run_history import history_frame

    archive = _archive(workspace)
    waves = archive.waves() if wave is None else (_wave(archive, wave),)
    runs = [run for one in waves for run in archive.runs(one)]
    frame = history_frame(archive, runs)
    _write(frame, output, force=force)
    if not runs:
        show(say("history_none", folder=archive.folder))
        return 0
    heading = [say("history_column_wave" if name == "wave" else f"history_{name}") for name in frame.columns]
    shown = frame.assign(marks=[", ".join(say(f"mark_{mark}") for mark in run.marks) for run in runs])
    _table([heading, *shown.itertuples(index=False)])
    return 0


def verify(
    say: Say,
    *,
    wave: str,
    run: str | None,
    workspace: Path,
    output: Path | None,
    show_n: int,
    force: bool,
    lang: Language,  # noqa: ARG001
) -> int:
    """Compute the numbers of an archived run again and compare them."""
    from survey.ledger.result_numbers import differences_frame
    from survey.monitor.verification import verify as verify_run

    archive = _archive(workspace)
    chosen = archive.needed(_wave(archive, wave), run)
    with progress(say) as tell:
        found = verify_run(archive.folder.parent, archive, chosen, progress=tell)
    _write(differences_frame(found.numbers), output, force=force)
    for name in found.edited:
        complain(say("verify_edited", name=name))
    if found.edited:
        complain(say("verify_damaged", run=chosen.id))
        return 1
    for name in found.changed:
        show(say("verify_changed", name=name))
    for one in found.versions:
        show(say("verify_version", name=one.name, old=one.old or "—", new=one.new or "—"))
    for name in found.purged:
        show(say("verify_purged", name=name))
    if found.n_new:
        show(say("verify_new", n=found.n_new))
    if found.n_unprinted:
        show(say("verify_unprinted", n=found.n_unprinted))
    if found.numbers:
        _differences(say, found.numbers, show_n)
        complain(say("verify_different", run=chosen.id, n=len(found.numbers), total=found.n_compared))
        return 1
    show(say("verify_equal", run=chosen.id, n=found.n_compared))
    return 0


def compare(
    say: Say,
    *,
    old: str,
    new: str,
    workspace: Path,
    output: Path | None,
    show_n: int,
    force: bool,
    lang: Language,  # noqa: ARG001
) -> int:
    """List what differs between two archived runs."""
    from survey.monitor.revision_facts import setting_line
    from survey.monitor.run_history import compare_archived

    archive = _archive(workspace)
    first, second = archive.find(old), archive.find(new)
    found = compare_archived(archive, first, second)
    _write(found.to_frame(), output, force=force)
    show(say("compare_runs", old=f"{first.wave} {first.id}", new=f"{second.wave} {second.id}"))
    for one in found.inputs:
        show(say("compare_input", name=" ".join(filter(None, (one.wave, one.file)))))
    for setting in (*found.settings, *found.versions):
        show(say("compare_setting", change=setting_line(setting)))
    _differences(say, found.numbers, show_n)
    show(say("compare_numbers", n=len(found.numbers)))
    return 0


def purge(say: Say, *, wave: str, before: datetime.date | None, yes: bool, workspace: Path, lang: Language) -> int:  # noqa: ARG001
    """Remove respondents' data from archived runs."""
    from survey.monitor.run_history import purge_runs, purgeable

    if before is None:
        remedy = "Add it, with a day: --before 2018-11-02."
        raise CommandError("C013", "survey purge", "The option --before is missing.", remedy)
    archive = _archive(workspace)
    quarter = _wave(archive, wave)
    found = purgeable(archive, quarter, before)
    if not found:
        show(say("purge_none", wave=quarter, day=before.isoformat()))
        return 0
    for run, files in found:
        show(say("purge_run", run=run.id, n=len(files)))
    if not yes:
        complain(say("purge_asked"))
        return 1
    purge_runs(archive, quarter, before)
    show(say("purge_done", n=len(found)))
    show(say("purge_kept"))
    return 0


def _archive(workspace: Path) -> Archive:
    from survey.monitor.run_files import archive_at
    from survey.monitor.settings_file import settings_path

    return archive_at(settings_path(workspace).parent)


def _wave(archive: Archive, written: str) -> str:
    """The name of a wave as the archive has it.

    Raises
    ------
    MonitorError
        ``M001`` when the archive has no such wave, and it is not a period of the calendar.
    """
    from survey.periods import calendar_period

    wanted = written.strip().casefold()
    return next((one for one in archive.waves() if one.casefold() == wanted), None) or str(calendar_period(written))


def _differences(say: Say, found: Sequence[NumberDifference], show_n: int) -> None:
    """The first differing numbers, the largest differences first."""
    for one in sorted(found, key=lambda one: -one.size)[:show_n]:
        show(say("ledger_number", name=str(one.key), old=_cell(one.old), new=_cell(one.new)))
    if len(found) > show_n > 0:
        show(say("ledger_more", n=len(found) - show_n))


def _cell(text: str | None) -> str:
    return "—" if text is None else text or "''"


def _write(frame: pd.DataFrame, output: Path | None, *, force: bool) -> None:
    """The table as CSV, when a file is asked for."""
    from survey.ledger.result_folder import new_file
    from survey.safe_text import cells

    if output is None:
        return
    if output.suffix.lower() != ".csv":
        raise CommandError("C014", str(output), "The table is written as CSV.", "Name a file that ends in .csv.")
    with new_file(output, force=force) as draft:
        cells(frame).to_csv(draft, index=False, lineterminator="\n", encoding="utf-8-sig")


def _table(rows: Iterable[Sequence[object]]) -> None:
    """Rows in columns as wide as their widest cell."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        show("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


_WAVE = Argument("wave", "wave", "run_wave")
HISTORY = Command(
    "history", history, (Argument("wave", "wave", "history_wave", is_needed=False),), (_WORKSPACE, _OUTPUT, _FORCE)
)
VERIFY = Command(
    "verify",
    verify,
    (_WAVE, Argument("run", "run", "verify_run", is_needed=False)),
    (_WORKSPACE, _OUTPUT, _SHOW, _FORCE),
)
COMPARE = Command(
    "compare",
    compare,
    (Argument("old", "run", "compare_old"), Argument("new", "run", "compare_new")),
    (_WORKSPACE, _OUTPUT, _SHOW, _FORCE),
)
PURGE = Command(
    "purge",
    purge,
    (_WAVE,),
    (
        _WORKSPACE,
        CommandOption("before", ("--before",), "day", "purge_before"),
        CommandOption("yes", ("--yes",), None, "purge_yes", default=False),
    ),
)
