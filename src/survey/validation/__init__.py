"""Validation of interviews by what the questionnaire implies and by the house rules of ``rules.yaml``.

An ``error`` means that the interview is not used; only these rules give one:

==================  ==================================================================================
rule                why the interview cannot be used
==================  ==================================================================================
``no_interviews``   there is none: the file is empty
``key_missing``     it cannot be traced to a paper form, a contact or a back-check
``key_twice``       one interview would count twice (the first of the number stays)
``copied``          all substantive answers are another interview's: nobody was asked
``required``        consent, age or eligibility is unknown
``ended``           the person refused, is under age or not eligible, and was interviewed all the same
``wave_differs``    it belongs to another wave
``date_outside``    it was not held in the fieldwork of this wave
``date_impossible`` its date is more than a year away from the others (where no fieldwork is known)
``code_unknown``    a code or number that the questionnaire does not have got past decoding: what it means
``out_of_range``    is unknown
==================  ==================================================================================

Everything else is a ``warning`` (one answer is doubtful or lost) or an ``info``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.validation.answers_as_text import answer_texts
    from survey.validation.delivery_validation import validate
    from survey.validation.rule_breaches import HIDDEN
    from survey.validation.rule_definitions import AnswerLimits, CustomRule, Rules, StartsWith
    from survey.validation.rules_file import read_rules, rules_beside
    from survey.validation.sample_plan import LEAST_SHARE, Plan, PlannedUnit, check_plan
    from survey.validation.unasked_questions import Unasked, unasked
    from survey.validation.unreadable_clusters import join_clusters

__all__ = [
    "HIDDEN",
    "LEAST_SHARE",
    "AnswerLimits",
    "CustomRule",
    "Plan",
    "PlannedUnit",
    "Rules",
    "StartsWith",
    "Unasked",
    "answer_texts",
    "check_plan",
    "join_clusters",
    "read_rules",
    "rules_beside",
    "unasked",
    "validate",
]

__getattr__ = lazy_names(
    __name__,
    {
        "answers_as_text": "answer_texts",
        "delivery_validation": "validate",
        "rule_breaches": "HIDDEN",
        "rule_definitions": "AnswerLimits CustomRule Rules StartsWith",
        "rules_file": "read_rules rules_beside",
        "sample_plan": "LEAST_SHARE Plan PlannedUnit check_plan",
        "unasked_questions": "Unasked unasked",
        "unreadable_clusters": "join_clusters",
    },
)
