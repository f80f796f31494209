"""Owners of wordings in which a form would put an answer for a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from survey.questionnaire.model import Question, Questionnaire
from survey.text import Text


def with_names(form: Questionnaire, is_named: Callable[[str], bool]) -> Iterator[str]:
    """Ids of the questions and blocks with a wording, in any language, for which ``is_named`` is true."""
    for block in form.blocks:
        owned: list[tuple[str, tuple[Text, ...]]] = [(block.id, (block.title, block.intro, block.outro))]
        owned += [(question.id, tuple(_wordings(question))) for question in block.questions]
        for owner, texts in owned:
            if any(is_named(words) for text in texts for _, words in text):
                yield owner


def _wordings(question: Question) -> Iterator[Text]:
    yield question.text
    yield from (row.text for row in (*question.rows, *question.statements, *question.treatment))
    yield from (answer.text for answer in (*question.options, *question.anchors))
    yield from (code.text for code in question.missing)
