"""``monitor.yaml``: what a workspace runs on, read strictly."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from survey.design import Design
from survey.documents import Document, DocumentItem
from survey.documents.schema_kinds import is_code
from survey.errors import MonitorError, Place, nearest
from survey.monitor.schema import LANGUAGES, MONITOR
from survey.quarters import Quarter
from survey.text import Text
from survey.validation import LEAST_SHARE, Plan, PlannedUnit
from survey.weighting.raking_margins import Unknown

LonelySetting = Literal["fail", "remove", "certainty", "adjust", "average"]
PreviousSetting = Literal["usual", "none"]
Folders = tuple[Path, Path]
"""Folder of a questionnaire and of population figures."""


@dataclass(frozen=True, slots=True)
class Rake:
    """Raking to margins of the population; ``margins`` empty means those the population names."""

    margins: tuple[tuple[str, ...], ...] = ()
    bounds: tuple[float, float] | None = None
    unknown: Unknown = "few"


@dataclass(frozen=True, slots=True)
class Trim:
    """Trimming at a multiple of the median weight."""

    times_median: float


WeightingStep = Rake | Trim


@dataclass(frozen=True, slots=True)
class WaveFiles:
    """What was delivered for one wave, and how it differs from the other waves of the workspace.

    Parameters
    ----------
    quarter : Quarter
    file, contacts : Path
        The delivered interviews and the contact sheet.
    fieldwork : pair of dates or None
        First and last day of interviewing; None means the whole quarter.
    sheet : str or None
        The sheet of a workbook that holds the interviews.
    read : DocumentItem or None
        Decisions about ambiguous columns as written, with their place; they are parsed when the questionnaire is known.
    not_asked : tuple of str
        Questions that were left out of this wave on purpose.
    previous : "usual" or "none"
        ``none`` when the wave is compared with no wave before it.
    questionnaire, population : Path or None
        Versions of this wave; None means those of the workspace.
    corrections, waivers : Path or None
        Tables of corrected answers and of accepted findings.
    plan : Plan or None
        The sampling plan of this wave; None means that of the workspace.
    places : mapping of key to Place
        Where in ``monitor.yaml`` each key of the wave is written.
    """

    quarter: Quarter
    file: Path
    contacts: Path | None = None
    fieldwork: tuple[datetime.date, datetime.date] | None = None
    sheet: str | None = None
    read: DocumentItem | None = None
    not_asked: tuple[str, ...] = ()
    previous: PreviousSetting = "usual"
    questionnaire: Path | None = None
    population: Path | None = None
    corrections: Path | None = None
    waivers: Path | None = None
    plan: Plan | None = None
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    @property
    def first_day(self) -> datetime.date:
        """First day of fieldwork, or of the quarter when the days of fieldwork are not known."""
        return self.fieldwork[0] if self.fieldwork is not None else self.quarter.first_day

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
                beside = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
                place = str(self.places.get(key, path))
                fact = f"Wave {self.quarter}, {key}: there is no file {str(path)!r}."
                raise MonitorError("M033", place, fact, nearest(path.name, beside))


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What the report says of the survey that no file of numbers knows.

    ``battery`` is the battery shown as a diverging chart, None for no such chart; ``district_indicators``
    are shown by district, the first leads.
    """

    title: Text
    region: Text
    population: Text
    sampling: Text
    mode: Text
    conductor: Text | None = None
    battery: str | None = None
    district_indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """A workspace.

    ``set_aside_at_most`` is the share of delivered interviews (0 to 1) above which a wave is not reported;
    ``plan`` is the sampling plan of every wave that has none of its own.
    """

    path: Path
    report: ReportSettings
    questionnaire: Path
    population: Path
    design: Design
    weighting: tuple[WeightingStep, ...]
    set_aside_at_most: float
    waves: Mapping[Quarter, WaveFiles]
    plan: Plan | None = None

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
            ``M001`` when the name is no quarter, ``M002`` when the workspace has no such wave.
        """
        found = self.waves.get(Quarter.parse(name))
        if found is None:
            known = [str(quarter) for quarter in self.waves]
            fact = f"There is no wave {name!r} under waves."
            raise MonitorError("M002", str(self.path), fact, nearest(name, known))
        return found


def read_settings(path: str | Path) -> Settings:
    """The settings of a workspace, given its folder or its ``monitor.yaml``.

    Raises
    ------
    MonitorError
        ``M003`` when the folder is no workspace.
    QuestionnaireError
        With every mistake of the file at once.
    """
    document, settings = open_settings(path)
    document.finish()
    return settings


def open_settings(path: str | Path) -> tuple[Document, Settings]:
    """The settings of a workspace with their document, whose complaints are not raised yet.

    Raises
    ------
    MonitorError
        ``M003`` when the folder is no workspace.
    QuestionnaireError
        When the file is not YAML.
    """
    path = Path(path)
    if path.is_dir() or path.suffix not in (".yaml", ".yml"):
        if not (path / "monitor.yaml").is_file():
            remedy = "Make a workspace with: survey new DIR. Or name one with: --workspace DIR."
            raise MonitorError("M003", str(path), "There is no monitor.yaml here.", remedy)
        path = path / "monitor.yaml"
    document = Document.read(path, MONITOR)
    return document, settings_in(document, path)


def settings_in(document: Document, path: Path) -> Settings:
    """The settings a document states; mistakes are complaints of the document."""
    root, folder = document.root, path.parent
    plan, aside = root.get("plan"), root.get("set_aside_at_most")
    return Settings(
        path=path,
        report=_report(root.need("report").named("report")),
        questionnaire=folder / root.need("questionnaire").text(),
        population=folder / root.need("population").text(),
        design=_design(root.need("design")),
        weighting=tuple(_steps(root)),
        set_aside_at_most=aside.number() if aside is not None else 0.1,
        waves=_waves(root.need("waves"), folder),
        plan=_plan(plan.named("plan")) if plan is not None else None,
    )


def _report(item: DocumentItem) -> ReportSettings:
    battery, indicators, conductor = (item.get(name) for name in ("battery", "district_indicators", "conductor"))
    return ReportSettings(
        title=item.need("title").wording(LANGUAGES),
        region=item.need("region").wording(LANGUAGES),
        population=item.need("population").wording(LANGUAGES),
        sampling=item.need("sampling").wording(LANGUAGES),
        mode=item.need("mode").wording(LANGUAGES),
        conductor=conductor.wording(LANGUAGES) if conductor is not None else None,
        battery=battery.text() if battery is not None else None,
        district_indicators=indicators.texts() if indicators is not None else (),
    )


def _design(item: DocumentItem) -> Design:
    def column(name: str) -> str | None:
        found = item.get(name)
        return found.text() if found is not None else None

    nested, lonely = item.get("nested"), item.get("lonely")
    rule: LonelySetting = lonely.choice(get_args(LonelySetting)) if lonely is not None else "fail"
    return Design(
        strata=column("strata"),
        psu=column("psu"),
        weight=column("weight"),
        fpc=column("fpc"),
        nested=nested.boolean() if nested is not None else False,
        lonely=rule,
    )


def _steps(root: DocumentItem) -> Iterator[WeightingStep]:
    listed = root.get("weighting")
    for step in listed.elements() if listed is not None else ():
        if (rake := step.get("rake")) is not None:
            yield _rake(rake.named("weighting, rake"))
        elif (trim := step.get("trim")) is not None:
            yield Trim(trim.need("times_median").number())


def _rake(item: DocumentItem) -> Rake:
    margins, bounds, unknown = (item.get(name) for name in ("margins", "bounds", "unknown"))
    how: Unknown = unknown.choice(get_args(Unknown)) if unknown is not None else "few"
    return Rake(
        margins=tuple(one.texts() for one in margins.elements()) if margins is not None else (),
        bounds=_bounds(bounds) if bounds is not None else None,
        unknown=how,
    )


def _bounds(item: DocumentItem) -> tuple[float, float] | None:
    limits = tuple(one.number() for one in item.elements())
    if len(limits) == 2 and limits[0] < 1 < limits[1]:
        return limits[0], limits[1]
    item.complain("M004", "Bounds are two numbers around 1.", "For example [0.3, 3].")
    return None


def _waves(item: DocumentItem, folder: Path) -> dict[Quarter, WaveFiles]:
    waves: dict[Quarter, WaveFiles] = {}
    for quarter, key, entry in wave_items(item):
        if quarter in waves:
            key.complain("M023", f"The wave {quarter} stands here twice.", "Keep one of the two.")
        waves[quarter] = _wave(entry, quarter, folder)
    if not waves:
        item.complain("M007", "The workspace has no wave.", "Add one, for example 2018Q1: {file: deliveries/wave.sav}.")
    return waves


def wave_items(waves: DocumentItem) -> Iterator[tuple[Quarter, DocumentItem, DocumentItem]]:
    """Quarter, key and value of every wave; a key that names no quarter is a complaint (``M006``)."""
    for name, entry in waves.entries():
        try:
            yield Quarter.parse(name), waves.key(name), entry.named(f"wave {name}")
        except MonitorError as error:
            waves.key(name).refuse("M006", error.fact, error.remedy)


def _wave(entry: DocumentItem, quarter: Quarter, folder: Path) -> WaveFiles:
    def path(name: str) -> Path | None:
        given = entry.get(name)
        return folder / given.text() if given is not None else None

    sheet, not_asked, previous, read, plan = (
        entry.get(name) for name in ("sheet", "not_asked", "previous", "read", "plan")
    )
    return WaveFiles(
        quarter=quarter,
        file=folder / entry.need("file").text(),
        contacts=path("contacts"),
        fieldwork=_fieldwork(entry.get("fieldwork"), quarter),
        sheet=sheet.text() if sheet is not None else None,
        read=read.named(f"{entry.element}, read") if read is not None else None,
        not_asked=not_asked.texts() if not_asked is not None else (),
        previous=previous.choice(("none",)) if previous is not None else "usual",
        questionnaire=path("questionnaire"),
        population=path("population"),
        corrections=path("corrections"),
        waivers=path("waivers"),
        plan=_plan(plan.named(f"{entry.element}, plan")) if plan is not None else None,
        places={name: value.place for name, value in entry.entries()},
    )


def _fieldwork(item: DocumentItem | None, quarter: Quarter) -> tuple[datetime.date, datetime.date] | None:
    days = item.elements() if item is not None else []
    if item is None or len(days) != 2 or not all(day.is_day() for day in days):
        return None
    first, last = (day.day() for day in days)
    if last < first:
        item.complain("M009", "The last day of fieldwork is before the first.", "Exchange the two days.")
    elif last < quarter.first_day or first > quarter.last_day:
        fact = f"No day of fieldwork lies in {quarter}, which is {quarter.first_day} to {quarter.last_day}."
        item.complain("M024", fact, "Look at the year, or at the name of the wave.")
    return first, last


def _plan(item: DocumentItem) -> Plan:
    least, by, units = item.get("least_share"), item.get("by"), item.get("units")
    if (by is None) is not (units is None):
        remedy = "Write both, or neither: by names the question, units the numbers by its codes."
        (by or units or item).complain("M019", "by and units belong together.", remedy)
    return Plan(
        target_n=item.need("target_n").integer(),
        least_share=least.number() if least is not None else LEAST_SHARE,
        by=by.text() if by is not None else None,
        units={int(name): _planned(unit) for name, unit in units.entries() if is_code(name)} if units else {},
    )


def _planned(unit: DocumentItem) -> PlannedUnit:
    interviews, psus = unit.get("interviews"), unit.get("psus")
    return PlannedUnit(
        interviews.integer() if interviews is not None else None, psus.integer() if psus is not None else None
    )
