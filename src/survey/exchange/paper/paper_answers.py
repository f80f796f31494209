"""Instructions and places for the answer of a question on paper: lists to mark, grids, scales, fields to write in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace

from survey.exchange.form_answers import is_chosen
from survey.exchange.form_instructions import own_group_asked_before
from survey.exchange.form_limits import bounds, most_chosen, numbers_said, wave_pattern
from survey.exchange.form_words import FormWords, together
from survey.exchange.paper.paper_model import (
    Choice,
    ChoiceList,
    CodeList,
    GridRow,
    MarkGrid,
    MarkSign,
    Note,
    Part,
    ScaleLine,
    WriteField,
    WriteGrid,
    WritingKind,
)
from survey.exchange.paper.paper_routing import PaperRouting
from survey.questionnaire.model import BatteryRow, MissingCode, Option, Question, Questionnaire
from survey.text import Language, Text

_OUTSIDE = ("H", "O")
_MOST_BOXES, _MOST_COLUMNS = 8, 20
"""Boxes of a number, and columns of a grid, that a page has room for."""


class PaperAnswers:
    """Maker of what comes after the wording of a question.

    Parameters
    ----------
    form : Questionnaire
    words : FormWords
    cards : mapping of question id to number of its show card
    split : str, optional
        The version that the form is for, as the question that splits codes it; by default the form has every version.
    """

    def __init__(
        self, form: Questionnaire, words: FormWords, cards: Mapping[str, int], split: str | None = None
    ) -> None:
        self._form = form
        self._words = words
        self._cards = cards
        self._split = split
        self._splitting = {one.split_by for one in form.questions if one.split_by} if split is not None else set()
        self._routing = PaperRouting(form, words)

    def parts(self, question: Question) -> Iterator[Part]:
        """Instructions, then the place for the answer."""
        instructions = list(self._instructions(question))
        if instructions:
            yield Note("instruction", together(instructions))
        if question.kind == "count":
            yield from self._versions(question)
        if question.rows:
            yield from self._battery(question)
        elif question.kind == "scale" and is_chosen(question):
            yield ScaleLine(self._points(question), self._missing(question))
        elif is_chosen(question):
            yield ChoiceList(_mark(question), self._options(question), self._missing(question))
        else:
            yield self._field(question)

    def _instructions(self, question: Question) -> Iterator[Text]:
        say = self._words.say
        if question.id in self._splitting:
            yield say("paper_split", code=self._split)
        if question.id in self._cards:
            yield say("paper_show_card", number=self._cards[question.id])
        if not question.prompted:
            yield say("do_not_read")
        if question.filled_by_interviewer and question.block not in _OUTSIDE:
            yield say("fill_in")
        if question.rows and is_chosen(question):
            yield say("paper_rows_one")
        elif question.kind == "multiple":
            yield self._several(question)
        if question.rotate and (question.rows or question.options):
            yield say("paper_rows_random" if question.rows else "paper_answers_random")
        if question.offered_from is not None:
            yield say("paper_offered", question=question.offered_from)
        own = own_group_asked_before(question, self._form)
        if own is not None:
            yield say("paper_own_group", question=own)

    def _several(self, question: Question) -> Text:
        """The instruction of a multiple choice: all that apply, or at most so many."""
        most = most_chosen(question)
        return self._words.say("limit_choices", n=most) if most is not None else self._words.say("paper_several")

    def _versions(self, question: Question) -> Iterator[Note]:
        """The statements of every version of a list experiment under the condition of the version, or those of one version."""
        one_version = self._version_of(question)
        for version, most in question.maximum_by_version if one_version is None else (one_version,):
            read = question.statements if most <= len(question.statements) else question.statements + question.treatment
            if one_version is None:
                yield Note("when", self._routing.statements(str(question.split_by), str(version)))
            for one in read:
                yield Note("read", self._words.only(one.text))
        yield Note("instruction", self._words.say("statements_named"))

    def _version_of(self, question: Question) -> tuple[int, float] | None:
        """The version of a list experiment that the form is for, with its bound; None when it is for every version."""
        return next((one for one in question.maximum_by_version if str(one[0]) == self._split), None)

    def _battery(self, question: Question) -> Iterator[Part]:
        """A grid to mark; fields for the codes where there are more than a page has columns for; fields for numbers and texts."""
        rows = tuple(self._row(one) for one in question.rows)
        if not is_chosen(question):
            yield WriteGrid(rows, self._field(question))
            return
        answers = self._points(question) if question.kind == "scale" else self._options(question)
        plain, missing = tuple(replace(one, arrow=Text()) for one in answers), self._missing(question)
        if len(plain) + len(missing) <= _MOST_COLUMNS:
            yield MarkGrid(rows, plain, missing)
            if any(one.specify for one in question.options):
                yield WriteField("line", 0, self._words.say("specify"))
            return
        yield CodeList((*plain, *missing))
        longest = max(len(one.code) for one in (*plain, *missing))
        kind: WritingKind = "digits" if longest <= _MOST_BOXES else "line"
        yield WriteGrid(rows, WriteField(kind, longest, self._words.say("paper_codes")))

    def _row(self, row: BatteryRow) -> GridRow:
        remark = Text()
        if row.asked_from is not None:
            day = datetime.date.fromisoformat(row.asked_from)
            remark = self._words.say("paper_asked_from", lambda language: {"day": _day(day, language)})
        return GridRow(row.id, self._words.only(row.text), remark)

    def _options(self, question: Question) -> tuple[Choice, ...]:
        return tuple(self._option(one) for one in question.options)

    def _option(self, option: Option) -> Choice:
        return Choice(
            option.shown,
            self._words.only(option.text),
            self._words.say("paper_alone") if option.exclusive else Text(),
            option.specify,
            self._routing.arrow(option.leads_to) if option.leads_to is not None else Text(),
        )

    def _points(self, question: Question) -> tuple[Choice, ...]:
        """Points of a scale, the worded ones with their words."""
        low, high = int(question.minimum or 0), int(question.maximum or 0)
        said = {one.code: self._words.only(one.text) for one in question.anchors}
        nothing = self._words.only(Text())
        return tuple(Choice(str(code), said.get(code, nothing)) for code in range(low, high + 1))

    def _missing(self, question: Question) -> tuple[Choice, ...]:
        return tuple(self._no_answer(one) for one in question.missing)

    def _no_answer(self, code: MissingCode) -> Choice:
        return Choice(code.shown, self._words.only(code.text))

    def _field(self, question: Question) -> WriteField:
        missing = self._missing(question)
        match question.kind:
            case "integer" | "scale" | "count":
                n = self._digits(question)
                return WriteField("digits" if n <= _MOST_BOXES else "line", n, self._range(question), missing)
            case "decimal":
                return WriteField("decimal", 0, self._range(question), missing)
            case "date" | "time":
                return WriteField(question.kind, 0, self._words.say(f"paper_{question.kind}"), missing)
            case "wave":
                return WriteField("line", 0, self._range(question), missing)
            case "text" if question.block not in _OUTSIDE and question.id not in self._form.roles.values():
                return WriteField("lines", 3, Text(), missing)
            case _:
                return WriteField("line", 0, Text(), missing)

    def _range(self, question: Question) -> Text:
        """The limits of a number, or the form of the name of a wave."""
        version = self._version_of(question)
        plain = replace(question, missing=(), maximum=version[1] if version is not None else question.maximum)
        wave = wave_pattern(plain, self._words)
        if wave is not None:
            return wave[1]
        return numbers_said(plain, self._words) if bounds(plain) else Text()

    def _digits(self, question: Question) -> int:
        """Boxes that the longest number, or the longest code for no answer, takes; more than fit where there is no limit."""
        bounds = [question.minimum, question.maximum, *(most for _, most in question.maximum_by_version)]
        if question.maximum is None and not question.maximum_by_version:
            return _MOST_BOXES + 1
        shown = [f"{one:.15g}" for one in bounds if one is not None] + [code.shown for code in question.missing]
        return max(len(one) for one in shown)


def _mark(question: Question) -> MarkSign:
    return "square" if question.kind == "multiple" else "circle"


def _day(day: datetime.date, language: Language) -> str:
    from babel.dates import format_date

    return str(format_date(day, "long", locale=language))
