"""Variables of Triple-S made of a dictionary, and their values in the data file.

A condition of asking becomes a logical variable before the question, which names it as its filter: "not asked" is kept so.
A multiple choice with text codes becomes a logical variable per option, because the standard has no text codes for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from survey.arrays import Objects
from survey.blank_reasons import Reason
from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryVariable
from survey.interviews import Interviews
from survey.questionnaire.model import NUMERIC_KINDS
from survey.text import Text

FieldKind = Literal["single", "multiple", "quantity", "character", "date", "time", "logical"]
ASKED = "_asked"
"""Ending of the name of the logical variable that says who was asked a question."""

LONGEST_TEXT = 255
_UNBOUNDED = 999_999_999.0


@dataclass(frozen=True, slots=True)
class TripleSField:
    """One variable of Triple-S, a field of every record.

    Parameters
    ----------
    name : str
    kind : FieldKind
    text : Text
    of : str
        The variable of the survey.
    codes : tuple of DictionaryCode
    filter : str
        Name of the logical variable that says who was asked; empty where everybody is.
    option : str
        Column of the option that a logical variable holds.
    is_literal : bool
        Whether the codes of a single are texts.
    low, high : float
        Range of a quantity.
    size : int
        Longest text of a character variable.
    is_key : bool
        Whether it names the interview.
    """

    name: str
    kind: FieldKind
    text: Text
    of: str
    codes: tuple[DictionaryCode, ...] = ()
    filter: str = ""
    option: str = ""
    is_literal: bool = False
    low: float = 0.0
    high: float = _UNBOUNDED
    size: int = LONGEST_TEXT
    is_key: bool = False

    @property
    def width(self) -> int:
        """Width of a subfield of a multiple: that of its longest code."""
        return max((len(code.code) for code in self.codes), default=1)


def fields_of(dictionary: Dictionary, interviews: Interviews | None = None) -> list[TripleSField]:
    """The fields, in order; with data, ranges and sizes are wide enough for what they hold."""
    found = [field for variable in dictionary.variables for field in _of_variable(variable)]
    if interviews is None:
        return found
    return [_fitted(field, interviews) for field in found]


def _of_variable(variable: DictionaryVariable) -> Iterator[TripleSField]:
    asked = ""
    if variable.universe:
        asked = variable.name + ASKED
        condition = Text(tuple((language, variable.universe) for language in variable.text.languages))
        yield TripleSField(asked, "logical", condition, variable.name)
    text = _joined(variable.question_text, variable.text)
    codes = tuple(code for code in variable.codes if variable.kind in ("single", "multiple") or _is_number(code.code))
    plain = TripleSField(variable.name, "character", text, variable.name, filter=asked)
    are_whole = all(re.fullmatch(r"\d{1,9}", code.code) for code in codes)
    if variable.kind == "single":
        yield replace(plain, kind="single", codes=codes, is_literal=not are_whole)
    elif variable.kind == "multiple" and are_whole:
        yield replace(plain, kind="multiple", codes=codes)
    elif variable.kind == "multiple":
        for code in variable.answers:
            yield replace(plain, name=code.column, kind="logical", text=_joined(text, code.text), option=code.column)
    elif variable.kind in ("whole", "decimal"):
        low = 0.0 if variable.low is None else variable.low
        high = _UNBOUNDED if variable.high is None else variable.high
        yield replace(plain, kind="quantity", codes=codes, low=low, high=high)
    elif variable.kind in ("date", "time"):
        yield replace(plain, kind="date" if variable.kind == "date" else "time")
    else:
        yield plain


def _joined(question: Text, row: Text) -> Text:
    """A row, or an option, after its question."""
    if not question:
        return row
    return Text(tuple((language, f"{question[language]} — {wording}") for language, wording in row))


def _is_number(code: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", code) is not None


def _fitted(field: TripleSField, interviews: Interviews) -> TripleSField:
    key = field.name == interviews.form.key
    if field.kind == "character":
        longest = max((len(cell) for cell in cells_of(field, interviews)), default=0)
        return replace(field, size=max(longest, 1), is_key=key)
    if field.kind == "quantity":
        values = interviews.values(field.of)
        known = values[~np.isnan(values)]
        if len(known):
            return replace(field, low=min(field.low, known.min()), high=max(field.high, known.max()), is_key=key)
    return replace(field, is_key=key)


def cells_of(field: TripleSField, interviews: Interviews) -> list[str]:
    """Values of a field among the accepted interviews, as the data file writes them; empty where there is none."""
    accepted = interviews.accepted
    reasons = interviews.reason(field.of)[accepted]
    if field.kind == "logical" and not field.option:
        return ["0" if reason == Reason.NOT_ASKED else "1" for reason in reasons]
    if field.kind == "logical":
        chosen = interviews.values(field.option)[accepted]
        return ["" if np.isnan(one) else f"{one:.0f}" for one in chosen]
    blanks = _blank_codes(field)
    if field.kind == "multiple":
        return _spread(field, interviews, blanks)
    texts = _texts(field, interviews)[accepted]
    answered = (reasons == Reason.ANSWERED).tolist()
    return [
        _written(field, text) if is_known else blanks.get(Reason(reason), "")
        for text, is_known, reason in zip(texts, answered, reasons.tolist(), strict=True)
    ]


def _blank_codes(field: TripleSField) -> dict[Reason, str]:
    """The first code of each reason."""
    found: dict[Reason, str] = {}
    for code in field.codes:
        if code.reason != Reason.ANSWERED:
            found.setdefault(code.reason, code.code)
    return found


def _texts(field: TripleSField, interviews: Interviews) -> Objects:
    variable = interviews.form.variables[field.of]
    if variable.kind == "single":
        shown = {float(one.code): one.shown for one in variable.options}
        return np.array([shown.get(value) for value in interviews.values(field.of)], object)
    if variable.kind in NUMERIC_KINDS:
        return np.array([f"{value:.15g}" for value in interviews.values(field.of)], object)
    return interviews.texts(field.of)


def _written(field: TripleSField, text: object) -> str:
    if text is None:
        return ""
    shown = str(text)
    if field.kind == "date":
        return shown.replace("-", "")
    if field.kind == "time":
        return shown.replace(":", "").ljust(6, "0")
    return shown


def _spread(field: TripleSField, interviews: Interviews, blanks: dict[Reason, str]) -> list[str]:
    """Codes chosen, each in a subfield of equal width, filled up with zeros; the code of a blank alone."""
    mentions = interviews.mentions(field.of)
    variable = interviews.form.variables[field.of]
    codes = np.array([one.shown.zfill(field.width) for one in variable.options], object)
    reasons = interviews.reason(field.of)
    empty, found = "0" * field.width * len(field.codes), []
    for at in np.flatnonzero(interviews.accepted):
        if reasons[at] == Reason.ANSWERED:
            found.append("".join(codes[mentions.chosen[at]]).ljust(len(empty), "0"))
        else:
            code = blanks.get(Reason(int(reasons[at])), "")
            found.append(code.zfill(field.width).ljust(len(empty), "0") if code else "")
    return found
