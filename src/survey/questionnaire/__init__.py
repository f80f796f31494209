"""The instrument as data: what is asked, of whom, in which words, with which codes."""

from survey.questionnaire.model import (
    BatteryRow,
    Block,
    Category,
    Grouping,
    MissingCode,
    Option,
    Question,
    Questionnaire,
    Reason,
    Variable,
)
from survey.questionnaire.questionnaire_folder import read_questionnaire

__all__ = [
    "BatteryRow",
    "Block",
    "Category",
    "Grouping",
    "MissingCode",
    "Option",
    "Question",
    "Questionnaire",
    "Reason",
    "Variable",
    "read_questionnaire",
]
