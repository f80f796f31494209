"""Columns of a table as SQL: numbers without NaN, texts, keys of groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.errors import EstimationError
from survey.estimation.database.sql_dialect import Dialect, SqlKind


@dataclass(slots=True)
class BoundValues:
    """Values of a statement, each with the mark by which the statement names it; values that are equal have one mark."""

    dialect: Dialect
    parameters: dict[str, str | float] = field(default_factory=dict)

    _marks: dict[tuple[type, str | float], str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for value in self.dialect.given.values():
            self.mark(value)

    def number(self, value: float) -> str:
        """Mark of a number."""
        return self.dialect.as_number(self.mark(float(value)))

    def text(self, value: str) -> str:
        """Mark of a text.

        Raises
        ------
        EstimationError
            ``E331`` when it holds the character NUL, which PostgreSQL has in no text.
        """
        if "\0" in value:
            raise EstimationError(
                "E331",
                f"{self.dialect.name}: text {value!r}",
                "It holds the character NUL, which texts of databases cannot hold.",
                "Leave the character out.",
            )
        return f"CAST({self.mark(value)} AS {self.dialect.text})"

    def mark(self, value: str | float) -> str:
        """Mark of a value."""
        key = (type(value), value)
        if key not in self._marks:
            number = len(self.parameters) + 1
            self.parameters[f"p{number}"] = value
            self._marks[key] = self.dialect.mark.format(number)
        return self._marks[key]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Columns of a table or a query by name.

    Parameters
    ----------
    dialect : Dialect
    kinds : mapping of str to SqlKind
    """

    dialect: Dialect
    kinds: Mapping[str, SqlKind]

    def kind_of(self, name: str) -> SqlKind:
        """Kind of a column.

        Raises
        ------
        EstimationError
            ``E332`` for times, lists, structures and bytes.
        """
        kind = self.kinds[name]
        if kind == "other":
            raise EstimationError(
                "E332",
                f"{self.dialect.name}: column {name!r}",
                "It holds neither numbers nor texts, days or truth values.",
                "Convert it in a query (CAST), and give the query in place of the name of the table.",
            )
        return kind

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers or truth values."""
        return self.kind_of(name) in ("number", "whole", "truth")

    def number(self, name: str) -> str:
        """Floating number of a column; NULL where it is blank or NaN."""
        column, kind = self.dialect.identifier(name), self.kind_of(name)
        if kind == "truth":
            column = f"CASE WHEN {column} THEN 1 WHEN NOT {column} THEN 0 END"
        number = self.dialect.as_number(column)
        return f"CASE WHEN NOT {self.dialect.is_nan.format(number)} THEN {number} END" if kind == "number" else number

    def text(self, name: str) -> str:
        """Text of a column; NULL where it is blank."""
        column = self.dialect.identifier(name)
        if self.kind_of(name) == "date":
            return self.dialect.date_text.format(column)
        return f"CAST({column} AS {self.dialect.text})"

    def key(self, name: str) -> str:
        """Values by which rows are grouped; the order of categories of an enumeration comes with them."""
        kind = self.kind_of(name)
        if kind in ("number", "truth"):
            return self.number(name)
        # PostgreSQL pads CHAR(3) with blanks, which count in no comparison
        is_text = kind == "date" or (kind == "text" and bool(self.dialect.binary))
        return self.text(name) if is_text else self.dialect.identifier(name)
