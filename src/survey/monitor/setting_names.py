"""Checks of the names in ``monitor.yaml`` against the instrument of each wave."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from survey.documents import DocumentItem
from survey.documents.schema_check import is_code
from survey.errors import Complaint, Place, PopulationError, listed, nearest
from survey.ingest.read_lines import read_decisions
from survey.monitor.instrument import Instrument
from survey.questionnaire.former_wordings import worded_on


def check_names(root: DocumentItem, instrument: Instrument) -> None:
    """Complain of names in the report, the weighting and the plan that the instrument does not have.

    Complaints: ``M025`` a battery, ``M088`` a question with several answers, ``M026`` an indicator, ``M027`` a margin
    of unknown groupings, ``M028`` a margin without figures, ``M087`` a name under ``public_use``, ``M029`` a question
    that cannot give the units of the plan, ``M030`` a code of a unit.
    """
    report = root.get("report")
    if report is not None:
        _check_report(report.named("report"), instrument)
    weighting = root.get("weighting")
    for step in weighting.elements() if weighting is not None and weighting.is_list() else ():
        _check_step(step, instrument)
    _check_plan(root.get("plan"), instrument)
    _check_public_use(root.get("public_use"), instrument)


def _check_public_use(item: DocumentItem | None, instrument: Instrument) -> None:
    form = instrument.form
    known = (*form.groupings, *form.variables)
    batteries = {question.id for question in form.questions}
    for key, names in (("quasi_identifiers", known), ("withhold", (*known, *sorted(batteries - set(known))))):
        listed_names = item.get(key) if item is not None else None
        for one in listed_names.elements() if listed_names is not None and listed_names.is_list() else ():
            _check_name(one, names, "M087", "grouping or question")


def _check_step(step: DocumentItem, instrument: Instrument) -> None:
    for name in ("rake", "calibrate", "poststratify"):
        given = step.get(name)
        if given is None:
            continue
        if instrument.population is None:
            fact = f"The step {name} needs population figures, and the workspace names none."
            step.complain("M083", fact, "Write population: and the folder of population.yaml.", length=1)
        margins, cells = given.get("margins"), given.get("by")
        for margin in margins.elements() if margins is not None and margins.is_list() else ():
            _check_margin(margin.named(f"weighting, {name}"), instrument)
        if cells is not None and cells.is_list():
            _check_margin(cells.named(f"weighting, {name}"), instrument)
    for name, keys in (("adjust_nonresponse", ("by", "propensity")), ("trim", ("by",))):
        given = step.get(name)
        for key in keys if given is not None else ():
            classes = given.get(key) if given is not None else None
            for one in () if classes is None else classes.elements() if classes.is_list() else (classes,):
                _check_class(one, instrument)


def _check_class(name: DocumentItem, instrument: Instrument) -> None:
    known = (*instrument.form.groupings, *instrument.form.variables)
    _check_name(name, known, "M027", "grouping or question")


def check_wave(wave: DocumentItem, instrument: Instrument, day: datetime.date) -> None:
    """Complain (``M031``) of questions under ``not_asked`` that the questionnaire does not have, and of the plan.

    Lines under ``read`` have the ids that files of the day hold.
    """
    form = instrument.form
    known = {question.id for question in form.questions} | set(form.variables)
    not_asked = wave.get("not_asked")
    for one in not_asked.elements() if not_asked is not None and not_asked.is_list() else ():
        if one.source not in known:
            one.complain("M031", f"The questionnaire has no question {one.source!r}.", nearest(one.source, known))
    read = wave.get("read")
    if read is not None and not read.is_spoilt:
        read_decisions(read, worded_on(form, day).in_files)
    _check_plan(wave.get("plan"), instrument)


def unexplained(instrument: Instrument) -> Iterator[Complaint]:
    """Complaints (``M032``) about primary indicators whose meaning is not explained to readers of the report."""
    languages = instrument.form.languages
    for one in instrument.indicators.primary:
        if not one.meaning:
            fact = f"The primary indicator {one.id} has no sentence that says what it means."
            remedy = f"Write it under meaning: {{{', '.join(f'{language}: …' for language in languages)}}}."
            place = Place(instrument.indicators.file, one.place.line, one.place.column)
            yield Complaint("M032", place, f"indicator {one.id}", "", (0, 0), fact, remedy)


def _check_report(report: DocumentItem, instrument: Instrument) -> None:
    battery, shown = report.get("battery"), report.get("district_indicators")
    if battery is not None:
        rows = {row.question.id for row in instrument.form.variables.values() if row.row is not None and row.options}
        _check_name(battery, rows, "M025", "battery with answers in words")
    concerns = report.get("concerns")
    if concerns is not None:
        several = [name for name, one in instrument.form.variables.items() if one.kind == "multiple"]
        _check_name(concerns, several, "M088", "question with several answers")
    for one in shown.elements() if shown is not None and shown.is_list() else ():
        _check_name(one, instrument.indicators.ids, "M026", "indicator")


def _check_name(item: DocumentItem, known: Iterable[str], code: str, what: str) -> None:
    if item.source not in known:
        item.complain(code, f"There is no {what} {item.source!r}.", nearest(item.source, known))


def _check_margin(margin: DocumentItem, instrument: Instrument) -> None:
    form, names = instrument.form, [one for one in margin.elements() if margin.is_list()]
    known = (*form.groupings, *form.variables)
    for one in names:
        _check_class(one, instrument)
    if instrument.population is not None and all(one.source in known for one in names) and not margin.is_spoilt:
        try:
            instrument.population.margin(tuple(one.source for one in names))
        except PopulationError as error:
            margin.complain("M028", error.fact, error.remedy, length=1)


def _check_plan(plan: DocumentItem | None, instrument: Instrument) -> None:
    by = plan.get("by") if plan is not None else None
    if plan is None or by is None:
        return
    singles = {name: one for name, one in instrument.form.variables.items() if one.kind == "single"}
    _check_name(by, singles, "M029", "question with one answer")
    units = plan.get("units")
    if by.source in singles and units is not None and units.is_mapping():
        codes = singles[by.source].codes
        for name in units.names():
            if is_code(name) and int(name) not in codes:
                fact = f"{by.source} has no code {name}."
                units.key(name).complain("M030", fact, f"Codes: {listed(codes)}.")
