"""The dictionary of a questionnaire."""

from __future__ import annotations

from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryKind, DictionaryVariable
from survey.questionnaire.model import QuestionKind, Questionnaire, Variable
from survey.text import Language, Text

_KINDS: dict[QuestionKind, DictionaryKind] = {
    "single": "single",
    "multiple": "multiple",
    "integer": "whole",
    "scale": "whole",
    "count": "whole",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
}


def dictionary_of(form: Questionnaire) -> Dictionary:
    """The dictionary of a questionnaire, with the wordings in its languages."""
    blocks = tuple((block.id, _in(block.title, form.languages)) for block in form.blocks)
    variables = tuple(_variable(variable, form.languages) for variable in form.variables.values())
    return Dictionary(form.id, form.version, _in(form.title, form.languages), form.languages, blocks, variables)


def _variable(variable: Variable, languages: tuple[Language, ...]) -> DictionaryVariable:
    question = variable.question
    answers = (*variable.options, *question.anchors)
    columns = variable.columns if variable.kind == "multiple" else ("",) * len(answers)
    codes = [
        DictionaryCode(one.shown, _in(one.text, languages), column=column)
        for one, column in zip(answers, columns, strict=True)
    ]
    codes += [DictionaryCode(one.shown, _in(one.text, languages), one.reason) for one in variable.missing]
    is_row = variable.row is not None
    kind = _KINDS.get(variable.kind, "text")
    return DictionaryVariable(
        variable.id,
        kind,
        _in(variable.text, languages),
        tuple(codes),
        question.id if is_row else "",
        _in(question.text, languages) if is_row else Text(),
        question.block,
        variable.ask_if.source if variable.ask_if is not None else "",
        question.minimum,
        question.maximum,
        is_written=variable.is_written and kind not in ("text", "date", "time"),
    )


def _in(text: Text, languages: tuple[Language, ...]) -> Text:
    return Text(tuple((language, text[language]) for language in languages if text.has(language)))
