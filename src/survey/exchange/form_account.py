"""Account of a form while it is read: what was understood and what was not, row by row."""

from __future__ import annotations

from survey.exchange.form_workbook import DeliveredRow
from survey.exchange.read_form import FormLine
from survey.text import Catalogue


class FormAccount:
    """Lines of the account, added as rows are read."""

    def __init__(self) -> None:
        self._say = Catalogue.load("survey.exchange")
        self.understood: list[FormLine] = []
        self.not_understood: list[FormLine] = []

    def taken(self, sheet: str, row: DeliveredRow, key: str, **places: object) -> None:
        """A row became part of the questionnaire."""
        self.understood.append(self._line(sheet, row, key, places))

    def lost(self, sheet: str, row: DeliveredRow, key: str, **places: object) -> None:
        """Something of a row did not."""
        self.not_understood.append(self._line(sheet, row, key, places))

    def lost_cell(self, sheet: str, row: DeliveredRow, column: str) -> None:
        """A cell of a row did not."""
        self.lost(sheet, row, "line_cell", column=column, found=row.cells[column])

    def _line(self, sheet: str, row: DeliveredRow, key: str, places: dict[str, object]) -> FormLine:
        return FormLine(sheet, row.number, row.cells.get("name", ""), self._say.text(key, **places))
