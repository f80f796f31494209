"""Lists of corrections: their lines, and the result of judging each of them."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

import pandas as pd

from survey.argument_errors import noun, public
from survey.deliveries.list_files import Line, catalogue, read_list, refused_line
from survey.deliveries.office_lists import OfficeList
from survey.findings import Finding, Findings
from survey.ingest import read_day
from survey.text import Text

COLUMNS = ("interview", "row", "variable", "old", "new", "reason", "who", "when", "finding")
NEEDED = ("interview", "variable", "old", "new", "reason", "who", "when")

CorrectionStatus = Literal["read", "applied", "open", "refused"]
CorrectionRefusal = Literal[
    "interview_unknown",
    "key_occurs_twice",
    "row_differs",
    "variable_unknown",
    "old_differs",
    "new_not_allowed",
    "no_change",
    "contradiction",
    "who_missing",
    "reason_missing",
    "when_missing",
    "when_unreadable",
    "when_in_future",
]


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of a list of corrections.

    Parameters
    ----------
    line : int
        Its row in the list, as a spreadsheet numbers it.
    interview : str
        Key of the interview as delivered; empty when the interview has none and ``row`` names it.
    row : str
        Row of the delivery; needed only where the key is missing or occurs twice.
    variable : str
        A question or row of a battery, or a further column of the file.
    old, new : str
        The answer delivered and the right one, as codes or wordings; empty is not recorded.
    reason, who, when : str
        Why, by whom and on which day it was corrected.
    finding : str
        Id of the finding it answers, may be empty.
    status : "read", "applied", "open" or "refused"
        An open line is one of a template that nobody has filled in: ``new``, ``reason``, ``who`` and ``when`` are empty.
    refusal : str
        Why it was refused, empty otherwise.
    detail : Text
        The reason in words.
    """

    line: int
    interview: str
    row: str
    variable: str
    old: str
    new: str
    reason: str
    who: str
    when: str
    finding: str = ""
    status: CorrectionStatus = "read"
    refusal: CorrectionRefusal | Literal[""] = ""
    detail: Text = field(default_factory=Text)

    @property
    def is_open(self) -> bool:
        """Whether the line is still as the template wrote it: nobody has filled it in."""
        return not (self.new or self.reason or self.who or self.when)

    @property
    def day(self) -> datetime.date | None:
        """The day of the correction, None when it cannot be read."""
        return read_day(self.when)


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Corrections(OfficeList):
    """A list of corrections, in the order of the file.

    Parameters
    ----------
    path, sha256 : str
        The list, and the digest of its bytes.
    lines : tuple of Correction
        ``status`` is "read" until :func:`survey.correct` or :func:`survey.receive_delivery` judges them.
    unclear : Findings
        What the reader of the file found in it.
    """

    columns: ClassVar[tuple[str, ...]] = (*COLUMNS, "status", "refusal")
    statuses: ClassVar[tuple[str, ...]] = get_args(CorrectionStatus)

    lines: tuple[Correction, ...]

    @property
    def applied(self) -> tuple[Correction, ...]:
        """Lines that were applied."""
        return tuple(line for line in self.lines if line.status == "applied")

    @property
    def refused(self) -> tuple[Correction, ...]:
        """Lines that were refused; each is an error that blocks a run."""
        return tuple(line for line in self.lines if line.status == "refused")

    @property
    def findings(self) -> Findings:
        """One error for each refused line, about the whole delivery; the number of open lines; findings of the reader."""
        refused = [refused_line("correction_refused", self.file, one.line, one.detail) for one in self.refused]
        n_open = self.counts()["open"]
        left = [Finding("corrections_open", "info", catalogue().text("corrections_open", file=self.file, n=n_open))]
        return self.unclear + Findings([*refused, *(left if n_open else [])])

    def cells(self) -> pd.DataFrame:
        """Corrected cells: interview, variable, the answer delivered, the answer now, and the number of lines applied."""
        made: dict[tuple[str, str, str], list[Correction]] = {}
        for line in sorted(self.applied, key=lambda one: (one.day or datetime.date.min, one.line)):
            made.setdefault((line.interview, line.row, line.variable), []).append(line)
        records = [(*cell, lines[0].old, lines[-1].new, len(lines)) for cell, lines in made.items()]
        return pd.DataFrame(records, columns=["interview", "row", "variable", "delivered", "now", "lines"])


@public
def read_corrections(path: str | os.PathLike[str]) -> Corrections:
    """A list of corrections as an office keeps it, in CSV or XLSX.

    Parameters
    ----------
    path : str or path
        Columns ``interview``, ``variable``, ``old``, ``new``, ``reason``, ``who``, ``when``; ``row`` and ``finding`` may
        be there, others are ignored. Headings may be English, Kazakh or Russian; the file may have semicolons,
        Windows-1251 and dates such as 05.03.2018. Blank lines are left out.

    Raises
    ------
    DeliveryError
        ``H001`` when a column is missing, ``H002`` when one occurs twice.
    ReadError
        When the file cannot be read.

    See Also
    --------
    survey.correct : applies them.
    survey.write_corrections_template : a list to fill in.
    """
    read = read_list(path, COLUMNS, NEEDED)
    return Corrections(read.path, read.sha256, tuple(_correction(line) for line in read.lines), read.findings)


def _correction(line: Line) -> Correction:
    return Correction(
        line.number,
        interview=line["interview"],
        row=line["row"],
        variable=line["variable"],
        old=line["old"],
        new=line["new"],
        reason=line["reason"],
        who=line["who"],
        when=line["when"],
        finding=line["finding"],
    )
