"""Coverage of translation: wordings by language and stage, and terms that are not translated alike."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.errors import VersionError
from survey.text import Language, unfinished_mark
from survey.versions.translation_stages import STAGES, StagedWording, read_stages
from survey.versions.translation_workbook import stage_of
from survey.versions.written_wordings import WrittenWording, instrument_languages, written_wordings

TERMS_FILE = "terms.toml"


@dataclass(frozen=True, slots=True)
class UnlikeTerm:
    """Wording that has a term in one language and not its translation in another."""

    file: str
    id: str
    term: str
    language: Language
    expected: str
    missing_in: Language


@dataclass(frozen=True, slots=True)
class TranslationCoverage:
    """State of the translation of an instrument.

    Parameters
    ----------
    n_wordings : int
        Wordings of the instrument.
    counts : DataFrame
        One row per language: ``language, written, translated, reviewed, adjudicated, pretested``. A wording that begins with
        ``[language]`` is not written yet. A stage counts the wordings
        that have reached it or a later one, as they are worded now.
    unlike_terms : tuple of UnlikeTerm
        By the terms in ``terms.toml``; empty without such a file.
    """

    n_wordings: int
    counts: pd.DataFrame
    unlike_terms: tuple[UnlikeTerm, ...] = ()


def translation_coverage(folder: str | Path) -> TranslationCoverage:
    """Coverage of an instrument by language and stage of translation.

    Raises
    ------
    VersionError
        ``K010``, ``K011`` for the file of stages, ``K017`` when ``terms.toml`` cannot be used.
    """
    folder = Path(folder)
    languages, wordings, stages = instrument_languages(folder), written_wordings(folder), read_stages(folder)
    rows = []
    for language in languages:
        mark = unfinished_mark(language)
        written = [
            one for one in wordings if one.words.get(language, "").strip() and not one.words[language].startswith(mark)
        ]
        reached = [
            stage_of(stages.get((one.file, one.id, language), StagedWording()), one.words[language]) for one in written
        ]
        n_reached = [sum(stage in STAGES[at:] for stage in reached) for at in range(len(STAGES))]
        rows.append((language, len(written), *n_reached))
    counts = pd.DataFrame(rows, columns=["language", "written", *STAGES])
    return TranslationCoverage(len(wordings), counts, tuple(_unlike(wordings, _read_terms(folder, languages))))


def _read_terms(folder: Path, languages: Sequence[Language]) -> list[dict[Language, str]]:
    """Terms by language: ``[[term]]`` with the beginning of the word in each language."""
    path = folder / TERMS_FILE
    if not path.is_file():
        return []
    try:
        given = tomllib.loads(path.read_text("utf-8")).get("term", [])
        terms = [{str(language): str(word) for language, word in one.items()} for one in given]
    except (ValueError, AttributeError):
        fact = "The list of terms is not TOML with entries [[term]]."
        raise VersionError("K017", str(path), fact, "Write [[term]] and below it a line per language.") from None
    return [{language: one[language] for language in languages if one.get(language)} for one in terms]


def _unlike(wordings: Sequence[WrittenWording], terms: Sequence[dict[Language, str]]) -> Iterator[UnlikeTerm]:
    for one in wordings:
        for term in terms:
            has = {
                language: _has(one.words[language], word) for language, word in term.items() if language in one.words
            }
            for first in [language for language, found in has.items() if found][:1]:
                for language in (language for language, found in has.items() if not found):
                    yield UnlikeTerm(one.file, one.id, term[first], first, term[language], language)


def _has(words: str, term: str) -> bool:
    """Whether a word of a wording begins as the term does, whatever the case."""
    return re.search(rf"(?<!\w){re.escape(term)}", words, re.IGNORECASE) is not None
