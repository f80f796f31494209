"""Questions of a foreign form: kind, answers, condition and limits of a row, as far as a questionnaire has them."""

from __future__ import annotations

import re

from survey.exchange.foreign_answers import ForeignAnswers
from survey.exchange.foreign_choices import ForeignChoices
from survey.exchange.foreign_grids import Grid
from survey.exchange.foreign_names import FreeNames
from survey.exchange.foreign_wordings import ForeignWordings
from survey.exchange.form_account import FormAccount
from survey.exchange.form_workbook import DeliveredRow
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.xpath_condition import KnownAnswer, NotUnderstoodError, condition_of

_CHOSEN_BEFORE = re.compile(r"selected\(\s*\$\{([^}]+)\}\s*,\s*name\s*\)")
_NEGATED = re.compile(r"!=|\bnot\s*\(")
"""Conditions that are true of a blank answer in XPath, where a comparison over a blank is unknown in a questionnaire."""

_HANDLED = frozenset({"type", "name", "label", "required", "relevant", "constraint", "parameters"})
_YES, _NO = ("yes", "true", "true()", "1"), ("", "no", "false", "false()", "0")


class ForeignQuestions:
    """Maker of questions, which knows those before.

    Parameters
    ----------
    wordings : ForeignWordings
    choices : ForeignChoices
    names : FreeNames
    account : FormAccount
    """

    def __init__(
        self, wordings: ForeignWordings, choices: ForeignChoices, names: FreeNames, account: FormAccount
    ) -> None:
        self._wordings = wordings
        self._choices = choices
        self._answers = ForeignAnswers(choices, account)
        self._names = names
        self._account = account
        self._known: dict[str, KnownAnswer] = {}
        self._lists: dict[str, str] = {}

    def question(self, row: DeliveredRow, kind: str, groups: list[DeliveredRow]) -> Tree | None:
        """The question of a row inside some groups; None, and a line of the account, for a type that no questionnaire has."""
        answers = self._answers.answers(row, kind)
        if answers is None:
            return None
        name = self._named(row)
        self._account.made(f"question {name}", "survey", row)
        question: Tree = {"id": name, "type": answers.pop("type"), **self._wordings.wording("survey", row), **answers}
        self._require(row, question)
        self._ask(row, groups, question)
        hint = self._wordings.hint(row)
        if hint:
            question["note"] = hint
        handled = _HANDLED | self._offer(row, question)
        self._remember(row, question, name)
        self._account.taken("survey", row, "line_question", kind=question["type"])
        self.report_columns(row, handled)
        return question

    def battery(self, grid: Grid, groups: list[DeliveredRow]) -> Tree | None:
        """The battery of a grid inside some groups; None, and lines of the account, when its list does not exist."""
        answers = self._answers.answers(grid.rows[0], " ".join(grid.rows[0].cells["type"].split()))
        if answers is None:
            for row in (grid.head, *grid.rows):
                self._account.lost("survey", row, "line_grid_lost")
            return None
        name = self._named(grid.head)
        self._account.made(f"question {name}", "survey", grid.head)
        question: Tree = {
            "id": name,
            "type": "single",
            **self._wordings.wording("survey", grid.head),
            "list": answers["list"],
        }
        required = [row.cells.get("required", "").casefold() in _YES for row in grid.rows]
        self._ask(grid.head, groups, question)
        notes = [self._wordings.hint(grid.head)]
        self._account.taken("survey", grid.head, "line_battery", list=answers["list"])
        self.report_columns(grid.head, _HANDLED | {"appearance"})
        question["rows"] = []
        for row in grid.rows:
            if all(required):
                question["required"] = True
            elif row.cells.get("required", "").casefold() not in _NO:
                self._account.lost_cell("survey", row, "required")
            own = self._named(row)
            self._account.made(f"question {name}, row {own}", "survey", row)
            question["rows"].append({"id": own, **self._wordings.wording("survey", row)})
            hint = self._wordings.hint(row)
            notes.append(f"{own}: {hint}" if hint else "")
            self._remember(row, question, own)
            self._account.taken("survey", row, "line_grid_row", question=name)
            self.report_columns(row, _HANDLED | {"appearance"})
        if any(notes):
            question["note"] = "\n".join(filter(None, notes))
        return question

    def _named(self, row: DeliveredRow) -> str:
        name = self._names.free(row.cells["name"])
        if name != row.cells["name"]:
            self._account.lost("survey", row, "line_renamed", new=name)
        return name

    def _remember(self, row: DeliveredRow, question: Tree, name: str) -> None:
        """Keep what later conditions must know of an answer."""
        listed = question.get("list", "")
        self._known[row.cells["name"]] = KnownAnswer(name, question["type"], self._choices.written(listed))
        self._lists[name] = listed

    def report_columns(self, row: DeliveredRow, handled: frozenset[str]) -> None:
        """Report the cells of a row in columns that nothing was made of."""
        for column in row.cells:
            if column not in handled - {"label"} and not self._wordings.is_read(column, row):
                self._account.lost_cell("survey", row, column)

    def _require(self, row: DeliveredRow, question: Tree) -> None:
        written = row.cells.get("required", "").casefold()
        if written in _YES:
            question["required"] = True
        elif written not in _NO:
            self._account.lost_cell("survey", row, "required")

    def _ask(self, row: DeliveredRow, groups: list[DeliveredRow], question: Tree) -> None:
        """Give the question the conditions of the row and of the groups around it, joined, without those not understood."""
        found = []
        for one in (*groups, row):
            written = one.cells.get("relevant")
            if not written:
                continue
            try:
                found.append(condition_of(written, self._known))
            except NotUnderstoodError:
                self._account.lost("survey", row, "line_condition", condition=written)
                continue
            if _NEGATED.search(re.sub(r"!=\s*(''|\"\")", "", written)):
                self._account.lost("survey", one, "line_blank_asks", condition=written)
        if found:
            question["ask_if"] = " and ".join(f"({one})" if len(found) > 1 else one for one in found)

    def _offer(self, row: DeliveredRow, question: Tree) -> frozenset[str]:
        """The filter of choices, when it offers what was chosen from the same list in an earlier question."""
        match = _CHOSEN_BEFORE.fullmatch(row.cells.get("choice_filter", ""))
        source = self._known.get(match[1].strip()) if match else None
        if source is None or source.kind != "multiple" or self._lists[source.id] != question.get("list"):
            return frozenset()
        question["offered_from"] = source.id
        return frozenset({"choice_filter"})
