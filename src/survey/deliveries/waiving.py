"""Waivers applied to findings: errors that the office accepts become information."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.argument_errors import noun, public
from survey.deliveries.list_files import catalogue
from survey.deliveries.split_points import split_points
from survey.deliveries.waivers import Waiver, WaiverRefusal, Waivers
from survey.findings import Finding, Findings
from survey.ingest import read_day
from survey.interviews import Interviews
from survey.questionnaire.model import Reason

_Judged = tuple[Waiver, list[Finding]]

NEVER_WAIVED = frozenset({"no_interviews", "key_missing", "key_twice", "required", "ended"})
"""Rules whose breach makes the interview unusable whatever the office decides; only a correction helps."""


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Waived:
    """Findings after the office waived some of them, and the waivers with the status of every line."""

    findings: Findings
    waivers: Waivers


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
        Those the findings are about.
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

    Neither is anything waived, whatever the rule, that would keep an interview whose sampling point (role ``psu``) lies
    in another stratum (role ``stratum``) by all interviews that need no waiver: no variance can be estimated of such a
    sample.
    """
    today = today or datetime.date.today()
    findings = findings.built()
    unusable = _unusable(findings.of("error"), interviews)
    judged = [_judged(line, findings, unusable, today) for line in waivers.lines]
    judged = _without_split_points(judged, findings, interviews)
    taken = {one.id for _, fitting in judged for one in fitting}
    waivers = dataclasses.replace(waivers, lines=tuple(line for line, _ in judged))
    waived = [
        dataclasses.replace(one, severity="info", waived=one.waived or one.severity) if one.id in taken else one
        for one in findings
    ]
    return Waived(Findings(waived, findings.outcomes) + waivers.findings, waivers)


def _judged(line: Waiver, findings: Findings, unusable: frozenset[str], today: datetime.date) -> _Judged:
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
    """Whether the answer was lost by the error, so that there is nothing to accept."""
    if finding.row is None or finding.row not in positions or finding.variable not in interviews.reasons.columns:
        return False
    return bool(interviews.reasons[finding.variable].iloc[positions[finding.row]] == Reason.NOT_RECORDED)


def _refused(line: Waiver, refusal: WaiverRefusal, **places: object) -> Waiver:
    detail = catalogue().text(f"refused_{refusal}", **places)
    return dataclasses.replace(line, status="refused", refusal=refusal, detail=detail)


def _without_split_points(judged: Sequence[_Judged], findings: Findings, interviews: Interviews) -> list[_Judged]:
    """The lines, those refused that keep an interview whose sampling point lies in another stratum."""
    errors = findings.of("error")
    taken = {one.id for _, fitting in judged for one in fitting}
    lost = {one.row for one in errors if one.id not in taken}
    waived = {one.row for one in errors if one.id in taken} - lost
    split = split_points(interviews, without=lost, added=waived)
    result: list[_Judged] = []
    for line, fitting in judged:
        hit = next((one for one in fitting if one.row in split), None)
        if hit is None:
            result.append((line, fitting))
        else:
            places = split[hit.row]
            refused = _refused(line, "two_strata", interview=hit.interview, psu=places[0], strata=", ".join(places[1]))
            result.append((refused, []))
    return result
