"""The coding of a multiple choice, decided once for the question from all its columns.

=============  ======================================================  =======================================
coding         what the columns hold                                   when it is taken without a decision
=============  ======================================================  =======================================
``marks``      per option 1, its code, its wording or yes; else no     zeros, words, labels, nothing but ones
``yes_no``     per option 1 = yes, 2 = no                              1 and 2 in every column, a code repeated
``mentions``   the first, second, ... code mentioned                   codes, none twice in one interview
``ranks``      per option the rank it was given                        1 to k in each interview, with gaps
=============  ======================================================  =======================================

A code mentioned twice in one interview is impossible, and so is a second mention without a first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Mask
from survey.ingest.cell_readers import NOT_ASKED_CODE, known_codes, wordings_of
from survey.ingest.column_reading import ValueLabels
from survey.ingest.factorized_columns import FactorizedColumn, is_empty
from survey.ingest.numbers import code_of
from survey.ingest.read_lines import Coding
from survey.ingest.wording_codes import Wordings
from survey.questionnaire.model import Variable
from survey.questionnaire.usual_words import marks

Known = Coding | Literal["unclear"]
MarkMeaning = Literal["yes", "no", "own", "other"]

_RARE, _SOMETIMES, _USUAL = 0.01, 0.2, 0.95
"""Shares of interviews, 0 to 1: mistakes of a coding stay below the first two, its pattern holds from the third on."""


@dataclass(frozen=True, slots=True)
class ChoiceCoding:
    """Rule by which the option and mention columns of one question are read.

    Parameters
    ----------
    kind : a coding, or "unclear"
    yes, no : frozenset of int
        Numbers that mean chosen and not chosen, where no label of the file says so.
    readings : tuple of str
        The codings that fit where more than one does.
    """

    kind: Known
    yes: frozenset[int] = frozenset({1})
    no: frozenset[int] = frozenset({0})
    readings: tuple[str, ...] = ()


MARKS = ChoiceCoding("marks")
YES_NO = ChoiceCoding("yes_no", no=frozenset({0, 2}))
MENTIONS = ChoiceCoding("mentions")


def of_kind(kind: Coding, options: int) -> ChoiceCoding:
    """The coding of this kind for a question with so many options."""
    if kind == "ranks":
        return ChoiceCoding("ranks", yes=frozenset(range(1, options + 1)))
    return YES_NO if kind == "yes_no" else MENTIONS if kind == "mentions" else MARKS


@dataclass(frozen=True, slots=True)
class MarkWords:
    """Words of option columns: yes and no in every language, wordings of the options."""

    yes_no: Wordings
    wordings: Wordings

    @classmethod
    def of(cls, variable: Variable) -> MarkWords:
        """The words for this variable."""
        words = [(word, int(yes)) for yes in (True, False) for word in marks(yes=yes)]
        return cls(Wordings.of(words), wordings_of(variable))

    def says(self, text: str, option: int) -> MarkMeaning | None:
        """Meaning of a word for one option; None when it is not a mark."""
        found = self.wordings.find(text)
        if found is not None and (found[0] == option or self.yes_no.find(text) is None):
            return "own" if found[0] == option else "other"
        marked = self.yes_no.find(text)
        return None if marked is None else "yes" if marked[0] else "no"


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Evidence on the coding of one question: what its columns hold.

    Parameters
    ----------
    words : frozenset
        Meanings of their texts and of the labels of their numbers.
    numbers : mapping of option to frozenset of int
        Numbers without a telling label, missing codes and -1 left out.
    matrix : (n, columns) array of int
        Those numbers by row; -1 where there is none, 0 stays 0.
    filled : (n, columns) array of bool
        Whether a cell holds anything.
    """

    words: frozenset[MarkMeaning]
    numbers: Mapping[int, frozenset[int]]
    matrix: NDArray[np.int64]
    filled: Mask

    @property
    def all_numbers(self) -> frozenset[int]:
        """Every number that occurs."""
        return frozenset().union(*self.numbers.values())

    @classmethod
    def of(
        cls, variable: Variable, columns: Mapping[int, FactorizedColumn], labels: Mapping[str, ValueLabels]
    ) -> Evidence:
        """Evidence in these columns, by option or rank."""
        marks = MarkWords.of(variable)
        skipped = {code.code for code in variable.missing} | {NOT_ASKED_CODE}
        words: set[MarkMeaning] = set()
        numbers: dict[int, frozenset[int]] = {}
        matrix, filled = [], []
        for option, column in columns.items():
            present = column.counts > 0
            plain = np.full(len(column.cells), -1, np.int64)
            for position, cell in enumerate(column.cells):
                if is_empty(cell) or not present[position]:
                    continue
                said, number = _said(cell, option, marks, labels.get(column.name, {}), skipped)
                words |= {said} if said else set()
                plain[position] = number
            numbers[option] = frozenset(plain[(plain >= 0) & present].tolist())
            matrix.append(plain[column.index])
            filled.append(column.filled())
        return cls(frozenset(words), numbers, np.column_stack(matrix), np.column_stack(filled))

    def share_of(self, numbers: set[int]) -> float:
        """Share of the numbers that are among these."""
        return _share(np.isin(self.matrix, list(numbers)), self.matrix > 0)

    @property
    def repeats(self) -> float:
        """Share of the interviews with two numbers or more that hold one twice; zero is not counted."""
        ordered = np.sort(np.where(self.matrix > 0, self.matrix, 0), axis=1)
        several = (ordered > 0).sum(axis=1) > 1
        twice = ((np.diff(ordered, axis=1) == 0) & (ordered[:, 1:] > 0)).any(axis=1)
        return _share(twice, several)

    @property
    def complete(self) -> float:
        """Share of the interviews with an answer in which every column is filled."""
        return _share(self.filled.all(axis=1), self.filled.any(axis=1))

    @property
    def from_left(self) -> float:
        """Share of the interviews with a number in which no column is empty before one that is filled."""
        given = self.matrix > 0
        gap = (~given[:, :-1] & given[:, 1:]).any(axis=1)
        return _share(~gap, given.any(axis=1))

    @property
    def ranked(self) -> float:
        """Share of the interviews with a number that hold 1, 2, ... k and nothing else."""
        ordered = np.sort(np.where(self.matrix > 0, self.matrix, np.iinfo(np.int64).max), axis=1)
        places = np.arange(1, ordered.shape[1] + 1)
        is_rank = ((ordered == places) | (ordered == np.iinfo(np.int64).max)).all(axis=1)
        return _share(is_rank, (self.matrix > 0).any(axis=1))


def _share(where: object, among: object) -> float:
    among = np.asarray(among, bool)
    return float((np.asarray(where, bool) & among).sum() / max(among.sum(), 1))


def _said(
    cell: object, option: int, marks: MarkWords, labels: ValueLabels, skipped: set[int]
) -> tuple[MarkMeaning | None, int]:
    """Meaning of a cell by its words or the label of its number, and else its number; -1 for none."""
    code = code_of(cell)
    if code is None:
        return (marks.says(str(labels.get(cell, cell)) if isinstance(cell, str) else str(cell), option), -1)
    label = labels.get(float(code), "")
    said = marks.says(label, option) if label else None
    if said in ("yes", "no"):
        return said, -1
    return None, code if code not in skipped and 0 <= code < 10**6 else -1


def decide_coding(
    variable: Variable,
    columns: Mapping[int, FactorizedColumn],
    labels: Mapping[str, ValueLabels],
    *,
    are_options: bool = False,
    decided: Coding | None = None,
) -> ChoiceCoding:
    """The coding of the columns of a multiple choice.

    Parameters
    ----------
    variable : Variable
    columns : mapping of number to FactorizedColumn
        By the number in their headings: an option code, or the rank of a mention.
    labels : mapping of column to value labels of the file
    are_options : bool
        Whether the headings show that the numbers are option codes.
    decided : Coding or None
        What the wave says.
    """
    if decided is not None:
        return of_kind(decided, len(variable.codes))
    evidence = Evidence.of(variable, columns, labels)
    if not evidence.filled.any():
        return MARKS
    ranks = sorted(columns) == list(range(1, len(columns) + 1))
    may_mention = not are_options and ranks
    if evidence.words & {"yes", "no"}:
        two = "no" not in evidence.words and evidence.all_numbers == {2}
        return YES_NO if two else MARKS
    if "other" in evidence.words and may_mention:
        return MENTIONS
    if not evidence.all_numbers:
        return MARKS if known_codes(variable) & set(columns) else MENTIONS
    return _by_numbers(variable, evidence, may_mention=may_mention)


def _by_numbers(variable: Variable, evidence: Evidence, *, may_mention: bool) -> ChoiceCoding:
    numbers = evidence.all_numbers
    is_ranked = max(numbers) > 1 and evidence.repeats == 0 and evidence.ranked >= _USUAL and evidence.from_left < _USUAL
    has_codes = may_mention and evidence.repeats <= _SOMETIMES and bool(numbers & known_codes(variable))
    if 0 in numbers and 0 not in variable.codes:
        padded = has_codes and max(numbers) > 1 and evidence.from_left == 1
        return of_kind("ranks", len(variable.codes)) if is_ranked else MENTIONS if padded else MARKS
    if numbers <= {0, 1}:
        return MARKS
    if numbers <= {1, 2}:
        return _ones_and_twos(evidence, may_mention=may_mention, is_ranked=is_ranked)
    if all(held <= {option} for option, held in evidence.numbers.items()):
        return MARKS
    if is_ranked:
        return of_kind("ranks", len(variable.codes))
    if has_codes:
        return MENTIONS
    if evidence.share_of({1, 2}) >= _USUAL and 2 in numbers:
        return YES_NO
    if not may_mention and _own_or_one(evidence):
        return MARKS
    return _unclear("yes_no", "mentions" if may_mention else "ranks")


def _ones_and_twos(evidence: Evidence, *, may_mention: bool, is_ranked: bool) -> ChoiceCoding:
    """Nothing but 1 and 2: yes and no, or the codes 1 and 2."""
    whole = evidence.complete >= _USUAL
    own = all(held <= {option} for option, held in evidence.numbers.items())
    if evidence.repeats > _RARE:
        return YES_NO
    readings: list[str] = ["yes_no"] if whole else []
    if may_mention and evidence.from_left >= _USUAL:
        readings.append("mentions")
    elif own:
        readings.append("marks")
    elif is_ranked:
        readings.append("ranks")
    if len(readings) != 1:
        return _unclear(*(readings or ("yes_no", "mentions" if may_mention else "ranks")))
    if readings == ["yes_no"]:
        return YES_NO
    if readings == ["marks"]:
        return MARKS
    return MENTIONS if readings == ["mentions"] else ChoiceCoding("ranks", yes=frozenset({1, 2}))


def _own_or_one(evidence: Evidence) -> bool:
    """Whether most columns hold nothing but 1 and the number of their option."""
    fitting = [held <= {1, option} for option, held in evidence.numbers.items()]
    return sum(fitting) * 2 > len(fitting)


def _unclear(*readings: str) -> ChoiceCoding:
    return ChoiceCoding("unclear", readings=tuple(readings))
