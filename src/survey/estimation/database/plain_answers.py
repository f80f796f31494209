"""Columns of a table without a questionnaire, as conditions and estimates ask for them."""

from __future__ import annotations

from dataclasses import dataclass

from survey.blank_reasons import Reason
from survey.estimation.database.sql_conditions import SqlMentions
from survey.estimation.database.table_columns import TableColumns
from survey.expressions import AnswerKind


@dataclass(frozen=True, slots=True)
class PlainAnswers:
    """Columns of a table; every blank is "not recorded", as in a table in memory."""

    columns: TableColumns

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of a name in conditions."""
        return "number" if self.columns.is_number(name) else "text"

    def number(self, name: str) -> str:
        """Number; NULL where blank."""
        return self.columns.number(name)

    def text(self, name: str) -> str:
        """Text; NULL where blank."""
        return self.columns.text(name)

    def key(self, name: str) -> str:
        """Value by which rows are grouped."""
        return self.columns.key(name)

    def mentions(self, name: str) -> SqlMentions:
        """A plain table has no multiple choice."""
        raise AssertionError(name)

    def rows_of(self, name: str) -> tuple[str, ...]:  # noqa: ARG002
        """A plain table has no battery."""
        return ()

    def knows_reasons(self, name: str) -> bool:  # noqa: ARG002
        """Whether it is known why answers are blank."""
        return False

    def has_reason(self, name: str, reason: Reason) -> str:
        """Whether an answer has a reason."""
        column = self.number(name) if self.columns.is_number(name) else self.text(name)
        if reason is Reason.ANSWERED:
            return f"({column} IS NOT NULL)"
        return f"({column} IS NULL)" if reason is Reason.NOT_RECORDED else "(1 = 0)"
