"""Rules about what other programs can hold: names of variables, lengths of labels."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from survey.linting.lint_report import LintIssue
from survey.linting.shown_wordings import ShownWording, SourceLines
from survey.questionnaire import Questionnaire

LONGEST_NAME = 32
"""Characters of a name that Stata takes."""

LONGEST_VARIABLE_LABEL = 255
"""Bytes of the label of a variable that an SPSS file holds."""

LONGEST_VALUE_LABEL = 120
"""Bytes of the label of a value that an SPSS file holds."""


def check_names(form: Questionnaire) -> Iterator[LintIssue]:
    """Names that SPSS, Stata or R keep for themselves (``reserved-name``) or that are too long (``long-name``)."""
    for variable in form.variables.values():
        place = variable.row.place if variable.row is not None and variable.row.place else variable.question.place
        element = f"question {variable.question.id}" + (f", row {variable.id}" if variable.row is not None else "")
        programs = [program for program, words in reserved_names().items() if variable.id.lower() in words]
        if programs:
            yield LintIssue.of_rule("reserved-name", "warning", place, element, name=variable.id, n=len(programs),
                                    programs=", ".join(programs))  # fmt: skip
        for column in variable.columns:
            if len(column) > LONGEST_NAME:
                yield LintIssue.of_rule("long-name", "warning", place, element, name=column, n=len(column))


@functools.cache
def reserved_names() -> dict[str, frozenset[str]]:
    """Reserved words by program, in small letters."""
    raw = tomllib.loads(files("survey.linting").joinpath("reserved_names.toml").read_text("utf-8"))
    shown = {"spss": "SPSS", "stata": "Stata", "r": "R"}
    return {shown[program]: frozenset(words) for program, words in raw.items()}


def check_labels(wordings: list[ShownWording], lines: SourceLines) -> Iterator[LintIssue]:
    """Wordings longer than the labels of an SPSS file (``long-label``), which would be cut there."""
    limits = {
        "question": LONGEST_VARIABLE_LABEL,
        "row": LONGEST_VARIABLE_LABEL,
        "option": LONGEST_VALUE_LABEL,
        "missing": LONGEST_VALUE_LABEL,
        "category": LONGEST_VALUE_LABEL,
    }
    for shown in wordings:
        limit = limits.get(shown.kind)
        for language, wording in shown.text:
            size = len(wording.encode("utf-8"))
            if limit is not None and size > limit:
                place, element = lines.place(shown, language), f"{shown.element}, {language}"
                yield LintIssue.of_rule("long-label", "note", place, element, size=size, limit=limit)
