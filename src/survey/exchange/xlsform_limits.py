"""Limits of an answer in an XLSForm: the constraint as XPath over ``.``, and the message that states it."""

from __future__ import annotations

from dataclasses import dataclass

from survey.exchange.form_limits import bounds, excluding, excluding_said, most_chosen, numbers_said, wave_pattern
from survey.exchange.form_words import FormWords, together
from survey.exchange.xpath import quoted
from survey.questionnaire.model import Question
from survey.text import Text


@dataclass(frozen=True, slots=True)
class AnswerLimit:
    """Constraint of a question and its message in every language."""

    constraint: str
    message: Text


def limit_of(question: Question, words: FormWords) -> AnswerLimit | None:
    """Limit that an answer must obey; None when anything goes."""
    if question.kind == "multiple":
        return _of_choices(question, words)
    wave = wave_pattern(question, words)
    if wave is not None:
        return AnswerLimit(f"regex(., '{wave[0]}')", wave[1])
    return _of_number(question, words)


def _of_choices(question: Question, words: FormWords) -> AnswerLimit | None:
    alone, most = excluding(question), most_chosen(question)
    tests, said = [], []
    if alone:
        chosen = " or ".join(f"selected(., {quoted(code)})" for code in alone)
        tests.append(f"count-selected(.) < 2 or not({chosen})")
        said.append(excluding_said(question, words))
    if most is not None:
        tests.append(f"count-selected(.) <= {most}")
        said.append(words.say("limit_choices", n=most))
    return _joined(tests, said)


def _joined(tests: list[str], said: list[Text]) -> AnswerLimit | None:
    if not tests:
        return None
    joined = f"({tests[0]}) and {tests[1]}" if len(tests) > 1 else tests[0]
    return AnswerLimit(joined, together(said))


def _of_number(question: Question, words: FormWords) -> AnswerLimit | None:
    tests = [f". {sign} {bound:.15g}" for sign, bound in bounds(question)]
    if question.kind == "count":
        tests += [
            f"(not(${{{question.split_by}}} = {quoted(str(version))}) or . <= {bound:.15g})"
            for version, bound in question.maximum_by_version
        ]
    if not tests:
        return None
    inside = " and ".join(tests)
    allowed = [f". = {code.shown}" for code in question.missing if code.written is None]
    written = " or ".join([f"({inside})" if len(tests) > 1 else inside, *allowed]) if allowed else inside
    return AnswerLimit(written, numbers_said(question, words))
