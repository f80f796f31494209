"""Rules about former ids and codes: days without a version, codes that another answer had."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from survey.linting.lint_report import LintIssue
from survey.questionnaire import Questionnaire
from survey.questionnaire.model import BatteryRow, Question


def check_former(form: Questionnaire) -> Iterator[LintIssue]:
    """Issues of former ids and codes under ``was``.

    Rules: ``undated-change`` the day of a rename or a recode begins no version of the questionnaire, ``code-reused`` an
    answer without a former code has one that another answer had. A named list is looked at once.
    """
    first_days = {day for _, day in form.versions}
    seen: set[str] = set()
    for question in form.questions:
        element = f"question {question.id}"
        days = _days_of_names(question)
        if question.list_id is None or question.list_id not in seen:
            days |= {former.before for option in question.options for former in option.former_answers}
            yield from _reused(question, element)
        seen |= {question.list_id} if question.list_id is not None else set()
        for day in sorted(days - first_days):
            yield LintIssue.of_rule("undated-change", "warning", question.place, element, day=day.isoformat())


def _days_of_names(question: Question) -> set[datetime.date]:
    parts: list[Question | BatteryRow] = [question, *question.rows]
    return {former.before for part in parts for former in part.former_names}


def _reused(question: Question, element: str) -> Iterator[LintIssue]:
    """Present codes that another answer had; the answer that has one now did not exist then, or its own code is not declared."""
    had = {
        former.shown: option
        for option in question.options
        for former in option.former_answers
        if former.shown != option.shown
    }
    for option in question.options:
        if option.shown in had and not option.former_answers:
            other = had[option.shown].shown
            yield LintIssue.of_rule("code-reused", "warning", question.place, element, code=option.shown, other=other)
