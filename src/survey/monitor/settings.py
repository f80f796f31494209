"""Settings of a workspace: its waves with their files, design, weighting, plan and report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from survey.design import Design
from survey.documents import DocumentItem
from survey.documents.document import names_beside
from survey.errors import MonitorError, Place, nearest
from survey.monitor.fetch_settings import FetchSettings
from survey.monitor.schema import PsuNames
from survey.monitor.weighting_steps import WeightingStep
from survey.periods import Period, Round, is_named, known_period, not_a_period
from survey.text import Text
from survey.validation import Plan

PreviousSetting = Literal["usual", "none"]
Folders = tuple[Path, Path | None]
"""Folder of a questionnaire and of population figures, None where there are none."""


@dataclass(frozen=True, slots=True)
class WaveFiles:
    """Files delivered for one wave, and its deviations from the settings of the workspace.

    Parameters
    ----------
    period : Period
    file, contacts : Path
        The delivered interviews and the contact sheet.
    fieldwork : pair of dates or None
        First and last day of interviewing; None means the whole period.
    issued : date or None
        Day on which the report is issued.
    sheet : str or None
        The sheet of a workbook that holds the interviews.
    read : DocumentItem or None
        Decisions about ambiguous columns as written, with their place; they are parsed when the questionnaire is known.
    not_asked : tuple of str
        Questions that were left out of this wave on purpose.
    previous : "usual" or "none"
        ``none`` when the wave is compared with no wave before it.
    psus : "frame" or "new"
        Whether sampling points are named as in the sampling frame, so that equal names in two waves are one point, or
        were drawn and numbered anew.
    simulated : bool
        Whether the interviews were made by a program and not given by people.
    questionnaire, population : Path or None
        Versions of this wave; None means those of the workspace.
    sealed : str or None
        The sealed version of the instrument; None when the wave names none.
    corrections, waivers : Path or None
        Tables of corrected answers and of accepted findings.
    plan : Plan or None
        The sampling plan of this wave; None means that of the workspace.
    places : mapping of key to Place
        Where in ``monitor.yaml`` each key of the wave is written.
    """

    period: Period
    file: Path
    contacts: Path | None = None
    fieldwork: tuple[datetime.date, datetime.date] | None = None
    issued: datetime.date | None = None
    sheet: str | None = None
    read: DocumentItem | None = None
    not_asked: tuple[str, ...] = ()
    previous: PreviousSetting = "usual"
    psus: PsuNames = "frame"
    simulated: bool = False
    questionnaire: Path | None = None
    sealed: str | None = None
    population: Path | None = None
    corrections: Path | None = None
    waivers: Path | None = None
    plan: Plan | None = None
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    @property
    def first_day(self) -> datetime.date:
        """First day of fieldwork, or of the period when the days of fieldwork are not known."""
        return self.fieldwork[0] if self.fieldwork is not None else self.period.first_day

    def need_files(self, *, with_contacts: bool = True) -> None:
        """Stop when a file the wave names is not there.

        Raises
        ------
        MonitorError
            ``M033`` with its place in ``monitor.yaml``.
        """
        for key in ("file", "corrections", "waivers", *(("contacts",) if with_contacts else ())):
            path: Path | None = getattr(self, key)
            if path is not None and not path.exists():
                place = str(self.places.get(key, path))
                fact = f"Wave {self.period}, {key}: there is no file {str(path)!r}."
                raise MonitorError("M033", place, fact, nearest(path.name, names_beside(path)))


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """Texts of the report that cannot be derived from the data, and what it shows.

    ``battery`` is the battery shown as a diverging chart, None for no such chart; ``concerns`` the question with several
    answers that says what people worry about, None for no such section; ``district_indicators``
    are shown by district, the first leads. ``formats`` are those of the documents, None for all that can be written. ``disclosed`` are the items of the disclosure sheet that were written, ``todo`` where
    those are that are marked as still to be written, ``place`` where the settings of the report begin.
    """

    title: Text
    region: Text
    population: Text
    sampling: Text
    mode: Text
    people: Text | None = None
    units: Text | None = None
    battery: str | None = None
    concerns: str | None = None
    district_indicators: tuple[str, ...] = ()
    formats: tuple[str, ...] | None = None
    disclosed: Mapping[str, Text] = field(default_factory=dict)
    todo: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PublicUseSettings:
    """Protection of public-use files; the parameters are those of :func:`survey.public_use`."""

    k: int = 5
    quasi_identifiers: tuple[str, ...] | None = None
    withhold: tuple[str, ...] = ()
    at_most: float = 0.05


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a workspace.

    ``set_aside_at_most`` is the share of delivered interviews (0 to 1) above which a wave is not reported;
    ``plan`` is the sampling plan of every wave without one, ``population`` None when there are no figures.
    """

    path: Path
    report: ReportSettings
    questionnaire: Path
    population: Path | None
    design: Design
    weighting: tuple[WeightingStep, ...]
    set_aside_at_most: float
    waves: Mapping[Period, WaveFiles]
    plan: Plan | None = None
    public_use: PublicUseSettings = PublicUseSettings()
    fetch: FetchSettings | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        """The workspace."""
        return self.path.parent

    def folders_of(self, wave: WaveFiles | None) -> Folders:
        """Folders of the questionnaire and of the population of a wave, or of the workspace."""
        own = (wave.questionnaire, wave.population) if wave is not None else (None, None)
        return own[0] or self.questionnaire, own[1] or self.population

    def plan_of(self, wave: WaveFiles) -> Plan | None:
        """The sampling plan of a wave: its own, or that of the workspace."""
        return wave.plan or self.plan

    def wave(self, name: str) -> WaveFiles:
        """The files of a wave.

        Raises
        ------
        MonitorError
            ``M001`` when the name is not that of a period, ``M002`` when the workspace has no such wave.
        """
        found = next((files for period, files in self.waves.items() if is_named(period, name)), None)
        if found is None:
            known = [str(period) for period in self.waves]
            if known_period(name) is None and not any(isinstance(period, Round) for period in self.waves):
                raise not_a_period(name, known[:1])
            fact = f"There is no wave {name!r} under waves."
            raise MonitorError("M002", str(self.path), fact, nearest(name, known))
        return found
