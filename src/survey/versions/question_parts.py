"""Parts of a question in two versions: its wording, rows, answers, worded ends, statements, missing codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from survey.questionnaire import BatteryRow, Option, Question
from survey.questionnaire.comparable_questions import answer_worded_alike, plain_words, worded_alike
from survey.questionnaire.former_answers import AnswerThen
from survey.questionnaire.version_matching import former_name, match_answers
from survey.text import Language, Text
from survey.versions.declared_changes import recodes
from survey.versions.order_changes import moved, preceding
from survey.versions.part_properties import of_missing, of_option, of_row, property_changes
from survey.versions.questionnaire_difference import PartName, QuestionnaireChange

_GONE = "\0"


def part_changes(old: Question, new: Question, languages: Sequence[Language]) -> Iterator[QuestionnaireChange]:
    """Changes of the wording and the parts of a question; its own properties are compared elsewhere."""
    breaks = not worded_alike(new, old, tuple(languages))
    yield from reworded(old.text, new.text, languages, "question", new.id, breaks=breaks)
    yield from _rows(old.rows, new.rows, new.id, languages, "row")
    yield from _rows(
        (*old.statements, *old.treatment), (*new.statements, *new.treatment), new.id, languages, "statement"
    )
    yield from _answers(old.options, new.options, new.id, languages, "answer")
    yield from _answers(old.anchors, new.anchors, new.id, languages, "end")
    yield from _missing(old, new, languages)


def reworded(
    before: Text,
    now: Text,
    languages: Sequence[Language],
    part: PartName,
    question: str,
    name: str = "",
    *,
    breaks: bool = False,
) -> Iterator[QuestionnaireChange]:
    """A change for every language whose wording differs by more than spaces."""
    for language in languages:
        old, new = (text[language] if text.has(language) else "" for text in (before, now))
        if plain_words(old) != plain_words(new):
            yield QuestionnaireChange("reworded", part, question, name, language, old, new, breaks)


def list_changes(
    before: Sequence[str],
    now: Sequence[str],
    part: PartName,
    texts_before: Mapping[str, str],
    texts_now: Mapping[str, str],
    *,
    question: str | None = None,
    breaks: bool = False,
    ordered: bool = True,
) -> Iterator[QuestionnaireChange]:
    """Names added, removed and moved; ``question`` is what they belong to, None when they are such parts themselves.

    ``breaks`` says whether these changes break the series of what they belong to; a row that is gone ends its series.
    """

    def place(name: str) -> tuple[str, str]:
        return (name, "") if question is None else (question, name)

    for name in before:
        if name not in texts_now:
            yield QuestionnaireChange(
                "removed", part, *place(name), before=texts_before[name], breaks=breaks or part == "row"
            )
    for name in now:
        if name not in texts_before:
            yield QuestionnaireChange("added", part, *place(name), now=texts_now[name], breaks=breaks)
    for name in moved(before, now) if ordered else ():
        old, new = preceding(name, before), preceding(name, now)
        yield QuestionnaireChange("moved", part, *place(name), before=old, now=new, breaks=breaks)


def _rows(
    old: Sequence[BatteryRow],
    new: Sequence[BatteryRow],
    question: str,
    languages: Sequence[Language],
    part: PartName,
) -> Iterator[QuestionnaireChange]:
    own = {row.id: row for row in old}
    renamed = {one.id: row.id for row in new if (one := former_name(row.former_names, own)) is not None}
    before, now = {renamed.get(row.id, row.id): row for row in old}, {row.id: row for row in new}
    texts = ({name: _shown(row.text) for name, row in rows.items()} for rows in (before, now))
    yield from list_changes(
        [*before], [*now], part, next(texts), next(texts), question=question, breaks=part == "statement"
    )
    for name, row in now.items():
        if name in before:
            if before[name].id != name:
                breaks = any(one.breaks for one in row.former_names if one.id == before[name].id)
                yield QuestionnaireChange("renamed", part, question, name, "", before[name].id, name, breaks)
            yield from property_changes(of_row(before[name]), of_row(row), part, question, name)
            alike = worded_alike(row, before[name], tuple(languages))
            yield from reworded(before[name].text, row.text, languages, part, question, name, breaks=not alike)


def _answers(
    old: Sequence[Option], new: Sequence[Option], question: str, languages: Sequence[Language], part: PartName
) -> Iterator[QuestionnaireChange]:
    match = match_answers(new, old)
    yield from recodes(match, old, question, part)
    before, now = {one.shown: one for one in old}, {one.shown: one for one in new}
    present = {one.shown: match.answers[one.code].option.shown for one in old if one.code in match.answers}
    split = {option.shown for option in old if option.code in match.split} | {
        code for codes in match.parts.values() for code in codes
    }
    gone = {code: one for code, one in before.items() if code not in present and code not in split}
    added = {code: one for code, one in now.items() if code not in present.values() and code not in split}
    for code, was in _recoded(gone, added, languages).items():
        present[was] = code
        breaks = before[was].code != now[code].code
        yield QuestionnaireChange("recoded", part, question, code, before=was, now=code, breaks=breaks)
    # an answer that is gone keeps a name that no present answer has
    names = {code: present.get(code, f"{code}{_GONE}") for code in before if code not in split}
    texts = {names[code]: _shown(one.text) for code, one in before.items() if code in names}
    texts_now = {code: _shown(one.text) for code, one in now.items() if code not in split}
    for change in list_changes(
        list(dict.fromkeys(names.values())), [*texts_now], part, texts, texts_now, question=question, breaks=True
    ):
        yield replace(change, name=_named(change.name), before=_named(change.before), now=_named(change.now))
    for code, name in present.items():
        one, option = before[code], now[name]
        if part == "answer":
            yield from property_changes(of_option(one), of_option(option), part, question, name)
        then = match.answers.get(one.code, AnswerThen(option, None))
        breaks = not answer_worded_alike(then, one, tuple(languages))
        yield from reworded(one.text, option.text, languages, part, question, name, breaks=breaks)


def _named(name: str) -> str:
    return name.removesuffix(_GONE)


def _recoded(before: Mapping[str, Option], now: Mapping[str, Option], languages: Sequence[Language]) -> dict[str, str]:
    """Old codes by new ones: answers that are gone and added under the same wording, which no other has."""

    def by_wording(options: Mapping[str, Option]) -> dict[object, list[str]]:
        found: dict[object, list[str]] = {}
        for code, option in options.items():
            words = tuple(plain_words(option.text[language]) for language in languages if option.text.has(language))
            found.setdefault(words, []).append(code)
        return found

    gone, added = by_wording(before), by_wording(now)
    return {codes[0]: gone[key][0] for key, codes in added.items() if key and len(codes) == len(gone.get(key, ())) == 1}


def _missing(old: Question, new: Question, languages: Sequence[Language]) -> Iterator[QuestionnaireChange]:
    before, now = ({code.shown: code for code in question.missing} for question in (old, new))
    texts = ({name: _shown(one.text) for name, one in codes.items()} for codes in (before, now))
    yield from list_changes(
        [*before], [*now], "missing", next(texts), next(texts), question=new.id, breaks=True, ordered=False
    )
    for name, code in now.items():
        if name in before:
            yield from property_changes(of_missing(before[name]), of_missing(code), "missing", new.id, name)
            yield from reworded(before[name].text, code.text, languages, "missing", new.id, name)


def _shown(text: Text) -> str:
    return text.wordings[0][1] if text.wordings else ""
