"""Meanings of the headings of a delivered file: a question, one option of a multiple choice, a mention, "other"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from survey.ingest.cell_words import catalogue_words
from survey.questionnaire.model import BatteryRow, MissingCode, Option, Question, Questionnaire, Variable
from survey.questionnaire.version_matching import names_of
from survey.spelling import fold, in_latin, looks
from survey.text import Text

HeadingPart = Literal["whole", "numbered", "option", "ordered", "mention", "specify", "unplaced"]
"""A column holds the whole answer; an option or a mention (a number after the id leaves open which); an option
named by its wording; one given by its place in the list; a mention; "other, specify"; an unknown part of a question."""

_GROUPS = r"(?:[^\W\d]\w*[-/:.])*"
_PART = r"(?:[-/.]|_{1,3})"
_SPECIFY = r"(?:[-/._]|_{2,3})(?:\d+[-/._])?(?:other|oth|specify|text)(?:[-/._]text)?"
_WORDS = re.compile(r"[\W_]+")
_BEFORE = re.compile(r"[-/:.]")
_GROUP = re.compile("/")
_TWIN = re.compile(r" \([A-Z]{1,3}\)$")
"""Letters of the column that :mod:`survey.ingest.sheet_table` adds to wordings that several columns share."""

_SELECTED = re.compile(r"\s+-\s+Selected Choice\b", re.IGNORECASE)
"""What Qualtrics adds to the wording of a question with choices."""

_MOST_GROUPS = 8
_ORDERED = re.compile(r"(?:[a-z]{1,3}|0)0*(\d+)")
_BRACKETED = re.compile(r"(?P<before>.+?)\s*\[(?P<inner>[^\[\]]+)\]", re.DOTALL)
_OTHER = ("other", "oth", "specify")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Meaning of one heading: a variable and the part of it."""

    variable: str
    part: HeadingPart = "whole"
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A meaning and how plainly the heading says it: 0 the id alone, 1 with its wording, 2 with other text."""

    meaning: Meaning
    rank: int = 0


class Headings:
    """Headings read by one questionnaire."""

    def __init__(self, form: Questionnaire) -> None:
        self.form = form
        self.ids = {name.casefold(): name for name in form.variables}
        self.batteries = {question.id.casefold() for question in form.questions if question.rows}
        ids = "|".join(sorted(map(re.escape, self.ids), key=len, reverse=True))
        owners = "|".join(sorted(map(re.escape, self.ids.keys() | self.batteries), key=len, reverse=True))
        numbered = rf"{_PART}(?P<mention>m?)(?P<number>\d{{1,6}})"
        pattern = rf"{_GROUPS}(?P<id>{ids})(?:(?P<specify>{_SPECIFY})|{numbered})?"
        rest = r"(?P<rest>\s*[.:)|–—-]?\s+\S.*|\s*[.:)([]\s*[^\W\d].*)?"
        self.pattern = re.compile(rf"(?:{pattern}){rest}", re.DOTALL)
        self.bracket = re.compile(
            rf"{_GROUPS}(?P<id>{owners})\b(?P<between>[^\[]*)\[(?P<inner>[^\]]+)\]\s*(?:[.:].*)?", re.DOTALL
        )
        self.wordings = _by_key(
            ((text,), Meaning(variable.id)) for variable in form.variables.values() for text in _wordings(variable)
        )
        self.option_wordings = _by_key(_option_headings(form.variables.values()))
        self.former = {
            one.id.casefold(): name for name, variable in form.variables.items() for one in names_of(variable)
        }
        self.other = {*_OTHER, *(fold(word) for word in catalogue_words("other_words"))}
        self.beside = {_key(word) for word in catalogue_words("heading_words")}

    def by_id(self, heading: str) -> Claim | None:
        """Meaning of the heading by the id in it."""
        heading = heading.strip().rstrip(".:").rstrip()
        plain = heading.casefold()
        return self._by_option(heading) or self._read(plain) or self._read(in_latin(heading))

    def is_respelled(self, heading: str) -> bool:
        """Whether the id was recognised only by the looks of its letters."""
        plain, latin = heading.strip().casefold(), in_latin(heading.strip())
        return self.pattern.fullmatch(plain) is None and self.pattern.fullmatch(latin) is not None

    def by_wording(self, heading: str) -> tuple[Meaning, ...]:
        """Variables that are worded so, in any language; the longest end of a heading with groups that is a wording."""
        heading = _SELECTED.sub("", _TWIN.sub("", heading))
        for start in [0, *(match.end() for match in _GROUP.finditer(heading))][:_MOST_GROUPS]:
            key = _key(heading[start:])
            found = self.option_wordings.get(key) or self.wordings.get(key, ()) if key else ()
            if found:
                return found
        return self._stated_other(heading)

    def _stated_other(self, heading: str) -> tuple[Meaning, ...]:
        """The answer "other" of the questions that are worded so before the brackets: Which problems? [other]."""
        match = _BRACKETED.fullmatch(heading.strip())
        if match is None or fold(match["inner"]) not in self.other:
            return ()
        owners = [self.form.variables[meaning.variable] for meaning in self.wordings.get(_key(match["before"]), ())]
        coded = [(variable, code) for variable in owners if (code := _open_option(variable)) is not None]
        return tuple(
            Meaning(variable.id, "option", code) if variable.kind == "multiple" else Meaning(variable.id, "specify")
            for variable, code in coded
        )

    def is_beside(self, heading: str) -> bool:
        """Whether a heading names a question and something that a program measured in addition: A2 time."""
        match = self.pattern.fullmatch(heading.strip().casefold())
        return match is not None and match["rest"] is not None and self._begins_beside(match["rest"])

    def formerly(self, heading: str) -> str | None:
        """The variable that had the id in a heading before, alone, after groups, or before an option: ``D04``, ``g/D04_2``."""
        own = re.split(r"[/:.]", heading.strip().casefold())[-1]
        return self.former.get(own) or next(
            (name for former, name in self.former.items() if re.match(rf"{former}[\s_\[]", own)), None
        )

    def option_of(self, variable: Variable, wording: str) -> int | None:
        """The code of the option with this wording."""
        fitting = {
            meaning.number
            for text in (f"{variable.id} {wording}", wording)
            for meaning in self.option_wordings.get(_key(text), ())
            if meaning.variable == variable.id
        }
        return fitting.pop() if len(fitting) == 1 else None

    def _by_option(self, heading: str) -> Claim | None:
        starts = [0, *(match.end() for match in _BEFORE.finditer(heading))]
        for start in starts[:_MOST_GROUPS]:
            found = self.option_wordings.get(_key(heading[start:]), ())
            if len(found) == 1:
                return Claim(found[0])
        return None

    def _read(self, heading: str) -> Claim | None:
        return self._in_brackets(heading) or self._after_id(heading)

    def _in_brackets(self, heading: str) -> Claim | None:
        match = self.bracket.fullmatch(heading)
        if match is None:
            return None
        owner, inner = match["id"], match["inner"].strip()
        row = self.ids.get(inner) or self.ids.get(f"{owner}{inner}")
        if owner in self.batteries:
            return Claim(Meaning(row)) if row is not None else None
        variable = self.form.variables[self.ids[owner]]
        if variable.kind != "multiple" and inner in self.other and _open_option(variable) is not None:
            return Claim(Meaning(variable.id, "specify"))
        if variable.kind != "multiple" or _key(inner) in {_key(text) for text in _wordings(variable)}:
            return None
        return Claim(_inside(variable, "other" if inner in self.other else inner))

    def _after_id(self, heading: str) -> Claim | None:
        match = self.pattern.fullmatch(heading)
        if match is None:
            return None
        variable = self.form.variables[self.ids[match["id"]]]
        rank = self._rank(variable, match["rest"])
        if rank is None:
            return None
        if match["specify"]:
            is_usual = match["specify"] == "_other" or any(option.specify for option in variable.options)
            return Claim(Meaning(variable.id, "specify"), rank) if is_usual else None
        if match["number"] is None:
            return Claim(Meaning(variable.id), rank)
        if variable.kind != "multiple":
            return None
        return Claim(Meaning(variable.id, "mention" if match["mention"] else "numbered", int(match["number"])), rank)

    def _rank(self, variable: Variable, rest: str | None) -> int | None:
        if rest is None:
            return 0
        key = _key(rest)
        if any(_key(text).startswith(key) for text in _wordings(variable)):
            return 1
        return None if self._begins_beside(rest) else 2

    def _begins_beside(self, rest: str) -> bool:
        key = _key(rest)
        return any(key == word or key.startswith(f"{word} ") for word in self.beside)


def _open_option(variable: Variable) -> int | None:
    """The code of the answer that is stated in words."""
    return next((option.code for option in variable.options if option.specify), None)


def _inside(variable: Variable, inner: str) -> Meaning:
    """Meaning of the text in the brackets of LimeSurvey's headings: a code, a place in the list, "other"."""
    if inner in _OTHER and (other := _open_option(variable)) is not None:
        return Meaning(variable.id, "option", other)
    if inner.isdecimal() and not inner.startswith("0") and len(inner) < 7:
        return Meaning(variable.id, "numbered", int(inner))
    match = _ORDERED.fullmatch(inner)
    return Meaning(variable.id, "ordered", int(match[1])) if match else Meaning(variable.id, "unplaced")


@functools.lru_cache(maxsize=2**16)
def _key(wording: str) -> str:
    return _WORDS.sub(" ", looks(fold(wording))).strip()


def _by_key(pairs: Iterable[tuple[tuple[str, ...], Meaning]]) -> dict[str, tuple[Meaning, ...]]:
    """Meanings by the keys of headings, which are given in parts: every wording comes with every answer, but has one key."""
    found: dict[str, dict[Meaning, None]] = {}
    for parts, meaning in pairs:
        found.setdefault(" ".join(filter(None, map(_key, parts))), {})[meaning] = None
    return {key: tuple(meanings) for key, meanings in found.items() if key}


def _wordings(variable: Variable) -> list[str]:
    questions = _versions(variable.question)
    if variable.row is None:
        worded = [wording for text in (*questions, variable.question.wording_test) for _, wording in text]
        if variable.kind != "count":
            return worded
        fields = catalogue_words("statement_words")
        return [*worded, *fields, *(f"{wording} {field}" for wording in worded for field in fields)]
    rows = _versions(variable.row)
    texts = [wording for text in (*rows, variable.question.wording_test) for _, wording in text]
    pairs = [(question, row) for question in questions for row in rows]
    return texts + [f"{question[name]} {words}" for question, row in pairs for name, words in row if question.has(name)]


def _versions(part: Question | BatteryRow) -> tuple[Text, ...]:
    """The wording of a question or a row, and the one of another version where there is one."""
    former = part.former
    return tuple(dict.fromkeys((part.text, former.text, former.present))) if former is not None else (part.text,)


def _option_headings(variables: Iterable[Variable]) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    """Headings of an option in parts: the id or the question, and the option, as LimeSurvey, Kobo and others write them."""
    for variable in variables:
        if variable.kind != "multiple":
            continue
        wordings = _wordings(variable)
        for code, texts in _coded(variable):
            meaning = Meaning(variable.id, "option", code)
            for text in texts:
                yield (variable.id, text), meaning
                for wording in wordings:
                    yield (variable.id, wording, text), meaning
                    yield (wording, text), meaning
                    yield (text, wording), meaning


def _coded(variable: Variable) -> Iterator[tuple[int, tuple[str, ...]]]:
    answers: tuple[Option | MissingCode, ...] = (*variable.options, *variable.missing)
    for answer in answers:
        yield answer.code, answer.spellings
