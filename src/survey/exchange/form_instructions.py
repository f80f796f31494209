"""Instructions of forms for interviewers, and what forms of every kind cannot do with a question."""

from __future__ import annotations

from collections.abc import Iterator

from survey.exchange.form_answers import is_chosen, stated, typable
from survey.exchange.form_words import FormWords, together
from survey.questionnaire.model import BatteryRow, Question, Questionnaire
from survey.text import Text


def instructions(question: Question, words: FormWords, *, whole: bool) -> Text:
    """Instructions for the interviewer; ``whole`` adds the missing codes of an answer that is typed."""
    keys = [
        key
        for key, holds in (
            ("show_card", question.card),
            ("do_not_read", not question.prompted),
            ("fill_in", question.filled_by_interviewer and question.block not in ("H", "O")),
        )
        if holds
    ]
    said = [words.say(key) for key in keys]
    typed = typable(question)
    if typed and whole and not is_chosen(question):
        said.append(words.say("codes_typed", lambda language: {"codes": stated(typed, language)}))
    return together(said)


def statements_by_version(question: Question, words: FormWords) -> Iterator[tuple[int, Text]]:
    """The statements that each version of a list experiment has, one under another and numbered."""
    for version, most in question.maximum_by_version:
        read = question.statements if most <= len(question.statements) else question.statements + question.treatment
        yield version, _numbered(read, words)


def _numbered(statements: tuple[BatteryRow, ...], words: FormWords) -> Text:
    return Text.each(
        words.languages,
        lambda language: "\n".join(f"{at}. {one.text[language]}" for at, one in enumerate(statements, 1)),
    )


def specified(question: Question) -> tuple[str, ...]:
    """Codes, as files write them, of the answers that are also written in words."""
    return tuple(option.shown for option in question.options if option.specify)


def own_group_asked_before(question: Question, form: Questionnaire) -> str | None:
    """The question about the respondent's own group, whose row a battery leaves out; None when it is asked later."""
    own = question.mask_own_group
    order = [one.id for one in form.questions]
    if own and order.index(form.variable(own).question.id) < order.index(question.id):
        return own
    return None


def day_question(form: Questionnaire) -> str | None:
    """The question in the role ``date``, by which rows of later days are shown; None where no question holds a date."""
    day = form.roles.get("date")
    return day if day and form.variable(day).kind == "date" else None


def notes_of_every_form(question: Question, form: Questionnaire, words: FormWords) -> Iterator[Text]:
    """Notes about what of the question forms of every kind cannot do."""
    if question.mask_own_group and own_group_asked_before(question, form) is None:
        yield words.note("note_own_group", question=question.id, group=question.mask_own_group)
    left_blank = _left_blank(question)
    if left_blank:
        yield words.note("note_untypable", question=question.id, codes=", ".join(left_blank))


def is_needed(question: Question) -> bool:
    """Whether a form insists on an answer: not where the field has to be left blank for some codes for no answer."""
    return question.required and not _left_blank(question)


def _left_blank(question: Question) -> list[str]:
    """Codes for no answer that the field of a question cannot hold, as files write them."""
    if is_chosen(question):
        return []
    return [code.shown for code in question.missing if code not in typable(question)]
