"""Findings about submissions as the collecting tool counts them: rejected, doubtful, of several versions of the form."""

from __future__ import annotations

from survey.findings import Finding
from survey.ingest.collecting_tool import StateFound, Submissions
from survey.ingest.reader_findings import finding, ranges, some


def submission_findings(submissions: Submissions) -> list[Finding]:
    """One finding for each state of submissions that is reported, and one for several versions of the form."""
    found = [_of_state(state) for state in submissions.states]
    if len(submissions.versions) > 1:
        said = [f"{version} ({n})" for version, n in submissions.versions.items()]
        found.append(finding("form_versions", "info", n=len(said), versions=some(said)))
    return found


def _of_state(state: StateFound) -> Finding:
    rule = "submissions_rejected" if state.is_rejected else "submissions_doubtful"
    return finding(
        rule,
        "warning",
        n=len(state.rows),
        column=state.column,
        values=some([value or "—" for value in state.values]),
        rows=ranges(state.rows),
        line=f"read: {{columns: {{{state.column}: {{ignore: true}}}}}}",
    )
