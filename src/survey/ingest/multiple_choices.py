"""Multiple choices in the ways files code them: option columns, mentions, ranks, lists of codes, lists of wordings."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Mask, ReasonCodes
from survey.ingest.cell_readers import NOT_ASKED_CODE, CodeReader
from survey.ingest.choice_coding import ChoiceCoding, MarkWords
from survey.ingest.choice_lists import ListReader
from survey.ingest.column_layout import QuestionColumns
from survey.ingest.column_reading import ColumnReading
from survey.ingest.decoded_variables import BLANK, CellReading, DecodedVariable, codes_shown, decode_column
from survey.ingest.factorized_columns import FactorizedColumn, UnreadableCells, is_empty
from survey.ingest.numbers import code_of
from survey.ingest.read_lines import CHOSEN, NOT_CHOSEN
from survey.ingest.wording_codes import Match, Wordings
from survey.questionnaire.model import Reason, Variable
from survey.questionnaire.usual_words import short_words
from survey.spelling import fold

Readings = Mapping[str, ColumnReading]


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Answers by one coding: ``chosen`` (n, options), ``missing`` (n,) reason of a missing code, else 0."""

    chosen: Mask
    missing: ReasonCodes
    unreadable: tuple[UnreadableCells, ...] = ()
    matches: Mapping[Match, int] | None = None

    @property
    def filled(self) -> Mask:
        """(n,) whether the interview has an answer by this coding."""
        return np.asarray(self.chosen.any(axis=1) | (self.missing > 0), bool)


def read_choices(
    variable: Variable,
    held: QuestionColumns,
    columns: Mapping[str, FactorizedColumn],
    readings: Readings,
    codings: Mapping[str, ChoiceCoding],
) -> DecodedVariable:
    """A multiple choice from every coding the file has of it.

    Where several are filled, a list of codes or wordings goes before mentions, mentions before option columns, and
    rows in which they differ are reported. A missing code with options is reported and left out.

    Parameters
    ----------
    variable : Variable
    held : QuestionColumns
        Its columns.
    columns : mapping of name to FactorizedColumn
    readings : mapping of name to ColumnReading
    codings : mapping of "numbered" and "options" to ChoiceCoding
        How those columns are read.
    """
    found: list[Chosen] = []
    mentions, padded = list(held.mentions.values()), frozenset[str]()
    marked: list[tuple[Mapping[int, str], ChoiceCoding]] = []
    for name, numbered in (("numbered", held.numbered), ("options", held.options)):
        if numbered and codings[name].kind == "mentions":
            mentions, padded = [*numbered.values(), *mentions], frozenset(numbered.values())
        elif numbered:
            marked.append((numbered, codings[name]))
    if held.whole is not None:
        found.append(_listed(variable, columns[held.whole], readings[held.whole]))
    if mentions:
        found.append(_mentioned(variable, [columns[name] for name in mentions], readings, padded))
    read_marks: list[Chosen] = []
    for numbered, coding in marked:
        reading = _unclear if coding.kind == "unclear" else _marked
        read_marks.append(reading(variable, {code: columns[name] for code, name in numbered.items()}, readings, coding))
    found += (
        [_together(*read_marks)] if len(marked) == 2 and not marked[0][0].keys() & marked[1][0].keys() else read_marks
    )
    read = _joined(variable, found, held.answers[0])
    if held.whole is not None:
        return read
    options = {code for numbered, _ in marked for code in numbered}
    lacking = _mentions_lacking(variable, held, mentions, columns) if mentions else _options_lacking(variable, options)
    return dataclasses.replace(read, absent=lacking)


def _together(one: Chosen, other: Chosen) -> Chosen:
    """Options that some headings give by number and others by words: B03[1], B03[other]."""
    matches = Counter(one.matches or {}) + Counter(other.matches or {})
    missing = _first(one.missing, other.missing)
    return Chosen(one.chosen | other.chosen, missing, (*one.unreadable, *other.unreadable), matches)


def _options_lacking(variable: Variable, options: Set[int]) -> tuple[str, ...]:
    """Columns of options that the file lacks, as they would be called."""
    return tuple(name for code, name in zip(variable.codes, variable.columns, strict=True) if code not in options)


def _mentions_lacking(
    variable: Variable, held: QuestionColumns, names: Sequence[str], columns: Mapping[str, FactorizedColumn]
) -> tuple[str, ...]:
    """Columns of mentions that the file lacks: before one that is there, or after a last one that is in use."""
    ranks = {rank for rank, name in (*held.numbered.items(), *held.mentions.items()) if name in names}
    last, allowed = max(ranks), variable.question.max_choices or 0
    in_use = any(columns[held.mentions.get(last) or held.numbered[last]].filled())
    end = max(last, allowed) if in_use else last
    return tuple(f"{variable.id}_m{rank}" for rank in range(1, end + 1) if rank not in ranks)


def _joined(variable: Variable, codings: Sequence[Chosen], column: str) -> DecodedVariable:
    first = codings[0]
    chosen, missing, filled = first.chosen.copy(), first.missing.copy(), first.filled
    unread = list(first.unreadable)
    matches: Counter[Match] = Counter(first.matches or {})
    for other in codings[1:]:
        if not other.filled.any():
            continue
        differs = (chosen != other.chosen).any(axis=1)
        unread += _differing(variable, "codings_differ", column, differs, [first.chosen, other.chosen])
        unread += other.unreadable
        matches += Counter(other.matches or {})
        chosen, missing = np.where(filled[:, None], chosen, other.chosen), np.where(filled, missing, other.missing)
        filled = filled | other.filled
    both = chosen.any(axis=1) & (missing > 0)
    unread += _differing(variable, "choice_and_missing", column, both, [chosen])
    reasons = np.where(chosen.any(axis=1), Reason.ANSWERED, np.where(missing > 0, missing, Reason.NOT_RECORDED))
    return DecodedVariable(reasons.astype(np.uint8), chosen=chosen, unreadable=tuple(unread), matches=matches)


def _differing(
    variable: Variable, rule: str, column: str, where: Mask, chosen: Sequence[Mask]
) -> Iterator[UnreadableCells]:
    """Rows of the mask by what the codings say in them."""
    rows = np.flatnonzero(where)
    if not len(rows):
        return
    said, which = np.unique(np.hstack([part[rows] for part in chosen]), axis=0, return_inverse=True)
    for at, one in enumerate(said):
        value = " / ".join(codes_shown(variable, part) or "-" for part in np.split(one, len(chosen)))
        yield UnreadableCells(rule, column, rows[which.ravel() == at], value)


def _alike(rule: str, column: str, where: Mask, value: str) -> tuple[UnreadableCells, ...]:
    rows = np.flatnonzero(where)
    return (UnreadableCells(rule, column, rows, value),) if len(rows) else ()


@dataclass(frozen=True, slots=True)
class Marks:
    """Reads cells of option columns: 1 and 0, yes and no in every language, the option's own wording or code."""

    words: MarkWords
    usual: Wordings
    missing: Mapping[int, Reason]
    coding: ChoiceCoding
    open_option: int | None

    @classmethod
    def of(cls, variable: Variable, coding: ChoiceCoding) -> Marks:
        """The reader of the option columns of this variable."""
        missing = {code.code: code.reason for code in variable.missing}
        usual = Wordings.of((word, code) for code, reason in missing.items() for word in short_words(reason))
        open_option = next((option.code for option in variable.options if option.specify), None)
        return cls(MarkWords.of(variable), usual, missing, coding, open_option)

    def for_columns(self, columns: Mapping[int, FactorizedColumn], readings: Readings) -> Marks:
        """The reader that takes no text for a stated "other" which the columns of other options hold too.

        A word such as "picked" in every column is a mark that nobody declared, not what a person said.
        """
        if self.open_option is None or self.open_option not in columns:
            return self
        elsewhere = {cell for code, one in columns.items() if code != self.open_option for cell in _texts(one)}
        known = readings[columns[self.open_option].name].words
        repeated = {text for text in elsewhere & set(_texts(columns[self.open_option])) if fold(text) not in known}
        unknown = any(self.words.says(text, self.open_option) is None for text in repeated)
        return replace(self, open_option=None) if unknown else self

    def __call__(self, cell: object, option: int, reading: ColumnReading) -> CellReading:
        """Reading of a cell for one option: 1, 0, a reason, or a problem when it is not a mark."""
        if is_empty(cell):
            return BLANK
        if cell in reading.missing:
            return CellReading(None, reading.missing[cell])
        code = code_of(cell)
        if code is None:
            text = reading.labels.get(cell, cell) if isinstance(cell, str) else str(cell)
            return self.worded(text, option, reading)
        label = reading.labels.get(float(code), "")
        said = self.words.says(label, option) if label else None
        if said in ("yes", "no") or (said == "own" and code != 0):
            return _mark(said != "no")
        if code in self.coding.no:
            return _mark(False)
        if code in self.coding.yes or (code == option and self.coding.kind == "marks"):
            return _mark(True)
        if code in self.missing:
            return CellReading(None, self.missing[code])
        return BLANK if code == NOT_ASKED_CODE else CellReading(problem="code_unknown")

    def worded(self, text: str, option: int, reading: ColumnReading) -> CellReading:
        """Reading of a word for one option; any word of the option "other" means that it was chosen."""
        if reading.words and (code := reading.words.get(fold(text))) is not None:
            if code in (CHOSEN, NOT_CHOSEN):
                return _mark(code == CHOSEN)
            return CellReading(None, self.missing[code]) if code in self.missing else _mark(code == option)
        said = self.words.says(text, option)
        if said in ("yes", "no", "own"):
            return _mark(said != "no")
        found = self.words.wordings.find(text) or self.usual.find(text)
        if found is not None and found[0] in self.missing:
            return CellReading(None, self.missing[found[0]], match=found[1])
        return _mark(True) if said is None and option == self.open_option else CellReading(problem="wording_unknown")


def _texts(column: FactorizedColumn) -> list[str]:
    """Texts of a column that are neither numbers nor marks of every language."""
    return [cell for cell in column.cells if isinstance(cell, str) and cell.strip() and code_of(cell) is None]


def _mark(is_chosen: bool) -> CellReading:
    return CellReading(float(is_chosen), Reason.ANSWERED)


def _marked(
    variable: Variable, columns: Mapping[int, FactorizedColumn], readings: Readings, coding: ChoiceCoding
) -> Chosen:
    n = len(next(iter(columns.values())))
    chosen, missing = np.zeros((n, len(variable.codes)), bool), np.zeros(n, np.uint8)
    marks = Marks.of(variable, coding).for_columns(columns, readings)
    place = {code: position for position, code in enumerate(variable.codes)}
    unreadable: list[UnreadableCells] = []
    matches: Counter[Match] = Counter()
    for code, column in columns.items():
        said_of = [marks(cell, code, readings[column.name]) for cell in column.cells]
        problems = column.unreadable([reading.problem for reading in said_of])
        unreadable += [replace(cells, is_mark=True) for cells in problems]
        marked = np.array([reading.value == 1 for reading in said_of], bool)[column.index]
        reasons = np.array([reading.reason for reading in said_of], np.uint8)[column.index]
        missing = _first(missing, np.where(_is_reason(reasons), reasons, 0))
        matches += column.count([reading.match for reading in said_of])
        if code in place:
            chosen[:, place[code]] |= marked
        elif code in marks.missing:
            missing = _first(missing, np.where(marked, marks.missing[code], 0))
        else:
            unreadable += _alike("code_unknown", column.name, marked, str(code))
    return Chosen(chosen, missing, tuple(unreadable), matches)


def _is_reason(reasons: ReasonCodes) -> Mask:
    return np.asarray((reasons != Reason.ANSWERED) & (reasons != Reason.NOT_RECORDED), bool)


def _first(missing: ReasonCodes, other: NDArray[np.generic]) -> ReasonCodes:
    return np.where(missing > 0, missing, other).astype(np.uint8)


def _unclear(
    variable: Variable,
    columns: Mapping[int, FactorizedColumn],
    readings: Readings,  # noqa: ARG001
    coding: ChoiceCoding,
) -> Chosen:
    """Nothing chosen, because the meaning of the columns is open; every filled row is reported."""
    n = len(next(iter(columns.values())))
    filled = np.asarray(np.column_stack([column.filled() for column in columns.values()]).any(axis=1), bool)
    name = next(iter(columns.values())).name
    value = " / ".join(coding.readings)
    cells = _alike("coding_unclear", name, filled, value)
    return Chosen(np.zeros((n, len(variable.codes)), bool), np.zeros(n, np.uint8), cells)


def _mentioned(
    variable: Variable, columns: Sequence[FactorizedColumn], readings: Readings, padded: frozenset[str]
) -> Chosen:
    """Mentions; in ``padded`` columns a 0 that is not a code says that there is no further mention."""
    n = len(columns[0])
    chosen, missing = np.zeros((n, len(variable.codes)), bool), np.zeros(n, np.uint8)
    unreadable: list[UnreadableCells] = []
    matches: Counter[Match] = Counter()
    codes = np.array(variable.codes, np.float64)
    for column in columns:
        reader = CodeReader.of(variable, readings[column.name])
        nothing = column.name in padded and 0 not in reader.codes and 0 not in reader.missing

        def read(cell: object, reader: CodeReader = reader, nothing: bool = nothing) -> CellReading:
            return BLANK if nothing and code_of(cell) == 0 else reader(cell)

        answers = decode_column(column, read, numeric=True)
        chosen |= np.asarray(answers.numbers)[:, None] == codes
        missing = _first(missing, np.where(_is_reason(answers.reasons), answers.reasons, 0))
        unreadable += answers.unreadable
        matches += Counter(answers.matches)
    return Chosen(chosen, missing, tuple(unreadable), matches)


def _is_row_of_marks(column: FactorizedColumn, options: int) -> bool:
    """Whether each cell has a 1 or a 0 for every option: 10100. In which order they are asked nothing says."""
    texts = [str(cell).strip() for cell in column.cells if not is_empty(cell)]
    marks = [text for text in texts if len(text) == options and set(text) <= {"0", "1"}]
    return options > 2 and len(marks) == len(texts) and any(text.startswith("1") for text in texts)


def _listed(variable: Variable, column: FactorizedColumn, reading: ColumnReading) -> Chosen:
    readings = column.each(ListReader.of(variable, reading))
    if _is_row_of_marks(column, len(variable.codes)):
        readings = column.each(lambda cell: [BLANK if is_empty(cell) else CellReading(problem="code_unknown")])
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
    unreadable = tuple(column.unreadable(problems))
    return Chosen(chosen[column.index], missing[column.index], unreadable, column.count(matches))
