"""Codes of answers that a collecting tool gives instead of ours: A1, A2, …; ``-oth-`` for "other"; Y and N.

LimeSurvey's answer codes are letters and a number, which is the code of the questionnaire or the place in its list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.ingest.factorized_columns import FactorizedColumn, is_empty
from survey.ingest.numbers import code_of
from survey.questionnaire.model import Variable
from survey.questionnaire.usual_words import marks
from survey.spelling import fold

_LETTERED = re.compile(r"([A-Za-z]{1,3})(\d{1,4})")
_OTHER = "-oth-"
_SIGN = re.compile(r"[A-Za-z]{1,3}\d{1,4}|-oth-|[YyNn]")
"""Texts that may be codes of a tool."""

_RARE = 0.1
"""Largest share of the rows, 0 to 1, that a reading may leave without an answer: mistakes of the field."""


@dataclass(frozen=True, slots=True)
class ToolCodes:
    """Codes by the texts of a tool; ``unclear`` are the texts that may mean two codes, by both readings."""

    words: Mapping[str, int] = field(default_factory=dict)
    unclear: tuple[Mapping[str, int], ...] = ()


NONE = ToolCodes()


def tool_codes(variable: Variable, column: FactorizedColumn) -> ToolCodes:
    """Codes of a single choice by what the tool writes for them.

    Letters are read only where all answers of the column but plain numbers have the same ones, and no wording looks
    like them.
    """
    if variable.kind != "single" or variable.is_written:
        return NONE
    if not any(isinstance(cell, str) and _SIGN.fullmatch(cell.strip()) for cell in column.cells):
        return NONE
    counts = column.counts
    texts = [str(cell).strip() for at, cell in enumerate(column.cells) if counts[at] and not is_empty(cell)]
    spelled = {fold(text) for option in variable.options for text in option.spellings}
    words = {text: code for text, code in _signs(variable).items() if text in map(fold, texts) and text not in spelled}
    lettered = {text: match for text in texts if (match := _LETTERED.fullmatch(text))}
    others = [text for text in texts if text not in lettered and fold(text) not in words and code_of(text) is None]
    prefixes = {match[1] for match in lettered.values()}
    if len(prefixes) != 1 or others or spelled & set(map(fold, lettered)):
        return ToolCodes(words)
    rows: Counter[tuple[str, int]] = Counter()
    for at, cell in enumerate(column.cells):
        if counts[at] and (match := lettered.get(str(cell).strip())):
            rows[match[0], int(match[2])] += int(counts[at])
    return _by_letters(variable, rows, words)


def _by_letters(variable: Variable, rows: Mapping[tuple[str, int], int], words: Mapping[str, int]) -> ToolCodes:
    """The reading of numbers after letters that fits; ``rows`` counts the rows by text and number.

    A reading fits that leaves few rows without an answer. Where both fit and differ, nothing is read.
    """
    codes = (*variable.codes, *(one.code for one in variable.missing))
    by_code = {text: number for text, number in rows if number in codes}
    by_place = {text: codes[number - 1] for text, number in rows if 0 < number <= len(codes)}
    total = sum(rows.values())
    fitting = [
        reading
        for reading in (by_code, by_place)
        if sum(n for (text, _), n in rows.items() if text not in reading) <= _RARE * total
    ]
    agree = all(by_code[text] == by_place[text] for text in by_code.keys() & by_place.keys())
    if len(fitting) == 2 and not agree and len(by_code) == len(by_place):
        return ToolCodes(words, tuple(fitting))
    if not fitting:
        return ToolCodes(words)
    best = max(fitting, key=len)
    return ToolCodes({**words, **{fold(text): code for text, code in best.items()}})


def _signs(variable: Variable) -> dict[str, int]:
    """Codes of the signs for "other", yes and no, where the question has one such answer."""
    found: dict[str, int] = {}
    open_codes = [option.code for option in variable.options if option.specify]
    if len(open_codes) == 1:
        found[fold(_OTHER)] = open_codes[0]
    for sign, is_yes in (("y", True), ("n", False)):
        usual = {fold(word) for word in marks(yes=is_yes)}
        fitting = [option.code for option in variable.options if usual & {fold(text) for text in option.spellings}]
        if len(fitting) == 1:
            found[sign] = fitting[0]
    return found
