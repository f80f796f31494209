"""Monitor of a simulated region whose truth is known: many samples, their indicators, and how often statuses are wrong.

Everybody answers and nothing changes, so that only sampling is at work. The whole chain runs: draw, raking, window of four
quarters, indicators, statuses.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

import survey
from survey.arrays import Floats, Indices, ReasonCodes
from survey.design import Design, Population, Sample
from survey.design.population_margin import Level
from survey.indicators import Indicators
from survey.indicators.window_waves import WINDOW
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire, Reason
from survey.simulate.region import Region
from survey.simulate.sampling_frame import INTERVIEWS_PER_PSU, draw_points
from survey.weighting.combined_samples import Psus

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
MARGINS = [["unit"], ["ethnic_group"]]
DESIGN = Design(strata="stratum", psu="psu", weight="weight")
KEYS = ["indicator", "domain", "level"]
DECIDED = ("stable", "tension", "negative")
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """Plan of the interviews: their number in a quarter, their number at a sampling point, and whether points are kept."""

    n: int = 1_000
    at_point: int = INTERVIEWS_PER_PSU
    kept: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """Sampling points of a quarter: their rows in the frame, the interviews at each, and persons per interview."""

    points: Indices
    sizes: Indices
    weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class AnsweredRegion:
    """Region with everybody's answers.

    Parameters
    ----------
    form : Questionnaire
    region : Region
    answers : (people, columns) array
        Codes and numbers; NaN where there is no substantive answer.
    reasons : (people, variables) array of uint8
        :class:`Reason` of each answer.
    columns : tuple of str
        Columns of ``answers``.
    variables : tuple of str
        Columns of ``reasons``, which are variables.
    """

    form: Questionnaire
    region: Region
    answers: Floats
    reasons: ReasonCodes
    columns: tuple[str, ...]
    variables: tuple[str, ...]

    def interviews(self, rows: Indices, wave: str, extras: pd.DataFrame) -> Interviews:
        """Interviews with the people of these rows in a quarter."""
        n = len(rows)
        given = dict(zip(self.columns, self.answers[rows].T, strict=True))
        told = dict(zip(self.variables, self.reasons[rows].T, strict=True))
        nothing, not_recorded = np.full(n, np.nan), np.full(n, Reason.NOT_RECORDED, np.uint8)
        answers: dict[str, object] = {}
        reasons: dict[str, object] = {}
        for variable in self.form.variables.values():
            reasons[variable.id] = told.get(variable.id, not_recorded)
            answers |= {column: given.get(column, nothing) for column in variable.columns}
        name = self.form.roles["wave"]
        answers[name], reasons[name] = np.full(n, wave, object), np.zeros(n, np.uint8)
        return Interviews(
            self.form, pd.DataFrame(answers), pd.DataFrame(reasons), extras, np.arange(2, n + 2), np.ones(n, bool)
        )

    def census(self, indicators: Indicators) -> pd.Series:
        """Values of the indicators when everybody is asked: (indicator, domain, level) -> value."""
        everybody = np.arange(len(self.region))
        asked = self.interviews(everybody, "2018Q1", pd.DataFrame({"weight": np.ones(len(everybody))}))
        table = survey.compute(indicators, survey.make_sample(asked, Design(weight="weight")))
        return table.to_frame().set_index(KEYS)["estimate"]


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedMonitor:
    """Monitor of a region whose truth is known.

    Parameters
    ----------
    people : AnsweredRegion
    indicators : Indicators
    truth : Series
        What a census finds: (indicator, domain, level) -> value.
    fieldwork : Fieldwork
    """

    people: AnsweredRegion
    indicators: Indicators
    truth: pd.Series
    fieldwork: Fieldwork = Fieldwork()
    population: Population = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "population", self.people.region.population(MARGINS))

    def draw(self, random: np.random.Generator) -> Draw:
        """Sampling points, drawn from a list in random order."""
        frame, plan = self.people.region.frame, self.fieldwork
        order = np.lexsort((random.random(len(frame)), frame.kinds, frame.strata))
        each = plan.at_point // INTERVIEWS_PER_PSU
        drawn = draw_points(frame.take(order), plan.n // each, random)
        return Draw(order[drawn.points], drawn.sizes * each, drawn.weights / each)

    def sample(self, random: np.random.Generator, wave: str, drawn: Draw | None = None) -> Sample:
        """One quarter: raked interviews at the points drawn, or at new ones."""
        at = self.draw(random) if drawn is None else drawn
        first = self.people.region.first
        rows = np.concatenate(
            [
                start + random.choice(size, wanted, replace=wanted > size)
                for start, size, wanted in zip(
                    first[at.points].tolist(), np.diff(first)[at.points].tolist(), at.sizes.tolist(), strict=True
                )
            ]
        )
        place = np.repeat(np.arange(len(at.points)), at.sizes)
        psu = at.points[place] if self.fieldwork.kept else place
        strata = self.people.region.frame.strata[at.points][place]
        extras = pd.DataFrame({"stratum": strata, "psu": psu, "weight": at.weights[place]})
        return survey.rake(survey.make_sample(self.people.interviews(rows, wave, extras), DESIGN), self.population)

    def tables(self, seed: int, quarters: int = 4, *, wanted: Collection[int] | None = None) -> list[pd.DataFrame]:
        """Indicator tables of successive quarters of one monitor: each on the window there is by then.

        ``wanted`` are the quarters, from 0, whose tables are computed; by default all.
        """
        random = np.random.default_rng([2018, seed])
        kept = self.draw(random) if self.fieldwork.kept else None
        waves: dict[Level, Sample] = {}
        found = []
        for at in range(quarters):
            name = f"{2018 + at // 4}Q{at % 4 + 1}"
            waves[name] = self.sample(random, name, kept)
            waves = dict(list(waves.items())[-4:])
            if wanted is not None and at not in wanted:
                continue
            window = self._window(waves) if len(waves) > 1 else None
            table = survey.compute(self.indicators, waves[name], wave=name, window=window)
            found.append(table.to_frame().set_index(KEYS))
        return found

    def _window(self, waves: dict[Level, Sample]) -> Sample:
        psus: Psus = "shared" if self.fieldwork.kept else "distinct"
        return survey.combine(waves, name=WINDOW, psus=psus, weights="equal")

    def mistakes(self, table: pd.DataFrame) -> pd.DataFrame:
        """By cell: a level said falsely, the truth below and above the 95 % interval, what was judged and decided, and
        statuses from fewer interviews than the rule asks.
        """
        truth = self.truth.reindex(table.index)
        stable, negative, sign = (table.index.get_level_values("indicator").map(one) for one in self._borders())
        reaches = np.where(sign > 0, truth >= stable, truth <= stable)
        is_bad = np.where(sign > 0, truth < negative, truth > negative)
        status = table["status"]
        least = np.where(table.index.get_level_values("domain") == "ethnic_group", 100, 30)
        return pd.DataFrame(
            {
                "false_stable": (status == "stable") & ~reaches,
                "false_negative": (status == "negative") & ~is_bad,
                "below": truth < table["ci_low"] - _ROUNDING,
                "above": truth > table["ci_high"] + _ROUNDING,
                "decided": status.isin(DECIDED),
                "judged": status != "insufficient_data",
                "too_few": (status != "insufficient_data") & (table["n"] < least),
            },
            index=table.index,
        )

    def _borders(self) -> tuple[dict[str, float], dict[str, float], dict[str, int]]:
        borders = {one.id: one.thresholds for one in self.indicators if one.thresholds is not None}
        stable = {name: one.stable for name, one in borders.items()}
        negative = {name: one.negative for name, one in borders.items()}
        return stable, negative, {one.id: one.sign for one in self.indicators}
