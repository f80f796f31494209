"""Elements of a form of SurveyJS for one question: the question itself, its specified answers, its battery or its statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from survey.exchange.form_answers import is_chosen, is_grid
from survey.exchange.form_instructions import (
    day_question,
    instructions,
    is_needed,
    own_group_asked_before,
    specified,
    statements_by_version,
)
from survey.exchange.form_logic import AnyOf, FormTest, Opposite, Selected
from survey.exchange.form_words import FormWords
from survey.exchange.surveyjs_expression import literal, surveyjs_expression
from survey.exchange.surveyjs_parts import (
    SurveyjsElement,
    SurveyjsValue,
    answer_type,
    choices,
    input_type,
    said,
    validators,
)
from survey.questionnaire.model import BatteryRow, Question, Questionnaire, Variable
from survey.text import Text

ALWAYS = "1 = 1"
"""Expression of a question that is asked of everybody."""


@dataclass(frozen=True, slots=True)
class QuestionElements:
    """Maker of elements of questions.

    Parameters
    ----------
    form : Questionnaire
    words : FormWords
    """

    form: Questionnaire
    words: FormWords

    def elements(self, question: Question, asked: FormTest) -> Iterator[SurveyjsElement]:
        """The elements of a question that is asked where the test holds."""
        visible = visible_if(surveyjs_expression(asked))
        if question.rows:
            battery = self._grid(question) if is_grid(question) else self._list_of_rows(question)
            yield battery | visible
            for row in question.rows:
                yield from self._specified(question, self.form.variable(row.id))
        elif question.kind == "count":
            yield self._list_experiment(question) | visible
        else:
            variable = self.form.variable(question.id)
            how = instructions(question, self.words, whole=True)
            yield self._head(question, how) | self._answer(question, variable) | visible
            yield from self._specified(question, variable)

    def note(self, name: str, text: Text, expression: str) -> SurveyjsElement:
        """Words between questions, line by line."""
        lines = Text.each(self.words.languages, lambda language: escape(text[language]).replace("\n", "<br>"))
        return {"type": "html", "name": name, "html": said(lines, self.words.languages), **visible_if(expression)}

    def _head(self, question: Question, how: Text) -> SurveyjsElement:
        """Name, wording and instructions."""
        return {"name": question.id, "title": self._said(question.text), **self._described(how)}

    def _described(self, how: Text) -> SurveyjsElement:
        return {"description": self._said(how)} if how else {}

    def _said(self, text: Text) -> SurveyjsElement:
        return said(text, self.words.languages)

    def _answer(self, question: Question, variable: Variable) -> SurveyjsElement:
        """Type of the element, what is offered, what is checked."""
        found: SurveyjsElement = {"type": answer_type(question), **input_type(question)}
        if is_needed(question):
            found["isRequired"] = True
        if is_chosen(question):
            found["choices"] = choices(question, self.form)
        if question.rotate and question.options and not question.rows:
            found["choicesOrder"] = "random"
        checks = validators(question, variable, self.form, self.words)
        return found | ({"validators": checks} if checks else {})

    def _grid(self, question: Question) -> SurveyjsElement:
        """A battery whose rows share a list."""
        how = instructions(question, self.words, whole=False)
        rows: list[SurveyjsValue] = [
            {"value": row.id, "text": self._said(row.text), **visible_if(self._row_test(question, row))}
            for row in question.rows
        ]
        columns = choices(question, self.form)
        found: SurveyjsElement = {"type": "matrix", **self._head(question, how), "columns": columns, "rows": rows}
        if is_needed(question):
            found |= {"isRequired": True, "eachRowRequired": True}
        return found | ({"rowOrder": "random"} if question.rotate else {})

    def _list_of_rows(self, question: Question) -> SurveyjsElement:
        """A battery whose rows are typed: one question after another."""
        how = instructions(question, self.words, whole=True)
        parts: list[SurveyjsElement] = []
        for row in question.rows:
            variable = self.form.variable(row.id)
            alone = replace(question, rows=(), rotate=False)
            head: SurveyjsElement = {"name": row.id, "title": self._said(row.text)}
            parts.append(head | self._answer(alone, variable) | visible_if(self._row_test(question, row)))
        order: SurveyjsElement = {"questionOrder": "random"} if question.rotate else {}
        return {"type": "panel", **self._head(question, how), **order, "elements": parts}

    def _row_test(self, question: Question, row: BatteryRow) -> str:
        tests = []
        own = own_group_asked_before(question, self.form)
        if own is not None and row.group is not None:
            tests.append(surveyjs_expression(Opposite(self._has(own, row.group))))
        if row.asked_from is not None:
            day = day_question(self.form)
            now = f"{{{day}}} <" if day is not None else "today() <"
            first = literal(row.asked_from) if day is not None else f"getDate({literal(row.asked_from)})"
            tests.append(f"!({now} {first})")
        return " and ".join(tests) or ALWAYS

    def _has(self, name: str, code: int) -> FormTest:
        variable = self.form.variable(name)
        return Selected(variable, variable.shown(code))

    def _list_experiment(self, question: Question) -> SurveyjsElement:
        """The question, the statements of the version of the interview, and a field for their number."""
        split = str(question.split_by)
        parts = [
            self.note(f"{question.id}_statements_{version}", text, surveyjs_expression(self._has(split, version)))
            for version, text in statements_by_version(question, self.words)
        ]
        field: SurveyjsElement = {"name": question.id, "title": self._said(self.words.say("statements_named"))}
        field |= self._described(instructions(question, self.words, whole=True))
        parts.append(field | self._answer(question, self.form.variable(question.id)))
        title = self._said(question.text)
        return {"type": "panel", "name": f"{question.id}_card", "title": title, "elements": parts}

    def _specified(self, question: Question, variable: Variable) -> Iterator[SurveyjsElement]:
        """The field for an answer in the respondent's words, shown where such an answer is chosen."""
        codes = specified(question)
        if codes:
            shown = surveyjs_expression(AnyOf(tuple(Selected(variable, code) for code in codes)))
            title = self._said(self.words.say("specify"))
            yield {"type": "text", "name": f"{variable.id}_other", "title": title, **visible_if(shown)}


def visible_if(expression: str) -> SurveyjsElement:
    """The property of an element that is shown where an expression is true; none where it always is."""
    return {"visibleIf": expression} if expression != ALWAYS else {}
