"""Codes for reasons of blanks, and the codes that SPSS can declare as missing: three, or a range and one more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from survey.arrays import ReasonCodes
from survey.blank_reasons import Reason
from survey.exports.export_columns import ExportColumn, MissingValue, Value
from survey.questionnaire.model import NUMERIC_KINDS, MissingCode, Variable
from survey.questionnaire.spare_codes import NOT_ASKED_CODE, SPARE_CODES, free_code
from survey.text import Catalogue, Language

STATED = (Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_APPLICABLE)
_DISCRETE = 3


def missing_values(
    variable: Variable, reasons: ReasonCodes, language: Language
) -> tuple[tuple[MissingValue, ...], tuple[MissingValue, ...]]:
    """Reasons of a variable with their codes, and the further codes that the questionnaire has for the same reasons.

    A reason has the first code that the questionnaire gives it. One that occurs without such a code gets a negative
    code that is neither an answer nor a missing code. "Not asked" is -1 under the same condition, and empty in texts; "not
    recorded" is empty. Options of a multiple choice are numbers also where its codes are texts: a missing code that is a text
    has no number there.
    """
    first: dict[Reason, MissingValue] = {}
    further: list[MissingValue] = []
    as_text = variable.kind not in ("single", "multiple", *NUMERIC_KINDS) or (
        variable.kind == "single" and bool(variable.written_codes)
    )
    for code in variable.missing:
        one = MissingValue(code.reason, _code(code, as_text=as_text), code.text[language])
        if first.setdefault(code.reason, one) is not one:
            further.append(one)
    for reason in STATED:
        if reason not in first and (reasons == reason).any():
            spare = None if as_text else free_code(variable, SPARE_CODES[reason])
            first[reason] = MissingValue(reason, spare, _word(reason, language), is_added=True)
    not_asked: Value | None = free_code(variable, NOT_ASKED_CODE)
    if as_text:
        not_asked = str(NOT_ASKED_CODE) if variable.kind == "single" else None
    first[Reason.NOT_ASKED] = MissingValue(Reason.NOT_ASKED, not_asked, _word(Reason.NOT_ASKED, language))
    return tuple(first[reason] for reason in sorted(first)), tuple(further)


def _code(code: MissingCode, *, as_text: bool) -> Value | None:
    if as_text:
        return code.shown
    return None if code.written is not None else float(code.code)


def _word(reason: Reason, language: Language) -> str:
    """The program's word for a reason; empty in a language that the program does not have."""
    return program_word(reason.name.lower(), language)


def program_word(key: str, language: Language, **places: object) -> str:
    """A word or sentence of the program for labels and comments; empty in a language that the program does not have."""
    catalogue = Catalogue.load("survey.exports")
    return catalogue.sentence(language, key, **places) if language in catalogue.languages else ""


@dataclass(frozen=True, slots=True)
class DeclaredMissing:
    """Values that an SPSS file declares missing: ``ranges`` (low, high), ends included, and those left ``undeclared``."""

    ranges: tuple[tuple[Value, Value], ...] = ()
    undeclared: tuple[Value, ...] = ()


def declared_missing(column: ExportColumn) -> DeclaredMissing:
    """The declaration of a column: every code where SPSS has a form for it, else those that occur most.

    SPSS declares up to three values, or one range and one value; of texts up to three of at most eight bytes.

    Examples
    --------
    >>> import numpy as np
    >>> column = ExportColumn("A1", "", "code", np.zeros(1), value_labels={1.0: "yes"}, missing=tuple(
    ...     MissingValue(Reason.DONT_KNOW, code, "") for code in (-1.0, 97.0, 98.0, 99.0)))
    >>> declared_missing(column).ranges
    ((97.0, 99.0), (-1.0, -1.0))
    """
    codes = [one.code for one in (*column.missing, *column.further) if one.code is not None]
    if column.kind == "written":
        fitting = [code for code in codes if len(str(code).encode()) <= 8]
        chosen = fitting[:_DISCRETE]
        return DeclaredMissing(_single(chosen), tuple(code for code in codes if code not in chosen))
    if column.is_text:
        return DeclaredMissing()
    numbers = sorted({float(code) for code in codes})
    if len(numbers) <= _DISCRETE:
        return DeclaredMissing(_single(numbers))
    for alone in (numbers[0], numbers[-1], *numbers[1:-1]):
        rest = [number for number in numbers if number != alone]
        if not _answers_between(column, rest[0], rest[-1]):
            return DeclaredMissing(((rest[0], rest[-1]), (alone, alone)))
    usual = sorted(numbers, key=lambda number: -_n_with(column, number))[:_DISCRETE]
    return DeclaredMissing(_single(sorted(usual)), tuple(number for number in numbers if number not in usual))


def _single(values: Sequence[Value]) -> tuple[tuple[Value, Value], ...]:
    return tuple((value, value) for value in values)


def _answers_between(column: ExportColumn, low: float, high: float) -> bool:
    """Whether an answer may lie between two missing codes."""
    if column.kind == "number":
        return column.low <= high and low <= column.high
    codes: Collection[Value] = column.value_labels
    return any(isinstance(code, float) and low <= code <= high for code in codes)


def _n_with(column: ExportColumn, code: float) -> int:
    return sum(column.n_of(one.reason) for one in column.missing if one.code == code)
