"""Languages of a workspace: its catalogues, and the languages in which its reports are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.errors import MonitorError, TextError
from survey.language_files import FOLDER, LanguageFile, language_template, read_language, use_language
from survey.languages import CATALOGUE_LANGUAGES
from survey.ledger.result_folder import new_file
from survey.text import Language


@dataclass(frozen=True, slots=True)
class WorkspaceLanguages:
    """Catalogues that a workspace adds to those of the package.

    Parameters
    ----------
    files : tuple of LanguageFile
        Complete ones and others.
    """

    files: tuple[LanguageFile, ...] = ()

    def use(self) -> None:
        """Make the sentences of the complete files those of this process, which may have opened another workspace since."""
        for one in self.files:
            if one.is_complete:
                use_language(one)

    def spoken(self, languages: Sequence[Language]) -> tuple[Language, ...]:
        """Those of some languages in which reports can be written."""
        known = {*CATALOGUE_LANGUAGES, *(one.language for one in self.files if one.is_complete)}
        return tuple(language for language in languages if language in known)

    def need_spoken(self, languages: Sequence[Language], place: Path) -> tuple[Language, ...]:
        """The languages of the report.

        Raises
        ------
        MonitorError
            ``M084`` when there is none.
        """
        found = self.spoken(languages)
        if not found:
            fact = f"No report can be written in a language of the survey: {', '.join(languages)}."
            raise MonitorError("M084", str(place), fact, f"Start a catalogue with: survey language {languages[0]}.")
        return found

    def unspoken(self, languages: Sequence[Language]) -> dict[Language, LanguageFile | None]:
        """Those of some languages in which no report can be written, each with its file where it has been started."""
        known, started = self.spoken(languages), {one.language: one for one in self.files}
        return {language: started.get(language) for language in languages if language not in known}


def language_paths(workspace: Path) -> tuple[Path, ...]:
    """The catalogue files of a workspace."""
    return tuple(sorted((workspace / FOLDER).glob("*.toml")))


def load_languages(workspace: Path) -> WorkspaceLanguages:
    """Catalogues of the workspace, those that are complete made those of the process.

    Raises
    ------
    TextError
        With the first mistake of a file; ``T016`` a language of the package.
    """
    for path in language_paths(workspace):
        _need_new(path.stem)
    found = WorkspaceLanguages(tuple(read_language(path) for path in language_paths(workspace)))
    found.use()
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
    _need_new(language)
    target = workspace / FOLDER / f"{language}.toml"
    target.parent.mkdir(exist_ok=True)
    with new_file(target) as draft:
        draft.write_text(text, "utf-8", newline="\n")
    return target


def language_file(workspace: Path, language: Language) -> LanguageFile | None:
    """The file of a language in a workspace, read and checked; None when there is none."""
    path = workspace / FOLDER / f"{language}.toml"
    return read_language(path) if path.is_file() else None


def _need_new(language: Language) -> None:
    if language in CATALOGUE_LANGUAGES:
        raise TextError("T016", language, "This language has all its sentences.", "There is nothing to write.")
