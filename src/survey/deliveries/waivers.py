"""Lists of waivers: findings that the office accepts, by whom, why and until when."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

from survey.argument_errors import noun, public
from survey.deliveries.list_files import Line, catalogue, read_list, refused_line
from survey.deliveries.office_lists import OfficeList
from survey.findings import Finding, Findings
from survey.text import Text

COLUMNS = ("finding", "rule", "interview", "variable", "who", "why", "until")
NEEDED = ("who", "why")

WaiverStatus = Literal["read", "used", "expired", "unmatched", "refused"]
WaiverRefusal = Literal["who_missing", "why_missing", "until_unreadable", "nothing_named", "not_waivable", "two_strata"]

_IDLE: tuple[tuple[WaiverStatus, str], ...] = (("expired", "waiver_expired"), ("unmatched", "waiver_unmatched"))


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
        Every finding that fits them is waived; ``rule`` and ``interview`` are needed, ``variable`` is not.
    who, why : str
        By whom and why.
    until : str
        Last day on which it holds; empty when it has no end.
    status : "read", "used", "expired", "unmatched" or "refused"
    refusal : str
        Why it was refused, empty otherwise.
    detail : Text
        The reason in words.
    n : int
        Number of findings it waived.
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
        """Whether the waiver is about this finding."""
        if self.finding:
            return finding.id == self.finding
        return (
            finding.rule == self.rule
            and (finding.interview or "") == self.interview
            and self.variable in ("", finding.variable or "")
        )

    @property
    def name(self) -> str:
        """Name of the finding: its id, or rule, interview and variable."""
        return self.finding or ", ".join(part for part in (self.rule, self.interview, self.variable) if part)


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Waivers(OfficeList):
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

    columns: ClassVar[tuple[str, ...]] = (*COLUMNS, "status", "refusal", "n")
    statuses: ClassVar[tuple[str, ...]] = get_args(WaiverStatus)

    lines: tuple[Waiver, ...]

    def of(self, status: WaiverStatus) -> tuple[Waiver, ...]:
        """Lines with this status."""
        return tuple(line for line in self.lines if line.status == status)

    @property
    def findings(self) -> Findings:
        """An error for each refused line, a warning for each that has expired or fits no finding."""
        words = catalogue()
        found = [refused_line("waiver_refused", self.file, one.line, one.detail) for one in self.of("refused")]
        for status, rule in _IDLE:
            for one in self.of(status):
                text = words.text(rule, file=self.file, line=one.line, name=one.name, until=one.until)
                found.append(Finding(rule, "warning", text, value=f"{self.file}:{one.line}"))
        return self.unclear + Findings(found)

    def counts(self) -> dict[str, int]:
        """Number of lines, in all and by status, and of findings waived."""
        return OfficeList.counts(self) | {"findings": sum(line.n for line in self.lines)}


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
