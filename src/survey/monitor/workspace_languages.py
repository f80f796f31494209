"""Languages of a workspace: its catalogues, and the languages in which its reports are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from survey.errors import MonitorError, TextError
from survey.language_files import FOLDER, LanguageFile, language_template, read_language, use_language
from survey.ledger.result_folder import new_file
from survey.text import Catalogue, Language

REPORTS = "survey.reports"


def language_paths(workspace: Path) -> tuple[Path, ...]:
    """The catalogue files of a workspace."""
    return tuple(sorted((workspace / FOLDER).glob("*.toml")))


def load_languages(workspace: Path) -> dict[Language, LanguageFile]:
    """Catalogues of the workspace, those that are complete made those of the process; the others are returned.

    Raises
    ------
    TextError
        With the first mistake of a file.
    """
    given = [read_language(path) for path in language_paths(workspace)]
    for one in given:
        if one.is_complete:
            use_language(one)
    return {one.language: one for one in given if not one.is_complete}


def spoken(languages: Sequence[Language]) -> tuple[Language, ...]:
    """Those of some languages in which reports can be written."""
    known = Catalogue.load(REPORTS).languages
    return tuple(language for language in languages if language in known)


def need_spoken(languages: Sequence[Language], place: Path) -> tuple[Language, ...]:
    """The languages of the report.

    Raises
    ------
    MonitorError
        ``M084`` when there is none.
    """
    found = spoken(languages)
    if not found:
        fact = f"No report can be written in a language of the survey: {', '.join(languages)}."
        raise MonitorError("M084", str(place), fact, f"Start a catalogue with: survey language {languages[0]}.")
    return found


def start_language(workspace: Path, language: Language) -> Path:
    """Write the file of a language, every sentence empty under its English.

    Raises
    ------
    TextError
        ``T010`` when it is not the code of a language, ``T016`` when the package has the language already.
    MonitorError
        ``M043`` when there is a file already.
    """
    text = language_template(language)
    if language in Catalogue.load(REPORTS).languages:
        raise TextError("T016", language, "This language has all its sentences.", "There is nothing to write.")
    target = workspace / FOLDER / f"{language}.toml"
    target.parent.mkdir(exist_ok=True)
    with new_file(target) as draft:
        draft.write_text(text, "utf-8", newline="\n")
    return target
