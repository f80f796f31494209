"""Versions of the instrument: what changed between two of them, seals that keep one as it is, work on its translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.versions.amendments import Amendment, read_amendments
    from survey.versions.instrument_seal import SealCheck, check_seal, seal
    from survey.versions.questionnaire_comparison import compare_questionnaires
    from survey.versions.questionnaire_difference import (
        IndicatorComparison,
        QuestionnaireChange,
        QuestionnaireDifference,
    )
    from survey.versions.translation_import import TranslationImport, carry_out_import, plan_import
    from survey.versions.translation_progress import TranslationCoverage, translation_coverage
    from survey.versions.translation_workbook import export_translations

__all__ = [
    "Amendment",
    "IndicatorComparison",
    "QuestionnaireChange",
    "QuestionnaireDifference",
    "SealCheck",
    "TranslationCoverage",
    "TranslationImport",
    "carry_out_import",
    "check_seal",
    "compare_questionnaires",
    "export_translations",
    "plan_import",
    "read_amendments",
    "seal",
    "translation_coverage",
]

__getattr__ = lazy_names(
    __name__,
    {
        "amendments": "Amendment read_amendments",
        "instrument_seal": "SealCheck check_seal seal",
        "questionnaire_comparison": "compare_questionnaires",
        "questionnaire_difference": "IndicatorComparison QuestionnaireChange QuestionnaireDifference",
        "translation_import": "TranslationImport carry_out_import plan_import",
        "translation_progress": "TranslationCoverage translation_coverage",
        "translation_workbook": "export_translations",
    },
)
