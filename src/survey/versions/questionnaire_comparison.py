"""Comparison of two versions of a questionnaire: blocks, questions, rows, answers, routing, groupings, indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from survey.argument_errors import public
from survey.indicators import Indicators
from survey.indicators.comparability import Incomparable, incomparable
from survey.questionnaire import Block, Grouping, Question, Questionnaire
from survey.questionnaire.comparable_questions import asked_alike, plain_words, shared_languages
from survey.questionnaire.version_matching import alike_under_names
from survey.text import Language, Text
from survey.versions.declared_changes import declared_names, in_present_terms, present_id, written_changes
from survey.versions.order_changes import moved, preceding
from survey.versions.part_properties import of_question, property_changes
from survey.versions.question_parts import list_changes, part_changes, reworded
from survey.versions.questionnaire_difference import (
    Comparability,
    IndicatorComparison,
    QuestionnaireChange,
    QuestionnaireDifference,
)


@public
def compare_questionnaires(old: Questionnaire | Indicators, new: Questionnaire | Indicators) -> QuestionnaireDifference:
    """Difference of two versions of a questionnaire: changes, and indicators that stay comparable.

    Parameters
    ----------
    old, new : Questionnaire or Indicators
        Indicators bring their questionnaire. Whether indicators stay comparable is found when both are Indicators.

    Returns
    -------
    QuestionnaireDifference
        Every change of a wording, code, bound, missing code, condition, route, order or grouping, with whether it breaks the
        series; the rules are those by which the report compares waves. Wordings are compared in the languages of both
        versions, spaces do not count; a former wording under ``was`` that does not break is a correction.

    Notes
    -----
    A question with a former id under ``was`` is ``renamed``, an answer with former codes ``recoded``; the series goes
    on. Without a declaration, a question removed and one added with the same wording in all shared languages are one
    ``renamed`` question when no other has it, answers likewise are ``recoded``, and the series ends, because data are
    joined by ids and codes. A former code of several answers is ``split`` and ends it, too. Tiles of maps are not
    compared.

    Examples
    --------
    >>> import datetime
    >>> from survey.questionnaire import read_questionnaire
    >>> from survey.questionnaire.former_wordings import worded_on
    >>> form = read_questionnaire("questionnaires/interethnic")
    >>> earlier = worded_on(form, datetime.date(2018, 1, 15))
    >>> sorted({one.kind for one in compare_questionnaires(earlier, form).changes})
    ['changed', 'reworded']
    """
    one, other = (given.form if isinstance(given, Indicators) else given for given in (old, new))
    comparisons = tuple(_indicators(old, new)) if isinstance(old, Indicators) and isinstance(new, Indicators) else ()
    return QuestionnaireDifference(_named(one), _named(other), tuple(_changes(one, other)), comparisons)


def _named(form: Questionnaire) -> str:
    return f"{form.id} {form.version}"


def _changes(old: Questionnaire, new: Questionnaire) -> Iterator[QuestionnaireChange]:
    languages = shared_languages(new, old)
    yield from _questionnaire(old, new, languages)
    yield from _blocks(old, new, languages)
    yield from _rehosted(_questions(old, new, languages), old, new)
    yield from written_changes(old, new)
    yield from _groupings(old, new, languages)


def _questionnaire(
    old: Questionnaire, new: Questionnaire, languages: Sequence[Language]
) -> Iterator[QuestionnaireChange]:
    def properties(form: Questionnaire) -> Mapping[str, str]:
        roles = {f"roles: {role}": present_id(name, old, new) for role, name in form.roles.items()}
        facts = {f"facts: {name}": fact for name, fact in form.facts}
        days = {f"versions: {name}": since.isoformat() for name, since in form.versions}
        languages = ", ".join(form.languages)
        return {"id": form.id, "version": form.version, "languages": languages, **days, **roles, **facts}

    yield from property_changes(properties(old), properties(new), "questionnaire", "")
    yield from reworded(old.title, new.title, languages, "questionnaire", "")


def _blocks(old: Questionnaire, new: Questionnaire, languages: Sequence[Language]) -> Iterator[QuestionnaireChange]:
    before, now = ({block.id: block for block in form.blocks} for form in (old, new))
    yield from list_changes([*before], [*now], "block", _titles(before), _titles(now))
    for name in now:
        if name in before:
            for texts in zip(_said(before[name]), _said(now[name]), strict=True):
                yield from reworded(*texts, languages, "block", name)
            notes = ({"note": block.note} for block in (before[name], now[name]))
            yield from property_changes(next(notes), next(notes), "block", name)


def _titles(blocks: Mapping[str, Block]) -> Mapping[str, str]:
    return {name: _shown(block.title) for name, block in blocks.items()}


def _said(block: Block) -> tuple[Text, Text, Text]:
    return block.title, block.intro, block.outro


def _questions(old: Questionnaire, new: Questionnaire, languages: Sequence[Language]) -> Iterator[QuestionnaireChange]:
    before, now = ({question.id: question for question in form.questions} for form in (old, new))
    declared = declared_names(before, now)
    named = {name: one.id for name, one in declared.items()}
    left = {name: one for name, one in before.items() if name not in named.values()}
    renamed = {**_renamed(left, {name: one for name, one in now.items() if name not in named}, languages), **named}
    present = {former: name for name, former in renamed.items()}
    continued = {renamed.get(name, name) for name in now}
    order = [present.get(name, name) for name in before if name in continued]
    out_of_order = set(moved(order, [*now]))
    for name, question in before.items():
        if name not in continued:
            yield QuestionnaireChange("removed", "question", name, before=_shown(question.text), breaks=True)
    for name, question in now.items():
        if name in renamed:
            breaks = name not in declared or declared[name].breaks
            yield QuestionnaireChange("renamed", "question", name, before=renamed[name], now=name, breaks=breaks)
        elif name not in before:
            yield QuestionnaireChange("added", "question", name, now=_shown(question.text))
            continue
        earlier = before[renamed.get(name, name)]
        if name in out_of_order:
            old_place, new_place = preceding(name, order), preceding(name, [*now])
            yield QuestionnaireChange("moved", "question", name, before=old_place, now=new_place)
        yield from property_changes(
            in_present_terms(earlier, question, old, new), of_question(question), "question", name
        )
        yield from part_changes(earlier, question, languages)


def _rehosted(
    changes: Iterator[QuestionnaireChange], old: Questionnaire, new: Questionnaire
) -> Iterator[QuestionnaireChange]:
    """The changes, with a variable that went to another question as moved there instead of removed and added."""

    def host(form: Questionnaire, name: str) -> str:
        return form.variables[name].question.id

    rehosted = {
        name for name in new.variables if name in old.variables and host(old, name) != host(new, name)
    }  # fmt: skip
    for change in changes:
        name = change.name or change.question
        if change.part not in ("question", "row") or change.kind not in ("added", "removed") or name not in rehosted:
            yield change
        elif change.kind == "added":
            alike = asked_alike(name, new, old, worded=True)
            yield replace(change, kind="moved", before=host(old, name), now=host(new, name), breaks=not alike)


def _renamed(
    before: Mapping[str, Question], now: Mapping[str, Question], languages: Sequence[Language]
) -> dict[str, str]:
    """Old ids by new ones: questions of the same kind whose wording no other removed or added question has."""

    def by_wording(questions: Mapping[str, Question], others: Mapping[str, Question]) -> dict[object, list[str]]:
        found: dict[object, list[str]] = {}
        for name, question in questions.items():
            if name not in others:
                words = tuple(plain_words(question.text[language]) for language in languages)
                found.setdefault((question.kind, words), []).append(name)
        return found

    gone, added = by_wording(before, now), by_wording(now, before)
    return {
        names[0]: gone[key][0]
        for key, names in added.items()
        if languages and len(names) == len(gone.get(key, ())) == 1
    }


def _groupings(old: Questionnaire, new: Questionnaire, languages: Sequence[Language]) -> Iterator[QuestionnaireChange]:
    before, now = old.groupings, new.groupings
    texts = ({name: _shown(one.text) for name, one in groupings.items()} for groupings in (before, now))
    yield from list_changes([*before], [*now], "grouping", next(texts), next(texts), ordered=False)
    for name, grouping in now.items():
        if name in before:
            yield from reworded(before[name].text, grouping.text, languages, "grouping", name)
            yield from _categories(before[name], grouping, old, new, languages)


def _categories(
    old: Grouping, new: Grouping, old_form: Questionnaire, new_form: Questionnaire, languages: Sequence[Language]
) -> Iterator[QuestionnaireChange]:
    before, now = ({str(one.code): one for one in grouping.categories} for grouping in (old, new))
    texts = ({name: _shown(one.text) for name, one in found.items()} for found in (before, now))
    yield from list_changes([*before], [*now], "category", next(texts), next(texts), question=new.id, breaks=True)
    for code, category in now.items():
        if code in before:
            one = before[code]
            same = alike_under_names(category.when, one.when, new_form, old_form)
            was = {"id": one.id, "when": category.when.source if same else one.when.source}
            is_now = {"id": category.id, "when": category.when.source}
            yield from property_changes(was, is_now, "category", new.id, code)
            yield from reworded(one.text, category.text, languages, "category", new.id, code)


def _shown(text: Text) -> str:
    return text.wordings[0][1] if text.wordings else ""


def _indicators(old: Indicators, new: Indicators) -> Iterator[IndicatorComparison]:
    reasons = incomparable(new, old)
    for one in new:
        reason = reasons.get(one.id)
        state: Comparability = "comparable" if reason is None else _state(reason, known=one.id in old)
        yield IndicatorComparison(one.id, state, reason.questions if reason is not None else ())
    yield from (IndicatorComparison(one.id, "removed") for one in old if one.id not in new)


def _state(reason: Incomparable, *, known: bool) -> Comparability:
    if reason.difference == "new":
        return "unasked" if known else "new"
    return reason.difference
