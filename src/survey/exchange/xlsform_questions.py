"""Rows of the sheet ``survey`` for one question: the question itself, its specified answers, its battery or its statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from survey.exchange.form_answers import in_languages, is_chosen
from survey.exchange.form_instructions import (
    day_question,
    instructions,
    is_needed,
    notes_of_every_form,
    own_group_asked_before,
    specified,
    statements_by_version,
)
from survey.exchange.form_logic import FormTest
from survey.exchange.form_words import FormWords
from survey.exchange.xlsform_choices import ChoiceLists
from survey.exchange.xlsform_limits import limit_of
from survey.exchange.xlsform_tables import FormRow, WordingOrigin, worded
from survey.exchange.xpath import quoted, xpath
from survey.questionnaire.model import BatteryRow, Question, QuestionKind, Questionnaire
from survey.text import Text

SEED = "rotation_seed"
"""Question that keeps the number by which answers are put in random order."""

_TYPES: Mapping[QuestionKind, str] = {
    "integer": "integer", "count": "integer", "scale": "integer", "decimal": "decimal", "text": "text", "code": "text",
    "wave": "text", "date": "date", "time": "time",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuestionRows:
    """Maker of rows of questions.

    Parameters
    ----------
    form : Questionnaire
    words : FormWords
    lists : ChoiceLists
        Gets the lists that the questions need.
    seed : str
        Name of the question that keeps the seed of random orders.
    """

    form: Questionnaire
    words: FormWords
    lists: ChoiceLists
    seed: str

    def rows(self, question: Question, asked: FormTest) -> Iterator[FormRow]:
        """The rows of a question that is asked where the test holds."""
        relevant = _relevant(xpath(asked))
        if question.rows:
            yield from self._battery(question, relevant)
        elif question.kind == "count":
            yield from self._list_experiment(question, relevant)
        else:
            origin = WordingOrigin("question", question.id)
            hint = worded("hint", instructions(question, self.words, whole=True))
            label = worded("label", self._text(question.text))
            yield FormRow({**self._answer(question, question.id), **label, **hint, **relevant}, origin)
            yield from self._specified(question, question.id)

    def notes(self, question: Question) -> Iterator[Text]:
        """Notes about what of the question an XLSForm cannot do."""
        say = self.words.note
        if question.rotate and question.rows:
            yield say("note_rows_not_rotated", question=question.id)
        elif question.rotate and question.options:
            yield say("note_codes_rotate", question=question.id)
        yield from notes_of_every_form(question, self.form, self.words)

    def _battery(self, question: Question, relevant: Mapping[str, str]) -> Iterator[FormRow]:
        """A group that is shown as a grid where its rows share a list."""
        look = "table-list" if is_chosen(question) else "field-list"
        label = worded("label", self._text(question.text))
        group = {"type": "begin group", "name": question.id, "appearance": look, **label, **relevant}
        yield FormRow(group, WordingOrigin("question", question.id))
        how = instructions(question, self.words, whole=False)
        if how:
            yield FormRow({"type": "note", "name": f"{question.id}_how", **worded("label", how)})
        for row in question.rows:
            cells = {**self._answer(question, row.id), **worded("label", self._text(row.text))}
            yield FormRow({**cells, **self._row_relevant(question, row)}, WordingOrigin("row", question.id, row.id))
        yield FormRow({"type": "end group", "name": question.id})
        for row in question.rows:
            yield from self._specified(question, row.id)

    def _row_relevant(self, question: Question, row: BatteryRow) -> dict[str, str]:
        tests = []
        own = own_group_asked_before(question, self.form)
        if own is not None and row.group is not None:
            tests.append(f"not(${{{own}}} = {quoted(str(row.group))})")
        if row.asked_from is not None:
            day = day_question(self.form)
            dated = f"${{{day}}}" if day is not None else "today()"
            tests.append(f"not({dated} < date({quoted(row.asked_from)}))")
        return _relevant(" and ".join(tests))

    def _list_experiment(self, question: Question, relevant: Mapping[str, str]) -> Iterator[FormRow]:
        """The question, the statements of the version of the interview, and a field for their number, on one page."""
        group = {"type": "begin group", "name": f"{question.id}_card", "appearance": "field-list", **relevant}
        label = worded("label", self._text(question.text))
        yield FormRow({**group, **label}, WordingOrigin("question", question.id))
        for version, said in statements_by_version(question, self.words):
            name = f"{question.id}_statements_{version}"
            shown = f"${{{question.split_by}}} = {quoted(str(version))}"
            yield FormRow({"type": "note", "name": name, **worded("label", said), "relevant": shown})
        hint = worded("hint", instructions(question, self.words, whole=True))
        field = worded("label", self.words.say("statements_named"))
        yield FormRow({**self._answer(question, question.id), **field, **hint})
        yield FormRow({"type": "end group", "name": f"{question.id}_card"})

    def _answer(self, question: Question, name: str) -> dict[str, str]:
        """Cells of a question or a row without its wording: type, limits, what is offered."""
        cells = {"type": self._type(question), "name": name}
        if is_needed(question):
            cells["required"] = "yes"
        limit = limit_of(replace(question, rows=()), self.words)
        if limit is not None:
            cells |= {"constraint": limit.constraint, **worded("constraint_message", limit.message)}
        if question.rotate and question.options and not question.rows:
            cells["parameters"] = f"randomize=true, seed=${{{self.seed}}}"
        if question.offered_from is not None:
            cells["choice_filter"] = f"selected(${{{question.offered_from}}}, name) or kind = 'missing'"
        return cells

    def _type(self, question: Question) -> str:
        if not is_chosen(question):
            return _TYPES[question.kind]
        kind = "select_multiple" if question.kind == "multiple" else "select_one"
        return f"{kind} {self.lists.name(question)}"

    def _specified(self, question: Question, name: str) -> Iterator[FormRow]:
        """The field for an answer in the respondent's words, shown where such an answer is chosen."""
        codes = specified(question)
        if not codes:
            return
        has = "selected(${{{0}}}, {1})" if question.kind == "multiple" else "${{{0}}} = {1}"
        shown = " or ".join(has.format(name, quoted(code)) for code in codes)
        label = worded("label", self.words.say("specify"))
        yield FormRow({"type": "text", "name": f"{name}_other", **label, "relevant": shown})

    def _text(self, text: Text) -> Text:
        return in_languages(text, self.words.languages)


def _relevant(test: str) -> dict[str, str]:
    return {"relevant": test} if test and test != "true()" else {}
