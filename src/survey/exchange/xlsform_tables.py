"""Sheets of an XLSForm as rows of named cells, before they become a workbook or an XForm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from survey.text import Language, Text

Element = Literal["question", "row", "option", "missing", "anchor", "intro", "outro", "title", "statements", "made"]
"""Part of the questionnaire whose wording a row of a sheet shows; ``made`` for rows that XLSForm alone needs."""


@dataclass(frozen=True, slots=True)
class WordingOrigin:
    """Place in the questionnaire of the wording that a row shows: the element, its owner, and its own name.

    The owner is a question, a block or a list; the name is the id of a row or the code of an option.
    """

    element: Element
    owner: str = ""
    name: str = ""


MADE = WordingOrigin("made")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a sheet: cells by column, blank ones left out."""

    cells: Mapping[str, str]
    origin: WordingOrigin = MADE


@dataclass(frozen=True, slots=True)
class XlsformTables:
    """Sheets of an XLSForm.

    Parameters
    ----------
    survey, choices, settings : tuple of FormRow
    further : tuple of FormRow
        What XLSForm has no place for, element by element; pyxform leaves the sheet out.
    notes : tuple of Text
        What of the questionnaire a form of this kind cannot do.
    """

    survey: tuple[FormRow, ...]
    choices: tuple[FormRow, ...]
    settings: tuple[FormRow, ...]
    further: tuple[FormRow, ...]
    notes: tuple[Text, ...] = field(default=(), repr=False)

    def sheets(self) -> dict[str, tuple[FormRow, ...]]:
        """The sheets by name, in their order."""
        return {"survey": self.survey, "choices": self.choices, "settings": self.settings, FURTHER: self.further}


FURTHER = "_survey"
"""Name of the sheet with what XLSForm has no place for; tools leave out sheets whose names start with a line."""

COLUMNS = {
    "survey": ("type", "name", "label", "hint", "required", "relevant", "appearance", "parameters", "choice_filter", "constraint", "constraint_message", "calculation"),
    "choices": ("list_name", "name", "label", "kind"),
    "settings": ("form_title", "form_id", "version", "default_language"),
    FURTHER: ("element", "content"),
}  # fmt: skip
"""Columns of every sheet in their order; worded ones have a column per language."""

WORDED = frozenset({"label", "hint", "constraint_message"})


def language_name(language: Language) -> str:
    """A language as XLSForm names it: its own name and its code.

    Examples
    --------
    >>> language_name("kk"), language_name("ru")
    ('қазақ тілі (kk)', 'русский (ru)')
    """
    from babel import Locale

    locale = Locale.parse(language)
    own = locale.get_language_name() or language
    return f"{own.partition('(')[0].strip()} ({language.replace('_', '-')})"


def worded(column: str, text: Text) -> dict[str, str]:
    """Cells of a wording: one per language."""
    return {f"{column}::{language_name(language)}": words for language, words in text}


def header_of(sheet: str, languages: tuple[Language, ...], rows: tuple[FormRow, ...]) -> list[str]:
    """Columns of a sheet: the usual ones, the worded ones in every language, those without a cell left out."""
    named = [f"{one}::{language_name(code)}" for one in WORDED for code in languages]
    used = {column for row in rows for column in row.cells} & {*named, *COLUMNS[sheet]}
    columns: list[str] = []
    for column in COLUMNS[sheet]:
        columns += [f"{column}::{language_name(code)}" for code in languages] if column in WORDED else [column]
    return [column for column in columns if column in used]
