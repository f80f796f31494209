"""Parts of a form of SurveyJS as JSON: wordings by language, answers to choose from, validators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from survey.exchange.form_answers import is_chosen, is_number, points
from survey.exchange.form_limits import bounds, most_chosen, numbers_said, wave_pattern
from survey.exchange.form_logic import Selected
from survey.exchange.form_words import FormWords
from survey.exchange.surveyjs_expression import reference, surveyjs_expression
from survey.questionnaire.model import WHOLE_KINDS, MissingCode, Option, Question, Questionnaire, Variable
from survey.text import Language, Text

SurveyjsValue: TypeAlias = "str | float | bool | Sequence[SurveyjsValue] | Mapping[str, SurveyjsValue]"
SurveyjsElement: TypeAlias = "dict[str, SurveyjsValue]"


def locale(language: Language) -> str:
    """A language as SurveyJS writes it.

    Examples
    --------
    >>> locale("kk"), locale("pt_BR")
    ('kk', 'pt-br')
    """
    return language.replace("_", "-").lower()


def said(text: Text, languages: tuple[Language, ...]) -> SurveyjsElement:
    """A wording by language."""
    return {locale(language): text[language] for language in languages}


def choices(question: Question, form: Questionnaire) -> list[SurveyjsValue]:
    """Choices of a question: answers, after them missing codes; those that belong at the end keep their place in random order."""
    items: list[SurveyjsElement] = []
    if question.kind == "scale":
        items += [
            {"value": point, "text": said(text, form.languages)} for point, text in points(question, form.languages)
        ]
    items += [_option(option, question, form) for option in question.options]
    items += [_missing(code, question, form) for code in question.missing]
    return list(items)


def _option(option: Option, question: Question, form: Questionnaire) -> SurveyjsElement:
    item = _item(option, form)
    if question.offered_from is not None:
        item["visibleIf"] = surveyjs_expression(Selected(form.variable(question.offered_from), option.shown))
    return item | _place(question, alone=option.exclusive, last=option.exclusive or option.specify)


def _missing(code: MissingCode, question: Question, form: Questionnaire) -> SurveyjsElement:
    return _item(code, form) | _place(question, alone=True, last=True)


def _item(of: Option | MissingCode, form: Questionnaire) -> SurveyjsElement:
    return {"value": of.code if of.written is None else of.written, "text": said(of.text, form.languages)}


def _place(question: Question, *, alone: bool, last: bool) -> SurveyjsElement:
    """Whether a choice excludes the others, and whether it stays where it is when the others are moved."""
    found: SurveyjsElement = {}
    if alone and question.kind == "multiple":
        found["isExclusive"] = True
    if last and question.rotate and not question.rows:
        found["randomize"] = False
    return found


def validators(question: Question, variable: Variable, form: Questionnaire, words: FormWords) -> list[SurveyjsValue]:
    """Checks of an answer with their messages; a blank passes them."""
    return list(_validators(question, variable, form, words))


def _validators(
    question: Question, variable: Variable, form: Questionnaire, words: FormWords
) -> Iterator[SurveyjsElement]:
    most = most_chosen(question)
    if question.kind == "multiple" and most is not None:
        text = said(words.say("limit_choices", n=most), words.languages)
        yield {"type": "answercount", "text": text, "maxCount": most}
    wave = wave_pattern(question, words)
    if wave is not None:
        yield {"type": "regex", "text": said(wave[1], words.languages), "regex": wave[0]}
    if not is_number(question):
        return
    answer = reference(variable)
    if question.kind in WHOLE_KINDS:
        text = said(words.say("limit_whole"), words.languages)
        yield {"type": "expression", "text": text, "expression": f"({answer} empty) or ({answer} % 1 = 0)"}
    inside = _inside(question, form, answer)
    if inside:
        allowed = [f"{answer} = {code.shown}" for code in question.missing if code.written is None]
        passed = " or ".join(f"({one})" for one in (f"{answer} empty", inside, *allowed))
        yield {"type": "expression", "text": said(numbers_said(question, words), words.languages), "expression": passed}


def _inside(question: Question, form: Questionnaire, answer: str) -> str:
    tests = [f"{answer} {sign} {bound:.15g}" for sign, bound in bounds(question)]
    if question.kind == "count":
        tests += [
            f"!({_version(question, form, version)}) or ({answer} <= {bound:.15g})"
            for version, bound in question.maximum_by_version
        ]
    return " and ".join(f"({one})" for one in tests)


def _version(question: Question, form: Questionnaire, code: int) -> str:
    split = form.variable(str(question.split_by))
    return surveyjs_expression(Selected(split, split.shown(code)))


def input_type(question: Question) -> SurveyjsElement:
    """The kind of field of an answer that is typed."""
    if is_number(question):
        return {"inputType": "number", "step": "any"} if question.kind == "decimal" else {"inputType": "number"}
    return {"inputType": question.kind} if question.kind in ("date", "time") else {}


def answer_type(question: Question) -> str:
    """The type of element of one answer."""
    if not is_chosen(question):
        return "text"
    return "checkbox" if question.kind == "multiple" else "radiogroup"
