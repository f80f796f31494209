"""Injection of errors: mistakes of interviewers, data entry and routing, planted on purpose and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from survey.arrays import Indices, Mask, Objects
from survey.periods import CalendarPeriod
from survey.questionnaire.model import Variable
from survey.simulate.answer_sheet import AnswerSheet

COLUMNS = ("mistake", "rule", "interview", "row", "variable", "before", "after")
FIRST_ROW = 2
"""Number that a spreadsheet shows for the row of the first interview: row 1 is the header."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Planted mistake: row of the file (from 0), variable, and the value before and after."""

    position: int
    variable: str
    before: str
    after: str


@dataclass(slots=True, eq=False)
class SpoiledWave:
    """Wave into which mistakes are being planted, at most one per interview.

    ``free`` (n,) is True for interviews without a mistake; ``doubled`` has the positions of interviews that will be
    delivered twice.
    """

    sheet: AnswerSheet
    period: CalendarPeriod
    rng: np.random.Generator
    free: Mask
    doubled: list[int] = field(default_factory=list)

    def pick(self, suits: Mask, count: int) -> list[int]:
        """Positions of ``count`` suitable interviews without a mistake, or of all there are; they are now taken."""
        picked = np.sort(self.rng.permutation(np.flatnonzero(suits & self.free))[:count])
        self.free[picked] = False
        return [int(one) for one in picked]

    def role(self, name: str) -> Variable | None:
        """Variable with a role in the questionnaire; None when none has it."""
        return self.sheet.form.variables.get(self.sheet.form.roles.get(name, ""))

    def write_code(self, variable: Variable, position: int, code: float) -> Planted:
        """Replace an answer by a code, or by a blank (NaN)."""
        before = float(self.sheet.codes[variable.id][position])
        self.sheet.codes[variable.id][position] = code
        return Planted(position, variable.id, _shown(variable, before), _shown(variable, code))

    def write_words(self, variable: Variable, position: int, words: str) -> Planted:
        """Replace a text."""
        before = self.sheet.words[variable.id][position]
        self.sheet.words[variable.id][position] = words
        return Planted(position, variable.id, str(before or ""), words)

    def write_choices(self, variable: Variable, position: int, chosen: Mask) -> Planted:
        """Replace the choices in a multiple choice."""
        codes = np.array([option.shown for option in variable.options], object)
        before = self.sheet.chosen[variable.id][position].copy()
        self.sheet.chosen[variable.id][position] = chosen
        return Planted(position, variable.id, _joined(codes[before]), _joined(codes[chosen]))


def _shown(variable: Variable, code: float) -> str:
    return "" if np.isnan(code) else variable.shown(code)


def _joined(codes: Objects) -> str:
    return " ".join(codes)


Planting = Callable[[SpoiledWave, int], Iterator[Planted]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Kind of mistake: name, rule that should find it, number per 1,000 interviews, and function that plants it."""

    name: str
    rule: str
    per_thousand: int
    plant: Planting


def plant_mistakes(
    sheet: AnswerSheet, period: CalendarPeriod, kinds: tuple[Mistake, ...], rng: np.random.Generator
) -> tuple[Indices, pd.DataFrame]:
    """Plant mistakes in some interviews of the sheet, which is altered.

    Returns
    -------
    order : (rows,) array of int
        Interview of each row of the file; those delivered twice come again at the end.
    planted : pandas.DataFrame
        See :attr:`SimulatedWave.planted`.
    """
    spoiled = SpoiledWave(sheet, period, rng, np.ones(sheet.n, bool))
    records: list[tuple[Mistake, Planted]] = []
    for kind in kinds:
        count = max(1, round(kind.per_thousand * sheet.n / 1000))
        records += [(kind, one) for one in kind.plant(spoiled, count)]
    order = np.array([*range(sheet.n), *spoiled.doubled], np.intp)
    keys = sheet.words[sheet.form.key][order]
    rows = [
        (kind.name, kind.rule, keys[one.position], one.position + FIRST_ROW, one.variable, one.before, one.after)
        for kind, one in records
    ]
    return order, pd.DataFrame(rows, columns=list(COLUMNS))


def no_mistakes(sheet: AnswerSheet) -> tuple[Indices, pd.DataFrame]:
    """Order of the interviews without repetition, and an empty list of mistakes, as from :func:`plant_mistakes`."""
    return np.arange(sheet.n, dtype=np.intp), pd.DataFrame(columns=list(COLUMNS))
