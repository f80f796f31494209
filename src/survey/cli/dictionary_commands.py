"""Commands that write the codebook and the dictionaries of a survey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.instrument_folders import questionnaire_folders
from survey.cli.terminal import Say, progress, show
from survey.errors import CommandError, nearest
from survey.text import Language

if TYPE_CHECKING:
    from survey.interviews import Interviews
    from survey.questionnaire import Questionnaire

_NAMES: dict[str, str] = {
    "ddi": "ddi.xml",
    "triple-s": "triple_s.sss",
    "json-schema": "response.{language}.schema.json",
    "spss": "dictionary.{language}.sps",
    "stata": "dictionary.do",
}


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
    from survey.ledger.result_folder import need_free

    folder = folder or Path()
    with progress(say) as tell:
        tell("read the workspace")
        if output is not None:
            need_free(output, force=force)
        form, interviews = _asked(folder, wave)
        target = output or folder / f"codebook.{language or form.languages[0]}.html"
        path = write_codebook(form, target, interviews, language=language, force=force)
    n = interviews.n_accepted if interviews is not None else 0
    show(say("codebook_counted" if interviews is not None else "codebook_done", path=path, n=n))
    return 0


def dictionary(
    say: Say,
    *,
    folder: Path | None,
    format_: str,
    wave: str | None,
    language: str | None,
    output: Path | None,
    force: bool,
    lang: Language,  # noqa: ARG001
) -> int:
    """Write the dictionary in a format of archives or of other programs, for Triple-S with the data of a wave."""
    from survey.exchange import write_dictionary
    from survey.exchange.dictionary_file import FORMATS
    from survey.ledger.result_folder import need_free

    chosen = next((one for one in FORMATS if one == format_), None)
    if chosen is None:
        fact = f"There is no format {format_!r}."
        raise CommandError("C039", "survey dictionary, --format", fact, nearest(format_, FORMATS))
    folder = folder or Path()
    with progress(say) as tell:
        tell("read the workspace")
        if output is not None:
            need_free(output, force=force)
        form, interviews = _asked(folder, wave)
        target = output or folder / _NAMES[chosen].format(language=language or form.languages[0])
        written = write_dictionary(form, target, chosen, interviews, language=language, force=force)
    show(say("dictionary_done", n=len(form.variables)))
    for path in written:
        show(f"  {path}")
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
    return read_questionnaire(questionnaire_folders(folder)[0]), None


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
DICTIONARY = Command(
    "dictionary",
    dictionary,
    (Argument("folder", "folder", "codebook_folder", is_needed=False),),
    (
        CommandOption("format_", ("--format",), "word", "dictionary_format", default="ddi"),
        CommandOption("wave", ("--wave",), "wave", "dictionary_wave"),
        CommandOption("language", ("--language",), "word", "dictionary_language"),
        CommandOption("output", ("--output", "-o"), "file", "dictionary_output"),
        CommandOption("force", ("--force",), None, "option_force", default=False),
    ),
)
