"""Reception of a delivered file: reading, decoding, checks, and setting aside of interviews with errors."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from survey.deliveries import Delivery, decode_corrected, waive_listed
from survey.findings import Finding, Findings
from survey.ingest import Decisions, read_decisions, read_file
from survey.interviews import Interviews
from survey.monitor.contact_sheet import Contacts, check_contacts, read_contacts
from survey.monitor.instrument import Instrument
from survey.monitor.needed_columns import needs_of
from survey.monitor.settings import Settings, WaveFiles
from survey.questionnaire import Questionnaire
from survey.questionnaire.dependencies import variables_named
from survey.text import Catalogue
from survey.validation import check_plan, join_clusters, validate

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""

ContactUse = Literal["none", "needed", "tried"]
"""Whether the contact sheet is read, and whether one that does not fit is an error or left out with a warning."""

_EXPLAINED = ("question_absent", "not_recorded")
"""Rules that repeat about the answers what a finding about the file has already said of their question."""


def silent(step: str) -> None:
    """Say nothing."""


@dataclass(slots=True)
class Clock:
    """Seconds spent by step, in the order of the steps."""

    progress: Progress = silent
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        self.progress(name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started


@dataclass(frozen=True, slots=True, eq=False)
class WaveDelivery(Delivery):
    """A delivered file as a wave of the workspace: with what the wave left out on purpose, and its contact sheet.

    Parameters
    ----------
    not_asked : tuple of str
        Variables left out of the wave on purpose.
    contacts : Contacts or None
        The contact sheet of the wave.
    """

    not_asked: tuple[str, ...] = ()
    contacts: Contacts | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of what the file and the questionnaire hold: answers, groupings, further columns."""
        form, interviews = self.interviews.form, self.interviews
        return (*form.variables, *interviews.answers.columns, *form.groupings, *map(str, interviews.extras.columns))

    def blocking(self, settings: Settings) -> Findings:
        """Findings that forbid computing the wave: errors of the whole file, and too many interviews set aside."""
        return Findings([*self.about_the_file, *self._too_many_set_aside(settings)])

    def _too_many_set_aside(self, settings: Settings) -> Iterator[Finding]:
        share, limit = self.share_set_aside, settings.set_aside_at_most
        if share > limit:
            text = Catalogue.load("survey.monitor").text(
                "too_many_set_aside",
                share=round(100 * share, 1),
                n=len(self.interviews),
                limit=round(100 * limit, 1),
                path=settings.path,
            )
            yield Finding("set_aside", "error", text)


def receive(
    path: Path,
    instrument: Instrument,
    *,
    settings: Settings | None = None,
    files: WaveFiles | None = None,
    clock: Clock | None = None,
    contacts: ContactUse = "none",
) -> WaveDelivery:
    """Read a delivered file, decode it, validate it and set aside the interviews with errors.

    Parameters
    ----------
    path : Path
    instrument : Instrument
        The instrument of the wave.
    settings : Settings, optional
        Those of the workspace: the file must have what its design, weighting and plan need.
    files : WaveFiles, optional
        The wave the file should be: its days, the lines under ``read``, questions left out, plan.
    clock : Clock, optional
    contacts : "none", "needed" or "tried"
        ``none`` does not read the contact sheet of the wave; one that does not fit is an error when ``needed``, and
        left out with a warning when ``tried``.

    Raises
    ------
    ReadError
        When the file or the contact sheet cannot be read.
    QuestionnaireError
        When a line under ``read`` is wrong.
    """
    clock = clock or Clock()
    form = instrument.form
    decisions = _decisions(files, form.in_files)
    not_asked = variables_named(form, files.not_asked) if files is not None else ()
    split = form.former_form.split if form.former_form is not None else ()
    not_asked = tuple(dict.fromkeys((*not_asked, *split)))
    with clock.step("read"):
        sheet = decisions.sheet or (files.sheet if files is not None else None)
        raw = read_file(
            path,
            sheet=sheet,
            heading_row=decisions.heading_row,
            encoding=decisions.encoding,
            delimiter=decisions.delimiter,
        )
    with clock.step("decode"):
        listed = files.corrections if files is not None else None
        interviews, unread, corrections = decode_corrected(raw, form, listed, read=decisions)
    with clock.step("validate"):
        wave = str(files.period) if files is not None else None
        days = files.fieldwork if files is not None else None
        of_interviews = unread + validate(interviews, instrument.rules, wave=wave, fieldwork=days)
        of_file = _of_the_file(interviews, instrument, settings, files, not_asked) if len(interviews) else Findings()
    sheet_of_contacts, of_contacts = _contacts(files, interviews, settings, contacts)
    of_file += of_contacts
    found = of_file + _unexplained(of_interviews, of_file, form)
    found, waivers = waive_listed(found, files.waivers if files is not None else None, interviews)
    kept = interviews.set_aside(found.of("error"))
    joined = join_clusters(found, interviews, psu=_psu(settings))
    return WaveDelivery(raw, kept, joined, corrections, waivers, not_asked, sheet_of_contacts)


def _contacts(
    files: WaveFiles | None, interviews: Interviews, settings: Settings | None, use: ContactUse
) -> tuple[Contacts | None, Findings]:
    """The contact sheet of a wave, and findings about how it fits the interviews."""
    if files is None or files.contacts is None or use == "none":
        return None, Findings()
    sheet = read_contacts(files.contacts)
    found = check_contacts(sheet, interviews, files.period, psu=_psu(settings))
    if use == "tried" and found.of("error"):
        return None, Findings(dataclasses.replace(one, severity="warning") for one in found)
    return sheet, found


def _decisions(files: WaveFiles | None, form: Questionnaire) -> Decisions:
    """Decisions of the wave about columns of its file that can be read in two ways.

    Raises
    ------
    QuestionnaireError
        With every mistake of the lines under ``read:``; ``M035`` when they name another sheet than the wave.
    """
    if files is None or files.read is None:
        return Decisions()
    said = read_decisions(files.read, form)
    if said.sheet is not None and files.sheet is not None and said.sheet != files.sheet:
        fact = f"The wave names the sheet {files.sheet!r} and here the sheet {said.sheet!r}."
        files.read.key("sheet").complain("M035", fact, "Keep one of the two.")
    files.read.document.finish()
    return said


def _of_the_file(
    interviews: Interviews,
    instrument: Instrument,
    settings: Settings | None,
    files: WaveFiles | None,
    not_asked: Collection[str],
) -> Findings:
    """Findings about the whole file: needed columns that it lacks, and deviations from the sampling plan."""
    needs = needs_of(instrument, settings)
    plan = settings.plan_of(files) if settings is not None and files is not None else getattr(settings, "plan", None)
    strata = settings.design.strata_names if settings is not None else ()
    unit = strata[0] if strata else instrument.form.roles.get("stratum")
    return needs.check(interviews, not_asked) + check_plan(interviews, plan, unit=unit, psu=_psu(settings))


def _psu(settings: Settings | None) -> str | None:
    named = settings.design.psu_names if settings is not None else ()
    return named[0] if named else None


def _unexplained(findings: Findings, of_file: Findings, form: Questionnaire) -> Findings:
    """The findings without those that only repeat, for all interviews together, that a question is missing."""
    missing = {one.variable for one in of_file if one.rule.startswith(("needed_", "not_asked"))}

    def is_repeated(finding: Finding) -> bool:
        if finding.rule not in _EXPLAINED or finding.row is not None or finding.variable is None:
            return False
        variable = form.variables.get(finding.variable)
        return finding.variable in missing or (variable is not None and variable.question.id in missing)

    rows = {row.question.id for row in form.variables.values() if row.id in missing}
    return findings.but_for(lambda one: is_repeated(one) or (one.rule == "question_absent" and one.variable in rows))


def findings_frame(delivery: Delivery) -> pd.DataFrame:
    """Findings as they are written to ``findings.csv``.

    Columns: id, rule, severity, interview, row, variable, value, set_aside (whether that interview was set
    aside), waived (severity before the office accepted it), and the message in every language (message_kk, ...).
    """
    interviews = delivery.interviews
    aside = interviews.rows[~interviews.accepted]
    # A key may occur twice, and only one of the two interviews be set aside: such a key marks nothing.
    keys = {str(key) for key in interviews.ids[~interviews.accepted]} - {
        str(key) for key in interviews.ids[interviews.accepted]
    }
    frame = delivery.findings.to_frame()
    by_row = frame["row"].isin(aside)
    by_key = frame["row"].isna() & frame["interview"].isin(keys)
    frame.insert(list(frame.columns).index("value") + 1, "set_aside", (by_row | by_key).to_numpy(bool))
    return frame
