"""Checks of the cells of the sheet for entering answers: lists, limits, options that exclude others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from survey.exchange.form_limits import bounds, excluding, excluding_said, most_chosen, numbers_said
from survey.exchange.form_words import FormWords, together
from survey.exchange.paper.entry_columns import EntryColumn
from survey.questionnaire.model import Question
from survey.safe_workbook import workbook_text
from survey.text import Text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_LONGEST_MESSAGE = 255
"""Letters of a message of Excel, and of a formula that checks a cell."""


class EntryChecks:
    """Checks of all columns.

    Parameters
    ----------
    columns : sequence of EntryColumn
    words : FormWords
        In one language.
    sheet, lists : Worksheet
        Of the answers, and of the lists, which are one under another in one column, so that no reader takes them for answers.
    first, last : int
        Rows of interviews, counted from 0.
    """

    def __init__(
        self, columns: Sequence[EntryColumn], words: FormWords, sheet: Worksheet, lists: Worksheet, first: int, last: int
    ) -> None:  # fmt: skip
        self._columns = columns
        self._words = words
        self._sheet = sheet
        self._lists = lists
        self._rows = (first, last)
        self._ranges: dict[tuple[tuple[str, str], ...], str] = {}
        self._used = 0

    def add(self) -> None:
        """Add the check of every column that has one."""
        marks = self._marks()
        for at, column in enumerate(self._columns):
            check = self._check(at, column, marks.get(column.question.id, ()))
            if check:
                first, last = self._rows
                self._sheet.data_validation(first, at, last, at, {"ignore_blank": True, "error_type": "stop", **check})

    def _marks(self) -> Mapping[str, Sequence[int]]:
        """Places of the columns of every multiple choice."""
        found: dict[str, list[int]] = {}
        for at, column in enumerate(self._columns):
            if column.kind == "mark":
                found.setdefault(column.question.id, []).append(at)
        return found

    def _check(self, at: int, column: EntryColumn, marks: Sequence[int]) -> dict[str, object]:
        match column.kind:
            case "choice":
                source = self._range(column.answers)
                return {"validate": "list", "source": source, **self._message(self._words.say("sheet_choose"))}
            case "mark":
                formula = self._mark_formula(at, column, marks)
                return {"validate": "custom", "value": formula, **self._message(self._mark_said(column.question))}
            case "whole" | "decimal":
                return self._number(at, column)
            case "date" | "time":
                formula = _either([f"ISNUMBER({self._cell(at)})", *self._codes(at, column.question)])
                return {
                    "validate": "custom",
                    "value": formula,
                    **self._message(self._words.say(f"sheet_{column.kind}")),
                }
            case "text":
                return {}

    def _range(self, answers: tuple[tuple[str, str], ...]) -> str:
        """Cells that hold a list: codes with their wordings, which are chosen, then codes alone, which are typed."""
        if answers not in self._ranges:
            first = self._used + 1
            worded = [listed(code, text) for code, text in answers if text]
            for entry in (*worded, *(code for code, _ in answers)):
                if entry.lstrip("-").isdecimal():
                    self._lists.write_number(self._used, 0, int(entry))
                else:
                    self._lists.write_string(self._used, 0, workbook_text(entry))
                self._used += 1
            name = self._lists.get_name().replace("'", "''")
            self._ranges[answers] = f"='{name}'!$A${first}:$A${self._used}"
        return self._ranges[answers]

    def _mark_formula(self, at: int, column: EntryColumn, marks: Sequence[int]) -> str:
        """A mark is 1 or 0; one that excludes others is the only one, others come without it and are not too many."""
        here = self._cell(at)
        n_marked = f"COUNTIF({self._cell(marks[0], fixed=True)}:{self._cell(marks[-1], fixed=True)},1)"
        if column.stands_alone:
            allowed = f"{n_marked}=1"
        else:
            alone = [self._cell(one, fixed=True) for one in marks if self._columns[one].stands_alone]
            most = most_chosen(column.question)
            tests = [f"{one}<>1" for one in alone] + ([f"{n_marked}<={most}"] if most is not None else [])
            allowed = f"AND({','.join(tests)})" if tests else "TRUE"
        return f"=OR({here}=0,AND({here}=1,{allowed}))"

    def _mark_said(self, question: Question) -> Text:
        said = [self._words.say("sheet_mark")]
        most = most_chosen(question)
        said += [self._words.say("limit_choices", n=most)] if most is not None else []
        said += [excluding_said(question, self._words)] if excluding(question) else []
        return together(said)

    def _number(self, at: int, column: EntryColumn) -> dict[str, object]:
        here, question = self._cell(at), column.question
        tests = [f"ISNUMBER({here})", *(f"{here}{sign}{bound:.15g}" for sign, bound in bounds(question))]
        tests += (
            [f"{here}<={question.maximum:.15g}"] if question.kind == "count" and question.maximum is not None else []
        )
        tests += [f"{here}=INT({here})"] if column.kind == "whole" else []
        formula = _either([f"AND({','.join(tests)})", *self._codes(at, question)])
        has_bounds = question.minimum is not None or question.maximum is not None
        said = numbers_said(question, self._words, question.missing) if has_bounds else self._words.say("sheet_number")
        return {"validate": "custom", "value": formula, **self._message(said)}

    def _codes(self, at: int, question: Question) -> Iterator[str]:
        """Tests of codes for no answer."""
        here = self._cell(at)
        for code in question.missing:
            yield f"{here}={code.shown}" if code.written is None else f'{here}="{code.shown}"'

    def _message(self, said: Text) -> dict[str, object]:
        """The message about a cell that does not pass, cut where Excel has no room."""
        message = said[self._words.languages[0]]
        cut = message if len(message) <= _LONGEST_MESSAGE else f"{message[: _LONGEST_MESSAGE - 1]}…"
        return {"error_message": cut}

    def _cell(self, at: int, *, fixed: bool = False) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return str(xl_rowcol_to_cell(self._rows[0], at, col_abs=fixed))


def listed(code: str, text: str) -> str:
    """An answer as the list shows it and :func:`survey.decode` reads it: a number with its wording, a text code as its wording."""
    return f"{code} – {text}" if code.lstrip("-").isdecimal() else text


def _either(tests: Sequence[str]) -> str:
    return f"={tests[0]}" if len(tests) == 1 else f"=OR({','.join(tests)})"
