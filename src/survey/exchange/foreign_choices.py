"""Choices of a foreign form as named lists of a questionnaire."""

from __future__ import annotations

from survey.exchange.foreign_names import codes_for
from survey.exchange.foreign_wordings import ForeignWordings
from survey.exchange.form_account import FormAccount
from survey.exchange.form_workbook import DeliveredRow
from survey.exchange.questionnaire_tree import Tree


class ForeignChoices:
    """Lists of the sheet ``choices``, and which of them questions use.

    Parameters
    ----------
    rows : tuple of DeliveredRow
    wordings : ForeignWordings
    account : FormAccount
    """

    def __init__(self, rows: tuple[DeliveredRow, ...], wordings: ForeignWordings, account: FormAccount) -> None:
        self._rows = rows
        self._wordings = wordings
        self._account = account
        self._used: set[str] = set()
        self._lists: dict[str, Tree] = {}
        self._codes: dict[str, dict[str, int | str]] = {}
        for name, listed in self._by_list().items():
            self._read(name, listed)

    def _by_list(self) -> dict[str, list[DeliveredRow]]:
        lists: dict[str, list[DeliveredRow]] = {}
        for row in self._rows:
            if row.cells.get("list_name") and row.cells.get("name"):
                lists.setdefault(row.cells["list_name"], []).append(row)
            else:
                self._account.lost("choices", row, "line_no_name")
            for column in row.cells:
                if column not in ("list_name", "name") and not self._wordings.is_known(column):
                    self._account.lost_cell("choices", row, column)
        return lists

    def _read(self, name: str, rows: list[DeliveredRow]) -> None:
        once: dict[str, DeliveredRow] = {}
        for row in rows:
            code = row.cells["name"]
            if code in once:
                self._account.lost("choices", row, "line_twice", code=code, first=once[code].number)
            once.setdefault(code, row)
        codes = self._codes[name] = codes_for(list(once))
        for code, row in once.items():
            if str(codes[code]) != code:
                self._account.lost("choices", row, "line_recoded", code=code, new=codes[code])
        options = [{"code": codes[code], **self._wordings.wording("choices", row)} for code, row in once.items()]
        self._lists[name] = {"options": options}

    def use(self, name: str) -> bool:
        """Whether there is a list of this name; a question uses it from now on."""
        if name in self._lists:
            self._used.add(name)
        return name in self._lists

    def written(self, name: str) -> dict[str, str]:
        """Codes of a list as conditions write them, by the names of its choices; none where there is no such list."""
        codes = self._codes.get(name, {})
        return {code: str(new) if isinstance(new, int) else f"'{new}'" for code, new in codes.items()}

    def used(self) -> dict[str, Tree]:
        """The lists that questions use; rows of the others are reported."""
        for row in self._rows:
            name = row.cells.get("list_name", "")
            if name in self._used:
                self._account.taken("choices", row, "line_choice", list=name)
            elif name:
                self._account.lost("choices", row, "line_unused_list", list=name)
        return {name: self._lists[name] for name in sorted(self._used)}
