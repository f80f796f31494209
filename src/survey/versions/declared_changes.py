"""Declared changes of ids and codes: renamed questions, recoded answers, and older properties in present terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from survey.questionnaire import Option, Question, Questionnaire
from survey.questionnaire.former_parts import FormerName
from survey.questionnaire.version_matching import (
    AnswerMatch,
    alike_under_names,
    former_name,
    match_answers,
    name_changes,
    same_names,
)
from survey.versions.part_properties import of_question
from survey.versions.questionnaire_difference import PartName, QuestionnaireChange


def declared_names(before: Mapping[str, Question], now: Mapping[str, Question]) -> dict[str, FormerName]:
    """Former ids that questions of the newer version declare and the older version has, by present ids."""
    pairs = ((name, former_name(question.former_names, before)) for name, question in now.items())
    return {name: former for name, former in pairs if former is not None}


def recodes(match: AnswerMatch, old: Sequence[Option], question: str, part: PartName) -> Iterator[QuestionnaireChange]:
    """A change for every present answer that is declared to have had other codes, merged ones together; then the splits."""
    shown = {option.code: option.shown for option in old}
    found: dict[str, list[int]] = {}
    for code, one in match.answers.items():
        if one.former is not None:
            found.setdefault(one.option.shown, []).append(code)
    for name, codes in found.items():
        if [shown[code] for code in codes] != [name]:
            breaks = any(one.former.breaks for code in codes if (one := match.answers[code]).former is not None)
            before = ", ".join(shown[code] for code in codes)
            yield QuestionnaireChange("recoded", part, question, name, before=before, now=name, breaks=breaks)
    for code in match.split:
        yield QuestionnaireChange(
            "split", part, question, shown[code], before=shown[code], now=", ".join(match.parts[code]), breaks=True
        )


def written_changes(old: Questionnaire, new: Questionnaire) -> Iterator[QuestionnaireChange]:
    """Renames and recodes between two days of one questionnaire, whose present ids and codes are the same."""
    before, now = ({one.id: one for one in form.questions} for form in (old, new))
    for name, question in now.items():
        if name in before and (old.former_form is not None or new.former_form is not None):
            earlier, later = _as_written(before[name], old), _as_written(question, new)
            if earlier.id != later.id:
                breaks = any(one.breaks for one in later.former_names if one.id == earlier.id)
                yield QuestionnaireChange("renamed", "question", name, before=earlier.id, now=later.id, breaks=breaks)
            for one, other in zip(earlier.rows, later.rows, strict=False):
                if one.id != other.id:
                    yield QuestionnaireChange("renamed", "row", name, other.id, before=one.id, now=other.id)
            yield from recodes(match_answers(later.options, earlier.options), earlier.options, name, "answer")


def _as_written(question: Question, form: Questionnaire) -> Question:
    """The question with the ids and codes of the day of the form."""
    if form.former_form is None:
        return question
    place = next(at for at, one in enumerate(form.questions) if one.id == question.id)
    return form.former_form.form.questions[place]


def in_present_terms(
    earlier: Question, question: Question, old: Questionnaire, new: Questionnaire
) -> Mapping[str, str]:
    """Properties of an older question, where those that are the same under the declared ids and codes read as the present ones."""
    before, now = dict(of_question(earlier)), of_question(question)
    match = match_answers(question.options, earlier.options)
    same = {
        "ask_if": alike_under_names(question.ask_if, earlier.ask_if, new, old),
        "routing": len(question.routing) == len(earlier.routing)
        and all(
            alike_under_names(one[0], other[0], new, old) and present_id(other[1], old, new) == one[1]
            for one, other in zip(question.routing, earlier.routing, strict=True)
        ),
        "split_by": _same_name(question.split_by, earlier.split_by, old, new),
        "mask_own_group": _same_name(question.mask_own_group, earlier.mask_own_group, old, new),
        "offered_from": _same_name(question.offered_from, earlier.offered_from, old, new),
    }
    if match.is_recoded:
        for side in ("positive", "neutral", "negative"):
            codes: tuple[int, ...] = getattr(earlier, side)
            same[side] = {match.codes.get(code) for code in codes} == {*getattr(question, side)}
    return before | {key: now[key] for key, is_same in same.items() if is_same}


def present_id(name: str, old: Questionnaire, new: Questionnaire) -> str:
    """The present id of a question of the older version; the same without a declaration."""
    before = {question.id: question for question in old.questions}
    former = declared_names(before, {question.id: question for question in new.questions})
    found = [now for now, one in former.items() if one.id == name]
    found += [now for now in new.variables for change in [name_changes([now], new, old)] if name in change]
    return found[0] if found else name


def _same_name(now: str | None, before: str | None, old: Questionnaire, new: Questionnaire) -> bool:
    return same_names([now] if now else [], [before] if before else [], new, old)
