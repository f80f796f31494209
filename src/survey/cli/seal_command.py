"""The command that seals a version of the instrument, and says whether it is still what was sealed."""

from __future__ import annotations

import datetime
from pathlib import Path

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.instrument_folders import questionnaire_folders
from survey.cli.terminal import Say, show
from survey.errors import CommandError
from survey.text import Language


def seal(
    say: Say,
    *,
    folder: Path | None,
    who: str | None,
    why: str | None,
    day: datetime.date | None,
    lang: Language,  # noqa: ARG001
) -> int:
    """Seal a version, or compare the instrument with its seal; the exit code is 1 when it changed."""
    from survey.versions import check_seal, read_amendments
    from survey.versions import seal as make

    path = questionnaire_folders(folder or Path())[0]
    if who is None and why is None and day is None:
        check = check_seal(path)
        one = check.amendment
        show(say("seal_is", version=one.version, date=one.date.isoformat(), who=one.who, why=one.why))
        show(say("seal_holds") if check.ok else say("seal_broken", changed=check.difference))
        return 0 if check.ok else 1
    if who is None or why is None:
        fact = "A seal says who made it and why."
        raise CommandError("C022", "survey seal", fact, "Give both: --who NAME --why TEXT.")
    before = len(read_amendments(path))
    made = make(path, who=who, why=why, day=day)
    is_new = len(read_amendments(path)) > before
    show(say("seal_made" if is_new else "seal_kept", version=made.version, digest=made.digest[:12], folder=path))
    return 0


SEAL = Command(
    "seal",
    seal,
    (Argument("folder", "folder", "seal_folder", is_needed=False),),
    (
        CommandOption("who", ("--who",), "text", "seal_who"),
        CommandOption("why", ("--why",), "text", "seal_why"),
        CommandOption("day", ("--date",), "day", "seal_date"),
    ),
)
