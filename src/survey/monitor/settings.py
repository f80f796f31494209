"""``monitor.yaml``: what a workspace runs on, read strictly."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from survey.design import Design
from survey.documents import Document, Item
from survey.errors import MonitorError, nearest
from survey.quarters import Quarter
from survey.text import Language, Text
from survey.validation import Plan, PlannedUnit

LANGUAGES: tuple[Language, ...] = ("kk", "ru")
Unknown = Literal["few", "hold", "error"]
Lonely = Literal["fail", "remove", "certainty", "adjust", "average"]
Previous = Literal["usual", "none"]


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
    read : Item or None
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
    """

    quarter: Quarter
    file: Path
    contacts: Path | None = None
    fieldwork: tuple[datetime.date, datetime.date] | None = None
    sheet: str | None = None
    read: Item | None = None
    not_asked: tuple[str, ...] = ()
    previous: Previous = "usual"
    questionnaire: Path | None = None
    population: Path | None = None
    corrections: Path | None = None
    waivers: Path | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Report:
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
    report: Report
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
    path = Path(path)
    if path.is_dir() or path.suffix not in (".yaml", ".yml"):
        if not (path / "monitor.yaml").is_file():
            remedy = "Make a workspace with: survey new DIR. Or name one with: --workspace DIR."
            raise MonitorError("M003", str(path), "There is no monitor.yaml here.", remedy)
        path = path / "monitor.yaml"
    document = Document.read(path)
    root = document.root
    settings = Settings(
        path=path,
        report=_report(root.need("report").named("report")),
        questionnaire=path.parent / root.need("questionnaire").text(),
        population=path.parent / root.need("population").text(),
        design=_design(root.need("design")),
        weighting=tuple(_steps(root)),
        set_aside_at_most=_share(root),
        waves=_waves(root.need("waves"), path.parent),
        plan=_plan(root.get("plan")),
    )
    root.no_other_keys()
    document.finish()
    return settings


def _report(item: Item) -> Report:
    battery, indicators = item.get("battery"), item.get("district_indicators")
    report = Report(
        title=_wording(item.need("title")),
        region=_wording(item.need("region")),
        population=_wording(item.need("population")),
        sampling=_wording(item.need("sampling")),
        mode=_wording(item.need("mode")),
        conductor=_wording(conductor) if (conductor := item.get("conductor")) is not None else None,
        battery=battery.text() if battery is not None else None,
        district_indicators=indicators.texts() if indicators is not None else (),
    )
    item.no_other_keys()
    return report


def _wording(item: Item) -> Text:
    wording = item.wording(LANGUAGES)
    item.no_other_keys()
    return wording


def _design(item: Item) -> Design:
    item = item.named("design")
    columns = {name: found.text() for name in ("strata", "psu", "weight", "fpc") if (found := item.get(name))}
    nested = item.get("nested")
    lonely = item.get("lonely")
    rule: Lonely = "fail"
    if lonely is not None:
        rule = lonely.choice(("fail", "remove", "certainty", "adjust", "average"))
    item.need("weight")
    item.no_other_keys()
    return Design(
        strata=columns.get("strata"),
        psu=columns.get("psu"),
        weight=columns.get("weight"),
        fpc=columns.get("fpc"),
        nested=nested.boolean() if nested is not None else False,
        lonely=rule,
    )


def _steps(root: Item) -> list[WeightingStep]:
    listed = root.get("weighting")
    if listed is None:
        return []
    steps: list[WeightingStep] = []
    for entry in listed.named("weighting").elements():
        if (rake := entry.get("rake")) is not None:
            steps.append(_rake(rake.named("weighting, rake")))
        elif (trim := entry.get("trim")) is not None:
            trim = trim.named("weighting, trim")
            steps.append(Trim(trim.need("times_median").number()))
            trim.no_other_keys()
        entry.get("rake"), entry.get("trim")
        entry.no_other_keys()
    return steps


def _rake(item: Item) -> Rake:
    margins = item.get("margins")
    bounds = item.get("bounds")
    unknown = item.get("unknown")
    limits: tuple[float, ...] | None = tuple(one.number() for one in bounds.elements()) if bounds is not None else None
    if bounds is not None and limits is not None and (len(limits) != 2 or not limits[0] < 1 < limits[1]):
        bounds.complain("M004", "Bounds are two numbers around 1.", "For example [0.3, 3].")
        limits = None
    item.no_other_keys()
    how: Unknown = "few"
    if unknown is not None:
        how = unknown.choice(("few", "hold", "error"))
    return Rake(
        margins=tuple(one.texts() for one in margins.elements()) if margins is not None else (),
        bounds=(limits[0], limits[1]) if limits else None,
        unknown=how,
    )


def _share(root: Item) -> float:
    found = root.get("set_aside_at_most")
    return 0.1 if found is None else _share_of(found.named("set_aside_at_most"))


def _share_of(found: Item) -> float:
    share = found.number()
    if not 0 <= share <= 1:
        found.complain("M005", f"{share:g} is not a share between 0 and 1.", "For example 0.1 for one in ten.")
    return share


def _waves(item: Item, folder: Path) -> dict[Quarter, WaveFiles]:
    waves: dict[Quarter, WaveFiles] = {}
    for name, entry in item.entries():
        entry = entry.named(f"wave {name}")
        try:
            quarter = Quarter.parse(name)
        except MonitorError as error:
            item.key(name).complain("M006", error.fact, error.remedy)
            continue
        waves[quarter] = _wave(entry, quarter, folder)
    if not waves:
        item.complain("M007", "The workspace has no wave.", "Add one, for example 2018Q1: {file: deliveries/wave.sav}.")
    return waves


def _wave(entry: Item, quarter: Quarter, folder: Path) -> WaveFiles:
    def path(name: str) -> Path | None:
        given = entry.get(name)
        return folder / given.text() if given is not None else None

    sheet, not_asked, previous, read = (entry.get(name) for name in ("sheet", "not_asked", "previous", "read"))
    wave = WaveFiles(
        quarter=quarter,
        file=folder / entry.need("file").text(),
        contacts=path("contacts"),
        fieldwork=_fieldwork(entry.get("fieldwork")),
        sheet=sheet.text() if sheet is not None else None,
        read=read.named(f"{entry.element}, read") if read is not None else None,
        not_asked=not_asked.texts() if not_asked is not None else (),
        previous=previous.choice(("none",)) if previous is not None else "usual",
        questionnaire=path("questionnaire"),
        population=path("population"),
        corrections=path("corrections"),
        waivers=path("waivers"),
        plan=_plan(entry.get("plan")),
    )
    entry.no_other_keys()
    return wave


def _plan(item: Item | None) -> Plan | None:
    if item is None:
        return None
    item = item.named("plan")
    least, by, units = item.get("least_share"), item.get("by"), item.get("units")
    plan = Plan(
        target_n=_number_from_one(item.need("target_n")),
        least_share=_share_of(least) if least is not None else 0.8,
        by=by.text() if by is not None else None,
        units=dict(_planned_units(units)) if units is not None else {},
    )
    if units is not None and by is None:
        item.need("by")
    item.no_other_keys()
    return plan


def _planned_units(units: Item) -> Iterator[tuple[int, PlannedUnit]]:
    for name, entry in units.entries():
        unit = entry.named(f"plan, unit {name}")
        interviews, psus = unit.get("interviews"), unit.get("psus")
        unit.no_other_keys()
        if not name.isdecimal():
            units.key(name).complain(
                "M019", f"{name!r} is not a code.", "Name the unit by its code in the questionnaire."
            )
            continue
        yield (
            int(name),
            PlannedUnit(
                _number_from_one(interviews) if interviews is not None else None,
                _number_from_one(psus) if psus is not None else None,
            ),
        )


def _number_from_one(item: Item) -> int:
    number = item.integer()
    if number < 1 and item.is_integer():
        item.complain("M020", f"{item.source} is below 1.", "Write how many the plan foresees, or remove the line.")
    return number


def _fieldwork(item: Item | None) -> tuple[datetime.date, datetime.date] | None:
    if item is None:
        return None
    try:
        first, last = (datetime.date.fromisoformat(day) for day in item.texts())
    except ValueError:
        item.complain("M008", "Fieldwork is a first and a last day.", "For example [2018-02-12, 2018-03-11].")
        return None
    if last < first:
        item.complain("M009", "The last day of fieldwork is before the first.", "Exchange the two days.")
    return first, last
