"""Revision as the report shows it: what was replaced, why, and which published numbers are others now."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from survey.indicators.definitions import Unit


@dataclass(frozen=True, slots=True)
class RevisedNumber:
    """Published estimate of an indicator before and after; None where it was not published."""

    indicator: str
    unit: Unit
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True)
class ReportedRevision:
    """Facts about a revision.

    Parameters
    ----------
    run : str
        Id of the run that is revised.
    date : date
        When that run was made.
    reason : str
        Reason in the words of the office; empty when none was given.
    changed : tuple of str
        Files, settings and versions that changed, by name.
    n_published, n_changed, n_statuses : int
        Published estimates, those with other digits, and statuses that are others.
    largest : RevisedNumber or None
        The largest change of an estimate.
    largest_group : tuple of two str or None
        Grouping and category of the largest change; None for the region.
    headlines : tuple of RevisedNumber
        Changed headline indicators of the region.
    """

    run: str
    date: datetime.date
    reason: str
    changed: tuple[str, ...]
    n_published: int
    n_changed: int
    n_statuses: int
    largest: RevisedNumber | None
    largest_group: tuple[str, str] | None
    headlines: tuple[RevisedNumber, ...]
