"""Columns of a table as the questionnaire reads them: codes, missing codes with their reasons, multiple choices, groupings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from survey.blank_reasons import Reason
from survey.errors import EstimationError
from survey.estimation.database.database_table import DatabaseTable
from survey.estimation.database.plain_answers import PlainAnswers
from survey.estimation.database.sql_conditions import SqlCondition, SqlMentions
from survey.estimation.database.table_columns import BoundValues
from survey.expressions import AnswerKind, Answers
from survey.questionnaire.model import NUMERIC_KINDS, TEXT_KINDS, Questionnaire, Variable, choice_with
from survey.questionnaire.spare_codes import NOT_ASKED_CODE, SPARE_CODES, free_code

CellValue = float | str


@dataclass(frozen=True, slots=True, eq=False)
class FormAnswers:
    """Answers of one statement, as data files have them that :func:`survey.write_file` writes.

    Parameters
    ----------
    table : DatabaseTable
    form : Questionnaire
    bound : BoundValues
        Takes codes and texts of the statement.
    like : Answers
        Interviews without a row, for the wordings in conditions of groupings.
    checked : set of str
        Variables whose values have been compared with the questionnaire, in this statement or another.
    """

    table: DatabaseTable
    form: Questionnaire
    bound: BoundValues
    like: Answers
    checked: set[str] = field(default_factory=set)

    @property
    def _plain(self) -> PlainAnswers:
        return PlainAnswers(self.table.columns)

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of a name in conditions."""
        if name in self.form.groupings:
            return "number"
        if name in self.form.variables:
            return self.form.variables[name].answer_kind
        if self.form.battery(name):
            return "battery"
        return "number" if self._owner(name) is not None else self._plain.kind_of(name)

    def number(self, name: str) -> str:
        """Code or number; NULL where blank."""
        if name in self.form.groupings:
            cases = " ".join(
                f"WHEN {self._condition(one.when.source)} THEN {self.bound.number(one.code)}"
                for one in self.form.groupings[name].categories
            )
            return f"CASE {cases} END"
        owner = self._owner(name)
        if owner is not None:
            self._check(owner)
            return self._when_in(self._raw_number(name), (0.0, 1.0))
        if name not in self.form.variables:
            return self._plain.number(name)
        variable = self.form.variables[name]
        self._check(variable)
        raw = self._raw_number(name)
        if variable.options:
            return self._when_in(raw, [float(code) for code in variable.codes])
        missing = [code for code in _missing(variable) if not isinstance(code, str)]
        return f"CASE WHEN NOT {self._in(raw, missing)} THEN {raw} END" if missing else raw

    def text(self, name: str) -> str:
        """Text; NULL where blank."""
        if name not in self.form.variables:
            return self._plain.text(name)
        variable = self.form.variables[name]
        self._check(variable)
        raw = self._raw_text(name)
        if variable.written_codes:
            return self._when_in(raw, list(variable.written_codes))
        missing = ["", *(code for code in _missing(variable) if isinstance(code, str))]
        return f"CASE WHEN NOT {self._in(raw, missing)} THEN {raw} END"

    def key(self, name: str) -> str:
        """Value by which rows are grouped."""
        if name not in self.form.variables and name not in self.form.groupings and self._owner(name) is None:
            return self._plain.key(name)
        return self.number(name) if self.kind_of(name) == "number" else self.text(name)

    def mentions(self, name: str) -> SqlMentions:
        """Answers to a multiple choice."""
        variable = self.form.variables[name]
        self._check(variable)
        codes: Sequence[CellValue] = tuple(variable.written_codes) or tuple(float(code) for code in variable.codes)
        columns = [self._raw_number(column) for column in variable.columns]
        # without a bound value, because not every option is used in a statement
        chosen = tuple((code, f"({column} = 1)") for code, column in zip(codes, columns, strict=True))
        return SqlMentions(chosen, self._said(columns[0]))

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Rows of a battery."""
        return tuple(variable.id for variable in self.form.battery(name))

    def knows_reasons(self, name: str) -> bool:  # noqa: ARG002
        """Whether it is known why answers are blank: the questionnaire gives the codes."""
        return True

    def has_reason(self, name: str, reason: Reason) -> str:
        """Whether an answer has a reason.

        Raises
        ------
        EstimationError
            ``E343`` when "not asked" has no code, so that it cannot be distinguished from "not recorded".
        """
        owner = self._owner(name)
        variable = self.form.variables.get(name) if owner is None else owner
        if variable is None:
            if reason not in (Reason.ANSWERED, Reason.NOT_RECORDED):
                return "(1 = 0)"  # before the column, whose bound values would be in no statement
            column = self.number(name) if self.kind_of(name) == "number" else self.text(name)
            return f"({column} IS {'NOT NULL' if reason is Reason.ANSWERED else 'NULL'})"
        self._check(variable)
        is_text = variable.answer_kind == "text"
        raw = self._raw_text(variable.id) if is_text else self._raw_number(variable.columns[0])
        if reason is Reason.ANSWERED:
            if variable.kind == "multiple":
                return self._said(raw)
            return f"({self.text(name) if is_text else self.number(name)} IS NOT NULL)"
        codes = [code for code, why in _missing(variable).items() if why is reason and isinstance(code, str) == is_text]
        if reason is not Reason.NOT_RECORDED:
            return self._in(raw, codes)
        if Reason.NOT_ASKED not in _missing(variable).values() and variable.question.block not in ("H", "O"):
            raise EstimationError(
                "E343",
                f"variable {name!r}",
                'A blank may mean "not asked" or "not recorded": the table has no code for one of them.',
                "Ask for a value of the variable in place of answered(), or ask the filter question.",
            )
        return f"({raw} IS NULL)"

    def _condition(self, source: str) -> str:
        from survey.expressions import parse

        return SqlCondition(parse(source), self, self.bound, self.like).written()

    def _owner(self, name: str) -> Variable | None:
        """The multiple choice of which the name is the column of one option."""
        return None if name in self.form.variables else choice_with(name, self.form.variables)

    def _said(self, raw: str) -> str:
        return self._in(raw, (0.0, 1.0))

    def _in(self, raw: str, codes: Sequence[CellValue]) -> str:
        """Whether a value is one of some codes; never NULL."""
        if not codes:
            return "(1 = 0)"
        marks = ", ".join(self.bound.text(code) if isinstance(code, str) else self.bound.number(code) for code in codes)
        return f"({raw} IS NOT NULL AND {raw} IN ({marks}))"

    def _when_in(self, raw: str, codes: Sequence[CellValue]) -> str:
        return f"CASE WHEN {self._in(raw, codes)} THEN {raw} END"

    def _raw_number(self, column: str) -> str:
        self._require(column)
        if not self.table.columns.is_number(column):
            raise EstimationError(
                "E345",
                f"{self.table.title}: column {column!r}",
                "It holds texts where the questionnaire has numbers.",
                "Convert it in a query (CAST), and give the query in place of the name of the table.",
            )
        return self.table.columns.number(column)

    def _raw_text(self, column: str) -> str:
        self._require(column)
        return self.table.columns.text(column)

    def _require(self, column: str) -> None:
        if column not in self.table.columns.kinds:
            raise EstimationError(
                "E346",
                f"{self.table.title}: column {column!r}",
                "The questionnaire has it, the table does not.",
                "Add the column, blank where nobody was asked.",
            )

    def _check(self, variable: Variable) -> None:
        """Refuse values that the questionnaire does not know (``E344``); asked of the database once."""
        if variable.id in self.checked or variable.kind in TEXT_KINDS:
            return
        self.checked.add(variable.id)
        for column in variable.columns:
            bound = BoundValues(self.table.dialect)
            own = FormAnswers(self.table, self.form, bound, self.like, self.checked)
            unknown = own._unknown(variable, column)
            raw = own._raw_text(column) if variable.answer_kind == "text" else own._raw_number(column)
            statement = f"SELECT DISTINCT {raw} AS k FROM {self.table.source} WHERE {unknown} LIMIT 4"
            found = self.table.read(statement, bound)["k"].tolist()
            if found:
                raise EstimationError(
                    "E344",
                    f"{self.table.title}: column {column!r}",
                    f"It holds values that the questionnaire does not know: {', '.join(map(_shown, found))}.",
                    "Mend them in the table or in a query; survey.decode would make them blank and report each.",
                )

    def _unknown(self, variable: Variable, column: str) -> str:
        """Condition of the values that are neither answers nor missing codes."""
        missing = list(_missing(variable))
        if variable.answer_kind == "text":
            raw = self._raw_text(column)
            known = [*variable.written_codes, *(str(code) for code in missing)]
            return f"{raw} IS NOT NULL AND NOT {self._in(raw, known)}"
        raw = self._raw_number(column)
        codes = [code for code in missing if not isinstance(code, str)]
        if variable.kind == "multiple":
            codes += [0.0, 1.0]
        elif variable.options:
            codes += [float(code) for code in variable.codes]
        else:
            low, high = variable.question.minimum, variable.question.maximum
            parts = [f"{raw} < {self.bound.number(low)}"] if low is not None else []
            parts += [f"{raw} > {self.bound.number(high)}"] if high is not None else []
            outside = f"({' OR '.join(parts) or '1 = 0'})"
            return f"{raw} IS NOT NULL AND NOT {self._in(raw, codes)} AND {outside}"
        return f"{raw} IS NOT NULL AND NOT {self._in(raw, codes)}"


def _missing(variable: Variable) -> dict[CellValue, Reason]:
    """Codes of blanks, as data files have them: those of the questionnaire, and those of reasons without a code."""
    as_text = variable.kind not in ("single", "multiple", *NUMERIC_KINDS) or bool(variable.written_codes)
    found: dict[CellValue, Reason] = {}
    for one in variable.missing:
        if as_text:
            found[one.shown] = one.reason
        elif one.written is None:
            found[float(one.code)] = one.reason
    spare = {Reason.NOT_ASKED: NOT_ASKED_CODE} | {
        reason: code for reason, code in SPARE_CODES.items() if reason not in found.values()
    }
    for reason, code in spare.items():
        free = free_code(variable, code)
        if as_text:
            if reason is Reason.NOT_ASKED and variable.kind == "single":
                found.setdefault(str(code), reason)
        elif free is not None:
            found.setdefault(free, reason)
    return found


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
