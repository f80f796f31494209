"""Mistakes of interviewers, data entry and routing, planted on purpose and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from survey.arrays import Indices, Mask, Objects
from survey.quarters import Quarter
from survey.questionnaire.model import Variable
from survey.simulate.answer_sheet import AnswerSheet

COLUMNS = ("mistake", "rule", "interview", "row", "variable", "before", "after")
HEADER_ROWS = 2
"""The row a spreadsheet shows for the first interview."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One mistake: the row of the file (from 0), the variable, and the value before and after."""

    position: int
    variable: str
    before: str
    after: str


@dataclass(slots=True, eq=False)
class Field:
    """A wave about to be spoiled; an interview takes part in one mistake at most.

    ``doubled`` are the interviews that will be delivered twice.
    """

    sheet: AnswerSheet
    quarter: Quarter
    rng: np.random.Generator
    free: Mask
    doubled: list[int] = field(default_factory=list)

    def pick(self, suits: Mask, count: int) -> list[int]:
        """Interviews that suit and take part in no mistake yet: ``count`` of them, or as many as there are."""
        picked = np.sort(self.rng.permutation(np.flatnonzero(suits & self.free))[:count])
        self.free[picked] = False
        return [int(one) for one in picked]

    def role(self, name: str) -> Variable | None:
        """The variable in a role of the questionnaire."""
        return self.sheet.form.variables.get(self.sheet.form.roles.get(name, ""))

    def write_code(self, variable: Variable, position: int, code: float) -> Planted:
        """Put a code, or a blank, in place of an answer."""
        before = float(self.sheet.codes[variable.id][position])
        self.sheet.codes[variable.id][position] = code
        return Planted(position, variable.id, _shown(variable, before), _shown(variable, code))

    def write_words(self, variable: Variable, position: int, words: str) -> Planted:
        """Put words in place of others."""
        before = self.sheet.words[variable.id][position]
        self.sheet.words[variable.id][position] = words
        return Planted(position, variable.id, str(before or ""), words)

    def write_choices(self, variable: Variable, position: int, chosen: Mask) -> Planted:
        """Put a set of choices in place of another."""
        codes = np.array([option.shown for option in variable.options], object)
        before = self.sheet.chosen[variable.id][position].copy()
        self.sheet.chosen[variable.id][position] = chosen
        return Planted(position, variable.id, _joined(codes[before]), _joined(codes[chosen]))


def _shown(variable: Variable, code: float) -> str:
    return "" if np.isnan(code) else variable.shown(code)


def _joined(codes: Objects) -> str:
    return " ".join(codes)


Planting = Callable[[Field, int], Iterator[Planted]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A kind of mistake: its name, the rule that should find it, how many per 1,000 interviews, how to plant it."""

    name: str
    rule: str
    per_thousand: int
    plant: Planting


def plant_mistakes(
    sheet: AnswerSheet, quarter: Quarter, kinds: tuple[Mistake, ...], rng: np.random.Generator
) -> tuple[Indices, pd.DataFrame]:
    """Spoil some interviews of the sheet, which is altered.

    Returns
    -------
    order : (rows,) array of int
        Interviews of the file in order; one delivered twice stands again at the end.
    planted : pandas.DataFrame
        See :attr:`SimulatedWave.planted`.
    """
    spoiled = Field(sheet, quarter, rng, np.ones(sheet.n, bool))
    records: list[tuple[Mistake, Planted]] = []
    for kind in kinds:
        count = max(1, round(kind.per_thousand * sheet.n / 1000))
        records += [(kind, one) for one in kind.plant(spoiled, count)]
    order = np.array([*range(sheet.n), *spoiled.doubled], np.intp)
    keys = sheet.words[sheet.form.key][order]
    rows = [
        (kind.name, kind.rule, keys[one.position], one.position + HEADER_ROWS, one.variable, one.before, one.after)
        for kind, one in records
    ]
    return order, pd.DataFrame(rows, columns=list(COLUMNS))


def no_mistakes(sheet: AnswerSheet) -> tuple[Indices, pd.DataFrame]:
    """The interviews as they are, and an empty list of mistakes."""
    return np.arange(sheet.n, dtype=np.intp), pd.DataFrame(columns=list(COLUMNS))
