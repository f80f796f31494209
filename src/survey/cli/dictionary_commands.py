"""The command that writes the codebook of a survey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.terminal import Say, progress, show
from survey.text import Language

if TYPE_CHECKING:
    from survey.interviews import Interviews
    from survey.questionnaire import Questionnaire


def codebook(
    say: Say,
    *,
    folder: Path | None,
    wave: str | None,
    language: str | None,
    output: Path | None,
    force: bool,
    lang: Language,  # noqa: ARG001
) -> int:
    """Write the codebook, with the counts of a wave where one is named."""
    from survey.exchange import write_codebook

    folder = folder or Path()
    with progress(say) as tell:
        tell("read the workspace")
        form, interviews = _asked(folder, wave)
        target = output or folder / f"codebook.{language or form.languages[0]}.html"
        path = write_codebook(form, target, interviews, language=language, force=force)
    n = interviews.n_accepted if interviews is not None else 0
    show(say("codebook_counted" if interviews is not None else "codebook_done", path=path, n=n))
    return 0


def _asked(folder: Path, wave: str | None) -> tuple[Questionnaire, Interviews | None]:
    """The questionnaire of a folder or workspace, or the questionnaire of a wave with its interviews."""
    from survey.questionnaire import read_questionnaire

    if wave is not None:
        from survey.monitor import open_monitor

        monitor = open_monitor(folder)
        monitor.languages.use()
        interviews = monitor.weighted(wave).interviews
        return interviews.form, interviews
    if (folder / "monitor.yaml").is_file() and not (folder / "questionnaire.yaml").is_file():
        from survey.monitor.settings_file import read_settings

        return read_questionnaire(read_settings(folder).questionnaire), None
    return read_questionnaire(folder), None


CODEBOOK = Command(
    "codebook",
    codebook,
    (Argument("folder", "folder", "codebook_folder", is_needed=False),),
    (
        CommandOption("wave", ("--wave",), "wave", "codebook_wave"),
        CommandOption("language", ("--language",), "word", "codebook_language"),
        CommandOption("output", ("--output", "-o"), "file", "codebook_output"),
        CommandOption("force", ("--force",), None, "option_force", default=False),
    ),
)
