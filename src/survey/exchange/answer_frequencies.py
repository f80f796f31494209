"""Counts by the codes of a dictionary, as far as a codebook shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from survey.exchange.answer_counts import AnswerCount
from survey.exchange.dictionary import DictionaryCode, DictionaryVariable

CountLines: TypeAlias = Sequence[AnswerCount]
"""Lines of one question in a codebook; none without data."""


def frequencies(variable: DictionaryVariable, lines: CountLines) -> dict[str, int]:
    """Counts of answers and of reasons by code, those hidden left out; a reason is counted at its first code."""
    shown = {line.code: line.n for line in lines if line.kind == "answer" and line.n is not None}
    return shown | _of_reasons(variable, lines)


def option_frequencies(variable: DictionaryVariable, option: DictionaryCode, lines: CountLines) -> dict[str, int]:
    """Counts of the column of an option: chosen (1), not chosen (0) where both it and all answers are shown, reasons."""
    chosen = next((line.n for line in lines if line.kind == "chosen" and line.code == option.code), None)
    answered = next((line.n for line in lines if line.kind == "answered"), None)
    shown = {} if chosen is None else {"1": chosen}
    if chosen is not None and answered is not None:
        shown["0"] = answered - chosen
    return shown | _of_reasons(variable, lines)


def _of_reasons(variable: DictionaryVariable, lines: CountLines) -> dict[str, int]:
    counted = {line.reason: line.n for line in lines if line.kind == "reason" and line.n is not None}
    shown: dict[str, int] = {}
    for code in variable.blanks:
        n = counted.pop(code.reason, None)
        if n is not None:
            shown[code.code] = n
    return shown
