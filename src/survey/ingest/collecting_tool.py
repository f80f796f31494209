"""Tools that collect interviews, recognised by the columns they add: states of submissions, versions of the form, blanks.

==================  =================================================  ==================================================
tool                not an interview                                   an interview, and reported
==================  =================================================  ==================================================
ODK Central         ``ReviewState`` rejected                           has issues
KoboToolbox         ``_validation_status`` not approved                on hold
SurveyCTO           ``review_status`` rejected                         ``review_quality`` fake or poor
Qualtrics           ``Status`` survey preview, survey test             spam; not finished
LimeSurvey          –                                                  no ``submitdate``: not finished
Survey Solutions    ``interview__status`` rejected                     not completed
==================  =================================================  ==================================================

Sources: the documentation of exports of each tool. Without the columns that identify a tool, a column of such a name is
any column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from survey.arrays import Mask
from survey.ingest.factorized_columns import FactorizedColumn, is_empty
from survey.interviews import RawTable
from survey.spelling import fold

_MOST_VERSIONS = 12


@dataclass(frozen=True, slots=True)
class SubmissionState:
    """Column with the state of each submission, and the values that are reported.

    ``rejected`` and ``doubtful`` are folded texts; ``empty_is_doubtful`` means that a submission without a value is doubtful.
    """

    column: str
    rejected: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    empty_is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class CollectingTool:
    """Tool that collected the interviews of a file.

    Parameters
    ----------
    name : str
    signature : tuple of frozenset of str
        Sets of columns, one of which identifies the tool; in lower case.
    states : tuple of SubmissionState
    version : str
        Column with the version of the form.
    own : frozenset of str
        Further columns that the tool adds, whose names a question could have.
    blanks : frozenset of str
        What the tool writes where a question was shown and not answered.
    """

    name: str
    signature: tuple[frozenset[str], ...]
    states: tuple[SubmissionState, ...] = ()
    version: str = ""
    own: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset()

    def owns(self, column: str) -> bool:
        """Whether the tool adds a column of this name by itself."""
        name = column.casefold()
        states = {state.column.casefold() for state in self.states}
        return name in self.own or name in states or any(name in columns for columns in self.signature)


def _texts(*texts: str) -> frozenset[str]:
    return frozenset(fold(text) for text in texts)


TOOLS = (
    CollectingTool(
        "ODK Central",
        (
            frozenset({"key", "submissiondate", "reviewstate"}),
            frozenset({"key", "submissiondate", "submitterid"}),
            frozenset({"key", "submissiondate", "attachmentspresent"}),
        ),
        (SubmissionState("ReviewState", _texts("rejected"), _texts("hasIssues")),),
        "FormVersion",
        frozenset({"key", "instanceid", "status", "edits", "deviceid", "formversion", "submittername", "submitterid"}),
    ),
    CollectingTool(
        "KoboToolbox",
        (frozenset({"_id", "_uuid", "_submission_time"}),),
        (
            SubmissionState(
                "_validation_status",
                _texts("validation_status_not_approved", "Not approved"),
                _texts("validation_status_on_hold", "On hold"),
            ),
        ),
        "__version__",
    ),
    CollectingTool(
        "SurveyCTO",
        (frozenset({"key", "submissiondate", "formdef_version"}),),
        (
            SubmissionState("review_status", _texts("rejected")),
            SubmissionState("review_quality", doubtful=_texts("fake", "poor")),
        ),
        "formdef_version",
        frozenset({"key", "instanceid", "starttime", "endtime", "duration", "caseid", "deviceid", "username"}),
    ),
    CollectingTool(
        "Qualtrics",
        (frozenset({"responseid", "finished", "progress"}), frozenset({"responseid", "recordeddate", "status"})),
        (
            SubmissionState(
                "Status", _texts("Survey Preview", "Survey Test", "1", "2", "9", "17"), _texts("Spam", "8")
            ),
            SubmissionState("Finished", doubtful=_texts("False", "0")),
        ),
        own=frozenset({"status", "progress", "finished", "startdate", "enddate", "ipaddress"}),
        blanks=frozenset({"-99"}),
    ),
    CollectingTool(
        "LimeSurvey",
        (frozenset({"id", "submitdate", "lastpage", "startlanguage"}),),
        (SubmissionState("submitdate", empty_is_doubtful=True),),
        own=frozenset({"id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "token"}),
    ),
    CollectingTool(
        "Survey Solutions",
        (frozenset({"interview__key", "interview__id"}),),
        (
            SubmissionState(
                "interview__status",
                _texts("65", "125", "RejectedBySupervisor", "RejectedByHeadquarters"),
                _texts("20", "40", "60", "80", "85", "SupervisorAssigned", "InterviewerAssigned", "Restarted"),
            ),
        ),
        blanks=frozenset({"-999999999", "##N/A##"}),
    ),
)


@dataclass(frozen=True, slots=True)
class StateFound:
    """Submissions in a state that is reported: the column and its values, and the rows of the file."""

    column: str
    values: tuple[str, ...]
    rows: tuple[int, ...]
    is_rejected: bool


@dataclass(frozen=True, slots=True)
class Submissions:
    """Submissions of a file as the tool counts them.

    Parameters
    ----------
    tool : CollectingTool or None
        None when the file comes from none of the tools.
    kept : (n,) array of bool
        Rows that are interviews.
    states : tuple of StateFound
    versions : mapping of version to number of rows
    """

    tool: CollectingTool | None
    kept: Mask
    states: tuple[StateFound, ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict)

    @property
    def blanks(self) -> frozenset[str]:
        """Texts and numbers that the tool writes for "not answered"."""
        return self.tool.blanks if self.tool is not None else frozenset()


def tool_of(columns: Mapping[str, object]) -> CollectingTool | None:
    """The tool whose columns these are, or None.

    Examples
    --------
    >>> tool_of({"_id": 0, "_uuid": 0, "_submission_time": 0}).name, tool_of({"KEY": 0})
    ('KoboToolbox', None)
    """
    names = {name.casefold() for name in columns}
    return next((tool for tool in TOOLS if any(needed <= names for needed in tool.signature)), None)


def find_submissions(raw: RawTable, columns: Mapping[str, FactorizedColumn], ignored: frozenset[str]) -> Submissions:
    """The submissions that are interviews, the states that are reported, the versions of the form.

    Parameters
    ----------
    raw : RawTable
    columns : mapping of name to FactorizedColumn
    ignored : frozenset of str
        Columns that the wave leaves out: their states decide nothing.
    """
    kept = np.ones(len(raw), bool)
    tool = tool_of(columns)
    if tool is None:
        return Submissions(None, kept)
    by_name = {name.casefold(): name for name in columns if name not in ignored}
    found: list[StateFound] = []
    for state in tool.states:
        name = by_name.get(state.column.casefold())
        if name is None:
            continue
        rejected = _with_text(columns[name], state.rejected)
        found += _found(raw, columns[name], rejected, is_rejected=True)
        kept &= ~rejected
        found += _found(raw, columns[name], _doubtful(columns[name], state), is_rejected=False)
    version = by_name.get(tool.version.casefold())
    return Submissions(tool, kept, tuple(found), _counts(columns[version]) if version is not None else {})


def _doubtful(column: FactorizedColumn, state: SubmissionState) -> Mask:
    doubtful = _with_text(column, state.doubtful)
    return doubtful | ~column.filled() if state.empty_is_doubtful else doubtful


def _with_text(column: FactorizedColumn, texts: frozenset[str]) -> Mask:
    """(n,) rows whose cell is one of these texts; labels are compared by their looks, numbers as whole numbers."""
    fits = [not is_empty(cell) and _shown(cell) in texts for cell in column.cells]
    return np.asarray(np.array(fits, bool)[column.index], bool)


def _shown(cell: object) -> str:
    return fold(f"{cell:.0f}" if isinstance(cell, float) else str(cell))


def _found(raw: RawTable, column: FactorizedColumn, where: Mask, *, is_rejected: bool) -> list[StateFound]:
    if not where.any():
        return []
    at = np.flatnonzero(where)
    _, first = np.unique(column.index[at], return_index=True)
    values = tuple(dict.fromkeys(column.shown_at(int(at[position])) for position in sorted(first)))
    return [StateFound(column.name, values, tuple(raw.rows[at].tolist()), is_rejected)]


def _counts(column: FactorizedColumn) -> dict[str, int]:
    counts = column.counts
    pairs = ((_version(cell), int(counts[at])) for at, cell in enumerate(column.cells) if not is_empty(cell))
    return dict([pair for pair in pairs if pair[1]][:_MOST_VERSIONS])


def _version(cell: object) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
