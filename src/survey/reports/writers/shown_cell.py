"""Words of a table cell in one language, the same for every format."""

from __future__ import annotations

from dataclasses import dataclass

from survey.indicators.definitions import Unit
from survey.indicators.status_rule import Status
from survey.reports.document_model import TableCell
from survey.reports.number_format import number
from survey.reports.phrases import Phrases
from survey.text import Language

NOTHING = "–"
"""What a blank number is shown as."""

SMALL_BASE = "*"
"""Mark of a number with a small base."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """Words of a cell: the value or words, under them the interval and a word, and the letters of significance tests.

    ``status`` and ``before`` are drawn as shapes, ``is_alert`` as the mark of an alert. All are empty where a cell has none.
    """

    main: str
    interval: str = ""
    word: str = ""
    letters: str = ""
    status: Status | None = None
    before: Status | None = None
    is_alert: bool = False

    @property
    def plain(self) -> str:
        """Everything in one line, for formats without small print."""
        return " ".join(part for part in (self.main, self.letters, self.interval, self.word) if part)


def shown_cell(cell: TableCell, language: Language) -> ShownCell:
    """The words of a cell in a language; of a hidden cell the mark of hidden numbers, of a drawn interval none."""
    phrases = Phrases((language,))
    if cell.publish == "hidden":
        return ShownCell(phrases.say("hidden_mark")[language])
    match cell.kind:
        case "estimate":
            return ShownCell(shown_value(cell, language, phrases), letters=cell.letters)
        case "both" if cell.value is not None:
            interval = shown_interval(cell, language, phrases)
            return ShownCell(shown_value(cell, language, phrases), interval, letters=cell.letters)
        case "difference" if cell.value is not None:
            return _difference(cell, language, phrases)
        case "interval":
            return ShownCell(shown_interval(cell, language, phrases))
        case "count" | "factor" if cell.value is not None:
            return ShownCell(number(cell.value, language, decimals(cell)))
        case "status":
            detail = cell.detail[language] if cell.detail else ""
            words = cell.text[language] if cell.text else ""
            return ShownCell(words, "", detail, "", cell.status, cell.before, cell.alert)
        case "text":
            return ShownCell(cell.text[language] if cell.text else "")
        case "range":
            return ShownCell("")
    return ShownCell(NOTHING)


def decimals(cell: TableCell) -> int:
    """Decimals of the value of a cell: those it asks for, otherwise those of its kind."""
    usual = 0 if cell.kind == "count" else 2 if cell.kind == "factor" else 1
    return usual if cell.digits is None else cell.digits


def is_signed(cell: TableCell) -> bool:
    """Whether the value of a cell is written with its sign: differences, and balances in percentage points."""
    return cell.kind == "difference" or cell.unit == "pp"


def shown_value(cell: TableCell, language: Language, words: Phrases) -> str:
    """A value with its percent sign, and an asterisk where the base is small."""
    if cell.value is None:
        return NOTHING
    shown = number(cell.value, language, decimals(cell), signed=cell.unit == "pp")
    if cell.unit == "percent":
        shown = words.say("value_percent", value=shown)[language]
    return shown + SMALL_BASE if cell.publish == "low" else shown


def shown_interval(cell: TableCell, language: Language, words: Phrases) -> str:
    """A 95 % interval without its unit, which the value next to it has."""
    if cell.low is None or cell.high is None:
        return NOTHING
    unit: Unit = "pp" if cell.unit == "pp" else "points"
    return words.interval(cell.low, cell.high, unit, decimals(cell))[language]


def _difference(cell: TableCell, language: Language, words: Phrases) -> ShownCell:
    shown = number(cell.value or 0.0, language, decimals(cell), signed=True)
    if cell.low is None:
        return ShownCell(shown, letters=cell.letters)
    word = cell.detail[language] if cell.detail else ""
    return ShownCell(shown, shown_interval(cell, language, words), word, cell.letters)
