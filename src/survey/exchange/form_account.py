"""Account of a form while it is read: what was understood and what was not, row by row."""

from __future__ import annotations

from survey.exchange.form_workbook import DeliveredRow
from survey.exchange.read_form import FormLine, FormPlace
from survey.languages import ENGLISH
from survey.text import Catalogue


class FormAccount:
    """Lines of the account, added as rows are read.

    Attributes
    ----------
    places : dict of element to tuple of FormPlace
        Rows from which questions, rows, blocks and lists were made.
    """

    def __init__(self) -> None:
        self._say = Catalogue.load("survey.exchange")
        self._lines: dict[bool, dict[tuple[str, int, str], FormLine]] = {True: {}, False: {}}
        self.places: dict[str, tuple[FormPlace, ...]] = {}

    @property
    def understood(self) -> tuple[FormLine, ...]:
        """Rows that became part of the questionnaire."""
        return tuple(self._lines[True].values())

    @property
    def not_understood(self) -> tuple[FormLine, ...]:
        """Rows and cells that did not."""
        return tuple(self._lines[False].values())

    def made(self, element: str, sheet: str, row: DeliveredRow) -> None:
        """Record the row that an element of the questionnaire was made of; complaints about it are lines about that row."""
        self.places[element] = ((sheet, row.number, row.cells.get("name", "")),)

    def taken(self, sheet: str, row: DeliveredRow, key: str, **places: object) -> None:
        """Report that a row became part of the questionnaire."""
        self._add(sheet, row, key, places, is_known=True)

    def lost(self, sheet: str, row: DeliveredRow, key: str, **places: object) -> None:
        """Report that a part of a row did not become part of the questionnaire."""
        self._add(sheet, row, key, places, is_known=False)

    def lost_cell(self, sheet: str, row: DeliveredRow, column: str) -> None:
        """Report that a cell of a row did not become part of the questionnaire."""
        self.lost(sheet, row, "line_cell", column=column, found=row.cells[column])

    def _add(self, sheet: str, row: DeliveredRow, key: str, places: dict[str, object], *, is_known: bool) -> None:
        """Add a sentence about a row once: each question of a group may give the same sentence about the group."""
        said = self._say.text(key, **places)
        line = FormLine(sheet, row.number, row.cells.get("name", ""), said)
        self._lines[is_known].setdefault((sheet, row.number, said[ENGLISH]), line)
