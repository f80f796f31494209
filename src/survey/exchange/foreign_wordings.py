"""Wordings of a foreign form in every language that it has."""

from __future__ import annotations

from survey.exchange.form_account import FormAccount
from survey.exchange.form_languages import label_columns
from survey.exchange.form_words import FormWords
from survey.exchange.form_workbook import DeliveredRow, Sheets
from survey.languages import ENGLISH, is_cyrillic
from survey.text import Language


class ForeignWordings:
    """Reader of labels.

    Parameters
    ----------
    sheets : mapping of name to rows
    account : FormAccount
        Gets what is missing.
    """

    def __init__(self, sheets: Sheets, account: FormAccount) -> None:
        self._suffixes = label_columns(sheets)
        self._account = account
        self.languages: tuple[Language, ...] = tuple(dict.fromkeys(self._suffixes.values())) or (ENGLISH,)
        self.words = FormWords(self.languages)

    def is_known(self, column: str) -> bool:
        """Whether a column holds labels in a language that is known."""
        head, _, suffix = column.partition("::")
        return head == "label" and suffix in self._suffixes

    def wording(self, sheet: str, row: DeliveredRow) -> dict[Language, str]:
        """The label in every language; one that is missing is that of another language, and is reported."""
        given = self._given(row)
        if not given:
            self._account.lost(sheet, row, "line_no_label")
            given = {self.languages[0]: row.cells.get("name", "–")}
        first = next(iter(given.values()))
        for language in self.languages:
            if language not in given and len(self.languages) > 1:
                self._account.lost(sheet, row, "line_no_wording", code=language)
        if any("${" in words for words in given.values()):
            self._account.lost(sheet, row, "line_piped")
        return {language: given.get(language, first) for language in self.languages}

    def _given(self, row: DeliveredRow) -> dict[Language, str]:
        given: dict[Language, str] = {}
        for suffix, language in self._suffixes.items():
            cell = row.cells.get(f"label::{suffix}" if suffix else "label")
            if cell and (suffix or language not in given):
                given[language] = cell
        return given

    def title(self, title: str) -> dict[Language, str]:
        """The title of the form, which is in one language only, in words that a language of another alphabet can have."""
        cyrillic = any("\u0400" <= letter <= "\u052f" for letter in title)
        said = self.words.say("import_title", title=title)
        return {code: title if cyrillic or not is_cyrillic(code) else said[code] for code in self.languages}
