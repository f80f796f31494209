"""Findings without what respondents said in their own words, for the folder of results."""

from __future__ import annotations

import dataclasses
import re

from survey.findings import Finding, Findings
from survey.questionnaire import Questionnaire
from survey.text import Catalogue, Language, Text
from survey.validation import HIDDEN

_ONE_WORD = re.compile(r"\S{1,20}")
"""A value that is taken for a mistyped code or number, not for words of a respondent."""

_LETTER = re.compile(r"[^\W\d_]")
_BEGINNING = 8
"""Characters by which a value that was shortened is recognised in a sentence."""


def without_free_text(findings: Findings, form: Questionnaire) -> Findings:
    """The findings with a mark in place of every value that may be a respondent's own words.

    Values of open questions, of columns that belong to no question (the texts of "other" answers among them), and
    values of several words where a code, a number or a date was expected are left out of ``value`` and of the
    sentences. Keys, codes, numbers and dates stay.
    """
    return Findings(_masked(one) if _may_be_own_words(one, form) else one for one in findings)


def _may_be_own_words(finding: Finding, form: Questionnaire) -> bool:
    if finding.value is None or finding.value == "":
        return False
    variable = form.variables.get(finding.variable or "")
    if variable is None:
        return finding.variable is not None and finding.variable not in {question.id for question in form.questions}
    if variable.kind == "text":
        return True
    if variable.kind == "code" or not _LETTER.search(finding.value):
        return False
    return _ONE_WORD.fullmatch(finding.value) is None


def _masked(finding: Finding) -> Finding:
    value = str(finding.value)
    wordings = tuple((language, _sentence(finding, value, language, said)) for language, said in finding.message)
    return dataclasses.replace(finding, value=HIDDEN, message=Text(wordings))


def _sentence(finding: Finding, value: str, language: Language, said: str) -> str:
    """The sentence with the mark; a general sentence when it holds only a part of the value."""
    masked = said.replace(value, HIDDEN)
    if masked != said or value[:_BEGINNING] not in said:
        return masked
    return Catalogue.load("survey.monitor").sentence(language, "own_words", variable=finding.variable or "")
