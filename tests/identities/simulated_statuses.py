"""Statuses of many samples from a region whose truth is known: how often each is wrong, by cell.

A region of 60,000 adults is made from the population table of the instrument; the design of the monitor draws samples of 1,000
from it, with new sampling points in every quarter, and the whole chain runs: raking, window of four quarters, indicators,
statuses. Everybody answers and nothing changes, so that only sampling is at work.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import survey
from survey.arrays import Floats, Mask
from survey.design import Design, Sample
from survey.indicators import Indicators, read_indicators
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire, Reason
from survey.simulate.region import make_region

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
MARGINS = [["unit"], ["ethnic_group"]]
DESIGN = Design(strata="stratum", psu="psu", weight="weight")
N = 1_000
DOMAINS = ["unit", "ethnic_group"]
GROUP_CODES = np.array([np.nan, 1, 2, 3, 4, 6])
"""Answers to Z02 that place a person in each ethnic group."""

SHARES = {"EVEN": (0.2, 60, 40), "MANY": (0.6, 60, 40), "MOST": (1.4, 75, 60), "NEARLY": (2.3, 85, 70)}
"""Log odds of agreement in the region, and the borders of stable and negative."""

EVENTS = {
    "SCATTERED": (5, 15), "FEW_VILLAGES": (5, 15), "MORE_VILLAGES": (10, 25), "ONE_UNIT": (5, 15), "MINORITY": (5, 15),
}  # fmt: skip
"""Borders of events: people hit one by one; 5 % and 12 % of villages hit; half of the villages of one unit; minorities in some."""


def definitions(folder: Path, form: Questionnaire) -> Indicators:
    """Nine shares on rows of the first battery and a score over two of them; the status rule is the shipped one."""
    rows = [variable.id for variable in form.battery("C01")]
    names = "kk: Көрсеткіш, ru: Показатель, en: Indicator, section: s"
    lines = [
        f'  - {{id: {name}, {names}, class: {"SHARE" if stable > negative else "PREV"}, numerator: "{row} in [1, 2]", '
        f'polarity: "{"+" if stable > negative else "-"}", '
        f'thresholds: {{stable: {stable}, negative: {negative}, version: "1", date: 2018-01-08, state: default}}}}'
        for (name, stable, negative), row in zip(
            [
                *((name, *limits[1:]) for name, limits in SHARES.items()),
                *((name, *limits) for name, limits in EVENTS.items()),
            ],
            rows,
            strict=False,
        )
    ]
    lines.append(
        f'  - {{id: SCORE, {names}, class: SCORE, items: [{rows[0]}, {rows[1]}], polarity: "+", '
        'thresholds: {stable: 60, negative: 45, version: "1", date: 2018-01-08, state: default}}'
    )
    shipped = (INSTRUMENT / "indicators.yaml").read_text("utf-8")
    rule = "status_rule:" + shipped.split("status_rule:")[1].split("\n\n")[0]
    head = f'version: "t"\ndate: 2018-01-08\ndomains: [unit, ethnic_group]\n{rule}\nsections: [{{id: s, kk: Б, ru: Р, en: S}}]\n'
    file = folder / "indicators.yaml"
    file.write_text(head + "indicators:\n" + "\n".join(lines) + "\n", "utf-8")
    return read_indicators(file, form)


class SimulatedStatuses:
    """A region with answers, its truth, and statuses of samples.

    Parameters
    ----------
    folder : Path
        Where the definitions are written.
    people : int
        About how many adults the region has.
    """

    def __init__(self, folder: Path, people: int = 60_000) -> None:
        self.form = survey.read_questionnaire(INSTRUMENT)
        self.indicators = definitions(folder, self.form)
        population = survey.read_population(INSTRUMENT / "population", self.form)
        self.region = make_region(self.form, population, "2018Q1", people=people)
        self.population = self.region.population(MARGINS)
        self.answers = self._answers(np.random.default_rng(5))
        self.truth = self._truth()

    def _answers(self, random: np.random.Generator) -> Mask:
        """(people, 9) agreement, or being hit; villages and units differ."""
        frame, people = self.region.frame, self.region.people
        sizes = np.diff(self.region.first)
        village = np.repeat(np.arange(len(sizes)), sizes)
        unit = people["unit"].to_numpy(np.intp)
        of_village = pd.Series(unit).groupby(village).first().to_numpy()
        minority = (people["ethnic_group"] > 1).to_numpy()
        found = []
        for base, _, _ in SHARES.values():
            level = base + random.normal(0, 0.45, unit.max() + 1)[unit] + random.normal(0, 0.5, len(frame))[village]
            found.append(random.random(len(unit)) < 1 / (1 + np.exp(-level)))
        hit = [random.random(len(unit)) < np.clip(random.normal(0.05, 0.03, unit.max() + 1), 0, 1)[unit]]
        chosen = np.argsort(np.bincount(unit))[1]
        struck = [random.random(len(frame)) < 0.05, random.random(len(frame)) < 0.12]
        struck.append((of_village == chosen) & (random.random(len(frame)) < 0.5))
        hit += [one[village] & (random.random(len(unit)) < 0.9) for one in struck]
        hit.append(minority & (random.random(len(frame)) < 0.3)[village] & (random.random(len(unit)) < 0.6))
        return np.column_stack([*found, *hit])

    def _truth(self) -> pd.Series:
        """What a census finds: (indicator, domain, level) -> value in per cent or points."""
        values = pd.DataFrame(100.0 * self.answers, columns=[*SHARES, *EVENTS])
        values["SCORE"] = (values["EVEN"] + values["MANY"]) / 2
        found = {(str(name), "region", "region"): float(values[name].mean()) for name in values}
        for domain in DOMAINS:
            categories = self.form.groupings[domain].categories
            means = values.groupby(self.region.people[domain].to_numpy(np.intp)).mean().T.to_dict()
            for category in categories:
                own = means.get(category.code, {})
                found |= {(str(name), domain, category.id): float(value) for name, value in own.items()}
        return pd.Series(found)

    def sample(self, random: np.random.Generator, wave: str) -> Sample:
        """One quarter: 1,000 interviews at new sampling points, raked."""
        drawn = self.region.draw(N, random, shuffled=True)
        interviews = self._interviews(drawn, wave)
        return survey.rake(survey.make_sample(interviews, DESIGN), self.population)

    def _interviews(self, drawn: pd.DataFrame, wave: str) -> Interviews:
        n, form = len(drawn), self.form
        agreed = self.answers[drawn.index.to_numpy()]
        rows = [variable.id for variable in form.battery("C01")][: agreed.shape[1]]
        codes: dict[str, Floats] = dict(zip(rows, np.where(agreed, 1.0, 4.0).T, strict=True))
        codes["H04"] = drawn["unit"].to_numpy(np.float64)
        codes["Z02"] = GROUP_CODES[drawn["ethnic_group"].to_numpy(np.intp)]
        answers, reasons = {}, {}
        for variable in form.variables.values():
            given = codes.get(variable.id)
            reasons[variable.id] = np.full(n, Reason.NOT_RECORDED if given is None else Reason.ANSWERED, np.uint8)
            for column in variable.columns:
                answers[column] = np.full(n, np.nan) if given is None else given
        for name in (form.roles["wave"],):
            answers[name], reasons[name] = np.full(n, wave, object), np.zeros(n, np.uint8)
        extras = drawn[["stratum", "psu", "weight"]].reset_index(drop=True)
        return Interviews(
            form, pd.DataFrame(answers), pd.DataFrame(reasons), extras, np.arange(2, n + 2), np.ones(n, bool)
        )

    def tables(self, seed: int, quarters: int = 4) -> list[pd.DataFrame]:
        """Indicator tables of successive quarters of one monitor: each on the window there is by then."""
        random = np.random.default_rng([2018, seed])
        waves: dict[str, Sample] = {}
        found = []
        for at in range(quarters):
            name = f"{2018 + at // 4}Q{at % 4 + 1}"
            waves[name] = self.sample(random, name)
            waves = dict(list(waves.items())[-4:])
            window = survey.combine(waves, name="quarter_of_window", weights="equal") if len(waves) > 1 else None
            table = survey.compute(self.indicators, waves[name], wave=name, window=window)
            found.append(table.to_frame().set_index(["indicator", "domain", "level"]))
        return found

    def mistakes(self, table: pd.DataFrame) -> pd.DataFrame:
        """By cell: ``stable`` and ``negative`` said falsely, the interval without the truth, a status decided."""
        truth = self.truth.reindex(table.index)
        stable, negative, sign = (
            table.index.get_level_values("indicator").map(one)
            for one in (
                {one.id: one.thresholds.stable for one in self.indicators if one.thresholds is not None},
                {one.id: one.thresholds.negative for one in self.indicators if one.thresholds is not None},
                {one.id: one.sign for one in self.indicators},
            )
        )
        reaches = np.where(sign > 0, truth >= stable, truth <= stable)
        is_bad = np.where(sign > 0, truth < negative, truth > negative)
        status = table["status"]
        return pd.DataFrame(
            {
                "false_stable": (status == "stable") & ~reaches,
                "false_negative": (status == "negative") & ~is_bad,
                "missed": (truth < table["ci_low"] - 1e-9) | (truth > table["ci_high"] + 1e-9),
                "decided": status.isin(["stable", "tension", "negative"]),
                "judged": status != "insufficient_data",
            },
            index=table.index,
        )
