"""Questions of a foreign form: kind, answers, condition and limits of a row, as far as a questionnaire has them."""

from __future__ import annotations

import re

from survey.exchange.foreign_choices import ForeignChoices
from survey.exchange.foreign_names import FreeNames
from survey.exchange.foreign_wordings import ForeignWordings
from survey.exchange.form_account import FormAccount
from survey.exchange.form_workbook import DeliveredRow
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.xpath_condition import KnownAnswer, NotUnderstoodError, bounds_of, condition_of

_PLAIN = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "time": "time", "barcode": "code", "range": "integer",
}  # fmt: skip
_SELECT = re.compile(
    r"(?P<many>select_multiple|select multiple|select all that apply(?: from)?|add select multiple prompt using)\s"
    r"|(?P<one>select_one|select one(?: from)?|select1|add select one prompt using)\s"
)
_CHOSEN_BEFORE = re.compile(r"selected\(\s*\$\{([^}]+)\}\s*,\s*name\s*\)")
_HANDLED = frozenset({"type", "name", "label", "required", "relevant", "constraint"})
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
        self._names = names
        self._account = account
        self._known: dict[str, KnownAnswer] = {}
        self._lists: dict[str, str] = {}

    def question(self, row: DeliveredRow, kind: str, groups: list[DeliveredRow]) -> Tree | None:
        """The question of a row inside some groups; None, and a line of the account, for a type that no questionnaire has."""
        answers = self._answers(row, kind)
        if answers is None:
            self._account.lost("survey", row, "line_kind", kind=kind)
            return None
        name = self._names.free(row.cells["name"])
        if name != row.cells["name"]:
            self._account.lost("survey", row, "line_renamed", new=name)
        question: Tree = {"id": name, "type": answers.pop("type"), **self._wordings.wording("survey", row), **answers}
        self._require(row, question)
        condition = self._condition(row, groups)
        if condition:
            question["ask_if"] = condition
        self._bound(row, question)
        handled = _HANDLED | self._offer(row, question)
        listed = question.get("list", "")
        self._known[row.cells["name"]] = KnownAnswer(name, question["type"], self._choices.written(listed))
        self._lists[name] = listed
        self._account.taken("survey", row, "line_question", kind=question["type"])
        self.report_columns(row, handled)
        return question

    def report_columns(self, row: DeliveredRow, handled: frozenset[str]) -> None:
        """Report the cells of a row in columns that nothing was made of."""
        for column in row.cells:
            if column not in handled - {"label"} and not self._wordings.is_known(column):
                self._account.lost_cell("survey", row, column)

    def _answers(self, row: DeliveredRow, kind: str) -> Tree | None:
        """Keys of the tree for the answers; None for a type that a questionnaire does not have."""
        plain = kind.casefold()
        if plain in _PLAIN:
            return {"type": _PLAIN[plain]}
        match = _SELECT.match(plain)
        name, _, more = kind[match.end() :].strip().partition(" ") if match is not None else ("", "", "")
        if match is None or not self._choices.use(name):
            return None
        if more:
            self._account.lost("survey", row, "line_cell", column="type", found=more)
        return {"type": "multiple" if match["many"] else "single", "list": name}

    def _require(self, row: DeliveredRow, question: Tree) -> None:
        written = row.cells.get("required", "").casefold()
        if written in _YES:
            question["required"] = True
        elif written not in _NO:
            self._account.lost_cell("survey", row, "required")

    def _condition(self, row: DeliveredRow, groups: list[DeliveredRow]) -> str:
        """The conditions of the row and of the groups around it, joined; one that is not understood is left out."""
        found = []
        for one in (*groups, row):
            written = one.cells.get("relevant")
            if not written:
                continue
            try:
                found.append(condition_of(written, self._known))
            except NotUnderstoodError:
                self._account.lost("survey", row, "line_condition", condition=written)
        return " and ".join(f"({one})" if len(found) > 1 else one for one in found)

    def _bound(self, row: DeliveredRow, question: Tree) -> None:
        written = row.cells.get("constraint")
        if not written:
            return
        try:
            bounds = dict(zip(("min", "max"), bounds_of(written), strict=True))
        except NotUnderstoodError:
            bounds = {}
        given = {key: bound for key, bound in bounds.items() if bound is not None}
        whole = question["type"] == "decimal" or all(bound.is_integer() for bound in given.values())
        if not given or not whole or question["type"] not in ("integer", "decimal"):
            self._account.lost_cell("survey", row, "constraint")
            return
        question |= {key: int(bound) if bound.is_integer() else bound for key, bound in given.items()}

    def _offer(self, row: DeliveredRow, question: Tree) -> frozenset[str]:
        """The filter of choices, when it offers what was chosen from the same list in an earlier question."""
        match = _CHOSEN_BEFORE.fullmatch(row.cells.get("choice_filter", ""))
        source = self._known.get(match[1].strip()) if match else None
        if source is None or source.kind != "multiple" or self._lists[source.id] != question.get("list"):
            return frozenset()
        question["offered_from"] = source.id
        return frozenset({"choice_filter"})
