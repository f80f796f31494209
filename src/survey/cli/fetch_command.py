"""The command that fetches submissions from a server."""

from __future__ import annotations

from pathlib import Path

from survey.cli.command_line import Command, CommandOption
from survey.cli.terminal import Say, progress, show
from survey.text import Language


def fetch(say: Say, *, workspace: Path, lang: Language) -> int:  # noqa: ARG001
    """Fetch submissions into the deliveries of the workspace."""
    from survey.monitor.fetched_submissions import fetch_submissions

    with progress(say) as tell:
        tell("read the workspace")
        fetched = fetch_submissions(workspace, tell)
    stored = fetched.stored
    show(say("fetch_done" if stored.is_new else "fetch_same", path=stored.path, n=stored.n))
    show(f"  SHA-256 {stored.digest}")
    for name, n in fetched.repeats.items():
        show(say("fetch_repeat", name=name, n=n))
    if stored.is_new:
        show(say("fetch_next", path=f"{stored.path.parent.name}/{stored.path.name}"))
    return 0


FETCH_COMMAND = Command(
    "fetch",
    fetch,
    (),
    (CommandOption("workspace", ("--workspace", "-w"), "folder", "option_workspace", default=Path()),),
)
