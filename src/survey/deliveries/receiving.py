"""A delivery received in one call: read, corrected, validated, waived."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping

from survey.argument_errors import public
from survey.deliveries.corrected_delivery import correct
from survey.deliveries.corrections import Corrections, read_corrections
from survey.deliveries.delivery import Delivery
from survey.deliveries.waivers import Waivers, read_waivers
from survey.deliveries.waiving import waive
from survey.findings import Findings
from survey.ingest import decode, read_file
from survey.ingest.read_lines import Decisions
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire
from survey.validation import Rules, validate
from survey.validation.interview_dates import Fieldwork

Path = str | os.PathLike[str]


@public
def receive_delivery(
    file: Path | RawTable,
    form: Questionnaire,
    rules: Rules | None = None,
    *,
    wave: str | None = None,
    fieldwork: Fieldwork | None = None,
    read: Decisions | Mapping[str, object] | None = None,
    corrections: Path | Corrections | None = None,
    waivers: Path | Waivers | None = None,
    today: datetime.date | None = None,
) -> Delivery:
    """A delivered file as the office has it after checking: its interviews, and everything that was found.

    Parameters
    ----------
    file : str, path or RawTable
    form : Questionnaire
    rules : Rules, optional
        By default those in ``rules.yaml`` of the questionnaire.
    wave, fieldwork
        As in :func:`survey.validate`.
    read : Decisions, mapping or None
        What the office says where two readings of a column fit, as in :func:`survey.decode`.
    corrections, waivers : path or list, optional
        Lists of the office about this delivery.
    today : date, optional
        Day against which dates of corrections and waivers are held; by default this day.

    Returns
    -------
    Delivery
        ``interviews`` with errors are set aside; ``about_the_file`` are errors that block publication.

    Raises
    ------
    ReadError, DeliveryError
        When the file or a list cannot be read.

    See Also
    --------
    survey.compare_deliveries : what changed since an earlier delivery.
    survey.write_findings : what was found, for field staff.
    """
    raw = file if isinstance(file, RawTable) else read_file(file)
    interviews, findings, listed = decode_corrected(raw, form, corrections, read=read, today=today)
    findings = findings + validate(interviews, rules, wave=wave, fieldwork=fieldwork)
    findings, accepted = waive_listed(findings, waivers, interviews, today=today)
    return Delivery(raw, interviews.set_aside(findings.of("error")), findings, listed, accepted)


def decode_corrected(
    raw: RawTable,
    form: Questionnaire,
    corrections: Path | Corrections | None,
    *,
    read: Decisions | Mapping[str, object] | None = None,
    today: datetime.date | None = None,
) -> tuple[Interviews, Findings, Corrections | None]:
    """Interviews and findings of decoding with a list of corrections applied, when there is one."""
    if corrections is None:
        return (*decode(raw, form, read=read), None)
    listed = corrections if isinstance(corrections, Corrections) else read_corrections(corrections)
    corrected = correct(raw, form, listed, read=read, today=today)
    return corrected.interviews, corrected.findings, corrected.corrections


def waive_listed(
    findings: Findings, waivers: Path | Waivers | None, interviews: Interviews, *, today: datetime.date | None = None
) -> tuple[Findings, Waivers | None]:
    """Findings with those of a list waived, when there is one."""
    if waivers is None:
        return findings, None
    listed = waivers if isinstance(waivers, Waivers) else read_waivers(waivers)
    waived = waive(findings, listed, interviews, today=today)
    return waived.findings, waived.waivers
