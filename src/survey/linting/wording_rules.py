"""Rules about wordings: unfinished ones, letters of another script, places and numbers that differ between languages.

The reader of questionnaires refuses wordings without letters, and Latin letters in Cyrillic wordings: no rule looks for
them here.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import combinations

from survey.languages import is_cyrillic
from survey.linting.lint_report import IssueLevel, LintIssue
from survey.linting.shown_wordings import ShownWording, SourceLines
from survey.text import Language, unfinished_mark

_PLACE_MARK = re.compile(r"\[[^\]]*\]|\{[^}]*\}|%[sd]|_{3,}|\$\{[^}]*\}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_UNFINISHED = re.compile(r"\b(?:TODO|TBD|FIXME|[Ll]orem ipsum|[Xx]{3,})\b|\?{3,}")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_MARKS, _SPACED_MARKS = re.compile(r"\s[,.;:?!](?:\s|$)"), re.compile(r"\s[,.](?:\s|$)")
_SPACED: frozenset[Language] = frozenset({"fr"})
"""Languages that put a space before a colon, a semicolon, a question mark and an exclamation mark."""

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e]")
"""Signs that nobody sees, and that make two wordings different or turn the order of letters; those that Arabic, Hebrew, Persian
and Indian writing need (joiners, direction marks) are not among them."""

_LONG = 3
"""Number of words from which equal wordings in two languages are hardly a coincidence."""


def check_wordings(wordings: Sequence[ShownWording], lines: SourceLines) -> Iterator[LintIssue]:
    """Issues of every wording by itself and between its languages.

    Rules: ``unfinished-wording``, ``invisible-signs``, ``untidy-spaces``, ``mixed-script``, ``foreign-letters``,
    ``identical-wordings``, ``different-places``, ``different-numbers``, ``repeated-question``.
    """
    for shown in wordings:
        for language, wording in shown.text:
            for rule, level, places in _of_wording(wording, language):
                element = f"{shown.element}, {language}"
                yield LintIssue.of_rule(rule, level, lines.place(shown, language), element, **places)
        yield from _between_languages(shown, lines)
    yield from _repeated(wordings, lines)


def _of_wording(wording: str, language: Language) -> Iterator[tuple[str, IssueLevel, dict[str, str]]]:
    if _UNFINISHED.search(wording) or wording.startswith(unfinished_mark(language)):
        yield "unfinished-wording", "warning", {"wording": _short(wording)}
    hidden = dict.fromkeys(_INVISIBLE.findall(wording))
    if hidden:
        yield "invisible-signs", "warning", {"signs": ", ".join(f"U+{ord(sign):04X}" for sign in hidden)}
    marks = _SPACED_MARKS if language.partition("_")[0] in _SPACED else _MARKS
    if wording != wording.strip() or "  " in wording or marks.search(wording):
        yield "untidy-spaces", "note", {"wording": _short(wording)}
    mixed, foreign = _strange_words(wording, language)
    if mixed:
        yield "mixed-script", "warning", {"words": ", ".join(mixed)}
    if foreign:
        yield "foreign-letters", "warning", {"words": ", ".join(foreign), "code": language}


def _strange_words(wording: str, language: Language) -> tuple[list[str], list[str]]:
    """Words whose letters are of two scripts, and words with letters that the language does not have."""
    mixed, foreign = [], []
    alphabet = alphabets().get(language)
    plain = _PLACE_MARK.sub(" ", wording)
    # names of programmes in quotation marks keep the letters of their language
    named = set(_WORD.findall(" ".join(_QUOTED.findall(plain))))
    for word in _WORD.findall(plain):
        scripts = {_script(letter) for letter in word} - {""}
        if len(scripts) > 1:
            mixed.append(word)
        elif word in named:
            continue
        elif alphabet is not None and scripts == {"CYRILLIC" if is_cyrillic(language) else "LATIN"}:
            if not set(word.lower()) - set("'\u2019-") <= alphabet:
                foreign.append(word)
        elif scripts == {"CYRILLIC"} and alphabet is not None:
            foreign.append(word)
    return list(dict.fromkeys(mixed)), list(dict.fromkeys(foreign))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


@functools.cache
def alphabets() -> dict[Language, frozenset[str]]:
    """Small letters of each language whose alphabet is known."""
    raw = tomllib.loads(files("survey.linting").joinpath("alphabets.toml").read_text("utf-8"))
    return {language: frozenset(letters) for language, letters in raw.items()}


def _between_languages(shown: ShownWording, lines: SourceLines) -> Iterator[LintIssue]:
    for (first, one), (second, other) in combinations(shown.text, 2):
        element = f"{shown.element}, {first} and {second}"
        place = lines.place(shown, second)
        if one == other and any(letter.isalpha() for letter in one):
            level: IssueLevel = "warning" if len(_WORD.findall(one)) >= _LONG else "note"
            yield LintIssue.of_rule("identical-wordings", level, place, element, wording=_short(one))
            continue
        if one.startswith(f"[{first}] ") or other.startswith(f"[{second}] "):
            continue  # a new workspace marks wordings that wait for translation so; unfinished-wording reports them
        marks = [sorted(_PLACE_MARK.findall(wording)) for wording in (one, other)]
        named = [[mark for mark in own if mark[0] in "{$%"] for own in marks]
        if len(marks[0]) != len(marks[1]) or named[0] != named[1]:
            said = {"first": ", ".join(marks[0]) or "-", "second": ", ".join(marks[1]) or "-"}
            yield LintIssue.of_rule("different-places", "warning", place, element, **said)
        numbers = [Counter(_numbers(wording)) for wording in (one, other)]
        if numbers[0] != numbers[1]:
            said = {"first": _listed(numbers[0] - numbers[1]), "second": _listed(numbers[1] - numbers[0])}
            yield LintIssue.of_rule("different-numbers", "note", place, element, **said)


def _numbers(wording: str) -> list[str]:
    return [found.replace(",", ".") for found in _NUMBER.findall(wording)]


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(sorted(numbers.elements())) or "-"


def _repeated(wordings: Sequence[ShownWording], lines: SourceLines) -> Iterator[LintIssue]:
    """Questions that have one wording in a language and different ones in another: one of them was pasted."""
    questions = [shown for shown in wordings if shown.kind in ("question", "row")]
    for language in dict.fromkeys(language for shown in questions for language in shown.text.languages):
        first: dict[tuple[str, str], ShownWording] = {}
        for shown in questions:
            owner = shown.element.partition(", row ")[0] if shown.kind == "row" else ""
            known = first.setdefault((owner, shown.text[language]), shown)
            if known is not shown and known.text != shown.text:
                place, element = lines.place(shown, language), f"{shown.element}, {language}"
                yield LintIssue.of_rule("repeated-question", "warning", place, element, other=known.element)


def _short(wording: str) -> str:
    return wording if len(wording) <= 60 else wording[:57] + "..."
