"""Choices of a foreign form as named lists of a questionnaire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from survey.exchange.foreign_names import FreeNames, codes_for, is_mark, text_code
from survey.exchange.foreign_wordings import ForeignWordings
from survey.exchange.form_account import FormAccount
from survey.exchange.form_workbook import DeliveredRow
from survey.exchange.questionnaire_tree import Tree
from survey.questionnaire.usual_words import is_blank_marker
from survey.spelling import fold, looks

OTHER = "other"
"""Code that ``or_other`` adds to a list."""

_OTHER_CODE = 96


class ForeignChoices:
    """Lists of the sheet ``choices``, and which of them questions use.

    Parameters
    ----------
    rows : tuple of DeliveredRow
    wordings : ForeignWordings
    account : FormAccount
    multiple : frozenset of str
        Lists of which several answers can be chosen: their codes make columns, so that some texts cannot be codes there.
    """

    def __init__(
        self,
        rows: tuple[DeliveredRow, ...],
        wordings: ForeignWordings,
        account: FormAccount,
        multiple: frozenset[str] = frozenset(),
    ) -> None:
        self._multiple = multiple
        self._rows = rows
        self._wordings = wordings
        self._account = account
        self._used: set[str] = set()
        self._sources: set[str] = set()
        self._lists: dict[str, Tree] = {}
        self._others: dict[str, str] = {}
        self._codes: dict[str, dict[str, int | str]] = {}
        by_name = self._by_list()
        self._names = FreeNames(reserved=by_name)
        for name, listed in by_name.items():
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
        codes = self._codes[name] = codes_for(list(once), is_multiple=name in self._multiple)
        for code, row in once.items():
            if str(codes[code]) != code:
                self._account.lost("choices", row, "line_recoded", code=code, new=codes[code])
        options = [{"code": codes[code], **self._wordings.wording("choices", row)} for code, row in once.items()]
        self._distinguish(list(once.values()), options)
        self._keep_recoded(codes, options, is_multiple=name in self._multiple)
        self._lists[name] = {"options": options}

    def _distinguish(self, rows: list[DeliveredRow], options: list[Tree]) -> None:
        """Add the name of the choice to a wording that another choice of the list has in some language."""
        seen: dict[str, int] = {}
        for at, (row, option) in enumerate(zip(rows, options, strict=True)):
            for language in self._wordings.languages:
                words = str(option[language])
                if seen.setdefault(looks(fold(words)), at) != at:
                    option[language] = f"{words} ({row.cells['name']})"
                    seen.setdefault(looks(fold(option[language])), at)
                    self._account.lost("choices", row, "line_twin", found=words, new=option[language])

    def _keep_recoded(self, codes: Mapping[str, int | str], options: list[Tree], *, is_multiple: bool) -> None:
        """Let files of the form hold the codes that were changed, as further wordings, where they mean nothing else."""
        language = self._wordings.languages[0]
        said = {looks(fold(str(words))) for one in options for words in one.values()}
        for (code, new), option in zip(codes.items(), options, strict=True):
            is_word = re.search(r"[^\W\d_]", code) is not None and not is_blank_marker(code)
            is_word = is_word and not (is_multiple and is_mark(code))
            if str(new) != code and is_word and looks(fold(code)) not in said:
                option["accepted"] = {language: [code]}
                said.add(looks(fold(code)))

    def use(self, name: str, *, has_other: bool = False) -> str | None:
        """The list of this name, which a question uses from now on, or None; with "other" it has another name."""
        if name not in self._lists:
            return None
        self._sources.add(name)
        listed = self._with_other(name) if has_other else name
        self._used.add(listed)
        return listed

    def _with_other(self, name: str) -> str:
        """The list with a last answer "other" that is written out, as ``or_other`` asks for."""
        found = self._others.get(name)
        if found is not None:
            return found
        found = self._others[name] = self._names.free(f"{name}_other", "list")
        codes, options = dict(self._codes[name]), [dict(one) for one in self._lists[name]["options"]]
        said = dict(self._wordings.words.added("import_other"))
        own = next((one for one in options if one["code"] == codes.get(OTHER) or _is_said(one, said)), None)
        if own is not None:
            own["specify"] = True
        else:
            codes[OTHER] = _free_code(codes.values(), is_multiple=name in self._multiple)
            options.append({"code": codes[OTHER], **said, "specify": True})
        self._codes[found], self._lists[found] = codes, {"options": options}
        return found

    def other_code(self, listed: str) -> int | str:
        """The code of the answer "other" of a list that has it."""
        return self._codes[listed].get(OTHER, OTHER)

    def codes(self, name: str) -> dict[str, int | str]:
        """Codes of a list by the names of its choices."""
        return dict(self._codes[name])

    def written(self, name: str) -> dict[str, str]:
        """Codes of a list as conditions write them, by the names of its choices; none where there is no such list."""
        codes = self._codes.get(name, {})
        return {code: str(new) if isinstance(new, int) else f"'{new}'" for code, new in codes.items()}

    def used(self) -> dict[str, Tree]:
        """The lists that questions use; rows of the others are reported."""
        for row in self._rows:
            name = row.cells.get("list_name", "")
            if name in self._sources:
                self._account.taken("choices", row, "line_choice", list=name)
                self._made(name, row)
            elif name:
                self._account.lost("choices", row, "line_unused_list", list=name)
        return {name: self._lists[name] for name in sorted(self._used)}

    def _made(self, name: str, row: DeliveredRow) -> None:
        """Know the row of an answer by the lists that have it; the first row is also that of the list."""
        code = self._codes[name].get(row.cells.get("name", ""))
        for listed in {name, self._others.get(name, name)}:
            for element in (f"list {listed}", f"list {listed}, option {code}"):
                if element not in self._account.places:
                    self._account.made(element, "choices", row)


def _is_said(option: Tree, said: Mapping[str, str]) -> bool:
    """Whether an answer has the wording of "other" in some language already."""
    return any(str(option.get(language, "")).casefold() == words.casefold() for language, words in said.items())


def _free_code(codes: Iterable[int | str], *, is_multiple: bool) -> int | str:
    """The code of "other": a text in a list of texts, else 96 or the next number after all others."""
    given = list(codes)
    numbers = [one for one in given if isinstance(one, int)]
    if len(numbers) < len(given):
        return text_code(OTHER, is_multiple=is_multiple)
    largest = max(numbers, default=0)
    return _OTHER_CODE if largest < _OTHER_CODE else largest + 1
