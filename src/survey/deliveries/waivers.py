"""Findings that the office accepts: who, why, until when; and which cannot be accepted."""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal, get_args

import pandas as pd

from survey.argument_errors import noun, public
from survey.deliveries.list_files import Line, catalogue, read_list, refused_line
from survey.findings import Finding, Findings
from survey.ingest import read_day
from survey.interviews import Interviews
from survey.questionnaire.model import Reason
from survey.text import Text

COLUMNS = ("finding", "rule", "interview", "variable", "who", "why", "until")
NEEDED = ("who", "why")

WaiverStatus = Literal["read", "used", "expired", "unmatched", "refused"]
WaiverRefusal = Literal["who_missing", "why_missing", "until_unreadable", "nothing_named", "not_waivable"]

NEVER_WAIVED = frozenset({"no_interviews", "key_missing", "key_twice", "required", "ended"})
"""Rules whose breach makes the interview unusable whatever anybody thinks of it; a correction is the way."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One line of a list of waivers.

    Parameters
    ----------
    line : int
        Its row in the list, as a spreadsheet numbers it.
    finding : str
        Id of the finding; or empty, and ``rule``, ``interview`` and ``variable`` name it.
    rule, interview, variable : str
        Every finding that fits what is given is waived; the rule and the interview have to be given.
    who, why : str
        By whom and why.
    until : str
        Last day it holds, empty for good.
    status : "read", "used", "expired", "unmatched" or "refused"
    refusal : str
        Why it was refused, empty otherwise.
    detail : Text
        The reason in words.
    n : int
        How many findings it waived.
    """

    line: int
    finding: str
    rule: str
    interview: str
    variable: str
    who: str
    why: str
    until: str = ""
    status: WaiverStatus = "read"
    refusal: WaiverRefusal | Literal[""] = ""
    detail: Text = field(default_factory=Text)
    n: int = 0

    def fits(self, finding: Finding) -> bool:
        """Whether it speaks of this finding."""
        if self.finding:
            return finding.id == self.finding
        return (
            finding.rule == self.rule
            and (finding.interview or "") == self.interview
            and self.variable in ("", finding.variable or "")
        )

    @property
    def name(self) -> str:
        """What it names, in one line."""
        return self.finding or ", ".join(part for part in (self.rule, self.interview, self.variable) if part)


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Waivers:
    """A list of waivers, in the order of the file.

    Parameters
    ----------
    path, sha256 : str
        The list, and the digest of its bytes.
    lines : tuple of Waiver
        ``status`` is "read" until :func:`survey.waive` or :func:`survey.receive_delivery` judges them.
    unclear : Findings
        What the reader of the file found in it.
    """

    path: str
    sha256: str
    lines: tuple[Waiver, ...]
    unclear: Findings

    def __len__(self) -> int:
        return len(self.lines)

    def of(self, status: WaiverStatus) -> tuple[Waiver, ...]:
        """Lines with this status."""
        return tuple(line for line in self.lines if line.status == status)

    @property
    def findings(self) -> Findings:
        """An error for every line refused, a warning for every one that is expired or fits no finding."""
        name = os.path.basename(self.path)
        words = catalogue()
        told = [refused_line("waiver_refused", name, one.line, one.detail) for one in self.of("refused")]
        for status, rule in (("expired", "waiver_expired"), ("unmatched", "waiver_unmatched")):
            told += [
                Finding(
                    rule,
                    "warning",
                    words.text(rule, file=name, line=one.line, name=one.name, until=one.until),
                    value=f"{name}:{one.line}",
                )
                for one in self.lines
                if one.status == status
            ]
        return self.unclear + Findings(told)

    def counts(self) -> dict[str, int]:
        """Number of lines by status, and of findings waived."""
        counted = Counter(line.status for line in self.lines)
        statuses = [status for status in get_args(WaiverStatus) if status != "read"]
        waived = sum(line.n for line in self.lines)
        return {"lines": len(self), **{status: counted[status] for status in statuses}, "findings": waived}

    def to_frame(self) -> pd.DataFrame:
        """One row per line: its cells, ``status``, ``refusal``, ``n`` findings waived, and ``detail_<language>``."""
        names = ["line", *COLUMNS, "status", "refusal", "n"]
        languages = sorted({language for line in self.lines for language in line.detail.languages})
        records = [
            {name: getattr(line, name) for name in names}
            | {f"detail_{one}": line.detail[one] if line.detail.has(one) else "" for one in languages}
            for line in self.lines
        ]
        return pd.DataFrame(records, columns=[*names, *(f"detail_{language}" for language in languages)])

    def __repr__(self) -> str:
        counted = Counter(line.status for line in self.lines)
        parts = [f"{counted[status]} {status}" for status in get_args(WaiverStatus) if counted[status]]
        return f"<Waivers {self.path}: {', '.join(parts) or 'none'}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().to_html(index=False)}"


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Waived:
    """Findings after the office waived some of them, and what became of every waiver."""

    findings: Findings
    waivers: Waivers


@public
def read_waivers(path: str | os.PathLike[str]) -> Waivers:
    """A list of waivers as an office keeps it, in CSV or XLSX.

    Parameters
    ----------
    path : str or path
        Columns ``who`` and ``why``, and ``finding`` (its id) or ``rule``, ``interview`` and ``variable``; ``until`` may
        be there. Headings may be English, Kazakh or Russian. Blank lines are left out.

    Raises
    ------
    DeliveryError
        ``H001`` when a column is missing, ``H002`` when one occurs twice.
    ReadError
        When the file cannot be read.
    """
    read = read_list(path, COLUMNS, NEEDED)
    lines = tuple(_waiver(line) for line in read.lines)
    return Waivers(read.path, read.sha256, lines, read.findings)


def _waiver(line: Line) -> Waiver:
    return Waiver(
        line.number,
        finding=line["finding"],
        rule=line["rule"],
        interview=line["interview"],
        variable=line["variable"],
        who=line["who"],
        why=line["why"],
        until=line["until"],
    )


@public
def waive(
    findings: Findings, waivers: Waivers, interviews: Interviews, *, today: datetime.date | None = None
) -> Waived:
    """Findings with those the office accepts turned into information.

    Parameters
    ----------
    findings : Findings
    waivers : Waivers
        From :func:`survey.read_waivers`.
    interviews : Interviews
        Those the findings speak of.
    today : date, optional
        Day on which a waiver has to hold; by default this day.

    Returns
    -------
    Waived
        A waived finding has severity ``info`` and its old one in ``waived``, so that it neither sets the interview aside
        nor blocks. Lines refused are errors about the delivery; lines expired or without a finding are warnings.

    Notes
    -----
    Not waivable: a missing key or a key used twice, a delivery without interviews, an interview without consent or age
    or that had to end, an error about the whole delivery, and an answer the interview cannot be used without and that
    nobody can read. They are corrected, or decided in ``monitor.yaml``.
    """
    today = today or datetime.date.today()
    unusable = _unusable(findings.of("error"), interviews)
    taken: set[str] = set()
    judged = []
    for line in waivers.lines:
        line, fitting = _judged(line, findings, unusable, today)
        taken.update(one.id for one in fitting)
        judged.append(line)
    waivers = dataclasses.replace(waivers, lines=tuple(judged))
    waived = [
        dataclasses.replace(one, severity="info", waived=one.waived or one.severity) if one.id in taken else one
        for one in findings
    ]
    return Waived(Findings(waived, findings.outcomes) + waivers.findings, waivers)


def _judged(
    line: Waiver, findings: Findings, unusable: frozenset[str], today: datetime.date
) -> tuple[Waiver, list[Finding]]:
    refusal = _refusal(line)
    if refusal is not None:
        return refusal, []
    fitting = [one for one in findings if line.fits(one)]
    if not fitting:
        return dataclasses.replace(line, status="unmatched"), []
    for one in fitting:
        if one.id in unusable:
            return _refused(line, "not_waivable", rule=one.rule), []
    last = read_day(line.until) if line.until else None
    if last is not None and last < today:
        return dataclasses.replace(line, status="expired"), []
    return dataclasses.replace(line, status="used", n=len(fitting)), fitting


def _refusal(line: Waiver) -> Waiver | None:
    if not line.who:
        return _refused(line, "who_missing")
    if not line.why:
        return _refused(line, "why_missing")
    if not line.finding and not (line.rule and line.interview):
        return _refused(line, "nothing_named")
    if line.until and read_day(line.until) is None:
        return _refused(line, "until_unreadable", value=line.until)
    return None


def _unusable(errors: Findings, interviews: Interviews) -> frozenset[str]:
    """Ids of the errors that nobody can accept: the interview or the delivery cannot be used as it is."""
    positions = {int(row): at for at, row in enumerate(interviews.rows)}
    return frozenset(
        one.id
        for one in errors
        if one.interview is None or one.rule in NEVER_WAIVED or _is_lost(one, positions, interviews)
    )


def _is_lost(finding: Finding, positions: Mapping[int, int], interviews: Interviews) -> bool:
    """Whether the error is that an answer cannot be read, so that there is nothing to accept."""
    if finding.row is None or finding.row not in positions or finding.variable not in interviews.reasons.columns:
        return False
    return bool(interviews.reasons[finding.variable].iloc[positions[finding.row]] == Reason.NOT_RECORDED)


def _refused(line: Waiver, refusal: WaiverRefusal, **places: object) -> Waiver:
    detail = catalogue().text(f"refused_{refusal}", **places)
    return dataclasses.replace(line, status="refused", refusal=refusal, detail=detail)
