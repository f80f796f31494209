"""Translation of errors: English sentences are recognised by their templates and said in the language of the user."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from survey.languages import ENGLISH
from survey.text import Language

_PLACE = re.compile(r"\{(\d+)\}")
_BETWEEN = re.compile(r"(, |: )")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_QUOTED = re.compile(r"(['\"])((?:\\.|(?!\1).)*)\1", re.DOTALL)
_ALL_QUOTED = re.compile(rf"{_QUOTED.pattern}(?:, (['\"])(?:\\.|(?!\3).)*\3)*(?:,? …)?", re.DOTALL)
_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z{])")
_DEEPEST = 3
_BEFORE_NAMES = ("Present: ", "Known names: ")
"""What precedes names from files, which are never words of the catalogue (a key may be called ``version``)."""
_YAML = "{{"


def translated(sentence: str, language: Language) -> str:
    """A sentence of an error, English as it was raised, in another language.

    Rooms raise errors in English, with places filled in. The catalogue ``errors/<language>.toml`` maps templates of
    these sentences, with numbered places, to their translations. Of the templates that match the whole sentence, the
    one with the most literal text is used. The content of a place is translated as well when it is itself a sentence
    or a word of the catalogue, so that a remedy may contain another (``Did you mean 'sex'?``). Several sentences in a
    row, or a sentence after the name of its subject, are translated one by one; a sentence without a template stays
    English.

    Parameters
    ----------
    sentence : str
    language : str
        The catalogue of English replaces advice about Python by advice about the files of a workspace.

    Examples
    --------
    >>> translated("There is no wave '2018Q2' under waves.", "ru")
    'В разделе waves нет волны «2018Q2».'
    >>> translated("Did you mean 'sex'?", "kk")
    '«sex» деп жазғыңыз келді ме?'
    """
    whole = _translated(sentence, language, 0)
    if whole is not None:
        return whole
    named, colon, rest = sentence.partition(": ")
    said = _translated(rest, language, 0) if colon else None
    if said is not None:
        return f"{named}: {said}"
    return " ".join(_translated(one, language, 0) or one for one in _SENTENCES.split(sentence))


def translated_place(place: str, language: Language, *, is_file_first: bool = True) -> str:
    """The place of an error: the names of its parts in a language, a file and its line as they are.

    Examples
    --------
    >>> translated_place("monitor.yaml:3, wave 2018Q1", "ru")
    'monitor.yaml:3, волна 2018Q1'
    >>> translated_place("survey.rake: margin 'sex'", "kk")
    'monitor.yaml, weighting, rake: «sex» белгісі'
    """
    parts = _BETWEEN.split(place)
    keep = 1 if is_file_first and not place.startswith("survey.") else 0
    return "".join(parts[:keep] + [_translated(part, language, 0) or part for part in parts[keep:]])


def _translated(sentence: str, language: Language, depth: int) -> str | None:
    for template, said in _templates(language):
        values = _values(template, sentence)
        if values is not None:
            if _YAML in template:  # a line of YAML to be copied must keep the quotation marks YAML knows
                return _filled(said, values)
            before = _PLACE.split(template)[::2]
            return _filled(
                said,
                [
                    _value(value, language, _DEEPEST if literal.endswith(_BEFORE_NAMES) else depth)
                    for literal, value in zip(before, values, strict=False)
                ],
            )
    return None


def _filled(template: str, values: Sequence[str]) -> str:
    literal = _PLACE.split(template)
    return "".join(values[int(part)] if at % 2 else _plain(part) for at, part in enumerate(literal))


def _plain(part: str) -> str:
    return part.replace("{{", "{").replace("}}", "}")


def _value(value: str, language: Language, depth: int) -> str:
    """The content of a place: a sentence or word of the catalogue, a number, names in quotation marks, or data."""
    blank = value[: len(value) - len(value.lstrip())]
    if depth < _DEEPEST and (inner := _quoted_sentence(value.lstrip(), language, depth + 1)) is not None:
        return blank + inner
    if language == ENGLISH:
        return value
    if _THOUSANDS.fullmatch(value):
        return value.replace(",", "\N{NO-BREAK SPACE}")
    return _QUOTED.sub(r"«\2»", value) if _ALL_QUOTED.fullmatch(value) else value


def _quoted_sentence(value: str, language: Language, depth: int) -> str | None:
    """The translation of a place's content; a sentence within another one may have left its full stop out."""
    found = _translated(value, language, depth)
    if found is None and value[:1].isupper() and " " in value and not value.endswith("."):
        whole = _translated(value + ".", language, depth)
        found = whole if whole is None else whole.removesuffix(".")
    return found


def _values(template: str, sentence: str) -> tuple[str, ...] | None:
    """The contents of the places, when the sentence matches the template; else None."""
    beginning = template.partition("{")[0]
    if not sentence.startswith(beginning):
        return None
    found = _pattern(template).fullmatch(sentence)
    return found.groups() if found else None


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACE.split(template)[::2]
    literal = (re.escape(_plain(part)) for part in parts)
    return re.compile("(.*?)".join(literal), re.DOTALL)


@functools.cache
def _templates(language: Language) -> tuple[tuple[str, str], ...]:
    """Templates with their translations, those with the most literal text first."""
    by_length = sorted(catalogue(language).items(), key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return tuple(by_length)


@functools.cache
def catalogue(language: Language) -> Mapping[str, str]:
    """English templates with their translations into a language; empty when the language has no file."""
    source = files("survey.cli").joinpath("errors", f"{language}.toml")
    if not source.is_file():
        return {}
    return dict(_flat(tomllib.loads(source.read_text("utf-8"))))


def _flat(tables: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield key, str(value)
