"""Questionnaire made of a dictionary: a skeleton of text files, with an account of every variable."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from survey.blank_reasons import Reason
from survey.exchange.checked_tree import accepted_text
from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryVariable
from survey.exchange.foreign_names import FreeNames
from survey.exchange.form_languages import likely_language
from survey.exchange.form_words import FormWords
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.read_form import FormLine, FormPlace, ReadForm
from survey.exchange.xml_reading import NO_LANGUAGE
from survey.ingest.declared_missing import reason_of
from survey.languages import is_language
from survey.questionnaire.model import ReasonName
from survey.text import Catalogue, Language, Text

SHEET = "variables"
"""Name under which the account lists variables, by their place in the dictionary."""

_HEADER, _OBSERVATIONS = "H", "O"
_REASONS: tuple[str, ...] = get_args(ReasonName)


def questionnaire_of(dictionary: Dictionary, path: Path) -> ReadForm:
    """The text files of a questionnaire, as far as a dictionary says what they need.

    Roles and scores are not part of a dictionary; a key of the interview is added. A wording that is missing in a language is
    that of another language, and a condition that the language of the questionnaire cannot say is left out; the account says so.
    """
    return _Making(dictionary, path).form()


class _Making:
    """One walk through a dictionary."""

    def __init__(self, dictionary: Dictionary, path: Path) -> None:
        self._dictionary, self._path = dictionary, path
        self._say = Catalogue.load("survey.exchange").text
        spoken = [words for variable in dictionary.variables for _, words in variable.text]
        named = [one for one in dictionary.languages if is_language(one)]
        self._languages: tuple[Language, ...] = tuple(named) or (likely_language(spoken),)
        self._words = FormWords(self._languages)
        self._names = FreeNames(reserved=(_HEADER, _OBSERVATIONS))
        self._ids = [self._names.free(one.name) for one in dictionary.variables]
        self._missing: dict[str, Tree] = {}
        self._scales: dict[str, Tree] = {}
        self._known: list[FormLine] = []
        self._lost: list[FormLine] = []
        self._places: dict[str, tuple[FormPlace, ...]] = {}

    def form(self) -> ReadForm:
        words = self._words
        blocks = self._blocks()
        key, added = self._key()
        header: Tree | None = {"title": dict(words.added("import_header")), "questions": added}
        if blocks and blocks[0]["id"] == _HEADER:
            first = blocks.pop(0)
            header = {"title": first["title"], "questions": [*added, *first["questions"]]}
        elif not added:
            header = None
        ending = blocks.pop() if blocks and blocks[-1]["id"] == _OBSERVATIONS else None
        id_ = FreeNames().free(self._dictionary.id or self._path.stem, "s")
        tree: Tree = {
            "id": id_,
            "version": self._dictionary.version or "1",
            "title": self._title(id_),
            "languages": list(self._languages),
            "roles": {"interview": key},
            "missing": list(self._missing.values()),
            "missing_default": [],
            **({"scales": self._scales} if self._scales else {}),
            **({"header": header} if header is not None else {}),
            "blocks": blocks,
            **({"observations": {one: ending[one] for one in ("title", "questions")}} if ending is not None else {}),
        }
        untranslated = [self._line(0, "", "line_no_catalogue", code=code) for code in words.without_catalogue]
        text, refused = accepted_text(tree, self._places)
        lost = [*self._lost, *untranslated, *refused]
        places = tuple((SHEET, at, one.name) for at, one in enumerate(self._dictionary.variables, 1))
        return ReadForm(self._path, {"questionnaire.yaml": text}, False, tuple(self._known), tuple(lost), places)

    def _key(self) -> tuple[str, list[Tree]]:
        """The id of the question that numbers the interviews, and the question where it has to be added."""
        names = [one.name for one in self._dictionary.variables]
        if self._dictionary.key in names:
            place = names.index(self._dictionary.key)
            self._known.append(self._line(place + 1, names[place], "line_key"))
            return self._ids[place], []
        key = self._names.free("instanceID")
        return key, [{"id": key, "type": "text", **dict(self._words.added("import_key"))}]

    def _title(self, id_: str) -> dict[Language, str]:
        given = {one: text for one, text in self._dictionary.title if one in self._languages}
        said = self._words.added("import_title", title=next(iter(given.values()), id_))
        return {one: given.get(one) or said[one] for one in self._languages}

    def _blocks(self) -> list[Tree]:
        """Blocks in the order of their first variables; variables without one are a block between them."""
        titles, blocks = dict(self._dictionary.blocks), list[Tree]()
        taken = FreeNames(reserved=(_HEADER, _OBSERVATIONS))
        placed = list(enumerate(self._dictionary.variables, 1))
        for name, inside in itertools.groupby(placed, lambda one: one[1].block):
            title = titles.get(name, Text())
            said = self._words.added("import_block", n=len(blocks) + 1)
            worded = dict(title)
            is_outside = (name == _HEADER and not blocks) or (name == _OBSERVATIONS and placed[-1][1].block == name)
            block: Tree = {"id": name if is_outside else taken.free(name or f"b{len(blocks) + 1}", "b")}
            block["title"] = {one: worded.get(one) or said[one] for one in self._languages}
            block["questions"] = self._questions(list(inside))
            blocks.append(block)
        return blocks

    def _questions(self, placed: Sequence[tuple[int, DictionaryVariable]]) -> list[Tree]:
        found = []
        for _, grouped in itertools.groupby(placed, lambda one: one[1].question or one[1].name):
            rows = list(grouped)
            place, first = rows[0]
            question = self._question(place, first)
            if first.question:
                question["id"] = self._names.free(first.question)
                question |= self._worded(place, first.name, first.question_text)
                for at, one in rows:
                    self._places[f"question {question['id']}, row {self._ids[at - 1]}"] = ((SHEET, at, one.name),)
                question["rows"] = [
                    {"id": self._named(at, one), **self._worded(at, one.name, one.text)} for at, one in rows
                ]
            else:
                question["id"] = self._named(place, first)
                question |= self._worded(place, first.name, first.text)
            self._places[f"question {question['id']}"] = tuple((SHEET, at, one.name) for at, one in rows)
            for at, one in rows:
                self._known.append(self._line(at, one.name, "line_question", kind=question["type"]))
            found.append({"id": question.pop("id"), **question})
        return found

    def _named(self, place: int, variable: DictionaryVariable) -> str:
        name = self._ids[place - 1]
        if name != variable.name:
            self._lost.append(self._line(place, variable.name, "line_renamed", new=name))
        return name

    def _question(self, place: int, variable: DictionaryVariable) -> Tree:
        """Kind, answers, codes of blanks and condition of a question, without id and wording."""
        is_key = variable.name == self._dictionary.key
        question: Tree = {"id": "", **({"type": "code"} if is_key else self._answers(place, variable))}
        if variable.universe:
            question["ask_if"] = variable.universe
        blanks = (*variable.blanks, *(_with_reason(one) for one in _outside(variable)))
        missing = [code for one in blanks if (code := self._blank(place, variable, one)) is not None]
        if question["type"] not in ("code", "date", "time") and missing:
            question["missing"] = missing
        return question

    def _answers(self, place: int, variable: DictionaryVariable) -> Tree:
        outside = _outside(variable)
        answers = [one for one in variable.answers if one not in outside]
        bounds = {key: _plain(one) for key, one in (("min", variable.low), ("max", variable.high)) if one is not None}
        if variable.kind in ("single", "multiple") and answers:
            options = [
                {"code": _code(one.code), **self._worded(place, variable.name, one.text, one.code)} for one in answers
            ]
            return {"type": variable.kind, "options": options}
        if variable.kind == "whole" and answers and len(bounds) == 2:
            anchors = [
                {"code": _code(one.code), **self._worded(place, variable.name, one.text, one.code)} for one in answers
            ]
            scale = FreeNames(reserved=self._scales).free(f"{variable.question or variable.name}_scale")
            self._places[f"scale {scale}"] = ((SHEET, place, variable.name),)
            self._scales[scale] = {**bounds, "anchors": anchors}
            return {"type": "scale", "scale": scale}
        for one in answers:
            self._lost.append(self._line(place, variable.name, "line_no_place", code=one.code))
        kind = {"whole": "integer", "decimal": "decimal", "date": "date", "time": "time"}.get(variable.kind, "text")
        return {"type": kind, **(bounds if kind in ("integer", "decimal") else {})}

    def _blank(self, place: int, variable: DictionaryVariable, code: DictionaryCode) -> int | str | None:
        """The code of a blank as a question names it; None for one that the questionnaire cannot have."""
        reason = code.reason.name.lower()
        if code.reason == Reason.NOT_ASKED:
            return None
        made = {"code": _code(code.code), "reason": reason, **self._worded(place, variable.name, code.text, code.code)}
        if reason not in _REASONS or self._missing.setdefault(code.code, made)["reason"] != reason:
            self._lost.append(self._line(place, variable.name, "line_no_reason", code=code.code))
            return None
        return _code(code.code)

    def _worded(self, place: int, name: str, text: Text, usual: str = "") -> dict[Language, str]:
        """A wording in every language; one that is missing is that of another language, and is reported."""
        given = {self._languages[0] if one == NO_LANGUAGE else one: words for one, words in text if words}
        known = {one: given[one] for one in self._languages if one in given}
        if not known:
            self._lost.append(self._line(place, name, "line_no_label"))
            return dict(self._words.added("import_wording", name=usual or name))
        untranslated = self._words.untranslated(next(iter(known.values())))
        for language in self._languages:
            if language not in known:
                self._lost.append(self._line(place, name, "line_no_wording", code=language))
        return {language: known.get(language) or untranslated[language] for language in self._languages}

    def _line(self, place: int, name: str, key: str, **places: object) -> FormLine:
        return FormLine(SHEET, place, name, self._say(key, **places))


def _outside(variable: DictionaryVariable) -> list[DictionaryCode]:
    """Codes that are not answers, whatever the format says: numbers outside the bounds of a number, or among text codes.

    A file may hold numeric codes as texts, for one that is negative: then all of them are answers.
    """
    if variable.kind in ("single", "multiple"):
        numbers = [one for one in variable.answers if _is_number(one.code)]
        return numbers if variable.is_written and len(numbers) < len(variable.answers) else []
    low, high = variable.low, variable.high
    if variable.kind != "whole" or low is None or high is None:
        return []
    return [one for one in variable.answers if not (_is_number(one.code) and low <= int(one.code) <= high)]


def _with_reason(code: DictionaryCode) -> DictionaryCode:
    """The code with the reason that its wording says."""
    found = (reason_of(words) for _, words in code.text)
    return replace(code, reason=next((one for one in found if one != Reason.NOT_RECORDED), Reason.NOT_RECORDED))


def _is_number(code: str) -> bool:
    return code.removeprefix("-").isdigit()


def _code(code: str) -> int | str:
    return int(code) if _is_number(code) else code


def _plain(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number
