"""Lint of a questionnaire: everything wrong or doubtful in its text files at once, with places and remedies."""

from survey.linting.lint_report import LintIssue, LintReport, ReadingTime
from survey.linting.questionnaire_lint import lint

__all__ = ["LintIssue", "LintReport", "ReadingTime", "lint"]
