"""Commands of the program: their arguments, what they do, and their output."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.dictionary_commands import CODEBOOK, DICTIONARY
from survey.cli.diff_command import DIFF
from survey.cli.export_command import EXPORT
from survey.cli.fetch_command import FETCH_COMMAND
from survey.cli.form_command import FORM
from survey.cli.import_command import IMPORT
from survey.cli.language_command import LANGUAGE_COMMAND, show_unspoken, show_untranslated
from survey.cli.ledger_commands import COMPARE, HISTORY, PURGE, VERIFY
from survey.cli.lint_command import LINT
from survey.cli.paper_command import PAPER
from survey.cli.seal_command import SEAL
from survey.cli.tables_command import TABLES_COMMAND
from survey.cli.terminal import Say, complain, progress, show
from survey.cli.translate_command import COVERAGE, TRANSLATE
from survey.errors import CommandError
from survey.safe_text import shell_word
from survey.text import Language

if TYPE_CHECKING:
    from survey.monitor.publication import Published

_FORCE = CommandOption("force", ("--force",), None, "option_force", default=False)
_SEED = CommandOption("seed", ("--seed",), "number", "option_seed", default=2018)
_WORKSPACE = CommandOption("workspace", ("--workspace", "-w"), "folder", "option_workspace", default=Path())


def new(say: Say, *, folder: Path, blank: bool, languages: str | None, n: int, seed: int, lang: Language) -> int:
    """Make a workspace: that of the monitor, or a small one for a new survey."""
    from survey.monitor.blank_workspace import read_codes
    from survey.monitor.workspace import new_blank_workspace, new_workspace
    from survey.periods import in_time

    if languages is not None and not blank:
        fact = "The option --languages belongs to --blank."
        raise CommandError("C015", "survey new", fact, "Add --blank, or leave out --languages.")
    with progress(say) as tell:
        if blank:
            asked = read_codes(languages) if languages is not None else (lang,)
            settings = new_blank_workspace(folder, asked, lang, n=n, seed=seed, progress=tell)
        else:
            settings = new_workspace(folder, n=n, seed=seed, progress=tell)
    show(say("new_done", folder=settings.folder, n=len(settings.waves)))
    key, wave = ("new_next_draft" if blank else "new_next"), in_time(settings.waves)[-1]
    show(say(key, wave=wave, folder=shell_word(settings.folder)))
    return 0


def run(
    say: Say,
    *,
    wave: str,
    workspace: Path,
    file: Path | None,
    reason: str | None,
    draft: bool,
    formats: str | None,
    force: bool,
    lang: Language,
) -> int:
    """Regenerate the indicators and the report of one quarter."""
    from survey.monitor import open_monitor
    from survey.monitor.publication import publish

    started = time.perf_counter()
    reason = (reason or "").strip() or None
    chosen = None  # all that are installed; an empty list would replace the documents of the quarter by none
    if formats is not None:
        chosen = [one.strip() for one in formats.split(",") if one.strip()] or [""]
    with progress(say) as tell:
        tell("read the workspace")
        result = publish(
            open_monitor(workspace),
            wave,
            file=file,
            force=force,
            reason=reason,
            draft=draft,
            formats=chosen,
            progress=tell,
        )
    if result.blocking:
        for one in result.blocking:
            complain(f"[{one.rule}] {one.message[lang]}")
        complain(say("run_blocked", file=shell_word(result.file)))
        return 1
    counts = result.counts
    show(say("run_done", folder=result.folder, **{name: counts[name] for name in ("used", "delivered", "set_aside")}))
    for path in result.reports:
        show(f"  {path}")
    _show_documents(say, result)
    show_unspoken(say, result.unspoken, workspace)
    show_untranslated(say, result.untranslated)
    show(f"  {say('run_findings', n=counts['findings'], path=result.folder / 'internal' / 'findings.csv')}")
    _show_run(say, result, reason)
    show(say("run_seconds", seconds=round(time.perf_counter() - started, 1)))
    return 0


def _show_documents(say: Say, result: Published) -> None:
    """Lines that say whether the documents are drafts, and which formats were left out."""
    from survey.monitor.document_files import install

    if result.is_draft:
        show(say("run_is_draft"))
        if result.lacking:
            show(say("run_lacking", n=len(result.lacking), names=", ".join(result.lacking)))
    if result.unwritten:
        show(say("run_unwritten", name=", ".join(result.unwritten), command=install(*result.unwritten)))


def _show_run(say: Say, result: Published, reason: str | None) -> None:
    """The archived run: new, the same as before, or a revision."""
    archived = result.run
    if archived is None:
        return
    if not result.is_new:
        show(say("run_repeated", run=archived.id))
        if reason is not None and reason != archived.reason:
            show(say("run_reason_unused"))
    elif archived.revises is not None:
        show(say("run_revised", run=archived.id, revises=archived.revises, n=archived.n_changed or 0))
        if archived.reason is None:
            show(say("run_no_reason"))
        if result.answers_changed:
            show(say("run_answers_changed"))
    else:
        show(say("run_archived", run=archived.id))


def check(
    say: Say,
    *,
    file: Path,
    workspace: Path,
    wave: str | None,
    against: Path | None,
    output: Path | None,
    corrections: Path | None,
    texts: bool,
    show_n: int,
    force: bool,
    lang: Language,
) -> int:
    """Check a delivered file against the questionnaire."""
    from survey.deliveries import need_format, need_list_format
    from survey.monitor.delivery_check import check_file, summary, write_for_the_field

    if output is not None and corrections is not None and output.resolve() == corrections.resolve():
        fact = "Findings and corrections would be written into the same file."
        raise CommandError("C011", str(corrections), fact, "Name two files.")
    for target, need in ((output, need_format), (corrections, need_list_format)):
        if target is not None:
            need(target)
    targets = [target for target in (output, corrections) if target is not None]
    with progress(say) as tell:
        checked = check_file(file, workspace, wave=wave, against=against, targets=targets, force=force, progress=tell)
    show(summary(checked, lang, show=show_n))
    write_for_the_field(checked, lang, findings=output, corrections=corrections, texts=texts, force=force)
    return 1 if checked.n_errors else 0


def simulate(
    say: Say,
    *,
    output: Path,
    wave: str,
    n: int,
    seed: int,
    errors: bool,
    workspace: Path | None,
    force: bool,
    lang: Language,  # noqa: ARG001
) -> int:
    """Simulate a wave from the questionnaire and the population."""
    from survey.monitor.workspace import simulate_file

    with progress(say) as tell:
        simulated = simulate_file(
            output, workspace, wave=wave, n=n, seed=seed, field_errors=errors, force=force, progress=tell
        )
    show(say("simulate_done", path=output, n=simulated, wave=wave, seed=seed))
    return 0


def upgrade(say: Say, *, folder: Path | None, dry_run: bool, lang: Language) -> int:  # noqa: ARG001
    """Bring a workspace of an older version to the current layout."""
    from survey.monitor import open_monitor
    from survey.monitor.upgrade import carry_out, plan_upgrade

    workspace = folder or Path()
    planned = plan_upgrade(workspace)
    if not planned.is_needed:
        show(say("upgrade_none", folder=workspace))
        return 0
    for edit in planned.edits:
        if edit.removed:
            show(say("upgrade_edited", path=edit.path, removed=", ".join(edit.removed), added=", ".join(edit.added)))
        if edit.meanings:
            show(say("upgrade_meanings", path=edit.path, names=", ".join(edit.meanings)))
    for one in planned.additions:
        show(say("upgrade_added", path=one.path))
    for results in planned.results:
        show(say("upgrade_moved", path=results, wave=results.name))
    if dry_run:
        show(planned.difference())
        show(say("upgrade_dry"))
        return 0
    show(say("upgrade_done", folder=carry_out(planned)))
    open_monitor(workspace)
    return 0


_NEW = Command(
    "new",
    new,
    (Argument("folder", "folder", "new_folder"),),
    (
        CommandOption("blank", ("--blank",), None, "new_blank", default=False),
        CommandOption("languages", ("--languages",), "word", "new_languages"),
        CommandOption("n", ("--n",), "number", "new_n", default=1000, least=100),
        _SEED,
    ),
)
_RUN = Command(
    "run",
    run,
    (Argument("wave", "wave", "run_wave"),),
    (
        _WORKSPACE,
        CommandOption("file", ("--file",), "file", "run_file"),
        CommandOption("reason", ("--reason",), "text", "run_reason"),
        CommandOption("formats", ("--format",), "word", "run_format"),
        CommandOption("draft", ("--draft",), None, "run_draft", default=False),
        _FORCE,
    ),
)
_CHECK = Command(
    "check",
    check,
    (Argument("file", "file", "check_file"),),
    (
        _WORKSPACE,
        CommandOption("wave", ("--wave",), "wave", "check_wave"),
        CommandOption("against", ("--against",), "file", "check_against"),
        CommandOption("output", ("--output", "-o"), "file", "check_output"),
        CommandOption("corrections", ("--corrections",), "file", "check_corrections"),
        CommandOption("texts", ("--texts",), None, "check_texts", default=False),
        CommandOption("show_n", ("--show",), "number", "check_show", default=3, least=0),
        _FORCE,
    ),
)
_SIMULATE = Command(
    "simulate",
    simulate,
    (Argument("output", "file", "simulate_output"),),
    (
        CommandOption("wave", ("--wave",), "wave", "simulate_wave", default="2018Q1"),
        CommandOption("n", ("--n",), "number", "simulate_n", default=1000, least=1),
        _SEED,
        CommandOption("errors", ("--errors",), None, "simulate_errors", default=True, off="--no-errors"),
        CommandOption("workspace", ("--workspace", "-w"), "folder", "simulate_workspace"),
        _FORCE,
    ),
)
_UPGRADE = Command(
    "upgrade",
    upgrade,
    (Argument("folder", "folder", "upgrade_folder", is_needed=False),),
    (CommandOption("dry_run", ("--dry-run",), None, "upgrade_dry_run", default=False),),
)
COMMANDS = {
    command.name: command
    for command in (
        _NEW,
        _RUN,
        TABLES_COMMAND,
        FETCH_COMMAND,
        _CHECK,
        LINT,
        DIFF,
        SEAL,
        TRANSLATE,
        COVERAGE,
        FORM,
        PAPER,
        IMPORT,
        EXPORT,
        CODEBOOK,
        DICTIONARY,
        _SIMULATE,
        HISTORY,
        VERIFY,
        COMPARE,
        PURGE,
        LANGUAGE_COMMAND,
        _UPGRADE,
    )
}
