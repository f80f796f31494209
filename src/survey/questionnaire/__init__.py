"""The instrument as data: what is asked, of whom, in which words, with which codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
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

__getattr__ = lazy_names(
    __name__,
    {
        "model": "BatteryRow Block Category Grouping MissingCode Option Question Questionnaire Reason Variable",
        "questionnaire_folder": "read_questionnaire",
    },
)
