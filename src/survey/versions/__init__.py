"""Versions of the instrument: what changed between two of them, and seals that keep one as it is."""

from survey.versions.amendments import Amendment, read_amendments
from survey.versions.instrument_seal import SealCheck, check_seal, seal
from survey.versions.questionnaire_comparison import compare_questionnaires
from survey.versions.questionnaire_difference import IndicatorComparison, QuestionnaireChange, QuestionnaireDifference

__all__ = [
    "Amendment",
    "IndicatorComparison",
    "QuestionnaireChange",
    "QuestionnaireDifference",
    "SealCheck",
    "check_seal",
    "compare_questionnaires",
    "read_amendments",
    "seal",
]
