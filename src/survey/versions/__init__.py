"""Versions of the questionnaire: what changed between two of them."""

from survey.versions.questionnaire_comparison import compare_questionnaires
from survey.versions.questionnaire_difference import IndicatorComparison, QuestionnaireChange, QuestionnaireDifference

__all__ = [
    "IndicatorComparison",
    "QuestionnaireChange",
    "QuestionnaireDifference",
    "compare_questionnaires",
]
