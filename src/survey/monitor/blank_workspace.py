"""A small complete workspace for a new survey: its files, written in the languages asked for."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from survey.errors import TextError
from survey.languages import is_cyrillic, is_language
from survey.questionnaire.survey_languages import KEYS_ALIKE
from survey.text import Language, unfinished_mark

FILES = {
    "monitor.yaml": ".",
    "questionnaire.yaml": "questionnaire",
    "groups.yaml": "questionnaire",
    "rules.yaml": "questionnaire",
    "indicators.yaml": "questionnaire",
}
"""Files of the workspace, each with its folder."""

_PLACE = re.compile(r"@(\w+)@")
_LANGUAGES = "languages"


def write_blank(folder: Path, languages: Sequence[Language], lang: Language) -> None:
    """Write the text files of a small survey: 12 questions, two rules, three indicators, one wave.

    Parameters
    ----------
    folder : Path
    languages : sequence of str
        Languages of every text. In those of the package it has a wording; in any other one of these, marked as not
        translated: ``[uz] Yes``.
    lang : str
        Language of the comments.

    Raises
    ------
    TextError
        ``T017`` no language, ``T018`` not the code of one, ``T019`` a code that is also a key of a question, ``T020``
        a language given twice.
    """
    _need_languages(languages)
    template = files("survey.monitor") / "templates" / "blank"
    known = tomllib.loads((template / "wording.toml").read_text("utf-8"))
    texts = {key: _wordings(text, languages, known["sources"]) for key, text in known["texts"].items()}
    texts[_LANGUAGES] = tuple(languages)
    comments = {key: text[lang] for key, text in known["comments"].items()}
    for name, place in FILES.items():
        lines = _filled(template / name, texts, comments)
        (folder / place).mkdir(exist_ok=True)
        (folder / place / name).write_text("\n".join(lines) + "\n", "utf-8", newline="\n")


def read_codes(text: str) -> tuple[Language, ...]:
    """Languages in a list such as ``uz,ru``."""
    return tuple(code.strip() for code in text.split(",") if code.strip())


def untranslated(texts: Iterable[Path], languages: Sequence[Language]) -> dict[Language, int]:
    """Number of wordings in YAML files that still begin with ``[language]``, by language; without those that have none."""
    written = "\n".join(path.read_text("utf-8-sig") for path in texts if path.suffix in (".yaml", ".yml"))
    counted = {
        one: len(re.findall(rf"\b{one}:\s*[\"']?{re.escape(unfinished_mark(one))}", written)) for one in languages
    }
    return {language: n for language, n in counted.items() if n}


def _need_languages(languages: Sequence[Language]) -> None:
    if not languages:
        raise TextError("T017", "--languages", "No language is given.", "Write their CLDR codes: uz,ru.")
    for code in languages:
        if not is_language(code):
            fact = f"{code!r} is not the code of a language."
            raise TextError("T018", "--languages", fact, "Write its CLDR code: es, uz, sr_Latn.")
        if code in KEYS_ALIKE:
            fact = f"The code {code!r} is also a key of a question."
            raise TextError("T019", "--languages", fact, f"Write the language with its territory: {code}_ID.")
    if len(set(languages)) < len(languages):
        raise TextError("T020", "--languages", "A language is given twice.", "Write each once.")


def _filled(template: Traversable, texts: Mapping[str, Sequence[str]], comments: Mapping[str, str]) -> Iterator[str]:
    """Lines of a file: a place alone on its line becomes a line per language, any other one is filled within its line."""
    for line in template.read_text("utf-8").splitlines():
        indent, place = line[: len(line) - len(line.lstrip())], line.strip()
        if place.startswith("#@ "):
            yield f"{indent}# {comments[place[3:]]}"
        elif _PLACE.fullmatch(place):
            yield from (f"{indent}{one}" for one in texts[place[1:-1]])
        else:
            yield _PLACE.sub(lambda found: ", ".join(texts[found[1]]), line)


def _wordings(text: Mapping[str, str], languages: Sequence[Language], sources: Sequence[Language]) -> tuple[str, ...]:
    """A wording in every language, as a key with its value."""

    def wording(language: Language) -> str:
        if language in text:
            return text[language]
        source = next(one for one in sources if is_cyrillic(one) is is_cyrillic(language))
        return unfinished_mark(language) + text[source]

    return tuple(f"{one}: {json.dumps(wording(one), ensure_ascii=False)}" for one in languages)
