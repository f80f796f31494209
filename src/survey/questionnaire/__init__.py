"""The instrument as data: what is asked, of whom, in which words, with which codes."""

from survey.questionnaire.model import (
    Block,
    Category,
    Grouping,
    MissingCode,
    Option,
    Question,
    Questionnaire,
    Reason,
    Row,
    Variable,
)
from survey.questionnaire.questionnaire_folder import read_questionnaire

__all__ = [
    "Block",
    "Category",
    "Grouping",
    "MissingCode",
    "Option",
    "Question",
    "Questionnaire",
    "Reason",
    "Row",
    "Variable",
    "read_questionnaire",
]
