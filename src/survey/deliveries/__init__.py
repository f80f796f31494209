"""History of a delivery: received, corrected, waived, compared with the one before, reported to field staff.

====================== ======== ==================================================================================
rule                   severity what was found
====================== ======== ==================================================================================
``correction_refused`` error    a line of the list of corrections that cannot be applied; nothing is published
``corrections_open``   info     lines of the list of corrections that nobody has filled in
``waiver_refused``     error    a line of the list of waivers that says too little, or waives what cannot be waived
``waiver_expired``     warning  a waiver whose last day has passed; the finding counts again
``waiver_unmatched``   warning  a waiver of a finding that is not there
====================== ======== ==================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.deliveries.corrected_delivery import Corrected, correct
    from survey.deliveries.corrections import Correction, Corrections, read_corrections
    from survey.deliveries.corrections_template import need_list_format, write_corrections_template
    from survey.deliveries.delivered_answers import is_free_text, shown_value
    from survey.deliveries.delivery import Delivery
    from survey.deliveries.delivery_difference import DeliveryDifference, compare_deliveries
    from survey.deliveries.finding_summaries import summarize_findings
    from survey.deliveries.findings_files import need_format, write_findings
    from survey.deliveries.receiving import decode_corrected, receive_delivery, waive_listed
    from survey.deliveries.waivers import Waiver, Waivers, read_waivers
    from survey.deliveries.waiving import Waived, waive

__all__ = [
    "Corrected",
    "Correction",
    "Corrections",
    "Delivery",
    "DeliveryDifference",
    "Waived",
    "Waiver",
    "Waivers",
    "compare_deliveries",
    "correct",
    "decode_corrected",
    "is_free_text",
    "need_format",
    "need_list_format",
    "read_corrections",
    "read_waivers",
    "receive_delivery",
    "shown_value",
    "summarize_findings",
    "waive",
    "waive_listed",
    "write_corrections_template",
    "write_findings",
]

__getattr__ = lazy_names(
    __name__,
    {
        "corrected_delivery": "Corrected correct",
        "corrections": "Correction Corrections read_corrections",
        "corrections_template": "need_list_format write_corrections_template",
        "delivered_answers": "is_free_text shown_value",
        "delivery": "Delivery",
        "delivery_difference": "DeliveryDifference compare_deliveries",
        "finding_summaries": "summarize_findings",
        "findings_files": "need_format write_findings",
        "receiving": "decode_corrected receive_delivery waive_listed",
        "waivers": "Waiver Waivers read_waivers",
        "waiving": "Waived waive",
    },
)
