"""How often statuses are wrong: ``python benchmarks/statuses.py [samples]``, written into docs/coverage.md.

Regions and the chain are those of tests/identities/simulated_monitor.py. Two regions are the project's own, and the bars are
measured in them; the others show what the rule does elsewhere, at a tenth of the samples. Let every process have one thread
(``OMP_NUM_THREADS=1``, as ``make bench-coverage`` does): they share the cores already.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from measure import written

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.identities.simulated_instrument import monitor_of_instrument  # noqa: E402
from tests.identities.simulated_monitor import Fieldwork, SimulatedMonitor  # noqa: E402
from tests.identities.simulated_statuses import VILLAGE_EVENTS, monitor_of_events  # noqa: E402

QUARTERS = 5
"""The first quarter, three growing windows and one full window after another."""
FIRST, FULL = 0, 3
"""Quarters whose mistakes are counted: the first, and the first on four quarters."""
DATA = ("first quarter", "four quarters")

ALL_QUARTERS = 5
"""One monitor in so many has the tables of all quarters; the others have those whose mistakes are counted."""

MONITOR: SimulatedMonitor | None = None


@dataclass(frozen=True)
class Setting:
    """A region and a way of working in it; ``part`` of the samples are drawn."""

    key: str
    said: str
    make: Callable[[Path], SimulatedMonitor]
    part: float = 0.1

    @property
    def own(self) -> bool:
        """Whether the bars are measured here."""
        return self.part == 1


SETTINGS = (
    Setting("events", "shares near their borders, a score, five kinds of events", monitor_of_events, 1),
    Setting("instrument", "the whole questionnaire, 51 indicators", lambda _: monitor_of_instrument(), 1),
    Setting(
        "spread",
        "the questionnaire; units 2.5 times as different, villages 0.4 times",
        lambda _: monitor_of_instrument(units=2.5, villages=0.4),
    ),
    Setting("clustered", "events; villages 2.4 times as different", lambda at: monitor_of_events(at, villages=1.2)),
    Setting(
        "few points",
        "events; 50 points of 20 interviews, 2 in small units",
        lambda at: monitor_of_events(at, fieldwork=Fieldwork(at_point=20)),
    ),
    Setting(
        "small",
        "events; 500 interviews at 50 points",
        lambda at: monitor_of_events(at, fieldwork=Fieldwork(n=500)),
    ),
    Setting(
        "kept",
        "events; the same points all year",
        lambda at: monitor_of_events(at, fieldwork=Fieldwork(kept=True)),
    ),
    Setting("unequal", "events; units of very unequal size", lambda at: monitor_of_events(at, unequal=True)),
)


@dataclass
class Tally:
    """Shares of samples by cell, for the two data; and by pair of neighbouring quarters the shares of unit cells whose
    status differs, for indicators and for events that strike villages.
    """

    setting: Setting
    samples: int
    rates: list[pd.DataFrame]
    differ: np.ndarray

    @property
    def bar(self) -> float:
        """10 % and three standard errors."""
        return 0.10 + 3 * np.sqrt(0.1 * 0.9 / self.samples)

    def units(self, at: int) -> pd.DataFrame:
        """Cells of units that are not of events that strike villages."""
        own = self.rates[at]
        return own[(own.index.get_level_values("domain") == "unit") & ~is_village_event(own.index)]


def is_village_event(index: pd.MultiIndex) -> np.ndarray:
    """(cells,) whether the indicator is an event that strikes whole villages."""
    return np.asarray(index.get_level_values("indicator").isin(VILLAGE_EVENTS))


def one(seed: int) -> tuple[list[np.ndarray], np.ndarray | None]:
    """Mistakes of the two data by cell, and unit cells whose status differs between neighbours."""
    assert MONITOR is not None
    if seed % ALL_QUARTERS:
        return [MONITOR.mistakes(table).to_numpy(float) for table in MONITOR.tables(seed, wanted=(FIRST, FULL))], None
    tables = MONITOR.tables(seed, QUARTERS)
    in_units = tables[0].index.get_level_values("domain") == "unit"
    apart = is_village_event(tables[0].index)
    status = [table["status"].to_numpy(str) for table in tables]
    kinds = (in_units & ~apart, in_units & apart)
    differ = [
        [(a != b)[kind].mean() if kind.any() else np.nan for kind in kinds] for a, b in itertools.pairwise(status)
    ]
    return [MONITOR.mistakes(tables[at]).to_numpy(float) for at in (FIRST, FULL)], np.array(differ)


def measured(setting: Setting, samples: int) -> Tally:
    """All samples of one setting."""
    global MONITOR
    MONITOR = setting.make(Path(tempfile.mkdtemp()))
    like = MONITOR.mistakes(MONITOR.tables(0, 1)[0])
    total, differ = [np.zeros(like.shape), np.zeros(like.shape)], []
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for found, unlike in pool.imap_unordered(one, range(samples), chunksize=5):
            total = [a + b for a, b in zip(total, found, strict=True)]
            differ += [] if unlike is None else [unlike]
    rates = [pd.DataFrame(part / samples, index=like.index, columns=like.columns) for part in total]
    truth = MONITOR.truth.reindex(like.index).to_numpy()
    kinds = {one.id: KINDS.get(one.formula_class, one.formula_class) for one in MONITOR.indicators}
    for part in rates:
        part["kind"] = part.index.get_level_values("indicator").map(kinds)
        part.loc[is_village_event(part.index), "kind"] = "village events"
        part["can_miss"] = (truth > 0) & (truth < 100)
    return Tally(setting, samples, rates, np.mean(differ, axis=0))


KINDS = {
    "SHARE": "shares", "PREV": "events", "NET": "net balances", "SCORE": "scores", "MEAN010": "means",
    "COMPOSITE": "composites", "GEOMETRIC": "geometric mean",
}  # fmt: skip


def decided(cells: pd.DataFrame) -> float:
    """Share of the judged cells that have a level."""
    return float(cells["decided"].sum() / max(cells["judged"].sum(), 1e-9))


def coverage(cells: pd.DataFrame) -> pd.DataFrame:
    """By kind of indicator: per cent of intervals that hold the truth, that lie above it, and below it.

    Cells whose truth is 0 or 100 are left out: their interval reaches the end of the scale and cannot miss.
    """
    own = cells[cells["can_miss"]]
    means = 100 * own.groupby("kind", sort=False)[["below", "above"]].mean()
    return means.assign(held=100 - means["below"] - means["above"])


def promises(tallies: list[Tally]) -> list[str]:
    """The bars, what was measured in the project's own regions, and whether they hold."""
    own = [tally for tally in tallies if tally.setting.own]
    rows = []
    for name, said in (("false_stable", "stable"), ("false_negative", "negative")):
        worst = [max(float(tally.rates[at][name].max()) for tally in own) for at in (0, 1)]
        bar = min(tally.bar for tally in own)
        rows.append((
            f'false "{said}", worst cell of region, units and groups',
            f"at most {100 * bar:.1f} % (10 % and three standard errors)",
            *(f"{100 * one:.1f} %" for one in worst), max(worst) <= bar,
        ))  # fmt: skip
    for domain, said in (("region", "region"), ("unit", "units"), ("ethnic_group", "ethnic groups")):
        held = [
            pd.concat([
                coverage(part.rates[at][part.rates[at].index.get_level_values("domain") == domain])["held"]
                for part in own
            ])
            for at in (0, 1)
        ]  # fmt: skip
        ends = [round(end, 1) for one in held for end in (one.min(), one.max())]
        rows.append((
            f"95 % intervals hold the truth, by class of indicator, {said}", "93 to 98 %",
            *(f"{one.min():.1f} to {one.max():.1f} %" for one in held), min(ends) >= 93 and max(ends) <= 98,
        ))  # fmt: skip
    for tally in own:
        shares = [decided(tally.units(at)) for at in (0, 1)]
        rows.append((
            f"units with a level, region {tally.setting.key}", "at least 55 % on four quarters",
            *(f"{100 * one:.0f} %" for one in shares), shares[1] >= 0.55,
        ))  # fmt: skip
        *first_year, full = 100 * tally.differ[:, 0]
        rows.append((
            f"units whose status differs from the quarter before, region {tally.setting.key}",
            "less than 20 % on four quarters", f"first year {', '.join(f'{one:.0f}' for one in first_year)} %",
            f"{full:.0f} %", full < 20,
        ))  # fmt: skip
    few = [sum(float(tally.rates[at]["too_few"].sum()) * tally.samples for tally in tallies) for at in (0, 1)]
    rows.append((
        "statuses from fewer than 30 interviews, 100 in an ethnic group, all regions", "none",
        *(f"{one:.0f}" for one in few), not any(few),
    ))  # fmt: skip
    out = ["| measure | promised | first quarter | four quarters | holds |", "| --- | --- | ---: | ---: | --- |"]
    return out + [f"| {' | '.join(row[:-1])} | {'yes' if row[-1] else '**no**'} |" for row in rows]


def by_domain(tally: Tally) -> list[str]:
    """Rates of one region by kind of domain."""
    out = [
        "| domain | data | false stable: mean, worst cell | false negative: mean, worst cell | cells above the bar | decided |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for at, data in enumerate(DATA):
        for domain in ("region", "unit", "ethnic_group")[at:]:
            own = tally.rates[at][tally.rates[at].index.get_level_values("domain") == domain]
            over = (own[["false_stable", "false_negative"]] > tally.bar).to_numpy().sum()
            own_decided = [own[is_village_event(own.index) == apart] for apart in (False, True)]
            said = ", ".join(f"{100 * decided(part):.0f} %" for part in own_decided if len(part))
            out.append(
                f"| {domain} | {data if domain != 'region' else 'one quarter'} "
                f"| {own.false_stable.mean():.3f}, {own.false_stable.max():.3f} "
                f"| {own.false_negative.mean():.3f}, {own.false_negative.max():.3f} | {over} of {2 * len(own)} | {said} |"
            )
    return out


def worst_cells(tallies: list[Tally]) -> list[str]:
    """The ten cells that are most often wrong."""
    found = [
        (value, tally.setting.key, data, *key, mistake)
        for tally in tallies
        if tally.setting.own
        for at, data in enumerate(DATA)
        for mistake in ("false_stable", "false_negative")
        for key, value in tally.rates[at][mistake].nlargest(10).items()
        if at == 0 or key[1] != "region"
    ]
    out = [
        "| rate | region | data | indicator | domain | level | mistake |",
        "| ---: | --- | --- | --- | --- | --- | --- |",
    ]
    ranked = sorted(found, reverse=True)[:10]
    return out + [f"| {value:.3f} | {' | '.join(str(part) for part in rest)} |" for value, *rest in ranked]


def by_kind(tallies: list[Tally]) -> list[str]:
    """Intervals of the project's own regions by class of indicator, both sides."""
    out = [
        "| region | class | region, one quarter | units, first quarter | units, four quarters | ethnic groups, four quarters |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for tally in tallies:
        if not tally.setting.own:
            continue
        parts = []
        for domain, at in (("region", 0), ("unit", 0), ("unit", 1), ("ethnic_group", 1)):
            own = tally.rates[at]
            parts.append(coverage(own[own.index.get_level_values("domain") == domain]))
        for kind in parts[1].index:
            cells = (
                f"{part.held[kind]:.1f} ({part.below[kind]:.1f}, {part.above[kind]:.1f})" if kind in part.index else ""
                for part in parts
            )
            out.append(f"| {tally.setting.key} | {kind} | {' | '.join(cells)} |")
    return out


def elsewhere(tallies: list[Tally]) -> list[str]:
    """All regions in one line each."""
    out = [
        (
            "| region | what it is | samples | bar | worst false stable | worst false negative "
            "| intervals of units, by class | units judged | units with a level | status differs |"
        ),
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for tally in tallies:
        worst = [
            ", ".join(f"{100 * tally.rates[at][name].max():.1f}" for at in (0, 1))
            for name in ("false_stable", "false_negative")
        ]
        own = [tally.rates[at][tally.rates[at].index.get_level_values("domain") == "unit"] for at in (0, 1)]
        held = [coverage(part)["held"] for part in own]
        out.append(
            f"| {tally.setting.key} | {tally.setting.said} | {tally.samples} | {100 * tally.bar:.1f} | {' | '.join(worst)} "
            f"| {', '.join(f'{one.min():.1f} to {one.max():.1f}' for one in held)} "
            f"| {', '.join(f'{100 * part.judged.mean():.0f}' for part in own)} "
            f"| {', '.join(f'{100 * decided(tally.units(at)):.0f}' for at in (0, 1))} "
            f"| {', '.join(f'{100 * one:.0f}' for one in tally.differ[:, 0])} |"
        )
    return out


def main(samples: int) -> None:
    tallies = [measured(setting, round(samples * setting.part)) for setting in SETTINGS]
    drawn = ", ".join(f"{tally.setting.key} {tally.samples:,}" for tally in tallies)
    head = (
        f"Monitors of {QUARTERS} quarters in regions that do not change: {drawn}; statuses by the rule in `indicators.yaml`. "
        "Made by `benchmarks/statuses.py`."
    )
    body = [head, "", *promises(tallies)]
    for tally in tallies:
        if tally.setting.own:
            body += ["", f"Region {tally.setting.key}: {tally.setting.said}. Decided: indicators"]
            body[-1] += ", events that strike villages." if is_village_event(tally.rates[0].index).any() else "."
            body += ["", *by_domain(tally)]
    body += ["", "The ten worst cells:", "", *worst_cells(tallies)]
    body += [
        "", ("Per cent of 95 % intervals that hold the truth (truth below, above the interval); cells whose truth is 0 or 100 "
        "cannot miss and are left out:"), "", *by_kind(tallies),
    ]  # fmt: skip
    body += ["", "All regions, per cent; first quarter, four quarters:", "", *elsewhere(tallies)]
    written(ROOT / "docs" / "coverage.md", "Statuses", "\n".join(body))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
