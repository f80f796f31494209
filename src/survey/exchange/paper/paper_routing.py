"""Routing of a paper form in words: when a question is asked, and where an answer leads."""

from __future__ import annotations

from collections.abc import Iterator

from survey.exchange.form_words import FormWords
from survey.exchange.paper.condition_words import ConditionWords
from survey.exchange.paper.paper_model import Note
from survey.expressions.syntax_tree import Condition
from survey.questionnaire.model import Question, Questionnaire
from survey.text import Text

_ENDS = {"END_SCREENOUT": "paper_end_screenout", "END_REFUSAL": "paper_end_refusal"}


class PaperRouting:
    """Sentences about the routing of a questionnaire, in every language of the form."""

    def __init__(self, form: Questionnaire, words: FormWords) -> None:
        self._form = form
        self._words = words
        self._spoken = {language: ConditionWords(form, language) for language in words.languages}

    def before(self, question: Question) -> Iterator[Note]:
        """The condition under which a question is asked."""
        if question.ask_if is not None:
            yield Note("when", self._with(question.ask_if.root, _when_key(question)))

    def after(self, question: Question) -> Iterator[Note]:
        """Targets of conditions, and of answers to rows of a battery; an answer to one question has an arrow instead."""
        if question.rows:
            for option in question.options:
                if option.leads_to is not None:
                    said = {one: words.code(question.id, option.shown) for one, words in self._spoken.items()}
                    yield self._route(Text(tuple(said.items())), option.leads_to)
        for condition, target in question.routing:
            said = {one: words.words(condition.root) for one, words in self._spoken.items()}
            yield self._route(Text(tuple(said.items())), target)

    def arrow(self, target: str) -> Text:
        """Words for where an answer leads."""
        return self._words.say(_ENDS[target]) if target in _ENDS else self._words.say("paper_arrow", question=target)

    def statements(self, split_by: str, code: str) -> Text:
        """The sentence that opens the statements of a version."""
        return self._words.say(
            "paper_statements", lambda language: {"condition": self._spoken[language].code(split_by, code)}, code=code
        )

    def _with(self, condition: Condition, key: str) -> Text:
        return self._words.say(key, lambda language: {"condition": self._spoken[language].words(condition)})

    def _route(self, condition: Text, target: str) -> Note:
        goal = self.arrow(target) if target in _ENDS else self._words.say("paper_go_to", question=target)
        said = self._words.say(
            "paper_route", lambda language: {"condition": condition[language], "target": goal[language]}
        )
        return Note("route", said)


def _when_key(question: Question) -> str:
    is_filled = question.filled_by_interviewer or question.block in ("H", "O")
    return "paper_when_filled" if is_filled else "paper_when"
