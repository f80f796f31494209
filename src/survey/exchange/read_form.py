"""Questionnaire read from a form of another tool: its text files, and what of the form was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from survey.argument_errors import noun
from survey.languages import ENGLISH
from survey.text import Language, Text

FormPlace: TypeAlias = tuple[str, int, str]
"""Row of a form: its sheet, its number and the name in it."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """Line of the account of a form that was read.

    ``row`` counts as Excel does, from 1; it is 0 for what concerns the whole sheet. ``said`` is a sentence in every
    language of the catalogues.
    """

    sheet: str
    row: int
    name: str
    said: Text


@noun
@dataclass(frozen=True, slots=True)
class ReadForm:
    """Questionnaire made of a form, with an account of every row of it.

    Parameters
    ----------
    path : Path
    files : mapping of file name to text
        ``questionnaire.yaml``, and ``groups.yaml`` where there are groupings.
    own : bool
        Whether :func:`survey.write_xlsform` wrote the workbook.
    understood, not_understood : tuple of FormLine
        Rows that became part of the questionnaire, and what did not, each with sheet and row. A row may have a line in both.
    rows : tuple of (sheet, row, name)
        Every row of the workbook under the headings that is not blank.
    """

    path: Path
    files: Mapping[str, str] = field(repr=False)
    own: bool
    understood: tuple[FormLine, ...] = field(repr=False)
    not_understood: tuple[FormLine, ...] = field(repr=False)
    rows: tuple[FormPlace, ...] = field(repr=False, default=())

    def to_frame(self, language: Language = ENGLISH) -> pd.DataFrame:
        """The account: one row per line. Columns: understood, sheet, row, name, said."""
        lines = [(True, one) for one in self.understood] + [(False, one) for one in self.not_understood]
        rows = [(is_known, one.sheet, one.row, one.name, one.said[language]) for is_known, one in lines]
        return pd.DataFrame(rows, columns=["understood", "sheet", "row", "name", "said"])

    def by_row(self) -> pd.DataFrame:
        """State of every row of the workbook, each row once. Columns: sheet, row, name, state.

        ``state`` is ``whole`` for a row that is in the questionnaire with all its cells, ``part`` for one that has lost
        something, ``not`` for one that is not there at all. Rows of an own workbook that nobody changed are whole.
        """
        known = {(one.sheet, one.row) for one in self.understood}
        lost = {(one.sheet, one.row) for one in self.not_understood}

        def state(place: tuple[str, int]) -> str:
            if place not in lost:
                return "whole"
            return "part" if self.own or place in known else "not"

        rows = [(sheet, row, name, state((sheet, row))) for sheet, row, name in self.rows]
        return pd.DataFrame(rows, columns=["sheet", "row", "name", "state"])

    def __repr__(self) -> str:
        return f"<ReadForm {self.path}: {len(self.understood)} lines understood, {len(self.not_understood)} not>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().to_html(index=False)}"
