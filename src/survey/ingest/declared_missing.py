"""Values that the file or the wave declares missing and the questionnaire does not know."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from survey.ingest.cell_readers import NOT_ASKED_CODE, bounds_of
from survey.ingest.column_reading import ValueLabels
from survey.ingest.factorized_columns import FactorizedColumn, is_empty
from survey.ingest.numbers import code_of, number_of, shown
from survey.questionnaire.model import NUMERIC_KINDS, Reason, Variable
from survey.questionnaire.usual_words import short_words
from survey.spelling import fold

Ranges = Sequence[tuple[float | str, float | str]]
DeclaredMissingRule = Literal["declared_missing", "declared_substantive", "missing_decided"]

_BY_WORDS = (Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_APPLICABLE)
_LONG = 5
_NO_LETTERS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class DeclaredValue:
    """A value declared missing: the rule it falls under, its column, how often it occurs, its label in the file."""

    rule: DeclaredMissingRule
    column: str
    value: str
    n: int
    label: str


def find_declared(
    column: FactorizedColumn,
    variable: Variable | None,
    ranges: Ranges,
    labels: ValueLabels,
    decided: tuple[float | str, ...] | None,
    *,
    is_option: bool = False,
    everywhere: tuple[float | str, ...] = (),
) -> tuple[Mapping[object, Reason], list[DeclaredValue]]:
    """Cells of a column that are missing values, with their reasons, and what is to be reported of them.

    Parameters
    ----------
    column : FactorizedColumn
    variable : Variable or None
        None for a column of no question.
    ranges : sequence of (low, high)
        What the file declares.
    labels : mapping of value to text
    decided : tuple of values, or None
        What the wave decides; it takes precedence over the file where the questionnaire calls a declared value an answer.
    is_option : bool
        Whether the column is one option of a multiple choice, so that its numbers are not codes of the question.
    everywhere : tuple of values
        What the wave decides for every column of the file; answers and missing codes of the questionnaire stay what they are.
    """
    missing: dict[object, Reason] = {}
    found: list[DeclaredValue] = []
    if not ranges and not decided and not everywhere:
        return missing, found
    counts = column.counts
    for position, cell in enumerate(column.cells):
        if is_empty(cell) or not counts[position]:
            continue
        label = _label(cell, labels)
        stated = _stated(variable, label) if _is_letter(cell) else None
        if stated is not None:
            missing[cell] = stated
            continue
        rule = _rule(cell, variable, ranges, label, decided, is_option=is_option)
        if rule is None and _is_missing_everywhere(cell, variable, label, everywhere, is_option=is_option):
            rule = "missing_decided"
        if rule is None:
            continue
        found.append(DeclaredValue(rule, column.name, shown(cell), int(counts[position]), label))
        if rule != "declared_substantive":
            missing[cell] = reason_of(label)
    return missing, found


def _is_letter(cell: object) -> bool:
    """Whether a cell is an extended missing value of Stata or SAS, which means nothing without its label."""
    return isinstance(cell, str) and len(cell) == 1 and cell.isalpha()


def _stated(variable: Variable | None, label: str) -> Reason | None:
    """The reason of the questionnaire, or of the program's own data files, with exactly this label; None without one."""
    folded = fold(label)
    if variable is None or not folded:
        return None
    for code in variable.missing:
        if any(folded == fold(spelling) for spelling in code.spellings):
            return code.reason
    return Reason.NOT_RECORDED if folded in _not_asked_words() else None


@functools.cache
def _not_asked_words() -> frozenset[str]:
    return frozenset(fold(word) for word in short_words(Reason.NOT_ASKED))


def is_not_asked(label: str) -> bool:
    """Whether a label says that the question was not asked, as the program's own data files say it."""
    return fold(label) in _not_asked_words()


def _rule(
    cell: object,
    variable: Variable | None,
    ranges: Ranges,
    label: str,
    decided: tuple[float | str, ...] | None,
    *,
    is_option: bool,
) -> DeclaredMissingRule | None:
    if decided is not None and any(_same(cell, value) for value in decided):
        return "missing_decided"
    if not any(_within(cell, low, high) for low, high in ranges):
        return None
    code = code_of(cell)
    if variable is not None and (code == NOT_ASKED_CODE or _is_known(cell, code, variable)):
        return None
    if variable is None or is_option or not _is_answer(cell, variable, label):
        return "declared_missing"
    return None if decided is not None else "declared_substantive"


def _is_missing_everywhere(
    cell: object, variable: Variable | None, label: str, everywhere: tuple[float | str, ...], *, is_option: bool
) -> bool:
    """Whether the wave calls the value missing in every column, and the questionnaire does not know it."""
    if not any(_same(cell, value) for value in everywhere):
        return False
    if variable is None:
        return True
    code = code_of(cell)
    is_mark = is_option and code in (0, 1)
    return not is_mark and not _is_known(cell, code, variable) and not _is_answer(cell, variable, label)


def _is_known(cell: object, code: int | None, variable: Variable) -> bool:
    """Whether the questionnaire has the value as a missing code, as a number or as a text."""
    return any(one.code == code or (one.written is not None and one.written == shown(cell)) for one in variable.missing)


def _is_answer(cell: object, variable: Variable, label: str) -> bool:
    """Whether the questionnaire calls a value an answer: one of its codes, or a number between its two bounds."""
    if variable.kind in ("single", "multiple"):
        return code_of(cell) in variable.codes
    number = number_of(cell)
    if variable.kind not in NUMERIC_KINDS or number is None or reason_of(label) != Reason.NOT_RECORDED:
        return False
    low, high = bounds_of(variable)
    return math.isfinite(low) and math.isfinite(high) and low <= number <= high


def _same(cell: object, value: float | str) -> bool:
    if isinstance(value, str):
        return isinstance(cell, str) and fold(cell) == fold(value)
    return number_of(cell) == value


def _within(cell: object, low: float | str, high: float | str) -> bool:
    if isinstance(low, str) or isinstance(high, str):
        return isinstance(cell, str) and str(low).rstrip() <= cell.rstrip() <= str(high).rstrip()
    number = number_of(cell)
    return number is not None and low <= number <= high


def _label(cell: object, labels: ValueLabels) -> str:
    number = number_of(cell)
    found = labels.get(cell) if isinstance(cell, str) else None
    return found or (labels.get(number, "") if number is not None else "")


def reason_of(label: str) -> Reason:
    """The reason a label names; not recorded when it names none.

    Examples
    --------
    >>> reason_of("Отказ"), reason_of("9 - Затрудняюсь ответить"), reason_of("Пропуск")
    (<Reason.REFUSED: 2>, <Reason.DONT_KNOW: 1>, <Reason.NOT_RECORDED: 5>)
    """
    text = _spaced(label)
    for reason in _BY_WORDS:
        words = [_spaced(word) for word in short_words(reason)]
        if text in words or any(len(word) >= _LONG and f" {word} " in f" {text} " for word in words):
            return reason
    return Reason.NOT_RECORDED


def _spaced(text: str) -> str:
    """A text as its words with single spaces."""
    return _NO_LETTERS.sub(" ", fold(text)).strip()
