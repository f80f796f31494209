"""Revisions: what a rerun of a wave changes of the numbers published before, and why."""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.indicators.indicator_table import REGION
from survey.ledger.named_settings import SettingChange, setting_changes
from survey.ledger.run import Run
from survey.ledger.run_comparison import InputChange, TextOf, changed_settings, input_changes
from survey.reports.number_format import rounded

INDICATORS = "indicators.csv"
_DIGITS = 1
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
        Estimates published now or before.
    n_changed : int
        Those of which the published digits differ, or that are published in one of the two runs only.
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
    changes = [one for one in _changes(both) if one.old != one.new]
    regional = {one.indicator: one for one in changes if one.domain == REGION}
    return Revision(
        revises=old.id,
        made=old.made,
        reason=reason,
        inputs=input_changes(old, new),
        settings=changed_settings(old, new, *texts),
        versions=setting_changes(old.versions, new.versions),
        n_published=int((both["estimate_old"].notna() | both["estimate_new"].notna()).sum()),
        n_changed=len(changes),
        n_statuses=int((both["status_old"].fillna("") != both["status_new"].fillna("")).sum()),
        largest=max((one for one in changes if one.size), key=lambda one: one.size, default=None),
        headlines=tuple(regional[name] for name in headlines if name in regional),
    )


def _published(folder: Path) -> pd.DataFrame:
    """Estimates and statuses as published: blank where hidden."""
    table = pd.read_csv(folder / INDICATORS, dtype=str, keep_default_na=False)
    table["estimate"] = pd.to_numeric(table["estimate"].replace("", None))
    if "publish" in table:
        hidden = table["publish"] == "hidden"
        table = table.assign(estimate=table["estimate"].mask(hidden), status=table["status"].mask(hidden, ""))
    return table[[*_KEY, "estimate", "status"]]


def _joined(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    return new.merge(old, how="outer", on=_KEY, suffixes=("_new", "_old"), sort=False)


def _changes(both: pd.DataFrame) -> list[EstimateChange]:
    cells = (both[name].tolist() for name in (*_KEY, "estimate_old", "estimate_new"))
    return [
        EstimateChange(indicator, domain, level, _printed(old), _printed(new))
        for indicator, domain, level, old, new in zip(*cells, strict=True)
    ]


def _printed(value: float) -> float | None:
    """The estimate with the digits of the report."""
    return None if math.isnan(value) else float(rounded(value, _DIGITS))
