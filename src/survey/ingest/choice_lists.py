"""Cells that hold several codes or several wordings of a multiple choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey.ingest.cell_readers import CodeReader, coded_wordings
from survey.ingest.column_reading import ColumnReading
from survey.ingest.decoded_variables import CellReading
from survey.ingest.factorized_columns import is_empty
from survey.ingest.numbers import code_of
from survey.ingest.wording_codes import Wordings
from survey.questionnaire.model import Variable
from survey.spelling import fold, looks

_CODES = re.compile(r"[\s;,|/]*-?\d{1,9}(?:\.0)?(?:[\s;,|/]+-?\d{1,9}(?:\.0)?)*[\s;,|/]*")
_BETWEEN_CODES = re.compile(r"[\s;,|/]+")
_BETWEEN_WORDINGS = re.compile(r"[;,|\n]")
_NOT_WORD = re.compile(r"[\W_]+")
_MOST_WAYS = 64
_AROUND = "[](){}\"' "
_JOIN = ","
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class ListReader:
    """Reads a cell with several codes or several wordings.

    Wordings may hold the very signs that separate them, so the longest run of pieces that is a wording is
    taken each time.
    """

    single: CodeReader
    wordings: Wordings
    longest: int
    phrases: Mapping[int, Mapping[tuple[str, ...], int]]
    """Codes by the words of their wording, by the number of words; a wording of two codes is left out."""

    @classmethod
    def of(cls, variable: Variable, reading: ColumnReading) -> ListReader:
        """The reader of this multiple choice."""
        single = CodeReader.of(variable, reading)
        coded = coded_wordings(variable)
        labels = reading.labels.items()
        coded += [
            (text, code) for value, text in labels if (code := code_of(value)) in single.codes and code is not None
        ]
        pieces = [(_pieces(wording), code) for wording, code in coded]
        wordings = Wordings.of((_JOIN.join(parts), code) for parts, code in pieces)
        return cls(single, wordings, max((len(parts) for parts, _ in pieces), default=1), _phrases(coded))

    def __call__(self, cell: object) -> list[CellReading]:
        """Readings of the codes or wordings in a cell."""
        if is_empty(cell) or not isinstance(cell, str) or cell in self.single.reading.missing:
            return [self.single(cell)]
        if self.single.reading.words and fold(cell) in self.single.reading.words:
            return [self.single(cell)]
        if len(cell) > _LONGEST:
            return [CellReading(problem="wording_unknown")]
        plain = cell.strip(_AROUND)
        if _CODES.fullmatch(plain):
            return [self.single(part) for part in _BETWEEN_CODES.split(plain) if part]
        parts = [part for part in _BETWEEN_CODES.split(plain) if part]
        if self.single.written and all(part in self.single.written for part in parts):
            return [self.single(part) for part in parts]
        found = self.worded(_pieces(cell) or (cell,))
        if any(reading.problem for reading in found) and (codes := self.in_words(cell)):
            return [self.single.coded(code) for code in codes]
        return found

    def in_words(self, text: str) -> tuple[int, ...]:
        """Codes of wordings that follow one another with nothing but spaces between; none where two readings fit.

        As KoboToolbox and ODK write the labels of several choices into one cell.
        """
        words = _words(text)
        ways: list[set[tuple[int, ...]]] = [{()}]
        for end in range(1, len(words) + 1):
            here: set[tuple[int, ...]] = set()
            for length, phrases in self.phrases.items():
                code = phrases.get(words[end - length : end]) if length <= end else None
                if code is not None:
                    here |= {(*way, code) for way in ways[end - length] if code not in way}
            ways.append(set(sorted(here)[:_MOST_WAYS]))
        sets = {frozenset(way) for way in ways[-1]}
        return min(ways[-1]) if len(sets) == 1 else ()

    def worded(self, pieces: tuple[str, ...]) -> list[CellReading]:
        """Readings of the wordings, from the left, the longest first."""
        found: list[CellReading] = []
        start = 0
        while start < len(pieces):
            taken, reading = self.next(pieces, start)
            found.append(reading)
            start += taken
        return found

    def next(self, pieces: tuple[str, ...], start: int) -> tuple[int, CellReading]:
        """Number of pieces that the next wording takes, and its reading."""
        for length in range(min(self.longest, len(pieces) - start), 0, -1):
            found = self.wordings.find(_JOIN.join(pieces[start : start + length]))
            if found is not None:
                return length, self.single.coded(*found)
        return 1, self.single(pieces[start])


def _phrases(coded: Iterable[tuple[str, int]]) -> dict[int, dict[tuple[str, ...], int]]:
    codes: dict[tuple[str, ...], set[int]] = {}
    for wording, code in coded:
        codes.setdefault(_words(wording), set()).add(code)
    found: dict[int, dict[tuple[str, ...], int]] = {}
    for words, ours in codes.items():
        if words and len(ours) == 1:
            found.setdefault(len(words), {})[words] = min(ours)
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(_NOT_WORD.sub(" ", looks(fold(text))).split())


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece for part in _BETWEEN_WORDINGS.split(text) if (piece := part.strip()))
