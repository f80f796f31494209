"""Multiple choices in the four ways files code them: option columns, mentions, lists of codes, lists of wordings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.ingest.cells import NOT_ASKED_CODE, CodeReader, Reading, ValueLabels, coded_wordings, is_empty
from survey.ingest.column import Answered, Distinct, Mask, Reasons, Unread, read_column
from survey.ingest.layout import Columns
from survey.ingest.numbers import code_of
from survey.ingest.spelling import Match, Wordings
from survey.questionnaire.model import Reason, Variable
from survey.text import Catalogue

_LIST_OF_CODES = re.compile(r"-?\d+(?:\.0)?(?:[\s;,|/]+-?\d+(?:\.0)?)*[\s;,|/]*")
_BETWEEN_CODES = re.compile(r"[\s;,|/]+")
_BETWEEN_WORDINGS = re.compile(r"[;,|\n]")
_JOIN = ","
_MARKS = {"yes": ("true", "yes", "x", "+", "✓"), "no": ("false", "no", "-")}

Labels = Mapping[str, ValueLabels]


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """One coding of a multiple choice: ``chosen`` (n, options), ``missing`` (n,) reason of a missing code, else 0."""

    chosen: Mask
    missing: Reasons
    unread: tuple[Unread, ...] = ()
    matches: Mapping[Match, int] | None = None

    @property
    def filled(self) -> Mask:
        """(n,) whether this coding says anything."""
        return np.asarray(self.chosen.any(axis=1) | (self.missing > 0), bool)


def read_choices(variable: Variable, held: Columns, columns: Mapping[str, Distinct], labels: Labels) -> Answered:
    """A multiple choice from every coding the file has of it.

    Where several are filled, a list of codes or wordings goes before mentions, mentions before option columns, and
    rows in which they differ are told. A missing code beside options is told and left out.

    Parameters
    ----------
    variable : Variable
    held : Columns
        Its columns.
    columns : mapping of name to Distinct
    labels : mapping of name to value labels of the file
    """
    options, mentions = _told_apart(variable, held, columns, labels)
    codings = []
    if held.whole is not None:
        codings.append(_listed(variable, columns[held.whole], labels.get(held.whole, {})))
    if mentions:
        codings.append(_mentioned(variable, [columns[name] for name in mentions], labels))
    if options:
        codings.append(_marked(variable, {code: columns[name] for code, name in options.items()}, labels))
    return _joined(variable, codings, held.answers[0])


def _joined(variable: Variable, codings: Sequence[Coding], column: str) -> Answered:
    first = codings[0]
    chosen, missing, filled = first.chosen.copy(), first.missing.copy(), first.filled
    unread = list(first.unread)
    matches: Counter[Match] = Counter(first.matches or {})
    for other in codings[1:]:
        if not other.filled.any():
            continue
        differs = (chosen != other.chosen).any(axis=1)
        unread += _told(variable, "codings_differ", column, differs, [first.chosen, other.chosen])
        unread += other.unread
        matches += Counter(other.matches or {})
        chosen, missing = np.where(filled[:, None], chosen, other.chosen), np.where(filled, missing, other.missing)
        filled = filled | other.filled
    both = chosen.any(axis=1) & (missing > 0)
    unread += _told(variable, "choice_and_missing", column, both, [chosen])
    reasons = np.where(chosen.any(axis=1), Reason.ANSWERED, np.where(missing > 0, missing, Reason.NOT_RECORDED))
    return Answered(reasons.astype(np.uint8), chosen=chosen, unread=tuple(unread), matches=matches)


def _told(variable: Variable, rule: str, column: str, where: Mask, chosen: Sequence[Mask]) -> list[Unread]:
    return [
        Unread(rule, column, int(row), " / ".join(codes_shown(variable, part[row]) or "-" for part in chosen))
        for row in np.flatnonzero(where)
    ]


def codes_shown(variable: Variable, chosen: Iterable[bool]) -> str:
    """Codes chosen in one interview, with spaces between."""
    return " ".join(str(code) for code, is_chosen in zip(variable.codes, chosen, strict=True) if is_chosen)


# Option columns or mentions


def _told_apart(
    variable: Variable, held: Columns, columns: Mapping[str, Distinct], labels: Labels
) -> tuple[Mapping[int, str], tuple[str, ...]]:
    """Option columns by code, and mention columns; numbered columns are mentions when they hold codes and never a no."""
    named = tuple(held.mentions.values())
    if not held.options:
        return {}, named
    marks = Marks.of(variable)
    readings = [
        marks(cell, number, labels.get(name, {}))
        for number, name in held.options.items()
        for cell in columns[name].cells
    ]
    only_marks = not any(reading.problem for reading in readings)
    any_no = any(reading.value == 0 for reading in readings)
    known = {*variable.codes, *(code.code for code in variable.missing)}
    if (only_marks or any_no) and known & set(held.options):
        return held.options, named
    return {}, (*held.options.values(), *named)


@dataclass(frozen=True, slots=True)
class Marks:
    """Reads cells of option columns: 1 and 0, yes and no in every language, the option's own wording."""

    yes_no: Wordings
    wordings: Wordings
    missing: Mapping[int, Reason]

    @classmethod
    def of(cls, variable: Variable) -> Marks:
        """The reader of the option columns of this variable."""
        catalogue = Catalogue.load("survey.ingest")
        words = [
            (word, int(key == "yes"))
            for key, marks in _MARKS.items()
            for word in (*marks, *(catalogue.sentence(language, key) for language in catalogue.languages))
        ]
        reader = CodeReader.of(variable, {})
        return cls(Wordings.of(words), reader.wordings, reader.missing)

    def __call__(self, cell: object, option: int, labels: ValueLabels) -> Reading:
        """What a cell says of one option: 1, 0, a reason, or a problem when it is no mark."""
        if is_empty(cell):
            return Reading()
        code = code_of(cell)
        if code is None and isinstance(cell, str):
            return self.worded(cell, option)
        label = labels.get(float(code), "") if code is not None else ""
        named = self.yes_no.find(label) if label else None
        if named is not None:
            return Reading(float(named[0]), Reason.ANSWERED)
        if code in (0, 1):
            return Reading(float(code), Reason.ANSWERED)
        if code is not None and code in self.missing:
            return Reading(None, self.missing[code])
        return Reading() if code == NOT_ASKED_CODE else Reading(problem="code_unknown")

    def worded(self, text: str, option: int) -> Reading:
        """What a word says of one option."""
        found = self.yes_no.find(text)
        if found is not None:
            return Reading(float(found[0]), Reason.ANSWERED, match=found[1])
        own = self.wordings.find(text)
        if own is None or own[0] != option:
            return Reading(problem="wording_unknown")
        return Reading(1.0, Reason.ANSWERED, match=own[1])


def _marked(variable: Variable, columns: Mapping[int, Distinct], labels: Labels) -> Coding:
    n = len(next(iter(columns.values())).index)
    chosen, missing = np.zeros((n, len(variable.codes)), bool), np.zeros(n, np.uint8)
    marks = Marks.of(variable)
    reasons = marks.missing
    place = {code: position for position, code in enumerate(variable.codes)}
    unread: list[Unread] = []
    matches: Counter[Match] = Counter()
    for code, distinct in columns.items():
        readings = [marks(cell, code, labels.get(distinct.name, {})) for cell in distinct.cells]
        unread += distinct.unread([reading.problem for reading in readings])
        marked = np.array([reading.value == 1 for reading in readings], bool)[distinct.index]
        said = np.array([reading.reason for reading in readings], np.uint8)[distinct.index]
        missing = _first(missing, np.where(np.isin(said, list(reasons.values())), said, 0))
        matches += distinct.count([reading.match for reading in readings])
        if code in place:
            chosen[:, place[code]] = marked
        elif code in reasons:
            missing = _first(missing, np.where(marked, reasons[code], 0))
        else:
            unread += [Unread("code_unknown", distinct.name, int(row), str(code)) for row in np.flatnonzero(marked)]
    return Coding(chosen, missing, tuple(unread), matches)


def _first(missing: Reasons, other: NDArray[np.generic]) -> Reasons:
    return np.where(missing > 0, missing, other).astype(np.uint8)


# Mentions and lists


def _mentioned(variable: Variable, columns: Sequence[Distinct], labels: Labels) -> Coding:
    n = len(columns[0].index)
    chosen, missing = np.zeros((n, len(variable.codes)), bool), np.zeros(n, np.uint8)
    unread: list[Unread] = []
    matches: Counter[Match] = Counter()
    codes = np.array(variable.codes, np.float64)
    for distinct in columns:
        answers = read_column(distinct, CodeReader.of(variable, labels.get(distinct.name, {})), numeric=True)
        chosen |= np.asarray(answers.numbers, np.float64)[:, None] == codes
        is_missing = (answers.reasons != Reason.ANSWERED) & (answers.reasons != Reason.NOT_RECORDED)
        missing = _first(missing, np.where(is_missing, answers.reasons, 0))
        unread += answers.unread
        matches += Counter(answers.matches)
    return Coding(chosen, missing, tuple(unread), matches)


def _listed(variable: Variable, distinct: Distinct, labels: ValueLabels) -> Coding:
    reader = ListReader.of(variable, labels)
    readings = distinct.each(reader)
    place = {float(code): position for position, code in enumerate(variable.codes)}
    chosen = np.zeros((len(readings), len(place)), bool)
    missing = np.zeros(len(readings), np.uint8)
    for row, parts in enumerate(readings):
        for part in parts:
            if isinstance(part.value, float):
                chosen[row, place[part.value]] = True
            elif part.reason != Reason.NOT_RECORDED and not missing[row]:
                missing[row] = part.reason
    problems = [next((part.problem for part in parts if part.problem), "") for parts in readings]
    matches: list[Match] = [
        next((part.match for part in parts if part.match != "exact"), "exact") for parts in readings
    ]
    unread = tuple(distinct.unread(problems))
    return Coding(chosen[distinct.index], missing[distinct.index], unread, distinct.count(matches))


@dataclass(frozen=True, slots=True)
class ListReader:
    """Reads a cell with several codes or several wordings.

    Wordings may hold the very signs that stand between them, so the longest run of pieces that is a wording is
    taken each time.
    """

    single: CodeReader
    wordings: Wordings
    longest: int

    @classmethod
    def of(cls, variable: Variable, labels: ValueLabels) -> ListReader:
        """The reader of this multiple choice."""
        single = CodeReader.of(variable, labels)
        coded = coded_wordings(variable)
        coded += [(text, code) for value, text in labels.items() if (code := code_of(value)) in single.codes and code]
        pieces = [(_pieces(wording), code) for wording, code in coded]
        wordings = Wordings.of((_JOIN.join(parts), code) for parts, code in pieces)
        return cls(single, wordings, max((len(parts) for parts, _ in pieces), default=1))

    def __call__(self, cell: object) -> list[Reading]:
        """What each code or wording in a cell says."""
        if is_empty(cell) or not isinstance(cell, str):
            return [self.single(cell)]
        if _LIST_OF_CODES.fullmatch(cell.strip()):
            return [self.single(part) for part in _BETWEEN_CODES.split(cell.strip()) if part]
        return self.worded(_pieces(cell))

    def worded(self, pieces: tuple[str, ...]) -> list[Reading]:
        """What each wording says, from the left, the longest first."""
        found: list[Reading] = []
        start = 0
        while start < len(pieces):
            taken, reading = self.next(pieces, start)
            found.append(reading)
            start += taken
        return found

    def next(self, pieces: tuple[str, ...], start: int) -> tuple[int, Reading]:
        """How many pieces the next wording takes, and what it says."""
        for length in range(min(self.longest, len(pieces) - start), 0, -1):
            found = self.wordings.find(_JOIN.join(pieces[start : start + length]))
            if found is not None:
                return length, self.single.coded(*found)
        return 1, self.single(pieces[start])


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece for part in _BETWEEN_WORDINGS.split(text) if (piece := part.strip()))
