"""The sheets of an XLSForm for a whole questionnaire: header metadata, blocks as groups, choices, settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from survey.exchange.form_logic import FormTest
from survey.exchange.form_names import free_name
from survey.exchange.form_relevance import FormRelevance, relevance
from survey.exchange.form_words import FormWords
from survey.exchange.further_sheet import further_rows
from survey.exchange.questionnaire_tree import groupings_tree, questionnaire_tree
from survey.exchange.wordings_with_names import with_names
from survey.exchange.xlsform_choices import ChoiceLists
from survey.exchange.xlsform_questions import SEED, QuestionRows
from survey.exchange.xlsform_references import literal, references, without_references
from survey.exchange.xlsform_tables import FormRow, WordingOrigin, XlsformTables, language_name, worded
from survey.exchange.xpath import xpath
from survey.questionnaire.model import Block, Questionnaire
from survey.text import Text

METADATA = ("start", "end", "today", "deviceid", "username", "audit")
"""Questions that the device answers by itself; ``audit`` keeps a log of times."""


def xlsform_tables(form: Questionnaire) -> XlsformTables:
    """The sheets of the form; what a form has no place for is in the sheet of :mod:`survey.exchange.further_sheet`."""
    words = FormWords(form.languages)
    lists = ChoiceLists(form.languages)
    maker = QuestionRows(form, words, lists, free_name(SEED, form))
    asked = relevance(form)
    survey = [*_metadata(form, maker.seed)]
    for block in form.blocks:
        survey += _block(block, maker, asked)
    notes = [note for question in form.questions for note in maker.notes(question)]
    notes += [words.note("note_reference", element=element) for element in _with_references(form)]
    notes += [words.note("note_language", code=code) for code in words.without_catalogue]
    further = further_rows(questionnaire_tree(form), groupings_tree(form))
    rows, choices = (tuple(without_references(one, form.variables)) for one in (survey, lists.rows))
    return XlsformTables(rows, choices, (_settings(form),), further, tuple(notes))


def _with_references(form: Questionnaire) -> Iterator[str]:
    """Questions and blocks with a wording in which a form puts an answer for a name in ``${…}``."""
    return with_names(form, lambda words: any(name in form.variables for name in references(words)))


def _metadata(form: Questionnaire, seed: str) -> Iterator[FormRow]:
    for kind in METADATA:
        yield FormRow({"type": kind, "name": kind if kind == "audit" else free_name(kind, form)})
    if any(question.rotate and question.options and not question.rows for question in form.questions):
        yield FormRow({"type": "calculate", "name": seed, "calculation": "once(random())"})


def _block(block: Block, maker: QuestionRows, asked: FormRelevance) -> Iterator[FormRow]:
    languages = maker.words.languages
    name = free_name(f"block_{block.id}", maker.form)
    title = worded("label", Text.each(languages, lambda language: block.title[language]))
    yield FormRow({"type": "begin group", "name": name, **title}, WordingOrigin("title", block.id))
    questions = block.questions
    if block.intro:
        yield _said(block.intro, "intro", block, maker, asked.reached[questions[0].id] if questions else None)
    for question in questions:
        yield from maker.rows(question, asked.asked[question.id])
    if block.outro:
        yield _said(block.outro, "outro", block, maker, asked.reached[questions[-1].id] if questions else None)
    if not questions and not block.intro and not block.outro:
        yield FormRow({"type": "note", "name": f"{name}_empty", **title})
    yield FormRow({"type": "end group", "name": name})


def _said(
    text: Text, kind: Literal["intro", "outro"], block: Block, maker: QuestionRows, test: FormTest | None
) -> FormRow:
    """A note of a block, for those whom no answer leads past the question next to it."""
    written = xpath(test) if test is not None else "true()"
    label = worded("label", Text.each(maker.words.languages, lambda language: text[language]))
    relevant = {"relevant": written} if written != "true()" else {}
    name = free_name(f"{block.id}_{kind}", maker.form)
    return FormRow({"type": "note", "name": name, **label, **relevant}, WordingOrigin(kind, block.id))


def _settings(form: Questionnaire) -> FormRow:
    first = form.languages[0]
    identity = "".join(sign if sign.isalnum() or sign in "_-." else "_" for sign in form.id)
    return FormRow(
        {
            "form_title": literal(form.title[first]),
            "form_id": identity,
            "version": form.version,
            "default_language": language_name(first),
        }
    )
