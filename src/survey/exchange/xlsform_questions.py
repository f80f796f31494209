"""Rows of the sheet ``survey`` for one question: the question itself, its specified answers, its battery or its statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from survey.exchange.form_logic import FormTest
from survey.exchange.form_words import FormWords, together
from survey.exchange.xlsform_choices import ChoiceLists, is_chosen, stated
from survey.exchange.xlsform_limits import limit_of
from survey.exchange.xlsform_tables import FormRow, WordingOrigin, worded
from survey.exchange.xpath import quoted, xpath
from survey.questionnaire.model import BatteryRow, MissingCode, Question, QuestionKind, Questionnaire
from survey.text import Text

SEED = "rotation_seed"
"""Question that keeps the number by which answers are put in random order."""

_TYPES: Mapping[QuestionKind, str] = {
    "integer": "integer", "count": "integer", "scale": "integer", "decimal": "decimal", "text": "text", "code": "text",
    "wave": "text", "date": "date", "time": "time",
}  # fmt: skip
_DATED = ("date", "time")


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
            hint = worded("hint", self._hint(question, whole=True))
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
        if question.mask_own_group and not self._is_earlier(question.mask_own_group, question):
            yield say("note_own_group", question=question.id, group=question.mask_own_group)
        untypable = [code.shown for code in question.missing if code not in _typable(question)]
        if untypable and not is_chosen(question):
            yield say("note_untypable", question=question.id, codes=", ".join(untypable))

    def _battery(self, question: Question, relevant: Mapping[str, str]) -> Iterator[FormRow]:
        """A group that is shown as a grid where its rows share a list."""
        look = "table-list" if is_chosen(question) else "field-list"
        label = worded("label", self._text(question.text))
        group = {"type": "begin group", "name": question.id, "appearance": look, **label, **relevant}
        yield FormRow(group, WordingOrigin("question", question.id))
        how = self._hint(question, whole=False)
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
        own = question.mask_own_group
        if own and row.group is not None and self._is_earlier(own, question):
            tests.append(f"not(${{{own}}} = {quoted(str(row.group))})")
        if row.asked_from is not None:
            day = self.form.roles.get("date")
            dated = f"${{{day}}}" if day and self.form.variable(day).kind == "date" else "today()"
            tests.append(f"not({dated} < date({quoted(row.asked_from)}))")
        return _relevant(" and ".join(tests))

    def _is_earlier(self, other: str, question: Question) -> bool:
        order = [one.id for one in self.form.questions]
        return order.index(self.form.variable(other).question.id) < order.index(question.id)

    def _list_experiment(self, question: Question, relevant: Mapping[str, str]) -> Iterator[FormRow]:
        """The question, the statements of the version of the interview, and a field for their number, on one page."""
        group = {"type": "begin group", "name": f"{question.id}_card", "appearance": "field-list", **relevant}
        label = worded("label", self._text(question.text))
        yield FormRow({**group, **label}, WordingOrigin("question", question.id))
        for version, most in question.maximum_by_version:
            read = question.statements if most <= len(question.statements) else question.statements + question.treatment
            said = _numbered(read, self.words.languages)
            name = f"{question.id}_statements_{version}"
            shown = f"${{{question.split_by}}} = {quoted(str(version))}"
            yield FormRow({"type": "note", "name": name, **worded("label", said), "relevant": shown})
        hint = worded("hint", self._hint(question, whole=True))
        field = worded("label", self.words.say("statements_named"))
        yield FormRow({**self._answer(question, question.id), **field, **hint})
        yield FormRow({"type": "end group", "name": f"{question.id}_card"})

    def _answer(self, question: Question, name: str) -> dict[str, str]:
        """Cells of a question or a row without its wording: type, limits, what is offered."""
        cells = {"type": self._type(question), "name": name}
        if question.required:
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

    def _hint(self, question: Question, *, whole: bool) -> Text:
        """Instructions for the interviewer; ``whole`` adds the missing codes of an answer that is typed."""
        keys = [
            key
            for key, holds in (
                ("show_card", question.card),
                ("do_not_read", not question.prompted),
                ("fill_in", question.filled_by_interviewer and question.block not in ("H", "O")),
            )
            if holds
        ]
        said = [self.words.say(key) for key in keys]
        typed = _typable(question)
        if typed and whole and not is_chosen(question):
            said.append(self.words.say("codes_typed", lambda language: {"codes": stated(typed, language)}))
        return together(said)

    def _specified(self, question: Question, name: str) -> Iterator[FormRow]:
        """The field for an answer in the respondent's words, shown where such an answer is chosen."""
        codes = [option.shown for option in question.options if option.specify]
        if not codes:
            return
        has = "selected(${{{0}}}, {1})" if question.kind == "multiple" else "${{{0}}} = {1}"
        shown = " or ".join(has.format(name, quoted(code)) for code in codes)
        label = worded("label", self.words.say("specify"))
        yield FormRow({"type": "text", "name": f"{name}_other", **label, "relevant": shown})

    def _text(self, text: Text) -> Text:
        return Text.each(self.words.languages, lambda language: text[language])


def _typable(question: Question) -> tuple[MissingCode, ...]:
    """Missing codes that a field of the kind of the question takes."""
    if question.kind in _DATED:
        return ()
    numeric = _TYPES.get(question.kind) in ("integer", "decimal")
    return tuple(code for code in question.missing if not numeric or code.written is None)


def _relevant(test: str) -> dict[str, str]:
    return {"relevant": test} if test and test != "true()" else {}


def _numbered(statements: tuple[BatteryRow, ...], languages: tuple[str, ...]) -> Text:
    """Statements one under another, numbered."""
    return Text.each(
        languages, lambda language: "\n".join(f"{at}. {one.text[language]}" for at, one in enumerate(statements, 1))
    )
