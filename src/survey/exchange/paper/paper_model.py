"""The paper questionnaire as data: sections, questions, lines to mark, grids, fields and cards, before any format writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from survey.text import Language, Text

MarkSign = Literal["circle", "square"]
"""Sign to mark: a circle where one answer is given, a square where several may be."""

WritingKind = Literal["digits", "decimal", "date", "time", "line", "lines"]
"""Kind of a field to write in: a box for each digit, a number with decimals, a date, a time, one line, several lines."""

NoteKind = Literal["when", "instruction", "read", "route", "words"]
"""Kind of a line of words: a condition, an instruction, something to be read aloud, where to go on, plain words."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line of words."""

    kind: NoteKind
    text: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to mark: its code, wording, remark in brackets, a line to write on, and where it leads."""

    code: str
    text: Text
    remark: Text = field(default_factory=Text)
    is_written: bool = False
    arrow: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """Answers one under another, those for no answer apart."""

    mark: MarkSign
    answers: tuple[Choice, ...]
    missing: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes with their words, which are written into fields instead of being marked."""

    codes: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ScaleLine:
    """Points of a numeric scale in one line, the worded ones with their words, codes for no answer under it."""

    points: tuple[Choice, ...]
    missing: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a battery."""

    id: str
    text: Text
    remark: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class MarkGrid:
    """Rows of a battery with the same answers in columns, codes for no answer in the last ones; one answer a row."""

    rows: tuple[GridRow, ...]
    answers: tuple[Choice, ...]
    missing: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteField:
    """A place to write in; ``n`` are boxes of digits, ``form`` says how, ``missing`` are codes to be written instead."""

    kind: WritingKind
    n: int = 0
    form: Text = field(default_factory=Text)
    missing: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteGrid:
    """Rows of a battery, each with a field."""

    rows: tuple[GridRow, ...]
    field: WriteField


Part: TypeAlias = "Note | ChoiceList | CodeList | ScaleLine | MarkGrid | WriteField | WriteGrid"


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question: ``before`` its wording come conditions, after it the ``parts`` in their order."""

    id: str
    text: Text
    before: tuple[Note, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A block: title, words that open and close it, questions."""

    id: str
    title: Text
    questions: tuple[PaperQuestion, ...]
    intro: Text = field(default_factory=Text)
    outro: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class ShowCard:
    """A card that is shown to respondents: its number, the questions it belongs to, the answers on it."""

    number: int
    title: Text
    questions: tuple[str, ...]
    answers: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """The questionnaire on paper in one or two languages.

    ``legend`` explains the signs, ``key`` is the wording of the question that names the interview, which every page
    repeats; ``no_answer`` are the words before codes that are written instead of an answer.
    """

    languages: tuple[Language, ...]
    title: Text
    version: Text
    legend_title: Text
    legend: tuple[tuple[str, Text], ...]
    key: Text
    no_answer: Text
    sections: tuple[PaperSection, ...]
    cards_title: Text
    cards: tuple[ShowCard, ...]
