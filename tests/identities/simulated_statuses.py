"""Region with events of several kinds: people hit one by one, whole villages, one unit only, minorities.

60,000 adults are made from the population table of the instrument. Four shares lie at different heights, near their borders in
many units; a score has two of them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from tests.identities.simulated_monitor import INSTRUMENT, AnsweredRegion, Fieldwork, SimulatedMonitor

import survey
from survey.arrays import Floats, Indices, Mask
from survey.indicators import Indicators, read_indicators
from survey.questionnaire.model import Questionnaire, Reason
from survey.simulate.region import Region, make_region
from survey.simulate.sampling_frame import Frame

GROUP_CODES = np.array([np.nan, 1, 2, 3, 4, 6])
"""Answers to Z02 that place a person in each ethnic group."""

SHARES = {"EVEN": (0.2, 60, 40), "MANY": (0.6, 60, 40), "MOST": (1.4, 75, 60), "NEARLY": (2.3, 85, 70)}
"""Log odds of agreement in the region, and the borders of stable and negative."""

EVENTS = {
    "SCATTERED": (5, 15), "FEW_VILLAGES": (5, 15), "MORE_VILLAGES": (10, 25), "ONE_UNIT": (5, 15), "MINORITY": (5, 15),
}  # fmt: skip
"""Borders of events: people hit one by one; 5 % and 12 % of villages hit; half of the villages of one unit; minorities in some."""

VILLAGE_EVENTS = ("FEW_VILLAGES", "MORE_VILLAGES", "ONE_UNIT", "MINORITY")
DOMAINS = ["unit", "ethnic_group"]
BETWEEN_UNITS, BETWEEN_VILLAGES = 0.45, 0.5
"""Standard deviations of log odds between units, and between villages of a unit."""


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


def monitor_of_events(
    folder: Path,
    *,
    people: int = 60_000,
    villages: float = BETWEEN_VILLAGES,
    unequal: bool = False,
    fieldwork: Fieldwork | None = None,
) -> SimulatedMonitor:
    """Monitor of a region with events.

    Parameters
    ----------
    folder : Path
        Where the definitions are written.
    people : int
        About how many adults the region has.
    villages : float
        Standard deviation of log odds between villages of a unit.
    unequal : bool
        Whether units differ much more in size than those of the population table.
    fieldwork : Fieldwork
    """
    form = survey.read_questionnaire(INSTRUMENT)
    population = survey.read_population(INSTRUMENT / "population", form)
    region = make_region(form, population, "2018Q1", people=people)
    region = with_unequal_units(region) if unequal else region
    said = _answers(region, villages, np.random.default_rng(5))
    rows = [variable.id for variable in form.battery("C01")][: said.shape[1]]
    unit, group = (region.people[name].to_numpy(np.intp) for name in DOMAINS)
    answers = np.column_stack([np.where(said, 1.0, 4.0), unit, GROUP_CODES[group]])
    columns = (*rows, "H04", "Z02")
    reasons = np.full(answers.shape, Reason.ANSWERED, np.uint8)
    answered = AnsweredRegion(form, region, answers, reasons, columns, columns)
    return SimulatedMonitor(answered, definitions(folder, form), _truth(form, region, said), fieldwork or Fieldwork())


def _answers(region: Region, villages: float, random: np.random.Generator) -> Mask:
    """(people, 9) agreement, or being hit; villages and units differ."""
    frame, people = region.frame, region.people
    sizes = np.diff(region.first)
    village = np.repeat(np.arange(len(sizes)), sizes)
    unit = people["unit"].to_numpy(np.intp)
    of_village = pd.Series(unit).groupby(village).first().to_numpy()
    minority = (people["ethnic_group"] > 1).to_numpy()
    found = []
    for base, _, _ in SHARES.values():
        level = base + random.normal(0, BETWEEN_UNITS, unit.max() + 1)[unit]
        level = level + random.normal(0, 1, len(frame))[village] * villages
        found.append(random.random(len(unit)) < 1 / (1 + np.exp(-level)))
    hit = [random.random(len(unit)) < np.clip(random.normal(0.05, 0.03, unit.max() + 1), 0, 1)[unit]]
    chosen = np.argsort(np.bincount(unit))[1]
    struck = [random.random(len(frame)) < 0.05, random.random(len(frame)) < 0.12]
    struck.append((of_village == chosen) & (random.random(len(frame)) < 0.5))
    hit += [one[village] & (random.random(len(unit)) < 0.9) for one in struck]
    hit.append(minority & (random.random(len(frame)) < 0.3)[village] & (random.random(len(unit)) < 0.6))
    return np.column_stack([*found, *hit])


def _truth(form: Questionnaire, region: Region, said: Mask) -> pd.Series:
    """Plain means of everybody's answers: (indicator, domain, level) -> value in per cent or points."""
    values = pd.DataFrame(100.0 * said, columns=[*SHARES, *EVENTS])
    values["SCORE"] = (values["EVEN"] + values["MANY"]) / 2
    found = {(str(name), "region", "region"): float(values[name].mean()) for name in values}
    for domain in DOMAINS:
        means = values.groupby(region.people[domain].to_numpy(np.intp)).mean().T.to_dict()
        for category in form.groupings[domain].categories:
            own = means.get(category.code, {})
            found |= {(str(name), domain, category.id): float(value) for name, value in own.items()}
    return pd.Series(found)


def with_unequal_units(region: Region, spread: float = 1.0, fewest: int = 30) -> Region:
    """Region in which units grow and shrink by log-normal factors: people of each village are drawn anew from it."""
    random = np.random.default_rng(7)
    sizes: Indices = np.diff(region.first)
    factor = np.exp(random.normal(0, spread, region.frame.strata.max() + 1))[region.frame.strata]
    wanted: Floats = np.maximum(np.round(sizes * factor * sizes.sum() / (sizes * factor).sum()), fewest)
    rows = np.concatenate(
        [
            start + random.choice(size, int(many), replace=True)
            for start, size, many in zip(region.first[:-1].tolist(), sizes.tolist(), wanted.tolist(), strict=True)
        ]
    )
    old = region.frame
    frame = Frame(old.strata, old.kinds, wanted, old.combinations)
    first = np.append(0, np.cumsum(wanted.astype(np.intp)))
    return Region(frame, first, region.people.iloc[rows].reset_index(drop=True))
