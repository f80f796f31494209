"""Rule about codes: one answer should have one code in the whole questionnaire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from survey.linting.lint_report import LintIssue
from survey.questionnaire import Questionnaire
from survey.questionnaire.model import Question


def check_answer_codes(form: Questionnaire) -> Iterator[LintIssue]:
    """Answers with one wording and several codes among questions with the same answers (``unlike-codes``).

    Lists are compared that have the same wordings in another order of codes: who recodes both alike turns one around.
    """
    known: dict[frozenset[str], dict[tuple[tuple[str, int], ...], Question]] = defaultdict(dict)
    language = form.languages[0]
    for question in form.questions:
        if question.kind != "single" or len(question.options) < 2 or any(one.written for one in question.options):
            continue
        coded = tuple(sorted((option.text[language], option.code) for option in question.options))
        alike = known[frozenset(wording for wording, _ in coded)]
        if alike and coded not in alike:
            first = next(iter(alike.values()))
            yield LintIssue.of_rule(
                "unlike-codes", "warning", question.place, f"question {question.id}", other=first.id
            )
        alike.setdefault(coded, question)
