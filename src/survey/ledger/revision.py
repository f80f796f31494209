"""Revisions: what a rerun of a wave changes of the numbers published before, and why."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.indicators.rule_constants import REGION
from survey.ledger.named_settings import SettingChange, setting_changes
from survey.ledger.result_numbers import PRINTED, printed
from survey.ledger.run import Run
from survey.ledger.run_comparison import InputChange, TextOf, changed_settings, input_changes

INDICATORS = "indicators.csv"
_KEY = ["indicator", "domain", "level"]


@dataclass(frozen=True, slots=True)
class EstimateChange:
    """Published estimate before and after a revision; None where it was not published."""

    indicator: str
    domain: str
    level: str
    old: float | None
    new: float | None

    @property
    def size(self) -> float:
        """Absolute change; 0 when one of the two was not published."""
        return abs(self.new - self.old) if self.old is not None and self.new is not None else 0.0


@dataclass(frozen=True, slots=True)
class Revision:
    """Revision of the published numbers of a wave.

    Parameters
    ----------
    revises : str
        Id of the run whose numbers are replaced.
    made : datetime
        When that run was made, in UTC.
    reason : str or None
        Reason in the words of the office; None when none was given.
    inputs : tuple of InputChange
    settings, versions : tuple of SettingChange
    n_published : int
        Numbers published now or before: estimates, ends of intervals, probabilities of statuses.
    n_changed : int
        Those of which the printed digits differ, or that are published in one of the two runs only.
    n_statuses : int
        Statuses that differ.
    largest : EstimateChange or None
        The largest change of an estimate that is published in both.
    headlines : tuple of EstimateChange
        Changed headline indicators of the region.
    """

    revises: str
    made: datetime.datetime
    reason: str | None
    inputs: tuple[InputChange, ...]
    settings: tuple[SettingChange, ...]
    versions: tuple[SettingChange, ...]
    n_published: int
    n_changed: int
    n_statuses: int
    largest: EstimateChange | None
    headlines: tuple[EstimateChange, ...]

    def record(self) -> dict[str, object]:
        """The revision as JSON can hold it."""
        return {**dataclasses.asdict(self), "made": self.made.isoformat()}


def revision_of(
    old: Run,
    new: Run,
    *,
    texts: tuple[TextOf, TextOf],
    results: tuple[Path, Path],
    headlines: Collection[str],
    reason: str | None = None,
) -> Revision:
    """The revision that a new run makes of an archived one.

    Parameters
    ----------
    old, new : Run
    texts : pair of functions
        The texts that each run has read.
    results : pair of Path
        The folder of published tables of each run.
    headlines : collection of str
        Indicators shown first, in their order.
    reason : str, optional
    """
    both = _joined(*(_published(folder) for folder in results))
    numbers = [pair for name in PRINTED for pair in _pairs(both, name)]
    changes = [one for one in _estimates(both) if one.old != one.new]
    regional = {one.indicator: one for one in changes if one.domain == REGION}
    return Revision(
        revises=old.id,
        made=old.made,
        reason=reason,
        inputs=input_changes(old, new),
        settings=changed_settings(old, new, *texts),
        versions=setting_changes(old.versions, new.versions),
        n_published=sum(pair != (None, None) for pair in numbers),
        n_changed=sum(old != new for old, new in numbers),
        n_statuses=int((both["status_old"].fillna("") != both["status_new"].fillna("")).sum()),
        largest=max((one for one in changes if one.size), key=lambda one: one.size, default=None),
        headlines=tuple(regional[name] for name in headlines if name in regional),
    )


def _published(folder: Path) -> pd.DataFrame:
    """Numbers and statuses as published: blank where hidden or absent."""
    table = pd.read_csv(folder / INDICATORS, dtype=str, keep_default_na=False)
    shown = table["publish"] != "hidden"
    found = table[_KEY].assign(status=table["status"].where(shown, ""))
    for name in PRINTED:
        numbers = pd.to_numeric(table[name].replace("", None)) if name in table else pd.Series(math.nan, table.index)
        found[name] = numbers.where(shown)
    return found


def _joined(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    return new.merge(old, how="outer", on=_KEY, suffixes=("_new", "_old"), sort=False)


def _pairs(both: pd.DataFrame, name: str) -> list[tuple[float | None, float | None]]:
    """Old and new of each row, as printed."""
    old, new = ([printed(value, name) for value in both[f"{name}_{run}"].tolist()] for run in ("old", "new"))
    return list(zip(old, new, strict=True))


def _estimates(both: pd.DataFrame) -> list[EstimateChange]:
    keys = both[_KEY].itertuples(index=False, name=None)
    return [
        EstimateChange(indicator, domain, level, old, new)
        for (indicator, domain, level), (old, new) in zip(keys, _pairs(both, "estimate"), strict=True)
    ]
