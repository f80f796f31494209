"""Limits of an answer that forms check: which answers exclude others, bounds, names of waves, and the messages about them."""

from __future__ import annotations

from collections.abc import Iterable

from survey.exchange.form_answers import is_number, stated, typable
from survey.exchange.form_words import FormWords
from survey.periods import PeriodKind
from survey.questionnaire.model import MissingCode, Question
from survey.text import Language, Text

_WAVES: dict[PeriodKind, tuple[str, str]] = {
    "month": ("^[12][0-9][0-9][0-9]-(0[1-9]|1[0-2])$", "2018-03"),
    "quarter": ("^[12][0-9][0-9][0-9]Q[1-4]$", "2018Q1"),
    "half_year": ("^[12][0-9][0-9][0-9]H[12]$", "2018H1"),
    "year": ("^[12][0-9][0-9][0-9]$", "2018"),
}
"""Names of waves by kind of period, as a regular expression and as an example; rounds have names of their choice."""


def excluding(question: Question) -> tuple[str, ...]:
    """Codes of a multiple choice, as files write them, that are chosen alone: exclusive answers and missing codes."""
    alone = [option.shown for option in question.options if option.exclusive]
    return (*alone, *(code.shown for code in question.missing))


def excluding_said(question: Question, words: FormWords) -> Text:
    """The message about answers that are chosen alone."""
    return words.say("limit_alone", lambda language: {"answers": _worded(question, excluding(question), language)})


def _worded(question: Question, codes: Iterable[str], language: Language) -> str:
    texts = {option.shown: option.text[language] for option in question.options}
    texts |= {code.shown: code.text[language] for code in question.missing}
    return "; ".join(f"«{texts[code]}»" for code in codes)


def most_chosen(question: Question) -> int | None:
    """The most answers that may be chosen; None when all may."""
    most = question.max_choices
    return most if most is not None and most < len(question.options) else None


def wave_pattern(question: Question, words: FormWords) -> tuple[str, Text] | None:
    """The regular expression of the name of a wave with its message; None for another question and for rounds."""
    if question.kind != "wave" or question.period not in _WAVES:
        return None
    pattern, example = _WAVES[question.period]
    return pattern, words.say("limit_wave", example=example)


def bounds(question: Question) -> tuple[tuple[str, float], ...]:
    """Bounds of a number that is typed, with their signs; those of the versions of a list experiment are not among them."""
    if not is_number(question):
        return ()
    high = None if question.kind == "count" else question.maximum
    return tuple((sign, bound) for sign, bound in ((">=", question.minimum), ("<=", high)) if bound is not None)


def numbers_said(question: Question, words: FormWords, codes: tuple[MissingCode, ...] | None = None) -> Text:
    """The message about bounds and the missing codes that are allowed outside them; by default those a field for numbers takes."""
    allowed = typable(question) if codes is None else codes
    low, high = question.minimum, question.maximum
    key = "limit_both" if low is not None and high is not None else "limit_low" if low is not None else "limit_high"
    key += "_or_code" if allowed else ""

    def places(language: Language) -> dict[str, object]:
        return {"codes": stated(allowed, language)} if allowed else {}

    return words.say(key, places, low=low, high=high)
