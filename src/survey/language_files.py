"""Catalogues of further languages: one TOML file per language with every sentence of the package, kept in a workspace."""

from __future__ import annotations

import functools
import json
import string
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from survey.errors import TextError, nearest
from survey.languages import ENGLISH, is_language
from survey.text import Catalogue, Language, Sentence, add_sentences, plural_categories

COMMAND = "cli"
"""The room whose sentences are those of the command itself, which speaks the languages of the package only."""

GLOSSARY = "glossary"
"""Table of the file that explains rules and terms; its keys are ``kind.name``."""

FOLDER = "languages"
"""Folder of a workspace that holds the files."""


@dataclass(frozen=True, slots=True)
class LanguageFile:
    """Sentences of one language.

    Parameters
    ----------
    language : str
    tables : mapping of room to mapping of key to Sentence
        A sentence, or its plural forms by CLDR category.
    missing : tuple of str
        Keys without a sentence, as ``room.key``.
    """

    language: Language
    tables: Mapping[str, Mapping[str, Sentence]]
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every sentence is there."""
        return not self.missing


@functools.cache
def _english() -> Mapping[str, Mapping[str, Sentence]]:
    """Every sentence in English, by room and key."""
    rooms = sorted(room.name for room in files("survey").iterdir() if room.joinpath("wording").is_dir())
    found: dict[str, Mapping[str, Sentence]] = {}
    for room in rooms:
        if room != COMMAND:
            catalogue = Catalogue.load(f"survey.{room}")
            found[room] = {key: catalogue.template(ENGLISH, key) for key in catalogue.ordered_keys(ENGLISH)}
    source = files("survey.reports").joinpath("glossary.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(source)
    found[GLOSSARY] = {
        f"{kind}.{name}": entry[ENGLISH] for kind, named in entries.items() for name, entry in named.items()
    }
    return found


def language_template(language: Language) -> str:
    """A file with every key of the package, empty, each under its English sentence.

    Raises
    ------
    TextError
        ``T010`` when it is not the code of a language.
    """
    _need_language(language)
    forms = plural_categories(language)
    lines = [
        f"# Sentences in the language {language}. Write each after its English; what is in curly brackets is filled in and must stay.",
        f"# Plural forms of this language (CLDR): {', '.join(forms)}.",
    ]
    for room, sentences in _english().items():
        lines += ["", f"[{room}]"]
        for key, sentence in sentences.items():
            plural = not isinstance(sentence, str)
            shown = sentence if isinstance(sentence, str) else " / ".join(dict.fromkeys(sentence.values()))
            lines += [f"# {part}" for part in shown.splitlines()]
            empty = "{ " + ", ".join(f'{form} = ""' for form in forms) + " }" if plural else '""'
            lines.append(f"{json.dumps(key)} = {empty}" if "." in key else f"{key} = {empty}")
    return "\n".join(lines) + "\n"


def read_language(path: Path) -> LanguageFile:
    """The sentences in a file, named after its language (``es.toml``).

    Raises
    ------
    TextError
        ``T010`` when the file is not named after a language, ``T011`` when it is not TOML, ``T012`` a room or key that
        the package does not have, ``T013`` a sentence with other places than its English, ``T014`` plural forms that
        are not those of the language.
    """
    language = path.stem
    _need_language(language, str(path))
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise TextError(
            "T011", str(path), f"The file cannot be read: {error}.", "Save it as UTF-8 text in TOML."
        ) from None
    english = _english()
    _need_known(given, english, str(path))
    tables: dict[str, dict[str, Sentence]] = {}
    missing = []
    for room, sentences in english.items():
        own = given.get(room, {})
        _need_known(own, sentences, f"{path}, {room}")
        tables[room] = {}
        for key, sentence in sentences.items():
            found = _checked(own.get(key), sentence, language, f"{path}, {room}.{key}")
            if found is None:
                missing.append(f"{room}.{key}")
            else:
                tables[room][key] = found
    return LanguageFile(language, tables, tuple(missing))


def use_language(file: LanguageFile) -> None:
    """Make the sentences of a complete file those of the package in its language, in this process.

    Raises
    ------
    TextError
        ``T015`` when sentences are missing, or the package itself has the language.
    """
    if not file.is_complete:
        fact = f"{len(file.missing)} sentences are missing, the first is {file.missing[0]}."
        raise TextError("T015", f"{FOLDER}/{file.language}.toml", fact, "Write them.")
    add_sentences(
        file.language, {room if room == GLOSSARY else f"survey.{room}": one for room, one in file.tables.items()}
    )


def _need_language(language: Language, place: str = "language") -> None:
    if not is_language(language):
        fact = f"{language!r} is not the code of a language."
        raise TextError("T010", place, fact, "Write its CLDR code: es, uz, sr_Latn.")


def _need_known(names: Iterable[str], known: Collection[str], place: str) -> None:
    for name in names:
        if name not in known:
            raise TextError("T012", place, f"There is no {name!r} here.", nearest(name, known))


def _checked(given: object, english: Sentence, language: Language, place: str) -> Sentence | None:
    """A sentence as it is used; None when it is empty."""
    forms = plural_categories(language)
    if isinstance(given, dict):
        if isinstance(english, str) or sorted(given) != sorted(forms):
            fact = "These are not the forms of the sentence."
            wanted = "one sentence" if isinstance(english, str) else f"the forms {', '.join(forms)}"
            raise TextError("T014", place, fact, f"Write {wanted}.")
        written = {str(form): str(one) for form, one in given.items()}
        if not all(one.strip() for one in written.values()):
            return None
    elif given is None or not str(given).strip():
        return None
    else:
        written = {"other": str(given)}
    wanted_places = {place for one in _forms(english) for place in _places(one)}
    for one in written.values():
        strange = set(_places(one)) - wanted_places
        lacking = set(_needed_places(english)) - set(_places(one))
        if strange or lacking:
            fact = f"The places differ from those of the English: {', '.join(sorted(strange | lacking))}."
            raise TextError("T013", place, fact, "Keep what is in curly brackets as it is.")
    return written if isinstance(given, dict) else written["other"]


def _forms(sentence: Sentence) -> Iterator[str]:
    yield from (sentence,) if isinstance(sentence, str) else sentence.values()


def _needed_places(sentence: Sentence) -> set[str]:
    """Places that every form has; a form may leave out the number it is for."""
    found = [set(_places(one)) for one in _forms(sentence)]
    return set.intersection(*found) - ({"n"} if not isinstance(sentence, str) else set())


def _places(sentence: str) -> tuple[str, ...]:
    return tuple(name.split(":")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name)
