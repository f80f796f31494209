"""Claims about checks of the data, corrections of the office, and the wordings of questions."""

from __future__ import annotations

from collections.abc import Sequence

from survey.indicators.question_wordings import QuestionWording
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases
from survey.reports.report_input import ReportInput


def _delivered(given: ReportInput, words: Phrases) -> Places:
    return {"n": given.methods.n_set_aside, "delivered": words.number(given.methods.n_delivered, 0)}


QUALITY_CLAIMS: tuple[ReportClaim[ReportInput], ...] = (
    ReportClaim("quality_set_aside", lambda given: given.methods.n_set_aside > 0, _delivered),
    ReportClaim("quality_all_used", lambda given: given.methods.n_set_aside == 0, _delivered),
    ReportClaim("quality_corrected", lambda given: given.n_corrected > 0, lambda given, _: {"n": given.n_corrected}),
    ReportClaim("quality_waived", lambda given: given.n_waived > 0, lambda given, _: {"n": given.n_waived}),
    ReportClaim("quality_none", lambda given: not given.findings),
)
FINDING_NOTES: tuple[ReportClaim[ReportInput], ...] = (
    ReportClaim("note_findings_rows", lambda given: any(one.n_interviews for one in given.findings)),
    ReportClaim("note_findings_file", lambda given: any(one.n and not one.n_interviews for one in given.findings)),
)
CHECK_CLAIM: ReportClaim[ReportInput] = ReportClaim("check_text", lambda given: bool(given.files))

WORDING_CLAIMS: tuple[ReportClaim[Sequence[QuestionWording]], ...] = (
    ReportClaim("wordings_all", lambda shown: bool(shown)),
    ReportClaim("wordings_counted", lambda shown: any(one.counted for one in shown)),
)
