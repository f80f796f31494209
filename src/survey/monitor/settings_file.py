"""Reading of ``monitor.yaml`` into the settings of a workspace; every mistake is a complaint with its place."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from survey.design import Design
from survey.documents import Document, DocumentItem
from survey.documents.document import first_values
from survey.documents.schema_check import is_code
from survey.errors import MonitorError
from survey.monitor.design_settings import read_design
from survey.monitor.fetch_settings import read_fetch
from survey.monitor.schema import DISCLOSED, MONITOR, TODO, PsuNames
from survey.monitor.settings import PublicUseSettings, ReportSettings, Settings, WaveFiles
from survey.monitor.weighting_steps import read_steps
from survey.periods import Period, Round, known_period, not_a_period
from survey.questionnaire.questionnaire_folder import FILE
from survey.questionnaire.survey_languages import languages_in
from survey.text import Language
from survey.validation import LEAST_SHARE, Plan, PlannedUnit


def read_settings(path: str | Path) -> Settings:
    """The settings of a workspace, given its folder or its ``monitor.yaml``.

    Raises
    ------
    MonitorError
        ``M003`` when the folder is not a workspace.
    QuestionnaireError
        With every mistake of the file at once.
    """
    document, settings = open_settings(path)
    document.finish()
    return settings


def open_settings(path: str | Path) -> tuple[Document, Settings]:
    """The document of the settings of a workspace, whose complaints are not raised yet, and the settings.

    Raises
    ------
    MonitorError
        ``M003`` when the folder is not a workspace.
    QuestionnaireError
        When the file is not YAML.
    """
    path = settings_path(path)
    document = Document.read(path, MONITOR, _languages(path))
    return document, settings_in(document, path)


def settings_path(path: str | Path) -> Path:
    """The ``monitor.yaml`` of a workspace, given its folder or the file.

    Raises
    ------
    MonitorError
        ``M003`` when the folder is not a workspace.
    """
    path = Path(path)
    if path.is_dir() or path.suffix not in (".yaml", ".yml"):
        if not (path / "monitor.yaml").is_file():
            remedy = "Make a workspace with: survey new DIR. Or name one with: --workspace DIR."
            raise MonitorError("M003", str(path), "There is no monitor.yaml here.", remedy)
        path = path / "monitor.yaml"
    return path


def _languages(path: Path) -> tuple[Language, ...]:
    """Languages of the survey: those of the questionnaire that the workspace names, else those of its title."""
    named = first_values(path, "questionnaire")
    found = languages_in(path.parent / named[0], FILE) if named else ()
    report = Document.read(path).root.get("report") if not found else None
    title = report.get("title") if report is not None else None
    return title.languages if title is not None else found


def settings_in(document: Document, path: Path) -> Settings:
    """The settings in a document; mistakes are added to its complaints."""
    root, folder = document.root, path.parent
    names = ("plan", "set_aside_at_most", "population", "public_use")
    plan, aside, population, public = (root.get(name) for name in names)
    return Settings(
        path=path,
        report=_report(root.need("report").named("report")),
        questionnaire=folder / root.need("questionnaire").text(),
        population=folder / population.text() if population is not None else None,
        design=read_design(root.need("design")) or Design(),
        weighting=tuple(read_steps(root.get("weighting"))),
        set_aside_at_most=aside.number() if aside is not None else 0.1,
        waves=_waves(root.need("waves"), folder),
        plan=_plan(plan.named("plan")) if plan is not None else None,
        public_use=_public_use(public) if public is not None else PublicUseSettings(),
        fetch=read_fetch(root.get("fetch"), folder),
    )


def _public_use(item: DocumentItem) -> PublicUseSettings:
    usual = PublicUseSettings()
    k, by, withhold, share = (item.get(name) for name in ("k", "quasi_identifiers", "withhold", "at_most"))
    return PublicUseSettings(
        k=k.integer() if k is not None else usual.k,
        quasi_identifiers=by.texts() if by is not None else None,
        withhold=withhold.texts() if withhold is not None else (),
        at_most=share.number() if share is not None else usual.at_most,
    )


def _report(item: DocumentItem) -> ReportSettings:
    indicators, people, units, formats = (
        item.get(name) for name in ("district_indicators", "people", "units", "formats")
    )
    found = {name: given for name in DISCLOSED if (given := item.get(name)) is not None}
    written = {name: given.wording() for name, given in found.items()}
    todo = {name for name, text in written.items() if any(TODO in words for _, words in text)}
    return ReportSettings(
        title=item.need("title").wording(),
        region=item.need("region").wording(),
        population=item.need("population").wording(),
        sampling=item.need("sampling").wording(),
        mode=item.need("mode").wording(),
        people=people.wording() if people is not None else None,
        units=units.wording() if units is not None else None,
        battery=item.words("battery") or None,
        concerns=item.words("concerns") or None,
        district_indicators=indicators.texts() if indicators is not None else (),
        formats=formats.texts() if formats is not None else None,
        disclosed={name: text for name, text in written.items() if name not in todo},
        todo={name: found[name].place for name in written if name in todo},
        place=item.place,
    )


def _waves(item: DocumentItem, folder: Path) -> dict[Period, WaveFiles]:
    waves: dict[Period, WaveFiles] = {}
    for period, key, entry in wave_items(item):
        if period in waves:
            key.complain("M023", f"The wave {period} is given here twice.", "Keep one of the two.")
        elif waves and period.kind != next(iter(waves)).kind:
            fact = f"The waves are named after periods of two kinds: {next(iter(waves))} and {period}."
            key.complain("M085", fact, "Name all of them after months, quarters, half-years, years or rounds.")
        waves[period] = _wave(entry, period, folder)
    if not waves:
        item.complain("M007", "The workspace has no wave.", "Add one, for example 2018Q1: {file: deliveries/wave.sav}.")
    return waves


def wave_items(waves: DocumentItem) -> Iterator[tuple[Period, DocumentItem, DocumentItem]]:
    """Period, key and value of every wave; a key that names no period is a complaint (``M006``).

    A name that begins with a letter is that of a round when its days of fieldwork are given. A mistyped quarter begins with a
    digit, so that it never becomes a round.
    """
    for name, entry in waves.entries():
        period: Period | None = known_period(name)
        if period is None and name[:1].isalpha():
            period = _round(name, entry)
        if period is None:
            error = not_a_period(name, ("2018Q1", "2018-03", "2018H1", "2018"))
            waves.key(name).refuse("M006", error.fact, error.remedy)
        else:
            yield period, waves.key(name), entry.named(f"wave {name}")


def _round(name: str, entry: DocumentItem) -> Round | None:
    """The round of this name, with the days of fieldwork of its wave; None when these are not given."""
    fieldwork = entry.get("fieldwork") if entry.is_mapping() else None
    days = fieldwork.elements() if fieldwork is not None and fieldwork.is_list() else []
    if len(days) != 2 or not all(day.is_day() for day in days):
        return None
    first, last = (day.day() for day in days)
    return Round(name, min(first, last), max(first, last))


def _wave(entry: DocumentItem, period: Period, folder: Path) -> WaveFiles:
    def path(name: str) -> Path | None:
        given = entry.get(name)
        return folder / given.text() if given is not None else None

    names = ("not_asked", "previous", "psus", "read", "plan", "issued")
    not_asked, previous, psus, read, plan, issued = (entry.get(name) for name in names)
    return WaveFiles(
        period=period,
        file=folder / entry.need("file").text(),
        contacts=path("contacts"),
        fieldwork=_fieldwork(entry.get("fieldwork"), period),
        issued=issued.day() if issued is not None and issued.is_day() else None,
        sheet=entry.words("sheet") or None,
        read=read.named(f"{entry.element}, read") if read is not None else None,
        not_asked=not_asked.texts() if not_asked is not None else (),
        previous=previous.choice(("none",)) if previous is not None else "usual",
        psus=psus.choice(get_args(PsuNames)) if psus is not None else "frame",
        simulated=entry.flag("simulated"),
        questionnaire=path("questionnaire"),
        sealed=entry.words("sealed") or None,
        population=path("population"),
        corrections=path("corrections"),
        waivers=path("waivers"),
        plan=_plan(plan.named(f"{entry.element}, plan")) if plan is not None else None,
        places={name: value.place for name, value in entry.entries()},
    )


def _fieldwork(item: DocumentItem | None, period: Period) -> tuple[datetime.date, datetime.date] | None:
    days = item.elements() if item is not None else []
    if item is None or len(days) != 2 or not all(day.is_day() for day in days):
        return None
    first, last = (day.day() for day in days)
    if last < first:
        item.complain("M009", "The last day of fieldwork is before the first.", "Swap the two days.")
    elif last < period.first_day or first > period.last_day:
        fact = f"No day of fieldwork lies in {period}, which is {period.first_day} to {period.last_day}."
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
        by=item.words("by") or None,
        units={int(name): _planned(unit) for name, unit in units.entries() if is_code(name)} if units else {},
    )


def _planned(unit: DocumentItem) -> PlannedUnit:
    interviews, psus = unit.get("interviews"), unit.get("psus")
    return PlannedUnit(
        interviews.integer() if interviews is not None else None, psus.integer() if psus is not None else None
    )
