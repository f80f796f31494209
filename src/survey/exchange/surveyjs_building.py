"""The form of SurveyJS for a whole questionnaire: a page for every block, metadata, seeds of random orders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from survey.exchange.form_instructions import notes_of_every_form
from survey.exchange.form_names import free_name
from survey.exchange.form_relevance import FormRelevance, relevance
from survey.exchange.form_words import FormWords
from survey.exchange.surveyjs_expression import literal, surveyjs_expression
from survey.exchange.surveyjs_parts import SurveyjsElement, locale, said
from survey.exchange.surveyjs_questions import ALWAYS, QuestionElements
from survey.exchange.wordings_with_names import with_names
from survey.questionnaire.model import Block, Question, Questionnaire
from survey.text import Text

SEED = "seed_"
"""Beginning of the names under which the seeds of random orders are kept with the answers."""

_REFERENCE = re.compile(r"\{[#$]?(\w+)[^{}]*\}")


@dataclass(frozen=True, slots=True)
class SurveyjsForm:
    """Form of SurveyJS, and what of the questionnaire it cannot do."""

    content: SurveyjsElement
    notes: tuple[Text, ...] = field(default=(), repr=False)


def surveyjs_form(form: Questionnaire) -> SurveyjsForm:
    """The form: answers to questions that are hidden are removed at once, as the routing takes them for not asked."""
    words = FormWords(form.languages)
    maker = QuestionElements(form, words)
    asked = relevance(form)
    pages = [_page(block, maker, asked) for block in form.blocks]
    content: SurveyjsElement = {
        "title": said(form.title, form.languages),
        "locale": locale(form.languages[0]),
        "showQuestionNumbers": "off",
        "showProgressBar": True,
        "progressBarType": "questions",
        "clearInvisibleValues": "onHiddenContainer",
        "calculatedValues": list(_kept(form)),
        "pages": pages,
    }
    notes = [note for question in form.questions for note in notes_of_every_form(question, form, words)]
    notes += [words.note("note_braces", element=element) for element in _with_references(form)]
    notes += [words.note("note_language", code=code) for code in words.without_catalogue]
    return SurveyjsForm(content, tuple(notes))


def _kept(form: Questionnaire) -> Iterator[SurveyjsElement]:
    """Values that the form itself adds to the answers: which form, when begun and last changed, seeds of random orders."""
    start = free_name("start", form)
    yield _value(free_name("form_id", form), literal(form.id))
    yield _value(free_name("form_version", form), literal(form.version))
    yield _value(start, f"iif({{{start}}} notempty, {{{start}}}, currentDate())")
    # a value that changed with every answer would have all conditions evaluated twice, so the end is given to the minute
    spent = f"dateDiff({{{start}}}, currentDate(), 'minutes')"
    yield _value(free_name("end", form), f"dateAdd({{{start}}}, {spent}, 'minutes')")
    for question in form.questions:
        if question.rotate and (question.rows or question.options):
            yield _value(free_name(f"{SEED}{question.id}", form), f"{{${question.id}.randomSeed}}")


def _value(name: str, expression: str) -> SurveyjsElement:
    return {"name": name, "expression": expression, "includeIntoResult": True}


def _page(block: Block, maker: QuestionElements, asked: FormRelevance) -> SurveyjsElement:
    form, questions = maker.form, block.questions
    elements: list[SurveyjsElement] = []
    if block.intro:
        elements.append(_between(block, "intro", block.intro, maker, asked, questions[:1]))
    for question in questions:
        elements += maker.elements(question, asked.asked[question.id])
    if block.outro:
        elements.append(_between(block, "outro", block.outro, maker, asked, questions[-1:]))
    name = free_name(f"block_{block.id}", form)
    return {"name": name, "title": said(block.title, form.languages), "elements": elements}


def _between(
    block: Block, kind: str, text: Text, maker: QuestionElements, asked: FormRelevance, near: tuple[Question, ...]
) -> SurveyjsElement:
    """Words of a block, for those whom no answer leads past the question next to them."""
    shown = surveyjs_expression(asked.reached[near[0].id]) if near else ALWAYS
    return maker.note(free_name(f"{block.id}_{kind}", maker.form), text, shown)


def _with_references(form: Questionnaire) -> Iterator[str]:
    """Questions and blocks with a wording in which SurveyJS would put an answer for a name in braces."""
    names = {*form.variables, *(question.id for question in form.questions)}
    return with_names(form, lambda words: any(name in names for name in _REFERENCE.findall(words)))
