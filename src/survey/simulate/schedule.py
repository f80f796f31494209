"""Fieldwork schedule: households, visits, interviewers, days and hours that are consistent with one another."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.arrays import Indices
from survey.periods import CalendarPeriod
from survey.simulate.sampling_frame import DrawnPoints, Frame

FIRST_DAY, DAYS = 42, 26
"""Days from the beginning of the quarter to that of the fieldwork (six weeks), and its length in days."""
LOAD, PER_DAY = 25, 4
"""Number of interviews per interviewer: in all, on average, and per day at most."""
MINUTES, SPREAD = 35.0, 0.18
"""Median length of an interview in minutes, and standard deviation of its logarithm."""
OPENING, SLOT = 10 * 60, 135
"""Beginning of a working day, and time for one interview with the way to it, in minutes."""
ANSWERED, VISITS = 0.67, 3
"""Share of households that give an interview, and largest number of visits."""
DISPOSITIONS = (("2.1", 0.50), ("2.2", 0.34), ("3.1", 0.11), ("2.3", 0.05))
"""Outcomes of households without an interview, with their shares: refusal, non-contact, unknown eligibility, other.

Codes of the AAPOR Standard Definitions.
"""
EPOCH = datetime.date(1970, 1, 1)
"""Day 0 of dates that are held as numbers of days."""


def day_number(date: datetime.date) -> int:
    """Number of days from 1970-01-01 to a date."""
    return (date - EPOCH).days


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Schedule of n interviews; those of one interviewer never overlap.

    All are (n,) arrays: ``household`` counts along the route of its point, ``visit`` and ``interviewer`` count from 1;
    ``days`` are days since 1970-01-01; ``start`` and ``end`` are minutes of the day.
    """

    household: NDArray[np.int64]
    visit: NDArray[np.int64]
    interviewer: NDArray[np.int64]
    days: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


def make_schedule(cluster: Indices, period: CalendarPeriod, rng: np.random.Generator) -> Schedule:
    """Schedule of interviews that are ordered by sampling point.

    Parameters
    ----------
    cluster : (n,) array of int, ascending
        Number of the draw of the sampling point of each interview, from 0.
    """
    n = len(cluster)
    first = np.searchsorted(cluster, np.arange(cluster[-1] + 1))
    skipped = rng.geometric(ANSWERED, n)
    walked = np.cumsum(skipped)
    household = walked - np.concatenate([[0], walked])[first][cluster]
    visit = np.minimum(rng.geometric(0.6, n), VISITS)
    interviewer = _interviewers(cluster, rng)
    days, start = _hours(interviewer, period, rng)
    length = np.clip(np.round(MINUTES * np.exp(rng.normal(0, SPREAD, n))), 18, 75).astype(np.int64)
    return Schedule(household, visit, interviewer, days, start, start + length)


def _interviewers(cluster: Indices, rng: np.random.Generator) -> NDArray[np.int64]:
    """(n,) interviewer: neighbouring points share two, so that effects of place and interviewer are not confounded."""
    pair = np.arange(len(cluster)) // (2 * LOAD)
    return np.asarray(2 * pair + 1 + (rng.random(len(cluster)) < 0.5), np.int64)


def _hours(
    interviewer: NDArray[np.int64], period: CalendarPeriod, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) day, in days since 1970-01-01, and starting minute: the interviews of each interviewer in turn."""
    order = np.argsort(interviewer, kind="stable")
    first = np.searchsorted(interviewer[order], interviewer[order])
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - first
    begins = rng.integers(0, max(DAYS - 2 * LOAD // PER_DAY, 1), interviewer.max() + 1)
    day = np.minimum(begins[interviewer] + rank // PER_DAY, DAYS - 1)
    opening = day_number(period.first_day) + FIRST_DAY
    start = OPENING + (rank % PER_DAY) * SLOT + rng.integers(0, SLOT - 80, len(rank))
    return opening + day, start


def make_contacts(
    schedule: Schedule,
    frame: Frame,
    drawn: DrawnPoints,
    cluster: Indices,
    period: CalendarPeriod,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Contacts with every household approached: wave, unit, psu, household, visits, disposition (AAPOR code as text).

    The households between two interviewed ones on the route did not give an interview.
    """
    last = np.flatnonzero(np.append(cluster[1:] != cluster[:-1], True))
    counts = schedule.household[last]
    point = np.repeat(np.arange(len(counts)), counts)
    household = np.arange(len(point)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    kinds, shares = zip(*DISPOSITIONS, strict=True)
    disposition = np.array(kinds, object)[rng.choice(len(kinds), len(point), p=np.array(shares))]
    visits = np.where(disposition == "2.2", VISITS, rng.integers(1, VISITS + 1, len(point)))
    met = (np.cumsum(counts) - counts)[cluster] + schedule.household - 1
    disposition[met] = "1.1"
    visits[met] = schedule.visit
    names = np.array([frame.name(int(one)) for one in drawn.points], object)
    return pd.DataFrame(
        {
            "wave": str(period),
            "unit": frame.strata[drawn.points][point],
            "psu": names[point],
            "household": household,
            "visits": visits,
            "disposition": disposition,
        }
    )
