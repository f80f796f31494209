"""Wordings of a foreign form in every language that it has."""

from __future__ import annotations

from survey.exchange.foreign_names import is_mark
from survey.exchange.form_account import FormAccount
from survey.exchange.form_languages import default_language, label_columns, language_code
from survey.exchange.form_words import FormWords
from survey.exchange.form_workbook import DeliveredRow, Sheets
from survey.languages import ENGLISH
from survey.questionnaire.usual_words import is_blank_marker
from survey.questionnaire.wordings import in_one_alphabet, is_written_in
from survey.text import Language

HEADING = DeliveredRow(1, {})
"""The row that names the columns, for what concerns all rows."""


class ForeignWordings:
    """Reader of labels.

    Parameters
    ----------
    sheets : mapping of name to rows
    account : FormAccount
        Gets what is missing.
    several : set of str
        Lists of which several answers can be chosen.
    """

    def __init__(self, sheets: Sheets, account: FormAccount, several: frozenset[str]) -> None:
        self._several = several
        self._suffixes = label_columns(sheets)
        self._account = account
        for suffix, language in self._suffixes.items():
            if language_code(suffix) is None and not default_language(sheets):
                account.taken(
                    "survey",
                    HEADING,
                    "line_assumed_language",
                    column=f"label::{suffix}".removesuffix("::"),
                    code=language,
                )
        self.languages: tuple[Language, ...] = tuple(dict.fromkeys(self._suffixes.values())) or (ENGLISH,)
        self.words = FormWords(self.languages)

    def is_known(self, column: str) -> bool:
        """Whether a column holds labels in a language that is known."""
        head, _, suffix = column.partition("::")
        return head == "label" and suffix in self._suffixes

    def is_read(self, column: str, row: DeliveredRow) -> bool:
        """Whether the cell of a column is in the questionnaire: a label, or a hint that has become a note."""
        return self.is_known(column) or column in self._hints(row)

    def hint(self, row: DeliveredRow) -> str:
        """The hint of a row as a note for the office, each language by its code where there are several."""
        found = self._hints(row)
        if not found:
            return ""
        if len(found) == 1:
            said = next(iter(found.values()))[1]
        else:
            said = "\n".join(f"{language}: {words}" for language, words in found.values())
        self._account.taken("survey", row, "line_hint", hint=said)
        return said

    def _hints(self, row: DeliveredRow) -> dict[str, tuple[Language, str]]:
        """Hints by their columns."""
        found: dict[str, tuple[Language, str]] = {}
        for column, cell in row.cells.items():
            head, _, suffix = column.partition("::")
            if head == "hint" and (suffix in self._suffixes or not suffix):
                found[column] = (self._suffixes.get(suffix, self.languages[0]), cell)
        return found

    def wording(self, sheet: str, row: DeliveredRow) -> dict[Language, str]:
        """The label in every language; one that is missing is that of another language, and is reported."""
        given = self._given(sheet, row)
        if not given:
            self._account.lost(sheet, row, "line_no_label")
            given = {self.languages[0]: row.cells.get("name", "–")}
        untranslated = self.words.untranslated(next(iter(given.values())))
        for language in self.languages:
            if language not in given and len(self.languages) > 1:
                self._account.lost(sheet, row, "line_no_wording", code=language)
        if any("${" in words for words in given.values()):
            self._account.lost(sheet, row, "line_piped")
        return {language: given.get(language) or untranslated[language] for language in self.languages}

    def _given(self, sheet: str, row: DeliveredRow) -> dict[Language, str]:
        given: dict[Language, str] = {}
        for suffix, language in self._suffixes.items():
            cell = row.cells.get(f"label::{suffix}" if suffix else "label")
            if not cell or cell == given.get(language):
                continue
            if language in given:
                self._account.lost_cell(sheet, row, f"label::{suffix}" if suffix else "label")
            given.setdefault(language, self._readable(sheet, row, language, cell))
        return given

    def _readable(self, sheet: str, row: DeliveredRow, language: Language, cell: str) -> str:
        """A wording that a questionnaire may have; what had to be changed for this is reported."""
        words = in_one_alphabet(language, cell)
        if words != cell:
            self._account.lost(sheet, row, "line_look_alike", found=cell, new=words)
        is_marked = row.cells.get("list_name") in self._several and is_mark(words)
        if sheet == "choices" and (is_marked or is_blank_marker(words)):
            short, words = words, f"{words} ({row.cells.get('name', '–')})"
            self._account.lost(sheet, row, "line_blank_marker", found=short, new=words)
        if not is_written_in(language, words):
            self._account.lost(sheet, row, "line_other_letters", code=language, found=words)
            return self.words.untranslated(words)[language]
        return words

    def title(self, title: str) -> dict[Language, str]:
        """The title of the form, which is in one language only, in words that a language of another alphabet can have."""
        said = self.words.added("import_title", title=title)
        return {code: title if is_written_in(code, title) else said[code] for code in self.languages}
