"""Limits of an answer in an XLSForm: the constraint as XPath over ``.``, and the message that states it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from survey.exchange.form_words import FormWords, together
from survey.exchange.xlsform_choices import is_chosen, stated
from survey.exchange.xpath import quoted
from survey.periods import PeriodKind
from survey.questionnaire.model import Question
from survey.text import Language, Text

_WAVES: dict[PeriodKind, tuple[str, str]] = {
    "month": ("^[12][0-9][0-9][0-9]-(0[1-9]|1[0-2])$", "2018-03"),
    "quarter": ("^[12][0-9][0-9][0-9]Q[1-4]$", "2018Q1"),
    "half_year": ("^[12][0-9][0-9][0-9]H[12]$", "2018H1"),
    "year": ("^[12][0-9][0-9][0-9]$", "2018"),
}
"""Names of waves by kind of period, as a regular expression and as an example; rounds have names of their choice."""


@dataclass(frozen=True, slots=True)
class AnswerLimit:
    """Constraint of a question and its message in every language."""

    constraint: str
    message: Text


def limit_of(question: Question, words: FormWords) -> AnswerLimit | None:
    """Limit that an answer must obey; None when anything goes."""
    if question.kind == "multiple":
        return _of_choices(question, words)
    if question.kind == "wave":
        return _of_wave(question, words)
    if question.kind in ("integer", "decimal", "scale", "count") and not is_chosen(question):
        return _of_number(question, words)
    return None


def _of_choices(question: Question, words: FormWords) -> AnswerLimit | None:
    alone = [option.shown for option in question.options if option.exclusive]
    alone += [code.shown for code in question.missing]
    tests, said = [], []
    if alone:
        chosen = " or ".join(f"selected(., {quoted(code)})" for code in alone)
        tests.append(f"count-selected(.) < 2 or not({chosen})")
        said.append(words.say("limit_alone", lambda language: {"answers": _worded(question, alone, language)}))
    if question.max_choices is not None and question.max_choices < len(question.options):
        tests.append(f"count-selected(.) <= {question.max_choices}")
        said.append(words.say("limit_choices", n=question.max_choices))
    return _joined(tests, said)


def _worded(question: Question, codes: Iterable[str], language: Language) -> str:
    texts = {option.shown: option.text[language] for option in question.options}
    texts |= {code.shown: code.text[language] for code in question.missing}
    return "; ".join(f"«{texts[code]}»" for code in codes)


def _joined(tests: list[str], said: list[Text]) -> AnswerLimit | None:
    if not tests:
        return None
    joined = f"({tests[0]}) and {tests[1]}" if len(tests) > 1 else tests[0]
    return AnswerLimit(joined, together(said))


def _of_wave(question: Question, words: FormWords) -> AnswerLimit | None:
    if question.period not in _WAVES:
        return None
    pattern, example = _WAVES[question.period]
    return AnswerLimit(f"regex(., '{pattern}')", words.say("limit_wave", example=example))


def _of_number(question: Question, words: FormWords) -> AnswerLimit | None:
    bounds = [f". {sign} {bound:.15g}" for sign, bound in _bounds(question) if bound is not None]
    if question.kind == "count":
        bounds += [
            f"(not(${{{question.split_by}}} = {quoted(str(version))}) or . <= {bound:.15g})"
            for version, bound in question.maximum_by_version
        ]
    if not bounds:
        return None
    numeric = [code for code in question.missing if code.written is None]
    inside = " and ".join(bounds)
    allowed = [f". = {code.shown}" for code in numeric]
    written = " or ".join([f"({inside})" if len(bounds) > 1 else inside, *allowed]) if allowed else inside
    return AnswerLimit(written, _numbers_said(question, words))


def _bounds(question: Question) -> tuple[tuple[str, float | None], ...]:
    high = None if question.kind == "count" else question.maximum
    return (">=", question.minimum), ("<=", high)


def _numbers_said(question: Question, words: FormWords) -> Text:
    low, high = question.minimum, question.maximum
    key = "limit_both" if low is not None and high is not None else "limit_low" if low is not None else "limit_high"
    key += "_or_code" if question.missing else ""
    return words.say(
        key,
        lambda language: {"codes": stated(question.missing, language)} if question.missing else {},
        low=f"{low:.15g}" if low is not None else "",
        high=f"{high:.15g}" if high is not None else "",
    )
