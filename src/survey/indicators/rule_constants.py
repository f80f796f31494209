"""Constants of the rules for statuses, changes and publication, as ``indicators.yaml`` states them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

REGION = "region"
"""Id of the grouping, and of its only category, that is everybody."""

CROSSED = " x "
"""What joins the ids of crossed groupings, and those of their categories: ``sex x age4``, ``men x 18-29``."""


@dataclass(frozen=True, slots=True)
class StatusRule:
    """Constants of the status rule, version 2; :mod:`survey.indicators.status_rule` says the rule.

    Parameters
    ----------
    level : float
        One-sided level of the limits that decide.
    alert : float
        Probability of the negative class from which tension is an alert.
    least_n : float
        Interviews below which there is no status.
    least_n_in : tuple of (grouping, number)
        The same for the categories of some groupings.
    least_psus : float
        PSUs below which there is no status.
    psus_hit : float
        PSUs that must have met an event before it counts against a group.
    reach : float
        Greatest chance of missing an event that struck whole PSUs, for the status stable.
    quarters : int
        Quarters whose interviews are taken together in the groupings of ``pooled``.
    pooled : tuple of str
        Groupings whose categories are too small for one quarter.
    since : datetime.date, optional
        The day of fieldwork from which the rule holds; None from the beginning.
    """

    level: float = 0.94
    alert: float = 0.20
    least_n: float = 30
    least_n_in: tuple[tuple[str, float], ...] = ()
    least_psus: float = 3
    psus_hit: float = 2
    reach: float = 0.10
    quarters: int = 4
    pooled: tuple[str, ...] = ()
    since: datetime.date | None = None

    def least(self, grouping: str) -> float:
        """Interviews below which a category of a grouping has no status; in a crossing no fewer than in its groupings."""
        own = dict(self.least_n_in)
        if grouping in own:
            return own[grouping]
        return max(own.get(name, self.least_n) for name in grouping.split(CROSSED))


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """Constants of the rule for changes between waves; :mod:`survey.indicators.change_rule` says the rule.

    Parameters
    ----------
    margin : float
        Margin of the verdict steady, as a part of the distance between the borders of stable and negative.
    margin_of_scale : float
        The same for indicators without borders, as a part of 100 points or of the scale to 10.
    smallest : float
        Smallest change that is called improved or worsened, as a part of the margin.
    rate : float
        False discovery rate of a family of changes; 1 minus it is the level of an interval alone.
    since : datetime.date, optional
        The day of fieldwork from which the rule holds; None from the beginning.
    """

    margin: float = 0.25
    margin_of_scale: float = 0.05
    smallest: float = 0.6
    rate: float = 0.05
    since: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class PublicationRule:
    """Rule of publication.

    Parameters
    ----------
    least_n : float
        Interviews below which a group is hidden.
    least_n_extreme : float
        Interviews below which 0 % and 100 % are hidden.
    least_n_eff : float
        Effective interviews below which a number is marked.
    least_width : float
        Percentage points; the range that may be calculated for a hidden share is at least this wide.
    """

    least_n: float = 10
    least_n_extreme: float = 30
    least_n_eff: float = 30
    least_width: float = 10
