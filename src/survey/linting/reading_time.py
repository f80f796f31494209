"""Time of reading a questionnaire aloud, by language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from survey.linting.lint_report import ReadingTime
from survey.questionnaire import Questionnaire
from survey.questionnaire.model import Block, Question
from survey.text import Language, Text

LETTERS_PER_MINUTE = 840
"""Letters read aloud in a minute, about 14 in a second. Languages with long words need as much time as those with short ones,
so letters are counted and not words; an office that measured its interviewers corrects the minutes in proportion."""


def reading_times(form: Questionnaire) -> tuple[ReadingTime, ...]:
    """Words and minutes of reading aloud in each language, without header and observations, which nobody hears."""
    return tuple(_of_language(form, language) for language in form.languages)


def _of_language(form: Questionnaire, language: Language) -> ReadingTime:
    always = [text for text, is_routed in _read_aloud(form) if not is_routed]
    everything = [text for text, _ in _read_aloud(form)]
    return ReadingTime(
        language,
        sum(len(text[language].split()) for text in everything),
        _minutes(always, language),
        _minutes(everything, language),
    )


def _minutes(texts: Iterable[Text], language: Language) -> float:
    letters = sum(sum(letter.isalnum() for letter in text[language]) for text in texts)
    return letters / LETTERS_PER_MINUTE


def _read_aloud(form: Questionnaire) -> Iterator[tuple[Text, bool]]:
    """Every text that is read aloud, with whether only some respondents hear it."""
    for block in form.blocks:
        if block.id in ("H", "O"):
            continue
        yield from ((text, False) for text in _around(block))
        for question in block.questions:
            is_routed = question.ask_if is not None
            yield from ((text, is_routed) for text in _of_question(question))


def _around(block: Block) -> Iterator[Text]:
    yield from (said for said in (block.intro, block.outro) if said)


def _of_question(question: Question) -> Iterator[Text]:
    """The question, its rows, and its answers when they are read out."""
    yield question.text
    yield from (row.text for row in (*question.rows, *question.statements))
    if question.prompted and question.kind in ("single", "multiple") and not question.card:
        yield from (option.text for option in question.options)
