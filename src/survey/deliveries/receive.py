"""A delivery received in one call: read, corrected, validated, waived."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping

from survey.calls import public
from survey.deliveries.correct import correct
from survey.deliveries.corrections import Corrections, read_corrections
from survey.deliveries.delivery import Delivery
from survey.deliveries.waivers import Waivers, read_waivers, waive
from survey.ingest import decode, read_file
from survey.ingest.decisions import Decisions
from survey.interviews import RawTable
from survey.questionnaire import Questionnaire
from survey.validation import Rules, validate
from survey.validation.period import Fieldwork

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
        ``interviews`` with errors are set aside; ``about_the_file`` are errors that nothing may be published with.

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
    listed = (
        corrections if corrections is None or isinstance(corrections, Corrections) else read_corrections(corrections)
    )
    if listed is None:
        interviews, findings = decode(raw, form, read=read)
    else:
        corrected = correct(raw, form, listed, read=read, today=today)
        interviews, findings, listed = corrected.interviews, corrected.findings, corrected.corrections
    findings = findings + validate(interviews, rules, wave=wave, fieldwork=fieldwork)
    accepted = waivers if waivers is None or isinstance(waivers, Waivers) else read_waivers(waivers)
    if accepted is not None:
        waived = waive(findings, accepted, interviews, today=today)
        findings, accepted = waived.findings, waived.waivers
    return Delivery(raw, interviews.set_aside(findings.of("error")), findings, listed, accepted)
